from odoo.tests import freeze_time, tagged

from .door_common import CARD, DoorCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestDoorLog(DoorCommon):
    """Every attempt is logged, never changed, and forgotten in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_contract(
            cls.plan_hot, start="2026-11-01", member_ids=[(6, 0, cls.person.ids)]
        )

    def test_the_log_does_not_change(self):
        event = self.env["cowork.access.event"].browse(
            self.location.check_access(CARD)["event"]
        )
        for records in (event, event._by_action()):
            with self.assertRefused(Exception, "does not change"):
                records.write({"granted": False})
            with self.assertRefused(Exception, "kept as long as"):
                records.unlink()

    def test_defaults_that_a_caller_sends_do_not_get_into_the_log(self):
        location = self.location.with_context(default_contract_id=self.contract.id)
        event = self.env["cowork.access.event"].browse(
            location.check_access("04FFFFFF")["event"]
        )
        self.assertFalse(event.contract_id)

    def test_each_location_forgets_after_its_own_days(self):
        self.location.access_retention_days = 30
        self.location_2.access_retention_days = 0
        events = self.env["cowork.access.event"]
        for location in (self.location, self.location_2):
            for at in ("2026-12-11 11:59:59", "2026-12-11 12:00:00"):
                location.check_access("04FFFFFF", at=at)
        ours = [("location_id", "in", (self.location | self.location_2).ids)]
        self.assertEqual(events._forget(self.location, limit=1), 1)
        self.assertEqual(events._forget(self.location, limit=1), 0)
        self.assertEqual(
            sorted(str(event.at) for event in events.search(ours)),
            ["2026-12-11 11:59:59", "2026-12-11 12:00:00", "2026-12-11 12:00:00"],
        )

    def test_the_scheduled_action_forgets_in_batches(self):
        self.location.access_retention_days = 30
        for _number in range(3):
            self.location.check_access("04FFFFFF", at="2026-11-01 00:00:00")
        cron = self.env.ref("cowork_members.cron_forget_access_events")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        ours = [("location_id", "=", self.location.id)]
        self.assertFalse(self.env["cowork.access.event"].search_count(ours))

    # Speed -------------------------------------------------------------------------

    def test_queries_do_not_grow_with_people_cards_and_attempts(self):
        self.env.flush_all()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.ask(point="MAIN"), "contract")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()
        once = count()
        for number in range(10):
            person = self.env["res.partner"].create({"name": f"P{number}"})
            self.contract.sudo().member_ids += person
            self.issue(f"05AA00{number:02}", partner=person)
            self.location.check_access(f"05AA00{number:02}")
        self.assertEqual(count(), once)
