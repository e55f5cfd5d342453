from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-01-11 20:00:00")
class TestWorkOrderCost(WorkOrderCommon):
    """Labour, materials and the vendor, added up and booked on a cost centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.employee_ids.hourly_cost = 30.0
        cls.tube = cls.env["product.product"].create(
            {"name": "T-Tube", "standard_price": 4.25}
        )
        plan = cls.env["account.analytic.plan"].create({"name": "T-Places"})
        cls.centre, cls.office_centre = cls.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                for name in ("T-Riverside", "T-Office")
            ]
        )
        cls.column = plan._column_name()
        cls.location.analytic_account_id = cls.centre
        cls.office.analytic_account_id = False
        cls.order = cls.make_order()

    def add_material(self, quantity, order=None):
        return self.env["cowork.work.material"].create(
            {
                "request_id": (order or self.order).id,
                "product_id": self.tube.id,
                "quantity": quantity,
            }
        )

    def assertBooked(self, expected, order=None):
        """:param expected: list of cost centre, kind and amount"""
        order = order or self.order
        lines = self.env["account.analytic.line"].search(
            [("work_order_id", "=", order.id)], order="id"
        )
        found = [
            (line[self.column], line.work_cost_kind, line.amount) for line in lines
        ]
        self.assertCountEqual(found, expected)

    # Adding up ------------------------------------------------------------------------

    def test_the_cost_is_labour_materials_and_vendor(self):
        self.add_labour(self.order, 1.5)
        self.add_labour(self.order, 0.25)
        self.add_material(3)
        self.order.vendor_cost = 100
        self.assertEqual(self.order.labour_hours, 1.75)
        self.assertEqual(self.order.labour_cost, 52.5)
        self.assertEqual(self.order.material_cost, 12.75)
        self.assertEqual(self.order.cost, 165.25)

    def test_later_prices_change_nothing(self):
        labour, material = self.add_labour(self.order, 2), self.add_material(2)
        self.technician.employee_ids.hourly_cost = 99
        self.tube.standard_price = 99
        self.assertEqual(labour.amount, 60)
        self.assertEqual(material.amount, 8.5)

    def test_each_line_is_rounded_as_money(self):
        labour = self.add_labour(self.order, 0.33, hourly_cost=10.01)
        self.assertEqual(labour.amount, 3.3)

    def test_nonsense_is_refused(self):
        for hours in (0, -1, 24.5, "NaN", "Infinity"):
            with self.assertRejected():
                self.add_labour(self.order, hours)
        for quantity in (0, -1, 1e7, "NaN"):
            with self.assertRejected():
                self.add_material(quantity)
        for cost in (-1, "NaN", "Infinity", 1e14):
            with self.assertRejected():
                self.order.vendor_cost = cost
                self.env.flush_all()

    def test_a_technician_enters_hours_and_does_not_see_what_colleagues_cost(self):
        labour = self.env["cowork.work.labour"].with_user(self.technician)
        line = labour.create({"request_id": self.order.id, "hours": 2})
        self.assertEqual(line.employee_id, self.technician.employee_ids)
        self.assertEqual(line.sudo().amount, 60)
        for name in ("hourly_cost", "amount"):
            with self.assertRaises(AccessError):
                line.read([name])
        with self.assertRaises(AccessError):
            line.write({"hourly_cost": 1})
        for name in ("labour_cost", "cost", "charge_amount"):
            with self.assertRaises(AccessError):
                self.order.with_user(self.technician).read([name])
        self.assertEqual(line.with_user(self.facility_manager).hourly_cost, 30)

    def test_lines_do_not_move_to_another_order(self):
        line = self.add_labour(self.order, 1)
        other = self.make_order()
        with self.assertRaises(AccessError):
            line.write({"request_id": other.id})

    # The cost centre ------------------------------------------------------------------

    def test_the_cost_of_a_closed_order_is_booked_on_the_location(self):
        self.add_labour(self.order, 2)
        self.add_material(2)
        self.order.vendor_cost = 100
        self.assertBooked([])
        self.order.stage_id = self.done
        self.assertBooked(
            [
                (self.centre, "labour", -60),
                (self.centre, "material", -8.5),
                (self.centre, "vendor", -100),
            ]
        )
        # In Shanghai it is the next day already.
        days = self.order.analytic_line_ids.mapped("date")
        self.assertEqual(set(days), {date(2027, 1, 12)})

    def test_the_cost_centre_of_the_space_comes_first(self):
        self.office.analytic_account_id = self.office_centre
        self.add_labour(self.order, 1)
        self.order.stage_id = self.done
        self.assertBooked([(self.office_centre, "labour", -30)])

    def test_what_changes_afterwards_is_booked_once(self):
        line = self.add_labour(self.order, 1)
        self.order.stage_id = self.done
        lines = self.order.analytic_line_ids
        self.order._post_costs()
        self.assertEqual(self.order.analytic_line_ids, lines)
        line.hours = 3
        self.assertBooked([(self.centre, "labour", -90)])
        self.add_material(1)
        self.assertBooked(
            [(self.centre, "labour", -90), (self.centre, "material", -4.25)]
        )
        line.unlink()
        self.assertBooked([(self.centre, "material", -4.25)])

    def test_a_reopened_order_is_booked_anew_when_it_is_done(self):
        self.add_labour(self.order, 1)
        self.order.stage_id = self.done
        self.order.action_reopen("Again")
        self.add_labour(self.order, 1)
        self.assertBooked([(self.centre, "labour", -30)])
        self.order.stage_id = self.done
        self.assertBooked([(self.centre, "labour", -60)])

    def test_another_place_moves_the_cost(self):
        self.office_2.analytic_account_id = self.office_centre
        self.add_labour(self.order, 1)
        self.order.stage_id = self.done
        self.order.space_id = self.office_2
        self.assertBooked([(self.office_centre, "labour", -30)])

    def test_the_bill_bears_the_cost_of_the_vendor_once_it_is_there(self):
        self.order.write({"vendor_cost": 100, "stage_id": self.done.id})
        self.assertBooked([(self.centre, "vendor", -100)])
        self.order.vendor_bill_ref = "INV-77"
        self.assertBooked([])
        self.assertEqual(self.order.cost, 100)
        with self.assertRefused(UserError, "no vendor bill with the reference INV-77"):
            self.order.action_view_vendor_bill()

    def test_without_a_cost_centre_nothing_is_booked(self):
        self.location.analytic_account_id = False
        self.add_labour(self.order, 1)
        self.order.stage_id = self.done
        self.assertBooked([])
        self.assertFalse(self.order.cost_centre_id)

    def test_a_technician_closes_an_order_without_rights_on_cost_centres(self):
        self.add_labour(self.order, 1)
        self.order.with_user(self.technician).stage_id = self.done
        self.assertBooked([(self.centre, "labour", -30)])

    def test_the_cost_centre_is_of_the_company(self):
        company = self.env["res.company"].create({"name": "T-Elsewhere"})
        foreign = self.env["account.analytic.account"].create(
            {
                "name": "T-Foreign",
                "plan_id": self.centre.plan_id.id,
                "company_id": company.id,
            }
        )
        with self.assertRaises(UserError):
            self.location.analytic_account_id = foreign
