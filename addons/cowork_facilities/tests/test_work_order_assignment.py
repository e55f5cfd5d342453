from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-01-11 02:00:00")
class TestWorkOrderAssignment(WorkOrderCommon):
    """Work comes to a team by kind and place, and to a technician by skill and load."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env["hr.skill.type"].create(
            {
                "name": "T-Trade",
                "skill_ids": [(0, 0, {"name": "Electrics"}), (0, 0, {"name": "Lifts"})],
                "skill_level_ids": [
                    (0, 0, {"name": "Able", "level_progress": 100, "default_level": 1})
                ],
            }
        )
        cls.electrics, cls.lifts = kind.skill_ids.sorted("name")
        cls.kind = kind
        cls.power = cls.make_category("T-Power", skill_ids=[(6, 0, cls.electrics.ids)])
        cls.second = cls.make_user(
            "t_second", "cowork_facilities.group_user", [cls.location]
        )
        cls.far = cls.make_user(
            "t_far", "cowork_facilities.group_user", [cls.location_2]
        )
        cls.team.member_ids = cls.technician | cls.second | cls.far

    def learn(self, user, skill, **vals):
        """The employee of ``user`` has ``skill``."""
        self.env["hr.employee.skill"].create(
            {
                "employee_id": user.employee_ids.id,
                "skill_id": skill.id,
                "skill_type_id": self.kind.id,
                "skill_level_id": self.kind.skill_level_ids.id,
                **vals,
            }
        )

    # The team -------------------------------------------------------------------------

    def test_work_comes_to_the_team_of_its_kind_and_place(self):
        electricians = self.make_team(
            "Power", work_category_ids=[(6, 0, self.power.ids)]
        )
        lisbon = self.make_team("Lisbon", location_ids=[(6, 0, self.location_2.ids)])
        order = self.make_order(category=self.power.id)
        self.assertEqual(order.maintenance_team_id, electricians)
        self.assertEqual(self.make_order().maintenance_team_id, self.team)
        self.assertEqual(
            self.make_order(space_id=self.desk_far.id).maintenance_team_id, lisbon
        )

    def test_another_kind_of_work_goes_to_another_team(self):
        electricians = self.make_team(
            "Power", work_category_ids=[(6, 0, self.power.ids)]
        )
        order = self.make_order()
        order.category = self.power
        # The house team does everything: it keeps what it has.
        self.assertEqual(order.maintenance_team_id, self.team)
        self.team.work_category_ids = self.category
        other = self.make_order()
        other.category = self.power
        self.assertEqual(other.maintenance_team_id, electricians)

    def test_the_team_somebody_chose_is_kept(self):
        other = self.make_team("Other")
        order = self.make_order(maintenance_team_id=other.id)
        self.assertEqual(order.maintenance_team_id, other)

    def test_the_team_of_the_equipment_comes_first(self):
        other = self.make_team("Boilers")
        boiler = self.env["maintenance.equipment"].create(
            {"name": "Boiler", "maintenance_team_id": other.id}
        )
        order = self.make_order(equipment_id=boiler.id)
        self.assertEqual(order.maintenance_team_id, other)

    def test_the_form_shows_the_team_before_it_is_saved(self):
        electricians = self.make_team(
            "Power", work_category_ids=[(6, 0, self.power.ids)]
        )
        form = Form(self.env["maintenance.request"])
        self.assertEqual(form.maintenance_team_id, self.team)
        form.category = self.power
        self.assertEqual(form.maintenance_team_id, electricians)

    # The technician -------------------------------------------------------------------

    def test_who_has_the_least_to_do_gets_it(self):
        self.make_order(user_id=self.technician.id)
        order = self.make_order()
        order.action_assign()
        self.assertEqual(order.user_id, self.second)

    def test_what_is_on_hold_or_closed_is_no_load(self):
        hold = self.env.ref("cowork_facilities.work_hold_parts")
        self.make_order(user_id=self.technician.id, hold_reason_id=hold.id)
        self.make_order(user_id=self.technician.id, stage_id=self.done.id)
        order = self.make_order()
        order.action_assign()
        self.assertEqual(order.user_id, self.technician)

    def test_only_who_has_the_skill_now_gets_it(self):
        self.learn(self.technician, self.lifts)
        order = self.make_order("No light", category=self.power.id)
        with self.assertRefused(
            UserError,
            "Nobody of the team House serves the location and has the skills for “No"
            " light”.",
        ):
            order.action_assign()
        self.learn(self.second, self.electrics)
        order.action_assign()
        self.assertEqual(order.user_id, self.second)

    def test_who_does_not_serve_the_location_does_not_get_it(self):
        self.learn(self.far, self.electrics)
        order = self.make_order(category=self.power.id)
        with self.assertRefused(UserError, "Nobody of the team"):
            order.action_assign()
        there = self.make_order(category=self.power.id, space_id=self.desk_far.id)
        there.action_assign()
        self.assertEqual(there.user_id, self.far)

    def test_many_orders_are_spread_evenly(self):
        orders = self.env["maintenance.request"].union(
            *(self.make_order(f"Order {number}") for number in range(6))
        )
        orders.action_assign()
        self.assertEqual(orders.mapped("user_id.login"), ["t_technician", "t_second"])
        mine = orders.filtered(lambda o: o.user_id == self.second)
        self.assertEqual(len(mine), 3)

    def test_a_team_may_give_out_work_by_itself(self):
        self.assertFalse(self.make_order().user_id)
        self.team.auto_assign = True
        self.assertEqual(self.make_order().user_id, self.technician)
        chosen = self.make_order(user_id=self.far.id)
        self.assertEqual(chosen.user_id, self.far)
        # Nobody is able: it waits for somebody to look at it.
        self.assertFalse(self.make_order(category=self.power.id).user_id)

    def test_a_technician_gives_out_work_without_seeing_staff_files(self):
        self.learn(self.second, self.electrics)
        order = self.make_order(category=self.power.id)
        order.with_user(self.technician).action_assign()
        self.assertEqual(order.user_id, self.second)
        with self.assertRaises(AccessError):
            order.with_user(self.far).action_assign()
