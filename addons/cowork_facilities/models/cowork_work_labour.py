from odoo import api, fields, models


class CoworkWorkLabour(models.Model):
    """Hours one employee worked on a work order, at what an hour costs."""

    _name = "cowork.work.labour"
    _description = "Labour on a Work Order"
    _inherit = ["cowork.work.cost.mixin"]
    _order = "date, id"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    date = fields.Date("Day", required=True, default=fields.Date.context_today)
    hours = fields.Float(required=True, digits=(16, 2))
    note = fields.Char("What Was Done")
    hourly_cost = fields.Monetary(
        "Cost per Hour",
        compute="_compute_hourly_cost",
        store=True,
        readonly=False,
        # What a colleague earns is not for everybody who sees the order.
        groups="cowork_facilities.group_manager",
        help="That of the employee when the hours were entered.",
    )
    amount = fields.Monetary(
        "Cost of Labour",
        compute="_compute_amount",
        store=True,
        groups="cowork_facilities.group_manager",
    )

    _hours_sane = models.Constraint(
        "CHECK (hours > 0 AND hours <= 24)",
        "Hours of a day are more than 0 and at most 24.",
    )
    _cost_sane = models.Constraint(
        "CHECK (hourly_cost >= 0 AND hourly_cost < 1000000000)",
        "An hour costs zero or a positive amount.",
    )

    @api.depends("employee_id")
    def _compute_hourly_cost(self):
        for line in self:
            employee = line.employee_id
            line.hourly_cost = line._to_company_currency(
                employee.hourly_cost, employee.currency_id
            )

    @api.depends("hours", "hourly_cost")
    def _compute_amount(self):
        for line in self:
            line.amount = line._round_cost(line.hours * line.hourly_cost)
