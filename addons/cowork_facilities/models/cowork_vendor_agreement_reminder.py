from odoo import api, fields, models
from odoo.fields import Domain

# What ends, and where it is kept that somebody was reminded of that end.
ENDS = {
    "date_end": "end_reminded_for",
    "insurance_end": "insurance_reminded_for",
}
#: days after which an end that nobody was reminded of, after an outage, is history
TOO_LATE = 31


class CoworkVendorAgreement(models.Model):
    """Reminders, in good time, that a contract or an insurance ends: each once for
    each end, however often the job runs; a new date is a new end."""

    _inherit = "cowork.vendor.agreement"

    @api.model
    def _get_ending_domain(self, name, today):
        """:param name: of the field with the last day
        :returns: domain of the agreements that may have to be reminded of"""
        latest = fields.Date.add(today, days=366)
        earliest = fields.Date.subtract(today, days=TOO_LATE)
        domain = Domain(name, "<=", latest) & Domain(name, ">=", earliest)
        if name == "insurance_end":
            domain &= Domain("insurance_required", "=", True)
            # The insurance of a vendor who has left is no matter.
            domain &= Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        return domain

    @api.model
    def _get_ending(self, name, today):
        """:returns: agreements whose end is near, and of which nobody was reminded"""
        found = self.search(self._get_ending_domain(name, today), order="id")
        return found.filtered(
            lambda a: a[ENDS[name]] != a[name]
            and a[name] <= fields.Date.add(today, days=a.remind_days)
        )

    def _remind(self, name):
        """Give the responsible people of agreements a to-do on the day it ends."""
        kind = self.env.ref(
            "cowork_facilities.mail_activity_type_vendor", raise_if_not_found=False
        )
        model = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model,
                    "res_id": agreement.id,
                    "activity_type_id": kind.id if kind else False,
                    "summary": agreement._word_reminder(name),
                    "date_deadline": agreement[name],
                    "user_id": agreement._get_reminded_user().id,
                    "automated": True,
                }
                for agreement in self
            ]
        )
        for agreement in self._by_action():
            agreement.write({ENDS[name]: agreement[name]})

    def _get_reminded_user(self):
        """:returns: ``res.users`` who looks after one agreement"""
        user = self.user_id
        if user.active and not user.share:
            return user
        return self.location_ids[:1].manager_id.user_id or self.env.user

    def _word_reminder(self, name):
        here = self.with_context(lang=self._get_reminded_user().lang)
        vendor = here.partner_id.name
        if name == "insurance_end":
            return here.env._("%s: ask for the new insurance certificate", vendor)
        return here.env._("%s: renew the contract, or find another vendor", vendor)

    @api.model
    def _cron_remind(self, limit=200):
        """Remind of every contract and insurance that ends soon."""
        cron = self.env["ir.cron"]
        today = fields.Date.context_today(self)
        due = {name: self._get_ending(name, today) for name in ENDS}
        left = cron._commit_progress(remaining=sum(map(len, due.values())))
        for name, agreements in due.items():
            for start in range(0, len(agreements), limit):
                if not left:
                    return
                batch = agreements[start : start + limit]
                # Another run may have been faster: read again what was locked.
                batch.try_lock_for_update().filtered(
                    lambda a, n=name: a[ENDS[n]] != a[n]
                )._remind(name)
                left = cron._commit_progress(len(batch))
