from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .booking_common import BookingCase


class MailCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.member.write({"email": "office@quiet.example.com", "lang": "en_US"})
        cls.person.email = "rafa@quiet.example.com"

    def mails(self, since=None):
        """:returns: the mails that wait to leave, the oldest first"""
        return self.env["mail.mail"].search(
            [
                ("state", "=", "outgoing"),
                ("id", ">", since or self.before),
                # Those of the front desk's to-dos.
                ("subject", "not ilike", "assigned to you"),
            ],
            order="id",
        )

    def setUp(self):
        super().setUp()
        last = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.before = last.id or 0


@tagged("post_install", "-at_install")
class TestBookingGuests(MailCase):
    """Whom members invite, and what these are told."""

    def invite(self, booking, emails="Ana Ruiz <ana@guest.example.com>"):
        self.before = self.mails()[-1:].id or self.before
        return booking.with_user(self.portal_a).action_invite(emails)

    def book(self, **vals):
        return self.make_booking(partner_id=self.person.id, name="Budget", **vals)

    def ics(self, mail):
        attachment = mail.attachment_ids
        self.assertEqual(attachment.name, "invite.ics")
        return attachment.raw.decode().replace("\r\n ", "").split("\r\n")

    def test_guests_get_an_invitation_for_their_calendar(self):
        booking = self.book()
        self.assertEqual(self.invite(booking), ["ana@guest.example.com"])
        mail = self.mails()
        self.assertEqual(mail.subject, "Invitation: Budget, Tue 3 Mar, 09:00 – 10:00")
        self.assertEqual(mail.email_to, '"Ana Ruiz" <ana@guest.example.com>')
        self.assertIn("rafa@quiet.example.com", mail.reply_to)
        lines = self.ics(mail)
        for line in (
            "METHOD:REQUEST",
            "DTSTART:20260303T010000Z",
            "DTEND:20260303T020000Z",
            "SEQUENCE:0",
            "SUMMARY:Budget",
            f'ORGANIZER;CN="{self.person.name}":mailto:rafa@quiet.example.com',
        ):
            self.assertIn(line, lines)
        self.assertEqual(booking.guest_ids.mapped("name"), ["Ana Ruiz"])
        self.assertTrue(booking.guest_ids.sent_on)

    def test_the_mail_carries_the_file_as_a_calendar(self):
        self.invite(self.book())
        mail = self.mails()
        message = self.env["ir.mail_server"]._build_email__(
            "a@x.example",
            ["b@x.example"],
            "Subject",
            "Body",
            attachments=[
                (a.name, a.raw, a.mimetype) for a in mail.sudo().attachment_ids
            ],
        )
        part = message.get_payload()[-1]
        self.assertEqual(part.get_content_type(), "text/calendar")
        self.assertIn("method=", part["Content-Type"].lower())
        self.assertIn(b"METHOD:REQUEST", part.get_payload(decode=True))

    def test_an_address_is_invited_once(self):
        booking = self.book()
        text = "ana@guest.example.com, ANA@guest.example.com\nbob@guest.example.com;"
        self.assertEqual(
            self.invite(booking, text),
            ["ana@guest.example.com", "bob@guest.example.com"],
        )
        self.assertEqual(self.invite(booking, "Bob@Guest.example.com"), [])
        self.assertEqual(len(booking.guest_ids), 2)
        self.assertFalse(self.mails())

    def test_what_is_no_address_invites_nobody(self):
        booking = self.book()
        for text in (
            "",
            " , ",
            "ana",
            "ana@guest",
            "ana@guest.example.com, nobody",
            "a@b.example c@d.example",
            "x" * 200 + "@guest.example.com",
        ):
            with self.assertRefused(UserError, "address"):
                self.invite(booking, text)
        self.assertFalse(booking.guest_ids)

    def test_fifty_guests_and_no_more(self):
        booking = self.book()
        text = ",".join(f"g{number}@guest.example.com" for number in range(50))
        self.assertEqual(len(self.invite(booking, text)), 50)
        with self.assertRefused(UserError, "At most 50 people"):
            self.invite(booking, "one-more@guest.example.com")

    def test_two_hundred_a_day_and_no_more(self):
        for day in range(4):
            text = ",".join(f"g{n}@d{day}.example.com" for n in range(50))
            self.invite(self.book(start=self.at(9, day=4 + day)), text)
        last = self.book(start=self.at(9, day=10))
        with self.assertRefused(UserError, "At most 200 people"):
            self.invite(last)
        self.env.cr.execute(
            "UPDATE cowork_booking_guest SET create_date = '2026-02-01'"
        )
        self.assertEqual(len(self.invite(last)), 1)

    def test_guests_are_told_of_moves_and_of_the_end(self):
        booking = self.book()
        self.invite(booking)
        self.before = self.mails().id
        booking.write({"start": self.at(11), "stop": self.at(12)})
        mail = self.mails().filtered(lambda m: m.attachment_ids)
        self.assertEqual(mail.subject, "Moved: Budget, Tue 3 Mar, 11:00 – 12:00")
        lines = self.ics(mail)
        for line in ("METHOD:REQUEST", "SEQUENCE:1", "DTSTART:20260303T030000Z"):
            self.assertIn(line, lines)
        uid = next(line for line in lines if line.startswith("UID:"))
        self.before = self.mails()[-1:].id
        booking.action_cancel()
        mail = self.mails().filtered(lambda m: m.attachment_ids)
        self.assertEqual(mail.subject, "Cancelled: Budget, Tue 3 Mar, 11:00 – 12:00")
        lines = self.ics(mail)
        for line in ("METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED", uid):
            self.assertIn(line, lines)

    def test_only_ones_own_and_only_what_takes_place(self):
        booking = self.book()
        with self.assertRaises(AccessError):
            booking.with_user(self.portal_b).action_invite("x@guest.example.com")
        held = self.book(start=self.at(14), confirm=False)
        with self.assertRefused(UserError, "confirmed and not over"):
            self.invite(held)
        with freeze_time(self.at(10)):
            with self.assertRefused(UserError, "confirmed and not over"):
                self.invite(booking)

    def test_nobody_writes_guests_directly(self):
        booking = self.book()
        self.invite(booking)
        guest = booking.guest_ids
        for user in (self.portal_a, self.front_desk, self.manager):
            with self.assertRaises(AccessError):
                guest.with_user(user).write({"email": "x@y.example"})
            with self.assertRaises(AccessError):
                guest.with_user(user).create(
                    {"booking_id": booking.id, "email": "x@y.example"}
                )


