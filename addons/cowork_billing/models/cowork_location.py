from odoo import api, fields, models


class CoworkLocation(models.Model):
    _inherit = "cowork.location"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Cost Centre",
        check_company=True,
        copy=False,
        help="Revenue of this location is booked here, unless the space has a cost"
        " centre of its own.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Sales Journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Empty: the journal set for the company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        locations = super().create(vals_list)
        locations._create_missing_cost_centres()
        return locations

    def _create_missing_cost_centres(self):
        """Give locations without a cost centre one of their own."""
        missing = self.filtered(lambda location: not location.analytic_account_id)
        plan = self.env.ref("cowork_billing.analytic_plan_places")
        # sudo: whoever opens a location need not be allowed to keep analytic accounts.
        accounts = (
            self.env["account.analytic.account"]
            .sudo()
            .create(
                [
                    {
                        "name": location.name,
                        "code": location.code,
                        "plan_id": plan.id,
                        "company_id": location.company_id.id,
                    }
                    for location in missing
                ]
            )
        )
        for location, account in zip(missing, accounts, strict=True):
            location.analytic_account_id = account
