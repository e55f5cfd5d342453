from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalRenewal(PortalCase):
    """The member who pays answers a proposal to go on, on the contract's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_2,
            cls.day(-200),
            cls.day(40),
            renewal_mode="proposal",
            renewal_increase=5.0,
            member_ids=[(6, 0, (cls.person | cls.named.partner_id).ids)],
        )
        cls.contract.action_propose_renewal()
        cls.renewal = cls.contract.open_renewal_id
        cls.path = f"/my/cowork/{cls.contract.id}"

    def answer(self, answer, **data):
        data.setdefault("offer", self.renewal._get_offer())
        path, response = self.post(f"{self.path}/renewal", answer=answer, **data)
        return path, response.text

    def test_the_page_shows_term_and_prices(self):
        self.sign_in(self.portal_a)
        text = self.get(self.path)[1]
        for word in ("Will You Stay?", "1,800.00", "1,890.00"):
            self.assertIn(word, text)

    def test_accepting_renews(self):
        self.sign_in(self.portal_a)
        path, text = self.answer("accept")
        self.assertEqual(path, self.path)
        self.assertIn("Thank you for staying", text)
        self.assertEqual(self.renewal.state, "accepted")
        self.assertEqual(self.contract.date_end, self.renewal.new_date_end)
        # The form sent again changes nothing.
        self.assertEqual(self.answer("decline")[0], self.path)
        self.assertEqual(self.renewal.state, "accepted")

    def test_declining_lets_it_end(self):
        self.sign_in(self.portal_a)
        self.assertIn("you do not go on", self.answer("decline")[1])
        self.assertEqual(self.renewal.state, "declined")
        self.assertEqual(self.contract.date_end, self.day(40))

    def test_nobody_accepts_a_price_they_have_not_seen(self):
        self.sign_in(self.portal_a)
        seen = self.renewal._get_offer()
        self.renewal.line_ids.price_unit = 2500.0
        self.env.flush_all()
        text = self.answer("accept", offer=seen)[1]
        self.assertIn("The proposal has changed", text)
        self.assertIn("2,500.00", text)
        self.assertEqual(self.renewal.state, "open")

    def test_only_who_pays_answers(self):
        for user in (self.named, self.portal_b, None):
            self.sign_in(user)
            self.assertNotIn("Will You Stay?", self.get(self.path)[1])
            self.answer("accept")
            self.assertEqual(self.renewal.state, "open", user and user.login)

    def test_looking_and_foreign_forms_change_nothing(self):
        self.sign_in(self.portal_a)
        self.url_open(f"{self.path}/renewal?answer=accept")
        with mute_logger("odoo.http"):
            self.answer("accept", csrf=False)
        self.answer("perhaps")
        self.assertEqual(self.renewal.state, "open")
