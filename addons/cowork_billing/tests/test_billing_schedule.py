from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestBillingSchedule(BillingCommon):
    """Locations that are billed by themselves, each on its own day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lisbon = cls._location("Alameda", "A", tz="Europe/Lisbon")
        # Set up before the days of the tests.
        with freeze_time("2026-11-01 00:00:00"):
            cls.schedules = cls.env["cowork.billing.schedule"].create(
                [{"location_id": place.id} for place in (cls.quay, cls.lisbon)]
            )
        cls.at_quay, cls.at_lisbon = cls.schedules

    def trigger(self, job):
        """Let one of the scheduler's jobs do what it does."""
        with self.enter_registry_test_mode():
            # sudo: the scheduler asks nobody.
            job = self.env.ref(f"cowork_billing.cron_billing_{job}").sudo()
            job.method_direct_trigger()
        self.env.invalidate_all()

    def tick(self, moment):
        """The scheduler's hour, and the workers it wakes.

        :returns: the runs that were begun"""
        before = self.env["cowork.billing.run"].search([])
        with freeze_time(moment):
            self.trigger("schedule")
            self.trigger("1")
        return self.env["cowork.billing.run"].search([]) - before

    def test_each_location_is_billed_on_its_own_day(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.contract(self.hot_desk, "2026-11-10", location_id=self.lisbon.id)
        # 3 o'clock of the 30th in Shanghai is 19 o'clock of the 29th in Lisbon.
        self.at_lisbon._by_action().last_day = "2026-11-29"
        run = self.tick("2026-11-29 19:00:00")
        self.assertEqual(run.location_ids, self.quay)
        self.assertEqual(str(run.date), "2026-11-30")
        self.assertEqual(run.state, "done")
        self.assertFees(run, ("membership", "2026-11-10", "2026-11-30", 630.00))
        run = self.tick("2026-11-30 03:00:00")
        self.assertEqual(run.location_ids, self.lisbon)
        self.assertEqual(str(run.date), "2026-11-30")

    def test_a_day_begins_at_the_hour_that_was_chosen(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.at_lisbon.active = False
        self.at_quay.hour = 5
        self.assertFalse(self.tick("2026-11-29 20:59:00"))
        self.assertTrue(self.tick("2026-11-29 21:00:00"))

    def test_a_day_is_billed_once(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.assertEqual(len(self.tick("2026-11-30 12:00:00")), 1)
        self.contract(self.hot_desk, "2026-11-30")
        self.assertFalse(self.tick("2026-11-30 13:00:00"))

    def test_days_without_anything_due_leave_no_run_and_are_a_success(self):
        self.assertFalse(self.tick("2026-11-30 12:00:00"))
        self.assertEqual(str(self.at_quay.last_day), "2026-11-30")
        self.assertEqual(str(self.at_quay.succeeded_at), "2026-11-30 12:00:00")

    def test_days_that_were_missed_are_made_up_for(self):
        self.contract(self.hot_desk, "2026-10-01")
        self.tick("2026-10-30 12:00:00")
        run = self.tick("2026-12-02 12:00:00")
        self.assertFees(
            run,
            ("membership", "2026-11-01", "2026-11-30", 900.00),
            ("membership", "2026-12-01", "2026-12-31", 900.00),
        )

    def test_locations_on_the_same_day_share_a_run(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.contract(self.hot_desk, "2026-11-10", location_id=self.lisbon.id)
        run = self.tick("2026-11-30 12:00:00")
        self.assertEqual(run.location_ids, self.quay | self.lisbon)
        self.assertEqual(self.schedules.last_run_id, run)

    def test_what_is_in_the_way_is_said_and_tried_again(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.at_lisbon.active = False
        by_hand = self.env["cowork.billing.run"].create(
            {"date": "2026-11-30", "company_id": self.company.id}
        )
        with freeze_time("2026-11-30 10:00:00"):
            # sudo: begun, and not gone on with.
            by_hand.sudo()._start()
            self.trigger("schedule")
        self.assertIn("has been running since", self.at_quay.problem)
        self.assertFalse(self.at_quay.last_day)
        by_hand.sudo()._finish()
        self.tick("2026-11-30 11:00:00")
        self.assertFalse(self.at_quay.problem)
        self.assertEqual(str(self.at_quay.last_day), "2026-11-30")

    # The watch -----------------------------------------------------------------

    def alarms(self, moment):
        with freeze_time(moment):
            self.schedules.invalidate_recordset(["health"])
            alarms = self.env["cowork.billing.schedule"].get_alarms()
        return [alarm["location"] for alarm in alarms]

    def test_silence_of_more_than_26_hours_is_red(self):
        self.tick("2026-11-30 12:00:00")
        self.assertFalse(self.alarms("2026-12-01 14:00:00"))
        self.assertEqual(self.alarms("2026-12-01 14:00:01"), ["Alameda", "Quay"])
        self.tick("2026-12-02 12:00:00")
        self.assertFalse(self.alarms("2026-12-02 12:00:00"))

    def test_a_run_that_was_begun_and_not_ended_is_no_success(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.tick("2026-11-29 12:00:00")
        with freeze_time("2026-12-01 12:00:00"):
            self.trigger("schedule")
        self.assertEqual(self.at_quay.last_run_id.state, "running")
        self.assertEqual(self.alarms("2026-12-01 13:00:00"), ["Alameda", "Quay"])

    def test_a_run_made_by_hand_is_a_success_of_its_locations(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.bill("2026-12-05", location_ids=self.quay.ids)
        self.assertEqual(self.alarms("2026-12-05 13:00:00"), ["Alameda"])

    def test_a_run_for_a_day_that_is_over_is_no_success(self):
        self.contract(self.hot_desk, "2026-11-10")
        with freeze_time("2026-12-05 12:00:00"):
            run = self.env["cowork.billing.run"].create(
                {"date": "2026-11-10", "company_id": self.company.id}
            )
            run.action_run()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.alarms("2026-12-05 13:00:00"), ["Alameda", "Quay"])

    def test_a_run_that_ends_after_midnight_is_a_success(self):
        self.contract(self.hot_desk, "2026-11-10")
        # 23:30 and 00:30 in Shanghai.
        with freeze_time("2026-11-30 15:30:00"):
            self.trigger("schedule")
        with freeze_time("2026-11-30 16:30:00"):
            self.trigger("1")
        self.assertEqual(str(self.at_quay.last_run_id.date), "2026-11-30")
        self.assertEqual(str(self.at_quay.succeeded_at), "2026-11-30 16:30:00")

    def test_a_contract_tried_again_is_no_success_of_the_day(self):
        contract = self.contract(self.hot_desk, "2026-11-10")
        contract.line_ids.price_unit = 0
        run = self.tick("2026-11-30 12:00:00")
        self.assertEqual(run.error_count, 1)
        contract.line_ids.price_unit = 900
        with freeze_time("2026-12-05 12:00:00"):
            run.action_retry()
        self.assertEqual((run.state, run.error_count), ("done", 0))
        self.assertEqual(str(self.at_quay.succeeded_at), "2026-11-30 12:00:00")

    def test_what_is_new_or_switched_on_again_is_not_late_at_once(self):
        with freeze_time("2026-12-20 12:00:00"):
            self.schedules.active = False
        self.assertFalse(self.alarms("2026-12-20 12:00:00"))
        with freeze_time("2026-12-25 12:00:00"):
            self.schedules.active = True
        self.assertFalse(self.alarms("2026-12-26 12:00:00"))
        self.assertTrue(self.alarms("2026-12-26 14:30:00"))

    # Who may -------------------------------------------------------------------

    def test_success_cannot_be_claimed(self):
        for name in ("last_day", "succeeded_at", "watched_since", "problem"):
            with self.assertRaises(AccessError):
                self.at_quay.write({name: "2026-12-01"})
            with self.assertRaises(AccessError):
                self.at_quay.write({name: "2026-12-01", "active": True})

    def test_switching_on_what_is_on_silences_nothing(self):
        with freeze_time("2026-12-20 12:00:00"):
            self.at_quay.write({"active": True, "hour": 4})
        self.assertEqual(self.at_quay.hour, 4)
        self.assertEqual(self.alarms("2026-12-20 12:00:00"), ["Alameda", "Quay"])

    def test_only_billing_sees_schedules_and_only_managers_change_them(self):
        sees = new_test_user(self.env, "sees", "cowork_billing.group_user")
        desk = new_test_user(self.env, "desk", "cowork_members.group_front_desk")
        for user in (sees, desk):
            user.write({"company_ids": [(4, self.company.id)]})
            user.company_id = self.company
        schedules = self.env["cowork.billing.schedule"]
        with self.assertRaises(AccessError):
            schedules.with_user(desk).get_alarms()
        self.assertTrue(self.at_quay.with_user(sees).hour)
        with self.assertRaises(AccessError):
            self.at_quay.with_user(sees).hour = 4
        with self.assertRaises(AccessError):
            self.at_quay.with_user(sees).action_bill_now()

    def test_a_manager_bills_a_location_at_once(self):
        self.contract(self.hot_desk, "2026-11-10")
        self.env.user.group_ids -= self.env.ref("base.group_system")
        with freeze_time("2026-11-30 00:00:00"):
            self.at_quay.action_bill_now()
            self.trigger("1")
        self.assertFees(
            self.at_quay.last_run_id, ("membership", "2026-11-10", "2026-11-30", 630.00)
        )
