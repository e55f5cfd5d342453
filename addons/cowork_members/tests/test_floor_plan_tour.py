from odoo.tests import HttpCase, tagged

from .common import CoworkMixin
from .test_floor_plan import draw


@tagged("post_install", "-at_install")
class TestFloorPlanTour(CoworkMixin, HttpCase):
    """A site manager's own hands on the plan, and what they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls.site_manager = cls.make_user(
            "t_site_manager", "cowork_members.group_user", [cls.location]
        )
        cls.plan = cls.env["cowork.floor.plan"].create({"space_id": cls.floor.id})

    def test_site_manager_draws_a_floor(self):
        self.start_tour(
            f"/odoo/floor-plan?location={self.location.id}",
            "cowork_floor_plan_draw",
            login=self.site_manager.login,
        )
        shapes = {shape["space"]: shape for shape in self.plan.shapes}
        self.assertEqual(
            shapes.keys(), {self.desk_1.id, self.desk_2.id, self.office.id}
        )
        # Snapped to the grid, then moved by one mesh with the keyboard.
        self.assertEqual(shapes[self.desk_1.id]["type"], "rect")
        self.assertEqual(shapes[self.desk_1.id]["points"], [[0.11, 0.16], [0.31, 0.32]])
        # Its edge snapped to the edge of the first one.
        self.assertEqual(shapes[self.desk_2.id]["points"][0][0], 0.31)
        self.assertEqual(shapes[self.office.id]["type"], "polygon")
        self.assertEqual(len(shapes[self.office.id]["points"]), 4)
        self.assertEqual(self.plan.missing_count, 2)

    def test_site_manager_chooses_a_space_for_a_contract(self):
        self.plan.shapes = draw(self.desk_1, self.desk_2, self.office)
        self.make_contract(self.plan_desk, self.desk_1, partner_id=self.other_member.id)
        contract = self.make_contract(self.plan_desk, state="draft")
        self.start_tour(
            f"/odoo/cowork-contracts/{contract.id}",
            "cowork_floor_plan_choose",
            login=self.site_manager.login,
        )
        self.assertEqual(contract.line_ids.space_id, self.desk_2)
