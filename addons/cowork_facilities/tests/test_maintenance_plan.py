from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..engine.maintenance_plan import LAST_YEAR, due_days, missing_days, next_day
from .vendor_common import MONDAY, VendorCommon


@tagged("post_install", "-at_install")
class TestPlanDays(BaseCase):
    """Days are counted from the first one, and none is made up."""

    def test_short_months_do_not_shift_those_after_them(self):
        days = due_days(date(2027, 1, 31), 1, "month")
        self.assertEqual([next(days).day for _month in range(4)], [31, 28, 31, 30])
        self.assertEqual(
            next_day(date(2028, 2, 29), 1, "year", None, date(2031, 2, 28)),
            date(2032, 2, 29),
        )

    def test_an_outage_leaves_the_last_day_that_was_missed(self):
        found = missing_days(
            date(2027, 1, 4), 1, "week", date(2027, 3, 10), 14, done=date(2027, 1, 11)
        )
        self.assertEqual(
            found, [date(2027, 3, 8), date(2027, 3, 15), date(2027, 3, 22)]
        )

    def test_nothing_comes_after_the_end(self):
        first, last = date(2027, 1, 4), date(2027, 1, 11)
        self.assertEqual(missing_days(first, 1, "week", first, 30, last), [first, last])
        self.assertIsNone(next_day(first, 1, "week", last, last))

    def test_calendars_end(self):
        found = list(due_days(date(LAST_YEAR - 2, 6, 1), 1, "year"))
        self.assertEqual(len(found), 2)


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestMaintenancePlan(VendorCommon):
    """Work orders are made ahead, each day once, whatever happens to the job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cowork.maintenance.plan"].search(
            [("active", "=", True)]
        ).active = False
        cls.lift = cls.env["maintenance.equipment"].create(
            {
                "name": "Lift 2",
                "space_id": cls.floor.id,
                "company_id": cls.company.id,
                "work_category_id": cls.lifts.id,
            }
        )
        cls.plan = cls.make_plan_of("Grease the rails")

    @classmethod
    def make_plan_of(cls, name, **vals):
        return cls.env["cowork.maintenance.plan"].create(
            {
                "name": name,
                "equipment_id": cls.lift.id,
                "interval_number": 1,
                "interval_unit": "month",
                "date_start": "2027-01-20",
                "ahead_days": 14,
                "hours": 2.0,
                **vals,
            }
        )

    def days(self, plan):
        """:returns: list of the days that have work orders"""
        return sorted(str(day) for day in plan.request_ids.mapped("plan_date"))

    def test_a_work_order_is_made_ahead_once(self):
        self.assertEqual(str(self.plan.next_date), "2027-01-20")
        self.assertEqual(str(self.plan.make_on), "2027-01-06")
        for _time in range(2):
            self.run_cron("cron_make_planned_orders")
        order = self.plan.request_ids
        self.assertEqual(len(order), 1)
        self.assertEqual(order.source, "plan")
        self.assertEqual(order.maintenance_type, "preventive")
        self.assertEqual(order.category, self.lifts)
        self.assertEqual(order.space_id, self.floor)
        # Nine in the morning in Shanghai, for two hours.
        self.assertEqual(str(order.schedule_date), "2027-01-20 01:00:00")
        self.assertEqual(str(order.schedule_end), "2027-01-20 03:00:00")
        self.assertEqual(str(self.plan.next_date), "2027-02-20")
        with freeze_time("2027-02-06 01:00:00"):
            self.run_cron("cron_make_planned_orders")
        self.assertEqual(self.days(self.plan), ["2027-01-20", "2027-02-20"])

    def test_a_run_that_was_killed_is_made_up_for(self):
        plan = self.make_plan_of("Check", interval_unit="week")
        plan._make_orders()
        before = self.days(plan)
        self.assertEqual(before, ["2027-01-20"])
        # As if it had not been noted: what is there is not made once more.
        plan._by_action().generated_to = False
        self.run_cron("cron_make_planned_orders")
        self.assertEqual(self.days(plan), before)
        self.assertEqual(str(plan.next_date), "2027-01-27")
        with mute_logger("odoo.sql_db"), self.assertRejected(), self.cr.savepoint():
            self.request._by_action().write(
                {"plan_id": plan.id, "plan_date": "2027-01-20"}
            )
            self.env.flush_all()

    def test_one_plan_that_fails_does_not_stop_the_others(self):
        bad = self.make_plan_of("Bad")
        plans = type(bad)
        prepare = plans._prepare_order
        problem = "No technician."

        def fail(plan, day):
            if plan == bad:
                raise UserError(problem)
            return prepare(plan, day)

        with patch.object(plans, "_prepare_order", fail):
            self.run_cron("cron_make_planned_orders")
        self.assertEqual(self.days(self.plan), ["2027-01-20"])
        self.assertFalse(bad.request_ids)
        self.assertEqual(bad.problem, problem)
        self.run_cron("cron_make_planned_orders")
        self.assertEqual(self.days(bad), ["2027-01-20"])
        self.assertFalse(bad.problem)

    def test_nothing_is_made_for_what_is_archived_or_over(self):
        over = self.make_plan_of("Over", date_end="2027-01-20")
        archived = self.make_plan_of("Archived", active=False)
        self.run_cron("cron_make_planned_orders")
        with freeze_time("2027-02-18 01:00:00"):
            self.lift.active = False
            self.run_cron("cron_make_planned_orders")
        self.assertEqual(self.days(over), ["2027-01-20"])
        self.assertFalse(archived.request_ids)
        self.assertEqual(self.days(self.plan), ["2027-01-20"])

    def test_nonsense_is_refused(self):
        for vals in (
            {"interval_number": 0},
            {"ahead_days": -1},
            {"hours": -1},
            {"hours": float("nan")},
            {"date_end": "2027-01-19"},
        ):
            with self.assertRejected(), self.cr.savepoint():
                self.plan.write(vals)
                self.env.flush_all()

    def test_nobody_says_by_hand_what_was_made(self):
        with self.assertRefused(AccessError, "kept by the system"):
            self.plan.generated_to = "2030-01-01"
        with self.assertRefused(AccessError, "kept by the system"):
            self.request.plan_id = self.plan

    def test_technicians_read_the_plans_of_their_locations_only(self):
        plan = self.plan.with_user(self.technician)
        self.assertTrue(plan.has_access("read"))
        self.assertFalse(plan.has_access("write"))
        elsewhere = self.make_user(
            "t_tech_3", "cowork_facilities.group_user", [self.location_2]
        )
        self.assertFalse(self.plan.with_user(elsewhere).has_access("read"))
        manager = self.plan.with_user(self.facility_manager)
        manager.action_make_orders()
        self.assertEqual(self.days(self.plan), ["2027-01-20"])

    def test_many_plans_take_few_queries(self):
        def made(number):
            plans = self.env["cowork.maintenance.plan"].browse()
            for index in range(number):
                plans |= self.make_plan_of(f"P{index}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans._get_due_domain()
            for plan in plans:
                plan._get_missing_days()
            return self.cr.sql_log_count - before

        made(1)
        self.assertEqual(made(20), made(1))

    # Inspections ---------------------------------------------------------------------

    def test_an_inspection_that_is_due_has_a_work_order_once(self):
        inspection = self.env["cowork.equipment.inspection"].create(
            {
                "name": "Safety inspection",
                "equipment_id": self.lift.id,
                "first_date": "2027-02-01",
                "notice_days": 30,
            }
        )
        for _time in range(2):
            self.run_cron("cron_remind_inspections")
            inspection._make_orders()
        order = inspection.request_ids
        self.assertEqual(len(order), 1)
        self.assertEqual(order.maintenance_type, "preventive")
        self.assertEqual(str(order.plan_date), "2027-02-01")
        self.assertEqual(str(order.schedule_date), "2027-02-01 01:00:00")
        self.assertEqual(order.equipment_id, self.lift)

    def test_an_inspection_without_work_has_none(self):
        inspection = self.env["cowork.equipment.inspection"].create(
            {
                "name": "Certificate",
                "equipment_id": self.lift.id,
                "first_date": "2027-01-20",
                "makes_order": False,
            }
        )
        self.run_cron("cron_remind_inspections")
        self.assertFalse(inspection.request_ids)
