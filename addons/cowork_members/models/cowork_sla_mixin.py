from odoo import api, fields, models

from ..engine.sla import WorkingTimes

SLA_STATUSES = [
    ("running", "In Time"),
    ("warning", "Due Soon"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("missed", "Missed"),
]


class CoworkSlaMixin(models.AbstractModel):
    """Deadlines in working hours for records somebody waits for.

    ``_inherit = ["cowork.sla.mixin", "some.model"]``, the mixin first, is all a model
    needs: a policy is chosen for each new record (``cowork.sla.policy``, the first that
    fits in their order), the deadlines are stored, and a scheduled action warns, notes
    what is missed, and escalates. The model tells the mixin what happens, in batches:

    ``_sla_respond()``
        somebody has answered: the response deadline is met or missed
    ``_sla_resolve()``
        it is done: the resolution deadline is met or missed, the clock stops
    ``_sla_reopen()``
        it was not done after all: the clock goes on with the time that was left
    ``_sla_pause()``, ``_sla_resume()``
        the clock stands still while somebody else's answer is waited for
    ``_sla_match_again()``
        what policies look at has changed; called for the fields of
        ``_sla_match_fields`` by itself

    and may say more about itself:

    ``_sla_location_field``, ``_sla_user_field``, ``_sla_company_field``
        names of its fields for where it happens, whose it is and whose company;
        False for none
    ``_sla_done_at``
        which deadlines there are, in their order, and the fields that say when what
        they are for was done. A further one has ``<name>_deadline`` and
        ``<name>_status`` on the model, ``<name>_hours`` on the policy, and its words
        in ``_sla_get_words()``
    ``_sla_match_fields``
        fields that policies look at
    ``_sla_filter_covered()``
        which new records have deadlines at all

    What is missed stays missed, whatever happens afterwards. ``escalation_level`` says
    who was told: 0 nobody, 1 the owner's manager, and so on up the organisation chart,
    each level once.
    """

    _name = "cowork.sla.mixin"
    _description = "Deadlines in Working Hours"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _sla_location_field = "location_id"
    _sla_user_field = "user_id"
    _sla_company_field = "company_id"
    _sla_match_fields = frozenset({"priority"})
    _sla_done_at = {"response": "responded_at", "resolution": "resolved_at"}
    _protected_fields = frozenset(
        {
            "sla_policy_id",
            "sla_started_at",
            "sla_pauses",
            "sla_paused_since",
            "paused_seconds",
            "response_deadline",
            "resolution_deadline",
            "responded_at",
            "resolved_at",
            "response_status",
            "resolution_status",
            "escalation_level",
            "sla_escalate_at",
            "sla_next_check",
        }
    )

    sla_policy_id = fields.Many2one(
        "cowork.sla.policy",
        string="Deadline Policy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    sla_started_at = fields.Datetime(
        "Clock Started", readonly=True, copy=False, groups="base.group_user"
    )
    # Pairs of moments, kept so that deadlines can be counted anew in other hours.
    sla_pauses = fields.Json(copy=False, groups="base.group_user")
    sla_paused_since = fields.Datetime(
        "Waiting Since", readonly=True, copy=False, groups="base.group_user"
    )
    paused_seconds = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Working seconds of all pauses that have ended.",
    )
    response_deadline = fields.Datetime(
        "Answer By", readonly=True, copy=False, groups="base.group_user"
    )
    resolution_deadline = fields.Datetime(
        "Done By", readonly=True, copy=False, groups="base.group_user"
    )
    responded_at = fields.Datetime(
        "Answered", readonly=True, copy=False, groups="base.group_user"
    )
    resolved_at = fields.Datetime(
        "Done", readonly=True, copy=False, groups="base.group_user"
    )
    response_status = fields.Selection(
        SLA_STATUSES, "Answer", readonly=True, copy=False, groups="base.group_user"
    )
    resolution_status = fields.Selection(
        SLA_STATUSES, "Completion", readonly=True, copy=False, groups="base.group_user"
    )
    escalation_level = fields.Integer(
        "Escalation",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="How many steps up the organisation chart know that it is late.",
    )
    sla_escalate_at = fields.Datetime(
        "Next Escalation", readonly=True, copy=False, groups="base.group_user"
    )
    # The scheduled action looks at nothing else.
    sla_next_check = fields.Datetime(
        readonly=True, copy=False, groups="base.group_user"
    )

    _response_open = models.Index("(response_deadline) WHERE responded_at IS NULL")
    _resolution_open = models.Index("(resolution_deadline) WHERE resolved_at IS NULL")
    _sla_due = models.Index("(sla_next_check) WHERE sla_next_check IS NOT NULL")

    # Starting and choosing a policy --------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sla_filter_covered()._sla_start()
        return records

    def write(self, vals):
        if not self._sla_match_fields & vals.keys():
            return super().write(vals)
        # What is late by now is late, whatever holds from now on.
        self._sla_filter_open()._sla_refresh(fields.Datetime.now())
        result = super().write(vals)
        self._sla_match_again()
        return result

    def _sla_filter_open(self):
        """:returns: the records whose clock has started and not stopped"""
        # sudo: whoever changes the priority need not read deadlines.
        return self.sudo().filtered(lambda r: r.sla_started_at and not r.resolved_at)

    def _sla_filter_covered(self):
        """:returns: the new records that may have deadlines"""
        return self

    def _sla_start(self):
        """Start the clock of records that a policy is for."""
        now = fields.Datetime.now()
        for policy, records in self._sla_choose_policies().items():
            records._sla_write({"sla_policy_id": policy.id, "sla_started_at": now})
            records._sla_refresh(now)

    def _sla_match_again(self):
        """Choose policies anew for open records: other deadlines from the same start.

        What was missed under the old policy stays missed."""
        records = self._sla_filter_open()
        for policy, matching in records._sla_choose_policies(keep_none=True).items():
            changed = matching.filtered(lambda r, p=policy: r.sla_policy_id != p)
            changed._sla_write({"sla_policy_id": policy.id})
        records._sla_refresh(fields.Datetime.now())

    def _sla_choose_policies(self, keep_none=False):
        """:returns: dict from ``cowork.sla.policy`` to the records it is for; with
        ``keep_none`` also those of the empty policy"""
        # sudo: deadlines hold whether or not the user may read policies.
        rest, chosen = self.sudo(), {}
        policies = rest.env["cowork.sla.policy"]
        if not rest:
            return chosen
        for policy in policies.search([("model", "=", self._name)]):
            if matching := policy._filter_for(rest):
                chosen[policy] = matching
                rest -= matching
        if keep_none and rest:
            chosen[policies] = rest
        return chosen

    # What happens to a record ----------------------------------------------------

    def _sla_respond(self, at=None):
        """Note when somebody answered first.

        :param at: ``datetime``; now when not given"""
        now = fields.Datetime.now()
        # sudo: deadlines are kept by the system, whoever moves the record.
        records = self.sudo().filtered(
            lambda r: r.sla_started_at and not r.responded_at
        )
        records._sla_write({"responded_at": at or now})
        records._sla_refresh(now)
        records._sla_drop_activities()

    def _sla_resolve(self, at=None):
        """Note that records are done; who is done has answered as well.

        :param at: ``datetime``; now when not given"""
        now = fields.Datetime.now()
        records = self._sla_filter_open()
        records._sla_close_pauses(at or now)
        silent = records.filtered(lambda r: not r.responded_at)
        silent._sla_write({"responded_at": at or now})
        records._sla_write({"resolved_at": at or now})
        records._sla_refresh(now)
        records._sla_drop_activities()

    def _sla_reopen(self):
        """Let the clock of done records go on; it stood still in between."""
        now = fields.Datetime.now()
        # sudo: deadlines are kept by the system, whoever moves the record.
        records = self.sudo().filtered("resolved_at")
        for record in records:
            pause = [record.resolved_at, now]
            record._sla_write(
                {"sla_pauses": record._sla_dump([*record._sla_load(), pause])}
            )
        records._sla_write({"resolved_at": False})
        records._sla_postpone_escalation(now)
        records._sla_refresh(now)

    def _sla_pause(self):
        """Stop the clock of open records."""
        now = fields.Datetime.now()
        records = self._sla_filter_open().filtered(lambda r: not r.sla_paused_since)
        records._sla_write({"sla_paused_since": now})
        records._sla_refresh(now)
        records._sla_note(dict.fromkeys(records.ids, self.env._("Deadlines paused.")))

    def _sla_resume(self):
        """Let the clock of paused records go on."""
        now = fields.Datetime.now()
        # sudo: deadlines are kept by the system, whoever moves the record.
        records = self.sudo().filtered("sla_paused_since")
        records._sla_close_pauses(now)
        records._sla_postpone_escalation(now)
        records._sla_refresh(now)
        records._sla_note(dict.fromkeys(records.ids, self.env._("Deadlines resumed.")))

    def action_sla_pause(self):
        """Stop the clock while the member's answer is waited for.

        :returns: True
        :raises AccessError: when the user may not write the records
        """
        self.check_access("write")
        self._sla_pause()
        return True

    def action_sla_resume(self):
        """Let the clock go on: deadlines move by the working time of the pause.

        :returns: True
        :raises AccessError: when the user may not write the records
        """
        self.check_access("write")
        self._sla_resume()
        return True

    def _sla_close_pauses(self, at):
        """Let the open pauses of records end at a moment."""
        for record in self.filtered("sla_paused_since"):
            pause = [record.sla_paused_since, max(at, record.sla_paused_since)]
            pauses = record._sla_dump([*record._sla_load(), pause])
            record._sla_write({"sla_pauses": pauses, "sla_paused_since": False})

    def _sla_postpone_escalation(self, now):
        """Nobody is told right after a pause: the next step is counted anew."""
        times = WorkingTimes(self._sla_load_intervals)
        for record in self.filtered("sla_escalate_at"):
            seconds = record.sla_policy_id.escalation_hours * 3600
            at = times.deadline(record._sla_get_clock(), now, seconds)
            record._sla_write({"sla_escalate_at": at})

    # Storing ------------------------------------------------------------------

    def _sla_load(self):
        """:returns: list of the finished pauses of one record, as moments"""
        return [
            tuple(map(fields.Datetime.to_datetime, pause))
            for pause in self.sla_pauses or []
        ]

    @api.model
    def _sla_dump(self, pauses):
        """:returns: ``pauses`` as they are stored"""
        return [list(map(fields.Datetime.to_string, pause)) for pause in pauses]

    def _sla_write(self, vals):
        """Write results and traces, past the guard and without a message for each."""
        # sudo: whoever answers or pauses need not be allowed to write the record.
        self.sudo()._by_action().with_context(tracking_disable=True).write(vals)