@tagged("post_install", "-at_install")
class TestBookingMails(MailCase):
    """What members are told of their bookings."""

    def subjects(self):
        return self.mails().mapped("subject")

    def test_confirmed_moved_cancelled(self):
        booking = self.make_booking()
        booking.write({"start": self.at(11), "stop": self.at(12)})
        booking.name = "Something else"
        booking.action_cancel("Ill")
        self.assertEqual(
            self.subjects(),
            [
                "Confirmed: Boardroom, Tue 3 Mar, 09:00 – 10:00",
                "Moved: Boardroom, Tue 3 Mar, 11:00 – 12:00",
                "Cancelled: Boardroom, Tue 3 Mar, 11:00 – 12:00",
            ],
        )
        mail = self.mails()[-1]
        self.assertEqual(mail.recipient_ids, self.member)
        self.assertIn("Reason: Ill", mail.body_html)

    def test_a_request_is_received_then_confirmed_or_refused(self):
        self.policy.needs_confirmation = True
        first, second = (
            self.make_booking(start=self.at(hour), confirm=False) for hour in (9, 11)
        )
        (first | second)._confirm(by_staff=False)
        self.assertEqual(
            self.subjects(), ["Request received: Boardroom, Tue 3 Mar, 09:00 – 10:00"]
        )
        # Both are in the one mail.
        self.assertIn("11:00 – 12:00", self.mails().body_html)
        first.action_confirm()
        second.action_cancel("An event")
        self.assertEqual(
            self.subjects()[1:],
            [
                "Confirmed: Boardroom, Tue 3 Mar, 09:00 – 10:00",
                "Not possible: Boardroom, Tue 3 Mar, 11:00 – 12:00",
            ],
        )

    def test_a_request_that_the_member_takes_back_is_not_refused(self):
        self.policy.needs_confirmation = True
        booking = self.make_booking(confirm=False, partner_id=self.person.id)
        booking._confirm(by_staff=False)
        booking.with_user(self.portal_a).action_cancel()
        self.assertIn("Cancelled: Boardroom", self.subjects()[-1])

    def test_what_was_held_and_not_confirmed_is_not_told(self):
        booking = self.make_booking(confirm=False)
        booking._expire()
        self.assertEqual(self.subjects(), [])

    def test_released_when_nobody_came(self):
        self.policy.no_show_minutes = 15
        booking = self.make_booking(hours=2)
        with freeze_time(self.at(9, 15)):
            booking._follow_clock()
        self.assertIn("Released: Boardroom", self.subjects()[-1])

    def test_nobody_without_an_address(self):
        self.member.email = False
        self.make_booking().action_cancel()
        self.assertEqual(self.subjects(), [])

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.member.lang = "fr_FR"
        template = self.env.ref("cowork_members.mail_template_booking_confirmed")
        template.with_context(lang="fr_FR").subject = "Bravo {{ object.local_time }}"
        booking = self.make_booking()
        self.assertEqual(booking.local_time, "Tue 3 Mar, 09:00 – 10:00")
        self.assertEqual(self.subjects(), ["Bravo mar. 3 mars, 09:00 – 10:00"])
