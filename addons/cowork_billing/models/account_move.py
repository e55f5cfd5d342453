from odoo import api, fields, models
from odoo.exceptions import AccessError


class AccountMove(models.Model):
    _inherit = "account.move"

    cowork_contract_id = fields.Many2one(
        "cowork.contract",
        "Membership Contract",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    cowork_run_id = fields.Many2one(
        "cowork.billing.run",
        "Billing Run",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    cowork_fee_line_count = fields.Integer(compute="_compute_cowork_fee_line_count")

    def _compute_cowork_fee_line_count(self):
        counts = dict(
            self.env["cowork.fee.line"]._read_group(
                [("move_id", "in", self.ids)], ["move_id"], ["__count"]
            )
        )
        for move in self:
            move.cowork_fee_line_count = counts.get(move, 0)

    # Only billing says where an invoice comes from --------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if not self.env.su and any(
            move.cowork_contract_id or move.cowork_run_id for move in moves
        ):
            self._refuse_cowork_fields()
        return moves

    def write(self, vals):
        forged = {"cowork_contract_id", "cowork_run_id"} & vals.keys()
        if forged and not self.env.su:
            self._refuse_cowork_fields()
        return super().write(vals)

    def _refuse_cowork_fields(self):
        raise AccessError(
            self.env._("Only a billing run ties an invoice to a contract.")
        )

    # What happens to an invoice happens to its charges ----------------------------

    def _get_charged_lines(self):
        """:returns: lines (sudo) of these moves that carry a charge"""
        # sudo: what an accountant does to an invoice has effects on its charges.
        return self.sudo().invoice_line_ids.filtered("cowork_fee_line_id")

    def _post(self, soft=True):
        charged = self._get_charged_lines()
        own = charged.filtered(lambda line: not line.move_id.reversed_entry_id)
        for line in own:
            line.cowork_fee_line_id._check_invoice_line(line)
        posted = super()._post(soft=soft)
        for line in own.filtered(lambda ln: ln.parent_state == "posted"):
            if line.cowork_fee_line_id.move_line_id != line:
                line.cowork_fee_line_id._adopt(line)
                line.cowork_fee_line_id._follow_ledger()
        by_hand = charged - own
        if by_hand:
            by_hand.cowork_fee_line_id._check_left()
            by_hand.cowork_fee_line_id._follow_ledger()
        return posted

    def _reverse_moves(self, default_values_list=None, cancel=False):
        reversals = super()._reverse_moves(default_values_list, cancel=cancel)
        for reversal in reversals.filtered("reversed_entry_id"):
            contract = reversal.reversed_entry_id.cowork_contract_id
            if contract:
                # sudo: nobody writes this by hand; it is the contract of the invoice.
                reversal.sudo().cowork_contract_id = contract
        return reversals

    def button_draft(self):
        charged = self._get_charged_lines()
        for line in charged:
            line._check_draft_again()
        cancelled = charged.filtered(lambda line: line.parent_state == "cancel")
        result = super().button_draft()
        for line in cancelled:
            if line.cowork_fee_line_id.state == "open":
                line.cowork_fee_line_id._adopt(line)
        if charged:
            charged.cowork_fee_line_id._follow_ledger()
        return result

    def button_cancel(self):
        charged = self._get_charged_lines()
        result = super().button_cancel()
        gone = charged.filtered(lambda line: line.parent_state == "cancel")
        if gone:
            # sudo: see _get_charged_lines.
            fee_lines = self.env["cowork.fee.line"].sudo()
            fee_lines.search([("move_line_id", "in", gone.ids)])._detach()
        return result

    def action_view_cowork_fee_lines(self):
        """:returns: the window action with the charges this invoice stands for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_billing.action_cowork_fee_line"
        )
        action["domain"] = [("move_id", "=", self.id)]
        action["context"] = {}
        return action
