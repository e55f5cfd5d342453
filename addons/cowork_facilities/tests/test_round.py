from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .round_common import NOW, RoundCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRoundPlanning(RoundCommon):
    """Rounds are planned ahead, each once."""

    def rounds(self, template=None):
        return (template or self.patrol).round_ids.sorted("start")

    def test_rounds_are_planned_up_to_their_horizon(self):
        self.patrol.ahead_days = 3
        self.patrol._generate()
        rounds = self.rounds()
        self.assertEqual(
            rounds.mapped("date"), [date(2027, 1, day) for day in (4, 5, 6, 7)]
        )
        one = rounds[1]
        # The whole day, on the location's clock.
        self.assertEqual(one.start, datetime(2027, 1, 4, 16))
        self.assertEqual(one.due, datetime(2027, 1, 5, 16))
        self.assertEqual(one.team_id, self.team)
        self.assertEqual(one.kind, "patrol")
        self.assertEqual(one.state, "planned")
        self.assertEqual(one.line_ids.mapped("name"), ["Fire door", "Boiler", "Gate"])
        self.assertEqual(self.patrol.generated_until, date(2027, 1, 7))

    def test_planned_again_nothing_is_doubled(self):
        self.patrol._generate()
        before = self.rounds()
        # As if the job had been killed before it noted how far it came.
        self.patrol._by_action().write({"generated_until": False})
        self.patrol._generate()
        self.assertEqual(self.rounds(), before)
        with self.assertRejected():
            before[0]._by_action().copy({"key": before[0].key})

    def test_a_day_later_one_day_more_is_planned(self):
        self.patrol._generate()
        before = self.rounds()
        self.assertEqual(len(before), 15)
        with freeze_time("2027-01-05 08:00:00"):
            due = self.patrol._get_to_generate_domain()
            self.assertTrue(self.patrol.filtered_domain(due))
            self.patrol._generate()
        new = self.rounds() - before
        self.assertEqual(new.mapped("date"), [date(2027, 1, 19)])

    def test_after_an_outage_the_days_are_made_up_for(self):
        self.patrol.ahead_days = 1
        self.patrol._generate()
        with freeze_time("2027-01-08 08:00:00"):
            self.patrol._generate()
        days = [one.date.day for one in self.rounds()]
        self.assertEqual(days, [4, 5, 6, 7, 8, 9])

    def test_shifts_of_a_night(self):
        self.patrol.shift_ids = [
            Command.create({"name": "Evening", "hour_start": 18, "hour_stop": 22}),
            Command.create({"name": "Night", "hour_start": 22, "hour_stop": 6}),
        ]
        self.patrol.ahead_days = 1
        self.patrol._generate()
        evening, night = self.rounds().filtered(lambda r: r.date.day == 5)
        self.assertEqual(evening.name, "Patrol, Evening")
        self.assertEqual(night.start, datetime(2027, 1, 5, 14))
        self.assertEqual(night.due, datetime(2027, 1, 5, 22))

    def test_working_days_only(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Weekdays", "tz": "Asia/Shanghai"}
        )
        self.location.resource_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2027-01-05 16:00:00",
                "date_to": "2027-01-06 16:00:00",
            }
        )
        self.patrol.write({"closed": "skip", "ahead_days": 8})
        self.patrol._generate()
        # Not on the holiday, the 6th, nor on the weekend of the 9th.
        days = [one.date.day for one in self.rounds()]
        self.assertEqual(days, [4, 5, 7, 8, 11, 12])

    def test_a_changed_rule_plans_anew_what_has_not_begun(self):
        self.patrol._generate()
        begun = self.rounds()[0]
        self.patrol.write({"unit": "week", "wed": True})
        self.assertEqual(self.rounds(), begun)
        self.patrol._generate()
        days = [one.date for one in self.rounds() - begun]
        self.assertEqual(days, [date(2027, 1, 6), date(2027, 1, 13)])

    def test_a_new_point_is_on_the_next_rounds(self):
        self.patrol._generate()
        begun = self.rounds()[0]
        self.patrol.point_ids = [Command.create({"name": "Roof", "sequence": 9})]
        self.patrol._generate()
        self.assertEqual(len(begun.line_ids), 3)
        self.assertEqual(len(self.rounds()[1].line_ids), 4)
        self.patrol.point_ids[-1].unlink()
        self.patrol._generate()
        self.assertEqual(len(self.rounds()[1].line_ids), 3)

    def test_one_that_cannot_be_planned_does_not_stop_the_others(self):
        other = self.make_template("Broken")
        # As an import past the ORM left it.
        self.env.cr.execute(
            "UPDATE cowork_round_template SET unit = 'custom', custom_rule = 'x'"
            " WHERE id = %s",
            [other.id],
        )
        self.env.invalidate_all()
        (self.patrol | other)._generate_safely()
        self.assertEqual(len(self.rounds()), 15)
        self.assertFalse(self.patrol.generation_error)
        self.assertRegex(other.generation_error, "Broken is not repeated by a rule")
        self.assertFalse(other.round_ids)
        domain = other._get_to_generate_domain()
        self.assertFalse(other.filtered_domain(domain))

    def test_rules_are_told_in_words(self):
        self.assertEqual(self.patrol.rule_text, "Every day")
        self.patrol.write({"unit": "month", "month_by": "weekday", "nth": "-1"})
        self.assertRegex(self.patrol.rule_text, "Every month on the last Monday")
        self.patrol.trigger = "booking"
        self.assertEqual(self.patrol.rule_text, "When a booking ends")

    def test_nonsense_is_refused(self):
        for vals, pattern in (
            ({"unit": "custom", "custom_rule": "FREQ=HOURLY"}, "unknown frequency"),
            ({"unit": "custom"}, "Choose the days anew"),
            ({"unit": "month", "day": 32}, "Choose the days anew"),
        ):
            with self.subTest(vals=vals), self.assertRefused(ValidationError, pattern):
                self.patrol.write(vals)
        for vals in (
            {"interval": 0},
            {"ahead_days": 0},
            {"date_end": "2026-12-31"},
            {"booking_minutes": 0},
        ):
            with self.subTest(vals=vals), self.assertRejected():
                self.patrol.write(vals)
                self.env.flush_all()
        with self.assertRefused(ValidationError, "another location"):
            self.point_door.space_id = self.desk_far
        with self.assertRejected():
            self.point_boiler.value_min = 3
            self.env.flush_all()

    def test_the_job_goes_on_by_batches(self):
        others = self.env["cowork.round.template"]
        for number in range(3):
            others |= self.make_template(f"Patrol {number}", ahead_days=1)
        cron = self.env.ref("cowork_facilities.cron_generate_rounds")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        for template in self.patrol | others:
            self.assertEqual(len(template.round_ids), template.ahead_days + 1)

    def test_queries_do_not_grow_with_the_rounds(self):
        few = self.make_template("Few", ahead_days=2)
        many = self.make_template("Many", ahead_days=40)
        few._generate()
        many._generate()
        counts = []
        for template in (few, many):
            template._plan_again()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            template._generate()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    # Missed --------------------------------------------------------------------------

    def test_a_missed_round_can_be_made_late(self):
        one = self.make_round(hours=1)
        one._by_action().state = "missed"
        with freeze_time("2027-01-04 10:00:00"):
            self.send_all(one)
            self.assertEqual(one.state, "done")
            self.assertTrue(one.is_late)
            self.assertEqual(
                one.search([("is_late", "=", True), ("id", "=", one.id)]), one
            )
        self.assertEqual((one.spaces_due, one.spaces_covered), (3, 0))

    def test_what_was_left_out_does_not_count(self):
        one = self.make_round()
        one.with_user(self.facility_manager).action_cancel()
        self.assertEqual(one.state, "cancelled")
        self.assertEqual(self.send(self.answer(one.line_ids[0])), ["refused"])
        one.with_user(self.facility_manager).action_reopen()
        self.send_all(one)
        with self.assertRefused(UserError, "is done"):
            one.action_cancel()
        with self.assertRefused(ValidationError, "cannot be deleted"):
            one.unlink()
        with self.assertRefused(ValidationError, "archive the template"):
            self.patrol.unlink()

    def test_a_template_without_history_can_be_deleted(self):
        self.patrol._generate()
        self.patrol.unlink()
        self.assertFalse(self.patrol.exists())

    # Coverage ------------------------------------------------------------------------

    def test_coverage_is_spaces_covered_of_those_due(self):
        one = self.make_round(hours=1)
        door, boiler, gate = one.line_ids
        self.send(self.answer(door), self.answer(boiler, "skipped", note="Locked"))
        with freeze_time("2027-01-04 10:00:00"):
            self.send(self.answer(gate, code=self.point_gate.code))
            self.assertEqual((one.spaces_due, one.spaces_covered), (3, 1))
            self.assertAlmostEqual(one.coverage, 100 / 3)
            self.env.flush_all()
            rows = self.env["cowork.round.coverage"].with_user(self.guard)
            [found] = rows._read_group(
                [("template_id", "=", self.patrol.id)],
                ["location_id", "kind", "team_id"],
                ["due_count:sum", "covered_count:sum", "coverage:avg"],
            )
        self.assertEqual(found[:3], (self.location, "patrol", self.team))
        self.assertEqual(found[3:5], (3, 1))
        self.assertAlmostEqual(found[5], 100 / 3, places=4)

    def test_what_is_not_due_yet_is_not_counted(self):
        self.make_round()
        self.env.flush_all()
        rows = self.env["cowork.round.coverage"]
        self.assertFalse(rows.search([("template_id", "=", self.patrol.id)]))

    # After bookings ------------------------------------------------------------------

    def _make_ended(self):
        self._setup_bookings()
        with freeze_time("2027-01-04 04:00:00"):
            booking = self.make_booking(self.room, "2027-01-04 06:00:00")
        booking._by_action().write({"state": "done"})
        return booking

    def test_a_booking_that_ends_calls_the_cleaners(self):
        cleaning = self.env["cowork.round.template"].create(
            {
                "name": "Room ready",
                "kind": "cleaning",
                "location_id": self.location.id,
                "trigger": "booking",
                "date_start": "2027-01-01",
                "booking_minutes": 30,
                "point_ids": [Command.create({"name": "Table wiped"})],
            }
        )
        booking = self._make_ended()
        cleaning.space_ids = booking.space_id
        cron = self.env.ref("cowork_facilities.cron_rounds_after_bookings")
        for _attempt in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        one = cleaning.round_ids
        self.assertEqual(len(one), 1)
        self.assertEqual(one.booking_id, booking)
        self.assertEqual(one.line_ids.space_id, self.room)
        self.assertEqual(one.start, booking.stop)
        self.assertEqual(one.due, booking.stop + timedelta(minutes=30))
        self.assertEqual(one.date, date(2027, 1, 4))

    def test_rooms_that_nobody_cleans_after_bookings(self):
        self._make_ended()
        self.assertFalse(self.env["cowork.round"].search([("booking_id", "!=", False)]))
        templates = self.env["cowork.round.template"]
        self.assertEqual(templates._get_wanted_after_bookings(), [])

    def test_the_labels_have_the_codes(self):
        code = self.point_gate.code
        html = self.env["ir.qweb"]._render(
            "cowork_facilities.round_labels", {"docs": self.patrol, "o": self.patrol}
        )
        self.assertIn(f"{code[:5]} {code[5:]}", html)
        self.point_gate.action_renew_code()
        self.assertNotEqual(self.point_gate.code, code)

    def test_the_smart_buttons_lead_there(self):
        one = self.make_round()
        action = self.patrol.action_view_rounds()
        self.assertEqual(one.search(action["domain"]), one)
        self.assertEqual(one.action_open_phone()["params"], {"round": one.id})
        self.assertEqual(fields.Datetime.to_string(one.start), NOW)
