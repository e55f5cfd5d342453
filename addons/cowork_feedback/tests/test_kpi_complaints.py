from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.cowork_members.models.kpi_facts import KpiFacts
from odoo.addons.cowork_members.tests.kpi_common import KpiCommon

from .complaint_common import ComplaintMixin


@freeze_time("2027-02-03 04:00:00")
@tagged("post_install", "-at_install")
class TestKpiComplaints(ComplaintMixin, KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_complaints()
        cls.contract.write({"date_start": "2026-12-01"})
        cls.env["cowork.sla.policy"].create(
            {
                "name": "Complaints",
                "model": "cowork.complaint",
                "response_hours": 4,
                "answer_hours": 8,
                "resolution_hours": 16,
            }
        )

    def test_complaints_of_the_month_by_its_members(self):
        with freeze_time("2027-01-13 04:00:00"):
            first, second, third = (self.make_complaint() for _number in range(3))
            second.with_user(self.anna).action_withdraw("Nothing.")
            (first | third).with_user(self.anna).action_merge(first.id)
            self.make_complaint(received_at="2027-01-31 16:30:00")
        self.assertEqual(self.count("complaints_rate", "2027-01-01"), (1.0, 1.0))
        # Half past midnight on the first of February in Shanghai.
        self.assertEqual(self.count("complaints_rate", "2027-02-01"), (1.0, 1.0))
        self.assertEqual(
            self.count("complaints_rate", "2027-01-01", self.location_2), (0.0, 0.0)
        )

    def test_complaints_are_told_per_hundred_members_not_in_percent(self):
        kpi = self.kpis["complaints_rate"]
        values = self.env["cowork.kpi.value"]
        value = values.new({"kpi_id": kpi.id, "location_id": self.location.id})
        figure = values._prepare_figure(kpi, 9.0, 10.0)["value"]
        self.assertEqual((figure, value._format(figure)), (90.0, "90.0"))

    def test_answered_solved_and_reopened(self):
        with freeze_time("2027-01-13 04:00:00"):
            quick = self.bring(self.make_complaint(), "carried_out")
            slow = self.make_complaint()
            # Still in time: counted neither way.
            self.make_complaint(location_id=self.location_2.id)
        with freeze_time("2027-01-20 04:00:00"):
            self.bring(slow, "carried_out")
            quick.with_user(self.anna).action_reopen("Loud again.")
        for code, expected in (
            ("complaints_answered", (1.0, 2.0)),
            ("complaints_solved", (0.0, 1.0)),
            ("complaints_reopened", (1.0, 2.0)),
        ):
            self.assertEqual(self.count(code, "2027-01-01"), expected, code)

    def test_improvements_checked_in_the_month(self):
        improvements = self.make_improvement() | self.make_improvement()
        improvements |= self.make_improvement()
        for improvement, effect in zip(
            improvements, ("proven", "none", "no_data"), strict=True
        ):
            improvement._by_action().write(
                {"effect": effect, "checked_on": "2027-01-31"}
            )
        self.assertEqual(self.count("improvements_proven", "2027-01-01"), (1.0, 2.0))

    def test_the_records_behind_a_figure(self):
        complaint = self.make_complaint()
        counted, divided = self.kpi._get_records(
            self.location.sudo(), self.day().replace(day=1)
        )
        self.assertEqual(counted, complaint.ids)
        self.assertEqual(divided, self.member.ids)

    def test_figures_of_many_locations_take_no_more_queries(self):
        def count(places):
            complaints = self.env["cowork.complaint"].create(
                [{"subject": "Loud calls", "location_id": place.id} for place in places]
            )
            kpis = self.env["cowork.kpi"].union(
                *(kpi for code, kpi in self.kpis.items() if "complaints_" in code)
            )
            self.assertEqual(len(kpis), 4)
            locations = complaints.location_id.sudo()
            self.env.flush_all()
            # What is read of one is read of all: nothing is left to prefetch with.
            self.env.invalidate_all()
            month = fields.Date.to_date("2027-02-01")
            before = self.cr.sql_log_count
            counted = kpis._count(KpiFacts(locations, [month]))
            asked = self.cr.sql_log_count - before
            self.assertEqual(len(counted), 4 * len(places))
            return asked

        places = self.env["cowork.location"].create(
            [
                {"name": f"Place {number}", "code": f"T-P{number}", "tz": "UTC"}
                for number in range(21)
            ]
        )
        count(places[:1])
        self.assertEqual(count(places[1:21]), count(places[:1]))
