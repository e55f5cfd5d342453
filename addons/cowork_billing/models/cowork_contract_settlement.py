from odoo import api, fields, models
from odoo.fields import Domain


class CoworkContract(models.Model):
    """A contract whose account is settled is not touched by any run."""

    _inherit = "cowork.contract"
    _protected_fields = frozenset({"is_settled"})

    settlement_ids = fields.One2many("cowork.settlement", "contract_id", "Settlements")
    is_settled = fields.Boolean("Account Settled", readonly=True, copy=False)

    @api.model
    def _get_billable_domain(self, company, day, locations=None):
        domain = super()._get_billable_domain(company, day, locations)
        return domain & Domain("is_settled", "=", False)

    def action_view_settlement(self):
        """:returns: the window action with the settlement of this contract, or the
        screen that makes it"""
        self.ensure_one()
        settlement = self.env["cowork.settlement"].search(
            [("contract_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement"),
            "res_model": "cowork.settlement",
            "res_id": settlement.id,
            "views": [(False, "form")],
            "context": {"default_contract_id": self.id},
        }
