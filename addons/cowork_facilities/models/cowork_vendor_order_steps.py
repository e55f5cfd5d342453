from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.cowork_members.engine.cell_values import CellError, read_number
from odoo.addons.cowork_members.engine.local_time import GAP, localize

from ..engine.fault_report import clean_text
from ..engine.vendor_steps import is_taken, possible
from .cowork_vendor_order_page import FIELD_FORMAT

ASSIGNED = "cowork_facilities.stage_assigned"
IN_PROGRESS = "maintenance.stage_1"
TO_CHECK = "cowork_facilities.stage_check"
LARGEST = 1e9
MOST_LETTERS = 5_000
#: how far ahead work is planned
FURTHEST = timedelta(days=366)
#: whoever notes that work begins may do so a little after
GRACE = timedelta(hours=1)


class CoworkVendorOrder(models.Model):
    """What vendors say on the page of a work order, or staff note for them. Everything
    here is the superuser's; saying the same twice changes nothing."""

    _inherit = "cowork.vendor.order"

    def _may_take(self, name):
        """:param name: of a step in ``engine.vendor_steps``
        :returns: whether it is still to be taken
        :raises UserError: when it is too late, or too early, for it"""
        self.ensure_one()
        if is_taken(name, self.state):
            return False
        if name not in possible(self.state):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This cannot be done any more, or not yet: the work order is"
                    " “%s”. Load the page again.",
                    states[self.state],
                )
            )
        return True

    def _advance(self, vals):
        now = fields.Datetime.now()
        self._by_action().write({"answered_at": self.answered_at or now, **vals})

    def _vendor_accept(self):
        """The vendor will do it."""
        if self._may_take("accept"):
            self._advance({"state": "accepted"})
            self._tell_request(self.env._("Accepted."))
            self.request_id._move_on(ASSIGNED)

    def _vendor_decline(self, reason):
        """The vendor will not do it.

        :raises UserError: when there is no reason"""
        if not self._may_take("decline"):
            return
        reason = clean_text(reason, MOST_LETTERS)
        if not reason:
            raise UserError(self.env._("Please write why you decline."))
        self._advance({"state": "declined", "decline_reason": reason[:500]})
        self._tell_request(self.env._("Declined: %s", reason[:500]))
        self._ask_staff(self.env._("Find another vendor: %s", self.partner_id.name))

    def _vendor_plan(self, when):
        """The vendor says when they come, or another time than before.

        :param when: text, ``2027-01-04T09:30`` on the clock of the location
        :raises UserError: when it is no such time
        """
        if not self._may_take("plan"):
            return
        moment = self._read_moment(when)
        if self.state == "planned" and self.planned_at == moment:
            return
        self._advance({"state": "planned", "planned_at": moment})
        self.request_id.write({"schedule_date": moment})
        self.request_id._move_on(ASSIGNED)
        self._tell_request(
            self.env._("Planned for %s.", self.location_id._format_moment(moment))
        )

    def _vendor_arrive(self):
        """The vendor begins to work."""
        if self._may_take("arrive"):
            self._advance({"state": "on_site", "on_site_at": fields.Datetime.now()})
            self.request_id._move_on(IN_PROGRESS)
            self._tell_request(self.env._("On site."))

    def _vendor_finish(self, amount, report):
        """The vendor is done: staff look at it, and close the work order.

        :param amount: text, what the vendor charges without tax; maybe empty
        :param report: text, what was done
        :raises UserError: when an amount, or a photo, is missing, or no amount
        """
        if not self._may_take("finish"):
            return
        agreement = self.agreement_id
        amount = self._read_amount(amount)
        if amount is None and agreement.require_amount:
            raise UserError(
                self.env._("Please enter what you charge, without tax. 0 for nothing.")
            )
        if agreement.require_photo and not self.photo_ids:
            raise UserError(self.env._("Please add a photo of the work first."))
        report = clean_text(report, MOST_LETTERS)
        self._advance(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "amount": amount,
                "report": report,
            }
        )
        self.request_id._sum_vendor_cost()
        self.request_id._move_on(TO_CHECK)
        said = self.env._("Done. Amount: %s.", self._format_amount())
        self._tell_request(f"{said} {report}" if report else said)
        self._ask_staff(
            self.env._("Check the work of %s, and close", self.partner_id.name)
        )

    # Reading what was typed -----------------------------------------------------------

    def _read_moment(self, when):
        """:returns: the moment in UTC"""
        try:
            local = datetime.strptime(str(when or "")[:16], FIELD_FORMAT)
        except ValueError:
            raise UserError(
                self.env._("Please choose the day and the time when you come.")
            ) from None
        now = fields.Datetime.now()
        if not 2000 <= local.year <= 2199:
            local = datetime(2000, 1, 1)
        found = localize(local, self.location_id.tz or "UTC")
        if found.note == GAP:
            raise UserError(
                self.env._(
                    "The clocks are put forward that night: this time does not exist."
                    " Choose another one."
                )
            )
        if not now - GRACE <= found.utc <= now + FURTHEST:
            raise UserError(
                self.env._("Please choose a time from now on, within a year.")
            )
        return found.utc

    def _read_amount(self, amount):
        """:returns: the amount, rounded as the currency is; None when there is none"""
        currency = self.currency_id
        try:
            number = read_number(str(amount or "")[:50], 0, LARGEST)
        except CellError:
            raise UserError(
                self.env._(
                    "“%(text)s” is not an amount. Write it with a point, and without"
                    " anything between thousands: 1250.50",
                    text=str(amount)[:50],
                )
            ) from None
        return None if number is None else currency.round(number)

    # Telling our people ---------------------------------------------------------------

    def _tell_request(self, text):
        """Note on the work order of one order what the vendor says, and tell whoever
        sent it."""
        self.request_id._note_vendor(
            text, author=self.contact_id, told=self.user_id.partner_id
        )

    def _ask_staff(self, summary):
        """Give whoever sent one order a to-do on the work order."""
        kind = self.env.ref(
            "cowork_facilities.mail_activity_type_vendor", raise_if_not_found=False
        )
        user = self.user_id
        if not user.active:
            user = self.location_id.manager_id.user_id or user
        # sudo: the to-do is made by the system.
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("maintenance.request"),
                "res_id": self.request_id.id,
                "activity_type_id": kind.id if kind else False,
                "summary": summary,
                "date_deadline": self.location_id._today(),
                "user_id": user.id,
                "automated": True,
            }
        )
