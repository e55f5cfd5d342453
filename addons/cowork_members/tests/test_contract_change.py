from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractChange(CoworkCommon):
    """Amendments and renewals."""

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract(
            self.plan_desk, self.desk_1, start="2026-11-01"
        )
        self.line = self.contract.line_ids

    # Amendment -------------------------------------------------------------------

    def test_amend_replaces_the_line_from_a_day_on(self):
        new = self.contract.action_amend(
            self.line.id, self.plan_office.id, "2027-01-11", self.office.id
        )
        self.assertRecordValues(
            self.line | new,
            [
                {
                    "plan_id": self.plan_desk.id,
                    "space_id": self.desk_1.id,
                    "date_end": date(2027, 1, 10),
                    "date_stop": date(2027, 1, 10),
                    "is_void": False,
                    "price_unit": 1800.0,
                    "setup_fee": 200.0,
                },
                {
                    "plan_id": self.plan_office.id,
                    "space_id": self.office.id,
                    "date_end": False,
                    "date_stop": False,
                    "is_void": False,
                    "price_unit": 7500.0,
                    "setup_fee": 0.0,
                },
            ],
        )
        self.assertEqual(new.previous_line_id, self.line)
        # What holds today counts until the day of the amendment.
        self.assertEqual(self.contract.monthly_value, 1800.0)
        self.assertEqual(self.contract.plan_names, "Fixed desk")

    def test_amend_on_the_first_day_voids_the_line(self):
        new = self.contract.action_amend(
            self.line, self.plan_desk, "2026-11-01", self.desk_2
        )
        self.assertTrue(self.line.is_void)
        self.assertFalse(self.line.holds_space)
        self.assertEqual(self.line.date_stop, date(2026, 10, 31))
        self.assertEqual(new.date_start, date(2026, 11, 1))
        self.assertEqual(self.contract._get_final_lines(), new)
        # Nobody holds the first desk on any day.
        self.make_contract(self.plan_desk, self.desk_1, start="2026-11-01")

    def test_amend_twice_in_a_month(self):
        second = self.contract.action_amend(
            self.line, self.plan_office, "2027-01-11", self.office
        )
        third = self.contract.action_amend(
            second, self.plan_office, "2027-01-21", self.office_2
        )
        self.assertEqual(
            [line.date_stop for line in self.line | second | third],
            [date(2027, 1, 10), date(2027, 1, 20), False],
        )
        with self.assertRefused(UserError, "is not in force on"):
            self.contract.action_amend(self.line, self.plan_desk, "2027-01-12")
        self.assertEqual(self.contract._get_final_lines(), third)

    def test_amend_again_on_the_day_of_the_amendment(self):
        second = self.contract.action_amend(
            self.line, self.plan_office, "2027-01-11", self.office
        )
        third = self.contract.action_amend(
            second, self.plan_office, "2027-01-11", self.office_2
        )
        self.assertTrue(second.is_void)
        self.assertEqual(self.contract._get_final_lines(), third)
        self.assertEqual(self.office.state, "free")

    def test_a_move_keeps_price_discount_later_steps_and_free_days(self):
        contract = self.make_contract(
            self.plan_desk,
            self.desk_2,
            start="2026-11-01",
            line={
                "price_unit": 1500.0,
                "discount": 10.0,
                "proration": "thirty",
                "price_step_ids": [
                    (0, 0, {"date_start": "2027-01-01", "price_unit": 1600.0}),
                    (0, 0, {"date_start": "2027-11-01", "price_unit": 1700.0}),
                ],
                "free_period_ids": [
                    (0, 0, {"date_start": "2026-11-01", "date_end": "2026-11-14"}),
                    (0, 0, {"date_start": "2027-02-01", "date_end": "2027-02-28"}),
                ],
            },
        )
        self.plan_desk.write({"list_price": 2000.0, "proration": "none"})
        desk_3 = self.make_space("Desk 3", "fixed_desk", self.floor)
        new = contract.action_amend(
            contract.line_ids, self.plan_desk, "2027-02-10", desk_3
        )
        self.assertRecordValues(
            new, [{"price_unit": 1600.0, "discount": 10.0, "proration": "thirty"}]
        )
        self.assertRecordValues(
            new.price_step_ids, [{"date_start": date(2027, 11, 1), "price_unit": 1700}]
        )
        self.assertRecordValues(
            new.free_period_ids,
            [{"date_start": date(2027, 2, 10), "date_end": date(2027, 2, 28)}],
        )

    def test_another_plan_begins_at_its_own_price_and_term_discount(self):
        self.plan_office.discount_ids = [(0, 0, {"min_months": 12, "discount": 8.0})]
        contract = self.make_contract(
            self.plan_desk,
            self.desk_2,
            start="2027-01-01",
            end="2027-12-31",
            line={"discount": 5.0},
        )
        new = contract.action_amend(
            contract.line_ids, self.plan_office, "2027-02-01", self.office
        )
        self.assertRecordValues(new, [{"price_unit": 7500.0, "discount": 8.0}])

    def test_a_plan_for_another_kind_of_space_gives_up_the_old_space(self):
        new = self.contract.action_amend(self.line, self.plan_hot, "2027-01-11")
        self.assertFalse(new.space_id)
        with self.assertRefused(ValidationError, "is for a space of the kind"):
            self.contract.action_amend(new, self.plan_office, "2027-02-01", self.desk_1)

    def test_the_space_of_another_contract_is_refused_by_name(self):
        other = self.make_contract(
            self.plan_desk, self.desk_2, start="2027-03-01", state="signed"
        )
        with self.assertRefused(
            ValidationError,
            f"Desk 2.* is let to contract {other.name} from 03/01/2027 to open end",
        ):
            self.contract.action_amend(
                self.line, self.plan_desk, "2027-02-01", self.desk_2
            )
        self.assertFalse(self.line.date_end)

    def test_days_billed_elsewhere_stay_billed_after_an_amendment(self):
        contract = self.make_contract(
            self.plan_desk,
            self.desk_2,
            start="2026-11-01",
            line={"billed_through": "2027-01-31"},
        )
        line = contract.line_ids
        new = contract.action_amend(line, self.plan_office, "2027-01-20", self.office)
        self.assertEqual(new.billed_through, date(2027, 1, 31))
        self.assertFalse(
            contract.action_amend(
                new, self.plan_office, "2027-02-01", self.office_2
            ).billed_through
        )

    def test_lines_of_other_contracts_and_garbage_are_refused(self):
        other = self.make_contract()
        with self.assertRefused(UserError, "Choose a line of"):
            self.contract.action_amend(other.line_ids, self.plan_hot, "2027-01-11")
        with self.assertRefused(UserError, "Choose a line of"):
            self.contract.action_amend(False, self.plan_hot, "2027-01-11")
        with self.assertRefused(UserError, "Choose a line of"):
            self.contract.action_amend(self.line, self.plan_hot, None)
        with self.assertRefused(UserError, "the id of one record"):
            self.contract.action_amend("x", self.plan_hot, "2027-01-11")

    def test_more_people_than_the_new_plan_takes_are_refused_on_its_day(self):
        people = self.env["res.partner"].create([{"name": f"P{i}"} for i in range(6)])
        self.contract.member_ids = people
        with self.assertRefused(ValidationError, "names 6 people"):
            self.contract.action_amend(
                self.line, self.plan_office, "2027-01-10", self.office
            )
        # Until then they may still leave.
        self.contract.action_amend(
            self.line, self.plan_office, "2027-02-01", self.office
        )

    # Renewal ---------------------------------------------------------------------

    def test_renewals_are_counted_from_the_first_day(self):
        contract = self.make_contract(
            start="2027-01-31", end="2027-02-27", renewal_months=1
        )
        ends = []
        for _i in range(4):
            contract.action_renew()
            ends.append(str(contract.date_end))
        self.assertEqual(ends, ["2027-03-30", "2027-04-29", "2027-05-30", "2027-06-29"])

    def test_renewal_over_a_leap_day(self):
        contract = self.make_contract(
            start="2024-02-29", end="2025-02-27", renewal_months=12
        )
        ends = []
        for _i in range(3):
            contract.action_renew()
            ends.append(str(contract.date_end))
        self.assertEqual(ends, ["2026-02-27", "2027-02-27", "2028-02-28"])

    def test_an_irregular_term_is_renewed_from_the_day_after(self):
        contract = self.make_contract(
            start="2027-01-15", end="2027-02-28", renewal_months=1
        )
        contract.action_renew()
        self.assertEqual(contract.date_end, date(2027, 3, 31))

    def test_the_agreed_increase_is_a_price_step(self):
        contract = self.make_contract(
            start="2026-02-01",
            end="2027-01-31",
            renewal_increase=5.0,
            line={"price_unit": 1333.33},
        )
        contract.action_renew()
        self.assertRecordValues(
            contract.line_ids.price_step_ids,
            [{"date_start": date(2027, 2, 1), "price_unit": 1400.0}],
        )
        contract.action_renew()
        self.assertRecordValues(
            contract.line_ids.price_step_ids,
            [
                {"date_start": date(2027, 2, 1), "price_unit": 1400.0},
                {"date_start": date(2028, 2, 1), "price_unit": 1470.0},
            ],
        )
        self.assertEqual(contract.line_ids.price_unit, 1333.33)

    def test_a_step_agreed_for_that_day_stands(self):
        contract = self.make_contract(
            start="2026-02-01",
            end="2027-01-31",
            renewal_increase=5.0,
            line={
                "price_step_ids": [
                    (0, 0, {"date_start": "2027-02-01", "price_unit": 1250.0})
                ]
            },
        )
        contract.action_renew()
        self.assertEqual(contract.line_ids.price_step_ids.price_unit, 1250.0)

    def test_lines_with_their_own_end_stay_over(self):
        contract = self.make_contract(
            self.plan_desk, self.desk_2, start="2026-02-01", end="2027-01-31"
        )
        line = contract.line_ids
        vals = {"contract_id": contract.id, "plan_id": self.plan_hot.id}
        over, with_it, later = line.create(
            [
                {**vals, "date_start": "2026-02-01", "date_end": "2026-06-30"},
                {**vals, "date_start": "2026-02-01", "date_end": "2027-01-31"},
                {**vals, "date_start": "2026-02-01", "date_end": "2027-06-30"},
            ]
        )
        contract.renewal_increase = 10
        contract.action_renew()
        self.assertEqual(contract.date_end, date(2028, 1, 31))
        self.assertEqual(
            [str(ln.date_stop) for ln in (line, over, with_it, later)],
            ["2028-01-31", "2026-06-30", "2028-01-31", "2027-06-30"],
        )
        self.assertFalse(over.price_step_ids)
        self.assertEqual(with_it.price_step_ids.price_unit, 1320.0)

    def test_a_superseded_line_is_not_renewed(self):
        new = self.contract.action_amend(
            self.line, self.plan_office, "2027-01-21", self.office
        )
        # Ends the day before the amendment, and goes on after all.
        self.contract.action_terminate("2027-01-20")
        self.contract.action_renew()
        self.assertEqual(self.line.date_stop, date(2027, 1, 20))
        self.assertFalse(new.date_end)
        self.assertEqual(self.contract._get_lines_on(date(2027, 1, 21)), new)

    def test_an_open_end_cannot_be_renewed(self):
        with self.assertRefused(UserError, "has an open end"):
            self.contract.action_renew()

    def test_renewal_into_the_days_of_another_contract_is_refused(self):
        self.contract.date_end = "2027-01-31"
        other = self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )
        with self.assertRefused(ValidationError, f"let to contract {other.name}"):
            self.contract.action_renew()
        with self.assertRefused(ValidationError, f"let to contract {other.name}"):
            self.contract.date_end = "2027-02-01"
        with self.assertRefused(ValidationError, f"let to contract {other.name}"):
            self.contract.date_end = False
        self.assertEqual(self.contract.date_end, date(2027, 1, 31))

    # The cron --------------------------------------------------------------------

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_follow_calendar").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_cron_renews_on_the_last_day_and_after_an_outage(self):
        contract = self.make_contract(
            start="2026-01-11",
            end="2027-01-10",
            renewal_mode="automatic",
            renewal_months=1,
        )
        with freeze_time("2027-01-09 12:00:00"):
            self._run_cron()
            self.assertEqual(contract.date_end, date(2027, 1, 10))
        with freeze_time("2027-03-15 12:00:00"):
            self._run_cron()
            self.assertEqual(contract.date_end, date(2027, 4, 10))
            self.assertEqual(contract.state, "active")

    def test_the_last_day_is_that_of_the_location(self):
        contract = self.make_contract(start="2026-11-01", end="2027-01-10")
        far = self.make_contract(
            start="2026-11-01", end="2027-01-10", location_id=self.location_2.id
        )
        # Shanghai is in the 11th, Lisbon in the 10th until midnight.
        with freeze_time("2027-01-10 15:59:00"):
            self._run_cron()
            self.assertEqual((contract.state, far.state), ("active", "active"))
        with freeze_time("2027-01-10 16:01:00"):
            self._run_cron()
            self.assertEqual((contract.state, far.state), ("ended", "active"))
        with freeze_time("2027-01-11 00:01:00"):
            self._run_cron()
            self.assertEqual(far.state, "ended")

    def test_the_day_changes_with_summer_time(self):
        far = self.make_contract(
            start="2026-11-01", end="2027-03-28", location_id=self.location_2.id
        )
        # Lisbon puts its clocks forward on 28 March 2027: midnight is 23:00 UTC.
        with freeze_time("2027-03-28 22:59:00"):
            far._follow_calendar()
            self.assertEqual(far.state, "active")
        with freeze_time("2027-03-28 23:01:00"):
            far._follow_calendar()
            self.assertEqual(far.state, "ended")

    @mute_logger("odoo.sql_db")
    def test_a_contract_that_cannot_be_renewed_does_not_stop_the_others(self):
        vals = {
            "start": "2026-01-11",
            "end": "2027-01-10",
            "renewal_mode": "automatic",
        }
        stuck = self.make_contract(self.plan_desk, self.desk_2, **vals)
        fine = self.make_contract(**vals)
        other = self.make_contract(
            self.plan_desk, self.desk_2, start="2027-01-11", state="signed"
        )
        self._run_cron()
        self.assertEqual(fine.date_end, date(2028, 1, 10))
        self.assertIn(f"let to contract {other.name}", stuck.calendar_error)
        self.assertIn(other.name, stuck.message_ids[0].body)
        notes = len(stuck.message_ids)
        self._run_cron()
        self.assertEqual(len(stuck.message_ids), notes, "said once, not every hour")
        with freeze_time("2027-01-11 12:00:00"):
            self._run_cron()
        self.assertEqual(stuck.state, "ended")
