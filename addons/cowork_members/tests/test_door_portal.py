import re

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD
from .door_common import CARD, CARD_2, DoorCommon


@tagged("post_install", "-at_install")
class TestDoorPortal(DoorCommon, HttpCase):
    """Members take out a QR code, and report what they lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_contract(
            cls.plan_hot, member_ids=[(6, 0, cls.person.ids)]
        )
        cls.others = cls.issue(CARD_2, partner=cls.other_member)

    def setUp(self):
        super().setUp()
        self.authenticate(self.portal_a.login, PASSWORD)

    def post(self, path, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(f"/my/cowork/access{path}", data=data)

    def get_qr_codes(self):
        return self.env["cowork.access.credential"].search(
            [("partner_id", "=", self.person.id), ("kind", "=", "qr")], order="id"
        )

    def test_the_page_shows_one_s_own_cards(self):
        self.card.label = "Number 0107"
        self.others.label = "Number 0999"
        page = self.url_open("/my/cowork/access").text
        self.assertIn("Number 0107", page)
        self.assertNotIn("Number 0999", page)
        self.assertIn("/my/cowork/access", self.url_open("/my/home").text)

    def test_a_qr_code_is_shown_once_and_the_next_ends_it(self):
        page = self.post("/qr")
        self.assertEqual(page.status_code, 200)
        self.assertIn('alt="QR"', page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        again = self.url_open("/my/cowork/access").text
        self.assertNotIn('alt="QR"', again)
        first = self.get_qr_codes()
        self.assertEqual((first.state, first.is_portal), ("active", True))
        lasts = (first.valid_to - first.issued_at).total_seconds()
        self.assertAlmostEqual(lasts, 86400, delta=5)
        self.assertFalse(re.search(r"CW-[\w-]{20}", page.text))
        self.post("/qr")
        self.assertEqual(self.get_qr_codes().mapped("state"), ["revoked", "active"])

    def test_a_lost_card_opens_nothing_any_more(self):
        self.assertEqual(self.ask(), "contract")
        page = self.post(f"/{self.card.id}/lost")
        self.assertIn("opens no door any more", page.text)
        self.assertEqual(self.ask(), "lost")

    @mute_logger("odoo.http")
    def test_cards_of_others_are_none_of_one_s_business(self):
        page = self.post(f"/{self.others.id}/lost")
        self.assertIn("not one of your cards", page.text)
        self.assertEqual(self.others.state, "active")
        for token in ("", "forged"):
            answer = self.url_open(
                f"/my/cowork/access/{self.card.id}/lost", data={"csrf_token": token}
            )
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.card.state, "active")

    def test_without_a_membership_there_is_no_code(self):
        self.authenticate(self.portal_b.login, PASSWORD)
        page = self.url_open("/my/cowork/access").text
        self.assertIn("There is no running membership", page)
        self.assertIn("no membership for your account", self.post("/qr").text)
        self.assertFalse(
            self.env["cowork.access.credential"].search(
                [("partner_id", "=", self.portal_b.partner_id.id)]
            )
        )

    def test_who_is_not_signed_in_sees_nothing(self):
        self.authenticate(None, None)
        answer = self.url_open("/my/cowork/access", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertEqual(self.ask(CARD), "contract")
