import base64
import math

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .booking_common import BookingCase

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 50"></svg>'
BAD_SVG = SVG.replace(b"></svg>", b"><script/></svg>")
PNG = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAYAAAB/qH1jAAAAEElEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    b"AABJRU5ErkJggg=="
)


def draw(*spaces):
    """:returns: shapes of spaces, one beside the other"""
    return [
        {
            "space": space.id,
            "type": "rect",
            "points": [[0.01 * at, 0.1], [0.01 * at + 0.009, 0.2]],
        }
        for at, space in enumerate(spaces)
    ]


class FloorPlanCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        (cls.room | cls.hall_2 | cls.desks).parent_id = cls.floor
        cls.floor_2 = cls.make_space("Floor 2", "floor")
        cls.office_3 = cls.make_space("Office 3", "office", cls.floor_2)
        cls.plan = cls.env["cowork.floor.plan"].create(
            {
                "space_id": cls.floor.id,
                "shapes": draw(
                    cls.desk_1, cls.desk_2, cls.office, cls.room, cls.desks, cls.part_a
                ),
            }
        )

    def floor_of(self, day=None, user=None, plan=None):
        plans = self.env["cowork.floor.plan"].with_user(user or self.front_desk)
        return plans.get_floor(plan=(plan or self.plan).id, day=day)

    def row(self, space, day=None, **kwargs):
        found = self.floor_of(day, **kwargs)
        return next(row for row in found["spaces"] if row["id"] == space.id)

    def state(self, space, day=None):
        return self.row(space, day)["state"]


