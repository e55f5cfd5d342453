from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@tagged("post_install", "-at_install")
class TestFollowUp(CoworkCommon):
    """Members are visited every few months, once each time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.location_2.follow_up_months = 3
        cls.host = cls.make_user("t_host", locations=[cls.location_2])

    @classmethod
    def make_member(cls, start="2026-12-31", **vals):
        vals["user_id"] = cls.host.id
        return cls.make_contract(start=start, location_id=cls.location_2.id, **vals)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_plan_follow_ups").method_direct_trigger()
        self.env.invalidate_all()

    def test_each_visit_is_planned_once(self):
        with freeze_time("2027-02-20 12:00:00"):
            contract = self.make_member()
            self.run_cron()
            self.assertFalse(contract.visit_ids)
        for day in ("2027-03-05", "2027-03-06", "2027-03-31"):
            with freeze_time(f"{day} 12:00:00"):
                self.run_cron()
                self.assertEqual(len(contract.visit_ids), 1, day)
        visit = contract.visit_ids
        self.assertEqual(visit.kind, "follow_up")
        self.assertEqual(visit.due_on, date(2027, 3, 31))
        # Summer time began in Lisbon on the 28th: ten o'clock is nine.
        self.assertEqual(visit.start, datetime(2027, 3, 31, 9))
        self.assertEqual(visit.user_id, self.host)
        self.assertEqual(visit.activity_ids.date_deadline, date(2027, 3, 31))
        with freeze_time("2027-06-10 12:00:00"):
            self.run_cron()
        self.assertEqual(
            sorted(contract.visit_ids.mapped("due_on")),
            [date(2027, 3, 31), date(2027, 6, 30)],
        )

    def test_a_visit_that_was_called_off_is_not_planned_again(self):
        with freeze_time("2027-03-05 12:00:00"):
            contract = self.make_member()
            self.run_cron()
            contract.visit_ids.action_cancel()
            self.run_cron()
        self.assertEqual(len(contract.visit_ids), 1)

    def test_nobody_is_visited_on_a_sunday(self):
        with freeze_time("2027-02-05 12:00:00"):
            contract = self.make_member("2026-11-28")
            self.run_cron()
        self.assertEqual(contract.visit_ids.due_on, date(2027, 2, 28))
        self.assertEqual(contract.visit_ids.start, datetime(2027, 2, 26, 10))

    @freeze_time("2027-03-05 12:00:00")
    def test_who_is_not_visited(self):
        self.make_member(state="signed")
        self.make_member(end="2027-03-30")
        self.make_member().action_give_notice("2027-03-01")
        self.make_member().action_suspend("2027-03-01")
        self.make_contract(start="2026-12-31")  # a location without visits
        self.run_cron()
        self.assertFalse(self.env["cowork.visit"].search([("due_on", "!=", False)]))

    @freeze_time("2027-03-05 12:00:00")
    def test_a_plan_may_ask_for_more_or_fewer_visits_than_the_location(self):
        self.plan_office.follow_up_months = 1
        self.plan_hot.follow_up_months = 12
        often = self.make_member("2026-12-31", plan=self.plan_office)
        seldom = self.make_member("2026-12-31", plan=self.plan_hot)
        usual = self.make_member("2026-12-31", plan=self.plan_desk)
        # A location without regular visits.
        elsewhere = self.make_contract(self.plan_office, start="2026-12-31")
        both = self.make_member("2026-12-31", plan=self.plan_hot)
        self.env["cowork.contract.line"].create(
            {"contract_id": both.id, "plan_id": self.plan_office.id}
        )
        self.run_cron()
        for contract in (often, elsewhere, usual, both):
            self.assertEqual(contract.visit_ids.due_on, date(2027, 3, 31))
        self.assertFalse(seldom.visit_ids)
        with freeze_time("2027-04-05 12:00:00"):
            self.run_cron()
        self.assertEqual(len(often.visit_ids), 2)
        self.assertEqual(len(both.visit_ids), 2)
        self.assertEqual(len(usual.visit_ids), 1)
        # What is not asked for any more is as the location says.
        often.line_ids.plan_id.follow_up_months = 0
        self.assertEqual(often._get_follow_up_months(date(2027, 4, 5)), 3)

    @freeze_time("2027-03-05 12:00:00")
    def test_one_that_fails_does_not_stop_the_others(self):
        bad, good = self.make_member(), self.make_member()
        visits = type(self.env["cowork.visit"])
        create, error = visits.create, UserError("No visits on Mars")

        def fail_for_bad(records, vals_list):
            if any(vals.get("contract_id") == bad.id for vals in vals_list):
                raise error
            return create(records, vals_list)

        with patch.object(visits, "create", fail_for_bad):
            (bad | good)._plan_follow_ups_safely()
        self.assertEqual(bad.visit_error, "No visits on Mars")
        self.assertFalse(good.visit_error)
        self.assertEqual(len(good.visit_ids), 1)
        (bad | good)._plan_follow_ups_safely()
        self.assertFalse(bad.visit_error)
        self.assertEqual(len(bad.visit_ids), 1)

    @freeze_time("2027-03-05 12:00:00")
    def test_the_database_knows_a_regular_visit_once(self):
        contract = self.make_member()
        vals = {
            "contract_id": contract.id,
            "start": "2027-03-31 09:00:00",
            "due_on": "2027-03-31",
        }
        visits = self.env["cowork.visit"]._by_action()
        visits.create(vals)
        with self.assertRejected(), self.env.cr.savepoint():
            visits.create(vals)
