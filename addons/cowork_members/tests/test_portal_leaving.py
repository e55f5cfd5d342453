from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import PortalCase


class LeavingCase(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("cowork_members.end_reason_home")
        cls.unpaid = cls.env.ref("cowork_members.end_reason_unpaid")
        cls.contract.user_id = cls.user
        cls.path = f"/my/cowork/{cls.contract.id}"

    def todos(self, contract=None):
        """:returns: who has what to do about a contract"""
        activities = (contract or self.contract).activity_ids
        return [(todo.user_id, todo.summary, todo.note or "") for todo in activities]


@tagged("post_install", "-at_install")
class TestPortalNoticeReason(LeavingCase):
    """Who gives notice may say why: one of the reasons offered, and a few words."""

    def give_notice(self, **data):
        data.setdefault("last_day", str(self.contract._get_notice_last_day()))
        return self.post(f"{self.path}/notice", **data)

    def test_the_page_offers_what_is_for_members(self):
        self.sign_in(self.portal_a)
        text = self.get(f"{self.path}/notice")[1]
        self.assertIn('name="note"', text)
        self.assertIn("Works from home", text)
        self.assertNotIn("unpaid", text)

    def test_reason_and_words_are_kept_on_the_contract(self):
        self.sign_in(self.portal_a)
        self.give_notice(reason=self.reason.id, note="  <b>Two children</b>\r\nnow ")
        self.assertEqual(self.contract.notice_date, self.day())
        self.assertEqual(self.contract.end_reason_id, self.reason)
        self.assertEqual(self.contract.end_note, "<b>Two children</b>\nnow")
        self.contract.action_withdraw_notice()
        self.assertFalse(self.contract.end_reason_id)
        self.assertFalse(self.contract.end_note)

    def test_nobody_has_to_say_why(self):
        self.sign_in(self.portal_a)
        self.give_notice(reason="", note=" ")
        self.assertEqual(self.contract.notice_date, self.day())
        self.assertFalse(self.contract.end_reason_id)
        self.assertFalse(self.contract.end_note)

    def test_a_reason_that_is_not_offered_gives_no_notice(self):
        self.sign_in(self.portal_a)
        self.reason.active = False
        self.env.flush_all()
        for reason in (self.unpaid.id, self.reason.id, 99_999_999):
            response = self.give_notice(reason=reason)[1]
            self.assertIn("Choose one of the reasons", response.text)
        self.assertFalse(self.contract.notice_date)

    def test_words_longer_than_anybody_reads_are_cut(self):
        self.sign_in(self.portal_a)
        self.give_notice(note="x" * 5000)
        self.assertEqual(self.contract.end_note, "x" * 1000)

    def test_what_was_written_survives_a_day_that_has_changed(self):
        self.sign_in(self.portal_a)
        response = self.give_notice(
            last_day="2020-01-01", reason=self.reason.id, note="</textarea>Moving"
        )[1]
        self.assertIn("has changed since", response.text)
        self.assertIn("&lt;/textarea&gt;Moving", response.text)
        self.assertIn(f'value="{self.reason.id}" selected', response.text)
        self.assertFalse(self.contract.notice_date)

    def test_people_named_in_the_contract_do_not_read_why(self):
        self.contract.end_note = "Too loud"
        with self.assertRaisesRegex(Exception, "end_note"):
            self.contract.with_user(self.named).read(["end_note"])


@tagged("post_install", "-at_install")
class TestPortalRenewalDeclined(LeavingCase):
    """A proposal to go on is declined on a page of its own, with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_2,
            cls.day(-200),
            cls.day(40),
            renewal_mode="proposal",
            user_id=cls.user.id,
            member_ids=[Command.set((cls.person | cls.named.partner_id).ids)],
        )
        cls.contract.action_propose_renewal()
        cls.renewal = cls.contract.open_renewal_id
        cls.path = f"/my/cowork/{cls.contract.id}"

    def decline(self, **data):
        data.setdefault("offer", self.renewal._get_offer())
        return self.post(f"{self.path}/renewal", answer="decline", **data)

    def test_files_are_no_texts_of_forms(self):
        self.sign_in(self.portal_a)
        self.assertTakesNoFiles(
            f"{self.path}/renewal",
            answer="decline",
            offer=self.renewal._get_offer(),
            reason=str(self.reason.id),
            note="Moving",
        )

    def test_it_is_asked_first(self):
        self.sign_in(self.portal_a)
        path, text = self.get(f"{self.path}/renewal/decline")
        self.assertEqual(path, f"{self.path}/renewal/decline")
        self.assertIn(f'name="offer" value="{self.renewal._get_offer()}"', text)
        self.assertIn("Works from home", text)
        self.assertEqual(self.renewal.state, "open")

    def test_staff_are_told_and_have_something_to_do(self):
        self.sign_in(self.portal_a)
        self.decline(reason=self.reason.id, note="No <b>commute</b>")
        self.assertEqual(self.renewal.state, "declined")
        self.assertEqual(self.contract.end_reason_id, self.reason)
        self.assertEqual(self.contract.end_note, "No <b>commute</b>")
        self.assertEqual(
            self.todos(),
            [
                (
                    self.user,
                    "Renewal declined: talk to the member",
                    "<p>Works from home<br>No &lt;b&gt;commute&lt;/b&gt;</p>",
                )
            ],
        )
        message = self.contract.message_ids.filtered(
            lambda m: "declined online" in m.body
        )
        self.assertEqual(message.author_id, self.person)
        self.assertEqual(message.notified_partner_ids, self.user.partner_id)
        # Sent again it changes nothing.
        self.assertEqual(self.decline()[0], self.path)
        self.assertEqual(len(self.todos()), 1)

    def test_without_a_reason_it_was_not_renewed(self):
        self.sign_in(self.portal_a)
        self.decline()
        self.assertEqual(
            self.contract.end_reason_id,
            self.env.ref("cowork_members.end_reason_not_renewed"),
        )

    def test_only_who_pays_is_asked_and_declines(self):
        for user in (self.named, self.portal_b, None):
            self.sign_in(user)
            path = self.get(f"{self.path}/renewal/decline")[0]
            self.assertNotEqual(path, f"{self.path}/renewal/decline")
            self.decline()
            self.assertEqual(self.renewal.state, "open", user and user.login)
        self.assertFalse(self.todos())


@tagged("post_install", "-at_install")
class TestPortalDocumentDeclined(LeavingCase):
    """An offer is declined by whoever may sign it; staff see to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.make_offer(cls.plan_hot, cls.hall, user_id=cls.user.id)
        cls.document = cls.send(cls.offer)
        cls.url = f"{cls.document.access_url}/decline"

    def test_looking_declines_nothing(self):
        self.sign_in(self.portal_a)
        path, text = self.get(self.url)
        self.assertEqual(path, self.url)
        self.assertIn("Decline this offer?", text)
        self.assertIn("/decline", self.get(self.document.access_url)[1])
        self.assertEqual(self.document.state, "sent")

    def test_who_pays_declines_once(self):
        self.sign_in(self.portal_a)
        path, response = self.post(
            self.url, note="Too <i>dear</i>", state="accepted", declined_by_id=1
        )
        self.assertEqual(path, self.document.access_url)
        self.assertIn("You have declined this", response.text)
        self.assertRecordValues(
            self.document,
            [
                {
                    "state": "declined",
                    "declined_by_id": self.person.id,
                    "decline_note": "Too <i>dear</i>",
                }
            ],
        )
        self.assertEqual(self.offer.state, "draft")
        self.assertEqual(self.offer.agreement_status, "declined")
        self.assertEqual(
            self.todos(self.offer),
            [
                (
                    self.user,
                    f"Agreement {self.offer.name} declined: talk to the member",
                    "<p>Too &lt;i&gt;dear&lt;/i&gt;</p>",
                )
            ],
        )
        self.assertIn("was declined online", self.offer.message_ids[0].body)
        self.post(self.url, note="Again")
        self.assertEqual(self.document.decline_note, "Too <i>dear</i>")
        self.assertIn("error", self.accept_online(self.document))
        self.assertEqual(len(self.todos(self.offer)), 1)

    def test_files_are_no_texts_of_forms(self):
        self.sign_in(None)
        token = self.document.access_token
        self.assertTakesNoFiles(self.url, access_token=token)
        self.assertEqual(self.document.state, "sent")
        self.assertTakesNoFiles(f"{self.url}?access_token={token}", note="Too dear")
        self.assertFalse(self.document.decline_note)

    def test_the_link_of_the_mail_is_enough(self):
        self.sign_in(None)
        token = self.document.access_token
        self.assertEqual(self.get(f"{self.url}?access_token={token}")[0], self.url)
        self.post(f"{self.url}?access_token={token}")
        self.assertEqual(self.document.state, "declined")
        self.assertFalse(self.document.declined_by_id)
        self.assertFalse(self.document.decline_note)

    def test_another_offer_may_follow(self):
        self.sign_in(self.portal_a)
        self.post(self.url)
        self.offer.line_ids.price_unit = 1000
        second = self.send(self.offer)
        self.assertEqual(self.offer.agreement_status, "sent")
        self.assertEqual((self.document.state, second.state), ("declined", "sent"))
        self.env.flush_all()
        self.assertNotIn("error", self.accept_online(second))
        self.assertEqual(self.offer.state, "signed")

    def test_an_addendum_is_declined_and_the_agreement_stays(self):
        self.accept(self.document)
        self.offer.note = "<p>One key.</p>"
        addendum = self.send(self.offer)
        self.env.flush_all()
        self.sign_in(self.portal_a)
        self.post(f"{addendum.access_url}/decline")
        self.assertEqual(self.offer.agreement_status, "addendum_declined")
        self.assertEqual(self.document.state, "accepted")
        self.offer.note = False
        self.assertEqual(self.offer.agreement_status, "accepted")

    def test_others_decline_nothing(self):
        token = self.document.access_token
        for user in (self.portal_b, self.named, self.internal, None):
            self.sign_in(user)
            self.assertNotEqual(self.get(self.url)[0], self.url)
            self.post(self.url)
            self.post(f"{self.url}?access_token={token[:-1]}")
        # The link shows it to another member who got it, but it is not theirs.
        for user in (self.portal_b, self.user):
            self.sign_in(user)
            self.post(f"{self.url}?access_token={token}")
        self.assertEqual(self.document.state, "sent")
        self.assertFalse(self.todos(self.offer))

    def test_a_member_of_another_company_declines_nothing(self):
        other = self.make_user("t_portal_elsewhere", "base.group_portal")
        other.write(
            {
                "company_ids": [Command.set(self.company_b.ids)],
                "company_id": self.company_b.id,
            }
        )
        self.env.flush_all()
        self.sign_in(other)
        self.assertNotEqual(self.get(self.url)[0], self.url)
        self.post(self.url)
        self.assertEqual(self.document.state, "sent")

    @mute_logger("odoo.http")
    def test_forms_of_other_pages_are_refused(self):
        for user, query in (
            (self.portal_a, ""),
            (None, f"?access_token={self.document.access_token}"),
        ):
            self.sign_in(user)
            response = self.post(f"{self.url}{query}", csrf=False, note="x")[1]
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.document.state, "sent")
