from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestSpaceMargin(CoworkCommon):
    """What every space earns and costs per month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.desk_1 | cls.desk_2).area = 10.0
        cls.office.area = 30.0
        cls.hall.area = 50.0
        cls.location.monthly_cost = 5000.0

    def margins(self, *spaces):
        """:returns: list of (revenue, cost, margin), one for each of ``spaces``"""
        report = self.env["cowork.space.margin"]
        report.invalidate_model()
        rows = report.search([("location_id", "=", self.location.id)])
        found = {
            row.space_id: tuple(
                row.currency_id.round(value)
                for value in (row.revenue, row.cost, row.margin)
            )
            for row in rows
        }
        return [found[space] for space in spaces]

    def test_costs_are_shared_out_by_area(self):
        self.office_2.area = 0.0
        self.assertEqual(
            self.margins(self.desk_1, self.office, self.hall, self.office_2),
            [(0, 500, -500), (0, 1500, -1500), (0, 2500, -2500), (0, 0, 0)],
        )

    def test_a_location_without_areas_or_costs_has_no_costs(self):
        self.assertFalse(self.location_2.monthly_cost)
        rows = self.env["cowork.space.margin"].search(
            [("location_id", "=", self.location_2.id)]
        )
        self.assertEqual(rows.mapped("space_id"), self.desk_far)
        self.assertEqual(rows.mapped("cost"), [0.0])

    def test_revenue_is_what_is_in_force_today(self):
        desk = self.make_contract(self.plan_desk, self.desk_1, line={"discount": 10})
        self.assertEqual(self.margins(self.desk_1), [(1620, 500, 1120)])
        for _member in range(2):
            self.make_contract(self.plan_hot, self.hall)
        # Begins tomorrow, is over, is a draft: none of them earns anything today.
        self.make_contract(self.plan_desk, self.desk_2, start="2027-01-11")
        self.make_contract(self.plan_hot, self.hall, start="2027-01-01", state="ended")
        self.make_contract(self.plan_office, self.office, state="draft")
        self.assertEqual(
            self.margins(self.hall, self.desk_2, self.office),
            [(2400, 2500, -100), (0, 500, -500), (0, 1500, -1500)],
        )
        desk.action_amend(desk.line_ids, self.plan_office, "2027-01-10", self.office)
        self.assertEqual(
            self.margins(self.desk_1, self.office),
            [(0, 500, -500), (7500, 1500, 6000)],
        )

    def test_today_is_the_locations_day(self):
        # Late in the evening in UTC it is tomorrow in Shanghai.
        self.make_contract(self.plan_desk, self.desk_1, start="2027-01-11")
        with freeze_time("2027-01-10 15:59:59"):
            self.assertEqual(self.margins(self.desk_1), [(0, 500, -500)])
        with freeze_time("2027-01-10 16:00:00"):
            self.assertEqual(self.margins(self.desk_1), [(1800, 500, 1300)])

    def test_revenue_is_in_the_companys_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    (0, 0, {"name": "2027-01-01", "rate": 4.0}),
                    (0, 0, {"name": "2027-02-01", "rate": 8.0}),
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        self.make_contract(self.plan_desk, self.desk_1, pricelist_id=pricelist.id)
        self.assertEqual(self.margins(self.desk_1), [(1800, 500, 1300)])

    def test_the_space_shows_its_margin(self):
        self.make_contract(self.plan_desk, self.desk_1)
        self.assertEqual(self.desk_1.monthly_margin, 1300.0)
        self.assertEqual(self.floor.monthly_margin, 0.0)
        action = self.desk_1.action_view_margin()
        self.assertEqual(action["domain"], [("location_id", "=", self.location.id)])
        row = self.env["cowork.space.margin"].browse(self.desk_1.id)
        self.assertEqual(row.action_open_space()["res_id"], self.desk_1.id)

    def test_let_and_vacant_spaces_are_told_apart(self):
        self.make_contract(self.plan_desk, self.desk_1)
        vacant = self.env["cowork.space.margin"].search(
            [("is_let", "=", False), ("location_id", "=", self.location.id)]
        )
        self.assertNotIn(self.desk_1, vacant.space_id)
        self.assertIn(self.desk_2, vacant.space_id)
