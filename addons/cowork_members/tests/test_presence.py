from datetime import datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-11 02:00:00")
@tagged("post_install", "-at_install")
class TestPresence(CoworkCommon):
    """Who is in the building."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.presences = cls.env["cowork.presence"]
        # Users of tests are named after their roles.
        cls.person.name = "Rafa Silva"
        cls.employee = cls.front_desk.employee_ids

    def enter(self, **vals):
        vals.setdefault("location_id", self.location.id)
        return self.presences._enter([vals])

    def test_the_database_lets_nobody_be_in_twice(self):
        visitor = self.env["cowork.visitor"].create(
            {"name": "Ana", "location_id": self.location.id}
        )
        for person in (
            {"partner_id": self.person.id},
            {"visitor_id": visitor.id},
            {"employee_id": self.employee.id},
        ):
            presence = self.enter(**person)
            with self.assertRefused(UniqueViolation, "in_once"):
                presence._by_action().copy()

    def test_who_enters_is_in_until_they_leave(self):
        presence = self.enter(partner_id=self.person.id, source="door")
        self.assertRecordValues(
            presence,
            [
                {
                    "kind": "member",
                    "name": "Rafa Silva",
                    "entered_at": datetime(2027, 1, 11, 2),
                    "left_at": False,
                    "source": "door",
                    "company_id": self.company.id,
                }
            ],
        )
        with freeze_time("2027-01-11 09:30:00"):
            left = self.presences._leave(
                [{"partner_id": self.person.id, "location_id": self.location.id}]
            )
        self.assertEqual(left, presence)
        self.assertEqual(presence.left_at, datetime(2027, 1, 11, 9, 30))

    def test_entering_twice_is_being_in_once(self):
        first = self.enter(partner_id=self.person.id)
        self.assertEqual(self.enter(partner_id=self.person.id), first)
        both = self.presences._enter(
            [
                {"partner_id": self.person.id, "location_id": self.location.id},
                {"employee_id": self.employee.id, "location_id": self.location.id},
                {"employee_id": self.employee.id, "location_id": self.location.id},
            ]
        )
        self.assertEqual(both.mapped("kind"), ["member", "staff"])
        self.assertIn(first, both)

    def test_leaving_without_being_in_changes_nothing(self):
        left = self.presences._leave(
            [{"partner_id": self.person.id, "location_id": self.location.id}]
        )
        self.assertFalse(left)

    def test_who_enters_has_left_every_other_building(self):
        far = self.enter(partner_id=self.person.id, location_id=self.location_2.id)
        near = self.enter(partner_id=self.person.id)
        self.assertTrue(far.left_at)
        self.assertFalse(near.left_at)

    def test_the_floor_follows_from_where_they_are(self):
        presence = self.enter(partner_id=self.person.id, space_id=self.desk_1.id)
        self.assertEqual(presence.floor_id, self.floor)
        upstairs = self.make_space("Floor 2", "floor")
        room = self.make_space("Room", "meeting_small", upstairs)
        self.enter(partner_id=self.person.id, space_id=room.id)
        self.assertEqual(presence.space_id, room)
        self.assertEqual(presence.floor_id, upstairs)

    def test_nobody_leaves_before_entering(self):
        presence = self.enter(partner_id=self.person.id)
        self.presences._leave(
            [
                {
                    "partner_id": self.person.id,
                    "location_id": self.location.id,
                    "left_at": datetime(2027, 1, 11, 1),
                }
            ]
        )
        self.assertEqual(presence.left_at, presence.entered_at)

    def test_a_presence_names_one_person_and_a_location(self):
        for vals in (
            {},
            {"partner_id": self.person.id, "employee_id": self.employee.id},
            {"partner_id": self.person.id, "location_id": False},
        ):
            with self.assertRaises(ValueError):
                self.enter(**vals)

    def test_many_enter_with_as_many_queries_as_few(self):
        people = self.env["res.partner"].create(
            [{"name": f"Person {number}"} for number in range(60)]
        )
        place = {"location_id": self.location.id}

        def count(some):
            before = self.cr.sql_log_count
            self.presences._enter([{"partner_id": one.id, **place} for one in some])
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(people[:1])
        few = count(people[1:6])
        self.assertLessEqual(count(people[10:60]), few + 2)

    def test_staff_sign_people_out_where_they_serve(self):
        here = self.enter(partner_id=self.person.id)
        there = self.enter(
            partner_id=self.portal_b.partner_id.id, location_id=self.location_2.id
        )
        here.with_user(self.front_desk).action_leave()
        self.assertTrue(here.left_at)
        with self.assertRaises(AccessError):
            there.with_user(self.front_desk).action_leave()
        with self.assertRaises(AccessError):
            here.with_user(self.portal_a).action_leave()

    def test_the_desk_notes_who_comes_in(self):
        note = self.env["cowork.presence.note"].with_user(self.front_desk)
        people = self.person | self.employee.work_contact_id
        dialog = note.create(
            {"partner_ids": [(6, 0, people.ids)], "space_id": self.floor.id}
        )
        self.assertEqual(dialog.location_id, self.location)
        dialog.action_apply()
        inside = self.presences.search([("location_id", "=", self.location.id)])
        self.assertEqual(set(inside.mapped("kind")), {"member", "staff"})
        self.assertEqual(inside.floor_id, self.floor)
        self.assertEqual(set(inside.mapped("source")), {"desk"})
        with self.assertRefused(UserError, "Say who comes in"):
            note.create({}).action_apply()
        with self.assertRaises(AccessError):
            note.create(
                {
                    "location_id": self.location_2.id,
                    "partner_ids": [(6, 0, people.ids)],
                }
            ).action_apply()

    def test_nobody_writes_the_ledger(self):
        presence = self.enter(partner_id=self.person.id)
        for user in (self.front_desk, self.manager):
            with self.assertRaises(AccessError):
                presence.with_user(user).write({"left_at": "2027-01-11 03:00:00"})
            with self.assertRaises(AccessError):
                self.presences.with_user(user).create(
                    {
                        "partner_id": self.person.id,
                        "location_id": self.location_2.id,
                        "kind": "member",
                        "entered_at": "2027-01-11 03:00:00",
                    }
                )
        with self.assertRaises(AccessError):
            presence.with_user(self.manager).unlink()
