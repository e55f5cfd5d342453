from datetime import datetime

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .round_common import NOW, RoundCommon, make_photo


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRoundAnswers(RoundCommon):
    """What phones send is kept once, and what fails is repaired."""

    def setUp(self):
        super().setUp()
        self.one = self.make_round()
        self.door, self.boiler, self.gate = self.one.line_ids

    def refused(self, answer):
        """:returns: why one answer is refused"""
        rounds = self.env["cowork.round"].with_user(self.guard)
        outcome = rounds.save_answers([answer])["answers"][answer["key"]]
        self.assertEqual(outcome["state"], "refused")
        return outcome["message"]

    def test_a_round_is_made(self):
        self.assertEqual(self.send(self.answer(self.door)), ["saved"])
        self.assertEqual(self.one.state, "in_progress")
        self.assertEqual(self.one.started_at, datetime(2027, 1, 4, 8))
        with freeze_time("2027-01-04 08:20:00"):
            code = f" {self.point_gate.code[:5].lower()} {self.point_gate.code[5:]}"
            found = self.send(
                self.answer(self.boiler, value="2.5"), self.answer(self.gate, code=code)
            )
        self.assertEqual(found, ["saved", "saved"])
        self.assertEqual(self.one.state, "done")
        self.assertEqual(self.one.done_at, datetime(2027, 1, 4, 8, 20))
        self.assertFalse(self.one.is_late)
        self.assertEqual((self.one.spaces_due, self.one.spaces_covered), (3, 3))
        self.assertEqual(self.boiler.answer_text, "In order: 2.5 bar")
        self.assertEqual(self.gate.scanned, True)
        self.assertEqual(self.gate.user_id, self.guard)
        self.assertFalse(self.one.request_count)

    def test_an_answer_sent_twice_is_kept_once(self):
        answer = self.answer(self.door, "failed", photo=make_photo())
        self.assertEqual(self.send(answer), ["saved"])
        self.assertEqual(self.send(answer, answer), ["known", "known"])
        self.assertEqual(len(self.door.entry_ids), 1)
        self.assertEqual(len(self.door.request_id.photo_before_ids), 1)

    def test_a_late_answer_does_not_undo_a_correction(self):
        early = self.answer(self.boiler, value=9, at="2027-01-04 07:00:00")
        late = self.answer(self.boiler, value=2, at="2027-01-04 07:30:00", number=1)
        self.assertEqual(self.send(late), ["saved"])
        self.assertEqual(self.send(early), ["saved"])
        self.assertEqual(len(self.boiler.entry_ids), 2)
        self.assertEqual((self.boiler.result, self.boiler.value), ("ok", 2))
        self.assertFalse(self.boiler.request_id)

    def test_a_clock_that_is_wrong_is_not_believed(self):
        later = self.answer(self.door, at="2027-06-01 00:00:00")
        nonsense = self.answer(self.boiler, value=2, at={"a": 1})
        self.send(later, nonsense)
        moments = (self.door | self.boiler).mapped("done_at")
        self.assertEqual(moments, [datetime(2027, 1, 4, 8)] * 2)

    # Failed points -------------------------------------------------------------------

    def test_a_failed_point_opens_a_work_order_with_the_photo(self):
        photo = make_photo(size=(3000, 2000))
        self.send(self.answer(self.door, "failed", note="Wedged open", photo=photo))
        request = self.door.request_id
        self.assertEqual(request.round_line_id, self.door)
        self.assertEqual(request.round_id, self.one)
        self.assertEqual(request.source, "round")
        self.assertEqual(request.priority, "3")
        self.assertEqual(request.space_id, self.office)
        self.assertEqual(request.location_id, self.location)
        self.assertEqual(request.maintenance_team_id, self.team)
        self.assertIn("Wedged open", request.description)
        self.assertEqual(request.photo_before_ids.mimetype, "image/jpeg")
        self.assertEqual(self.one.request_ids, request)
        self.assertEqual(self.one.failed_count, 1)
        # And back.
        action = request.action_view_round_lines()
        self.assertEqual(action["res_id"], self.one.id)
        orders = self.env["maintenance.request"]
        action = self.one.action_view_requests()
        self.assertEqual(orders.search(action["domain"]), request)

    def test_a_value_outside_its_limits_has_failed(self):
        for number, (value, result) in enumerate(((0.99, "failed"), (1, "ok"))):
            self.send(self.answer(self.boiler, value=value, number=number))
            self.assertEqual(self.boiler.result, result)
        self.assertEqual(self.boiler.request_id.category, self.category)
        self.assertIn("0.99 bar", self.boiler.request_id.description)

    def test_the_next_round_finds_the_work_order_that_is_open(self):
        self.send(self.answer(self.door, "failed"))
        request = self.door.request_id
        other = self.make_round()
        line = other.line_ids[0]
        self.send(self.answer(line, "failed", note="Still", photo=make_photo()))
        self.assertEqual(line.request_id, request)
        self.assertEqual(request.round_line_count, 2)
        self.assertEqual(len(request.photo_before_ids), 1)
        self.assertEqual(other.request_count, 1)
        self.assertNotIn("res_id", request.action_view_round_lines())
        # Once it is repaired, the next failure is another one.
        request.archive = True
        third = self.make_round().line_ids[0]
        self.send(self.answer(third, "failed"))
        self.assertNotEqual(third.request_id, request)

    def test_a_failure_reported_again_opens_nothing_more(self):
        self.send(self.answer(self.door, "failed"))
        request = self.door.request_id
        self.send(self.answer(self.door, "failed", photo=make_photo(), number=1))
        self.assertEqual(self.door.request_id, request)
        self.assertEqual(len(request.photo_before_ids), 1)

    def test_who_reports_it_follows_the_work_order(self):
        self.send(self.answer(self.door, "failed"))
        request = self.door.request_id.with_user(self.guard)
        self.assertEqual(request.employee_id, self.guard.employee_id)
        self.assertIn(self.guard.partner_id, request.message_partner_ids)

    # What is missing -----------------------------------------------------------------

    def test_what_is_missing_is_said(self):
        self.point_door.photo_required = True
        one = self.make_round()
        door, boiler, gate = one.line_ids
        for answer, pattern in (
            (self.answer(door), "a photo is missing"),
            (self.answer(door, photo="PHN2Zy8+"), "not a photo"),
            (self.answer(boiler), "enter the number"),
            (self.answer(boiler, value="NaN"), "enter the number"),
            (self.answer(boiler, value=1e300), "enter the number"),
            (self.answer(boiler, value=True), "enter the number"),
            (self.answer(gate), "scan the code"),
            (self.answer(gate, code="ABCDE23456"), "another point"),
            (self.answer(gate, "skipped", note=" "), "say why"),
            (self.answer(gate, "perhaps"), "in order, or why not"),
        ):
            with self.subTest(answer=answer, pattern=pattern):
                self.assertRegex(self.refused(answer), pattern)
        self.assertEqual(one.state, "planned")
        self.assertFalse(one.line_ids.entry_ids)

    def test_what_is_refused_does_not_stop_the_rest(self):
        found = self.send(self.answer(self.gate), self.answer(self.door))
        self.assertEqual(found, ["refused", "saved"])

    def test_a_label_that_is_gone_can_be_reported(self):
        found = self.send(self.answer(self.gate, "failed", note="No label"))
        self.assertEqual(found, ["saved"])
        self.assertFalse(self.gate.scanned)

    def test_nonsense_is_refused(self):
        rounds = self.env["cowork.round"].with_user(self.guard)
        good = self.answer(self.door)
        for answers in (
            None,
            "x",
            {},
            ["x"],
            [None],
            [{}],
            [{**good, "key": "short"}],
            [{**good, "key": "x" * 65}],
            [{**good, "key": 12345678901234567}],
            [{**good, "point": "1"}],
            [{**good, "point": 2**40}],
            [{**good, "point": 0}],
            [good] * 51,
        ):
            with self.subTest(answers=str(answers)[:60]):
                with self.assertRefused(ValidationError, "answer"):
                    rounds.save_answers(answers)
        gone = {**good, "point": 2**31 - 1}
        self.assertRegex(self.refused(gone), "no longer on a round")

    # What a phone gets ---------------------------------------------------------------

    def test_a_phone_gets_what_it_needs(self):
        mine = self.make_round()
        mine.employee_id = self.guard.employee_id
        others = self.make_round()
        others.employee_id = self.make_user(
            "t_guard_2", "cowork_facilities.group_user", [self.location]
        ).employee_id
        rounds = self.env["cowork.round"].with_user(self.guard).get_rounds()["rounds"]
        self.assertEqual([r["id"] for r in rounds], [mine.id, self.one.id])
        self.assertEqual([r["is_mine"] for r in rounds], [True, False])
        door, boiler, gate = rounds[0]["points"]
        self.assertEqual((boiler["least"], boiler["most"]), (1.0, 2.5))
        self.assertIs(door["least"], False)
        self.assertTrue(gate["needs_scan"])
        self.assertNotIn(self.point_gate.code, str(rounds))
        self.assertEqual(len(gate["code_hash"]), 64)
        wanted = self.env["cowork.round"].with_user(self.guard).get_rounds(others.id)
        self.assertIn(others.id, [r["id"] for r in wanted["rounds"]])
        far = self.env["cowork.round"].with_user(self.far_guard).get_rounds()
        self.assertEqual(far, {"rounds": []})

    def test_rounds_appear_before_they_begin_and_stay_a_day(self):
        rounds = self.env["cowork.round"].with_user(self.guard)
        for moment, there in (
            ("2027-01-03 19:00:00", False),
            ("2027-01-03 21:00:00", True),
            ("2027-01-05 15:00:00", True),
            ("2027-01-05 17:00:00", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                ids = [one["id"] for one in rounds.get_rounds()["rounds"]]
                self.assertEqual(self.one.id in ids, there)