@tagged("post_install", "-at_install")
class TestFloorPlan(FloorPlanCase):
    """Plans of floors: their image, the shapes drawn, and who may draw."""

    # Shapes --------------------------------------------------------------------------

    def test_shapes_are_saved_and_counted(self):
        self.assertEqual(self.plan.shape_count, 6)
        # Open area, office 2, hall and hall B.
        self.assertEqual(self.plan.missing_count, 4)
        plan = self.plan.with_user(self.user)
        revision = plan.save_shapes(draw(self.desk_1), plan.revision)
        self.assertEqual(revision, self.plan.revision)
        self.assertEqual([shape["space"] for shape in plan.shapes], [self.desk_1.id])
        self.assertEqual((plan.shape_count, plan.missing_count), (1, 9))

    def test_who_draws_on_an_old_plan_is_told(self):
        plan = self.plan.with_user(self.user)
        old = plan.revision
        plan.save_shapes(draw(self.desk_1), old)
        with self.assertRefused(UserError, "Somebody else has changed this plan"):
            plan.save_shapes([], old)
        self.assertEqual(plan.shape_count, 1)

    def test_nonsense_is_refused_with_a_sentence(self):
        (good,) = draw(self.desk_1)
        for shapes, sentence in (
            ([{**good, "points": [[0, 0], [math.nan, 1]]}], "numbers from 0 to 1"),
            ([{**good, "points": [[0, 0], [math.inf, 1]]}], "numbers from 0 to 1"),
            ([{**good, "points": [[0, 0], [2, 1]]}], "numbers from 0 to 1"),
            ([{**good, "points": [[0, 0]] * 61}], "three to sixty"),
            ([{**good, "points": [[0, 0], [0, 1]]}], "covers nothing"),
            ([{**good, "type": "blob"}], "neither a rectangle nor a polygon"),
            ([{**good, "space": 0}], "stands for no space"),
            ([good, good], "drawn already"),
            ([good] * 1001, "1000 shapes at most"),
            ("a drawing", "as a list"),
        ):
            for write in (
                lambda value: self.plan.save_shapes(value, self.plan.revision),
                lambda value: self.plan.write({"shapes": value}),
            ):
                with self.assertRefused(ValidationError, sentence):
                    write(shapes)

    def test_shapes_stand_for_spaces_of_the_floor(self):
        for space in (self.office_3, self.desk_far, self.floor, self.room_2):
            with self.assertRefused(ValidationError, "not on Floor 1"):
                self.plan.shapes = draw(space)

    def test_a_space_that_moves_away_leaves_the_plan(self):
        self.desk_2.parent_id = self.floor_2
        self.assertEqual(self.plan.shape_count, 5)
        self.assertNotIn("Desk 2", [row["name"] for row in self.floor_of()["spaces"]])
        self.desk_1.unlink()
        self.assertEqual(self.plan.shape_count, 4)

    def test_a_plan_is_of_a_floor_and_a_floor_has_one(self):
        plans = self.env["cowork.floor.plan"]
        with self.assertRefused(ValidationError, "no floor or zone"):
            plans.create({"space_id": self.office.id})
        with self.assertRejected():
            plans.create({"space_id": self.floor.id})

    def test_the_system_counts_revisions_itself(self):
        for name in ("revision", "width", "height"):
            with self.assertRefused(AccessError, "kept by the system"):
                self.plan.write({name: 7})

    # Images --------------------------------------------------------------------------

    def test_the_size_is_that_of_the_image(self):
        self.assertEqual((self.plan.width, self.plan.height), (1600, 1000))
        self.plan.image = base64.b64encode(SVG)
        self.assertEqual((self.plan.width, self.plan.height), (80, 50))
        self.plan.with_user(self.user).image = PNG
        self.assertEqual((self.plan.width, self.plan.height), (4, 2))

    def test_drawings_that_act_are_refused(self):
        with self.assertRefused(ValidationError, "something that is not drawn: script"):
            self.plan.image = base64.b64encode(BAD_SVG)

    def test_drawings_are_for_administrators(self):
        # As everywhere in the ERP, which would not show them to anybody otherwise.
        with self.assertRefused(UserError, "for administrators"):
            self.plan.with_user(self.user).image = base64.b64encode(SVG)

    def test_other_files_are_refused(self):
        for data in (b"%PDF-1.4", b"PK\x03\x04", b"<html></html>"):
            with self.assertRaises(UserError):
                self.plan.image = base64.b64encode(data)

    # Who may -------------------------------------------------------------------------

    def test_receptionists_see_and_site_managers_draw(self):
        found = self.floor_of()
        self.assertEqual(found["plan"]["id"], self.plan.id)
        self.assertFalse(found["can_draw"])
        self.assertTrue(self.floor_of(user=self.user)["can_draw"])
        with self.assertRaises(AccessError):
            self.plan.with_user(self.front_desk).save_shapes([], self.plan.revision)

    def test_people_of_another_location_see_and_draw_nothing(self):
        for group in ("front_desk", "user"):
            other = self.make_user(
                f"t_other_{group}", f"cowork_members.group_{group}", [self.location_2]
            )
            plans = self.env["cowork.floor.plan"].with_user(other)
            self.assertFalse(plans.search([]) & self.plan)
            found = plans.get_floor(plan=self.plan.id)
            self.assertNotIn(self.location.id, [x["id"] for x in found["locations"]])
            self.assertFalse(found["plan"])
            with self.assertRaises(AccessError):
                plans.get_floor(location=self.location.id)
            with self.assertRaises(AccessError):
                plans.get_choice(self.location.id, "2026-03-02")
            with self.assertRaises(AccessError):
                self.plan.with_user(other).save_shapes([], self.plan.revision)
            with self.assertRaises(AccessError):
                self.plan.with_user(other).read(["shapes", "image"])

    def test_a_plan_is_not_pushed_into_a_location_one_does_not_serve(self):
        floor = self.make_space("Floor A", "floor", location_id=self.location_2.id)
        self.plan.shapes = False
        with self.assertRaises(AccessError):
            self.plan.with_user(self.user).space_id = floor

    def test_members_and_other_companies_do_not_see_plans(self):
        for user in (self.portal_a, self.internal, self.manager_b):
            plans = self.env["cowork.floor.plan"].with_user(user)
            with self.assertRaises(AccessError):
                plans.get_floor(location=self.location.id)
            with self.assertRaises(AccessError):
                self.plan.with_user(user).save_shapes([], 1)

    @mute_logger("odoo.sql_db")
    def test_nonsense_in_a_question_is_answered_with_a_sentence(self):
        plans = self.env["cowork.floor.plan"].with_user(self.front_desk)
        for kwargs in (
            {"day": "2026-02-30"},
            {"day": ["2026-03-02"]},
            {"plan": -1},
            {"plan": "1"},
            {"location": 1.5},
        ):
            with self.assertRaises(UserError, msg=str(kwargs)):
                plans.get_floor(**kwargs)
        for kwargs in ({"kind": "office"}, {"last": "tomorrow"}):
            with self.assertRaises(UserError, msg=str(kwargs)):
                plans.get_choice(self.location.id, "2026-03-02", **kwargs)

    # Ways there ----------------------------------------------------------------------

    def test_locations_and_spaces_lead_to_the_plan(self):
        self.assertEqual(self.location.floor_plan_count, 1)
        action = self.location.action_view_floor_plan()
        self.assertEqual(action["params"], {"location": self.location.id})
        self.assertEqual(self.desk_1.shown_plan_id, self.plan)
        self.assertFalse(self.office_2.shown_plan_id)
        action = self.desk_1.action_view_on_plan()
        self.assertEqual(action["tag"], "cowork_floor_plan")
        self.assertEqual(action["params"]["space"], self.desk_1.id)


