from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

NOTE_LIMIT = 1000


class CoworkContract(models.Model):
    """What happens to a contract between the first signature and the last day."""

    _inherit = "cowork.contract"

    # Moving between states -----------------------------------------------------

    def _enter_state(self, state, **vals):
        stage = self.env["cowork.contract.stage"]._get_first(state)
        self._by_action().write({"stage_id": stage.id, **vals})
        return True

    def _follow_stage(self, stage):
        """Do what dragging a card to ``stage`` means, or say which button does it."""
        if not stage.exists():
            raise UserError(self.env._("Choose a stage of the contract pipeline."))
        moves = {
            ("draft", "signed"): "action_sign",
            ("draft", "cancelled"): "action_cancel",
            ("signed", "active"): "action_activate",
            ("signed", "cancelled"): "action_cancel",
            ("cancelled", "draft"): "action_reopen",
        }
        for state, contracts in self.grouped("state").items():
            if state == stage.state:
                continue
            action = moves.get((state, stage.state))
            if not action:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(contracts)s: a contract does not go from “%(old)s” to"
                        " “%(new)s” by moving its card. Use the buttons on the"
                        " contract.",
                        contracts=", ".join(contracts.mapped("name")),
                        old=labels[state],
                        new=labels[stage.state],
                    )
                )
            getattr(contracts, action)()

    def _require_state(self, states, what):
        """:raises UserError: naming the contracts that are not in ``states``."""
        wrong = self.filtered(lambda contract: contract.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(what)s: not possible for %(contracts)s, which is “%(state)s”.",
                    what=what,
                    contracts=", ".join(wrong.mapped("name")),
                    state=labels[wrong[0].state],
                )
            )

    def action_sign(self):
        """Sign draft contracts: their exclusive spaces are held from now on.

        :returns: True
        :raises UserError: when a contract is no draft or has no plan
        :raises ValidationError: when a space is let to another contract
        """
        self._require_state(("draft",), self.env._("Sign"))
        self._fetch_spaces()
        for contract in self:
            lines = contract.line_ids.filtered(lambda line: not line._is_empty())
            if not lines:
                raise UserError(
                    self.env._(
                        "%s has no plan yet. Add at least one line before signing.",
                        contract.display_name,
                    )
                )
            gone = lines.space_id.filtered(lambda space: not space.active)
            if gone:
                raise UserError(
                    self.env._(
                        "%(contract)s cannot be signed: %(spaces)s is archived.",
                        contract=contract.display_name,
                        spaces=", ".join(gone.mapped("complete_name")),
                    )
                )
        days = self.grouped(lambda contract: contract.location_id._today())
        for day, contracts in days.items():
            contracts._enter_state("signed", date_signed=day)
        return True

    def _fetch_spaces(self):
        """Read the spaces of all contracts at once, before the loops do one by one."""
        self.line_ids.space_id.mapped("current_contract_id")

    def action_activate(self):
        """Move the members of signed contracts in.

        :returns: True
        :raises UserError: when a contract is not signed, telling all that is not ready:
            open blocking steps, missing details, spaces that are blocked or not yet
            left by another contract
        """
        self._require_state(("signed",), self.env._("Move in"))
        self._fetch_spaces()
        for contract in self:
            if obstacles := contract._get_move_in_obstacles():
                raise UserError(
                    self.env._(
                        "%(contract)s cannot move in yet: %(obstacles)s",
                        contract=contract.display_name,
                        obstacles="\n".join(obstacles),
                    )
                )
        return self._enter_state("active")

    def _get_move_in_obstacles(self):
        """:returns: list of sentences about all that keeps one contract's member from
        moving in; empty when nothing does"""
        self.ensure_one()
        obstacles = []
        spaces = self._get_current_lines().space_id
        if blocked := spaces.filtered("blocked"):
            names = ", ".join(blocked.mapped("complete_name"))
            obstacles.append(self.env._("%s is blocked.", names))
        for space in spaces:
            other = space.current_contract_id
            if other and other != self:
                obstacles.append(
                    self.env._(
                        "%(space)s is still let to contract %(other)s.",
                        space=space.complete_name,
                        # sudo: the number of a contract at a place the user serves.
                        other=other.sudo().name,
                    )
                )
        return obstacles

    def action_suspend(
        self, date_from=None, date_to=None, reason=None, beyond_limits=False
    ):
        """Let the contract sleep from ``date_from`` to ``date_to``.

        :param date_from: first suspended day (``YYYY-MM-DD``); today at the location
            when not given
        :param date_to: last suspended day, inclusive; until resumed when not given
        :param reason: text kept with the suspension
        :param beyond_limits: whether a manager allows what the plan does not; needs a
            reason
        :returns: True
        :raises UserError: when the contract is not active
        :raises AccessError: when somebody else than a manager goes beyond the limits
        :raises ValidationError: when it is suspended on these days already, they are
            not days of the contract, or the plan does not allow it
        """
        self._require_state(("active", "suspended"), self.env._("Suspend"))
        date_from = self._to_day(date_from)
        date_to = self._to_day(date_to)
        self.env["cowork.contract.suspension"].create(
            [
                {
                    "contract_id": contract.id,
                    "date_from": date_from or contract.location_id._today(),
                    "date_to": date_to,
                    "reason": reason,
                    "beyond_limits": bool(beyond_limits),
                }
                for contract in self
            ]
        )
        return True

    def action_resume(self, date=None):
        """End the suspension that covers ``date``, or is still to come.

        :param date: first day back (``YYYY-MM-DD``); today at the location when not
            given
        :returns: True
        :raises UserError: when the contract is not suspended on that day
        """
        self._require_state(("active", "suspended"), self.env._("Resume"))
        date = self._to_day(date)
        for contract in self:
            day = date or contract.location_id._today()
            suspension = contract.suspension_ids.filtered(
                lambda s, day=day: not s.date_to or s.date_to >= day
            ).sorted("date_from")[:1]
            if not suspension:
                raise UserError(
                    self.env._(
                        "%(contract)s is not suspended on %(day)s.",
                        contract=contract.display_name,
                        day=format_date(self.env, day),
                    )
                )
            if suspension.date_from >= day:
                suspension.unlink()
            else:
                suspension.date_to = fields.Date.subtract(day, days=1)
        return True

    def action_give_notice(self, date=None, reason=None, note=None):
        """Record the member's notice; the contract ends on the earliest leaving day.

        :param date: day the notice arrived (``YYYY-MM-DD``); today when not given
        :param reason: ``cowork.contract.end.reason`` record or its id; kept as it was
            when not given
        :param note: text kept with the reason
        :returns: the last day of the contract as a date string
        :raises UserError: when the contract is not running
        """
        self.ensure_one()
        self._require_state(("signed", "active", "suspended"), self.env._("Notice"))
        reason = self._to_record("cowork.contract.end.reason", reason)
        day = self._to_day(date) or self.location_id._today()
        leaving = self._get_leaving(day, self.date_end)
        vals = {"notice_date": day, "date_end": leaving.day, "renewal_mode": "none"}
        if reason:
            vals["end_reason_id"] = reason.id
        if note := self._to_note(note):
            vals["end_note"] = note
        explanation = self._explain_leaving(leaving, day, given=True)
        self.write(vals)
        self.message_post(body=explanation)
        self._follow_calendar()
        return fields.Date.to_string(leaving.day)

    def action_terminate(self, date=None, reason=None, note=None):
        """End running contracts on a day.

        :param date: last day, inclusive (``YYYY-MM-DD``); today when not given
        :param reason: ``cowork.contract.end.reason`` record or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is not running, the day is before its first
            day or after its agreed end
        """
        self._require_state(("signed", "active", "suspended"), self.env._("Terminate"))
        reason = self._to_record("cowork.contract.end.reason", reason)
        date = self._to_day(date)
        note = self._to_note(note)
        for contract in self:
            day = date or contract.location_id._today()
            if contract.date_end and day > contract.date_end:
                raise UserError(
                    self.env._(
                        "%(contract)s ends on %(end)s already. Renew it, or change its"
                        " last day, if the member stays longer.",
                        contract=contract.display_name,
                        end=format_date(self.env, contract.date_end),
                    )
                )
            if day < contract.date_start:
                raise UserError(
                    self.env._(
                        "%(contract)s begins on %(start)s and cannot end on %(day)s."
                        " Cancel it if it never began.",
                        contract=contract.display_name,
                        start=format_date(self.env, contract.date_start),
                        day=format_date(self.env, day),
                    )
                )
            contract.write(
                {
                    "date_end": day,
                    "end_reason_id": reason.id,
                    "end_note": note or contract.end_note,
                    "renewal_mode": "none",
                }
            )
        self._follow_calendar()
        return True

    def action_cancel(self, reason=None, note=None):
        """Call off contracts that never began; their spaces are free again.

        :param reason: ``cowork.lost.reason``, or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is running already
        """
        self._require_state(("draft", "signed"), self.env._("Cancel"))
        return self._enter_state("cancelled")

    def action_reopen(self):
        """Make drafts of cancelled contracts again; signing them looks for their
        spaces anew.

        :returns: True
        :raises UserError: when a contract is not cancelled
        """
        self._require_state(("cancelled",), self.env._("Reopen"))
        return self._enter_state("draft", date_signed=False)

    # What remote callers send ------------------------------------------------------

    def _to_record(self, model, value):
        """:param value: a record of ``model``, its id, or nothing
        :returns: the record; empty when there is none
        :raises UserError: when ``value`` is something else"""
        if isinstance(value, models.BaseModel) and value._name == model:
            return value
        if isinstance(value, (list, tuple)) and len(value) == 1:
            value = value[0]
        if not value:
            return self.env[model]
        if not isinstance(value, int) or isinstance(value, bool) or value > 2**31 - 1:
            raise UserError(
                self.env._(
                    "%(what)s: give the id of one record.",
                    what=self.env["ir.model"]._get(model).name,
                )
            )
        return self.env[model].browse(value).exists()

    @api.model
    def _to_note(self, value):
        """:param value: what somebody wrote, or nothing
        :returns: the text, no longer than anybody reads; False when there is none
        :raises UserError: when ``value`` is no text"""
        if not value:
            return False
        if not isinstance(value, str):
            raise UserError(self.env._("Write the reason as a text."))
        return value.replace("\r", "").strip()[:NOTE_LIMIT] or False

    def _to_day(self, value):
        """:param value: a date, ``YYYY-MM-DD``, or nothing
        :returns: ``date``, or None when nothing is given
        :raises UserError: when ``value`` is no day between 1990 and 2200"""
        if not value:
            return None
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError, OverflowError):
            day = None
        if not day or not 1990 <= day.year <= 2200:
            raise UserError(
                self.env._("“%s” is not a day. Dates are written YYYY-MM-DD.", value)
            )
        return day
