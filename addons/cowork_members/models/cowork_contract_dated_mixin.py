from odoo import api, models

from .cowork_contract import LIVE_STATES


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
        records._log_agreed(self.env._("Agreed"))
        return records

    def write(self, vals):
        self._require_future()
        result = super().write(vals)
        self._require_future()
        self._log_agreed(self.env._("Agreed instead"))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past(self):
        self._require_future()
        self._log_agreed(self.env._("No longer agreed"))

    def _log_agreed(self, what):
        """Note on running contracts what was agreed for their lines."""
        bodies = {}
        for record in () if self._is_by_action() else self:
            contract = record.line_id.contract_id
            if contract.state in LIVE_STATES:
                text = f"{what}: {record.line_id.name}, {record._describe()}"
                bodies.setdefault(contract.id, []).append(text)
        if bodies:
            self.env["cowork.contract"].browse(bodies)._message_log_batch(
                bodies={key: "; ".join(texts) for key, texts in bodies.items()}
            )

    def _describe(self):
        """:returns: what was agreed from when on, in words (one record)"""
        raise NotImplementedError
