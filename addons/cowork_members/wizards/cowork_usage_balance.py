from odoo import api, fields, models


class CoworkUsageBalance(models.TransientModel):
    """What a member used and has left, on any day."""

    _name = "cowork.usage.balance"
    _description = "Usage Balance"

    partner_id = fields.Many2one("res.partner", "Member", ondelete="cascade")
    contract_id = fields.Many2one("cowork.contract", ondelete="cascade")
    date = fields.Date("As of", required=True, default=fields.Date.context_today)
    balance = fields.Html(compute="_compute_balance", sanitize=False)

    @api.depends("partner_id", "contract_id", "date")
    def _compute_balance(self):
        for wizard in self:
            contracts = wizard.contract_id or wizard._find_contracts()
            found = (
                contracts._get_usage_balance(wizard.date)
                if contracts and wizard.date
                else {}
            )
            wizard.balance = self.env["ir.qweb"]._render(
                "cowork_members.usage_balance_tables", {"balances": found}
            )

    def _find_contracts(self):
        """:returns: the member's contracts that the user sees and that began by then"""
        self.ensure_one()
        if not self.partner_id or not self.date:
            return self.env["cowork.contract"]
        return self.env["cowork.contract"].search(
            [
                ("state", "not in", ("draft", "cancelled")),
                ("date_start", "<=", self.date),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", self.date),
                "|",
                ("partner_id", "child_of", self.partner_id.id),
                ("member_ids", "child_of", self.partner_id.id),
            ]
        )
