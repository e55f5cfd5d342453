from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cowork_facilities.engine.fault_report import clean_text

#: done, and the member may say that it is not
SOLVED = ("carried_out", "followed_up", "closed")


class CoworkComplaint(models.Model):
    """The way of a complaint, and what has to be there before each step."""

    _inherit = "cowork.complaint"

    # Steps ------------------------------------------------------------------------

    def action_acknowledge(self):
        """Tell the members that their complaints are here and who looks after them.

        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: when one is acknowledged already, or over
        """
        self.check_access("write")
        self._require("logged", "analysed")
        if known := self.filtered("acknowledged_at"):
            raise UserError(
                self.env._("%s was acknowledged already.", known[0].display_name)
            )
        self.filtered(lambda c: not c.user_id).write({"user_id": self.env.uid})
        self._by_action().write({"acknowledged_at": fields.Datetime.now()})
        self._sla_respond()
        self._tell_member("acknowledged")
        return True

    def action_analyse(self):
        """Say that the cause is known.

        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: without a category and a cause
        """
        self.check_access("write")
        self._require("logged")
        self._require_filled("location_id", "category_id", "cause_id")
        self._by_action().write({"state": "analysed"})
        return True

    def action_propose(self):
        """Send the proposals to the members, who accept or refuse them. Deadlines stand
        still while they think.

        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: without a proposal, or before what it costs is approved
        """
        self.check_access("write")
        self._require("analysed")
        self._require_filled("proposal")
        if costly := self.remedy_ids.filtered("needs_approval"):
            raise UserError(
                self.env._(
                    "“%(remedy)s” of %(complaint)s is not approved yet: the member is"
                    " promised nothing before.",
                    remedy=costly[0].name,
                    complaint=costly[0].complaint_id.name,
                )
            )
        now = fields.Datetime.now()
        self._by_action().write(
            {"state": "proposed", "proposed_at": now, "proposed_by": self.env.uid}
        )
        self._sla_answer()
        self._sla_pause()
        self._tell_member("proposed")
        return True

    def action_accept(self):
        """Note that the members accepted, for those who said so at the desk.

        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: when nothing is proposed
        """
        self.check_access("write")
        self._accept(self.env._("Accepted, as %s notes.", self.env.user.name))
        return True

    def _accept(self, note):
        self._require("proposed")
        self._by_action().write(
            {"state": "agreed", "accepted_at": fields.Datetime.now()}
        )
        self._sla_resume()
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))

    def action_refuse(self, reason):
        """Note that the members refused the proposals: others are needed.

        :param str reason: what they said
        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: without a reason, or when nothing is proposed
        """
        self.check_access("write")
        self._refuse(reason)
        return True

    def _refuse(self, reason):
        self._require("proposed")
        reason = self._check_words(reason)
        for complaint in self._by_action():
            complaint.write(
                {
                    "state": "analysed",
                    "refusal_reason": reason,
                    "refusal_count": complaint.refusal_count + 1,
                }
            )
        self._sla_resume()
        note = self.env._("The proposal was refused: %s", reason)
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))
        self._remind_handler(self.env._("Proposal refused: make another one"))

    def action_carry_out(self):
        """Say that what was agreed is done; the clock stops.

        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: when a remedy is not done yet
        """
        self.check_access("write")
        self._require("agreed")
        orders = self.remedy_ids.filtered(
            lambda r: r.request_id.stage_id.done and not r.done_at
        )
        orders.action_carry_out()
        if undone := self.remedy_ids.filtered(lambda remedy: not remedy.done_at):
            raise UserError(
                self.env._(
                    "“%(remedy)s” of %(complaint)s is not done yet.",
                    remedy=undone[0].name,
                    complaint=undone[0].complaint_id.name,
                )
            )
        for complaint in self._by_action():
            remedies = complaint.remedy_ids
            solvers = self.env.user | complaint.user_id | complaint.proposed_by
            solvers |= remedies.proposed_by | remedies.done_by
            complaint.write(
                {
                    "state": "carried_out",
                    "solved_at": fields.Datetime.now(),
                    "solver_ids": [Command.link(user.id) for user in solvers],
                }
            )
        self._sla_resolve()
        self._plan_follow_up()
        return True

    def action_follow_up(self, is_solved=True):
        """Note what the member said when somebody else than the solvers asked them.

        :param bool is_solved: whether it is solved; otherwise the complaint is reopened
        :returns: True
        :raises AccessError: for who had a hand in the solution
        :raises UserError: without a note, or before the solution is carried out
        """
        self.check_access("write")
        self._require("carried_out")
        self._require_other_user()
        self._require_filled("follow_up_note")
        if not is_solved:
            self._reopen(self.env._("Not solved, as the member says."))
            return True
        self._by_action().write(
            {
                "state": "followed_up",
                "followed_up_by": self.env.uid,
                "followed_up_at": fields.Datetime.now(),
            }
        )
        # sudo: the to-do may be somebody else's.
        self.sudo().activity_feedback(["cowork_feedback.mail_activity_type_follow_up"])
        return True

    def action_not_solved(self):
        """Note that the members say it is not solved: the complaints are reopened.

        :returns: True
        :raises AccessError: for who had a hand in the solution
        :raises UserError: as for ``action_follow_up``
        """
        return self.action_follow_up(is_solved=False)

    def action_close(self):
        """Tell the members the results and close.

        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: without a result; of a repeat without its root cause and an
            action that prevents it
        """
        self.check_access("write")
        self._require("followed_up")
        self._require_filled("result")
        for complaint in self.filtered("is_repeat"):
            complaint._check_prevented()
        for complaint in self._by_action():
            complaint.write(
                {
                    "state": "closed",
                    "closed_at": fields.Datetime.now(),
                    "closed_by": self.env.uid,
                    **complaint._prepare_recurrence_check(),
                }
            )
        self._tell_member("closed")
        self._tell_merged()
        return True

    def action_reopen(self, reason):
        """Go on with complaints that were not solved after all.

        :param str reason: why, kept with the complaint
        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: without a reason, or when a complaint is not solved yet
        """
        self.check_access("write")
        self._reopen(reason)
        return True

    def _reopen(self, reason):
        self._require(*SOLVED, "withdrawn")
        reason = self._check_words(reason)
        for complaint in self._by_action():
            complaint.write(
                {
                    "state": "analysed" if complaint.cause_id else "logged",
                    "reopen_count": complaint.reopen_count + 1,
                    "followed_up_by": False,
                    "followed_up_at": False,
                    "closed_at": False,
                    "closed_by": False,
                    "recurrence_check_on": False,
                }
            )
        self._sla_reopen()
        note = self.env._("Reopened: %s", reason)
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))
        self._remind_handler(self.env._("Reopened: it was not solved"))

    def action_withdraw(self, reason):
        """End complaints that the members take back, or that are none.

        :param str reason: why, kept with the complaint
        :returns: True
        :raises AccessError: when the user may not write the complaints
        :raises UserError: without a reason, or when a complaint is solved already
        """
        self.check_access("write")
        self._require("logged", "analysed", "proposed")
        note = self.env._("Withdrawn: %s", self._check_words(reason))
        self._by_action().write({"state": "withdrawn"})
        self._sla_resolve()
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))
        return True

    # What has to be there ------------------------------------------------------------

    def _require(self, *states):
        """:raises UserError: naming the first complaint that is in another state"""
        if others := self.filtered(lambda c: c.state not in states):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(complaint)s is “%(state)s”: this is not the next step.",
                    complaint=others[0].display_name,
                    state=labels[others[0].state],
                )
            )

    def _require_filled(self, *names):
        """:raises UserError: naming the first field that is empty"""
        for complaint in self:
            for name in names:
                value = complaint[name]
                if not value or (isinstance(value, str) and not value.strip()):
                    raise UserError(
                        self.env._(
                            "%(complaint)s: fill in “%(field)s” first.",
                            complaint=complaint.display_name,
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def _require_other_user(self):
        """:raises AccessError: for who had a hand in the solution"""
        for complaint in self:
            if self.env.user in complaint.solver_ids | complaint.user_id:
                raise AccessError(
                    self.env._(
                        "You had a hand in solving %s: somebody else has to ask the"
                        " member whether it is solved.",
                        complaint.display_name,
                    )
                )

    def _check_words(self, words):
        """:returns: what can be read of ``words``
        :raises UserError: when that is nothing"""
        words = clean_text(words, 2000)
        if not words:
            raise UserError(self.env._("Say why: others read it after you."))
        return words
