from odoo import fields
from odoo.tests import freeze_time, tagged

from .round_common import NOW, RoundCommon

ACTIVITY = "cowork_facilities.mail_activity_type_missed_round"
#: 18:00 and 21:00 at the location, and the morning of the next day
LATER, EVENING, TOMORROW = (
    "2027-01-04 10:00:00",
    "2027-01-04 13:00:00",
    "2027-01-05 01:00:00",
)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRoundMissed(RoundCommon):
    """Rounds that nobody finished in time are missed, and the site manager hears."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site_manager = cls.make_user(
            "t_site_manager", "cowork_facilities.group_user", [cls.location]
        )
        cls.location.manager_id = cls.site_manager.employee_id

    def mark(self, moment=LATER):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("cowork_facilities.cron_missed_rounds").method_direct_trigger()
        self.env.invalidate_all()

    def activities(self, location=None):
        """:returns: to-dos about missed rounds, done ones as well, first to last"""
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "cowork.location"),
                    ("res_id", "=", (location or self.location).id),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
                ],
                order="id",
            )
        )

    def test_what_was_not_finished_is_missed(self):
        late, open_one = self.make_round(hours=1), self.make_round(hours=9)
        self.send(self.answer(late.line_ids[0]))
        self.mark()
        self.assertEqual(late.state, "missed")
        self.assertEqual(open_one.state, "planned")
        self.assertEqual(self.patrol.missed_count, 1)
        self.assertEqual(self.location.missed_round_count, 1)
        self.assertEqual(self.location_2.missed_round_count, 0)

    def test_the_site_manager_gets_one_to_do_for_all_of_a_day(self):
        for _number in range(3):
            self.make_round(hours=1)
        cleaning = self.make_template("Cleaning")
        self.make_round(cleaning, hours=4)
        self.mark()
        activity = self.activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.site_manager)
        self.assertEqual(activity.summary, "Rounds missed, noticed on 01/04/2027")
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2027-01-04"))
        self.assertEqual(activity.note.count("Patrol, "), 3)
        self.assertNotIn("Cleaning", activity.note)
        # What is missed later on the same day is named there.
        self.mark(EVENING)
        self.assertEqual(self.activities(), activity)
        self.assertEqual(activity.note.count("Cleaning, "), 1)

    def test_the_next_day_is_another_to_do(self):
        self.make_round(hours=1)
        self.make_round(hours=12)
        self.mark()
        self.mark(TOMORROW)
        self.assertEqual(
            self.activities().mapped("date_deadline"),
            [fields.Date.to_date("2027-01-04"), fields.Date.to_date("2027-01-05")],
        )

    def test_who_has_seen_to_it_is_left_alone_for_the_day(self):
        self.make_round(hours=1)
        self.make_round(hours=4)
        self.mark()
        self.activities().action_feedback("Was ill")
        self.mark(EVENING)
        self.assertFalse(self.activities().filtered("active"))

    def test_without_missed_rounds_nobody_is_told(self):
        self.send_all(self.make_round(hours=1))
        self.mark()
        self.assertFalse(self.activities())

    def test_without_a_site_manager_a_manager_of_facilities_is_told(self):
        self.location.manager_id = False
        self.make_round(hours=1)
        self.mark()
        self.assertTrue(
            self.activities().user_id.has_group("cowork_facilities.group_manager")
        )

    def test_each_location_has_its_own(self):
        far = self.make_template("Far", location_id=self.location_2.id, point_ids=False)
        self.make_round(far, hours=1)
        self.make_round(hours=1)
        self.mark()
        self.assertIn("Patrol", self.activities().note)
        self.assertIn("Far", self.activities(self.location_2).note)

    def test_an_outage_names_the_first_twenty(self):
        rounds = self.env["cowork.round"]
        for _number in range(22):
            rounds |= self.make_round(hours=1)
        rounds._mark_missed()
        note = self.activities().note
        self.assertEqual(note.count("<li>"), 21)
        self.assertIn("and 2 more", note)

    def test_the_smart_buttons_lead_both_ways(self):
        one = self.make_round()
        self.assertEqual(self.office.with_user(self.guard).round_count, 1)
        self.assertEqual(self.desk_far.round_count, 0)
        action = self.office.action_view_rounds()
        self.assertEqual(one.search(action["domain"]), one)
        spaces = self.env["cowork.space"].search(one.action_view_spaces()["domain"])
        self.assertEqual(spaces, self.office | self.office_2 | self.hall)
        action = self.location.action_view_rounds()
        self.assertEqual(one.search(action["domain"]), one)
