from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .usage_common import HISTORY, UsageBillingCommon


@tagged("post_install", "-at_install")
class TestUsageBilling(UsageBillingCommon):
    """What was used becomes charges: included, from packs, billed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk_contract = cls.contract(cls, cls.hot_desk, "2026-11-01")
        cls.bill(cls, "2026-11-01")

    def test_eight_hours_included_and_one_and_a_half_billed(self):
        usages = self.record(self.desk_contract, *HISTORY)
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        self.assertFees(
            run,
            ("membership", "2026-12-01", "2026-12-31", 900.0),
            ("usage", "2026-11-01", "2026-11-30", 120.0),
        )
        self.assertEqual(
            self.parts(usages), [(3, 0, 0, 0), (4.5, 0, 0, 0), (0.5, 0, 1.5, 120)]
        )
        self.assertEqual(set(usages.mapped("state")), {"rated"})
        fee = usages.fee_line_id
        self.assertEqual((fee.kind, fee.usage_ids), ("usage", usages.sorted()))
        self.assertEqual((fee.quantity, fee.price_unit), (1.5, 80.0))
        # Same invoice as the membership.
        self.assertEqual(fee.move_id, run.fee_line_ids.move_id)
        self.assertEqual(
            fee.move_line_id.name,
            "Meeting room hours · 1–30 Nov 2026 · 3 Nov 2026 3 Hours (3 of 8 included);"
            " 12 Nov 2026 4.5 Hours (7.5 of 8 included); 20 Nov 2026 2 Hours (8 of 8"
            " included, 1.5 to pay) · 1.5 Hours × 80.00 = 120.00",
        )
        self.assertBalanced()

    def test_a_pack_is_used_up_before_anything_is_billed(self):
        usages = self.record(self.desk_contract, *HISTORY)
        pack = self.env["cowork.pack"].create(
            {
                "partner_id": self.member.id,
                "usage_type_id": self.hours.id,
                "quantity": 1,
                "date_from": "2026-11-01",
                "company_id": self.company.id,
            }
        )
        self.bill("2026-12-01")
        self.assertEqual(self.parts(usages)[2], (0.5, 1, 0.5, 40))
        self.assertEqual(pack.remaining, 0)

    def test_the_member_reads_it_in_their_language(self):
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        hours = self.hours.sudo().with_context(lang="fr_FR")
        hours.name = "Heures de réunion"
        hours.uom_id.name = "Heures"
        self.member.lang = "fr_FR"
        usages = self.record(self.desk_contract, *HISTORY)
        self.bill("2026-12-01")
        text = usages.fee_line_id.move_line_id.name
        self.assertTrue(text.startswith("Heures de réunion · 1–30 nov. 2026"), text)
        self.assertIn("1.5 Heures × ", text)

    def test_what_is_covered_is_settled_and_shown(self):
        usages = self.record(self.desk_contract, HISTORY[0])
        run = self.bill("2026-12-01")
        self.assertEqual(usages.state, "rated")
        fee = usages.fee_line_id
        self.assertEqual((fee.amount, fee.state, fee.run_id), (0, "invoiced", run))
        self.assertIn("(3 of 8 included) · nothing to pay · 0.00", fee.explanation)

    def test_what_is_covered_alone_makes_no_invoice(self):
        usages = self.record(self.desk_contract, HISTORY[0])
        run = self.bill("2026-11-04")
        self.assertEqual((usages.state, usages.fee_line_id.state), ("rated", "waived"))
        self.assertFalse(run.move_ids)

    def test_a_contract_with_nothing_else_due_is_found(self):
        other = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-02")
        usages = self.record(self.desk_contract, ("2026-11-05", 9))
        later = self.record(self.desk_contract, ("2026-11-11", 1))
        run = self.bill("2026-11-10")
        self.assertEqual(run.contract_count, 1)
        self.assertFees(run, ("usage", "2026-11-01", "2026-11-30", 80.0))
        self.assertEqual((usages.state, later.state), ("rated", "open"))
        self.assertFalse(self.bill("2026-11-10").fee_line_ids)
        self.assertEqual(len(other.fee_line_ids), 1)
        # The next one counts on from there.
        self.bill("2026-11-11")
        self.assertEqual(self.parts(later), [(0, 0, 1, 80)])
        self.assertIn("8 of 8 included", later.fee_line_id.explanation)

    def test_only_months_that_are_over(self):
        self.company.cowork_usage_billing = "month"
        november, december = self.record(
            self.desk_contract, ("2026-11-30", 9), ("2026-12-01", 9)
        )
        self.assertFalse(self.bill("2026-11-30").fee_line_ids)
        self.bill("2026-12-01")
        self.assertEqual((november.state, december.state), ("rated", "open"))
        self.assertFalse(self.bill("2026-12-02").fee_line_ids)
        with self.on("2026-12-03"):
            self.desk_contract.action_terminate(
                "2026-12-03", self.env["cowork.contract.end.reason"].search([], limit=1)
            )
        with self.on("2026-12-04"):
            self.desk_contract._enter_state("ended")
        self.bill("2026-12-04")
        self.assertEqual(december.state, "rated")

    # When it happened --------------------------------------------------------------

    def test_usage_on_a_boundary_is_billed_once_in_its_own_period(self):
        """Midnight between two periods is that of the location: 16:00 in London."""
        before, after = self.env["cowork.usage"]._record(
            [
                {
                    "key": f"boundary-{moment}",
                    "contract_id": self.desk_contract.id,
                    "usage_type_id": self.hours.id,
                    "used_at": moment,
                    "quantity": 9,
                }
                for moment in ("2026-11-30 15:59:59", "2026-11-30 16:00:00")
            ]
        )
        for day in ("2026-11-30", "2026-11-30", "2026-12-01", "2026-12-01"):
            self.bill(day)
        self.assertEqual(str(before.fee_line_id.period_end), "2026-11-30")
        self.assertEqual(str(after.fee_line_id.period_start), "2026-12-01")
        self.assertEqual(
            self.used(self.desk_contract), [("2026-11-01", 80), ("2026-12-01", 80)]
        )
        self.assertEqual(str(before.fee_line_id.run_id.date), "2026-11-30")
        self.assertEqual(str(after.fee_line_id.run_id.date), "2026-12-01")

    def test_a_midnight_that_comes_twice_is_billed_once(self):
        """In Havana the first hour of 1 November 2026 comes twice."""
        havana = self._location("Malecón", "M", tz="America/Havana")
        contract = self.contract(self.hot_desk, "2026-10-01", location_id=havana.id)
        moments = (
            "2026-11-01 03:59:59",
            "2026-11-01 04:00:00",
            "2026-11-01 05:00:00",
            "2026-11-01 05:59:59",
        )
        usages = self.env["cowork.usage"]._record(
            [
                {
                    "key": f"havana-{moment}",
                    "contract_id": contract.id,
                    "usage_type_id": self.hours.id,
                    "used_at": moment,
                    "quantity": 9,
                }
                for moment in moments
            ]
        )
        for day in ("2026-10-31", "2026-11-01", "2026-11-01"):
            self.bill(day)
        self.assertEqual(
            [str(usage.date) for usage in usages], ["2026-10-31", *["2026-11-01"] * 3]
        )
        # 9 − 8 hours, and 27 − 8.
        self.assertEqual(
            self.used(contract), [("2026-10-01", 80), ("2026-11-01", 1520)]
        )
        self.assertEqual(set(usages.mapped("state")), {"rated"})

    def test_late_usage_is_on_the_next_invoice_with_its_own_date(self):
        self.record(self.desk_contract, ("2026-11-20", 7))
        self.bill("2026-12-01")
        late = self.record(self.desk_contract, ("2026-11-03", 3), ("2026-12-02", 1))
        run = self.bill("2027-01-01")
        self.assertFees(
            run,
            ("membership", "2027-01-01", "2027-01-31", 900.0),
            ("usage", "2026-11-01", "2026-11-30", 160.0),
            ("usage", "2026-12-01", "2026-12-31", 0.0),
        )
        self.assertEqual(self.parts(late), [(1, 0, 2, 160), (1, 0, 0, 0)])
        self.assertIn("3 Nov 2026 3 Hours", late[0].fee_line_id.explanation)

    def test_the_period_is_that_of_what_is_included(self):
        plan = self._plan(
            "Flex",
            "FLEX",
            "hot_desk",
            100,
            anchor="anniversary",
            allowance_ids=[
                Command.create(
                    {
                        "usage_type_id": self.hours.id,
                        "quantity": 1,
                        "period": "billing",
                    }
                )
            ],
        )
        contract = self.contract(plan, "2026-11-16")
        self.record(contract, ("2026-12-15", 2), ("2026-12-16", 2))
        self.bill("2026-12-16")
        fees = contract.fee_line_ids.filtered(lambda fee: fee.kind == "usage")
        self.assertFees(
            fees,
            ("usage", "2026-11-16", "2026-12-15", 80.0),
            ("usage", "2026-12-16", "2027-01-15", 80.0),
        )

    # What it costs -----------------------------------------------------------------

    def test_a_price_that_was_promised_is_kept_to_the_cent(self):
        self.hours.product_id.list_price = 500
        usages = self.record(
            self.desk_contract, ("2026-11-02", 8), ("2026-11-03", 3), price_unit=100 / 3
        )
        self.bill("2026-12-01")
        fee = usages[1].fee_line_id
        self.assertEqual((fee.amount, fee.quantity, fee.price_unit), (100, 1, 100))
        self.assertIn("3 Hours × 33.333333 = 100.00", fee.explanation)

    def test_the_price_list_of_the_day_decides(self):
        listed = self.env["product.pricelist"].create(
            {
                "name": "Members",
                "currency_id": self.currency.id,
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "product_tmpl_id": self.hours.product_id.product_tmpl_id.id,
                            "applied_on": "1_product",
                            "compute_price": "fixed",
                            "fixed_price": price,
                            "date_start": start,
                            "date_end": stop,
                        }
                    )
                    for price, start, stop in (
                        (50, "2026-11-01 00:00:00", "2026-11-15 23:59:59"),
                        (60, "2026-11-16 00:00:00", "2026-12-31 23:59:59"),
                    )
                ],
            }
        )
        contract = self.contract(
            self._plan("Bare", "BARE", "hot_desk", 10),
            "2026-11-01",
            pricelist_id=listed.id,
        )
        usages = self.record(contract, ("2026-11-10", 2), ("2026-11-20", 2))
        self.bill("2026-12-01")
        self.assertEqual(self.parts(usages), [(0, 0, 2, 100), (0, 0, 2, 120)])
        self.assertEqual(len(usages.fee_line_id), 2)

    def test_what_has_no_price_parks_the_contract(self):
        good = self.contract(self.hot_desk, "2026-11-01")
        usage = self.record(
            self.desk_contract, ("2026-11-10", 20), usage_type=self.prints
        )
        run = self.bill("2026-12-01")
        self.assertErrors(run, (self.desk_contract, "“Prints” has no price"))
        self.assertEqual((usage.state, len(good.fee_line_ids)), ("open", 2))
        self.prints.product_id = self.env["product.product"].create(
            {"name": "Prints", "type": "service", "list_price": 0.1}
        )
        with self.on("2026-12-01"):
            run.action_retry()
        self.assertEqual(self.parts(usage), [(0, 0, 20, 2)])

    def test_what_is_not_charged_is_settled_and_counted(self):
        self.prints.rating = "none"
        usage = self.record(
            self.desk_contract, ("2026-11-10", 20), usage_type=self.prints
        )
        self.bill("2026-12-01")
        self.assertEqual((usage.state, usage.quantity_billable), ("rated", 20))
        self.assertFalse(usage.fee_line_id)

    def test_charged_on_at_cost_and_a_margin(self):
        self.prints.write({"rating": "cost_plus", "margin_percent": 10})
        space = self.env["cowork.space"].create(
            {
                "name": "Office 501",
                "location_id": self.desk_contract.location_id.id,
                "kind_id": self.env.ref("cowork_members.kind_hot_desk").id,
            }
        )
        usage = self.record(
            self.desk_contract,
            ("2026-11-10", 1),
            usage_type=self.prints,
            cost_unit=123.45,
            note="Electrician",
            space_id=space.id,
        )
        self.bill("2026-12-01")
        fee = usage.fee_line_id
        self.assertEqual(fee.amount, 135.80)
        self.assertIn("10 Nov 2026 Office 501, Electrician 1 Units", fee.explanation)
        self.assertIn("× 135.795 (cost + 10 %) = 135.80", fee.explanation)

    def test_charged_on_without_a_cost_is_refused(self):
        self.prints.rating = "cost_plus"
        self.record(self.desk_contract, ("2026-11-10", 1), usage_type=self.prints)
        run = self.bill("2026-12-01")
        self.assertErrors(
            run, (self.desk_contract, "charged at its cost, but has none")
        )
        wizard = self.env["cowork.usage.add"].create(
            {
                "partner_id": self.member.id,
                "contract_id": self.desk_contract.id,
                "usage_type_id": self.prints.id,
                "date": "2026-11-10",
            }
        )
        with self.on("2026-12-01"), self.assertRaisesRegex(UserError, "one unit cost"):
            wizard.action_add()

    def test_usage_elsewhere_is_a_charge_of_that_place(self):
        dock = self._location("Dock", "D")
        here = self.record(self.desk_contract, ("2026-11-02", 9))
        there = self.record(self.desk_contract, ("2026-11-03", 1), location_id=dock.id)
        self.bill("2026-12-01")
        self.assertEqual(there.fee_line_id.location_id, dock)
        self.assertEqual(here.fee_line_id.location_id, self.quay)
        self.assertEqual(here.fee_line_id.move_id, there.fee_line_id.move_id)

    def test_terms_the_engine_refuses_park_one_contract(self):
        good = self.contract(self.hot_desk, "2026-11-01")
        usages = self.record(good, ("2026-11-10", 9))
        bad = self.record(self.desk_contract, ("2026-11-10", 9))
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE cowork_contract_line DROP CONSTRAINT"
            " cowork_contract_line_terms_range"
        )
        self.desk_contract.line_ids.billing_interval = 0
        preview = self.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": self.company.id}
        )
        self.assertEqual(len(preview.preview_lines()["errors"]), 1)
        run = self.bill("2026-12-01")
        self.assertErrors(run, (self.desk_contract, "cannot be 0 units long"))
        self.assertEqual((usages.state, bad.state), ("rated", "open"))

    # Preview -----------------------------------------------------------------------

    def test_preview_shows_the_same_and_settles_nothing(self):
        usages = self.record(self.desk_contract, *HISTORY)
        contract = self.desk_contract.sudo()
        settlements = contract.usage_settlements
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": self.company.id}
        )
        shown = run.preview_lines()["fee_lines"]
        self.assertEqual(set(usages.mapped("state")), {"open"})
        self.assertFalse(usages.fee_line_id)
        self.assertEqual(contract.usage_settlements, settlements)
        with self.on("2026-12-01"):
            run.action_run()
        self.assertEqual(
            {
                (fee["key"], fee["amount"], fee["quantity"], fee["explanation"])
                for fee in shown
            },
            {
                (fee.key, fee.amount, fee.quantity, fee.explanation)
                for fee in run.fee_line_ids
            },
        )

    def test_queries_of_a_run_with_usage_do_not_grow(self):
        def run(count):
            contracts = self.env["cowork.contract"]
            for number in range(count):
                partner = self.env["res.partner"].create({"name": f"User {number}"})
                contracts |= self.contract(
                    self.hot_desk, "2026-11-01", partner_id=partner.id
                )
            for contract in contracts:
                self.record(contract, *HISTORY)
            run = self.env["cowork.billing.run"].create(
                {"date": "2026-12-01", "company_id": self.company.id}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_run()
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            self.assertEqual(run.invoice_count, count)
            self.assertEqual(len(run.fee_line_ids), 3 * count)
            return queries

        self.bill("2026-12-01")
        run(1)
        few, many = run(10), run(30)
        self.assertLessEqual((many - few) / 20, 1.0, (few, many))
