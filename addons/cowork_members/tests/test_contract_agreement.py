from lxml import html

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common import CoworkCommon, CoworkMixin

REPORT = "cowork_members.report_contract_agreement"


def make_rich_contract(case):
    """:returns: a contract with everything an agreement can say"""
    case.location.partner_id = case.env["res.partner"].create(
        {"name": "Riverside", "street": "12 Dock Road", "city": "Shanghai"}
    )
    case.location.house_rules = "<p>No calls at the desks.</p>"
    case.plan_desk.allowance_ids = [
        Command.create(
            {
                "usage_type_id": case.env.ref("cowork_members.usage_meeting_hours").id,
                "quantity": 8,
                "period": "month",
            }
        )
    ]
    start = fields.Date.to_date("2026-03-01")
    return case.make_contract(
        case.plan_desk,
        case.desk_1,
        start,
        fields.Date.to_date("2027-02-28"),
        state="draft",
        member_ids=[Command.set(case.person.ids)],
        renewal_mode="automatic",
        renewal_increase=3,
        note="<p>Two keys are handed out.</p>",
        line={
            "discount": 10,
            "price_step_ids": [
                Command.create({"date_start": "2026-09-01", "price_unit": 1900})
            ],
            "free_period_ids": [
                Command.create(
                    {
                        "date_start": "2026-03-01",
                        "date_end": "2026-03-14",
                        "name": "Fit-out",
                    }
                )
            ],
        },
    )


def agreement_text(contracts, **context):
    """:returns: the words of the printed agreement, spaces squeezed"""
    report = contracts.env["ir.actions.report"].with_context(**context)
    content, _kind = report._render_qweb_html(REPORT, contracts.ids)
    tree = html.fromstring(content)
    for style in tree.xpath("//style | //script | //head"):
        style.drop_tree()
    return " ".join(tree.text_content().split())


@tagged("post_install", "-at_install")
class TestContractAgreement(CoworkCommon):
    def test_agreement_says_everything_that_was_agreed(self):
        contract = make_rich_contract(self)
        text = agreement_text(contract)
        amount = contract.line_ids._format_amount
        for words in (
            f"Membership Agreement {contract.name}",
            "Quiet Ledger Ltd",
            "Member number: T-M1",
            "Rafa Silva",
            "12 Dock Road",
            "Fixed desk Desk 1 03/01/2026 02/28/2027 1",
            "10 %",
            "Fixed desk · Desk 1: from 09/01/2026 the price is",
            "03/01/2026 – 03/14/2026 (Fit-out)",
            "Meeting room hours: 8 Hours per month",
            "Charged every month, in advance. Periods follow the calendar."
            " Part of a period is charged by the day.",
            "(2 months of the price)",
            "The membership begins on 03/01/2026; its last day is 02/28/2027.",
            "The minimum term is 3 months.",
            "Either party may give notice of 30 days.",
            "Unless notice is given it renews for 12 months at a time, with prices"
            " changed by 3 %.",
            "Two keys are handed out.",
            "No calls at the desks.",
            "Place, date, signature",
        ):
            self.assertIn(words, text)
        squeezed = text.replace("\xa0", " ")
        for value in (1800, 1620, 1900, 3600, 200):
            self.assertIn(amount(value).replace("\xa0", " "), squeezed)

    def test_agreement_of_a_quarterly_plan_says_every_three_months(self):
        plan = self.make_plan(
            "Quarterly",
            "fixed_desk",
            5100.0,
            billing_interval=3,
            anchor="anniversary",
            bill_in="arrears",
            proration="none",
            deposit_months=2,
            notice_days=0,
            holding_percent=25,
        )
        contract = self.make_contract(plan, self.desk_2, state="draft")
        line = contract.line_ids
        self.assertEqual(
            line._get_billing_sentences(),
            [
                "Charged every 3 months, in arrears.",
                "Periods count from the first day of the plan.",
                "Part of a period is charged in full.",
                "Days of a suspension are charged at 25 % of the price.",
            ],
        )
        # Two months of a price of 5,100 for three.
        self.assertEqual(line._get_deposit_amount(), 3400.0)
        text = agreement_text(contract)
        self.assertIn("and runs until it is ended.", text)
        self.assertIn("Either party may end the membership on any day.", text)

    def test_superseded_line_is_not_in_the_agreement(self):
        contract = self.make_contract(self.plan_desk, self.desk_1)
        contract.action_amend(
            contract.line_ids, self.plan_office, contract.date_start, self.office
        )
        text = agreement_text(contract)
        self.assertIn("Office 1", text)
        self.assertNotIn("Desk 1", text)

    def test_amended_contract_prints_what_holds_from_now_on(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, self.day(-40))
        contract.action_amend(
            contract.line_ids, self.plan_office, self.day(-5), self.office
        )
        text = agreement_text(contract)
        self.assertIn("Office Office 1", text)
        self.assertNotIn("Desk 1", text)

    def test_line_to_be_replaced_asks_for_no_deposit_of_its_own(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, self.day(-40))
        desk = contract.line_ids
        office = contract.action_amend(
            desk, self.plan_office, self.day(20), self.office
        )
        self.assertEqual(
            desk._get_one_off_sentences(),
            [f"Set-up fee for {desk.name}, charged once: {desk._format_amount(200)}"],
        )
        amount = office._format_amount(15000)
        self.assertEqual(
            office._get_one_off_sentences(),
            [f"Deposit for {office.name}: {amount} (2 months of the price)"],
        )

    def test_agreement_speaks_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["cowork_members"], ["zh_CN"])
        self.member.lang = "zh_CN"
        contract = make_rich_contract(self)
        chinese = agreement_text(contract)
        self.member.lang = "en_US"
        self.assertIn("会员服务协议", chinese)
        self.assertIn("押金", chinese)
        self.assertNotIn("Membership Agreement", chinese)
        self.assertIn("Membership Agreement", agreement_text(contract, lang="zh_CN"))


@tagged("post_install", "-at_install")
class TestContractAgreementPdf(CoworkMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()

    def test_front_desk_prints_the_agreement_as_pdf(self):
        contract = make_rich_contract(self)
        self.member.name = "云杉设计有限公司"
        user = self.make_user(
            "t_printer", "cowork_members.group_front_desk", [self.location]
        )
        report = self.env["ir.actions.report"].with_user(user)
        report = report.with_context(force_report_rendering=True)
        # Another user reads in another transaction: the staff list is written by then.
        self.env.flush_all()
        content, kind = report._render_qweb_pdf(REPORT, contract.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(content[:5], b"%PDF-")
        self.assertGreater(len(content), 10_000)
