from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cowork_contract import LIVE_STATES

# A term that ends by itself is prepared this long before its last day.
MOVE_OUT_NOTICE_DAYS = 30


class CoworkContract(models.Model):
    """A member who leaves: the card waits under “Notice”, the move-out is prepared."""

    _inherit = "cowork.contract"

    is_leaving = fields.Boolean(
        "Leaving",
        readonly=True,
        copy=False,
        help="Notice was given, or the contract was terminated.",
    )
    end_before_notice = fields.Date(
        "Last Day before the Notice",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="What a withdrawn notice restores.",
    )
    renewal_before_notice = fields.Char(
        readonly=True, copy=False, groups="base.group_user"
    )

    # The card ----------------------------------------------------

    def _enter_state(self, state, **vals):
        """Whoever comes back from a suspension after giving notice is still leaving."""
        leaving = self.filtered("is_leaving") if state == "active" else self.browse()
        notice = leaving and leaving.stage_id._get_notice()
        if not notice:
            return super()._enter_state(state, **vals)
        leaving._by_action().write({"stage_id": notice.id, **vals})
        return super(CoworkContract, self - leaving)._enter_state(state, **vals)

    def _follow_stage(self, stage):
        staying = self.filtered(lambda contract: not contract.is_leaving)
        if stage.exists().on_notice and staying:
            raise UserError(
                self.env._(
                    "%s: nobody gave notice. Press “Notice Received” or “Terminate” on"
                    " the contract; the card then moves itself.",
                    ", ".join(staying.mapped("name")),
                )
            )
        leaving = (self - staying).filtered("stage_id.on_notice")
        if leaving and stage.state == "active" and not stage.on_notice:
            raise UserError(
                self.env._(
                    "%s: the member is leaving. Press “Withdraw Notice” or “Renew” on"
                    " the contract; the card then moves itself.",
                    ", ".join(leaving.mapped("name")),
                )
            )
        return super()._follow_stage(stage)

    def _begin_leaving(self):
        """Move the cards of members who leave and make their check-list."""
        running = self.filtered(lambda contract: contract.state == "active")
        running._enter_state("active")
        # Also when the last day has passed: the keys are still to be collected.
        self._make_steps("out")

    def _stop_leaving(self):
        """Take everything back that was prepared for members who stay after all."""
        staying = self.filtered("is_leaving")
        staying._by_action().write(
            {
                "is_leaving": False,
                "end_before_notice": False,
                "renewal_before_notice": False,
            }
        )
        staying.filtered(lambda c: c.state == "active")._enter_state("active")
        staying._drop_steps("out")

    def _mark_leaving(self):
        """Mark contracts whose member leaves, keeping what a withdrawn notice
        restores."""
        for contract in self.filtered(lambda contract: not contract.is_leaving):
            contract._by_action().write(
                {
                    "is_leaving": True,
                    "end_before_notice": contract.date_end,
                    "renewal_before_notice": contract.renewal_mode,
                }
            )

    # The calendar ----------------------------------------------------

    @api.model
    def _get_calendar_domain(self):
        return super()._get_calendar_domain() | self._get_leaving_soon_domain()

    @api.model
    def _get_leaving_soon_domain(self):
        """:returns: domain of the running contracts whose move-out is to be prepared:
        notice was given, or the term ends soon and is not renewed"""
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        soon = fields.Date.add(today, days=MOVE_OUT_NOTICE_DAYS)
        ends = Domain("renewal_mode", "=", "none") & Domain("date_end", "<=", soon)
        return (
            Domain("state", "in", ("active", "suspended"))
            & Domain("is_leaving", "=", False)
            & (Domain("notice_date", "!=", False) | ends)
        )

    def _follow_calendar(self):
        result = super()._follow_calendar()
        leaving = self.filtered_domain(self._get_leaving_soon_domain())
        if leaving:
            leaving._mark_leaving()
            leaving._begin_leaving()
        return result

    # What begins and ends it ----------------------------------------------------

    def action_give_notice(self, date=None, reason=None, note=None):
        """Record the member's notice; the contract ends on the earliest leaving day,
        its card moves to “Notice” and the check-list of the move-out is made.

        :param date: day the notice arrived (``YYYY-MM-DD``); today when not given
        :param reason: ``cowork.contract.end.reason`` record or its id; kept as it was
            when not given
        :param note: text kept with the reason
        :returns: the last day of the contract as a date string
        :raises UserError: when the contract is not running
        """
        self.ensure_one()
        self._mark_leaving()
        result = super().action_give_notice(date, reason, note)
        self._begin_leaving()
        return result

    def action_terminate(self, date=None, reason=None, note=None):
        """End running contracts on a day; the check-list of the move-out is made.

        :param date: last day, inclusive (``YYYY-MM-DD``); today when not given
        :param reason: ``cowork.contract.end.reason`` record or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is not running, the day is before its first
            day or after its agreed end
        """
        self._mark_leaving()
        result = super().action_terminate(date, reason, note)
        self._begin_leaving()
        return result

    def action_renew(self):
        """Extend contracts with an end by their renewal term, at the agreed increase;
        who was leaving stays.

        :returns: True
        :raises UserError: when a contract is not running or has no end
        :raises ValidationError: when a space is let to another contract from then on
        """
        result = super().action_renew()
        self._stop_leaving()
        return result

    def action_reopen(self):
        """Make drafts of cancelled contracts again, with nobody leaving.

        :returns: True
        :raises UserError: when a contract is not cancelled
        """
        result = super().action_reopen()
        self._by_action().write({"is_leaving": False})
        return result

    def action_withdraw_notice(self):
        """Let members stay who gave notice, or whose contract was terminated: the last
        day and the renewal agreed before are in force again.

        :returns: True
        :raises UserError: when a contract is not running or nobody is leaving
        :raises ValidationError: when a space is let to somebody else by now
        """
        self.check_access("write")
        self._require_state(LIVE_STATES, self.env._("Withdraw notice"))
        if staying := self.filtered(lambda contract: not contract.is_leaving):
            raise UserError(
                self.env._("%s: nobody gave notice.", ", ".join(staying.mapped("name")))
            )
        for contract in self:
            contract.write(
                {
                    "date_end": contract.end_before_notice,
                    "renewal_mode": contract.renewal_before_notice
                    or contract.renewal_mode,
                    "notice_date": False,
                    "end_reason_id": False,
                    "end_note": False,
                }
            )
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, self.env._("The notice was withdrawn."))
        )
        self._stop_leaving()
        return True
