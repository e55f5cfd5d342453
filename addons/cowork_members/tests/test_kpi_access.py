from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import CoworkMixin
from .kpi_common import KpiCommon

DESKS = "occupancy_desks_first"


@freeze_time("2027-04-15 04:00:00")
@tagged("post_install", "-at_install")
class TestKpiAccess(KpiCommon):
    """Who sees figures, and that nobody makes them up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, "2027-03-01")
        (cls.location | cls.location_2 | cls.location_b)._count_kpis([date(2027, 4, 1)])
        cls.value = cls.env["cowork.kpi.value"].search(
            [("kpi_id.code", "=", DESKS), ("location_id", "=", cls.location.id)]
        )
        vals = {"kpi_id": cls.kpis[DESKS].id, "target": 50, "date_from": "2027-01-01"}
        cls.target, cls.target_2, cls.target_b = cls.env["cowork.kpi.target"].create(
            [
                {**vals, "company_id": cls.company.id},
                {
                    **vals,
                    "company_id": cls.company.id,
                    "location_id": cls.location_2.id,
                },
                {
                    **vals,
                    "kpi_id": cls.kpis["retention"].id,
                    "company_id": cls.company_b.id,
                },
            ]
        )

    def test_staff_see_their_location_and_managers_their_company(self):
        values = self.env["cowork.kpi.value"]
        for user, locations in (
            (self.user, self.location),
            (self.manager, self.location | self.location_2),
            (self.manager_b, self.location_b),
        ):
            found = values.with_user(user).search([]).sudo().location_id
            ours = self.location | self.location_2 | self.location_b
            self.assertEqual(found & ours, locations, user.login)
        for user in (self.front_desk, self.internal, self.portal_a):
            with self.assertRaises(AccessError, msg=user.login):
                values.with_user(user).search([])
            with self.assertRaises(AccessError, msg=user.login):
                self.value.with_user(user).action_view_numerator()

    def test_together_only_what_one_sees(self):
        values = self.env["cowork.kpi.value"].with_user(self.user)
        rows = values._read_group(
            [("kpi_id.code", "=", DESKS)], ["location_id"], ["denominator:sum"]
        )
        self.assertEqual(rows, [(self.location.with_user(self.user), 12)])

    def test_nobody_makes_figures_up(self):
        forged = {"cowork_state_change": True, "default_value": 99.0}
        for user in (self.user, self.manager):
            values = self.env["cowork.kpi.value"].with_user(user)
            for context in ({}, forged):
                with self.assertRaises(AccessError):
                    values.with_context(**context).create(
                        {
                            "kpi_id": self.kpis[DESKS].id,
                            "location_id": self.location.id,
                            "month": "2026-01-01",
                            "value": 99.0,
                        }
                    )
                with self.assertRaises(AccessError):
                    self.value.with_user(user).with_context(**context).write(
                        {"value": 99.0}
                    )
            with self.assertRaises(AccessError):
                self.value.with_user(user).unlink()
        # Not even by code that forgot who may.
        with self.assertRaises(AccessError):
            self.value.sudo().write({"numerator": 5.0})

    def test_only_managers_count_again(self):
        with self.assertRaises(AccessError):
            self.value.with_user(self.user).action_recompute()
        with self.assertRaises(AccessError):
            self.value.with_user(self.manager_b).action_recompute()
        with self.assertRaises(AccessError):
            self.env["cowork.kpi.recount"].with_user(self.user).create({})
        self.make_contract(self.plan_desk, self.desk_2, "2027-03-01")
        self.value.with_user(self.manager).action_recompute()
        self.assertEqual(self.value.numerator, 2)

    def test_the_dialog_counts_past_months_of_ones_company(self):
        wizard = self.env["cowork.kpi.recount"].with_user(self.manager)
        dialog = wizard.create(
            {
                "date_from": "2027-02-10",
                "date_to": "2027-03-10",
                "kpi_ids": self.kpis[DESKS].ids,
            }
        )
        action = dialog.action_apply()
        found = self.env["cowork.kpi.value"].search(
            [*action["domain"], ("location_id", "=", self.location.id)]
        )
        self.assertEqual(found.mapped("numerator"), [1, 0])
        self.assertFalse(
            self.env["cowork.kpi.value"].search_count(
                [("location_id", "=", self.location_b.id), ("month", "<", "2027-04-01")]
            )
        )
        with self.assertRaises(AccessError):
            dialog.location_ids = self.location_b
            dialog.action_apply()

    def test_the_dialog_takes_months_in_order(self):
        wizard = self.env["cowork.kpi.recount"].with_user(self.manager)
        for first, last in (("2027-03-01", "2027-02-28"), ("2000-01-01", "2027-01-01")):
            with self.assertRaises(ValidationError):
                wizard.create({"date_from": first, "date_to": last})

    def test_definitions_belong_to_the_code(self):
        kpi = self.kpis[DESKS].with_user(self.manager)
        kpi.write({"active": False, "freeze_days": 5})
        for vals in ({"code": "x"}, {"formula": "1"}, {"numerator_model": "res.users"}):
            with self.assertRaises(AccessError):
                kpi.write(vals)
        with self.assertRaises(AccessError):
            kpi.create({"name": "X", "code": "x"})

    def test_a_definition_nothing_counts_is_named(self):
        kpi = self.env["cowork.kpi"].create(
            {
                "name": "Left behind",
                "code": "t_left_behind",
                "category": "members",
                "unit": "count",
                "formula": "–",
                "numerator_model": "res.partner",
            }
        )
        self.location._count_kpis_safely()
        self.assertIn("Left behind", self.location.kpi_error)
        kpi.active = False
        self.location._count_kpis_safely()
        self.assertFalse(self.location.kpi_error)

    def test_targets_are_the_managers(self):
        targets = self.env["cowork.kpi.target"]
        ours = self.target | self.target_2 | self.target_b
        for user, seen in (
            (self.user, self.target),
            (self.manager, self.target | self.target_2),
            (self.manager_b, self.target_b),
        ):
            self.assertEqual(targets.with_user(user).search([]) & ours, seen)
        for user in (self.user, self.manager_b):
            with self.assertRaises(AccessError):
                self.target.with_user(user).write({"target": 1})
        self.target.with_user(self.manager).target = 5
        self.assertEqual(self.value.status, "reached")
        with self.assertRaises(AccessError):
            self.target.with_user(self.manager).company_id = self.company_b
        with self.assertRejected():
            self.target.with_user(self.manager).location_id = self.location_b

    def test_what_keeps_the_figures_is_not_written_by_hand(self):
        for name, value in (("kpi_date", "2027-01-01"), ("kpi_error", "x")):
            with self.assertRaises(AccessError):
                self.location.with_user(self.manager).write({name: value})


@tagged("post_install", "-at_install")
class TestKpiTour(CoworkMixin, HttpCase):
    def test_a_site_manager_looks_behind_a_figure(self):
        self._setup_cowork()
        self.make_contract(self.plan_desk, self.desk_1)
        user = self.make_user("t_kpi", "cowork_members.group_user", [self.location])
        self.location._count_kpis_safely()
        self.start_tour("/odoo/cowork-kpis", "cowork_kpi", login=user.login)
