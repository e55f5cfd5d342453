from odoo import api, models
from odoo.tools import format_date

from .cowork_contract import LIVE_STATES


class CoworkContractLine(models.Model):
    """What the chatter of a running contract tells about its lines."""

    _inherit = "cowork.contract.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self._is_by_action():
            lines._log_lines(lines._describe_added)
        return lines

    def write(self, vals):
        if "date_end" not in vals or self._is_by_action():
            return super().write(vals)
        before = {line: line.date_end for line in self}
        result = super().write(vals)
        moved = self.filtered(lambda line: line.date_end != before[line])
        moved._log_lines(moved._describe_last_day)
        return result

    def _log_lines(self, describe):
        """Note on running contracts what was agreed about their lines.

        :param describe: method that puts one line into words"""
        bodies = {}
        for line in self.filtered(lambda each: each.state in LIVE_STATES):
            bodies.setdefault(line.contract_id.id, []).append(describe(line))
        if bodies:
            self.env["cowork.contract"].browse(bodies)._message_log_batch(
                bodies={key: "; ".join(texts) for key, texts in bodies.items()}
            )

    def _describe_added(self, line):
        return self.env._(
            "Added: %(line)s from %(day)s at %(price)s",
            line=line.name,
            day=format_date(self.env, line.date_start),
            price=line._format_amount(line.price_unit),
        )

    def _describe_last_day(self, line):
        if not line.date_end:
            return self.env._("%s: as long as the contract runs", line.name)
        return self.env._(
            "%(line)s: last day %(day)s",
            line=line.name,
            day=format_date(self.env, line.date_end),
        )
