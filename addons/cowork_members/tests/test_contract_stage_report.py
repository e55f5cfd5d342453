from datetime import datetime
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import CoworkCommon
from .tracking_common import TrackingMixin

STAGES = "cowork_members.stage_"
NOW = datetime(2027, 1, 20, 12)


@freeze_time("2027-01-20 12:00:00")
@tagged("post_install", "-at_install")
class TestContractStageReport(TrackingMixin, CoworkCommon):
    """Days per stage, from what cards tracked when they moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._track_everything()
        cls.first = cls.travelled("2026-12-01", "2026-12-05", "2026-12-11")
        cls.second = cls.travelled("2026-12-30", "2027-01-07")

    @classmethod
    def stage(cls, name):
        return cls.env.ref(f"{STAGES}{name}")

    @classmethod
    def travelled(cls, made, viewing, signed=None, location=None):
        """:returns: an enquiry that came to the stage of viewings on a day, and was
        signed on another"""
        location = location or cls.location
        with cls.at(f"{made} 20:00:00"):
            contract = cls.make_contract(state="draft", location_id=location.id)
        with cls.at(f"{viewing} 20:00:00"):
            contract.stage_id = cls.stage("viewing")
        if signed:
            with cls.at(f"{signed} 20:00:00"):
                contract.action_sign()
        return contract

    def setUp(self):
        super().setUp()
        # Reports are read at noon of that day.
        self.startPatcher(patch.object(self.env.cr, "now", lambda: NOW))

    def stays(self, contract):
        """:returns: for each stay its stage, days, and where it went"""
        rows = self.env["cowork.contract.stage.report"].search(
            [("contract_id", "=", contract.id)]
        )
        return [
            (row.stage_id, round(row.days, 2), row.next_stage_id)
            for row in rows.sorted(lambda row: (row.date_from, row.is_current))
        ]

    def test_each_stay_of_a_card(self):
        nowhere = self.env["cowork.contract.stage"]
        signed = self.first.stage_id
        self.assertEqual(
            self.stays(self.first),
            [
                (self.stage("enquiry"), 4.0, self.stage("viewing")),
                (self.stage("viewing"), 6.0, signed),
                # until 20 January, 12:00
                (signed, 39.67, nowhere),
            ],
        )

    def test_days_are_those_of_the_location(self):
        rows = self.env["cowork.contract.stage.report"].search(
            [
                ("contract_id", "=", self.first.id),
                ("stage_id", "=", self.stage("viewing").id),
            ]
        )
        self.assertEqual(str(rows.date_from), "2026-12-06")
        self.assertEqual(str(rows.date_to), "2026-12-12")
        self.assertFalse(rows.is_current)
        self.assertEqual(rows.action_open_contract()["res_id"], self.first.id)

    def test_averages_per_stage(self):
        groups = self.env["cowork.contract.stage.report"]._read_group(
            [
                ("contract_id", "in", (self.first + self.second).ids),
                ("is_current", "=", False),
            ],
            ["stage_id"],
            ["days:avg", "__count"],
        )
        self.assertEqual(
            {stage: (round(days, 2), count) for stage, days, count in groups},
            {self.stage("enquiry"): (6.0, 2), self.stage("viewing"): (6.0, 1)},
        )

    def test_what_stays_longer_than_the_stage_says(self):
        self.stage("viewing").rotting_threshold_days = 7
        self.stage("enquiry").rotting_threshold_days = 0
        late = self.env["cowork.contract.stage.report"].search(
            [
                ("contract_id", "in", (self.first + self.second).ids),
                ("stage_id.state", "=", "draft"),
                ("too_long", "=", 1),
            ]
        )
        # Six days were not too long, thirteen are.
        self.assertEqual(late.contract_id, self.second)
        self.assertEqual(late.stage_id, self.stage("viewing"))

    def test_a_card_that_comes_back_has_two_stays(self):
        for day, name in (("2027-01-08", "enquiry"), ("2027-01-10", "viewing")):
            with self.at(f"{day} 20:00:00"):
                self.second.stage_id = self.stage(name)
        enquiry, viewing = self.stage("enquiry"), self.stage("viewing")
        self.assertEqual(
            [(stage, days) for stage, days, _next in self.stays(self.second)],
            [(enquiry, 8.0), (viewing, 1.0), (enquiry, 2.0), (viewing, 9.67)],
        )

    def test_untracked_moves_make_no_figure(self):
        with self.at("2027-01-10 20:00:00"):
            self.second.with_context(tracking_disable=True).stage_id = self.stage(
                "enquiry"
            )
        with self.at("2027-01-15 20:00:00"):
            self.second.stage_id = self.stage("viewing")
        enquiry, viewing = self.stage("enquiry"), self.stage("viewing")
        self.assertEqual(
            [(stage, days) for stage, days, _next in self.stays(self.second)],
            [(enquiry, 8.0), (viewing, 4.67)],
        )

    def test_staff_see_the_locations_they_serve(self):
        far = self.travelled("2026-12-01", "2026-12-02", location=self.location_2)
        self._setup_roles()
        contracts = self.first + far
        for user, seen in (
            (self.user, self.first),
            (self.manager, contracts),
            (self.manager_b, contracts.browse()),
        ):
            rows = self.env["cowork.contract.stage.report"].with_user(user)
            rows = rows.search([("contract_id", "in", contracts.ids)])
            self.assertEqual(rows.contract_id, seen)

    def test_any_number_of_contracts_is_one_query(self):
        report = self.env["cowork.contract.stage.report"]
        report._read_group([], ["stage_id"], ["days:avg"])
        self.env.flush_all()
        with self.assertQueryCount(1):
            report._read_group([], ["stage_id"], ["days:avg"])
