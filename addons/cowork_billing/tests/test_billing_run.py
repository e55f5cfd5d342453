from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestBillingRun(BillingCommon):
    def new_run(self, day="2026-12-01", **vals):
        return self.env["cowork.billing.run"].create(
            {"date": day, "company_id": self.company.id, **vals}
        )

    # Preview -------------------------------------------------------------------

    #: what a preview may write: itself, and what it says on the run
    SCRATCH = {
        "cowork_billing_preview",
        "cowork_billing_preview_line",
        "cowork_billing_run",
        "ir_cron_progress",
    }

    def fingerprint(self):
        """:returns: row count, last id and last change of every table, and where every
        number series stands"""
        self.env.flush_all()
        query = self.env.execute_query
        tables = query(
            SQL(
                "SELECT table_name, bool_or(column_name = 'write_date'),"
                " bool_or(column_name = 'id')"
                " FROM information_schema.columns JOIN information_schema.tables"
                " USING (table_schema, table_name)"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
                " GROUP BY table_name ORDER BY table_name"
            )
        )
        found = {}
        for table, has_date, has_id in tables:
            if table in self.SCRATCH:
                continue
            name = SQL.identifier(table)
            last = SQL("max(write_date)") if has_date else SQL("NULL")
            last_id = SQL("max(id)") if has_id else SQL("NULL")
            found[table] = query(
                SQL("SELECT count(*), %s, %s FROM %s", last, last_id, name)
            )
        own = {f"{table}_id_seq" for table in self.SCRATCH}
        found["sequences"] = [
            row
            for row in query(
                SQL("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
            )
            if row[0] not in own
        ]
        found["numbers"] = query(
            SQL("SELECT id, number_next FROM ir_sequence ORDER BY 1")
        )
        return found

    def test_preview_writes_nothing(self):
        self.contract(self.desk, "2026-11-16")
        self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
        self.bill("2026-11-16")
        run = self.new_run()
        before = self.fingerprint()
        with self.on("2026-12-01"):
            run.action_preview()
            run.preview_lines()
        after = self.fingerprint()
        self.assertEqual(before.keys(), after.keys())
        for name, value in before.items():
            self.assertEqual(after[name], value, name)
        self.assertEqual(run.state, "preview")
        self.assertFalse(run.fee_line_ids | self.env["cowork.fee.line"])

    def test_preview_shows_line_by_line_what_the_run_makes(self):
        """All kinds of lines at once: charges, credits, deposits, reopened ones."""
        desk = self.contract(self.desk, "2026-11-16")
        self.contract(self.office, "2026-12-01")
        self.contract(
            self.hot_desk, "2026-12-01", line={"discount": 12.5, "quantity": 3}
        )
        self.bill("2026-11-16")
        self.amend(desk, self.office, "2026-11-20")
        reopened = self.contract(self.hot_desk, "2026-11-01")
        self.company.cowork_auto_post = False
        self.bill("2026-11-20")
        reopened.fee_line_ids.move_id.button_cancel()
        run = self.new_run()
        with self.on("2026-12-01"):
            shown = run.preview_lines()["fee_lines"]
            action = run.action_preview()
            run.action_run()
        names = (
            "key",
            "kind",
            "name",
            "quantity",
            "price_unit",
            "discount",
            "amount",
            "amount_untaxed",
            "explanation",
        )
        made = {
            fee.key: {
                **{name: fee[name] for name in names},
                "contract": fee.contract_id.name,
                "partner": fee.partner_id.name,
                "period_start": str(fee.period_start),
                "period_end": str(fee.period_end),
            }
            for fee in run.fee_line_ids
        }
        self.assertEqual({line["key"]: line for line in shown}, made)
        self.assertEqual(len(shown), len(made))
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(
            sorted(lines.mapped("explanation")),
            sorted(line["explanation"] for line in shown),
        )
        self.assertEqual(run.preview_count, len(made))
        self.assertEqual(run.preview_total, run.amount_total)
        self.assertIn(reopened, run.fee_line_ids.contract_id)

    def test_preview_of_a_done_run_is_refused(self):
        run = self.bill("2026-12-01")
        with self.assertRaises(UserError):
            run.action_preview()
        with self.assertRaises(UserError):
            run.preview_lines()

    def test_another_date_after_the_preview_makes_a_draft_again(self):
        self.contract(self.hot_desk, "2026-12-01")
        run = self.new_run()
        with self.on("2026-12-01"):
            run.action_preview()
        run.date = "2026-12-02"
        self.assertEqual(run.state, "draft")

    # Running -------------------------------------------------------------------

    def test_run_again_makes_nothing(self):
        self.contract(self.desk, "2026-11-16")
        self.bill("2026-12-01")
        fees = self.env["cowork.fee.line"].search_count([])
        moves = self.env["account.move"].search_count([])
        run = self.bill("2026-12-01")
        self.assertEqual((run.state, run.contract_count), ("done", 0))
        self.assertEqual(self.env["cowork.fee.line"].search_count([]), fees)
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        with self.assertRaises(UserError):
            run.action_run()

    def test_catching_up_after_an_outage_makes_one_fee_line_per_period(self):
        self.contract(self.hot_desk, "2026-11-16")
        run = self.bill("2027-02-01")
        self.assertFees(
            run,
            ("membership", "2026-11-16", "2026-11-30", 450.0),
            ("membership", "2026-12-01", "2026-12-31", 900.0),
            ("membership", "2027-01-01", "2027-01-31", 900.0),
            ("membership", "2027-02-01", "2027-02-28", 900.0),
        )
        self.assertEqual(len(run.move_ids), 1)

    def test_one_run_bills_36_periods_of_a_line_and_says_how_many_are_left(self):
        contract = self.contract(self.hot_desk, "2023-01-01")
        run = self.bill("2026-12-01")
        self.assertEqual(len(run.fee_line_ids), 36)
        self.assertErrors(run)
        self.assertErrors(run, (contract, "12 more periods"), kind="notice")
        again = self.bill("2026-12-01")
        self.assertEqual(len(again.fee_line_ids), 12)
        self.assertErrors(again, kind="notice")
        self.assertEqual(len(contract.fee_line_ids), 48)

    def test_date_more_than_36_months_ahead_is_refused(self):
        self.contract(self.hot_desk, "2026-12-01")
        with self.assertRaisesRegex(UserError, "36 months"):
            run = self.new_run("2029-12-02")
            with self.on("2026-12-01"):
                run.action_run()
        with self.on("2026-12-01"):
            run = self.new_run("2029-12-01")
            run.action_preview()
        self.assertEqual(run.preview_count, 36)

    def test_date_before_the_last_bill_charges_nothing(self):
        self.contract(self.hot_desk, "2026-11-01")
        self.bill("2027-01-01")
        self.assertFees(self.bill("2026-12-01"))

    def test_net_negative_total_is_a_credit_note(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.bill("2026-12-01")
        with self.on("2026-12-10"):
            contract.action_terminate("2026-12-10")
        note = self.bill("2026-12-10").move_ids
        self.assertEqual(note.move_type, "out_refund")
        self.assertEqual(note.amount_untaxed, 609.68)
        self.assertEqual(note.invoice_line_ids.quantity, 1)
        self.assertBalanced()

    def test_draft_and_signed_contracts_wait(self):
        self.contract(self.hot_desk, "2026-12-01", state="draft")
        self.contract(self.hot_desk, "2026-12-01", state="signed")
        self.assertFees(self.bill("2026-12-01"))

    def test_locations_in_two_time_zones_are_billed_for_the_same_day(self):
        here = self.contract(self.hot_desk, "2026-12-01")
        west = self._location("Dock", "D", tz="America/Los_Angeles")
        there = self.contract(self.hot_desk, "2026-12-01", location_id=west.id)
        run = self.bill("2026-12-01")
        self.assertEqual(run.fee_line_ids.contract_id, here | there)
        self.assertEqual(
            set(map(str, run.move_ids.mapped("invoice_date"))), {"2026-12-01"}
        )

    def test_run_for_one_location_leaves_the_others_alone(self):
        here = self.contract(self.hot_desk, "2026-12-01")
        dock = self._location("Dock", "D")
        there = self.contract(self.hot_desk, "2026-12-01", location_id=dock.id)
        run = self.bill("2026-12-01", location_ids=dock.ids)
        self.assertEqual(run.fee_line_ids.contract_id, there)
        self.assertIn("Dock", run.name)
        self.assertEqual(self.bill("2026-12-01").fee_line_ids.contract_id, here)

    def test_one_invoice_per_billing_address(self):
        self.company.cowork_invoice_grouping = "partner"
        employee = self.env["res.partner"].create(
            {"name": "Books", "parent_id": self.member.id, "type": "invoice"}
        )
        other = self.env["res.partner"].create({"name": "Bob"})
        for partner in (self.member, self.member, other):
            self.contract(self.hot_desk, "2026-12-01", partner_id=partner.id)
        run = self.bill("2026-12-01")
        self.assertEqual(len(run.move_ids), 2)
        mine = run.move_ids.filtered(lambda move: move.partner_id == employee)
        self.assertEqual(len(mine.invoice_line_ids), 2)
        self.assertEqual(mine.commercial_partner_id, self.member)
        self.assertFalse(mine.cowork_contract_id)
        self.assertBalanced()

    def test_other_terms_or_currency_are_not_grouped_together(self):
        self.company.cowork_invoice_grouping = "partner"
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self.contract(self.hot_desk, "2026-12-01")
        self.contract(self.hot_desk, "2026-12-01", payment_term_id=self.pay_terms_b.id)
        self.contract(self.hot_desk, "2026-12-01", currency_id=euro.id)
        self.assertEqual(len(self.bill("2026-12-01").move_ids), 3)

    def test_invoices_are_left_as_drafts_if_the_company_wants_that(self):
        self.company.cowork_auto_post = False
        self.contract(self.hot_desk, "2026-12-01")
        run = self.bill("2026-12-01")
        self.assertEqual(run.move_ids.state, "draft")
        self.assertEqual(run.fee_line_ids.state, "invoiced")

    def test_figures(self):
        self.contract(self.desk, "2026-12-01")
        self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
        run = self.new_run()
        self.assertEqual((run.progress, run.done_count, run.amount_total), (0, 0, 0))
        with self.on("2026-12-01"):
            run.action_run()
        self.assertEqual(run.contract_count, 2)
        self.assertEqual(run.done_count, 2)
        self.assertEqual(run.progress, 100)
        self.assertEqual(run.fee_line_count, 3)
        self.assertEqual(run.invoice_count, 1)
        self.assertEqual(run.error_count, 1)
        self.assertEqual(run.amount_total, 5600.0)
        self.assertEqual(run.duration, 0.0)
        self.assertTrue(run.started_at and run.finished_at)

    def test_figures_in_foreign_currency_are_converted(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self.contract(
            self.hot_desk, "2026-12-01", currency_id=euro.id, line={"price_unit": 500}
        )
        self.assertEqual(self.bill("2026-12-01").amount_total, 250.0)

    def test_large_run_works_in_the_background(self):
        for _i in range(3):
            self.contract(self.hot_desk, "2026-12-01")
        self.env["ir.config_parameter"].sudo().set_param(
            "cowork_billing.batch_size", "2"
        )
        run = self.new_run()
        run.action_run()
        self.assertEqual(
            (run.state, run.contract_count, run.done_count), ("running", 3, 0)
        )
        worker = run.sudo()
        self.assertEqual(worker._process_batch(2), 2)
        run.invalidate_recordset()
        self.assertEqual(run.done_count, 2)
        self.assertAlmostEqual(run.progress, 66.67, 2)
        self.assertEqual(worker._process_batch(2), 1)
        self.assertEqual(worker._process_batch(2), 0)
        self.assertFalse(worker._has_due())
        self.assertEqual(len(run.fee_line_ids), 3)

    def test_second_run_is_told_which_one_is_at_work(self):
        self.contract(self.hot_desk, "2026-12-01")
        dock = self._location("Dock", "D")
        first = self.new_run(location_ids=self.quay.ids)
        first.sudo()._start()
        other = self.new_run(location_ids=dock.ids)
        other.sudo()._start()
        second = self.new_run()
        with self.assertRaises(UserError) as caught, self.on("2026-12-01"):
            second.action_run()
        self.assertIn("Quay", str(caught.exception) + first.name)
        third = self.new_run(location_ids=dock.ids)
        with self.assertRaisesRegex(UserError, "Dock"), self.on("2026-12-01"):
            third.action_run()

    def test_run_that_has_billed_cannot_be_deleted(self):
        run = self.bill("2026-12-01")
        with self.assertRaises(UserError):
            run.unlink()
        self.new_run().unlink()

    def test_run_that_has_billed_keeps_its_date(self):
        run = self.bill("2026-12-01")
        with self.assertRaises(UserError):
            run.date = "2026-12-02"

    def test_a_run_can_be_found_by_its_date(self):
        run = self.bill("2026-12-01")
        self.assertIn(run.id, [found[0] for found in run.name_search("2026-12-01")])

    def test_contracts_of_another_company_are_left_alone(self):
        other = self.setup_other_company()["company"]
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": other.id}
        )
        self.contract(self.hot_desk, "2026-12-01")
        with self.on("2026-12-01"):
            run.action_run()
        self.assertFalse(run.fee_line_ids)
        self.assertEqual(run.contract_count, 0)

    def test_nothing_half_done_stays_of_a_contract_that_fails_late(self):
        """Something goes wrong with the invoice: its fee lines are gone as well."""
        bad = self.contract(self.hot_desk, "2026-12-01")
        good = self.contract(self.hot_desk, "2026-12-01")
        cls = type(self.env["cowork.billing.run"])
        check = cls._check_subtotal

        def fail_for_bad(run, fee, *args):
            if fee.contract_id == bad:
                raise UserError(bad.name)
            return check(run, fee, *args)

        with patch.object(cls, "_check_subtotal", fail_for_bad):
            run = self.bill("2026-12-01")
        self.assertErrors(run, (bad, bad.name))
        self.assertFalse(bad.fee_line_ids)
        self.assertEqual(good.fee_line_ids.state, "invoiced")
        self.assertEqual(len(run.move_ids), 1)
