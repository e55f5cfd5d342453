from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cowork_visitor import PERSONAL

#: stands where a name was
ERASED = "—"


class CoworkVisitor(models.Model):
    """What is personal of a visit is erased in time; that it took place is kept."""

    _inherit = "cowork.visitor"

    @api.model
    def _get_missed_domain(self):
        """:returns: domain of the visitors who were expected on a day that is over"""
        return self._get_days_domain(lambda location: location._today()) & Domain(
            "state", "=", "expected"
        )

    @api.model
    def _get_erasable_domain(self):
        """:returns: domain of the visitors whose data has been kept long enough"""
        return (
            self._get_days_domain(lambda location: location._get_last_kept_day())
            & Domain("erased_on", "=", False)
            & Domain("state", "!=", "inside")
        )

    @api.model
    def _get_days_domain(self, get_day):
        """:param get_day: of a location
        :returns: domain of the visitors expected before that day, at all locations"""
        days = {}
        for location in self.env["cowork.location"]._get_all():
            days.setdefault(get_day(location), []).append(location.id)
        return Domain.OR(
            Domain("location_id", "in", ids) & Domain("day", "<", day)
            for day, ids in days.items()
        )

    # Erasing -------------------------------------------------------------------------

    def _erase(self):
        """Erase what is personal of these visitors (sudo), wherever it is: here, in
        messages, mails, files and to-dos. Days, times, states and places stay."""
        visitors = self.filtered(lambda visitor: not visitor.erased_on)
        thread = Domain("model", "=", self._name) & Domain("res_id", "in", visitors.ids)
        files = Domain("res_model", "=", self._name) & Domain(
            "res_id", "in", visitors.ids
        )
        # Mails that wait or failed go with their messages, and so do notifications.
        self.env["mail.message"].search(thread).unlink()
        self.env["mail.activity"].with_context(active_test=False).search(files).unlink()
        self.env["mail.followers"].search(files).unlink()
        # Files of fields are not found by a search that does not name them.
        any_field = Domain("res_field", "=", False) | Domain("res_field", "!=", False)
        self.env["ir.attachment"].search(files & any_field).unlink()
        visitors.invalidate_recordset(["photo"])
        visitors._by_action().write(
            {
                **dict.fromkeys(PERSONAL, False),
                "name": ERASED,
                "token": False,
                "code": False,
                "cleared_by_id": False,
                "rules_lang": False,
                "erased_on": fields.Date.today(),
            }
        )

    def action_erase(self):
        """Erase what is personal of visitors now, as they may ask for it.

        :returns: True
        :raises AccessError: unless the user makes contracts of the location
        :raises UserError: when a visitor is in the building or expected
        """
        self.check_access("write")
        self._check_is_user()
        if needed := self.filtered(lambda v: v.state in ("expected", "inside")):
            raise UserError(
                self.env._(
                    "%s is expected or in the building: cancel the visit or sign them"
                    " out first.",
                    needed[0].name,
                )
            )
        # sudo: messages and files of others go as well.
        self.sudo()._erase()
        return True

    @api.model
    def _cron_erase(self, limit=200):
        """Erase what was kept long enough: of visitors, of who was in the building, the
        guests of bookings, and entries of the black-list that are over."""
        cron = self.env["ir.cron"]
        presences = self.env["cowork.presence"]
        guests = self.env["cowork.booking.guest"]
        blocks = self.env["cowork.visitor.block"].with_context(active_test=False)
        jobs = (
            (self, self._get_erasable_domain(), lambda some: some._erase()),
            (
                presences,
                presences._get_erasable_domain(),
                lambda some: some._forget_people(),
            ),
            (guests, guests._get_erasable_domain(), lambda some: some.unlink()),
            (blocks, blocks._get_over_domain(), lambda some: some.unlink()),
        )
        left = cron._commit_progress(
            remaining=sum(records.search_count(due) for records, due, _do in jobs)
        )
        for records, due, do in jobs:
            while left and (batch := records.search(due, limit=limit, order="id")):
                batch = batch.try_lock_for_update().filtered_domain(due)
                do(batch)
                left = cron._commit_progress(len(batch)) if batch else 0
