from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import BillingCommon


class ScheduleCommon(BillingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.env["product.product"].create(
            {"name": "Corkage", "type": "service", "list_price": 50.0}
        )
        cls.usage_types = cls.env["cowork.usage.type"].search([])

    def make_product(self, name, **vals):
        return self.env["product.product"].create(
            {"name": name, "type": "service", **vals}
        )

    def get_rows(self, section=None, location=None):
        """:returns: dict of name to row, of one section or all"""
        sections = self.env["cowork.fee.schedule"]._build(location or self.quay)
        return {
            row["name"]: row
            for each in sections
            if section in (None, each["name"])
            for row in each["rows"]
        }


@tagged("post_install", "-at_install")
class TestFeeScheduleGuard(ScheduleCommon):
    """Nobody is charged for what is not on the fee schedule."""

    def test_the_run_names_what_is_not_on_it_and_bills_the_others(self):
        bad = self.contract(self.hot_desk, "2026-12-01")
        good = self.contract(self.hot_desk, "2026-12-01")
        bad.line_ids.product_id = self.hidden
        run = self.bill("2026-12-01")
        self.assertErrors(
            run, (bad, "“Corkage” is not on the fee schedule, so nobody can be")
        )
        self.assertIn("Tick “One-off Charge”", run.error_ids.message)
        self.assertFees(bad)
        self.assertFees(good, ("membership", "2026-12-01", "2026-12-31", 900.0))
        # As it says: then it is billed.
        self.hidden.cowork_is_charge = True
        with self.on("2026-12-01"):
            run.action_retry()
        self.assertFees(bad, ("membership", "2026-12-01", "2026-12-31", 900.0))

    def test_no_code_makes_a_fee_line_of_it(self):
        self.contract(self.hot_desk, "2026-12-01")
        fee = self.bill("2026-12-01").fee_line_ids
        vals = fee.copy_data()[0] | {"key": "other", "product_id": self.hidden.id}
        fee_lines = self.env["cowork.fee.line"].sudo()
        with self.assertRaises(ValidationError) as refused:
            fee_lines.create(vals | {"kind": "one_off"})
        self.assertIn("“Corkage” is not on the fee schedule", str(refused.exception))
        with self.assertRaises(ValidationError):
            fee.sudo().product_id = self.hidden
        self.hidden.cowork_is_charge = True
        self.assertTrue(fee_lines.create(vals | {"kind": "one_off"}))

    def test_a_product_of_another_company_is_not_on_it(self):
        other = self.setup_other_company()["company"]
        self.env["cowork.plan"].create(
            {
                "name": "Far",
                "code": "FAR",
                "kind_id": self.hot_desk.kind_id.id,
                "company_id": other.id,
                "product_id": self.hidden.id,
            }
        )
        schedule = self.env["cowork.fee.schedule"]
        self.assertNotIn(self.hidden.id, schedule._get_listed_ids(self.company))
        self.assertIn(self.hidden.id, schedule._get_listed_ids(other))

    def test_an_archived_plan_is_charged_to_who_has_it_and_said_to_be_over(self):
        contract = self.contract(self.hot_desk, "2026-11-01")
        self.hot_desk.active = False
        self.assertIn("Hot desk", self.get_rows("No longer offered"))
        self.assertNotIn("Hot desk", self.get_rows("Memberships"))
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        with self.on("2026-12-10"):
            contract.action_terminate("2026-12-10")
        # What is given back needs no plan that is offered.
        run = self.bill("2026-12-11")
        self.assertErrors(run)
        self.assertFees(run, ("credit", "2026-12-11", "2026-12-31", -609.68))
        self.assertNotIn("Hot desk", self.get_rows("No longer offered"))

    def test_who_was_charged_before_is_charged_on_when_the_plan_is_sold_as_another(
        self,
    ):
        contract = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        old = self.hot_desk.product_id
        self.hot_desk.product_id = self.hidden
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        self.assertEqual(contract.fee_line_ids.product_id, old)
        self.assertIn(f"Hot desk · {old.name}", self.get_rows("No longer offered"))

    def test_the_check_asks_no_more_for_more_charges(self):
        contracts = [self.contract(self.hot_desk, "2026-12-01") for _i in range(12)]
        fees = self.bill("2026-12-01").fee_line_ids
        self.assertEqual(len(fees), len(contracts))
        fees = fees.browse(fees.ids)

        def count(charges):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            charges._check_product_is_listed()
            return self.env.cr.sql_log_count - before

        count(fees)
        self.assertEqual(count(fees[:1]), count(fees))


@tagged("post_install", "-at_install")
class TestFeeSchedule(ScheduleCommon):
    """One page with everything, from the records billing uses."""

    def test_a_plan_with_its_terms(self):
        self.desk.write(
            {
                "notice_days": 30,
                "min_term_months": 3,
                "holding_percent": 30,
                "minimum_charge": 2000,
                "discount_ids": [Command.create({"min_months": 6, "discount": 5})],
            }
        )
        row = self.get_rows("Memberships")["Fixed desk monthly"]
        self.assertEqual(
            (row["price"], row["unit"], row["tax"]),
            ("$\N{NO-BREAK SPACE}1,800.00", "every month", "plus 15%"),
        )
        self.assertEqual(
            row["notes"],
            [
                "Billed in advance, by calendar periods",
                "Part of a period: by day of that period",
                "Set-up fee, once: $\N{NO-BREAK SPACE}200.00",
                "Deposit, given back: 2 × the monthly price ="
                " $\N{NO-BREAK SPACE}3,600.00",
                "At least $\N{NO-BREAK SPACE}2,000.00 each period, use included",
                "Notice: 30 days",
                "Minimum term: 3 months",
                "On hold: 30 % of the price",
                "5 % less for 6 months or more",
            ],
        )

    def test_every_way_to_charge_part_of_a_period_is_said(self):
        notes = []
        for proration in ("daily", "thirty", "none"):
            self.hot_desk.proration = proration
            notes.append(self.get_rows("Memberships")["Hot desk"]["notes"][1])
        self.assertEqual(
            notes,
            [
                "Part of a period: by day of that period",
                "Part of a period: by day, months of 30 days",
                "Part of a period costs a whole one",
            ],
        )

    def test_rooms_by_their_prices_with_fees_for_who_does_not_come(self):
        policy = self.env["cowork.booking.policy"].create(
            {
                "name": "Rooms",
                "cancel_free_hours": 24,
                "late_fee_kind": "percent",
                "late_fee": 50,
                "no_show_fee_kind": "fixed",
                "no_show_fee": 80,
                "day_cap": 600,
                "rate_ids": [
                    Command.create(
                        {
                            "price": 120,
                            "audience": "members",
                            "sat": False,
                            "sun": False,
                            "hour_from": 9,
                            "hour_to": 18.5,
                        }
                    ),
                    Command.create({"price": 900, "unit": "day"}),
                ],
            }
        )
        kind = self.env.ref("cowork_members.kind_meeting_medium")
        vals = {"location_id": self.quay.id, "kind_id": kind.id}
        self.env["cowork.space"].create(
            [
                {"name": "Blue", "booking_policy_id": policy.id, **vals},
                {"name": "Red", "booking_policy_id": policy.id, **vals},
            ]
        )
        sections = self.env["cowork.fee.schedule"]._build(self.quay)
        rows = {each["name"]: each["rows"] for each in sections}
        first, second = rows["Meeting rooms and other bookings"]
        self.assertEqual(first["name"], "Blue, Red")
        self.assertEqual(
            (first["price"], first["unit"]),
            ("$\N{NO-BREAK SPACE}120.00", "per hour"),
        )
        self.assertEqual(
            first["notes"],
            [
                "Members",
                "Mon, Tue, Wed, Thu, Fri 09:00–18:30",
                "At most $\N{NO-BREAK SPACE}600.00 a day",
                "Cancelled less than 24 hours before: 50 % of the price",
                "Nobody comes: $\N{NO-BREAK SPACE}80.00",
            ],
        )
        self.assertEqual(
            (second["price"], second["unit"], second["notes"]),
            ("$\N{NO-BREAK SPACE}900.00", "per day", []),
        )
        dock = self._location("Dock", "D")
        self.assertNotIn("Blue, Red", self.get_rows(location=dock))

    def test_what_is_charged_by_use_and_once(self):
        self.hidden.cowork_is_charge = True
        self.hidden.description_sale = "For each bottle you bring"
        prints = self.env.ref("cowork_members.usage_prints")
        prints.product_id = self.env["product.product"].create(
            {"name": "Page", "type": "service", "list_price": 0.5}
        )
        row = self.get_rows("By use")["Prints"]
        self.assertEqual(
            (row["price"], row["unit"]), ("$\N{NO-BREAK SPACE}0.50", "per Units")
        )
        prints.write({"rating": "cost_plus", "margin_percent": 12.5})
        self.assertEqual(self.get_rows("By use")["Prints"]["price"], "Cost + 12.5 %")
        row = self.get_rows("One-off charges")["Corkage"]
        self.assertEqual(row["price"], "$\N{NO-BREAK SPACE}50.00")
        self.assertEqual(row["notes"], ["For each bottle you bring"])

    def test_the_page_shows_just_what_can_be_charged(self):
        self.hidden.cowork_is_charge = True
        setup = self.make_product("Entry")
        self.desk.setup_product_id = setup
        self.contract(self.office, "2026-11-01")
        self.office.active = False
        for usage_type in self.usage_types:
            usage_type.product_id = self.make_product(usage_type.name)
        policy = self.env["cowork.booking.policy"].create(
            {"name": "Rooms", "late_fee_kind": "fixed", "late_fee": 5}
        )
        room = self.env["cowork.space"].create(
            {
                "name": "Blue",
                "location_id": self.quay.id,
                "kind_id": self.env.ref("cowork_members.kind_meeting_medium").id,
                "booking_policy_id": policy.id,
                "product_id": self.make_product("Blue room").id,
            }
        )
        unlisted = self.make_product("Nobody's")
        shown = self.env["product.product"].union(
            *(row["products"] for row in self.get_rows().values())
        )
        for name in ("deposit", "usage"):
            shown |= self.env.ref(f"cowork_billing.product_{name}")
        listed = self.env["cowork.fee.schedule"]._get_listed_ids(self.company)
        self.assertEqual(set(shown.ids), listed)
        for product in (
            setup,
            room.product_id,
            self.office.product_id,
            self.hidden,
            *self.usage_types.product_id,
        ):
            self.assertIn(product, shown)
        self.assertNotIn(unlisted, shown)

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.hot_desk.with_context(lang="zh_CN").name = "流动工位"
        schedule = self.env["cowork.fee.schedule"].with_context(lang="zh_CN")
        names = [row["name"] for row in schedule._build(self.quay)[0]["rows"]]
        self.assertIn("流动工位", names)
        self.assertNotIn("Hot desk", names)

    def test_more_plans_ask_no_more_questions(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["cowork.fee.schedule"]._build(self.quay)
            return self.env.cr.sql_log_count - before

        def add_plans(numbers):
            for number in numbers:
                self._plan(f"Plan {number}", f"P{number}", "hot_desk", 100 + number)

        add_plans(range(5))
        count()
        few = count()
        add_plans(range(5, 20))
        # New plans empty some caches of the ERP, whose own questions do not count.
        count()
        self.assertLessEqual(count(), few)
