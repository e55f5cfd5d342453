from odoo import api, fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat, known

from ..engine.rounds import Limits, value_in_order
from .cowork_round_template_point import CHECK_TYPES, PRIORITIES


class CoworkRoundLine(models.Model):
    """One point on one round: as it was to be looked at, and what was found."""

    _name = "cowork.round.line"
    _description = "Point on a Round"
    _inherit = ["cowork.protected.mixin"]
    _order = "round_id, sequence, id"
    # Nothing of it is written by hand: what was found is sent by a phone.
    _protected_fields = frozenset(
        {
            "round_id",
            "point_id",
            "location_id",
            "company_id",
            "sequence",
            "name",
            "standard",
            "space_id",
            "equipment_id",
            "check_type",
            "photo_required",
            "scan_required",
            "unit",
            "value_min",
            "value_max",
            "priority",
            "category_id",
            "entry_id",
            "result",
            "value",
            "text",
            "note",
            "scanned",
            "done_at",
            "user_id",
            "request_id",
        }
    )

    round_id = fields.Many2one(
        "cowork.round", required=True, index=True, ondelete="cascade"
    )
    point_id = fields.Many2one(
        "cowork.round.template.point", required=True, index=True, ondelete="restrict"
    )
    location_id = fields.Many2one(
        related="round_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="round_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date(related="round_id.date", store=True, precompute=True)
    sequence = fields.Integer()
    name = fields.Char("What", required=True)
    standard = fields.Text()
    space_id = fields.Many2one(
        "cowork.space", index="btree_not_null", ondelete="restrict"
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment", index="btree_not_null", ondelete="set null"
    )
    check_type = fields.Selection(CHECK_TYPES, "Check", required=True)
    photo_required = fields.Boolean()
    scan_required = fields.Boolean()
    unit = fields.Char()
    value_min = OptionalFloat("At Least", digits=(16, 3), aggregator=None)
    value_max = OptionalFloat("At Most", digits=(16, 3), aggregator=None)
    priority = fields.Selection(PRIORITIES, required=True, default="2")
    category_id = fields.Many2one(
        "cowork.work.category",
        "Kind of Work",
        index="btree_not_null",
        ondelete="restrict",
    )
    # What was found: the last answer. All of them are kept.
    entry_ids = fields.One2many("cowork.round.entry", "line_id", "Answers")
    entry_id = fields.Many2one(
        "cowork.round.entry",
        "Last Answer",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    result = fields.Selection(related="entry_id.result", store=True, index=True)
    value = OptionalFloat(
        "Measured",
        digits=(16, 3),
        related="entry_id.value",
        store=True,
        aggregator="avg",
    )
    text = fields.Char("Answer", related="entry_id.text", store=True)
    note = fields.Text(related="entry_id.note", store=True)
    scanned = fields.Boolean(related="entry_id.scanned", store=True)
    done_at = fields.Datetime("Looked At", related="entry_id.answered_at", store=True)
    user_id = fields.Many2one(
        "res.users",
        "By",
        related="entry_id.user_id",
        store=True,
        index="btree_not_null",
    )
    photo = fields.Image(related="entry_id.photo")
    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    answer_text = fields.Char("Found", compute="_compute_answer_text")

    _once = models.UniqueIndex(
        "(round_id, point_id)", "This point is on the round already."
    )

    @api.depends("result", "check_type", "value", "unit", "text", "note")
    @api.depends_context("lang")
    def _compute_answer_text(self):
        results = dict(self._fields["result"]._description_selection(self.env))
        for line in self:
            words = [results.get(line.result)] if line.result else []
            if line.check_type == "value" and line.value is not False:
                words.append(f"{line.value:g} {line.unit or ''}".strip())
            words += filter(None, (line.text, line.note))
            line.answer_text = ": ".join(words)

    def _get_looked_at(self):
        """:returns: when somebody looked at one point, or None: who skips it did not"""
        looked = self.result in ("ok", "failed")
        return self.done_at if looked else None

    def _is_in_order(self, value):
        """:returns: whether a measured value is within the limits of one point"""
        limits = Limits(known(self.value_min), known(self.value_max))
        return value_in_order(value, limits)
