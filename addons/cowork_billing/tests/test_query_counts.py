from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestQueryCounts(BillingCommon):
    """The database is asked per batch, never per contract nor per old charge."""

    def make_contracts(self, count):
        contracts = self.env["cowork.contract"]
        for number in range(count):
            partner = self.env["res.partner"].create({"name": f"Member {number}"})
            contracts |= self.contract(
                self.hot_desk,
                "2026-11-16",
                partner_id=partner.id,
                line={"deposit_months": 1},
            )
        return contracts

    def count_queries(self, do):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        do()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_building_fees_of_30_contracts_asks_no_more_than_of_10(self):
        builder = self.env["cowork.fee.builder"].sudo()
        contracts = self.make_contracts(30).sudo()
        day = self.env["cowork.billing.run"]._fields["date"].to_date("2026-12-01")
        builder._build(contracts[:1], day)
        few = self.count_queries(lambda: builder._build(contracts[:10], day))
        many = self.count_queries(lambda: builder._build(contracts, day))
        self.assertLessEqual(many, few)

    def test_building_fees_does_not_ask_more_for_a_longer_history(self):
        builder = self.env["cowork.fee.builder"].sudo()
        to_date = self.env["cowork.billing.run"]._fields["date"].to_date
        contracts = self.make_contracts(10).sudo()
        self.bill("2026-11-16")
        self.get_credit_note(contracts[0].fee_line_ids.move_id).action_post()
        short = self.count_queries(
            lambda: builder._build(contracts, to_date("2029-01-01"))
        )
        self.bill("2028-12-01")
        self.assertGreater(len(contracts.fee_line_ids), 250)
        long = self.count_queries(
            lambda: builder._build(contracts, to_date("2029-01-01"))
        )
        self.assertLessEqual(long, short)

    def test_queries_of_a_run_per_invoice_do_not_grow(self):
        def run(count):
            self.make_contracts(count)
            run = self.env["cowork.billing.run"].create(
                {"date": "2026-11-16", "company_id": self.company.id}
            )
            queries = self.count_queries(run.action_run)
            self.assertEqual(run.invoice_count, count)
            return queries

        run(1)
        few, many = run(10), run(30)
        # What grows with them is written in bulk, by the ERP a few hundred at a time.
        self.assertLessEqual((many - few) / 20, 1.0, (few, many))

    def test_preview_asks_no_more_for_more_contracts(self):
        def preview():
            run = self.env["cowork.billing.run"].create(
                {"date": "2026-12-01", "company_id": self.company.id}
            )
            return self.count_queries(run.preview_lines)

        self.make_contracts(10)
        preview()
        few = preview()
        self.make_contracts(20)
        self.assertLessEqual(preview(), few)

    def test_figures_of_many_runs_are_asked_for_at_once(self):
        self.make_contracts(2)
        names = ["done_count", "fee_line_count", "amount_total", "is_stalled", "name"]
        runs = self.env["cowork.billing.run"]
        for day in range(1, 11):
            runs |= self.bill(f"2026-12-{day:02}")
        runs[:1].read(names)
        few = self.count_queries(lambda: runs[:2].read(names))
        many = self.count_queries(lambda: runs.read(names))
        self.assertLessEqual(many, few)
