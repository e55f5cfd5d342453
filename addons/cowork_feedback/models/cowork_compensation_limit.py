from odoo import fields, models


class CoworkCompensationLimit(models.Model):
    """Who may approve what a complaint costs, by the amount."""

    _name = "cowork.compensation.limit"
    _description = "Compensation Limit"
    _inherit = ["cowork.protected.mixin"]
    _order = "company_id, amount, id"
    _check_company_auto = True
    _scope_fields = frozenset({"company_id"})

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        "Up To", required=True, help="In the currency of the company."
    )
    approver_ids = fields.Many2many(
        "res.users",
        "cowork_compensation_limit_user_rel",
        "limit_id",
        "user_id",
        "Approved By",
        domain="[('share', '=', False)]",
        help="Empty: anybody of Feedback who serves the location. Never who proposed"
        " it. Above all limits a manager of Feedback approves.",
    )

    _amount_range = models.Constraint(
        "CHECK (amount > 0 AND amount < 1000000000000)",
        "A limit is a positive amount.",
    )
    _once = models.UniqueIndex(
        "(company_id, amount)", "There is a limit of this amount already."
    )

    def _allows(self, user, amount):
        """:param self: the limits of one company
        :param user: ``res.users``
        :param amount: what is to be approved, in the currency of the company
        :returns: whether ``user`` may approve it, if somebody else proposed it"""
        fitting = self.sorted("amount").filtered(
            lambda limit: limit.currency_id.compare_amounts(amount, limit.amount) <= 0
        )[:1]
        if not fitting:
            return user.has_group("cowork_feedback.group_manager")
        if fitting.approver_ids:
            return user in fitting.approver_ids
        return user.has_group("cowork_feedback.group_user")
