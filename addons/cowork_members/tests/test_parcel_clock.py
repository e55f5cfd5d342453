from datetime import date, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .test_parcel import ParcelCase


@freeze_time("2027-03-01 03:00:00")
@tagged("post_install", "-at_install")
class TestParcelClock(ParcelCase):
    """What days do to parcels: storage and reminders."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "parcel_free_days": 2,
                "parcel_storage_type_id": self.storage.id,
                "parcel_remind_days": 3,
                "parcel_remind_max": 2,
            }
        )

    def run_storage(self):
        cron = self.env.ref("cowork_members.cron_parcel_storage")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_days_after_the_free_ones_are_charged_each_once(self):
        parcel = self.receive()
        self.assertEqual(parcel.storage_from, date(2027, 3, 4))
        # 3 March, 23:00 in Shanghai.
        with freeze_time("2027-03-03 15:00:00"):
            self.run_storage()
            self.assertFalse(self.usage_of(parcel) or parcel.is_overdue)
        # 4 March, 01:00 in Shanghai; in London it is the 3rd.
        with freeze_time("2027-03-03 17:00:00"):
            self.run_storage()
            self.run_storage()
            self.assertEqual(self.usage_of(parcel).mapped("date"), [date(2027, 3, 4)])
            self.assertTrue(parcel.is_overdue)
            self.assertIn(parcel, parcel.search([("is_overdue", "=", True)]))
        # Nothing ran for two days.
        with freeze_time("2027-03-06 03:00:00"):
            self.run_storage()
        usage = self.usage_of(parcel)
        self.assertEqual(
            usage.mapped("date"),
            [date(2027, 3, 4), date(2027, 3, 5), date(2027, 3, 6)],
        )
        self.assertEqual(set(usage.mapped("quantity")), {1.0})
        self.assertEqual(usage.usage_type_id, self.storage)
        self.assertEqual(parcel.storage_days, 3)

    def test_what_is_due_is_charged_when_it_is_fetched_and_nothing_after(self):
        parcel = self.receive()
        with freeze_time("2027-03-05 03:00:00"):
            parcel.action_hand_over(parcel._get_pickup_code())
            self.assertEqual(len(self.usage_of(parcel)), 2)
        with freeze_time("2027-03-20 03:00:00"):
            self.run_storage()
            self.assertEqual(len(self.usage_of(parcel)), 2)

    def test_a_location_may_have_rules_of_its_own(self):
        self.location.write(
            {
                "has_own_parcel_settings": True,
                "parcel_free_days": 30,
                "parcel_storage_type_id": self.storage.id,
            }
        )
        self.assertEqual(self.receive().storage_from, date(2027, 4, 1))
        self.location.parcel_storage_type_id = False
        self.assertFalse(self.receive().storage_from)

    def test_the_rules_of_the_day_on_which_it_came_hold(self):
        parcel = self.receive()
        self.company.parcel_storage_type_id = self.forwarding
        with freeze_time("2027-03-04 03:00:00"):
            self.run_storage()
        self.assertEqual(self.usage_of(parcel).usage_type_id, self.storage)

    def test_what_nobody_pays_for_is_not_charged(self):
        parcel = self.receive("Wolfgang Xerxes")
        with freeze_time("2027-03-10 03:00:00"):
            self.run_storage()
            self.assertFalse(self.usage_of(parcel))
            # Found out later: the days are caught up.
            parcel.partner_id = self.person
            self.run_storage()
            self.assertEqual(len(self.usage_of(parcel)), 7)

    def test_charging_many_asks_the_database_as_often_as_charging_few(self):
        def charge(count):
            parcels = self.env["cowork.parcel"].create(
                [
                    {"location_id": self.location.id, "partner_id": self.person.id}
                    for _number in range(count)
                ]
            )
            self.env.flush_all()
            with freeze_time("2027-03-05 03:00:00"):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                parcels._charge_storage()
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

        charge(1)
        few, many = charge(2), charge(40)
        self.assertLessEqual(many, few + 2)

    def test_members_are_reminded_in_the_morning_and_not_for_ever(self):
        parcel = self.receive()
        self.assertEqual(parcel.remind_on, date(2027, 3, 4))
        cron = self.env.ref("cowork_members.cron_parcel_remind")

        def remind(moment):
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            return parcel.reminder_count

        # 07:00 in Shanghai, then 08:00.
        self.assertEqual(remind("2027-03-03 23:00:00"), 0)
        self.assertEqual(remind("2027-03-04 00:00:00"), 1)
        self.assertEqual(remind("2027-03-04 05:00:00"), 1)
        self.assertEqual(remind("2027-03-07 02:00:00"), 2)
        self.assertEqual(remind("2027-04-07 02:00:00"), 2)
        subjects = [subject for _who, subject in self.told(parcel)]
        self.assertEqual(
            subjects,
            ["Riverside: there is mail for you"]
            + ["Riverside: your mail is still here"] * 2,
        )

    def test_days_waited_are_those_of_the_location(self):
        parcel = self.receive()
        with freeze_time("2027-03-01 17:00:00"):
            parcel.invalidate_recordset()
            self.assertEqual(parcel.days_waiting, 1)
        later = fields.Datetime.now() + timedelta(days=3)
        with freeze_time(later):
            parcel.action_refuse()
        self.assertEqual(parcel.days_waiting, 3)
