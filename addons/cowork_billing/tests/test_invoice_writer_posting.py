"""Posting many invoices at once gives the numbers posting always gave."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from .invoice_writer_common import InvoiceWriterCommon

TABLE = "account_move_line"


@tagged("post_install", "-at_install")
class TestInvoiceWriterPosting(InvoiceWriterCommon):
    def _post_one(self, name=False, **values):
        """Post an invoice the usual way, under a number of its own."""
        move = self.env["account.move"].create(self.bill(**values))
        if name:
            move.name = name
        move.action_post()
        return move

    def _names(self, *bills):
        written = self.writer._create_invoices(list(bills))
        self.assertEqual(written.plain_count, 0)
        posted = self.writer._post_invoices(written.moves)
        self.assertEqual(posted, written.moves)
        self.env.flush_all()
        return posted.mapped("name")

    def test_numbers_follow_each_other(self):
        names = self._names(*[self.bill() for _ in range(3)])
        self.assertEqual(names, ["INV/2026/00001", "INV/2026/00002", "INV/2026/00003"])

    def test_a_second_batch_goes_on_counting(self):
        self._names(self.bill(), self.bill())
        self.assertEqual(self._names(self.bill()), ["INV/2026/00003"])
        self.assertEqual(self._post_one().name, "INV/2026/00004")
        self.assertEqual(self._names(self.bill()), ["INV/2026/00005"])

    def test_posting_is_not_a_manual_change(self):
        written = self.writer._create_invoices([self.bill(), self.bill()])
        moves = self.writer._post_invoices(written.moves)
        self.assertEqual(moves.mapped("state"), ["posted", "posted"])
        self.assertEqual(moves.mapped("is_manually_modified"), [False, False])
        self.assertEqual(moves.mapped("made_sequence_gap"), [False, False])

    def test_after_a_gap(self):
        self._post_one()
        self._post_one("INV/2026/00009")
        self.assertBothWaysEqual(self.bill(), self.bill())
        self.assertEqual(self._names(self.bill()), ["INV/2026/00010"])

    def test_own_format_of_the_first_number(self):
        for name, following in (
            ("FAC-2026-11/0042", "FAC-2026-11/0043"),
            ("A/7", "A/8"),
            ("9", "10"),
        ):
            journal = self.journal.copy()
            with self.subTest(name=name):
                self._post_one(name, journal_id=journal.id)
                bills = [self.bill(journal_id=journal.id) for _ in range(2)]
                self.assertBothWaysEqual(*bills)
                self.assertEqual(self._names(bills[0]), [following])

    def test_format_told_by_a_regex(self):
        self._post_one("26.INV.0001.x")
        self.journal.sequence_override_regex = (
            r"^(?:(?P<year>\d{2})(?P<prefix1>\.INV\.))?(?P<seq>\d*)(?P<suffix>\D*?)$"
        )
        self.assertBothWaysEqual(self.bill(), self.bill())

    def test_months_and_years_in_one_batch(self):
        journal = self.journal.copy()
        self._post_one("MON/2026/11/0003", journal_id=journal.id)
        days = ("2026-11-30", "2026-12-01", "2026-11-02", "2027-01-01", "2026-12-31")
        self.assertBothWaysEqual(
            *(
                self.bill(journal_id=journal_id, invoice_date=fields.Date.to_date(day))
                for day in days
                for journal_id in (journal.id, self.journal.id)
            )
        )

    def test_fiscal_year_in_the_number(self):
        self.company.write({"fiscalyear_last_day": 31, "fiscalyear_last_month": "3"})
        journal = self.journal.copy()
        self.assertBothWaysEqual(
            *(
                self.bill(journal_id=journal.id, invoice_date=fields.Date.to_date(day))
                for day in ("2026-03-31", "2026-04-01", "2027-03-31", "2026-04-02")
            )
        )

    def test_credit_notes_with_their_own_series(self):
        for own in (True, False):
            journal = self.journal.copy({"refund_sequence": own})
            with self.subTest(own=own):
                self.assertBothWaysEqual(
                    *(
                        self.bill(journal_id=journal.id, move_type=move_type)
                        for move_type in ("out_invoice", "out_refund") * 2
                    )
                )

    def test_locked_period(self):
        self.company.sale_lock_date = fields.Date.to_date("2026-11-15")
        self.assertBothWaysEqual(
            self.bill(),
            self.bill(invoice_date=fields.Date.to_date("2026-11-20")),
            self.bill(invoice_date=fields.Date.to_date("2026-10-01")),
        )

    def test_hard_and_tax_lock(self):
        self.company.tax_lock_date = fields.Date.to_date("2026-11-15")
        self.company.hard_lock_date = fields.Date.to_date("2026-09-30")
        self.assertBothWaysEqual(
            self.bill(),
            self.bill(self.line(tax_ids=[Command.clear()])),
            self.bill(invoice_date=fields.Date.to_date("2026-09-15")),
        )

    def test_a_future_date_is_posted_now(self):
        day = fields.Date.today() + timedelta(days=400)
        written = self.writer._create_invoices([self.bill(invoice_date=day)])
        moves = self.writer._post_invoices(written.moves)
        self.assertEqual(moves.state, "posted")
        self.assertEqual(moves.auto_post, "no")
        self.assertEqual(moves.date, day)

    def test_payment_references_of_all_kinds(self):
        for kind in ("invoice", "partner"):
            for model in ("odoo", "number"):
                journal = self.journal.copy(
                    {"invoice_reference_type": kind, "invoice_reference_model": model}
                )
                with self.subTest(kind=kind, model=model):
                    self.assertBothWaysEqual(
                        self.bill(journal_id=journal.id, ref="PO 8"),
                        self.bill(journal_id=journal.id, payment_reference="Own"),
                        self.bill(
                            journal_id=journal.id,
                            invoice_payment_term_id=self.pay_terms_b.id,
                        ),
                    )

    def test_hashed_journal_is_posted_the_plain_way(self):
        journal = self.journal.copy({"restrict_mode_hash_table": True})
        bills = [self.bill(journal_id=journal.id) for _ in range(2)]
        written = self.writer._create_invoices(bills + [self.bill()])
        moves = self.writer._post_invoices(written.moves)
        self.assertEqual(moves, written.moves)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertTrue(all(moves[:2].mapped("inalterable_hash")))

    def test_drafts_of_somebody_else(self):
        moves = self.env["account.move"].create([self.bill(), self.bill()])
        moves[1].invoice_date = False
        posted = self.writer._post_invoices(moves)
        self.assertEqual(posted, moves)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(moves[1].invoice_date, fields.Date.today())

    def test_posted_invoices_can_be_paid_and_reversed(self):
        written = self.writer._create_invoices([self.bill(), self.bill()])
        first, second = self.writer._post_invoices(written.moves)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=first.ids
        ).create({})._create_payments()
        self.assertIn(first.payment_state, ("paid", "in_payment"))
        second._reverse_moves([{"invoice_date": self.day}], cancel=True)
        self.assertEqual(second.payment_state, "reversed")

    def test_a_draft_matched_with_a_credit_note_is_posted_as_settled(self):
        moves = self.writer._create_invoices([self.bill(), self.bill()]).moves
        credit = self._post_one(move_type="out_refund")
        matched = (moves[0] | credit).line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        matched.reconcile()
        self.writer._post_invoices(moves)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(moves.mapped("amount_residual"), [0.0, moves[1].amount_total])
        self.assertEqual(moves.mapped("payment_state"), ["reversed", "not_paid"])

    def test_totals_are_kept_unless_another_module_computes_them(self):
        shape = type(self.env["cowork.invoice.shape"])
        moves = self.writer._create_invoices([self.bill(), self.bill()]).moves
        computed = []
        compute = type(moves)._compute_amount

        def counting(records):
            computed.append(len(records))
            return compute(records)

        with patch.object(type(moves), "_compute_amount", counting):
            self.writer._post_invoices(moves[0])
            self.env.flush_all()
            self.assertEqual(computed, [])
            changed = [("_compute_amount", "another")]
            with patch.object(shape, "_changed_by", return_value=changed):
                self.writer._post_invoices(moves[1])
                self.env.flush_all()
        self.assertEqual(computed, [1])

    def test_drafts_stay_editable(self):
        written = self.writer._create_invoices([self.bill(self.line(100))])
        move = self.env["account.move"].browse(written.moves.id)
        tax = move.amount_tax
        move.invoice_line_ids.price_unit = 200
        self.assertEqual(move.amount_untaxed, 200.0)
        self.assertEqual(move.amount_tax, 2 * tax)
        term = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(sum(term.mapped("balance")), 200 + 2 * tax)

    def test_rank_of_the_customer(self):
        parent = self.env["res.partner"].create({"name": "Studio", "is_company": True})
        child = parent.create({"name": "Ann", "parent_id": parent.id})
        written = self.writer._create_invoices(
            [self.bill(partner_id=one.id) for one in (child, child, parent)]
        )
        self.writer._post_invoices(written.moves)
        self.assertEqual(child.customer_rank, 2)
        self.assertEqual(parent.customer_rank, 3)
        written = self.writer._create_invoices([self.bill(partner_id=child.id)])
        self.writer._post_invoices(written.moves)
        # As the ERP does: the rank of known customers follows after the commit.
        key = "account.res.partner.increase_rank.customer_rank"
        waiting = self.env.cr.postcommit.data.pop(key)
        self.assertEqual(dict(waiting), {child.id: 1, parent.id: 1})

    def test_queries_hardly_grow_with_invoices(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(120)]
        )

        def queries(some):
            bills = [self.bill(partner_id=partner.id) for partner in some]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.writer._post_invoices(self.writer._create_invoices(bills).moves)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(partners[:20])
        few, many = queries(partners[20:40]), queries(partners[40:])
        self.assertLess((many - few) / 60, 0.5)

    def test_database_counts_a_young_ledger(self):
        def known():
            self.cr.execute(
                "SELECT reltuples FROM pg_class WHERE relname = %s", [TABLE]
            )
            return self.cr.fetchone()[0]

        before = known()
        if before >= 10000:
            self.skipTest("this ledger is not young")
        # An invoice has at least two lines, so these are more than the database
        # knows of, whatever it was told while other tests were running.
        bills = [self.bill() for _ in range(50 + max(0, int(before)))]
        written = self.writer._create_invoices(bills)
        self.writer._post_invoices(written.moves)
        self.cr.execute("SELECT count(*) FROM account_move_line")
        (count,) = self.cr.fetchone()
        self.assertGreater(count, before)
        self.assertGreaterEqual(known(), 0.9 * count)
