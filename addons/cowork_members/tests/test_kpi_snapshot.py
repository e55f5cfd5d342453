from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .kpi_common import KpiCommon

DESKS = "occupancy_desks_first"
LUNCH = "The members are at lunch."


@freeze_time("2027-04-15 04:00:00")
@tagged("post_install", "-at_install")
class TestKpiSnapshot(KpiCommon):
    """What is counted once a day, and what stays as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, "2027-02-10")

    def both(self):
        return self.location | self.location_2

    def snapshot(self):
        self.both()._count_kpis_safely()
        self.env.flush_all()

    def test_the_first_time_goes_back_to_the_first_contract(self):
        self.snapshot()
        months = [date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)]
        self.assertEqual(self.values(DESKS).mapped("month"), months)
        self.assertEqual(
            self.values(DESKS, self.location_2).mapped("month"), months[2:]
        )
        self.assertEqual(self.values(DESKS).mapped("numerator"), [0, 1, 1])
        self.assertEqual(self.location.kpi_date, date(2027, 4, 15))

    def test_the_first_time_goes_back_two_years_at_most(self):
        self.make_contract(self.plan_desk, self.desk_2, "2020-01-01")
        self.snapshot()
        self.assertEqual(len(self.values(DESKS)), 25)
        self.assertEqual(self.values(DESKS)[0].month, date(2025, 4, 1))

    def test_a_second_time_changes_nothing(self):
        self.snapshot()
        before = self.values(DESKS)
        ids, figures = before.ids, before.mapped("value")
        self.snapshot()
        self.assertEqual(self.values(DESKS).ids, ids)
        self.assertEqual(self.values(DESKS).mapped("value"), figures)

    def test_the_month_is_the_locations(self):
        with freeze_time("2027-04-30 17:00:00"):
            self.snapshot()
        self.assertEqual(self.values(DESKS)[-1].month, date(2027, 5, 1))
        far = self.values(DESKS, self.location_2)
        self.assertEqual(far[-1].month, date(2027, 4, 1))

    def test_a_closed_month_is_counted_until_it_is_frozen(self):
        with freeze_time("2027-04-02 04:00:00"):
            self.snapshot()
        self.make_contract(self.plan_desk, self.desk_2, "2027-03-01")
        march = self.values(DESKS)[1]
        self.assertEqual(march.numerator, 1)
        with freeze_time("2027-04-10 04:00:00"):
            self.snapshot()
        self.assertEqual(march.numerator, 2)
        self.make_contract(self.plan_office, self.office, "2027-03-01")
        self.snapshot()
        self.assertEqual(march.numerator, 2)
        self.assertEqual(self.values(DESKS)[-1].numerator, 6)
        march.action_recompute()
        self.assertEqual(march.numerator, 6)

    def test_a_month_that_was_missed_is_counted_late(self):
        with freeze_time("2027-02-20 04:00:00"):
            self.snapshot()
        self.assertEqual(len(self.values("occupancy_desks_days")), 1)
        self.snapshot()
        days = self.values("occupancy_desks_days")
        self.assertEqual(days.mapped("numerator"), [19, 31, 15])

    def test_only_the_chosen_figures_are_counted_again(self):
        self.snapshot()
        self.make_contract(self.plan_desk, self.desk_2, "2027-03-01")
        march = self.values(DESKS)[1]
        (march | self.values("members_new")[0]).action_recompute()
        self.assertEqual(march.numerator, 2)
        self.assertEqual(self.values(DESKS)[2].numerator, 1)

    def test_a_location_that_fails_does_not_stop_the_others(self):
        kpis = self.registry["cowork.kpi"]
        count = kpis._kpi_retention

        def fail(records, facts, location, month):
            if location == self.location.sudo():
                raise UserError(LUNCH)
            return count(records, facts, location, month)

        with patch.object(kpis, "_kpi_retention", fail):
            self.snapshot()
        self.assertIn(LUNCH, self.location.kpi_error)
        self.assertIn("lunch", self.location.message_ids[0].body)
        self.assertFalse(self.location_2.kpi_error)
        self.assertFalse(self.values("retention"))
        self.assertTrue(self.values(DESKS))
        self.assertTrue(self.values("retention", self.location_2))
        self.snapshot()
        self.assertFalse(self.location.kpi_error)
        self.assertTrue(self.values("retention"))

    @mute_logger("odoo.addons.cowork_members.models.cowork_location_kpi")
    def test_a_fault_of_the_program_is_noted_as_well(self):
        def fail(records, facts, location, month):
            return 1 / 0

        with patch.object(self.registry["cowork.kpi"], "_kpi_retention", fail):
            self.snapshot()
        self.assertIn("ZeroDivisionError", self.location.kpi_error)
        self.assertTrue(self.values(DESKS))

    def test_the_job_counts_each_location_once_a_day(self):
        locations = self.env["cowork.location"]
        self.assertLessEqual(self.both(), locations._get_uncounted())
        # One batch of one location, then the job goes on where it stopped.
        with self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_count_kpis").method_direct_trigger()
        self.assertFalse(self.both() & locations._get_uncounted())
        self.assertTrue(self.values(DESKS))
        with freeze_time("2027-04-15 17:00:00"):
            # It is tomorrow in Shanghai, but not in Lisbon.
            self.assertEqual(self.both() & locations._get_uncounted(), self.location)

    # Compared and judged ---------------------------------------------------------

    def test_trend_and_change(self):
        self.make_contract(self.plan_desk, self.desk_2, "2027-03-02")
        self.snapshot()
        february, march, april = self.values(DESKS)
        self.assertEqual(february.trend, "none")
        self.assertIs(february.previous_value, False)
        self.assertEqual((march.trend, april.trend), ("better", "better"))
        self.assertAlmostEqual(april.change, 100 / 12)
        self.assertEqual(april.change_text, "+8.3 points")
        self.assertTrue(april.is_latest)
        self.assertFalse(march.is_latest)
        latest = self.env["cowork.kpi.value"].search([("is_latest", "=", True)])
        self.assertIn(april, latest)
        self.assertNotIn(march, latest)

    def target(self, code, target, warning=False, **vals):
        return self.env["cowork.kpi.target"].create(
            {
                "kpi_id": self.kpis[code].id,
                "company_id": self.company.id,
                "date_from": "2027-01-01",
                "target": target,
                "warning": warning,
                **vals,
            }
        )

    def test_the_locations_own_target_comes_first(self):
        self.target(DESKS, 50, 5)
        own = self.target(DESKS, 8, 4, location_id=self.location.id)
        own.date_to = "2027-03-31"
        self.snapshot()
        self.assertEqual(
            self.values(DESKS).mapped("status"), ["missed", "reached", "near"]
        )
        self.assertEqual(self.values(DESKS).mapped("target"), [8, 8, 50])
        self.assertEqual(self.values(DESKS, self.location_2).status, "missed")

    def test_figures_follow_their_target(self):
        self.snapshot()
        values = self.values(DESKS)
        self.assertEqual(set(values.mapped("status")), {"no_target"})
        target = self.target(DESKS, 8)
        self.assertEqual(values.mapped("status"), ["missed", "reached", "reached"])
        target.target = 20
        self.assertEqual(set(values.mapped("status")), {"missed"})
        target.warning = 0
        self.assertEqual(set(values.mapped("status")), {"near"})
        target.warning = False
        self.assertEqual(set(values.mapped("status")), {"missed"})
        target.unlink()
        self.assertEqual(set(values.mapped("status")), {"no_target"})
        self.assertEqual(values.mapped("target"), [False] * 3)

    def test_lower_is_better_for_churn(self):
        self.contract.action_terminate("2027-03-20")
        self.target("churn_members", 3, 5)
        self.snapshot()
        self.assertEqual(
            self.values("churn_members").mapped("status"),
            ["no_data", "missed", "no_data"],
        )

    def test_targets_do_not_overlap_nor_contradict_themselves(self):
        self.target(DESKS, 80)
        with self.assertRejected(), self.env.cr.savepoint():
            self.target(DESKS, 70, date_from="2027-06-01")
        self.target(DESKS, 70, location_id=self.location.id)
        self.target(
            DESKS, 70, company_id=self.env["res.company"].create({"name": "T"}).id
        )
        with self.assertRefused(ValidationError, "better than the target"):
            self.target("retention", 90, 95)
        with self.assertRefused(ValidationError, "better than the target"):
            self.target("churn_members", 5, 3)

    # Together --------------------------------------------------------------------

    def test_figures_together_are_sums_divided_by_sums(self):
        self.snapshot()
        values = self.env["cowork.kpi.value"]
        here = [("location_id", "in", self.both().ids)]
        april = [*here, ("month", "=", "2027-04-01")]

        def together(domain, code, aggregate="value:avg"):
            domain = [*domain, ("kpi_id", "=", self.kpis[code].id)]
            return values._read_group(domain, [], [aggregate])[0][0]

        # One desk of twelve and none of one: not the mean of 8.3 % and 0 %.
        self.assertAlmostEqual(together(april, DESKS), 100 / 13)
        self.assertAlmostEqual(together(april, DESKS, "value:sum"), 100 / 13)
        self.assertEqual(together(april, DESKS, "denominator:sum"), 13)
        self.assertEqual(together(here, "members_new"), 1)
        # Nothing to divide by in any of them: no data.
        self.assertIs(together(april, "renewal_rate"), False)
        # No data of one location does not count as nothing.
        self.assertEqual(together(april, "retention"), 100.0)
        # Different figures have nothing in common.
        self.assertIs(values._read_group(april, [], ["value:avg"])[0][0], False)
        self.assertIs(values._read_group(april, [], ["numerator:sum"])[0][0], False)
        rows = values.formatted_read_group(
            april, ["kpi_id"], ["value:avg", "numerator:sum"]
        )
        self.assertEqual(len(rows), len(self.kpis))

    def test_what_opens_are_the_records_counted(self):
        self.snapshot()
        value = self.values(DESKS)[-1]
        action = value.action_view_numerator()
        self.assertEqual(action["res_model"], "cowork.space")
        self.assertEqual(action["domain"], [("id", "in", self.desk_1.ids)])
        action = value.action_view_denominator()
        self.assertEqual(
            self.env["cowork.space"].search(action["domain"]),
            self.desk_1 | self.desk_2 | self.office | self.office_2,
        )

    def test_many_locations_contracts_and_months_take_no_more_queries(self):
        def count(locations, months):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            locations._count_kpis(months)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.make_contract(self.plan_desk, self.desk_2, "2026-01-01", "2026-12-31")
        months = [date(2026, n, 1) for n in range(1, 13)]
        count(self.location, months[:1])
        few = count(self.location, months[1:2])
        locations = self.env["cowork.location"].create(
            [{"name": f"L{n}", "code": f"T-{n}"} for n in range(12)]
        )
        for location in locations:
            desks = self.env["cowork.space"].create(
                [
                    {
                        "name": f"D{n}",
                        "kind_id": self.kinds["fixed_desk"].id,
                        "location_id": location.id,
                    }
                    for n in range(3)
                ]
            )
            for desk in desks:
                self.make_contract(self.plan_desk, desk, "2026-02-01")
        figures = len(locations) * len(months) * len(self.kpis)
        # The ORM inserts a hundred rows at a time.
        self.assertLessEqual(count(locations, months), few + figures / 100 + 5)
        self.assertLessEqual(count(locations, months), few)
