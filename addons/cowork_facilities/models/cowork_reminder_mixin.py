from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200
#: where the day begins first
EARLIEST = timedelta(hours=14)


class CoworkReminderMixin(models.AbstractModel):
    """Something to be seen to by a day: a to-do is made once for each such day.

    A model says with ``_compute_remind_on`` when, with ``_get_reminder_day`` by when it
    has to be done, with ``_word_reminder`` what, and with ``_get_keepers`` for whom."""

    _name = "cowork.reminder.mixin"
    _description = "Reminded of in Time"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _protected_fields = frozenset({"remind_on"})

    # Emptied when it was done: it is computed anew for another day.
    remind_on = fields.Date(
        compute="_compute_remind_on",
        store=True,
        copy=False,
        groups="base.group_user",
    )

    _remind_due = models.Index("(remind_on) WHERE remind_on IS NOT NULL")

    def _compute_remind_on(self):
        self.remind_on = False

    def _get_reminder_day(self):
        """:returns: the day by which one record has to be seen to"""
        raise NotImplementedError

    def _word_reminder(self):
        """:returns: what the to-do of one record says"""
        raise NotImplementedError

    def _get_keepers(self):
        """:returns: tuple of ``res.users``: who sees to one record, the best first"""
        raise NotImplementedError

    @api.model
    def _cron_remind(self):
        """Make to-dos of what has to be seen to soon."""
        domain = self._get_remind_domain()
        records = self.search(domain, order="remind_on, id", limit=BATCH)
        records = records.try_lock_for_update().filtered_domain(domain)
        records._remind()
        self.env["ir.cron"]._commit_progress(
            len(records), remaining=self.search_count(domain) if records else 0
        )

    @api.model
    def _get_remind_domain(self):
        """:returns: domain of the records whose day has come where they are"""
        now = fields.Datetime.now()
        nowhere = Domain("location_id", "=", False) & Domain(
            "remind_on", "<=", (now + EARLIEST).date()
        )
        return nowhere | self.env["cowork.location"]._get_day_domain(
            lambda today: [("remind_on", "<=", today)]
        )

    def _remind(self):
        """Make the to-dos of these records, and note that it was done."""
        companies = [self.env["res.company"], *self.company_id]
        managers = {one: self._find_facility_manager(one) for one in companies}
        todo = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get(self._name)
        vals_list = []
        for record in self:
            keepers = (*record._get_keepers(), managers[record.company_id])
            user = next((u for u in keepers if u.active and not u.share), None)
            if user:
                record = record.with_context(lang=user.lang or self.env.lang)
            vals_list.append(
                {
                    "activity_type_id": todo.id,
                    "res_model_id": model.id,
                    "res_id": record.id,
                    "user_id": (user or self.env.user).id,
                    "summary": record._word_reminder(),
                    "date_deadline": record._get_reminder_day(),
                    "automated": True,
                }
            )
        # A to-do each, but no mail each.
        activities = self.env["mail.activity"]
        activities.with_context(mail_activity_quick_update=True).create(vals_list)
        self._by_action().write({"remind_on": False})

    @api.model
    def _find_facility_manager(self, company):
        """:returns: a ``res.users`` who manages facilities of a company (of any, when
        it is empty); possibly empty"""
        # sudo: who has a role is not for everybody to read.
        users = self.env["res.users"].sudo()
        group = self.env.ref("cowork_facilities.group_manager")
        domain = Domain("all_group_ids", "in", group.ids) & Domain("share", "=", False)
        if company:
            domain &= Domain("company_ids", "in", company.ids)
        return users.search(domain, order="id", limit=1)
