from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestInvoicePdf(BillingCommon):
    """What members get in their hands explains every charge in their language."""

    def get_text(self, move):
        report = self.env["ir.actions.report"]
        page, _kind = report._render_qweb_html("account.report_invoice", move.ids)
        tree = html.fromstring(page)
        return " ".join(tree.text_content().split())

    def test_explanations_in_english(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        text = self.get_text(invoice)
        for sentence in (
            "Fixed desk monthly · 16–30 Nov 2026 · 15 of 30 days × 1,800.00 = 900.00",
            "Set-up fee Fixed desk monthly · once · 200.00",
            "Deposit · 2 months × 1,800.00 = 3,600.00",
            contract.name,
            "Quay",
        ):
            self.assertIn(sentence, text)

    def test_annex_says_how_each_amount_came_about_and_where_from(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        _lines, annex = self.get_text(invoice).split("Annex: how these amounts")
        for sentence in (
            "Fixed desk monthly · 16–30 Nov 2026 · 15 of 30 days × 1,800.00 = 900.00",
            "Set-up fee Fixed desk monthly · once · 200.00",
            "Deposit · 2 months × 1,800.00 = 3,600.00",
            f"{contract.name}: Fixed desk monthly, from 11/16/2026",
            "fee schedule",
        ):
            self.assertIn(sentence, annex)
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        second = self.bill("2026-12-11").move_ids
        _lines, annex = self.get_text(second).split("Annex: how these amounts")
        self.assertIn("Takes back: Fixed desk monthly", annex)

    def test_a_credit_note_made_by_hand_and_other_invoices_have_no_annex(self):
        self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        credit = self.get_credit_note(invoice)
        self.assertNotIn("Annex:", self.get_text(credit))
        plain = self.init_invoice("out_invoice", amounts=[10], post=True)
        self.assertNotIn("Annex:", self.get_text(plain))

    def test_explanations_in_the_members_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["cowork_billing"], ["zh_CN"])
        self.desk.with_context(lang="zh_CN").name = "固定工位"
        self.member.lang = "zh_CN"
        contract = self.contract(self.desk, "2026-11-16")
        run = self.bill("2026-11-16")
        text = self.get_text(run.move_ids)
        self.assertIn("固定工位", text)
        self.assertIn("2026年11月16日至30日", text)
        self.assertNotIn("Fixed desk monthly", text)
        self.assertNotIn("Nov 2026", text)
        # The accountant reads the same charge in another language.
        fee = contract.fee_line_ids.filtered(lambda each: each.kind == "membership")
        self.assertIn("16–30 Nov 2026", fee.with_context(lang="en_US").explanation)
        self.assertIn("Fixed desk monthly", fee.with_context(lang="en_US").explanation)
        self.assertIn("固定工位", fee.with_context(lang="zh_CN").explanation)

    def test_credit_keeps_the_name_the_charge_had(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.hot_desk.with_context(lang="zh_CN").name = "流动工位"
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.bill("2026-12-01")
        self.hot_desk.name = "Renamed"
        with self.on("2026-12-10"):
            contract.action_terminate("2026-12-10")
        credit = self.bill("2026-12-10").fee_line_ids
        self.assertIn("Hot desk", credit.explanation)
        self.assertIn("流动工位", credit.with_context(lang="zh_CN").explanation)

    def test_pdf_has_pages(self):
        self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        # Debian's wkhtmltopdf prints no page headers, and says so.
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            content, kind = report._render_qweb_pdf(
                "account.report_invoice", invoice.ids
            )
        self.assertEqual(kind, "pdf")
        self.assertEqual(content[:5], b"%PDF-")
        self.assertGreater(len(content), 5000)
