from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestSpace(CoworkCommon):
    """Spaces as a tree, their state, and the locations they are at."""

    # The tree --------------------------------------------------------------------

    def test_capacity_and_area_roll_up(self):
        site = self.make_space("House", "floor")
        floor = self.make_space("Floor 9", "floor", site)
        room = self.make_space("Room", "office", floor, capacity=4, area=20.5)
        self.make_space("Nook", "office", floor, capacity=2, area=9.5)
        self.assertEqual((site.capacity_total, site.area_total), (6, 30.0))
        room.write({"capacity": 5, "area": 21.0})
        self.assertEqual((site.capacity_total, site.area_total), (7, 30.5))
        # A measured area counts; what is inside is part of it.
        floor.area = 100.0
        self.assertEqual((floor.area_total, site.area_total), (100.0, 100.0))
        room.action_archive()
        self.assertEqual(site.capacity_total, 2)
        room.action_unarchive()
        self.assertEqual(site.capacity_total, 7)
        room.parent_id = site
        self.assertEqual((floor.capacity_total, site.capacity_total), (2, 7))

    def test_names_follow_the_tree(self):
        self.assertEqual(self.desk_1.complete_name, "Floor 1 / Desk 1")
        self.floor.name = "Ground floor"
        self.assertEqual(self.desk_1.complete_name, "Ground floor / Desk 1")

    def test_a_space_cannot_be_inside_itself(self):
        for parent in (self.desk_1, self.floor):
            with self.assertRaises(UserError):
                self.floor.parent_id = parent

    def test_a_space_moves_with_what_it_is_part_of(self):
        wing = self.make_space("Wing", "zone")
        desk = self.make_space("Desk W", "fixed_desk", wing)
        wing.location_id = self.location_2
        self.assertEqual(desk.location_id, self.location_2)
        with self.assertRefused(ValidationError, "which it is part of"):
            desk.location_id = self.location

    def test_a_let_space_does_not_move_or_change_its_kind(self):
        self.make_contract(self.plan_desk, self.desk_1)
        with self.assertRefused(ValidationError, "but the contract is for"):
            self.floor.location_id = self.location_2
        with self.assertRefused(ValidationError, "of the kind"):
            self.desk_1.kind_id = self.kinds["office"]

    def test_one_code_in_a_location(self):
        self.desk_1.code = "D1"
        with self.assertRejected():
            self.desk_2.code = "D1"
            self.env.flush_all()
        self.desk_far.code = "D1"

    # Archiving -------------------------------------------------------------------

    def test_a_let_space_and_what_it_is_in_cannot_be_archived(self):
        contract = self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )
        for space in (self.desk_1, self.floor):
            with self.assertRefused(UserError, f"belongs to contract {contract.name}"):
                space.action_archive()
        contract.action_terminate("2027-02-28")
        with freeze_time("2027-03-01 12:00:00"):
            self.desk_1.action_archive()

    def test_a_location_with_running_contracts_cannot_be_archived(self):
        contract = self.make_contract(start="2026-11-01")
        with self.assertRefused(UserError, "It has running contracts"):
            self.location.action_archive()
        contract.action_terminate("2027-01-01")
        self.location.action_archive()

    def test_places_and_plans_in_use_stay_with_their_company(self):
        self.make_contract(start="2026-11-01", state="ended")
        company = self.env["res.company"].create({"name": "Sister"})
        with self.assertRefused(UserError, "stays with its company"):
            self.location.company_id = company
        with self.assertRefused(UserError, "stays with its company"):
            self.plan_hot.company_id = company

    # The state -------------------------------------------------------------------

    def _search(self, *states):
        spaces = self.env["cowork.space"].search(
            [("state", "in", states), ("location_id", "=", self.location.id)]
        )
        return spaces & (self.desk_1 | self.desk_2 | self.office)

    def test_state_and_search_by_state(self):
        contract = self.make_contract(self.plan_desk, self.desk_1)
        self.office.blocked = True
        self.assertEqual(
            [s.state for s in (self.desk_1, self.desk_2, self.office)],
            ["occupied", "free", "blocked"],
        )
        self.assertEqual(self.desk_1.current_contract_id, contract)
        self.assertEqual(self._search("occupied"), self.desk_1)
        self.assertEqual(self._search("free"), self.desk_2)
        self.assertEqual(self._search("blocked"), self.office)
        self.assertEqual(self._search("free", "blocked"), self.desk_2 | self.office)
        self.assertFalse(self._search("booked"))
        spaces = self.env["cowork.space"]
        not_free = spaces.search([("state", "!=", "free")])
        self.assertIn(self.desk_1, not_free)
        self.assertNotIn(self.desk_2, not_free)

    def test_a_blocked_space_that_is_let_counts_as_let(self):
        self.make_contract(self.plan_desk, self.desk_1)
        before = self.location.let_count
        self.desk_1.blocked = True
        self.env.invalidate_all()
        self.assertEqual(self.desk_1.state, "blocked")
        self.assertEqual((before, self.location.let_count), (1, 1))

    def test_signed_and_suspended_contracts_hold_their_space(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, state="signed")
        self.assertEqual(self.desk_1.state, "occupied")
        contract.action_activate()
        contract.action_suspend()
        self.assertEqual(self.desk_1.state, "occupied")

    def test_today_is_that_of_the_location(self):
        spaces = self.desk_1 | self.desk_far
        for space in spaces:
            self.make_contract(
                self.plan_desk, space, start="2027-01-11", state="signed"
            )
        # 16:30 UTC: the 11th in Shanghai, the 10th in Lisbon.
        for now, states in (
            ("2027-01-10 15:30:00", ["free", "free"]),
            ("2027-01-10 16:30:00", ["occupied", "free"]),
            ("2027-01-11 00:30:00", ["occupied", "occupied"]),
        ):
            with freeze_time(now):
                self.env.invalidate_all()
                self.assertEqual(spaces.mapped("state"), states, now)
                found = self.env["cowork.space"].search(
                    [("state", "=", "occupied"), ("id", "in", spaces.ids)]
                )
                self.assertEqual(len(found), states.count("occupied"), now)

    def test_today_at_the_ends_of_the_earth(self):
        zones = (
            ("Pacific/Kiritimati", "2027-01-10 10:01:00", "2027-01-11"),
            ("Etc/GMT+12", "2027-01-10 11:59:00", "2027-01-09"),
            ("Asia/Kathmandu", "2027-01-10 18:15:00", "2027-01-11"),
        )
        for number, (zone, now, today) in enumerate(zones):
            location = self.make_location(zone, f"T-Z{number}", zone)
            desk = self.make_space("Desk Z", "fixed_desk", location_id=location.id)
            with freeze_time(now):
                self.assertEqual(str(location._today()), today)
                self.make_contract(self.plan_desk, desk, start=today, end=today)
                self.env.invalidate_all()
                self.assertEqual(desk.state, "occupied", zone)

    def test_figures_of_a_location(self):
        self.make_contract(self.plan_desk, self.desk_1)
        self.env.invalidate_all()
        self.assertRecordValues(
            self.location,
            [
                {
                    "space_count": 6,
                    "lettable_count": 4,
                    "let_count": 1,
                    "occupancy": 25.0,
                    "contract_count": 1,
                }
            ],
        )

    # The staff -------------------------------------------------------------------

    def test_who_leaves_the_company_leaves_the_staff(self):
        user = self.make_user("t_leaver", locations=[self.location])
        boss = self.make_user("t_boss", locations=[self.location_2])
        self.location.manager_id = boss.employee_id
        self.assertEqual(self.location.staff_user_ids, user | boss)
        user.employee_id.action_archive()
        self.assertEqual(self.location.staff_user_ids, boss)
        boss.employee_id.action_archive()
        self.assertFalse(self.location.staff_user_ids)

    def test_nobody_makes_himself_staff(self):
        self._setup_roles()
        with self.assertRaises(AccessError):
            self.location.with_user(self.manager).staff_user_ids = self.internal
