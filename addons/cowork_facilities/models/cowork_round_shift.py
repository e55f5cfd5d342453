from odoo import api, fields, models

from ..engine.rounds import Shift


class CoworkRoundShift(models.Model):
    """When on a day a round is made, and by whom."""

    _name = "cowork.round.shift"
    _description = "Shift of a Round"
    _inherit = ["cowork.protected.mixin", "hr.mixin"]
    _order = "template_id, hour_start, id"
    _check_company_auto = True
    _owner_fields = frozenset({"template_id"})
    _protected_fields = frozenset({"company_id", "location_id"})

    template_id = fields.Many2one(
        "cowork.round.template", required=True, index=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        related="template_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, precompute=True, index=True
    )
    name = fields.Char(required=True, translate=True, help="Such as “Night”.")
    hour_start = fields.Float("From", required=True, default=8.0)
    hour_stop = fields.Float(
        "Until",
        required=True,
        default=18.0,
        help="When the round is to be finished. Not after the start: on the next day.",
    )
    team_id = fields.Many2one("maintenance.team", check_company=True)
    employee_id = fields.Many2one("hr.employee", check_company=True)

    _hours_sane = models.Constraint(
        "CHECK (hour_start >= 0 AND hour_start < 24"
        " AND hour_stop >= 0 AND hour_stop <= 24)",
        "A shift begins at 0:00 to 23:59 and ends by 24:00.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        shifts = super().create(vals_list)
        shifts.template_id._plan_again()
        return shifts

    def write(self, vals):
        result = super().write(vals)
        self.template_id._plan_again()
        return result

    def unlink(self):
        templates = self.template_id
        result = super().unlink()
        templates.exists()._plan_again()
        return result

    def _get_shift(self):
        """:returns: hours of one shift; without one, the whole day"""
        return Shift(self.hour_start, self.hour_stop) if self else Shift(0.0, 24.0)
