from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL

from .complaint_common import ComplaintCommon

NAN, INF = float("nan"), float("inf")
FINITE = (-1, NAN, INF)

#: what the database refuses, whoever writes it
VIOLATIONS = {
    "cowork_complaint_category_repeat_range": [{"repeat_days": v} for v in (-1, 3651)],
    "cowork_complaint_closed_complete": [{"state": "closed"}],
    "cowork_complaint_merged_into_one": [{"state": "merged"}],
    "cowork_complaint_remedy_amount_range": [{"amount": v} for v in FINITE],
    "cowork_complaint_remedy_credit_has_amount": [{"kind": "credit", "amount": 0}],
    "cowork_compensation_limit_amount_range": [{"amount": v} for v in (0, *FINITE)],
    "cowork_improvement_check_days_range": [{"check_days": v} for v in (-1, 1001)],
    "cowork_improvement_change_range": [{"expected_change": v} for v in FINITE],
    "cowork_improvement_closed_checked": [
        {"state": "closed"},
        {"state": "closed", "evidence": "x", "effect": "none", "explanation": None},
        {"state": "closed", "evidence": None, "effect": "proven"},
    ],
    "cowork_improvement_action_cost_range": [{"cost": v} for v in FINITE],
    "cowork_sla_policy_answer_range": [{"answer_hours": v} for v in (-1, 10001, NAN)],
    "res_company_complaint_days_range": [
        {"complaint_repeat_days": 0},
        {"complaint_reopen_days": -1},
        {"complaint_reopen_days": 3651},
    ],
}
#: keys of which there is one row at the most
KEYS = {
    "cowork_complaint_category_code_uniq": ("code",),
    "cowork_complaint_cause_code_uniq": ("code",),
    "cowork_complaint_key_uniq": ("key",),
    "cowork_compensation_limit_once": ("company_id", "amount"),
}
MODELS = (
    "cowork.complaint",
    "cowork.complaint.category",
    "cowork.complaint.cause",
    "cowork.complaint.remedy",
    "cowork.complaint.why",
    "cowork.compensation.limit",
    "cowork.improvement",
    "cowork.improvement.action",
    "cowork.sla.policy",
    "res.company",
)


@tagged("post_install", "-at_install")
class TestFeedbackConstraints(ComplaintCommon):
    """The database refuses what no program may write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaints = cls.env["cowork.complaint"]._open_from(
            [
                {
                    "origin_model": "rating.rating",
                    "origin_id": number,
                    "source": "rating",
                    "subject": "Low",
                    "location_id": cls.location.id,
                }
                for number in (1, 2)
            ]
        )
        limits = cls.env["cowork.compensation.limit"]
        cls.make_remedy(cls.complaints[0])
        cls.make_improvement()
        limits.create([{"amount": 5.0}, {"amount": 6.0}])
        cls.env["cowork.sla.policy"].create(
            {"name": "Complaints", "model": "cowork.complaint"}
        )
        cls.env.flush_all()

    def declared(self):
        """:returns: dict from the names of our constraints to the tables they are on"""
        return {
            table_object.full_name(self.env[name]): self.env[name]._table
            for name in MODELS
            for table_object in self.env[name]._table_objects.values()
            if isinstance(table_object, (models.Constraint, models.UniqueIndex))
            and table_object._module == "cowork_feedback"
        }

    def assert_refused(self, name, statement):
        with self.subTest(name), self.assertRejected() as caught:
            self.env.cr.execute(statement)
        self.assertEqual(caught.exception.diag.constraint_name, name)

    def test_every_constraint_is_tried_and_in_the_database(self):
        names = VIOLATIONS.keys() | KEYS.keys()
        self.assertEqual(self.declared().keys(), names)
        found = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint WHERE conname = ANY(%(names)s)"
                " UNION SELECT indexname FROM pg_indexes"
                " WHERE indexname = ANY(%(names)s)",
                names=list(names),
            )
        )
        self.assertEqual({name for (name,) in found}, names)

    def test_every_constraint_refuses_its_violation(self):
        tables = self.declared()
        for name, violations in VIOLATIONS.items():
            for values in violations:
                self.assert_refused(
                    name,
                    SQL(
                        "UPDATE %s SET %s WHERE id = (SELECT max(id) FROM %s)",
                        SQL.identifier(tables[name]),
                        SQL(", ").join(
                            SQL("%s = %s", SQL.identifier(column), value)
                            for column, value in values.items()
                        ),
                        SQL.identifier(tables[name]),
                    ),
                )

    def test_there_is_one_row_of_each_key(self):
        tables = self.declared()
        for name, columns in KEYS.items():
            self.assert_refused(
                name,
                SQL(
                    "UPDATE %(table)s SET %(columns)s FROM %(table)s twin"
                    " WHERE %(table)s.id = (SELECT max(id) FROM %(table)s)"
                    " AND twin.id = (SELECT id FROM %(table)s"
                    " ORDER BY id DESC OFFSET 1 LIMIT 1)",
                    table=SQL.identifier(tables[name]),
                    columns=SQL(", ").join(
                        SQL(
                            "%s = %s",
                            SQL.identifier(column),
                            SQL.identifier("twin", column),
                        )
                        for column in columns
                    ),
                ),
            )
