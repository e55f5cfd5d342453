import base64

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.cowork_members.tests.upgrade_common import load_script

from .common import BillingCommon

UPGRADE = "cowork_billing/migrations/19.0.1.1.0/post-migration.py"


class DepositCommon(BillingCommon):
    """Deposits of contracts that were billed and paid."""

    def deposit_of(self, contract):
        return self.env["cowork.deposit"].search([("contract_id", "=", contract.id)])

    def pay(self, moves, amount=None, day="2026-11-20"):
        """:returns: the payment of posted documents, matched with them"""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"payment_date": day, **({"amount": amount} if amount else {})})
        )
        return wizard._create_payments()

    def photo(self, name="scratch.png"):
        return self.env["ir.attachment"].create(
            {"name": name, "datas": base64.b64encode(b"evidence")}
        )

    def manager(self, login="second"):
        return new_test_user(
            self.env,
            login=login,
            groups="cowork_billing.group_manager,cowork_members.group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def assertEntries(self, deposit, *expected):
        """:param expected: pairs of kind and amount, in the order they happened"""
        entries = deposit.entry_ids.filtered("is_posted").sorted("id")
        found = [(entry.kind, entry.amount) for entry in entries]
        self.assertEqual(found, list(expected))

    def reconciliation(self):
        """:returns: the row of the company's deposit account in its own currency"""
        self.env.flush_all()
        rows = self.env["cowork.deposit.reconciliation"].search(
            [
                ("company_id", "=", self.company.id),
                ("currency_id", "=", self.currency.id),
            ]
        )
        rows.invalidate_recordset()
        return rows

    def assertReconciled(self, held):
        row = self.reconciliation()
        self.assertEqual(
            (row.held, row.ledger, row.difference, row.is_equal),
            (held, held, 0.0, True),
        )


@tagged("post_install", "-at_install")
class TestDeposit(DepositCommon):
    def test_charged_with_the_first_bill_and_topped_up_by_the_amendments(self):
        contract = self.contract(self.desk, "2026-11-16")
        first = self.bill("2026-11-16").move_ids
        deposit = self.deposit_of(contract)
        self.assertEntries(deposit, ("charged", 3600.0))
        self.assertEqual(
            (deposit.amount_held, deposit.amount_in_hand, deposit.amount_unpaid),
            (3600.0, 0.0, 3600.0),
        )
        self.assertEqual(deposit.state, "unpaid")
        entry = deposit.entry_ids
        self.assertEqual(entry.move_id, first)
        self.assertEqual(entry.account_id, self.company.cowork_deposit_account_id)
        self.pay(first)
        self.assertEntries(deposit, ("charged", 3600.0), ("received", 3600.0))
        self.assertEqual((deposit.amount_in_hand, deposit.state), (3600.0, "held"))
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        self.bill("2026-12-11")
        self.amend(contract, self.big_office, "2026-12-21", on="2026-12-15")
        self.bill("2026-12-21")
        charged = deposit.entry_ids.filtered(
            lambda e: e.kind in ("charged", "topped_up")
        )
        self.assertEqual(charged.mapped("amount"), [3600.0, 11400.0, 3000.0])
        self.assertEqual(deposit.amount_charged, 18000.0)
        self.assertEqual(deposit.amount_held, 18000.0)
        self.assertReconciled(18000.0)

    def test_downgrade_leaves_the_deposit_as_it_is(self):
        contract = self.contract(self.office, "2026-12-01")
        self.bill("2026-12-01")
        self.amend(contract, self.desk, "2027-01-01", on="2026-12-20")
        self.bill("2027-01-01")
        deposit = self.deposit_of(contract)
        self.assertEqual(deposit.amount_held, 15000.0)
        with self.on("2027-01-02"):
            deposit.invalidate_recordset(["amount_due"])
            self.assertEqual(deposit.amount_due, 3600.0)
        self.assertReconciled(15000.0)

    def test_extending_the_term_leaves_the_deposit_as_it_is(self):
        contract = self.contract(
            self.desk, "2026-11-16", date_end="2026-12-31", renewal_mode="automatic"
        )
        self.bill("2026-11-16")
        with self.on("2026-12-20"):
            contract.action_renew()
        self.bill("2027-01-01")
        self.assertEntries(self.deposit_of(contract), ("charged", 3600.0))

    def test_a_part_payment_pays_the_charges_first(self):
        """4,865.00 with a deposit of 3,600.00: 2,000.00 pay 735.00 of it."""
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        self.assertEqual(invoice.amount_total, 4865.0)
        deposit = self.deposit_of(contract)
        self.pay(invoice, 1000)
        self.assertEqual(deposit.amount_received, 0.0)
        self.pay(invoice, 1000)
        self.assertEqual(
            (deposit.amount_received, deposit.amount_unpaid), (735.0, 2865.0)
        )
        payment = self.pay(invoice)
        self.assertEntries(
            deposit, ("charged", 3600.0), ("received", 735.0), ("received", 2865.0)
        )
        last = deposit.entry_ids.filtered(lambda e: e.amount == 2865.0)
        self.assertEqual(last.counterpart_id, payment.move_id)
        self.assertReconciled(3600.0)

    def test_a_payment_taken_back_takes_the_deposit_back(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        self.pay(invoice)
        invoice.line_ids.remove_move_reconcile()
        deposit = self.deposit_of(contract)
        self.assertEntries(
            deposit, ("charged", 3600.0), ("received", 3600.0), ("received", -3600.0)
        )
        self.assertEqual((deposit.amount_in_hand, deposit.state), (0.0, "unpaid"))

    def test_an_invoice_that_is_a_draft_again_holds_nothing(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        deposit = self.deposit_of(contract)
        invoice.button_draft()
        self.assertEqual(deposit.amount_held, 0.0)
        self.assertFalse(self.reconciliation())
        invoice.action_post()
        self.assertEntries(deposit, ("charged", 3600.0))
        self.assertReconciled(3600.0)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(deposit.amount_held, 0.0)
        self.bill("2026-11-20")
        self.assertEqual(deposit.amount_held, 3600.0)
        self.assertReconciled(3600.0)

    def test_a_credit_note_by_hand_takes_it_back(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        self.get_credit_note(invoice).action_post()
        deposit = self.deposit_of(contract)
        self.assertEqual(
            sorted((entry.kind, entry.amount) for entry in deposit.entry_ids),
            [
                ("charged", 3600.0),
                ("credited", -3600.0),
                ("received", -3600.0),
                ("received", 3600.0),
            ],
        )
        self.assertEqual((deposit.amount_held, deposit.state), (0.0, "closed"))
        self.assertReconciled(0.0)

    def test_paid_and_credited_is_to_be_paid_out(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        self.pay(invoice)
        note = self.get_credit_note(invoice)
        note.action_post()
        deposit = self.deposit_of(contract)
        self.assertEqual(
            (deposit.amount_held, deposit.amount_in_hand, deposit.state),
            (0.0, 3600.0, "refund"),
        )
        self.pay(note)
        self.assertEqual((deposit.amount_in_hand, deposit.state), (0.0, "closed"))

    def test_brought_in_with_a_migrated_contract(self):
        contract = self.contract(
            self.desk,
            "2026-06-01",
            line={"billed_through": "2026-12-31"},
            deposit_opening=1000,
        )
        deposit = self.deposit_of(contract)
        self.assertEntries(deposit, ("opening", 1000.0))
        self.bill("2026-12-01")
        self.assertEntries(deposit, ("opening", 1000.0), ("topped_up", 2600.0))
        self.assertEqual((deposit.amount_held, deposit.amount_in_hand), (3600, 1000))
        row = self.reconciliation()
        self.assertEqual(
            (row.held, row.opening, row.ledger, row.difference),
            (3600.0, 1000.0, 2600.0, -1000.0),
        )
        self.assertIn("1,000.00 were brought in without an entry", row.advice)
        self.make_entry(1000.0)
        row = self.reconciliation()
        self.assertEqual((row.difference, row.is_equal, row.advice), (0.0, True, ""))

    def test_the_upgrade_enters_what_was_charged_and_what_was_taken_over(self):
        charged = self.contract(self.desk, "2026-11-16")
        self.pay(self.bill("2026-11-16").move_ids)
        taken_over = self.contract(self.desk, "2026-06-01", deposit_opening=1000)
        self._forget_deposits()
        self.assertFalse(self.deposit_of(charged) + self.deposit_of(taken_over))
        for _time in range(2):
            self._upgrade()
            self.assertEntries(
                self.deposit_of(charged), ("charged", 3600.0), ("received", 3600.0)
            )
            self.assertEntries(self.deposit_of(taken_over), ("opening", 1000.0))

    def _forget_deposits(self):
        """As before deposits were kept: amounts stand in charges and contracts only."""
        self.env.flush_all()
        for table in ("cowork_deposit_entry", "cowork_deposit"):
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        self.env.invalidate_all()

    def _upgrade(self):
        load_script(UPGRADE).migrate(self.env.cr, "19.0.1.0.0")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_corrected_opening_is_entered_as_a_difference(self):
        contract = self.contract(self.desk, "2026-06-01", deposit_opening=1000)
        contract.deposit_opening = 1500
        deposit = self.deposit_of(contract)
        self.assertEntries(deposit, ("opening", 1000.0), ("opening", 500.0))
        self.assertEqual(deposit.amount_in_hand, 1500.0)

    def test_one_invoice_for_several_contracts(self):
        self.company.cowork_invoice_grouping = "partner"
        first, second = (self.contract(self.desk, "2026-11-16") for _i in range(2))
        invoice = self.bill("2026-11-16").move_ids
        self.assertEqual(len(invoice), 1)
        self.pay(invoice, 2530 + 4000)
        self.assertEqual(
            [self.deposit_of(each).amount_received for each in (first, second)],
            [3600.0, 400.0],
        )

    def test_foreign_currency(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 2.0), ("2026-11-20", 4.0)]
        )
        contract = self.contract(
            self.desk, "2026-11-16", currency_id=currency.id, line={"price_unit": 1000}
        )
        self.pay(self.bill("2026-11-16").move_ids)
        deposit = self.deposit_of(contract)
        self.assertEqual(deposit.currency_id, currency)
        held = 2000.0
        self.assertEqual((deposit.amount_held, deposit.amount_in_hand), (held, held))
        row = self.env["cowork.deposit.reconciliation"].search(
            [("company_id", "=", self.company.id), ("currency_id", "=", currency.id)]
        )
        self.assertEqual((row.held, row.ledger, row.is_equal), (held, held, True))

    # The report -----------------------------------------------------------------------

    def make_entry(self, amount):
        """A journal entry by hand on the account of deposits."""
        account = self.company.cowork_deposit_account_id
        other = self.company_data["default_account_expense"]
        move = self.env["account.move"].create(
            {
                "date": "2026-11-30",
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": -amount}),
                    Command.create({"account_id": other.id, "balance": amount}),
                ],
            }
        )
        move.action_post()
        return move

    def test_a_journal_entry_by_hand_is_reported_with_its_item(self):
        self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        self.assertReconciled(3600.0)
        move = self.make_entry(-250.0)
        row = self.reconciliation()
        self.assertEqual(
            (row.held, row.ledger, row.difference, row.is_equal, row.stray_count),
            (3600.0, 3350.0, -250.0, False, 1),
        )
        self.assertIn("Journal items that belong to no deposit: 1.", row.advice)
        action = row.action_view_strays()
        strays = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(strays.move_id, move)
        move.button_draft()
        self.assertReconciled(3600.0)

    def test_another_account_on_the_invoice_is_reported(self):
        contract = self.contract(self.desk, "2026-11-16")
        invoice = self.bill("2026-11-16").move_ids
        line = self.deposit_of(contract).entry_ids.move_line_id
        invoice.button_draft()
        line.account_id = self.company_data["default_account_revenue"]
        invoice.action_post()
        rows = self.reconciliation()
        self.assertEqual(rows.account_id, self.company_data["default_account_revenue"])
        self.assertFalse(any(rows.mapped("is_equal")))

    def test_ageing_tells_what_waits_for_payment_and_what_is_to_be_given_back(self):
        unpaid = self.contract(self.desk, "2026-11-16")
        paid = self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        invoice = self.deposit_of(paid).entry_ids.move_id
        self.pay(invoice)
        with self.on("2026-12-30"):
            paid.action_terminate("2026-11-30")
            self.assertEqual(paid.state, "ended")
        self.env.flush_all()
        with self.on("2026-12-31"):
            rows = self.env["cowork.deposit.ageing"].search(
                [("company_id", "=", self.company.id)]
            )
            found = [
                (row.contract_id, row.situation, row.days, row.bucket, row.amount)
                for row in rows
            ]
        self.assertEqual(
            found,
            [
                (unpaid, "1_unpaid", 45, "2_60", 3600.0),
                (paid, "2_ended", 31, "2_60", 3600.0),
            ],
        )

    # Speed ----------------------------------------------------------------------------

    def test_following_30_postings_asks_no_more_than_6(self):
        def queries(count):
            for _number in range(count):
                partner = self.env["res.partner"].create({"name": "Some"})
                self.contract(
                    self.hot_desk,
                    "2026-11-16",
                    partner_id=partner.id,
                    line={"deposit_months": 1},
                )
            moves = self.bill("2026-11-16").move_ids
            # Found again, as records of a list that is forgotten are read one by one.
            moves = moves.browse(moves.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["cowork.deposit"].sudo()._follow_postings(moves.sudo())
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(30), queries(6) + 2)


@tagged("post_install", "-at_install")
class TestDepositMoney(DepositCommon):
    """What is drawn, earned, moved and forfeited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.contract(cls, cls.desk, "2026-11-16")
        cls.pay(cls, cls.bill(cls, "2026-11-16").move_ids)
        cls.deposit = cls.deposit_of(cls, cls.mine)
        cls.invoice = cls.bill(cls, "2026-12-01").move_ids

    def draw(self, user=None, **vals):
        wizard = self.env["cowork.deposit.draw"].with_user(user or self.env.user)
        return wizard.create(
            {
                "deposit_id": self.deposit.id,
                "reason": "Does not pay",
                "attachment_ids": [Command.set(self.photo().ids)],
                **vals,
            }
        )

    def test_drawing_pays_the_open_invoice(self):
        order = self.env["res.partner"].create({"name": "Work order 7"})
        draw = self.draw(origin=f"res.partner,{order.id}")
        self.assertEqual((draw.invoice_ids, draw.amount), (self.invoice, 2070.0))
        draw.action_draw()
        self.assertEqual(self.invoice.amount_residual, 0.0)
        self.assertEntries(
            self.deposit, ("charged", 3600.0), ("received", 3600.0), ("drawn", -2070.0)
        )
        self.assertEqual(
            (self.deposit.amount_held, self.deposit.amount_in_hand), (1530.0, 1530.0)
        )
        entry = self.deposit.entry_ids.filtered(lambda e: e.kind == "drawn")
        self.assertEqual(entry.reason, "Does not pay")
        self.assertEqual(entry.attachment_ids.raw, b"evidence")
        self.assertEqual(entry.action_open_origin()["res_id"], order.id)
        self.assertReconciled(1530.0)
        self.assertBalanced()

    def test_evidence_outlives_the_file_it_was_taken_from(self):
        photo = self.photo()
        self.draw(attachment_ids=[Command.set(photo.ids)]).action_draw()
        photo.unlink()
        entry = self.deposit.entry_ids.filtered(lambda e: e.kind == "drawn")
        self.assertEqual(entry.attachment_ids.raw, b"evidence")

    def test_drawing_needs_evidence_a_reason_and_enough_money(self):
        for vals, part in (
            ({"attachment_ids": False}, "attach what proves it"),
            ({"reason": " "}, "Give a reason"),
            ({"amount": 2070.01}, "is open on these invoices"),
            ({"amount": 0}, "in hand"),
            ({"amount": -5}, "in hand"),
            ({"invoice_ids": False, "amount": 5}, "Choose unpaid invoices"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, part):
                self.draw(**vals).action_draw()
        other = self.contract(self.hot_desk, "2026-12-01")
        theirs = self.bill("2026-12-01").move_ids
        with self.assertRaisesRegex(UserError, self.mine.name):
            self.draw(invoice_ids=[Command.set(theirs.ids)]).action_draw()
        self.assertEqual(theirs.cowork_contract_id, other)
        self.assertEqual(self.deposit.amount_in_hand, 3600.0)

    def test_no_more_is_drawn_than_is_in_hand(self):
        self.bill("2027-01-01")
        draw = self.draw()
        self.assertEqual(draw.amount, 3600.0)
        draw.amount = 3600.01
        with self.assertRaisesRegex(UserError, "in hand"):
            draw.action_draw()

    def test_what_was_drawn_is_charged_again_only_when_asked_for(self):
        self.draw(amount=1000).action_draw()
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-31", 1800.0)
        )
        self.draw(
            amount=500,
            invoice_ids=[Command.set(self.invoice.ids)],
            to_top_up=True,
        ).action_draw()
        self.assertFees(
            self.bill("2027-01-02"), ("deposit", "2027-01-02", "2027-01-02", 500.0)
        )
        self.assertFees(self.bill("2027-01-03"))
        self.assertEqual(self.deposit.amount_held, 3600 - 1500 + 500)
        self.assertReconciled(2600.0)

    def test_a_reversed_drawing_gives_it_back(self):
        self.draw().action_draw()
        entry = self.deposit.entry_ids.filtered(lambda e: e.kind == "drawn")
        self.get_credit_note_of_entry(entry.move_id)
        self.assertEqual(
            (self.deposit.amount_held, self.deposit.amount_drawn), (3600.0, 0.0)
        )
        self.assertReconciled(3600.0)

    def get_credit_note_of_entry(self, move):
        reversal = move._reverse_moves([{"date": "2026-12-20"}])
        reversal.action_post()
        return reversal

    # Interest -------------------------------------------------------------------------

    def set_interest(self, rate=2.0):
        self.company.write(
            {
                "cowork_deposit_interest_rate": rate,
                "cowork_deposit_interest_from": "2026-01-01",
                "cowork_deposit_interest_account_id": self.company_data[
                    "default_account_expense"
                ].id,
            }
        )

    def credit_interest(self, day):
        with self.on(day), self.enter_registry_test_mode():
            self.env.ref("cowork_billing.cron_deposit_interest").method_direct_trigger()
        self.env.invalidate_all()

    def test_interest_of_the_year_is_credited_once(self):
        """3,600 received on 20 November: 41 days until 31 December at 2 %."""
        self.set_interest()
        self.credit_interest("2027-01-01")
        self.credit_interest("2027-01-02")
        self.assertEntries(
            self.deposit, ("charged", 3600.0), ("received", 3600.0), ("interest", 8.09)
        )
        self.assertEqual(str(self.deposit.interest_through), "2026-12-31")
        self.credit_interest("2028-01-01")
        self.assertEqual(self.deposit.amount_interest, 80.25)
        self.assertReconciled(3680.25)
        self.assertBalanced()

    def test_a_location_has_its_own_rate_or_none(self):
        self.set_interest(2.0)
        self.quay.deposit_interest_rate = 0.0
        self.credit_interest("2027-01-01")
        self.assertFalse(self.deposit.amount_interest)
        self.company.cowork_deposit_interest_rate = 0.0
        self.quay.deposit_interest_rate = 4.0
        self.credit_interest("2028-01-01")
        # the year 2026 is over for this deposit; 3,600 for 365 days at 4 %
        self.assertEqual(self.deposit.amount_interest, 144.0)

    def test_rates_that_make_no_sense_are_refused(self):
        for record, name in (
            (self.company, "cowork_deposit_interest_rate"),
            (self.quay, "deposit_interest_rate"),
        ):
            for rate in (-1.0, 101.0):
                with (
                    self.subTest(name=name, rate=rate),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(IntegrityError),
                ):
                    record[name] = rate
                    record.flush_recordset()

    # Another contract -----------------------------------------------------------------

    def test_moved_to_another_contract_it_counts_as_charged_there(self):
        other = self.contract(self.office, "2027-01-01", state="signed")
        wizard = self.env["cowork.deposit.transfer"].create(
            {"deposit_id": self.deposit.id, "contract_id": other.id}
        )
        self.assertEqual(wizard.amount, 3600.0)
        wizard.action_transfer()
        self.assertEqual((self.deposit.amount_held, self.deposit.state), (0, "closed"))
        with self.on("2027-01-01"):
            other.action_activate()
        self.bill("2027-01-01")
        deposit = self.deposit_of(other)
        self.assertEntries(deposit, ("transferred", 3600.0), ("topped_up", 11400.0))
        self.assertEqual(deposit.amount_held, 15000.0)

    def test_not_moved_to_somebody_else(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        other = self.contract(
            self.office, "2027-01-01", state="signed", partner_id=stranger.id
        )
        wizard = self.env["cowork.deposit.transfer"].create(
            {"deposit_id": self.deposit.id, "contract_id": other.id}
        )
        with self.assertRaisesRegex(UserError, "same member"):
            wizard.action_transfer()

    # Forfeiture -----------------------------------------------------------------------

    def ask(self, user=None, **vals):
        return (
            self.env["cowork.deposit.forfeiture"]
            .with_user(user or self.env.user)
            .create(
                {
                    "deposit_id": self.deposit.id,
                    "amount": 1000,
                    "reason": "Left without notice",
                    **vals,
                }
            )
        )

    def test_another_manager_approves_and_it_becomes_income(self):
        account = self.company_data["default_account_revenue"]
        self.company.cowork_deposit_forfeit_account_id = account
        request = self.ask()
        with self.assertRaisesRegex(AccessError, "another manager"):
            request.action_approve()
        request.with_user(self.manager()).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.entry_id.kind, "forfeited")
        self.assertEqual(request.entry_id.approved_by, request.decided_by)
        income = request.entry_id.move_id.line_ids.filtered(
            lambda line: line.account_id == account
        )
        self.assertEqual(income.balance, -1000.0)
        self.assertEqual(self.deposit.amount_in_hand, 2600.0)
        self.assertReconciled(2600.0)
        with self.assertRaisesRegex(UserError, "decided"):
            request.with_user(self.manager("third")).action_approve()
        with self.assertRaises(UserError):
            request.amount = 5
        with self.assertRaises(UserError):
            request.unlink()

    def test_who_changes_what_was_asked_for_does_not_approve_it(self):
        self.company.cowork_deposit_forfeit_account_id = self.company_data[
            "default_account_revenue"
        ]
        request, second = self.ask(), self.manager()
        request.with_user(second).amount = 3600
        self.assertEqual(request.requested_by, second)
        with self.assertRaisesRegex(AccessError, "another manager"):
            request.with_user(second).action_approve()
        request.with_user(self.manager("third")).action_approve()
        self.assertEqual(request.state, "approved")

    def test_refused_the_deposit_stays(self):
        request = self.ask()
        request.with_user(self.manager()).action_refuse()
        self.assertEqual(
            (request.state, self.deposit.amount_in_hand), ("refused", 3600)
        )

    def test_without_an_account_nothing_is_decided(self):
        request = self.ask()
        with self.assertRaisesRegex(UserError, "Forfeiture Account"):
            request.with_user(self.manager()).action_approve()

    def test_no_more_is_asked_for_than_is_in_hand_and_once_at_a_time(self):
        with self.assertRaisesRegex(UserError, "in hand"):
            with self.env.cr.savepoint():
                self.ask(amount=3600.01)
        self.ask()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.ask()

    # Nobody writes the ledger ---------------------------------------------------------

    def test_entries_are_written_by_the_product_alone(self):
        deposit, entry = self.deposit, self.deposit.entry_ids[0]
        for user in (self.env.user, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    entry.with_user(user).write({"amount": 1})
                with self.assertRaises(AccessError):
                    entry.with_user(user).create(
                        {
                            "key": "x",
                            "deposit_id": deposit.id,
                            "kind": "opening",
                            "date": "2026-11-16",
                            "amount": 1,
                        }
                    )
                with self.assertRaises(AccessError):
                    deposit.with_user(user).write({"amount_held": 1})
                with self.assertRaises(AccessError):
                    entry.with_user(user).unlink()
        with self.assertRaises(UserError):
            entry.sudo().unlink()
        with self.assertRaises(AccessError):
            entry.sudo().write({"amount": 1})

    def test_journal_items_are_tied_to_deposits_by_billing_alone(self):
        accountant = new_test_user(
            self.env,
            login="accountant",
            groups="account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        line = self.invoice.line_ids[0].with_user(accountant)
        with self.assertRaises(AccessError):
            line.cowork_deposit_id = self.deposit.id

    def test_the_same_entry_twice_is_one(self):
        moves = self.deposit.entry_ids.move_id
        self.env["cowork.deposit"].sudo()._follow_postings(moves.sudo())
        self.env["cowork.deposit"].sudo()._follow_payments(moves.sudo())
        self.assertEntries(self.deposit, ("charged", 3600.0), ("received", 3600.0))


@tagged("post_install", "-at_install")
class TestDepositAccess(DepositCommon):
    """Who sees whose money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.contract(cls, cls.desk, "2026-11-16")
        cls.bill(cls, "2026-11-16")
        cls.deposit = cls.deposit_of(cls, cls.mine)

    def make_user(self, groups):
        return new_test_user(
            self.env,
            login="somebody",
            groups=groups,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_the_front_desk_sees_the_deposits_of_the_locations_it_serves(self):
        user = self.make_user("cowork_members.group_front_desk")
        deposits = self.env["cowork.deposit"].with_user(user)
        entries = self.env["cowork.deposit.entry"].with_user(user)
        self.assertFalse(deposits.search([]) or entries.search([]))
        with self.assertRaises(AccessError):
            self.deposit.with_user(user).read(["amount_held"])
        staff = self.env["hr.employee"].sudo()
        self.quay.sudo().employee_ids = staff.create(
            {"name": "Fred", "user_id": user.id}
        )
        self.env.flush_all()
        self.assertEqual(deposits.search([]).ids, self.deposit.ids)
        self.assertEqual(entries.search([]).ids, self.deposit.entry_ids.ids)
        with self.assertRaises(AccessError):
            self.deposit.with_user(user).action_draw()

    def test_who_only_reads_billing_takes_nothing_from_a_deposit(self):
        user = self.make_user("cowork_billing.group_user")
        deposit = self.deposit.with_user(user)
        self.assertEqual(deposit.amount_held, 3600.0)
        for method in ("action_draw", "action_transfer"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(deposit, method)()

    def test_members_read_neither_deposits_nor_reports(self):
        user = self.make_user("base.group_portal")
        user.partner_id.parent_id = self.member
        for model in (
            "cowork.deposit",
            "cowork.deposit.entry",
            "cowork.deposit.ageing",
            "cowork.deposit.reconciliation",
            "cowork.deposit.forfeiture",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])
