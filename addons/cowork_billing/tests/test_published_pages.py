from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_fees_common import PASSWORD, PortalFeesCommon


@tagged("post_install", "-at_install")
class TestPublishedPages(PortalFeesCommon):
    """Who sees the fee schedule and what fees were spent on."""

    def get_status(self, path):
        with mute_logger("odoo.http"):
            return self.url_open(path).status_code

    def test_who_sees_them_is_the_locations_setting(self):
        for page, setting in (
            ("fees", "schedule_access"),
            ("spending", "disclosure_access"),
        ):
            path = f"/cowork/{page}/{self.quay.id}"
            for access, expected in (
                ("none", {None: 404, self.other: 404}),
                ("members", {None: 404, self.other: 200}),
                ("public", {None: 200, self.other: 200}),
            ):
                self.quay[setting] = access
                self.env.flush_all()
                for user, status in expected.items():
                    self.authenticate(user and user.login, user and PASSWORD)
                    with self.subTest(page=page, access=access, user=user):
                        self.assertEqual(self.get_status(path), status)

    def test_members_of_another_location_are_no_members_here(self):
        dock = self._location("Dock", "D")
        self.sign_in(self.payer)
        self.assertEqual(self.get_status(f"/cowork/fees/{dock.id}"), 404)
        dock.schedule_access = "public"
        self.env.flush_all()
        self.assertEqual(self.get_status(f"/cowork/fees/{dock.id}"), 200)
        dock.active = False
        self.env.flush_all()
        self.assertEqual(self.get_status(f"/cowork/fees/{dock.id}"), 404)
        self.assertEqual(self.get_status("/cowork/fees/2147483646"), 404)

    def test_what_the_schedule_says(self):
        self.quay.schedule_access = "public"
        self.env.flush_all()
        self.authenticate(None, None)
        _path, words = self.get(f"/cowork/fees/{self.quay.id}")
        for phrase in (
            "Fee Schedule Quay",
            "Fixed desk monthly",
            "1,800.00",
            "every month · plus 15%",
            "Set-up fee, once:",
        ):
            self.assertIn(phrase, words)
        self.assertNotIn("Ada Ltd", words)

    def test_each_reader_has_it_in_their_language(self):
        lang = self.env["res.lang"]._activate_lang("zh_CN")
        self.hot_desk.with_context(lang="zh_CN").name = "流动工位"
        self.quay.schedule_access = "public"
        self.env.flush_all()
        self.authenticate(None, None)
        _path, words = self.get(f"/{lang.url_code}/cowork/fees/{self.quay.id}")
        self.assertIn("流动工位", words)
        self.assertNotIn("Hot desk", words)

    def test_what_the_page_of_spending_says(self):
        account = self.company_data["default_account_expense"]
        account.cowork_category_id = self.env.ref("cowork_billing.disclosure_rent")
        centre = self.quay.analytic_account_id
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.partner_a.id,
                "invoice_date": "2026-10-05",
                "date": "2026-10-05",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Landlord's secret",
                            "price_unit": 1234.56,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                            "analytic_distribution": {str(centre.id): 100},
                        }
                    )
                ],
            }
        )
        bill.action_post()
        self.quay.write(
            {"disclosure_access": "public", "disclosure_until": "2026-10-31"}
        )
        self.env.flush_all()
        self.authenticate(None, None)
        path = f"/cowork/spending/{self.quay.id}"
        _path, words = self.get(f"{path}?first=2026-10&last=2026-10")
        self.assertIn("Rent and service charge", words)
        self.assertIn("1,234.56", words)
        self.assertNotIn("secret", words)
        self.assertNotIn(self.partner_a.name, words)
        for query in ("first=x&last=2026-99", "first=9999-12", "last=%00"):
            self.assertEqual(self.get_status(f"{path}?{query}"), 200, query)
        _path, words = self.get(f"{path}?first=2026-09&last=2026-09")
        self.assertIn("Nothing was booked in these months", words)

    def test_the_schedule_as_a_pdf(self):
        report = self.env["ir.actions.report"]
        page, _kind = report._render_qweb_html(
            "cowork_billing.report_fee_schedule", self.quay.ids
        )
        self.assertIn("Fixed desk monthly", page.decode())

    def test_staff_open_them_from_the_location(self):
        self.assertEqual(
            self.quay.action_open_schedule()["url"], f"/cowork/fees/{self.quay.id}"
        )
        self.assertEqual(
            self.quay.action_open_disclosure()["url"],
            f"/cowork/spending/{self.quay.id}",
        )
