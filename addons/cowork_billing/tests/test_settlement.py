from unittest.mock import patch

from lxml import html
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cowork_members.tests.form_common import FileFormMixin

from .test_deposit import DepositCommon

PDF = "application/pdf"


class SettlementCommon(DepositCommon):
    """Members who leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cowork_settlement_approval = "none"

    def make_leaver(self, paid=True):
        """The table of the rules: 18,000 of deposit, 1–31 January billed, suspended on
        8–14 January, last day 24 January 2027."""
        contract = self.contract(self.desk, "2026-11-16")
        runs = [self.bill("2026-11-16"), self.bill("2026-12-01")]
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        runs.append(self.bill("2026-12-11"))
        self.amend(contract, self.big_office, "2026-12-21", on="2026-12-15")
        runs += [self.bill("2026-12-21"), self.bill("2027-01-01")]
        with self.on("2027-01-05"):
            contract.action_suspend("2027-01-08", "2027-01-14")
        note = self.bill("2027-01-08").move_ids
        for run in runs if paid else ():
            self.pay(run.move_ids, day="2027-01-07")
        if paid:
            self.pay(note, day="2027-01-09")
        with self.on("2027-01-20"):
            contract.action_terminate("2027-01-24")
        return contract

    def make_hot_desk(self, pay_first=True):
        """900 a month with a deposit of two months, leaving on 10 January 2027."""
        contract = self.contract(
            self.hot_desk, "2026-12-01", line={"deposit_months": 2}
        )
        first = self.bill("2026-12-01").move_ids
        if pay_first:
            self.pay(first, day="2026-12-03")
        self.bill("2027-01-01")
        with self.on("2027-01-05"):
            contract.action_terminate("2027-01-10")
        return contract

    def settlement(self, contract, on="2027-01-25", user=None, **vals):
        """:returns: a draft of the settlement, made on a day"""
        with self.on(on):
            return (
                self.env["cowork.settlement"]
                .with_user(user or self.env.user)
                .create({"contract_id": contract.id, **vals})
            )

    def post(self, settlement, on="2027-01-25"):
        with self.on(on):
            settlement.action_post()
        return settlement

    def damage(self, price=200.0, evidence=True, **vals):
        return Command.create(
            {
                "name": "Broken lamp",
                "price_unit": price,
                "attachment_ids": [Command.set(self.photo().ids if evidence else [])],
                **vals,
            }
        )

    def snapshot(self):
        """:returns: how much there is of all that a preview must not make"""
        self.env.flush_all()
        models = (
            "cowork.fee.line",
            "cowork.deposit.entry",
            "account.move",
            "account.move.line",
            "account.payment",
            "account.partial.reconcile",
            "mail.mail",
        )
        counts = [self.env[model].sudo().search_count([]) for model in models]
        sequences = self.env["ir.sequence"].sudo().search([])
        return counts, sequences.mapped("number_next_actual")


@tagged("post_install", "-at_install")
class TestSettlement(SettlementCommon):
    """One who leaves a hot desk, as most do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls().make_hot_desk()

    def test_unpaid_invoices_and_damages_are_taken_from_the_deposit(self):
        contract = self.leaver
        unpaid = contract._get_unpaid_invoices()
        settlement = self.settlement(contract, damage_ids=[self.damage(200.0)])
        # January 1,035.00 unpaid; 21 of 31 days back: 609.68 + 91.45 tax;
        # the lamp 200.00 + 30.00 tax; 1,800.00 of deposit
        self.assertEqual(settlement.amount_unpaid, 1035.0)
        self.assertEqual(settlement.amount_credits, -609.68)
        self.assertEqual(settlement.amount_damages, 200.0)
        self.assertEqual(settlement.amount_tax, -61.45)
        self.assertEqual(settlement.amount_held, 1800.0)
        self.assertEqual(settlement.amount_drawn, 563.87)
        self.assertEqual(settlement.amount_final, -1236.13)
        self.post(settlement)
        self.assertEqual(unpaid.amount_residual, 0.0)
        self.assertEqual(settlement.move_id.amount_residual, 1236.13)
        self.assertEqual(settlement.payment_id.amount, 1236.13)
        deposit = self.deposit_of(contract)
        self.assertEqual(
            (deposit.amount_drawn, deposit.amount_refunded), (563.87, 1236.13)
        )
        self.assertEqual(deposit.amount_in_hand, 1236.13)
        settlement.payment_id.action_post()
        self.assertEqual(deposit.amount_in_hand, 0.0)
        self.assertReconciled(0.0)
        self.assertBalanced()

    def test_the_member_pays_what_the_deposit_does_not_cover(self):
        contract = self.leaver
        settlement = self.settlement(contract, damage_ids=[self.damage(2000.0)])
        self.assertEqual(settlement.amount_drawn, 1800.0)
        # 1,035.00 − 701.13 + 2,300.00 − 1,800.00
        self.assertEqual(settlement.amount_final, 833.87)
        self.post(settlement)
        self.assertFalse(settlement.payment_id)
        open_ = (settlement.move_id | settlement.invoice_ids)._get_cowork_due_items()
        self.assertEqual(
            self.currency.round(sum(open_.mapped("amount_residual"))), 833.87
        )
        self.assertReconciled(0.0)
        self.assertBalanced()

    def test_interest_is_credited_until_the_day(self):
        self.company.write(
            {
                "cowork_deposit_interest_rate": 2.0,
                "cowork_deposit_interest_from": "2026-01-01",
                "cowork_deposit_interest_account_id": self.company_data[
                    "default_account_expense"
                ].id,
            }
        )
        contract = self.leaver
        settlement = self.settlement(contract)
        # 1,800.00 from 4 December to 25 January: 53 days
        self.assertEqual(settlement.amount_interest, 5.23)
        self.assertEqual(settlement.amount_held, 1805.23)
        self.post(settlement)
        self.assertEqual(self.deposit_of(contract).amount_interest, 5.23)
        self.assertReconciled(0.0)
        self.assertBalanced()

    # Shown is posted ------------------------------------------------------------------

    def test_what_changed_since_is_not_posted(self):
        contract = self.leaver
        settlement = self.settlement(contract)
        with self.on("2027-01-25"):
            settlement.action_submit()
        self.pay(contract._get_unpaid_invoices(), 100, day="2027-01-25")
        before = self.snapshot()
        with self.assertRaisesRegex(UserError, "figures would be others"):
            self.post(settlement)
        self.assertEqual(self.snapshot(), before)
        with self.on("2027-01-25"):
            settlement.action_draft()
        self.assertEqual(settlement.amount_unpaid, 935.0)
        self.post(settlement)
        self.assertReconciled(0.0)

    def test_all_of_it_or_nothing(self):
        contract = self.leaver
        settlement = self.settlement(contract)
        with self.on("2027-01-25"):
            settlement.action_submit()
        before = self.snapshot()
        with (
            patch.object(
                type(settlement), "_prepare_payment", side_effect=UserError("Stop")
            ),
            self.assertRaisesRegex(UserError, "Stop"),
            self.env.cr.savepoint(),
        ):
            self.post(settlement)
        self.env.invalidate_all()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(settlement.state, "approved")
        self.assertFalse(contract.is_settled)

    def test_posting_twice_is_posting_once(self):
        contract = self.leaver
        settlement = self.post(self.settlement(contract))
        before = self.snapshot()
        self.post(settlement)
        self.assertEqual(self.snapshot(), before)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.settlement(contract)

    def test_no_run_touches_the_contract_afterwards(self):
        contract = self.leaver
        self.post(self.settlement(contract))
        contract._bill_from_scratch()
        before = self.snapshot()
        for day in ("2027-01-26", "2027-02-01", "2027-12-01"):
            run = self.bill(day)
            self.assertFalse(run.fee_line_ids or run.error_ids)
        self.assertEqual(self.snapshot()[0], before[0])

    def test_nobody_claims_that_an_account_is_settled(self):
        contract = self.leaver
        with self.assertRaises(AccessError):
            contract.is_settled = True

    def test_cancelling_the_last_invoice_opens_the_account_again(self):
        contract = self.leaver
        first = self.post(self.settlement(contract, damage_ids=[self.damage()]))
        note = first.move_id
        note.button_draft()
        note.button_cancel()
        self.assertEqual(first.state, "cancelled")
        self.assertFalse(contract.is_settled)
        self.assertReconciled(1800.0)
        second = self.settlement(contract)
        self.assertEqual(second.amount_final, first.amount_final)
        self.post(second)
        self.assertReconciled(0.0)
        self.assertBalanced()
        self.assertEqual(
            contract.fee_line_ids.filtered(lambda fee: fee.kind == "deposit_refund")
            .sorted("id")
            .mapped("state"),
            ["void", "invoiced"],
        )

    # What is missing ------------------------------------------------------------------

    def test_not_before_the_last_day(self):
        contract = self.leaver
        settlement = self.settlement(contract, on="2027-01-08")
        self.assertEqual(settlement.amount_credits, -609.68)
        with self.assertRaisesRegex(UserError, "on that day or later"):
            self.post(settlement, on="2027-01-09")
        self.post(settlement, on="2027-01-10")

    def test_its_day_is_between_the_last_day_and_today(self):
        settlement = self.settlement(self.leaver, date="2036-01-01")
        with self.assertRaisesRegex(UserError, "has not come yet"):
            self.post(settlement)
        with self.on("2027-01-25"):
            settlement.action_draft()
            settlement.date = "2027-01-09"
        with self.assertRaisesRegex(UserError, "on that day or later"):
            self.post(settlement)
        with self.on("2027-01-25"):
            settlement.action_draft()
            settlement.date = "2027-01-10"
        self.post(settlement)
        self.assertEqual(str(settlement.move_id.invoice_date), "2027-01-10")

    def test_damages_need_evidence(self):
        contract = self.leaver
        settlement = self.settlement(contract, damage_ids=[self.damage(evidence=False)])
        with self.assertRaisesRegex(UserError, "what proves it"):
            self.post(settlement)

    def test_a_contract_that_cannot_be_billed_says_why(self):
        contract = self.leaver
        self.env.cr.execute(
            "UPDATE cowork_fee_line SET computation = '{}' WHERE contract_id = %s",
            [contract.id],
        )
        self.env.invalidate_all()
        settlement = self.settlement(contract)
        self.assertIn("has lost what it was computed from", settlement.error)
        with self.assertRaisesRegex(UserError, "has lost what it was"):
            self.post(settlement)

    def test_only_the_members_own_invoices(self):
        contract = self.leaver
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        other = self.contract(
            self.hot_desk, "2027-01-01", partner_id=stranger.id, state="signed"
        )
        with self.on("2027-01-01"):
            other.action_activate()
        theirs = self.bill("2027-01-02").move_ids
        settlement = self.settlement(contract, invoice_ids=[Command.set(theirs.ids)])
        with self.assertRaisesRegex(UserError, "Take it off the list"):
            self.post(settlement)

    # Who agrees -----------------------------------------------------------------------

    def test_a_second_person_approves(self):
        self.company.cowork_settlement_approval = "always"
        settlement = self.settlement(self.leaver)
        with self.on("2027-01-25"):
            with self.assertRaisesRegex(UserError, "not approved"):
                settlement.action_post()
            settlement.action_submit()
            self.assertEqual(settlement.state, "submitted")
            with self.assertRaisesRegex(AccessError, "somebody else"):
                settlement.action_approve()
            with self.assertRaisesRegex(UserError, "not approved"):
                settlement.action_post()
            settlement.with_user(self.manager()).action_approve()
        self.post(settlement)
        self.assertEqual(settlement.approved_by.login, "second")

    def test_who_may_approve_is_asked(self):
        self.company.cowork_settlement_approval = "always"
        settlement = self.settlement(self.leaver)
        second = self.manager()
        self.company.cowork_finance_user_id = second
        with self.on("2027-01-25"):
            settlement.action_submit()
            todo = settlement.activity_ids
            self.assertEqual(todo.user_id, second)
            self.assertEqual(todo.summary, "Approve the settlement of Ada Ltd")
            self.assertIn("The member gets: $&nbsp;1,466.13", todo.note)
            settlement.action_draft()
            self.assertFalse(settlement.activity_ids)
            settlement.action_submit()
            settlement.with_user(second).action_approve()
        self.assertFalse(settlement.activity_ids)

    def test_the_member_reads_it_as_a_pdf_once_it_is_final(self):
        settlement = self.settlement(self.leaver)
        self.member.email = "ada@example.com"
        with self.assertRaisesRegex(UserError, "Settle the account first"):
            settlement.action_send()
        self.post(settlement)
        action = settlement.action_send()
        composer = (
            self.env["mail.compose.message"]
            .with_context(**action["context"])
            .create({})
        )
        composer._action_send_mail()
        message = settlement.message_ids[:1]
        self.assertIn("01/10/2027", message.body)
        self.assertIn("1,466.13", message.body)
        self.assertEqual(message.partner_ids, self.member)
        self.assertEqual(len(message.attachment_ids), 1)

    def test_from_an_amount_on(self):
        self.company.write(
            {
                "cowork_settlement_approval": "amount",
                "cowork_settlement_approval_amount": 1466.13,
            }
        )
        settlement = self.settlement(self.leaver)
        self.assertEqual(settlement.amount_final, -1466.13)
        self.assertTrue(settlement.needs_approval)
        self.company.cowork_settlement_approval_amount = 1466.14
        settlement.invalidate_recordset(["needs_approval"])
        self.assertFalse(settlement.needs_approval)
        self.post(settlement)

    def test_a_deposit_that_is_eaten_up_counts_as_money(self):
        self.company.write(
            {
                "cowork_settlement_approval": "amount",
                "cowork_settlement_approval_amount": 1800.0,
            }
        )
        # 1,035.00 − 701.13 + 1,275.00 with 15 % tax − 1,800.00 of deposit
        settlement = self.settlement(self.leaver, damage_ids=[self.damage(1275.0)])
        self.assertEqual(
            (settlement.amount_drawn, settlement.amount_final), (1800, 0.12)
        )
        self.assertTrue(settlement.needs_approval)

    def test_what_was_submitted_does_not_change(self):
        self.company.cowork_settlement_approval = "always"
        settlement = self.settlement(self.leaver, damage_ids=[self.damage()])
        with self.on("2027-01-25"):
            settlement.action_submit()
            for change in (
                lambda: settlement.write({"date": "2027-01-26"}),
                lambda: settlement.write({"invoice_ids": [Command.clear()]}),
                lambda: settlement.damage_ids.write({"price_unit": 1}),
                lambda: settlement.damage_ids.unlink(),
                lambda: settlement.damage_ids.copy(),
            ):
                with self.assertRaisesRegex(UserError, "Back to Draft"):
                    change()
            with self.assertRaises(AccessError):
                settlement.write({"state": "approved"})
            with self.assertRaises(AccessError):
                settlement.write({"amount_final": 0})

    def test_who_only_prepares_does_not_post(self):
        clerk = new_test_user(
            self.env,
            login="clerk",
            groups="cowork_billing.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        settlement = self.settlement(self.leaver, user=clerk)
        self.assertEqual(settlement.amount_final, -1466.13)
        with self.on("2027-01-25"):
            settlement.action_submit()
            with self.assertRaises(AccessError):
                settlement.action_post()
            with self.assertRaises(AccessError):
                settlement.action_approve()
        self.post(settlement.with_user(self.env.user))

    def test_members_read_only_what_was_settled_with_them(self):
        member = new_test_user(self.env, login="reader", groups="base.group_portal")
        member.partner_id.parent_id = self.member
        settlement = self.settlement(self.leaver)
        settlements = self.env["cowork.settlement"].with_user(member)
        self.assertFalse(settlements.search([]))
        with self.assertRaises(AccessError):
            settlement.with_user(member).read(["amount_final"])
        self.post(settlement)
        self.assertEqual(settlements.search([]).ids, settlement.ids)
        with self.assertRaises(AccessError):
            settlement.with_user(member).write({"note": "Paid"})
        stranger = new_test_user(self.env, login="alien", groups="base.group_portal")
        self.assertFalse(settlements.with_user(stranger).search([]))

    def test_of_the_member_only_who_sees_the_charges_reads_it(self):
        named, contact, other = (
            new_test_user(self.env, login=login, groups="base.group_portal")
            for login in ("named", "contact", "other")
        )
        (named | contact | other).partner_id.parent_id = self.member
        contract = self.leaver
        contract.member_ids = named.partner_id
        settlement = self.post(self.settlement(contract))

        def readers():
            return [
                user.login
                for user in named | contact | other
                if self.env["cowork.settlement"].with_user(user).search([])
                or settlement.with_user(user).has_access("read")
            ]

        self.assertEqual(readers(), ["contact", "other"])
        contract.billing_contact_ids = contact.partner_id
        self.env.invalidate_all()
        self.assertEqual(readers(), ["contact"])

    # Paper ----------------------------------------------------------------------------

    def get_text(self, settlement):
        report = self.env["ir.actions.report"]
        page, _kind = report._render_qweb_html(
            "cowork_billing.report_settlement", settlement.ids
        )
        return " ".join(html.fromstring(page).text_content().split())

    def test_the_paper_says_all_of_it(self):
        settlement = self.post(
            self.settlement(
                self.leaver, damage_ids=[self.damage()], note="Keys returned"
            )
        )
        text = self.get_text(settlement)
        for part in (
            settlement.contract_id.name,
            "Hot desk (credit: ended) · 11–31 Jan 2027 · 21 of 31 days × 900.00",
            "Damage at move-out · 25 Jan 2027 · Broken lamp · 200.00",
            "scratch.png",
            settlement.invoice_ids.name,
            "1,035.00",
            "1,800.00",
            "You get",
            "1,236.13",
            "Keys returned",
            settlement.move_id.name,
        ):
            self.assertIn(part, text)


@tagged("post_install", "-at_install")
class TestSettlementOfOthers(SettlementCommon):
    """Those who have changed desks, paid nothing, or owe nothing."""

    def test_the_table_of_the_rules(self):
        """Credit 7/31 × 9,000 and the whole deposit of 18,000 go back."""
        contract = self.make_leaver()
        settlement = self.settlement(contract)
        self.assertFalse(settlement.error)
        self.assertEqual(settlement.amount_credits, -2032.26)
        # 15 % tax: 304.84
        self.assertEqual(settlement.amount_tax, -304.84)
        self.assertEqual(settlement.amount_unpaid, 0.0)
        self.assertEqual(settlement.amount_held, 18000.0)
        self.assertEqual(settlement.amount_drawn, 0.0)
        self.assertEqual(settlement.amount_final, -20337.1)
        self.assertEqual(
            (settlement.direction, settlement.amount_to_pay), ("out", 20337.1)
        )
        before = contract.fee_line_ids
        self.post(settlement)
        self.assertFees(
            contract.fee_line_ids - before,
            ("credit", "2027-01-25", "2027-01-31", -2032.26),
            ("deposit_refund", "2027-01-25", "2027-01-25", -18000.0),
        )
        note = settlement.move_id
        self.assertEqual(
            (note.move_type, note.state, note.amount_total),
            ("out_refund", "posted", 20337.1),
        )
        self.assertEqual(str(note.invoice_date), "2027-01-25")
        self.assertEqual(settlement.state, "posted")
        self.assertTrue(contract.is_settled)
        self.assertReconciled(0.0)
        self.assertBalanced()

    def test_the_refund_is_prepared_and_pays_the_credit_note(self):
        contract = self.make_leaver()
        settlement = self.post(self.settlement(contract))
        payment = settlement.payment_id
        self.assertEqual(
            (payment.state, payment.payment_type, payment.amount),
            ("draft", "outbound", 20337.1),
        )
        self.assertEqual(payment.partner_id, self.member)
        deposit = self.deposit_of(contract)
        self.assertEqual(
            (deposit.amount_held, deposit.amount_in_hand, deposit.state),
            (0.0, 18000.0, "refund"),
        )
        payment.action_post()
        self.assertEqual(settlement.move_id.amount_residual, 0.0)
        self.assertEqual((deposit.amount_in_hand, deposit.state), (0.0, "closed"))
        self.assertBalanced()

    def test_a_deposit_never_paid_is_set_off_against_its_own_invoice(self):
        contract = self.make_hot_desk(pay_first=False)
        settlement = self.settlement(contract)
        # December 1,035.00 + deposit 1,800.00, January 1,035.00; back 701.13
        self.assertEqual(settlement.amount_unpaid, 3870.0)
        self.assertEqual(settlement.amount_final, 1368.87)
        self.post(settlement)
        self.assertReconciled(0.0)
        open_ = (settlement.move_id | settlement.invoice_ids)._get_cowork_due_items()
        self.assertEqual(
            self.currency.round(sum(open_.mapped("amount_residual"))), 1368.87
        )
        self.assertBalanced()

    def test_nothing_left_needs_no_paper(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.pay(self.bill("2026-12-01").move_ids)
        with self.on("2026-12-20"):
            contract.action_terminate("2026-12-31")
        settlement = self.settlement(contract)
        self.assertEqual(settlement.direction, "none")
        self.post(settlement)
        self.assertFalse(settlement.move_id or settlement.payment_id)
        self.assertTrue(contract.is_settled)

    def test_the_last_period_in_arrears_is_billed(self):
        plan = self._plan("Arrears", "ARR", "hot_desk", 310, bill_in="arrears")
        contract = self.contract(plan, "2026-12-01")
        self.pay(self.bill("2027-01-01").move_ids)
        with self.on("2027-01-05"):
            contract.action_terminate("2027-01-10")
        settlement = self.settlement(contract, on="2027-01-10")
        self.assertEqual(settlement.amount_charges, 100.0)
        self.post(settlement, on="2027-01-10")
        self.assertEqual(settlement.move_id.amount_untaxed, 100.0)
        self.assertFees(self.bill("2027-02-01"))

    def test_showing_it_makes_nothing(self):
        contract = self.make_leaver()
        before = self.snapshot()
        settlement = self.settlement(contract, damage_ids=[self.damage()])
        with self.on("2027-01-25"):
            settlement.action_refresh()
        self.assertEqual(self.snapshot(), before)

    def test_every_line_shown_is_a_line_posted(self):
        contract = self.make_leaver()
        settlement = self.settlement(contract, damage_ids=[self.damage(80, quantity=2)])
        shown = {line.key: line.amount_untaxed for line in settlement.line_ids}
        sentences = settlement.line_ids.mapped("explanation")
        self.assertIn(
            "Damage at move-out · 25 Jan 2027 · Broken lamp · 2 × 80.00 = 160.00",
            sentences,
        )
        self.assertIn("Deposit refund · 18,000.00 held = -18,000.00", sentences)
        self.post(settlement)
        posted = settlement.move_id.invoice_line_ids.cowork_fee_line_id
        self.assertEqual({fee.key: fee.amount_untaxed for fee in posted}, shown)
        self.assertEqual(settlement.move_id.amount_total, -settlement.amount_final)

    def test_drafts_of_a_run_are_posted_or_undone_before(self):
        self.company.cowork_auto_post = False
        contract = self.contract(self.hot_desk, "2027-01-01")
        run = self.bill("2027-01-01")
        self.assertEqual(run.move_ids.state, "draft")
        with self.on("2027-01-05"):
            contract.action_terminate("2027-01-10")
        settlement = self.settlement(contract)
        self.assertIn("is a draft", settlement.error)
        with self.assertRaisesRegex(UserError, "is a draft"):
            self.post(settlement)
        run.move_ids.action_post()
        with self.on("2027-01-25"):
            settlement.invoice_ids = run.move_ids
        self.assertFalse(settlement.error)
        # 900 with 15 % tax, less 21 of 31 days: 609.68 and 91.45.
        self.assertEqual(settlement.amount_unpaid, 1035.0)
        self.assertEqual(settlement.amount_final, 333.87)
        self.post(settlement)
        self.assertBalanced()

    def test_nobody_is_settled_who_stays(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        with self.assertRaisesRegex(UserError, "no last day yet"):
            self.settlement(contract)


@tagged("post_install", "-at_install")
class TestSettlementChina(SettlementCommon):
    """The same with the chart of accounts of China."""

    @classmethod
    @SettlementCommon.setup_chart_template("cn")
    def setUpClass(cls):
        super().setUpClass()

    def test_the_account_is_settled(self):
        contract = self.make_hot_desk()
        settlement = self.post(self.settlement(contract, damage_ids=[self.damage()]))
        self.assertEqual(settlement.amount_held, 1800.0)
        self.assertEqual(
            settlement.amount_final,
            self.currency.round(
                settlement.amount_credits
                + settlement.amount_damages
                + settlement.amount_tax
                + settlement.amount_unpaid
                - 1800
            ),
        )
        settlement.payment_id.action_post()
        self.assertReconciled(0.0)
        self.assertBalanced()


@tagged("post_install", "-at_install")
class TestSettlementPortal(FileFormMixin, SettlementCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls().make_hot_desk()
        cls.user = new_test_user(
            cls.env, login="leaver", password="leaver", groups="base.group_portal"
        )
        cls.user.partner_id.parent_id = cls.member

    def test_the_member_sees_the_deposit_and_then_the_settlement(self):
        self.authenticate("leaver", "leaver")
        page = self.url_open(f"/my/cowork/{self.mine.id}")
        self.assertIn("Deposit held", page.text)
        self.assertIn("1,800.00", page.text)
        self.assertNotIn("o_cowork_settlement", page.text)
        settlement = self.settlement(self.mine)
        self.assertNotIn(
            "o_cowork_settlement", self.url_open(f"/my/cowork/{self.mine.id}").text
        )
        path = f"/my/cowork/settlements/{settlement.id}"
        self.assertNotEqual(self.url_open(path).headers["Content-Type"], PDF)
        self.post(settlement)
        self.assertIn(
            "o_cowork_settlement", self.url_open(f"/my/cowork/{self.mine.id}").text
        )
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            answer = self.url_open(path)
        self.assertEqual(answer.headers["Content-Type"], PDF)

    def test_who_sees_no_charges_sees_neither_deposit_nor_settlement(self):
        self.mine.billing_contact_ids = self.member
        settlement = self.post(self.settlement(self.mine))
        self.env.flush_all()
        self.authenticate("leaver", "leaver")
        page = self.url_open(f"/my/cowork/{self.mine.id}").text
        self.assertIn(self.mine.name, page)
        self.assertNotIn("Deposit held", page)
        self.assertNotIn("o_cowork_settlement", page)
        path = f"/my/cowork/settlements/{settlement.id}"
        self.assertNotEqual(self.url_open(path).headers["Content-Type"], PDF)

    def test_a_file_is_no_key(self):
        settlement = self.post(self.settlement(self.mine))
        self.authenticate(None, None)
        path = f"/my/cowork/settlements/{settlement.id}"
        self.assertTakesNoFiles(path, access_token=settlement._portal_ensure_token())

    def test_nobody_else_sees_it(self):
        settlement = self.post(self.settlement(self.mine))
        new_test_user(
            self.env, login="other", password="other", groups="base.group_portal"
        )
        self.authenticate("other", "other")
        path = f"/my/cowork/settlements/{settlement.id}"
        self.assertNotEqual(self.url_open(path).headers["Content-Type"], PDF)
        self.assertNotEqual(
            self.url_open(f"{path}?access_token=x").headers["Content-Type"], PDF
        )
        token = settlement._portal_ensure_token()
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            answer = self.url_open(f"{path}?access_token={token}")
        self.assertEqual(answer.headers["Content-Type"], PDF)
