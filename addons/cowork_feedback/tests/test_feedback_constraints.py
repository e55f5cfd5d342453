from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL

from .complaint_common import ComplaintCommon
from .survey_common import SurveyCommon

NAN, INF = float("nan"), float("inf")
FINITE = (-1, NAN, INF)

#: what the database refuses of the sample of a model, whoever writes it
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
    "cowork_survey_campaign_days_range": [
        {"delay_days": -1},
        {"answer_days": 0},
        {"recontact_days": 1001},
        {"reminder_days": 0},
        {"reminder_limit": 6},
    ],
    "cowork_survey_campaign_sample_range": [
        {"sample_percent": 0},
        {"sample_percent": 101},
        {"sample_percent": NAN},
        {"sample_size": -1},
    ],
    "cowork_survey_invitation_anonymous_unknown": [
        {"is_anonymous": True, "state": "answered"}
    ],
    "survey_question_measure_scale": [
        {"cowork_measure": "nps", "scale_max": 9},
        {"cowork_measure": "csat", "scale_min": 0},
        {"cowork_measure": "nps", "question_type": "text_box"},
    ],
    "survey_survey_anonymous_by_wave": [
        {"anonymous": True, "cadence": "none"},
        {"anonymous": True, "min_answers": 4},
        {"anonymous": True, "cowork_kind": None},
    ],
    "survey_survey_min_answers_range": [{"min_answers": 0}],
    "survey_survey_low_range": [{"low_nps": 11}, {"low_csat": -1}],
    "survey_survey_cowork_by_invitation": [{"access_mode": "public"}],
    "survey_user_input_anonymous_is_nobody": [
        {"is_anonymous": True, "email": "a@example.com"},
        {"is_anonymous": True, "is_ticket": False},
    ],
    "survey_user_input_scores_range": [
        {"nps": 11},
        {"nps": -1},
        {"nps": NAN},
        {"csat": 0},
        {"csat": 6},
    ],
}
#: keys of which there is one row at the most, with their columns
KEYS = {
    "cowork_complaint_category_code_uniq": ("code",),
    "cowork_complaint_cause_code_uniq": ("code",),
    "cowork_complaint_key_uniq": ("key",),
    "cowork_compensation_limit_once": ("company_id", "amount"),
    "cowork_survey_invitation_key_uniq": ("key",),
    "cowork_survey_invitation_answer_uniq": ("user_input_id",),
    "cowork_survey_wave_wave_uniq": ("campaign_id", "location_id", "date"),
    "survey_question_one_measure": ("survey_id", "cowork_measure"),
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
    "cowork.survey.campaign",
    "cowork.survey.invitation",
    "cowork.survey.wave",
    "res.company",
    "survey.question",
    "survey.survey",
    "survey.user_input",
)


@tagged("post_install", "-at_install")
class TestFeedbackConstraints(ComplaintCommon, SurveyCommon):
    """The database refuses what no program may write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        samples = (
            *cls.make_complaint_samples(),
            *cls.make_survey_samples(),
            cls.company,
        )
        cls.samples = {record._table: record.id for record in samples}
        cls.env.flush_all()

    @classmethod
    def make_complaint_samples(cls):
        """:returns: records of complaints and improvements, each with a second one of
        its key beside it"""
        complaints = cls.env["cowork.complaint"]._open_from(
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
        improvement = cls.make_improvement()
        limits = cls.env["cowork.compensation.limit"]
        return (
            complaints[0],
            cls.noise,
            cls.cause,
            cls.make_remedy(complaints[0]),
            limits.create([{"amount": 5.0}, {"amount": 6.0}])[0],
            improvement,
            improvement.action_ids,
            cls.env["cowork.sla.policy"].create(
                {"name": "Complaints", "model": "cowork.complaint"}
            ),
        )

    @classmethod
    def make_survey_samples(cls):
        """:returns: records of two campaigns that have asked"""
        cls.make_members(2)
        cls.ask(cls.make_campaign("nps", recontact_days=0))
        campaign = cls.make_campaign("nps", recontact_days=0)
        cls.ask(campaign)
        invitation = cls.invitations_of(campaign)[0]
        return (
            campaign,
            invitation,
            invitation.wave_id,
            invitation.user_input_id,
            cls.surveys["nps"],
            cls.question("quarterly", "csat"),
        )

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
                sets = SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(column), value)
                    for column, value in values.items()
                )
                self.assert_refused(
                    name,
                    SQL(
                        "UPDATE %s SET %s WHERE id = %s",
                        SQL.identifier(tables[name]),
                        sets,
                        self.samples[tables[name]],
                    ),
                )

    def test_there_is_one_row_of_each_key(self):
        tables = self.declared()
        for name, columns in KEYS.items():
            table = SQL.identifier(tables[name])
            filled = SQL(" AND ").join(
                SQL("%s IS NOT NULL", SQL.identifier("twin", c)) for c in columns
            )
            sets = SQL(", ").join(
                SQL("%s = %s", SQL.identifier(c), SQL.identifier("twin", c))
                for c in columns
            )
            self.assert_refused(
                name,
                SQL(
                    "UPDATE %(table)s t SET %(sets)s FROM (SELECT * FROM %(table)s twin"
                    " WHERE twin.id != %(id)s AND %(filled)s ORDER BY id DESC LIMIT 1)"
                    " twin WHERE t.id = %(id)s",
                    table=table,
                    sets=sets,
                    filled=filled,
                    id=self.samples[tables[name]],
                ),
            )
