from odoo import fields, models

from odoo.addons.cowork_members.models.cowork_sla_mixin import SLA_STATUSES


class CoworkComplaint(models.Model):
    """Three deadlines: acknowledged, answered with a proposal, solved."""

    _inherit = "cowork.complaint"
    _sla_match_fields = frozenset({"priority", "category_id", "location_id"})
    _sla_done_at = {
        "response": "responded_at",
        "answer": "answered_at",
        "resolution": "resolved_at",
    }
    _protected_fields = frozenset({"answer_deadline", "answered_at", "answer_status"})

    answer_deadline = fields.Datetime(
        "Proposal By", readonly=True, copy=False, groups="base.group_user"
    )
    answered_at = fields.Datetime(
        "Proposal Sent", readonly=True, copy=False, groups="base.group_user"
    )
    answer_status = fields.Selection(
        SLA_STATUSES,
        "Proposal Due",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    next_deadline = fields.Datetime(
        compute="_compute_next_deadline",
        groups="base.group_user",
        help="What we owe the member next.",
    )
    next_status = fields.Selection(
        SLA_STATUSES, compute="_compute_next_deadline", groups="base.group_user"
    )

    _answer_open = models.Index("(answer_deadline) WHERE answered_at IS NULL")

    def _compute_next_deadline(self):
        for complaint in self:
            target = next(
                (
                    target
                    for target, done_at in self._sla_done_at.items()
                    if complaint[f"{target}_deadline"] and not complaint[done_at]
                ),
                None,
            )
            complaint.next_deadline = target and complaint[f"{target}_deadline"]
            complaint.next_status = target and complaint[f"{target}_status"]

    def _sla_answer(self):
        """Note when a proposal was sent first; who proposes has acknowledged."""
        now = fields.Datetime.now()
        self._sla_respond()
        # sudo: deadlines are kept by the system, whoever moves the record.
        records = self.sudo().filtered(lambda c: c.sla_started_at and not c.answered_at)
        records._sla_write({"answered_at": now})
        records._sla_refresh(now)
        records._sla_drop_activities()

    def _sla_resolve(self, at=None):
        result = super()._sla_resolve(at)
        # sudo: as above; who is done has answered as well.
        silent = self.sudo().filtered(lambda c: c.resolved_at and not c.answered_at)
        silent._sla_write({"answered_at": at or fields.Datetime.now()})
        silent._sla_refresh(fields.Datetime.now())
        return result

    def _sla_get_words(self):
        return {
            "response": {
                "missed": self.env._(
                    "Deadline missed: it was to be acknowledged by %s."
                ),
                "warning": self.env._("Acknowledge by %s"),
                "late": self.env._("Level %(level)s: not acknowledged by %(moment)s"),
            },
            "answer": {
                "missed": self.env._("Deadline missed: a proposal was due by %s."),
                "warning": self.env._("Proposal by %s"),
                "late": self.env._("Level %(level)s: no proposal by %(moment)s"),
            },
            "resolution": {
                "missed": self.env._("Deadline missed: it was to be solved by %s."),
                "warning": self.env._("To be solved by %s"),
                "late": self.env._("Level %(level)s: not solved by %(moment)s"),
            },
        }

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        internal = not self.env.user.share and message.message_type == "comment"
        if internal and not message.is_internal:
            # What the member reads is an acknowledgement; a note is none.
            self._sla_respond()
        return result
