from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL

from .work_order_common import WorkOrderCommon

NAN, INF = "NaN", "Infinity"
SHARED = (
    "cowork_work_category",
    "cowork_work_cause",
    "cowork_work_remedy",
    "cowork_work_hold_reason",
)


@tagged("post_install", "-at_install")
class TestFacilitiesConstraints(WorkOrderCommon):
    """What the database guarantees, asked past the ORM."""

    def _declared(self):
        """:returns: set of the names of all constraints and unique indexes the addon
        declares"""
        return {
            table_object.full_name(self.env[name])
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract
            for table_object in model._table_objects.values()
            if isinstance(table_object, (models.Constraint, models.UniqueIndex))
            and table_object._module == "cowork_facilities"
        }

    def test_every_constraint_exists_in_the_database(self):
        declared = self._declared()
        self.assertIn("cowork_work_labour_hours_sane", declared)
        found = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint WHERE conname = ANY(%(names)s)"
                " AND convalidated UNION SELECT indexname FROM pg_indexes"
                " WHERE indexname = ANY(%(names)s)",
                names=list(declared),
            )
        )
        self.assertEqual({name for (name,) in found}, declared)

    def _assert_refused(self, constraint, table, row, values):
        """:param values: dict of what the row ``row`` is changed to"""
        changes = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        with self.subTest(constraint, values=values), self.assertRejected() as caught:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(table),
                    changes,
                    row,
                )
            )
        self.assertEqual(caught.exception.diag.constraint_name, constraint)

    def test_amounts_hours_and_quantities_are_finite(self):
        order = self.make_order()
        labour = self.add_labour(order, 1)
        material = self.env["cowork.work.material"].create(
            {
                "request_id": order.id,
                "product_id": self.env["product.product"].create({"name": "T"}).id,
            }
        )
        self.env.flush_all()
        for record, name, column, wrong in (
            (labour, "hours_sane", "hours", (0, -1, 24.5, NAN)),
            (labour, "cost_sane", "hourly_cost", (-1, NAN, INF)),
            (material, "quantity_sane", "quantity", (0, -1, NAN, INF)),
            (material, "cost_sane", "unit_cost", (-1, NAN, INF)),
            (order, "vendor_cost_sane", "vendor_cost", (-1, NAN, INF)),
            (order, "charge_sane", "charge_amount", (-1, NAN, INF)),
        ):
            for value in wrong:
                self._assert_refused(
                    f"{record._table}_{name}",
                    record._table,
                    record.id,
                    {column: value},
                )

    def test_codes_are_unique(self):
        for table in SHARED:
            model = self.env[table.replace("_", ".")]
            one, two = model.create(
                [{"name": code, "code": code} for code in ("T-one", "T-two")]
            )
            self.env.flush_all()
            self._assert_refused(
                f"{table}_code_uniq", table, one.id, {"code": two.code}
            )

    def test_a_kind_of_cost_is_booked_once(self):
        plan = self.env["account.analytic.plan"].create({"name": "T-Places"})
        centre = self.env["account.analytic.account"].create(
            {"name": "T-Centre", "plan_id": plan.id, "company_id": self.company.id}
        )
        self.location.analytic_account_id = centre
        order = self.make_order(vendor_cost=10, vendor_bill_ref=False)
        self.add_labour(order, 1, hourly_cost=10)
        order.stage_id = self.done
        labour, vendor = order.analytic_line_ids.sorted("work_cost_kind")
        self.env.flush_all()
        self._assert_refused(
            "account_analytic_line_work_cost_uniq",
            "account_analytic_line",
            vendor.id,
            {"work_cost_kind": labour.work_cost_kind},
        )
