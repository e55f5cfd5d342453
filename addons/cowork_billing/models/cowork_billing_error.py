from odoo import fields, models


class CoworkBillingError(models.Model):
    """Why a contract was not billed, or what somebody should know of its bill."""

    _name = "cowork.billing.error"
    _description = "Billing Error"
    _order = "kind, id"
    _check_company_auto = True

    run_id = fields.Many2one(
        "cowork.billing.run", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    location_id = fields.Many2one(related="contract_id.location_id", store=True)
    kind = fields.Selection(
        [("error", "Not billed"), ("notice", "Billed, please note")],
        required=True,
        default="error",
    )
    message = fields.Text(required=True)

    def action_repair(self):
        """Look for what contradicts itself in the charges of the contract.

        :returns: the window action with what was found and what would mend it
        :raises UserError: when nothing of the kind is found
        :raises AccessError: for others than billing managers
        """
        self.ensure_one()
        self.check_access("read")
        self.env["cowork.billing.run"].check_access("create")
        return self.env["cowork.billing.repair"]._open(self.contract_id)

    def action_open_contract(self):
        """:returns: the window action that opens the contract to be mended."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }

    def action_retry(self):
        """Bill these contracts again, now that they are mended, and only them.

        :returns: True
        :raises UserError: when nothing was refused, the run is not over, or another run
            of the same company is at work
        """
        for run, errors in self.grouped("run_id").items():
            run._retry(errors)
        return True
