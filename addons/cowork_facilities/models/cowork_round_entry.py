from odoo import fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

RESULTS = [
    ("ok", "In order"),
    ("failed", "Failed"),
    ("skipped", "Skipped"),
]


class CoworkRoundEntry(models.Model):
    """An answer as a phone sent it. It is sent again when nobody confirmed it, and
    kept once: the phone gives it a key."""

    _name = "cowork.round.entry"
    _description = "Answer on a Round"
    _inherit = ["cowork.protected.mixin"]
    _order = "answered_at desc, id desc"
    _rec_name = "client_key"
    _protected_fields = frozenset(
        {
            "line_id",
            "location_id",
            "company_id",
            "client_key",
            "result",
            "value",
            "text",
            "note",
            "photo",
            "scanned",
            "answered_at",
            "received_at",
            "user_id",
        }
    )

    line_id = fields.Many2one(
        "cowork.round.line", "Point", required=True, index=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        related="line_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    client_key = fields.Char(required=True)
    result = fields.Selection(RESULTS, required=True)
    value = OptionalFloat("Measured", digits=(16, 3), aggregator="avg")
    text = fields.Char("Answer")
    note = fields.Text()
    photo = fields.Image(max_width=1600, max_height=1600)
    scanned = fields.Boolean(help="The code of the point was scanned or typed.")
    answered_at = fields.Datetime(required=True, help="By the phone's clock.")
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True, index=True)

    _once = models.UniqueIndex("(client_key)", "This answer was sent already.")
    _value_finite = models.Constraint(
        "CHECK (value IS NULL OR abs(value) < 1000000000000)",
        "What is measured is a number.",
    )
    _result_known = models.Constraint(
        "CHECK (result IN ('ok', 'failed', 'skipped'))", "Unknown result."
    )
