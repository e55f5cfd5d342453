from odoo import fields, models


class CoworkSpace(models.Model):
    _inherit = "cowork.space"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Cost Centre",
        check_company=True,
        copy=False,
        help="Empty: revenue of this space is booked on the location's cost centre.",
    )

    def action_create_cost_centre(self):
        """Give these spaces a cost centre each, so their profit can be seen.

        :returns: True
        """
        plan = self.env.ref("cowork_billing.analytic_plan_places")
        missing = self.filtered(lambda space: not space.analytic_account_id)
        accounts = self.env["account.analytic.account"].create(
            [
                {
                    "name": space.complete_name,
                    "code": space.code,
                    "plan_id": plan.id,
                    "company_id": space.company_id.id,
                }
                for space in missing
            ]
        )
        for space, account in zip(missing, accounts, strict=True):
            space.analytic_account_id = account
        return True
