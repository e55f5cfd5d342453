from ast import literal_eval
from datetime import datetime
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.cowork_members.models.optional_float import known

from .work_common import WorkFiguresCommon

NOW = datetime(2027, 3, 20, 4)
JAN, FEB, MAR = "2027-01-01", "2027-02-01", "2027-03-01"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestWorkFigures(WorkFiguresCommon):
    """What is measured of work orders, and the figures made of it."""

    def setUp(self):
        super().setUp()
        # Reports are read at the frozen moment.
        self.startPatcher(patch.object(self.env.cr, "now", lambda: NOW))

    def figures(self, groupby, *measures, model="cowork.work.report", domain=()):
        """:returns: {record grouped by: measures}"""
        self.env.flush_all()
        rows = self.env[model]._read_group(
            [("location_id", "=", self.location.id), *domain], [groupby], measures
        )
        return {group: [known(value) for value in found] for group, *found in rows}

    # Of one order -----------------------------------------------------------------

    def test_hours_are_unknown_until_it_happened(self):
        order = self.make_order("2027-02-01 08:00:00")
        self.assertIsNone(known(order.response_hours))
        self.assertIsNone(known(order.repair_hours))
        order._by_action().write({"answered_at": "2027-02-01 08:15:00"})
        self.assertEqual(order.response_hours, 0.25)

    def test_an_order_is_reported_now(self):
        order = self.env["maintenance.request"].create(
            {"name": "Leak", "space_id": self.office.id}
        )
        self.assertEqual(order.reported_at, NOW)
        self.assertEqual(order.copy().reported_at, NOW)
        with self.assertRaises(AccessError):
            order.write({"reported_at": "2027-01-01 00:00:00"})

    def test_time_on_hold_is_no_time_to_repair(self):
        reason = self.env["cowork.work.hold.reason"].create(
            {"name": "Parts", "code": "t-parts", "pauses_clock": True}
        )
        order = self.make_order("2027-03-20 00:00:00")
        order.hold_reason_id = reason
        with freeze_time("2027-03-20 10:00:00"):
            order.hold_reason_id = False
        with freeze_time("2027-03-20 12:00:00"):
            order.stage_id = self.stage_done
        # Four hours before the hold, two after it.
        self.assertEqual(order.repair_hours, 6.0)

    def test_who_is_done_does_not_wait_any_more(self):
        reason = self.env["cowork.work.hold.reason"].create(
            {"name": "Ourselves", "code": "t-self", "pauses_clock": False}
        )
        order = self.make_order("2027-03-20 00:00:00")
        order.hold_reason_id = reason
        self.assertFalse(order.waiting_since)
        reason.pauses_clock = True
        order.hold_reason_id = False
        order.hold_reason_id = reason
        self.assertEqual(order.waiting_since, NOW)
        with freeze_time("2027-03-20 10:00:00"):
            order.stage_id = self.stage_done
        self.assertFalse(order.waiting_since)
        self.assertEqual(order.repair_hours, 4.0)

    def test_a_failure_after_a_repair(self):
        first = self.make_order(
            "2027-01-04 00:00:00",
            done="2027-01-04 06:00:00",
            equipment_id=self.pump.id,
        )
        second = self.make_order(
            "2027-01-05 00:00:00",
            done="2027-01-05 02:00:00",
            equipment_id=self.pump.id,
        )
        late = self.make_order("2027-03-01 00:00:00", equipment_id=self.pump.id)
        self.assertFalse(first.last_repair_id)
        self.assertIsNone(known(first.between_hours))
        self.assertEqual(second.last_repair_id, first)
        self.assertEqual(second.between_hours, 18.0)
        self.assertTrue(second.is_repeat)
        self.assertEqual(late.last_repair_id, second)
        self.assertEqual(late.between_hours, 55 * 24 - 2)
        self.assertFalse(late.is_repeat)

    def test_without_equipment_the_kind_of_work_in_a_space_fails(self):
        self.make_order(
            "2027-01-04 00:00:00", done="2027-01-04 06:00:00", category=self.water.id
        )
        self.assertTrue(
            self.make_order("2027-01-10 00:00:00", category=self.water.id).is_repeat
        )
        self.assertFalse(self.make_order("2027-01-10 00:00:00").is_repeat)
        elsewhere = self.make_order(
            "2027-01-10 00:00:00", category=self.water.id, space_id=self.office_2.id
        )
        self.assertFalse(elsewhere.is_repeat)

    def test_planned_work_is_no_failure(self):
        self.make_order(
            "2027-01-04 00:00:00",
            done="2027-01-04 06:00:00",
            equipment_id=self.pump.id,
        )
        service = self.make_order(
            "2027-01-06 00:00:00",
            equipment_id=self.pump.id,
            maintenance_type="preventive",
        )
        self.assertFalse(service.is_repeat)
        service.maintenance_type = "corrective"
        self.assertTrue(service.is_repeat)

    def test_queries_do_not_grow_with_the_orders(self):
        orders = self.env["maintenance.request"]
        counts = []
        for number in (1, 20):
            for _time in range(number):
                orders += self.make_order("2027-01-04 00:00:00", category=self.water.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._compute_last_repair_id()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # Analysis ----------------------------------------------------------------------

    def test_means_leave_out_what_was_not_measured(self):
        self.make_order("2027-02-01 00:00:00", "2027-02-01 01:00:00")
        self.make_order(
            "2027-02-01 00:00:00", "2027-02-01 03:00:00", "2027-02-01 10:00:00"
        )
        self.make_order("2027-02-01 00:00:00")
        self.assertEqual(
            self.figures(
                "maintenance_team_id",
                "__count",
                "open_count:sum",
                "response_hours:avg",
                "repair_hours:avg",
                "between_hours:avg",
                "response_rate:avg",
                "first_time_fix:avg",
                "planned_share:avg",
            ),
            {self.team: [3, 2, 2.0, 10.0, None, None, 100.0, None]},
        )

    def test_cancelled_orders_are_left_out(self):
        self.make_order("2027-02-01 00:00:00", archive=True)
        self.assertEqual(self.figures("maintenance_team_id", "__count"), {})

    def test_days_are_those_of_the_location(self):
        # Four in the afternoon in UTC is midnight in Shanghai.
        self.make_order("2027-01-31 16:00:00", done="2027-02-28 16:00:00")
        (row,) = self.env["cowork.work.report"].search(
            [("location_id", "=", self.location.id)]
        )
        self.assertEqual(str(row.reported_on), "2027-02-01")
        self.assertEqual(str(row.done_on), "2027-03-01")

    def test_planned_share_is_one_of_hours_not_of_orders(self):
        service = self.make_order("2027-02-01 00:00:00", maintenance_type="preventive")
        self.add_labour(service, "2027-02-02", 6)
        for _number in range(3):
            self.add_labour(self.make_order("2027-02-01 00:00:00"), "2027-02-02", 2)
        self.assertEqual(
            self.figures("maintenance_team_id", "planned_share:avg"),
            {self.team: [50.0]},
        )

    def test_cost_per_square_metre_and_month(self):
        self.location.area = 1000.0
        self.office.area = 50.0
        order = self.make_order("2027-02-01 00:00:00", done="2027-02-03 00:00:00")
        self.add_labour(order, "2027-02-02", 4, 25.0)
        by_space = self.figures(
            "space_id", "cost:sum", "cost_per_area:avg", model="cowork.work.cost"
        )
        # 100 in February on 50 m², and nothing in March.
        self.assertEqual(by_space[self.office], [100.0, 1.0])
        ((cost, area, per_area),) = self.figures(
            "location_id",
            "cost:sum",
            "area:sum",
            "cost_per_area:avg",
            model="cowork.work.cost",
        ).values()
        self.assertEqual((cost, area, per_area), (100.0, 2000.0, 0.05))
        by_category = self.figures(
            "category",
            "cost_per_area:avg",
            model="cowork.work.cost",
            domain=[("request_id", "!=", False)],
        )
        self.assertEqual(list(by_category.values()), [[None]])

    # KPIs ----------------------------------------------------------------------------

    def test_hours_of_a_month(self):
        # Reported in January, answered and done in February, at the location.
        self.make_order(
            "2027-01-30 16:00:00", "2027-01-31 16:00:00", "2027-02-01 16:00:00"
        )
        self.make_order(
            "2027-02-10 00:00:00", "2027-02-10 02:00:00", "2027-02-10 06:00:00"
        )
        self.assertEqual(self.count("work_response_hours", FEB), (26, 2))
        self.assertEqual(self.count("work_repair_hours", FEB), (54, 2))
        # No data, not zero hours.
        self.assertEqual(self.count("work_repair_hours", JAN), (0, 0))
        self.assertIsNone(self.count("work_repair_hours", "2027-04-01"))

    def test_deadlines_of_a_month(self):
        for status in ("met", "met", "missed", "running"):
            order = self.make_order("2027-02-01 00:00:00")
            order._by_action().write(
                {
                    "response_deadline": "2027-02-01 04:00:00",
                    "response_status": status,
                    "resolution_deadline": "2027-03-01 04:00:00",
                    "resolution_status": status,
                }
            )
        self.assertEqual(self.count("work_response_rate", FEB), (2, 3))
        self.assertEqual(self.count("work_resolution_rate", FEB), (0, 0))
        self.assertEqual(self.count("work_resolution_rate", MAR), (2, 3))

    def test_failures_of_a_month(self):
        self.make_order(
            "2027-02-01 00:00:00",
            done="2027-02-01 12:00:00",
            equipment_id=self.pump.id,
        )
        reopened = self.make_order(
            "2027-02-02 00:00:00",
            done="2027-02-02 12:00:00",
            equipment_id=self.pump.id,
        )
        self.env["cowork.work.reopening"]._by_action().create(
            {
                "request_id": reopened.id,
                "closed_at": "2027-02-02 01:00:00",
                "reopened_at": "2027-02-02 04:00:00",
            }
        )
        self.assertEqual(reopened.repair_hours, 9.0)
        self.assertEqual(self.count("work_between_hours", FEB), (12, 1))
        self.assertEqual(self.count("work_repeat_failures", FEB), (1, 2))
        self.assertEqual(self.count("work_first_time_fix", FEB), (1, 2))
        self.assertEqual(self.count("work_first_time_fix", MAR), (0, 0))

    def test_backlog_of_a_month(self):
        self.make_order("2027-01-31 15:00:00", done="2027-03-02 00:00:00")
        self.make_order("2027-02-26 16:00:00")
        self.make_order("2027-02-27 00:00:00", archive=True)
        self.assertEqual(self.count("work_backlog", JAN), (1, 1))
        self.assertEqual(self.count("work_backlog", FEB), (2, 1))
        # Until now, not until the end of March.
        self.assertEqual(self.count("work_backlog", MAR), (1, 1))
        days, orders = self.count("work_backlog_age", FEB)
        self.assertAlmostEqual(days, 28 + 1 / 24 + 2)
        self.assertEqual(orders, 2)

    def test_planned_share_and_cost_of_a_month(self):
        service = self.make_order(
            "2027-01-20 00:00:00",
            done="2027-02-02 12:00:00",
            maintenance_type="preventive",
        )
        self.add_labour(service, "2027-01-31", 1, 30)
        self.add_labour(service, "2027-02-02", 2, 30)
        repair = self.make_order("2027-02-01 00:00:00", done="2027-02-04 00:00:00")
        self.add_labour(repair, "2027-02-03", 6, 30)
        self.assertEqual(self.count("work_planned_share", JAN), (1, 1))
        self.assertEqual(self.count("work_planned_share", FEB), (2, 8))
        self.assertEqual(self.count("work_planned_share", MAR), (0, 0))
        self.assertEqual(self.count("work_cost_area", FEB), (270, 0))
        self.location.area = 900.0
        self.assertEqual(self.count("work_cost_area", FEB), (270, 900))

    def test_figures_open_the_orders_they_count(self):
        order = self.make_order("2027-02-01 00:00:00", done="2027-02-01 12:00:00")
        self.location._count_kpis([datetime(2027, 2, 1).date()])
        (value,) = self.values("work_repair_hours")
        self.assertEqual((value.value, value.value_text), (12.0, "12.0 hours"))
        action = value.action_view_numerator()
        self.assertEqual(action["res_model"], "maintenance.request")
        self.assertEqual(action["domain"], [("id", "in", order.ids)])

    # Dashboard -----------------------------------------------------------------------

    def test_a_card_says_no_data_where_nothing_was_measured(self):
        self.assertEqual(self.team.open_count, 0)
        self.assertEqual(self.team.done_count, 0)
        for name in ("backlog_days", "repair_hours", "response_rate", "planned_share"):
            self.assertIsNone(known(self.team[name]), name)

    def test_a_card_counts_and_opens(self):
        late = self.make_order("2027-03-18 04:00:00", "2027-03-18 05:00:00")
        late._by_action().write({"resolution_status": "missed"})
        free = self.make_order("2027-03-19 04:00:00", user_id=self.env.user.id)
        done = self.make_order(
            "2027-03-10 00:00:00", "2027-03-10 01:00:00", "2027-03-10 08:00:00"
        )
        self.make_order("2027-01-10 00:00:00", done="2027-01-10 08:00:00")
        self.env.flush_all()
        team = self.team
        self.assertEqual((team.open_count, team.late_count), (2, 1))
        self.assertEqual((team.unassigned_count, team.hold_count), (1, 0))
        self.assertEqual(team.backlog_days, 1.5)
        self.assertEqual((team.done_count, team.repair_hours), (1, 8.0))
        self.assertEqual(team.first_time_fix, 100.0)
        for name, orders in (
            ("open_count", late | free),
            ("late_count", late),
            ("unassigned_count", late),
            ("done_count", done),
        ):
            action = team.with_context(cowork_figure=name).action_view_orders()
            found = self.env["maintenance.request"].search(action["domain"])
            self.assertEqual(found, orders, name)
        with self.assertRaises(UserError):
            team.with_context(cowork_figure="id").action_view_orders()
        self.assertEqual(team.action_view_analysis()["res_model"], "cowork.work.report")

    def test_teams_that_nobody_uses_are_left_out_at_first(self):
        view = self.env.ref("cowork_facilities.view_maintenance_team_dashboard_search")
        (node,) = etree.fromstring(view.arch).xpath("//filter[@name='ours']")
        ours = literal_eval(node.get("domain"))
        create = self.env["maintenance.team"].create
        idle, used, placed = create([{"name": n} for n in ("Idle", "Used", "Placed")])
        self.make_order("2027-03-18 04:00:00", maintenance_team_id=used.id)
        placed.location_ids = self.location
        found = idle.search([("id", "in", (idle | used | placed).ids), *ours])
        self.assertEqual(found, used | placed)

    def test_the_front_desk_sees_the_card_without_the_rounds(self):
        desk = self.make_user(
            "t_desk", "cowork_members.group_front_desk", [self.location]
        )
        team = self.team.with_user(desk)
        view = self.env.ref("cowork_facilities.view_maintenance_team_dashboard")
        arch = etree.fromstring(team.get_view(view.id, "kanban")["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        self.assertFalse(names & {"missed_round_count", "coverage"})
        (card,) = team.web_search_read(
            [("id", "=", team.id)], {name: {} for name in names}
        )["records"]
        self.assertEqual(card["open_count"], 0)

    def test_every_link_of_the_card_opens_for_the_manager(self):
        manager = self.make_user("t_manager", "cowork_facilities.group_manager")
        team = self.team.with_user(manager)
        view = self.env.ref("cowork_facilities.view_maintenance_team_dashboard")
        arch = etree.fromstring(team.get_view(view.id, "kanban")["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        (card,) = team.web_search_read(
            [("id", "=", team.id)], {name: {} for name in names}
        )["records"]
        self.assertEqual(card["name"], "Fitters")
        self.assertIs(card["repair_hours"], False)
        links = [
            literal_eval(node.get("context"))
            for node in arch.iter("a", "button")
            if node.get("name") == "action_view_orders"
        ]
        self.assertEqual(
            [link["cowork_figure"] for link in links],
            [
                "open_count",
                "late_count",
                "due_count",
                "unassigned_count",
                "hold_count",
                "repeat_count",
                "done_count",
            ],
        )
        for link in links:
            action = team.with_context(**link).action_view_orders()
            orders = self.env["maintenance.request"].with_user(manager)
            self.assertFalse(orders.search(action["domain"]))
        missed = team.action_view_missed_rounds()
        rounds = self.env["cowork.round"].with_user(manager)
        self.assertFalse(rounds.search(missed["domain"]))

    def test_cards_take_as_many_queries_for_many_teams(self):
        teams = self.team.create([{"name": f"Team {n}"} for n in range(20)])
        names = ["open_count", "late_count", "backlog_days", "repair_hours"]
        counts = []
        for some in (teams[:1], teams):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_figures_of_equipment(self):
        self.assertIsNone(known(self.pump.between_hours))
        for day in (1, 3, 5):
            self.make_order(
                f"2027-02-0{day} 00:00:00",
                done=f"2027-02-0{day} 12:00:00",
                equipment_id=self.pump.id,
            )
        self.env.invalidate_all()
        self.assertEqual((self.pump.failure_count, self.pump.repeat_count), (3, 2))
        self.assertEqual(self.pump.repair_hours, 12.0)
        self.assertEqual(self.pump.between_hours, 36.0)
        self.assertEqual(self.pump.maintenance_cost, 0)

    # Who sees them -------------------------------------------------------------------

    def test_staff_see_figures_of_their_locations_and_no_costs(self):
        technician = self.make_user(
            "t_fitter", "cowork_facilities.group_user", [self.location]
        )
        self.make_order("2027-02-01 00:00:00")
        self.make_order("2027-02-01 00:00:00", space_id=self.desk_far.id)
        self.env.flush_all()
        report = self.env["cowork.work.report"].with_user(technician)
        rows = report.search([("maintenance_team_id", "=", self.team.id)])
        self.assertEqual(rows.location_id, self.location)
        self.assertEqual(self.team.with_user(technician).open_count, 1)
        with self.assertRaises(AccessError):
            rows.read(["cost"])
        costs = self.env["cowork.work.cost"].with_user(technician)
        with self.assertRaises(AccessError):
            costs.search([("cost", ">", 0)])

    def test_nobody_else_sees_figures(self):
        clerk = new_test_user(self.env, "t_clerk", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["cowork.work.report"].with_user(clerk).search([], limit=1)
        with self.assertRaises(AccessError):
            self.team.with_user(clerk).read(["open_count"])

    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "Other"})
        boss = new_test_user(
            self.env,
            "t_boss",
            groups="cowork_facilities.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        order = self.make_order("2027-02-01 00:00:00", done="2027-02-03 00:00:00")
        self.add_labour(order, "2027-02-02", 4, 25.0)
        self.env.flush_all()
        for model in ("cowork.work.report", "cowork.work.cost"):
            rows = self.env[model].with_user(boss).search([], limit=5)
            self.assertNotIn(self.company, rows.company_id)
