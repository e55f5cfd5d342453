from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..engine.kpi import month_of, months_from
from ..engine.terms import add_months

# How many locations are counted together: what is read for them is kept in memory.
BATCH = 10
MAX_MONTHS = 120


class CoworkKpiRecount(models.TransientModel):
    """Count the figures of past months: for the first time, or again."""

    _name = "cowork.kpi.recount"
    _description = "Count KPIs Again"

    date_from = fields.Date(
        "From Month",
        required=True,
        default=lambda self: add_months(month_of(fields.Date.context_today(self)), -12),
    )
    date_to = fields.Date(
        "To Month", required=True, default=lambda self: fields.Date.context_today(self)
    )
    location_ids = fields.Many2many(
        "cowork.location", string="Locations", help="Empty: all."
    )
    kpi_ids = fields.Many2many("cowork.kpi", string="KPIs", help="Empty: all.")

    @api.constrains("date_from", "date_to")
    def _check_months(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise ValidationError(self.env._("The first month is after the last."))
            if add_months(month_of(wizard.date_from), MAX_MONTHS) < wizard.date_to:
                raise ValidationError(
                    self.env._("At most %s months are counted at once.", MAX_MONTHS)
                )

    def action_apply(self):
        """Count the figures of these months, frozen ones too, from what contracts and
        spaces say now.

        :returns: the window action with the figures counted
        :raises AccessError: for other users than managers
        :raises ValidationError: when the months are out of order or too many
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("cowork_members.group_manager"):
            raise AccessError(self.env._("Only a manager has figures counted again."))
        here = [("company_id", "in", self.env.companies.ids)]
        locations = self.location_ids or self.env["cowork.location"].search(here)
        locations.check_access("read")
        months = months_from(self.date_from, self.date_to)
        for start in range(0, len(locations), BATCH):
            locations[start : start + BATCH]._count_kpis(
                months, self.kpi_ids or None, recount=True
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_kpi_value_analysis"
        )
        action["domain"] = [
            ("month", ">=", months[0]),
            ("month", "<=", months[-1]),
            ("location_id", "in", locations.ids),
        ]
        return action
