from odoo import api, fields, models
from odoo.exceptions import AccessError


class AccountMoveLine(models.Model):
    """Journal items of deposits say which one they belong to."""

    _inherit = "account.move.line"

    # Not copied: only a reversal belongs to the deposit as well.
    cowork_deposit_id = fields.Many2one(
        "cowork.deposit",
        "Deposit",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    cowork_entry_ids = fields.One2many(
        "cowork.deposit.entry",
        "move_line_id",
        "Deposit Entries",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    def _copy_data_extend_business_fields(self, values):
        super()._copy_data_extend_business_fields(values)
        values["cowork_deposit_id"] = self.cowork_deposit_id.id

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su and not all(
            line._may_carry_deposit() for line in lines.filtered("cowork_deposit_id")
        ):
            self._refuse_deposit()
        return lines

    def _may_carry_deposit(self):
        """Whether this item takes back one that belongs to the same deposit."""
        # sudo: accountants need not be able to read every deposit.
        line = self.sudo()
        return line.cowork_deposit_id in (
            line.move_id.reversed_entry_id.line_ids.cowork_deposit_id
        )

    def write(self, vals):
        if "cowork_deposit_id" in vals and not self.env.su:
            self._refuse_deposit()
        return super().write(vals)

    def _refuse_deposit(self):
        raise AccessError(
            self.env._("Only billing says which deposit a journal item belongs to.")
        )
