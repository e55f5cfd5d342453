from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL

from .survey_common import SurveyCommon

NAN = float("nan")
MODELS = (
    "cowork.survey.campaign",
    "cowork.survey.invitation",
    "cowork.survey.wave",
    "survey.question",
    "survey.survey",
    "survey.user_input",
)

#: what the database refuses of the sample of a model, whoever writes it
VIOLATIONS = {
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
    "cowork_survey_invitation_key_uniq": ("key",),
    "cowork_survey_invitation_answer_uniq": ("user_input_id",),
    "cowork_survey_wave_wave_uniq": ("campaign_id", "location_id", "date"),
    "survey_question_one_measure": ("survey_id", "cowork_measure"),
}


@tagged("post_install", "-at_install")
class TestSurveyConstraints(SurveyCommon):
    """The database refuses what no program may write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_members(2)
        cls.ask(cls.make_campaign("nps", recontact_days=0))
        campaign = cls.make_campaign("nps", recontact_days=0)
        cls.ask(campaign)
        invitation = cls.invitations_of(campaign)[0]
        cls.samples = {
            record._table: record.id
            for record in (
                campaign,
                invitation,
                invitation.wave_id,
                invitation.user_input_id,
                cls.surveys["nps"],
                cls.question("quarterly", "csat"),
            )
        }
        cls.env.flush_all()

    def declared(self):
        """:returns: {name of one of our constraints: table it is on}"""
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

    def test_every_constraint_is_tried(self):
        self.assertEqual(self.declared().keys(), VIOLATIONS.keys() | KEYS.keys())

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
