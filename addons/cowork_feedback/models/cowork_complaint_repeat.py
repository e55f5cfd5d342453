from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.repeats import Case, repeats
from .cowork_complaint import UNCOUNTED


class CoworkComplaint(models.Model):
    """The same again: found by the system, and closed only with what prevents it."""

    _inherit = "cowork.complaint"

    # A change of these may make a complaint a repeat, or take that away.
    _repeat_fields = frozenset(
        {"location_id", "category_id", "space_id", "equipment_id", "received_at"}
    )

    is_repeat = fields.Boolean("Repeat", readonly=True, copy=False, index=True)
    repeat_of_ids = fields.Many2many(
        "cowork.complaint",
        "cowork_complaint_repeat_rel",
        "complaint_id",
        "earlier_id",
        "Repeat Of",
        readonly=True,
        copy=False,
        help="Earlier complaints about the same equipment, about the same category in"
        " the same space, or at the same location when no space is named.",
    )
    later_ids = fields.Many2many(
        "cowork.complaint",
        "cowork_complaint_repeat_rel",
        "earlier_id",
        "complaint_id",
        "Came Again",
        readonly=True,
        copy=False,
    )
    recurrence_check_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The day on which the system looks whether it came again.",
    )
    recurrence = fields.Selection(
        [("none", "Did not come again"), ("again", "Came again")],
        readonly=True,
        copy=False,
        tracking=True,
        help="Whether the same was complained about after this was closed.",
    )

    same_count = fields.Integer("About the Same", compute="_compute_same_count")

    @api.depends("repeat_of_ids", "later_ids")
    def _compute_same_count(self):
        for complaint in self:
            complaint.same_count = len(complaint.repeat_of_ids | complaint.later_ids)

    def action_view_repeats(self):
        """:returns: the window action with all complaints about the same"""
        self.ensure_one()
        same = self.repeat_of_ids | self.later_ids | self
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("About the Same"),
            "res_model": "cowork.complaint",
            "view_mode": "list,form",
            "domain": [("id", "in", same.ids)],
        }

    # Finding ------------------------------------------------------------------------

    def _detect_repeats(self):
        """Find for these complaints, and for later ones about the same, what they
        repeat."""
        # sudo: repeats are found wherever the complaint of another member is.
        complaints = self.sudo()
        complaints |= complaints.later_ids
        cases = complaints._read_cases()
        first = min(filter(None, complaints.mapped("received_on")), default=None)
        # Later ones may have one more, or one less, to repeat.
        later = {case.id for case in cases if first and case.day >= first}
        wanted = later | set(complaints.ids)
        days = complaints.browse(case.id for case in cases)._get_repeat_days()
        found = repeats(cases, wanted, lambda case: days[case.id])
        complaints.browse(sorted(wanted))._store_repeats(found)

    def _read_cases(self):
        """:returns: list of ``Case`` of these complaints and of those near them that
        may be about the same"""
        known = self.filtered(lambda c: c.location_id and c.received_on)
        if not known:
            return []
        longest = self._get_longest_repeat()
        days = known.mapped("received_on")
        near = Domain("location_id", "in", known.location_id.ids)
        near &= Domain("state", "not in", UNCOUNTED)
        near &= Domain("received_on", ">=", fields.Date.add(min(days), days=-longest))
        near &= Domain("received_on", "<=", fields.Date.add(max(days), days=longest))
        near &= Domain("category_id", "in", known.category_id.ids) | Domain(
            "equipment_id", "in", known.equipment_id.ids
        )
        rows = self.with_context(active_test=False).search_fetch(
            near | Domain("id", "in", known.ids),
            [
                "received_on",
                "location_id",
                "category_id",
                "space_id",
                "equipment_id",
                "state",
            ],
        )
        return [
            Case(
                row.id,
                row.received_on,
                row.location_id.id,
                row.category_id.id,
                row.space_id.id,
                row.equipment_id.id,
            )
            for row in rows
            if row.state not in UNCOUNTED
        ]

    @api.model
    def _get_longest_repeat(self):
        """:returns: the longest time within which anything is a repeat, in days"""
        (by_category,) = self.env["cowork.complaint.category"]._read_group(
            [], aggregates=["repeat_days:max"]
        )[0]
        (by_company,) = self.env["res.company"]._read_group(
            [], aggregates=["complaint_repeat_days:max"]
        )[0]
        return max(by_category or 0, by_company or 0)

    def _get_repeat_days(self):
        """:returns: dict from the id of each complaint to the days within which the
        same is a repeat"""
        return {
            complaint.id: complaint.category_id.repeat_days
            or complaint.company_id.complaint_repeat_days
            for complaint in self
        }

    def _store_repeats(self, found):
        """:param found: dict from ids to sets of ids of earlier complaints"""
        changed = self._by_action().filtered(
            lambda c: found.get(c.id, set()) != set(c.repeat_of_ids.ids)
        )
        repeated = changed.filtered(lambda c: found.get(c.id))
        new = repeated.filtered(lambda c: not c.is_repeat)
        changed._link_repeats(found)
        new.write({"is_repeat": True})
        (changed - repeated).write({"is_repeat": False})
        note = self.env._(
            "This is a repeat: it is closed with its root cause and an action that"
            " prevents it."
        )
        new._message_log_batch(bodies=dict.fromkeys(new.ids, note))

    def _link_repeats(self, found):
        """Set what each of these repeats, by one statement: every list is another, and
        ``write`` would take a turn for each.

        :param found: dict from ids to sets of ids of earlier complaints"""
        self._fields["repeat_of_ids"].write_batch(
            [
                (complaint, [Command.set(sorted(found.get(complaint.id, ())))])
                for complaint in self
            ]
        )
        self.modified(["repeat_of_ids"])

    # Preventing -----------------------------------------------------------------------

    def _check_prevented(self):
        """:raises UserError: when nothing prevents that one repeat comes again"""
        plan = self.improvement_id
        given_up = plan.state == "cancelled"
        actions = plan.action_ids.filtered(
            lambda action: not given_up and action.state != "cancelled"
        )
        if not (self.root_cause or "").strip() or not actions:
            raise UserError(
                self.env._(
                    "%s is a repeat. Write down its root cause, and choose an"
                    " improvement with an action that prevents it, before closing it.",
                    self.display_name,
                )
            )

    def _prepare_recurrence_check(self):
        """:returns: values of one complaint that is closed now"""
        days = self._get_repeat_days()[self.id]
        if not self.is_repeat or not days:
            return {"recurrence_check_on": False}
        today = self.location_id._today()
        return {
            "recurrence": False,
            "recurrence_check_on": fields.Date.add(today, days=days),
        }

    @api.model
    def _cron_check_recurrence(self, limit=200):
        """Look whether what was closed as prevented came again, once for each."""
        cron = self.env["ir.cron"]
        due = Domain("state", "=", "closed")
        due &= self.env["cowork.location"]._get_day_domain(
            lambda today: [("recurrence_check_on", "<=", today)]
        )
        cron._commit_progress(remaining=self.search_count(due))
        while batch := self.search(due, order="id", limit=limit):
            batch = batch.try_lock_for_update()
            if not batch:
                return
            batch._check_recurrence()
            if not cron._commit_progress(len(batch)):
                return

    def _check_recurrence(self):
        """Note whether the same was complained about since these were closed."""
        for complaint in self._by_action():
            since = complaint.location_id._day_of(complaint.closed_at)
            again = complaint.later_ids.filtered(
                lambda later, day=since: later.received_on > day
                and later.state not in UNCOUNTED
            )
            complaint.write(
                {
                    "recurrence": "again" if again else "none",
                    "recurrence_check_on": False,
                }
            )
            if again:
                complaint._tell_recurred(again)

    def _tell_recurred(self, again):
        """Put on the list of who answers for the prevention that it did not work."""
        user = self.improvement_id.user_id or self.user_id or self.env.user
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._(
                "Came again: %s", ", ".join(sorted(again.mapped("name")))
            ),
            user_id=user.id,
        )
