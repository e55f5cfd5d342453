from odoo import api, models


class CoworkContractDatedMixin(models.AbstractModel):
    """Something agreed for a contract line from a day on."""

    _name = "cowork.contract.dated.mixin"
    _description = "Agreed for a Contract Line"
    _inherit = ["cowork.protected.mixin"]
    # x2many commands must not ride on a sudo'ed line.
    _allow_sudo_commands = False
    _owner_fields = frozenset({"line_id"})

    def _require_future(self):
        for record in self:
            record.line_id._require_future(record.date_start)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._require_future()
        return records

    def write(self, vals):
        self._require_future()
        result = super().write(vals)
        self._require_future()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past(self):
        self._require_future()
