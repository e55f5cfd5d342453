import json
import re
from base64 import b64encode
from urllib.parse import urlsplit

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD, CoworkCommon
from .document_common import SIGNATURE, DocumentMixin
from .form_common import FileFormMixin


class PortalCase(FileFormMixin, DocumentMixin, CoworkCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.named = cls.make_user("t_named", "base.group_portal")
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_1,
            cls.day(-200),
            member_ids=[Command.set((cls.person | cls.named.partner_id).ids)],
        )
        cls.member.email = "office@quiet.example.com"

    def setUp(self):
        super().setUp()
        self.env.flush_all()

    def sign_in(self, user):
        self.authenticate(user and user.login, user and PASSWORD)

    def get(self, path):
        """:returns: path of the page that is shown in the end, and what it says"""
        response = self.url_open(path)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200, path)
        return urlsplit(response.url).path, response.text

    def post(self, path, csrf=True, **data):
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(path, data=data)
        self.env.invalidate_all()
        return urlsplit(response.url).path, response

    def accept_online(self, document, token=None, **params):
        """:returns: the answer of the page's own call"""
        query = f"?access_token={token}" if token else ""
        response = self.url_open(
            f"{document.access_url}/accept{query}",
            data=json.dumps(
                {"params": {"name": "Rafa Silva", "signature": SIGNATURE, **params}}
            ),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response.json()["result"]


@tagged("post_install", "-at_install")
class TestPortalContract(PortalCase):
    """A member's pages, and everybody else before them."""

    def test_who_pays_sees_the_contract_with_its_prices(self):
        self.sign_in(self.portal_a)
        _path, text = self.get("/my/cowork")
        self.assertIn(self.contract.name, text)
        path, text = self.get(f"/my/cowork/{self.contract.id}")
        self.assertEqual(path, f"/my/cowork/{self.contract.id}")
        self.assertIn("1,800.00", text)
        self.assertIn("Give Notice", text)
        self.assertIn("Riverside", text)

    def test_who_pays_sees_what_is_left_and_why_they_may_leave_when(self):
        usage_type = self.env.ref("cowork_members.usage_meeting_hours")
        self.plan_hot.allowance_ids = [
            Command.create(
                {"usage_type_id": usage_type.id, "quantity": 8, "period": "month"}
            )
        ]
        contract = self.make_contract(
            self.plan_hot,
            # Long enough ago for a whole month of the allowance.
            start=self.day(-70),
            member_ids=[Command.set(self.named.partner_id.ids)],
        )
        self.env.flush_all()
        for user, seen in ((self.portal_a, True), (self.named, False)):
            self.sign_in(user)
            _path, text = self.get(f"/my/cowork/{contract.id}")
            words = " ".join(re.sub("<[^>]+>", " ", text).split())
            self.assertEqual("0 used, 8 included" in words, seen)
            self.assertIn("There is no notice period", text)

    def test_who_is_named_sees_the_contract_without_prices_and_changes_nothing(self):
        self.sign_in(self.named)
        _path, text = self.get(f"/my/cowork/{self.contract.id}")
        self.assertIn("Fixed desk", text)
        self.assertNotIn("1,800.00", text)
        self.assertNotIn("Give Notice", text)
        self.assertNotIn("Rafa Silva", text)
        self.post(f"/my/cowork/{self.contract.id}/notice", last_day="2099-01-01")
        self.post(f"/my/cowork/{self.contract.id}/people/remove", person=self.person.id)
        self.assertFalse(self.contract.notice_date)
        self.assertIn(self.person, self.contract.member_ids)

    def test_another_members_contract_looks_like_none(self):
        missing = self.contract.id + 100_000
        draft = self.make_contract(state="draft")
        for user in (self.portal_b, None):
            self.sign_in(user)
            answers = set()
            for number in (self.contract.id, missing, draft.id):
                path, text = self.get(f"/my/cowork/{number}")
                answers.add(path)
                self.assertNotIn(self.contract.name, text)
                self.get(f"/my/cowork/{number}/notice")
            self.assertEqual(len(answers), 1)
        self.sign_in(self.portal_b)
        for suffix in ("notice", "people/add", "people/remove"):
            path, _response = self.post(
                f"/my/cowork/{self.contract.id}/{suffix}",
                person=self.portal_b.partner_id.id,
                last_day=str(self.contract._get_notice_last_day()),
            )
            self.assertTrue(path.startswith("/my"), path)
        self.assertFalse(self.contract.notice_date)
        self.assertNotIn(self.portal_b.partner_id, self.contract.member_ids)

    @mute_logger("odoo.http")
    def test_an_id_no_column_holds_is_not_found(self):
        self.sign_in(self.portal_a)
        for path in ("/my/cowork/99999999999999", "/my/cowork/documents/9999999999"):
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_the_list_shows_only_ones_own(self):
        other = self.make_contract(partner_id=self.other_member.id)
        self.sign_in(self.portal_b)
        _path, text = self.get("/my/cowork")
        self.assertIn(other.name, text)
        self.assertNotIn(self.contract.name, text)

    def test_the_home_page_counts_only_what_it_is_asked(self):
        self.send(self.make_offer(self.plan_hot, self.hall))
        self.env.flush_all()
        self.sign_in(self.portal_a)
        for counters, expected in (
            (["cowork_contract_count"], {"cowork_contract_count": 1}),
            (["cowork_document_count"], {"cowork_document_count": 1}),
            ([], {}),
        ):
            answer = self.url_open(
                "/my/counters",
                data=json.dumps({"params": {"counters": counters}}),
                headers={"Content-Type": "application/json"},
            ).json()["result"]
            ours = {k: v for k, v in answer.items() if k.startswith("cowork_")}
            self.assertEqual(ours, expected)

    # Notice ----------------------------------------------------------------------

    def test_notice_is_confirmed_on_the_day_shown_and_given_once(self):
        self.sign_in(self.portal_a)
        url = f"/my/cowork/{self.contract.id}/notice"
        _path, text = self.get(url)
        last = str(self.contract._get_notice_last_day())
        self.assertIn(f'name="last_day" value="{last}"', text)
        # Looking changes nothing, and neither does a day that was not shown.
        self.assertFalse(self.contract.notice_date)
        _path, response = self.post(url, last_day="2020-01-01")
        self.assertIn("has changed since", response.text)
        self.assertFalse(self.contract.notice_date)
        path, response = self.post(
            url,
            last_day=last,
            date="2020-01-01",
            state="ended",
            company_id=self.company_b.id,
        )
        self.assertEqual(path, f"/my/cowork/{self.contract.id}")
        self.assertIn("received your notice", response.text)
        self.assertEqual(str(self.contract.date_end), last)
        self.assertEqual(self.contract.notice_date, self.day())
        self.assertEqual(self.contract.state, "active")
        notes = len(self.contract.message_ids)
        path, response = self.post(url, last_day=last)
        self.assertEqual(path, f"/my/cowork/{self.contract.id}")
        self.assertEqual(len(self.contract.message_ids), notes)

    @mute_logger("odoo.http")
    def test_forms_of_other_pages_are_refused(self):
        self.sign_in(self.portal_a)
        for suffix, data in (
            ("notice", {"last_day": str(self.contract._get_notice_last_day())}),
            ("people/add", {"name": "X", "email": "x@example.com"}),
        ):
            _path, response = self.post(
                f"/my/cowork/{self.contract.id}/{suffix}", csrf=False, **data
            )
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.contract.notice_date)

    # People ----------------------------------------------------------------------

    def test_who_pays_adds_and_removes_people(self):
        self.sign_in(self.portal_a)
        url = f"/my/cowork/{self.contract.id}/people"
        colleague = self.env["res.partner"].create(
            {"name": "Ana Ruiz", "parent_id": self.member.id}
        )
        self.env.flush_all()
        self.post(f"{url}/add", person=colleague.id)
        self.assertIn(colleague, self.contract.member_ids)
        self.post(f"{url}/add", name="Kim Lee", email="Kim@Quiet.example.com")
        new = self.contract.member_ids.filtered(lambda p: p.name == "Kim Lee")
        self.assertEqual(new.parent_id, self.member)
        # Typed again, it is the same person.
        self.post(f"{url}/add", name="Kim", email="kim@quiet.example.com")
        self.assertEqual(len(self.contract.member_ids), 4)
        self.post(f"{url}/remove", person=new.id)
        self.assertNotIn(new, self.contract.member_ids)
        self.assertTrue(new.exists())

    def test_people_of_others_and_nonsense_are_refused(self):
        self.sign_in(self.portal_a)
        url = f"/my/cowork/{self.contract.id}/people"
        before = self.contract.member_ids
        for data in (
            {"person": self.portal_b.partner_id.id},
            {"person": "-1", "name": "", "email": ""},
            {"person": "9" * 30},
            {"name": "X", "email": "nobody"},
            {"name": "x" * 200, "email": "x@example.com"},
            {"partner_id": self.portal_b.partner_id.id},
        ):
            _path, response = self.post(f"{url}/add", **data)
            self.assertIn("alert-danger", response.text, data)
        self.post(f"{url}/remove", person=self.portal_b.partner_id.id)
        self.assertEqual(self.contract.member_ids, before)

    def test_files_are_no_texts_of_forms(self):
        self.sign_in(self.portal_a)
        path = f"/my/cowork/{self.contract.id}"
        before = self.contract.member_ids
        self.assertTakesNoFiles(f"{path}/people/remove", person=str(self.person.id))
        colleague = self.env["res.partner"].create(
            {"name": "Ana Ruiz", "parent_id": self.member.id}
        )
        self.env.flush_all()
        self.assertTakesNoFiles(f"{path}/people/add", person=str(colleague.id))
        self.assertTakesNoFiles(
            f"{path}/people/add", name="Kim", email="kim@quiet.example.com"
        )
        self.assertEqual(self.contract.member_ids, before)
        last = str(self.contract._get_notice_last_day())
        self.assertTakesNoFiles(
            f"{path}/notice", reason="1", note="Moving", last_day=last
        )

    def test_no_more_people_than_the_plans_allow(self):
        self.plan_desk.member_limit = 2
        self.env.flush_all()
        self.sign_in(self.portal_a)
        _path, text = self.get(f"/my/cowork/{self.contract.id}")
        self.assertIn("2 of 2", " ".join(re.sub("<[^>]+>", " ", text).split()))
        _path, response = self.post(
            f"/my/cowork/{self.contract.id}/people/add",
            name="Kim Lee",
            email="kim@quiet.example.com",
        )
        self.assertIn("alert-danger", response.text)
        self.assertEqual(len(self.contract.member_ids), 2)
        self.assertFalse(
            self.env["res.partner"].search([("email", "=", "kim@quiet.example.com")])
        )


