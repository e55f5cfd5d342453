from odoo import api, fields, models
from odoo.fields import Domain


class CoworkContract(models.Model):
    """A contract whose account is settled is not touched by any run."""

    _inherit = "cowork.contract"
    _protected_fields = frozenset({"is_settled"})

    settlement_ids = fields.One2many(
        "cowork.settlement",
        "contract_id",
        "Settlements",
        groups="cowork_billing.group_user,cowork_members.group_manager",
    )
    is_settled = fields.Boolean("Account Settled", readonly=True, copy=False)

    @api.model
    def _get_billable_domain(self, company, day, locations=None):
        domain = super()._get_billable_domain(company, day, locations)
        return domain & Domain("is_settled", "=", False)

    def action_view_settlement(self):
        """Open the settlement of this contract; make its draft where there is none.

        :returns: the window action with the settlement
        :raises UserError: when the contract has no last day
        """
        self.ensure_one()
        settlements = self.env["cowork.settlement"]
        settlement = settlements.search(
            [("contract_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        settlement = settlement or settlements.create({"contract_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement"),
            "res_model": "cowork.settlement",
            "res_id": settlement.id,
            "views": [(False, "form")],
        }
