from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .cowork_contract import LIVE_STATES


class CoworkContractLine(models.Model):
    """Lines that are agreed for later, and calling them off."""

    _inherit = "cowork.contract.line"

    is_planned = fields.Boolean(
        "Planned",
        compute="_compute_is_planned",
        # sudo: members may know it, but not read locations.
        compute_sudo=True,
        help="Agreed for a later day. Until then it can be called off.",
    )

    @api.depends("state", "date_start", "date_stop", "is_void")
    def _compute_is_planned(self):
        for line in self:
            contract = line.contract_id
            line.is_planned = bool(
                contract.state in LIVE_STATES
                and line.date_start
                and not line._is_empty()
                and line.date_start
                > max(contract.location_id._today(), contract.date_start)
            )

    def action_call_off(self):
        """Call planned changes off before their day: what they were to replace stays,
        and the spaces held for them are free again.

        :returns: True
        :raises UserError: when a change is not planned any more, or a later one builds
            on it
        :raises ValidationError: when the space that was to be left is let to another
            contract by now
        """
        self.check_access("write")
        for line in self.sorted("date_start", reverse=True):
            line._check_call_off()
            previous = line.previous_line_id
            with self._named_double_let():
                # It must have left its space before the old line stays in its own.
                line._by_action().write({"is_void": True, "previous_line_id": False})
                line.flush_recordset()
                if previous:
                    previous._by_action().write({"date_end": line.date_end})
            line.contract_id._message_log(
                body=self.env._(
                    "Called off: %(line)s, planned from %(day)s.",
                    line=line.name,
                    day=format_date(self.env, line.date_start),
                )
            )
        return True

    def _check_call_off(self):
        """:raises UserError: when one line cannot be called off"""
        if not self.is_planned:
            raise UserError(
                self.env._(
                    "“%s” is no planned change: only what begins after today can be"
                    " called off.",
                    self.name,
                )
            )
        later = self.contract_id.line_ids.filtered(
            lambda line: line.previous_line_id == self and not line.is_void
        )
        if later:
            raise UserError(
                self.env._(
                    "“%(later)s” replaces “%(line)s” from %(day)s on: call that off"
                    " first.",
                    later=later[0].name,
                    line=self.name,
                    day=format_date(self.env, later[0].date_start),
                )
            )