@tagged("post_install", "-at_install")
class TestPortalDocument(PortalCase):
    """Documents: the login of the payer or the link of the mail, nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.make_offer(cls.plan_hot, cls.hall)
        cls.document = cls.send(cls.offer)

    def test_the_link_of_the_mail_opens_this_document_only(self):
        other = self.send(self.make_offer(self.plan_office, self.office))
        self.env.flush_all()
        token = self.document.access_token
        self.sign_in(None)
        path, text = self.get(f"{self.document.access_url}?access_token={token}")
        self.assertEqual(path, self.document.access_url)
        self.assertIn("1,200.00", text)
        for url in (
            f"{other.access_url}?access_token={token}",
            f"{other.access_url}/pdf?access_token={token}",
            f"/my/cowork/{self.contract.id}?access_token={token}",
            self.document.access_url,
            f"{self.document.access_url}?access_token=",
            f"{self.document.access_url}?access_token={token[:-1]}",
        ):
            path, text = self.get(url)
            self.assertEqual(path, "/web/login", url)

    def test_looking_changes_nothing(self):
        self.sign_in(None)
        token = self.document.access_token
        date = self.document.write_date
        for suffix in ("", "/pdf"):
            self.url_open(f"{self.document.access_url}{suffix}?access_token={token}")
        self.env.invalidate_all()
        self.assertEqual(self.document.write_date, date)
        self.assertEqual((self.document.state, self.offer.state), ("sent", "draft"))

    def test_whoever_has_the_link_signs(self):
        self.sign_in(None)
        token = self.document.access_token
        answer = self.accept_online(
            self.document,
            token,
            state="void",
            partner_id=self.other_member.id,
            accepted_ip="1.1.1.1",
        )
        self.assertNotIn("error", answer)
        self.assertEqual(self.document.state, "accepted")
        self.assertFalse(self.document.accepted_by_id)
        self.assertEqual(self.document.accepted_ip, "127.0.0.1")
        self.assertEqual(self.offer.state, "signed")
        again = self.accept_online(self.document, token, name="Somebody Else")
        self.assertNotIn("error", again)
        self.assertEqual(self.document.accepted_name, "Rafa Silva")
        path, text = self.get(answer["redirect_url"])
        self.assertIn("Thank you!", text)
        response = self.url_open(f"{self.document.access_url}/pdf?access_token={token}")
        self.assertEqual(response.content, self.document.attachment_id.raw)

    def test_a_login_of_the_payer_needs_no_link(self):
        self.sign_in(self.portal_a)
        _path, text = self.get("/my/cowork")
        self.assertIn(self.document.access_url, text)
        self.assertNotIn("error", self.accept_online(self.document))
        self.assertEqual(self.document.accepted_by_id, self.person)

    def test_others_neither_read_nor_accept(self):
        token = self.document.access_token
        for user in (self.portal_b, self.named, self.internal, None):
            self.sign_in(user)
            for suffix in ("", "/pdf"):
                path, _text = self.get(f"{self.document.access_url}{suffix}")
                self.assertNotIn("documents", path, user and user.login)
            self.assertIn("error", self.accept_online(self.document))
            self.assertIn("error", self.accept_online(self.document, "x"))
        # The link shows it to another member who got it, but they cannot accept it.
        for user in (self.portal_b, self.user):
            self.sign_in(user)
            answer = self.accept_online(self.document, token)
            self.assertIn("Only Quiet Ledger Ltd", answer["error"])
        self.assertEqual(self.document.state, "sent")

    def test_what_is_not_sent_or_replaced_is_not_shown(self):
        self.offer.line_ids.price_unit = 1100
        draft = self.offer._get_document_to_send("agreement")
        self.env.flush_all()
        self.sign_in(None)
        path, _text = self.get(f"{draft.access_url}?access_token={draft.access_token}")
        self.assertEqual(path, "/web/login")
        draft._mark_sent(self.member)
        self.env.flush_all()
        token = self.document.access_token
        _path, text = self.get(f"{self.document.access_url}?access_token={token}")
        self.assertIn("replaced or withdrawn", text)
        self.assertNotIn("1,200.00", text)
        self.assertIn("error", self.accept_online(self.document, token))
        self.assertEqual(self.offer.state, "draft")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_binary")
    def test_archived_files_are_read_by_the_payer_only(self):
        self.accept(self.document)
        self.env.flush_all()
        raw, number = self.document.attachment_id.raw, self.document.attachment_id.id
        for user in (self.portal_a, self.portal_b, self.named, self.internal, None):
            self.sign_in(user)
            # Files have no address of their own: the document decides.
            response = self.url_open(f"/web/content/{number}")
            self.assertEqual(response.status_code, 404)
            response = self.url_open(f"{self.document.access_url}/pdf")
            self.assertEqual(response.content == raw, user == self.portal_a)
            image = self.url_open(
                f"/web/image/cowork.contract.document/{self.document.id}/signature"
            )
            self.assertEqual(
                b64encode(image.content) == self.document.signature,
                user == self.portal_a,
            )

    def test_what_members_are_called_is_text(self):
        self.member.name = "<script>alert(1)</script>"
        self.offer.note = "<p>&lt;img src=x onerror=alert(1)&gt;</p>"
        document = self.send(self.offer)
        self.env.flush_all()
        self.sign_in(None)
        token = document.access_token
        self.accept_online(document, token, name='"><svg onload=alert(1)>')
        _path, text = self.get(f"{document.access_url}?access_token={token}")
        self.assertNotIn("<script>alert", text)
        self.assertNotIn("<svg onload", text)
        self.assertNotIn("<img src=x", text)
        raw = document.attachment_id.raw.decode()
        self.assertNotIn("<svg onload", raw)


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase):
    def test_member_signs_what_the_mail_brought_and_later_gives_notice(self):
        self.contract.action_terminate()
        self.contract._enter_state("ended")
        contract = self.make_offer(start=self.day(-100))
        document = self.send(contract)
        self.env.flush_all()
        self.start_tour(document.get_portal_url(), "cowork_portal_sign", login=None)
        self.assertEqual(document.state, "accepted")
        self.assertEqual(document.accepted_name, "Rafa Silva")
        self.assertEqual(contract.state, "signed")
        contract.action_activate()
        self.env.flush_all()
        self.start_tour("/my", "cowork_portal_notice", login=self.portal_a.login)
        self.assertEqual(contract.notice_date, self.day())
        self.assertTrue(contract.date_end)
