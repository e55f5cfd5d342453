from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractLines(CoworkCommon):
    """Prices, discounts, steps, free periods, dates and terms of lines."""

    def test_terms_are_copied_from_the_plan(self):
        line = self.make_contract(self.plan_desk, self.desk_1).line_ids
        self.assertRecordValues(
            line,
            [
                {
                    "name": "Fixed desk · Desk 1",
                    "product_id": self.plan_desk.product_id.id,
                    "price_unit": 1800.0,
                    "discount": 0.0,
                    "price_subtotal": 1800.0,
                    "billing_interval": 1,
                    "billing_unit": "month",
                    "bill_in": "advance",
                    "anchor": "calendar",
                    "billing_day": 1,
                    "proration": "daily",
                    "deposit_months": 2.0,
                    "setup_fee": 200.0,
                    "notice_days": 30,
                    "min_term_months": 3,
                }
            ],
        )

    def test_a_term_given_on_the_line_stands(self):
        line = self.make_contract(
            self.plan_desk,
            line={"proration": "thirty", "price_unit": 1.5, "notice_days": 7},
        ).line_ids
        self.assertRecordValues(
            line,
            [
                {
                    "proration": "thirty",
                    "price_unit": 1.5,
                    "notice_days": 7,
                    "bill_in": "advance",
                    "min_term_months": 3,
                }
            ],
        )

    def test_a_later_change_of_the_plan_changes_no_contract(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, start="2026-11-01")
        before = contract.line_ids.read()[0]
        product = self.env["product.product"].create(
            {"name": "Other", "type": "service"}
        )
        self.plan_desk.write(
            {
                "name": "Renamed",
                "list_price": 9999.0,
                "product_id": product.id,
                "billing_interval": 3,
                "bill_in": "arrears",
                "anchor": "anniversary",
                "billing_day": 15,
                "proration": "none",
                "lead_days": 9,
                "deposit_months": 9,
                "setup_fee": 999,
                "holding_percent": 50,
                "bill_before_move_in": True,
                "notice_days": 365,
                "min_term_months": 48,
                "discount_ids": [Command.create({"min_months": 1, "discount": 50})],
            }
        )
        contract.write({"date_end": "2027-12-31", "pricelist_id": False})
        self.env.flush_all()
        self.env.invalidate_all()
        after = contract.line_ids.read()[0]
        changed = {name for name in before if before[name] != after[name]}
        # The plan's own name is shown, and the end moved.
        self.assertEqual(changed - {"write_date"}, {"plan_id", "date_stop"})
        self.assertEqual(contract.action_give_notice("2027-01-10"), "2027-02-09")

    def test_the_term_discount_follows_the_commitment(self):
        self.plan_desk.discount_ids = [
            Command.create({"min_months": 6, "discount": 5}),
            Command.create({"min_months": 12, "discount": 10}),
        ]
        cases = (
            ("2027-01-01", None, 0),
            ("2027-01-01", "2027-06-29", 0),
            ("2027-01-01", "2027-06-30", 5),
            ("2027-01-31", "2027-07-30", 5),
            ("2027-01-01", "2027-12-30", 5),
            ("2027-01-01", "2027-12-31", 10),
            ("2028-02-29", "2029-02-27", 10),
        )
        for start, end, discount in cases:
            line = self.make_contract(
                self.plan_desk, start=start, end=end, state="draft"
            ).line_ids
            self.assertEqual(line.discount, discount, f"{start}–{end}")

    def test_a_draft_takes_the_discount_of_its_new_term_and_a_signed_one_keeps_it(self):
        self.plan_desk.discount_ids = [Command.create({"min_months": 6, "discount": 5})]
        contract = self.make_contract(
            self.plan_desk, start="2027-02-01", end="2027-03-31", state="draft"
        )
        contract.date_end = "2027-07-31"
        self.assertEqual(contract.line_ids.discount, 5.0)
        contract.action_sign()
        contract.date_end = "2027-03-31"
        self.assertEqual(contract.line_ids.discount, 5.0)

    def test_monthly_value_of_every_billing_period(self):
        cases = (
            (1, "month", 300.0),
            (3, "month", 100.0),
            (1, "year", 25.0),
            (1, "week", 1303.57),
            (1, "day", 9125.0),
        )
        for interval, unit, value in cases:
            plan = self.make_plan(
                f"{interval} {unit}",
                "hot_desk",
                300.0,
                billing_interval=interval,
                billing_unit=unit,
            )
            contract = self.make_contract(plan)
            self.assertEqual(contract.monthly_value, value, unit)

    def test_a_discounted_quantity(self):
        contract = self.make_contract(
            line={"quantity": 3, "price_unit": 33.33, "discount": 12.5}
        )
        self.assertEqual(contract.line_ids.price_subtotal, 87.49)
        self.assertEqual(contract.monthly_value, 87.49)

    # Price lists -----------------------------------------------------------------

    def _pricelist(self, currency, **rule):
        return self.env["product.pricelist"].create(
            {
                "name": "Agreed",
                "currency_id": currency.id,
                "item_ids": [Command.create(rule)] if rule else [],
            }
        )

    def _currency(self, name, rate, rounding=0.01):
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", name)])
        )
        currency.write({"active": True, "rounding": rounding})
        currency.rate_ids.unlink()
        currency.rate_ids = [
            Command.create(
                {"name": "2026-01-01", "rate": rate, "company_id": self.company.id}
            )
        ]
        return currency

    def test_a_price_list_rule_starts_from_the_price_of_the_plan(self):
        # Two plans share a product whose own price is something else.
        twin = self.make_plan(
            "Twin", "hot_desk", 500.0, product_id=self.plan_hot.product_id.id
        )
        pricelist = self._pricelist(
            self.company.currency_id,
            compute_price="percentage",
            percent_price=10,
            applied_on="3_global",
        )
        self.plan_hot.list_price = 1000.0
        for plan, price in ((self.plan_hot, 900.0), (twin, 450.0)):
            contract = self.make_contract(plan, pricelist_id=pricelist.id)
            self.assertEqual(contract.line_ids.price_unit, price)

    def test_a_fixed_price_and_no_rule_at_all(self):
        pricelist = self._pricelist(
            self.company.currency_id,
            compute_price="fixed",
            fixed_price=777.0,
            applied_on="0_product_variant",
            product_id=self.plan_hot.product_id.id,
        )
        contract = self.make_contract(self.plan_hot, pricelist_id=pricelist.id)
        self.assertEqual(contract.line_ids.price_unit, 777.0)
        contract = self.make_contract(self.plan_desk, pricelist_id=pricelist.id)
        self.assertEqual(contract.line_ids.price_unit, 1800.0)

    def test_prices_in_another_currency(self):
        yen = self._currency("JPY", 150.0, 1.0)
        pricelist = self._pricelist(yen)
        contract = self.make_contract(
            self.plan_desk, self.desk_1, pricelist_id=pricelist.id, state="draft"
        )
        line = contract.line_ids
        self.assertEqual(contract.currency_id, yen)
        self.assertEqual((line.price_unit, line.setup_fee), (270000.0, 30000.0))
        # Back to the company's currency: price and set-up fee follow.
        contract.pricelist_id = False
        self.assertEqual((line.price_unit, line.setup_fee), (1800.0, 200.0))
        contract.pricelist_id = pricelist
        contract.action_sign()
        contract.pricelist_id = False
        self.assertEqual(contract.currency_id, yen)
        self.assertEqual(line.price_unit, 270000.0)

    def test_price_rules_by_date(self):
        pricelist = self._pricelist(
            self.company.currency_id,
            compute_price="fixed",
            fixed_price=600.0,
            date_start="2027-02-01 00:00:00",
            date_end="2027-02-28 23:59:59",
        )
        prices = [
            self.make_contract(
                start=start, pricelist_id=pricelist.id, state="draft"
            ).line_ids.price_unit
            for start in ("2027-01-31", "2027-02-01", "2027-02-28", "2027-03-01")
        ]
        self.assertEqual(prices, [1200.0, 600.0, 600.0, 1200.0])

    # Dates -----------------------------------------------------------------------

    def test_the_last_day_is_the_earlier_of_line_and_contract(self):
        contract = self.make_contract(start="2027-01-01", end="2027-06-30")
        line = contract.line_ids
        self.assertEqual(line.date_stop, date(2027, 6, 30))
        line.date_end = "2027-03-31"
        self.assertEqual(line.date_stop, date(2027, 3, 31))
        contract.date_end = "2027-02-28"
        self.assertEqual(line.date_stop, date(2027, 2, 28))
        contract.date_end = False
        self.assertEqual(line.date_stop, date(2027, 3, 31))

    def test_lines_move_with_the_first_day_of_a_contract_not_begun(self):
        for state in ("draft", "signed"):
            contract = self.make_contract(
                self.plan_desk, start="2027-02-01", state=state
            )
            later = contract.line_ids.create(
                {
                    "contract_id": contract.id,
                    "plan_id": self.plan_hot.id,
                    "date_start": "2027-04-01",
                }
            )
            line = contract.line_ids - later
            for day in ("2027-02-15", "2027-01-20"):
                contract.date_start = day
                self.assertEqual(str(line.date_start), day)
                self.assertEqual(str(later.date_start), "2027-04-01")
            with self.assertRefused(ValidationError, "cannot begin on"):
                contract.date_start = "2027-05-01"

    def test_lines_move_with_the_first_day_in_the_form(self):
        form = Form(self.env["cowork.contract"])
        form.location_id = self.location
        form.partner_id = self.member
        with form.line_ids.new() as line:
            line.plan_id = self.plan_hot
        form.date_start = "2026-12-01"
        contract = form.save()
        self.assertEqual(contract.line_ids.date_start, date(2026, 12, 1))
        with Form(contract) as form:
            form.date_start = "2027-02-01"
        self.assertEqual(contract.line_ids.date_start, date(2027, 2, 1))

    def test_a_line_cannot_begin_before_its_contract(self):
        contract = self.make_contract(start="2027-01-01", state="draft")
        with self.assertRefused(ValidationError, "cannot begin on 12/31/2026"):
            contract.line_ids.date_start = "2026-12-31"
        with self.assertRefused(ValidationError, "is before the first day"):
            contract.line_ids.date_end = "2026-12-31"

    def test_a_line_added_to_a_running_contract_begins_today(self):
        contract = self.make_contract(start="2026-11-01")
        vals = {"contract_id": contract.id, "plan_id": self.plan_hot.id}
        line = contract.line_ids.create(vals)
        self.assertEqual(line.date_start, date(2027, 1, 10))

    # Steps and free periods --------------------------------------------------------

    def test_the_price_in_force_on_a_day(self):
        line = self.make_contract(
            start="2026-11-01",
            line={
                "price_step_ids": [
                    Command.create({"date_start": "2027-02-01", "price_unit": 1300}),
                    Command.create({"date_start": "2027-03-01", "price_unit": 0}),
                ]
            },
        ).line_ids
        days = (date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28))
        self.assertEqual([line._get_price_on(d) for d in days], [1200.0, 1300.0, 1300])
        self.assertEqual(line._get_price_on(date(2027, 3, 1)), 0.0)

    @mute_logger("odoo.sql_db")
    def test_free_periods_do_not_overlap_but_may_touch(self):
        line = self.make_contract().line_ids
        periods = self.env["cowork.contract.free.period"]
        vals = {"line_id": line.id}
        periods.create({**vals, "date_start": "2027-02-01", "date_end": "2027-02-14"})
        periods.create({**vals, "date_start": "2027-02-15", "date_end": "2027-02-15"})
        with self.assertRaises(IntegrityError):
            periods.create(
                {**vals, "date_start": "2027-02-14", "date_end": "2027-02-14"}
            )

    # Spaces ----------------------------------------------------------------------

    def test_spaces_of_another_location_structure_and_kind_are_refused(self):
        cases = (
            (self.plan_desk, self.desk_far, "but the contract is for"),
            (self.plan_desk, self.floor, "only part of the building"),
            (self.plan_desk, self.office, "is for a space of the kind"),
            (self.plan_hot, self.office, "is for a space of the kind"),
        )
        for plan, space, message in cases:
            with self.assertRefused(ValidationError, message):
                self.make_contract(
                    plan, space, location_id=self.location.id, state="draft"
                )
        # A shared space is taken by many.
        for _i in range(2):
            contract = self.make_contract(self.plan_hot, self.hall)
            self.assertFalse(contract.line_ids.holds_space)

    def test_back_to_back_contracts_touch(self):
        self.make_contract(
            self.plan_desk, self.desk_1, start="2027-01-01", end="2027-01-31"
        )
        self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )

    def test_two_lines_of_one_contract_cannot_hold_one_desk(self):
        contract = self.make_contract(self.plan_desk, self.desk_1)
        with self.assertRefused(ValidationError, f"let to contract {contract.name}"):
            contract.line_ids.copy({"contract_id": contract.id})

    def test_the_name_is_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.plan_hot.with_context(lang="fr_FR").name = "Poste libre"
        self.member.lang = "fr_FR"
        contract = self.make_contract(self.plan_hot)
        self.assertEqual(contract.line_ids.name, "Poste libre")
