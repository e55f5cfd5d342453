from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Not copied: a duplicated invoice is no second billing of the period. Credit
    # notes get it back in _copy_data_extend_business_fields.
    cowork_fee_line_id = fields.Many2one(
        "cowork.fee.line",
        "Fee Line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    def _copy_data_extend_business_fields(self, values):
        super()._copy_data_extend_business_fields(values)
        values["cowork_fee_line_id"] = self.cowork_fee_line_id.id

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            for line in lines.filtered("cowork_fee_line_id"):
                if not line._may_carry_fee_line():
                    line._refuse_fee_line()
        return lines

    def _may_carry_fee_line(self):
        """Whether this line of a credit note, or of a corrected invoice, follows from
        an invoice that carries the charge."""
        self.ensure_one()
        # sudo: accountants need not be able to read every charge.
        fee, move = self.sudo().cowork_fee_line_id, self.sudo().move_id
        if move.reversed_entry_id:
            return fee in move.reversed_entry_id.invoice_line_ids.cowork_fee_line_id
        reversals = fee.move_id.reversal_move_ids.filtered(
            lambda m: m.state != "cancel"
        )
        return (
            bool(reversals)
            and fee.company_id == move.company_id
            and fee.move_id.commercial_partner_id == move.commercial_partner_id
        )

    def write(self, vals):
        if "cowork_fee_line_id" in vals and not self.env.su:
            self._refuse_fee_line()
        return super().write(vals)

    def _refuse_fee_line(self):
        raise AccessError(
            self.env._("Only a billing run links invoice lines to fee lines.")
        )

    def _check_draft_again(self):
        """Whether the document may become a draft with this charge on it.

        :raises UserError: when the days were billed again in the meantime
        """
        self.ensure_one()
        fee = self.cowork_fee_line_id
        if self.move_id.reversed_entry_id:
            if fee.state == "credited" and fee.released:
                raise UserError(
                    self.env._(
                        "The days of “%s” have been billed again since it was credited."
                        " Credit that bill first.",
                        self.name,
                    )
                )
        elif self.parent_state == "cancel" and fee.state != "open":
            fee._check_invoice_line(self)

    def unlink(self):
        # sudo: deleting a line of a draft has effects on its charge.
        fee_lines = self.env["cowork.fee.line"].sudo()
        if any(self.mapped("cowork_fee_line_id.id")):
            fee_lines = fee_lines.search([("move_line_id", "in", self.ids)])
        result = super().unlink()
        if fee_lines:
            fee_lines._detach()
        return result
