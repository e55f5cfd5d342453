from odoo import api, fields, models


class CoworkContract(models.Model):
    """What a contract knows of its deposit."""

    _inherit = "cowork.contract"

    deposit_ids = fields.One2many(
        "cowork.deposit",
        "contract_id",
        "Deposits",
        groups="cowork_members.group_front_desk",
    )
    deposit_held = fields.Monetary(
        compute="_compute_deposit_held",
        groups="cowork_members.group_front_desk",
        help="What the ledger owes the member: charged and not given back.",
    )

    @api.depends("deposit_ids.amount_held")
    def _compute_deposit_held(self):
        sums = dict(
            self.env["cowork.deposit"]._read_group(
                [("contract_id", "in", self.ids)],
                ["contract_id"],
                ["amount_held:sum"],
            )
        )
        for contract in self:
            contract.deposit_held = sums.get(contract, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        if any(vals.get("deposit_opening") for vals in vals_list):
            contracts._follow_opening()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if {"stage_id", "deposit_opening"} & vals.keys():
            self._follow_opening()
        return result

    def _follow_opening(self):
        # sudo: the deposit follows the contract, whoever may change that.
        self.env["cowork.deposit"]._follow_openings(self.sudo())

    def _get_deposit_carried(self):
        """:returns: what counts as deposit charged beside this contract's charges"""
        self.ensure_one()
        return self.deposit_opening + sum(self.deposit_ids.mapped("amount_carried"))

    def _get_unpaid_invoices(self):
        """:returns: posted invoices and credit notes of this contract alone, in its
        currency, that are not settled"""
        self.ensure_one()
        moves = self.env["account.move"].search(
            [
                ("cowork_contract_id", "=", self.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("currency_id", "=", self.currency_id.id),
            ],
            order="invoice_date_due, id",
        )
        return moves.filtered("amount_residual")

    def action_view_deposit(self):
        """:returns: the window action with the deposit of this contract"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_billing.action_cowork_deposit"
        )
        deposit = self.env["cowork.deposit"].search([("contract_id", "=", self.id)])
        action["context"] = {}
        if deposit:
            action.update(views=[(False, "form")], view_mode="form", res_id=deposit.id)
        else:
            action["domain"] = [("contract_id", "=", self.id)]
        return action
