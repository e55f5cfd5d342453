from odoo import api, fields, models


class CoworkCareOccasionDate(models.Model):
    """The day of a moving holiday in one year."""

    _name = "cowork.care.occasion.date"
    _description = "Day of a Moving Holiday"
    _inherit = ["cowork.protected.mixin"]
    _order = "date"
    _owner_fields = frozenset({"occasion_id"})

    occasion_id = fields.Many2one(
        "cowork.care.occasion", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date("Day", required=True)
    year = fields.Integer(
        compute="_compute_year", store=True, precompute=True, aggregator=False
    )

    _once_a_year = models.UniqueIndex(
        "(occasion_id, year)", "A holiday has one day in a year."
    )

    @api.depends("date")
    def _compute_year(self):
        for line in self:
            line.year = line.date.year if line.date else 0
