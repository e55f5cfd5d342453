from odoo import fields, models
from odoo.tools import format_date


class CoworkContractFreePeriod(models.Model):
    """Rent-free days agreed with the member."""

    _name = "cowork.contract.free.period"
    _description = "Rent-free Period"
    _inherit = ["cowork.contract.dated.mixin"]
    _order = "line_id, date_start"
    _protected_fields = frozenset({"promotion_id"})

    line_id = fields.Many2one(
        "cowork.contract.line", required=True, index=True, ondelete="cascade"
    )
    date_start = fields.Date("First Free Day", required=True)
    date_end = fields.Date("Last Free Day", required=True)
    name = fields.Char("Reason")
    promotion_id = fields.Many2one(
        "cowork.promotion", index="btree_not_null", ondelete="restrict", readonly=True
    )

    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "Free days cannot end before they begin."
    )
    _dates_sane = models.Constraint(
        "CHECK (date_start >= '1990-01-01' AND date_end <= '2200-12-31')",
        "Free days lie between 1990 and 2200.",
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(line_id, line_id, '[]') WITH =,"
        " daterange(date_start, date_end + 1, '[)') WITH &&)",
        "Some of these days are free already.",
    )

    def _describe(self):
        self.ensure_one()
        return self.env._(
            "free of charge from %(start)s to %(end)s",
            start=format_date(self.env, self.date_start),
            end=format_date(self.env, self.date_end),
        )
