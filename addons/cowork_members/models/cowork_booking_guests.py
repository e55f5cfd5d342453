from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formataddr
from odoo.tools.mail import email_split_tuples, single_email_re

MAX_GUESTS = 50
#: how many people one member may write to in a day
MAX_MAILS = 200
MAX_LENGTH = 120


class CoworkBooking(models.Model):
    """Whom members invite to what they booked, and what these are told."""

    _inherit = "cowork.booking"

    guest_ids = fields.One2many(
        "cowork.booking.guest", "booking_id", "Guests", readonly=True, copy=False
    )

    def action_invite(self, emails):
        """Invite people to a booking by e-mail. Each gets an entry for their calendar,
        and is told when the booking moves or is cancelled.

        :param str emails: addresses, one in a line or separated by commas, with or
            without a name: ``Ana Ruiz <ana@example.com>``
        :returns: list of the addresses that were not invited before
        :raises AccessError: when the booking is not the user's to change
        :raises UserError: when there is no valid address or one that is not, or when
            there are too many, or the booking is over or not confirmed
        """
        self.ensure_one()
        booking = self._for_actor()
        booking._check_may_invite()
        found = booking._read_addresses(emails)
        # sudo: members write guests through this method alone.
        known = set(booking.sudo().guest_ids.mapped("email"))
        new = {email: name for email, name in found.items() if email not in known}
        booking._check_guest_limits(len(new), len(known))
        # sudo: see above.
        guests = booking.env["cowork.booking.guest"].sudo()._by_action()
        guests = guests.create(
            [
                {"booking_id": booking.id, "email": email, "name": name}
                for email, name in new.items()
            ]
        )
        guests.booking_id._write_to_guests("REQUEST", guests)
        return list(new)

    def _check_may_invite(self):
        if not self._can_invite():
            raise UserError(
                self.env._(
                    "People can be invited to a booking that is confirmed and not over."
                )
            )

    @api.model
    def _read_addresses(self, text):
        """:returns: dict of e-mail address to name
        :raises UserError: naming the first part that is no address"""
        found = {}
        for part in str(text or "").replace(";", ",").replace("\n", ",").split(","):
            if not part.strip():
                continue
            address = self._read_address(part.strip())
            if not address:
                raise UserError(
                    self.env._(
                        "“%s” is not an e-mail address. Nobody was invited.",
                        part.strip()[:MAX_LENGTH],
                    )
                )
            name, email = address
            found.setdefault(email, name)
            if len(found) > MAX_GUESTS:
                break
        if not found:
            raise UserError(self.env._("Give the e-mail addresses of who is invited."))
        return found

    @api.model
    def _read_address(self, part):
        """:returns: ``(name, normalized address)``, or None"""
        pairs = email_split_tuples(part)
        if len(pairs) != 1 or part.count("@") != 1:
            return None
        name, email = pairs[0]
        if len(email) > MAX_LENGTH or not single_email_re.match(email):
            return None
        return " ".join(name.split())[:MAX_LENGTH], email.lower()

    def _check_guest_limits(self, new, known):
        """:raises UserError: when so many more are too many for one booking, or for
        what a member may send in a day"""
        if new + known > MAX_GUESTS:
            raise UserError(
                self.env._(
                    "At most %(limit)s people can be invited to a booking, and"
                    " %(known)s are already. Nobody was invited.",
                    limit=MAX_GUESTS,
                    known=known,
                )
            )
        # sudo: what the member sent for any booking counts.
        guests = self.env["cowork.booking.guest"].sudo()
        today = guests.search_count(
            Domain("booking_id.partner_id", "=", self.partner_id.id)
            & Domain("create_date", ">", fields.Datetime.now() - timedelta(days=1))
        )
        if today + new > MAX_MAILS:
            raise UserError(
                self.env._(
                    "At most %s people can be invited within a day. Invite the others"
                    " tomorrow.",
                    MAX_MAILS,
                )
            )

    # Writing to them -----------------------------------------------------------------

    def _update_guests(self, method):
        """Tell those who were invited that bookings have moved, or are cancelled."""
        # sudo: guests are told whoever changes the booking.
        invited = self.sudo().filtered("guest_ids")
        for booking in invited:
            booking._by_action().ical_sequence += 1
        invited._write_to_guests(method)

    def _write_to_guests(self, method, guests=None):
        """:param method: ``REQUEST`` or ``CANCEL``
        :param guests: only these; all of these bookings when not given"""
        guests = self.guest_ids if guests is None else guests
        if not guests:
            return
        # sudo: mails and their attachments are made by the system.
        mails = self.env["mail.mail"].sudo()
        mails.create(
            [guest.booking_id._prepare_mail(guest, method) for guest in guests]
        )
        guests._by_action().write({"sent_on": fields.Datetime.now()})
        self._hurry_mails()

    @api.model
    def _hurry_mails(self):
        """Have the outbox emptied as soon as this is committed."""
        # sudo: members do not read scheduled actions.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _prepare_mail(self, guest, method):
        """:returns: values of the mail to one guest of one booking"""
        member, location = self.partner_id, self.location_id
        booking = self.with_context(lang=member.lang or self.env.lang)
        ics = booking._get_ical(method, guest)
        values = {
            "booking": booking,
            "lines": booking._tell_guest(guest, method),
            "where": booking._get_ical_place(),
            "cancelled": method == "CANCEL",
        }
        return {
            "subject": booking._get_guest_subject(method, guest),
            "body_html": booking.env["ir.qweb"]._render(
                "cowork_members.booking_guest_mail", values
            ),
            "email_from": location.company_id.email_formatted
            or self.env.user.company_id.email_formatted,
            "reply_to": member.email_formatted,
            "email_to": formataddr((guest.name or "", guest.email)),
            "auto_delete": True,
            "attachment_ids": [
                Command.create(
                    {
                        "name": "invite.ics",
                        "raw": ics,
                        "mimetype": f"text/calendar; method={method}",
                        # Deleted with the mail.
                        "res_model": "mail.message",
                        "res_id": 0,
                    }
                )
            ],
        }

    def _get_guest_subject(self, method, guest):
        values = {"what": self.name or self.space_id.name, "when": self.local_time}
        if method == "CANCEL":
            return self.env._("Cancelled: %(what)s, %(when)s", **values)
        if guest.sent_on:
            return self.env._("Moved: %(what)s, %(when)s", **values)
        return self.env._("Invitation: %(what)s, %(when)s", **values)