@tagged("post_install", "-at_install")
class TestFloorPlanStates(FloorPlanCase):
    """What is free, let, booked, out of use and occupied, at the location's time."""

    def test_contracts_count_on_the_days_of_their_lines(self):
        contract = self.make_contract(
            self.plan_desk, self.desk_1, start="2026-03-01", end="2026-06-30"
        )
        self.assertEqual(self.state(self.desk_1), "let")
        for day, state in (
            ("2026-02-28", "free"),
            ("2026-03-01", "let"),
            ("2026-06-30", "let"),
            ("2026-07-01", "free"),
        ):
            self.assertEqual(self.state(self.desk_1, day), state, day)
        self.assertEqual(
            self.row(self.desk_1)["contract"],
            {
                "id": contract.id,
                "name": contract.name,
                "partner": "Quiet Ledger Ltd",
                "date_stop": "2026-06-30",
            },
        )

    def test_ended_contracts_count_in_the_past(self):
        self.make_contract(
            self.plan_desk, self.desk_1, start="2026-01-01", state="ended"
        )
        self.assertEqual(self.state(self.desk_1, "2026-01-15"), "let")
        self.assertEqual(self.state(self.desk_1), "free")

    def test_today_is_the_locations(self):
        # 17:30 on 2 March in London is 01:30 on 3 March in Shanghai.
        self.make_contract(self.plan_desk, self.desk_1, start="2026-03-03")
        with freeze_time("2026-03-02 15:59:00"):
            self.assertEqual(self.state(self.desk_1), "free")
            self.assertEqual(self.floor_of()["day"], "2026-03-02")
        with freeze_time("2026-03-02 17:30:00"):
            self.assertEqual(self.state(self.desk_1), "let")
            self.assertEqual(self.floor_of()["day"], "2026-03-03")

    def test_bookings_count_on_the_locations_day(self):
        # 00:30 to 01:30 on 4 March in Shanghai, still 3 March in UTC.
        self.make_booking(start="2026-03-03 16:30:00")
        self.assertEqual(self.state(self.room, "2026-03-03"), "free")
        row = self.row(self.room, "2026-03-04")
        self.assertEqual(row["state"], "booked")
        self.assertEqual(row["bookings"][0]["when"], "00:30 – 01:30")
        self.assertEqual(row["bookings"][0]["partner"], "Quiet Ledger Ltd")

    def test_now_is_this_moment(self):
        booking = self.make_booking(start="2026-03-03 01:00:00")
        for moment, state in (
            ("2026-03-03 00:59:00", "free"),
            ("2026-03-03 01:00:00", "booked"),
            ("2026-03-03 02:00:00", "free"),
        ):
            with freeze_time(moment):
                self.assertEqual(self.state(self.room), state, moment)
        with freeze_time("2026-03-03 01:05:00"):
            booking.action_check_in()
            self.assertEqual(self.state(self.room), "occupied")
        with freeze_time("2026-03-03 01:30:00"):
            booking.action_check_out()
            self.assertEqual(self.state(self.room), "free")
        # The day remembers.
        self.assertEqual(self.state(self.room, "2026-03-03"), "booked")

    def test_cancelled_bookings_do_not_count(self):
        self.make_booking().action_cancel()
        self.assertEqual(self.state(self.room, "2026-03-03"), "free")

    def test_a_part_is_taken_with_the_whole(self):
        self.make_booking(self.hall_2)
        row = self.row(self.part_a, "2026-03-03")
        self.assertEqual(row["state"], "booked")
        self.assertEqual(row["bookings"][0]["space"], "Hall")
        # And the whole with a part.
        self.make_booking(self.part_b, start="2026-03-04 01:00:00")
        self.assertEqual(self.state(self.hall_2, "2026-03-04"), "booked")
        self.assertEqual(self.state(self.part_a, "2026-03-04"), "free")

    def test_desks_by_seat_are_booked_when_no_seat_is_left(self):
        self.make_booking(self.desks, attendee_count=2)
        row = self.row(self.desks, "2026-03-03")
        self.assertEqual(
            (row["state"], row["seats_taken"], row["seats"]), ("free", 2, 3)
        )
        self.make_booking(
            self.desks,
            partner_id=self.other_member.id,
            start="2026-03-03 05:00:00",
            attendee_count=1,
        )
        # One after the other: never more than two at once.
        self.assertEqual(self.row(self.desks, "2026-03-03")["seats_taken"], 2)
        self.make_booking(self.desks, partner_id=self.other_member.id)
        self.assertEqual(self.state(self.desks, "2026-03-03"), "booked")

    def test_what_is_out_of_use_says_why(self):
        self.office.write({"blocked": True, "blocked_reason": "Repainting"})
        self.desk_1.lettable_from = "2026-04-01"
        row = self.row(self.office)
        self.assertEqual((row["state"], row["reason"]), ("blocked", "Repainting"))
        row = self.row(self.desk_1, "2026-03-31")
        self.assertEqual(row["state"], "blocked")
        self.assertIn("04/01/2026", row["reason"])
        self.assertEqual(self.state(self.desk_1, "2026-04-01"), "free")

    def test_spaces_that_are_not_drawn_come_without_a_shape(self):
        self.assertFalse(self.row(self.office_2)["shape"])
        self.assertEqual(self.row(self.office)["shape"]["type"], "rect")

    # Vacancies -----------------------------------------------------------------------

    def vacancies(self, day=None):
        names = {space.id: space.name for space in self.floor.child_ids}
        return {names[row["space"]]: row for row in self.floor_of(day)["vacant"]}

    def test_what_is_vacant_is_worth_its_rate(self):
        self.make_contract(self.plan_desk, self.desk_1)
        found = self.vacancies()
        self.assertEqual(set(found), {"Desk 2", "Office 1", "Office 2"})
        self.assertEqual(found["Desk 2"]["value"], 1800.0)
        self.assertEqual(found["Desk 2"]["rate"], "Fixed desk")
        self.assertEqual(found["Office 1"]["value"], 7500.0)
        self.assertFalse(found["Office 1"]["since"])

    def test_what_was_let_before_is_worth_what_it_was_let_at(self):
        self.make_contract(
            self.plan_office,
            self.office,
            start="2025-06-01",
            end="2026-02-15",
            line={"price_unit": 6900.0},
        )._enter_state("ended")
        self.make_contract(self.plan_office, self.office, start="2026-05-01")
        row = self.vacancies()["Office 1"]
        self.assertEqual((row["value"], row["rate"]), (6900.0, "as last let"))
        self.assertEqual((row["since"], row["next"]), ("2026-02-16", "2026-05-01"))
        self.assertNotIn("Office 1", self.vacancies("2026-05-01"))

    def test_what_cannot_be_let_is_not_vacant(self):
        self.office.blocked = True
        self.office_2.lettable_to = "2026-03-01"
        self.assertEqual(set(self.vacancies()), {"Desk 1", "Desk 2"})

    # Choosing ------------------------------------------------------------------------

    def choice(self, first, last=None, kind="fixed_desk", user=None):
        plans = self.env["cowork.floor.plan"].with_user(user or self.user)
        found = plans.get_choice(
            self.location.id, first, last, kind and self.kinds[kind].id
        )
        return {row["name"]: row for row in found["spaces"]}

    def test_only_what_is_free_on_all_days_can_be_chosen(self):
        self.make_contract(self.plan_desk, self.desk_1, start="2026-05-01")
        can = lambda *days: self.choice(*days)["Desk 1"]["can_choose"]  # noqa: E731
        self.assertTrue(can("2026-03-02", "2026-04-30"))
        self.assertFalse(can("2026-03-02", "2026-05-01"))
        self.assertFalse(can("2026-03-02"))
        row = self.choice("2026-03-02")["Desk 1"]
        self.assertEqual(row["state"], "let")
        self.assertEqual(row["contract"]["partner"], "Quiet Ledger Ltd")

    def test_only_spaces_of_the_kind_can_be_chosen(self):
        rows = self.choice("2026-03-02")
        chosen = {name for name, row in rows.items() if row["can_choose"]}
        self.assertEqual(chosen, {"Desk 1", "Desk 2"})
        self.assertEqual(rows["Office 1"]["state"], "common")
        rows = self.choice("2026-03-02", kind=None)
        self.assertTrue(rows["Office 1"]["can_choose"])

    def test_the_floor_with_something_free_comes_first(self):
        self.env["cowork.floor.plan"].create(
            {
                "space_id": self.floor_2.id,
                "sequence": 5,
                "shapes": draw(self.office_3),
            }
        )
        plans = self.env["cowork.floor.plan"].with_user(self.user)
        kind = self.kinds["fixed_desk"].id
        found = plans.get_choice(self.location.id, "2026-03-02", kind=kind)
        self.assertEqual([row["free"] for row in found["plans"]], [0, 2])
        self.assertEqual(found["plan"]["id"], self.plan.id)

    # Speed ---------------------------------------------------------------------------

    def test_three_hundred_spaces_take_no_more_queries_than_three(self):
        def count(call):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        def fill(number, parent):
            kinds = [self.kinds[k].id for k in ("fixed_desk", "meeting_small")]
            spaces = self.env["cowork.space"].create(
                [
                    {
                        "name": f"Space {at}",
                        "kind_id": kinds[at % 2],
                        "parent_id": parent.id,
                        "booking_policy_id": self.policy.id if at % 2 else False,
                    }
                    for at in range(number)
                ]
            )
            plan = self.env["cowork.floor.plan"].create({"space_id": parent.id})
            plan.shapes = draw(*spaces[:90])
            self.env["cowork.contract"].create(
                {
                    "partner_id": self.member.id,
                    "location_id": self.location.id,
                    "date_start": "2026-02-01",
                    "line_ids": [
                        Command.create(
                            {"plan_id": self.plan_desk.id, "space_id": space.id}
                        )
                        for space in spaces[: number // 2 : 2]
                    ],
                }
            ).action_sign()
            for space in spaces[1 : number // 2 : 20]:
                self.make_booking(space, partner_id=self.other_member.id)
            return plan

        few = fill(4, self.floor_2)
        many = fill(300, self.make_space("Floor 3", "floor"))
        for call in (
            lambda plan: self.floor_of("2026-03-03", plan=plan),
            lambda plan: self.floor_of(plan=plan),
            lambda plan: self.env["cowork.floor.plan"]
            .with_user(self.user)
            .get_choice(self.location.id, "2026-03-03", plan=plan.id),
        ):
            count(lambda c=call: c(few))
            small, large = count(lambda c=call: c(few)), count(lambda c=call: c(many))
            self.assertLessEqual(large, small + 2)
