from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.cowork_members.tests.public_methods import PublicMethodsMixin

from .complaint_common import MANAGER, ComplaintCommon

OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}

ACTORS = (
    "public",
    "portal_a",
    "portal_b",
    "internal",
    "front_desk",
    "member_user",
    "anna",
    "dan",
    "cora",
    "cora_b",
)

# What each actor may do with a record of Riverside, of the member of portal user A.
# Portal users see their complaints through their pages only: test_complaint_portal.
ACCESS = {
    # model: public, portal A, portal B, internal, front desk, user of members, user,
    #        user of another location, manager, manager of another company
    "cowork.complaint": ("", "", "", "", "cr", "cr", "crw", "", "crwu", ""),
    "cowork.complaint.why": ("", "", "", "", "r", "r", "crwu", "", "crwu", ""),
    "cowork.complaint.remedy": ("", "", "", "", "r", "r", "crwu", "", "crwu", ""),
    "cowork.complaint.category": (
        *("", "", "", "", "r", "r", "r", "r", "crwu", "crwu"),
    ),
    "cowork.complaint.cause": (*("", "", "", "", "r", "r", "r", "r", "crwu", "crwu"),),
    "cowork.compensation.limit": ("", "", "", "", "", "", "r", "r", "crwu", ""),
    "cowork.improvement": ("", "", "", "", "", "", "crw", "", "crwu", ""),
    "cowork.improvement.action": ("", "", "", "", "", "", "crwu", "", "crwu", ""),
    # Waves and invitations are written by the system only.
    "cowork.survey.campaign": ("", "", "", "", "", "", "r", "r", "crwu", ""),
    "cowork.survey.wave": ("", "", "", "", "", "", "r", "", "r", ""),
    "cowork.survey.invitation": ("", "", "", "", "", "", "r", "", "r", ""),
}

# Dialogs: their records belong to who opened them.
MODEL_ACCESS = {
    model: {"anna": "crw", "dan": "crw", "cora": "crw"}
    for model in ("cowork.complaint.merge", "cowork.complaint.reason")
}

# Every public method is an API: it asks for rights, and says what it takes.
PUBLIC_METHODS = {
    "cowork.complaint": {
        "action_accept",
        "action_acknowledge",
        "action_analyse",
        "action_carry_out",
        "action_close",
        "action_follow_up",
        "action_merge",
        "action_not_solved",
        "action_open_origin",
        "action_propose",
        "action_refuse",
        "action_reopen",
        "action_view_merged",
        "action_view_repeats",
        "action_withdraw",
    },
    "cowork.complaint.remedy": {"action_approve", "action_carry_out"},
    "cowork.complaint.merge": {"action_merge"},
    "cowork.complaint.reason": {"action_confirm"},
    "cowork.contract": {"action_view_complaints"},
    "cowork.improvement": {
        "action_cancel",
        "action_check",
        "action_close",
        "action_finish",
        "action_reopen",
        "action_start",
        "action_view_complaints",
        "action_view_figures",
        "action_view_rounds",
    },
    "cowork.improvement.action": {"action_cancel", "action_done"},
    "cowork.location": {"action_open_complaint_figures"},
    "cowork.round": {"action_view_improvements"},
    "cowork.survey.campaign": {
        "action_ask_now",
        "action_start",
        "action_stop",
        "action_view_invitations",
    },
    "cowork.survey.invitation": {"action_view_answer"},
    "res.partner": {"action_view_complaints", "action_view_cowork_answers"},
    "survey.survey": {"action_view_campaigns", "action_view_scores"},
    "survey.user_input.line": {"action_view_answer"},
}


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestAccessRightsFeedback(PublicMethodsMixin, ComplaintCommon):
    """Who may do what, against the tables above."""

    addon = "cowork_feedback"
    public_methods = PUBLIC_METHODS

    colleagues = ("dan", "cora")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.public = cls.env.ref("base.public_user")
        cls.member_user = cls.user
        cls.cora_b = cls.make_user("t_cora_b", MANAGER, company_id=cls.company_b.id)
        cls.complaint = cls.make_complaint()
        why = {"complaint_id": cls.complaint.id, "name": "Thin walls"}
        improvement = cls.make_improvement()
        cls.samples = {
            "cowork.complaint": cls.complaint,
            "cowork.complaint.why": cls.env["cowork.complaint.why"].create(why),
            "cowork.complaint.remedy": cls.make_remedy(cls.complaint).with_env(cls.env),
            "cowork.complaint.category": cls.noise,
            "cowork.complaint.cause": cls.cause,
            "cowork.compensation.limit": cls.env["cowork.compensation.limit"].create(
                {"amount": 100.0}
            ),
            "cowork.improvement": improvement,
            "cowork.improvement.action": improvement.action_ids,
            **cls.make_survey_samples(),
        }

    @classmethod
    def make_survey_samples(cls):
        """:returns: dict of somebody who was asked, by model"""
        campaign = cls.env["cowork.survey.campaign"].create(
            {"name": "All", "survey_id": cls.env.ref("cowork_feedback.survey_nps").id}
        )
        wave = cls.env["cowork.survey.wave"]._ensure(
            {(campaign, cls.location, cls.day())}
        )[campaign, cls.location, cls.day()]
        invitation = cls.env["cowork.survey.invitation"].create(
            {
                "key": "sample",
                "campaign_id": campaign.id,
                "wave_id": wave.id,
                "location_id": cls.location.id,
                "partner_id": cls.person.id,
                "date": cls.day(),
            }
        )
        return {record._name: record for record in (campaign, wave, invitation)}

    def allowed(self, records):
        return {
            letter
            for letter, operation in OPERATIONS.items()
            if records.has_access(operation)
        }

    def test_every_model_is_in_the_tables(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cowork_feedback" and not model._abstract
        }
        self.assertEqual(models, ACCESS.keys() | MODEL_ACCESS.keys())
        self.assertEqual(ACCESS.keys(), self.samples.keys())

    def test_actors_and_records(self):
        for model, row in ACCESS.items():
            for actor, expected in zip(ACTORS, row, strict=True):
                record = self.samples[model].with_user(getattr(self, actor))
                self.assertEqual(
                    self.allowed(record), set(expected), f"{actor} × {model}"
                )

    def test_actors_and_dialogs(self):
        for model, row in MODEL_ACCESS.items():
            for actor in ACTORS:
                records = self.env[model].with_user(getattr(self, actor))
                expected = row.get(actor.removesuffix("_b"), "")
                self.assertEqual(
                    self.allowed(records), set(expected), f"{actor} × {model}"
                )

    def test_searches_find_what_may_be_read(self):
        for model, row in ACCESS.items():
            for actor, expected in zip(ACTORS, row, strict=True):
                records = self.env[model].with_user(getattr(self, actor))
                if not records.has_access("read"):
                    with self.assertRaises(AccessError):
                        records.search([])
                    continue
                found = self.samples[model].id in records.search([]).ids
                self.assertEqual(found, "r" in expected, f"{actor} × {model}")

    def test_every_field_a_colleague_may_read_can_be_read(self):
        for actor in (self.front_desk, self.anna, self.cora):
            for model in ACCESS:
                record = self.samples[model].with_user(actor)
                if record.has_access("read"):
                    record.invalidate_recordset()
                    self.assertEqual(len(record.read()), 1, f"{actor.login} × {model}")

    # Public methods ---------------------------------------------------------------

    def test_who_may_not_write_a_complaint_moves_nothing(self):
        calls = {
            "action_refuse": ("x",),
            "action_reopen": ("x",),
            "action_withdraw": ("x",),
            "action_merge": (self.complaint.id,),
        }
        names = {
            name
            for name in PUBLIC_METHODS["cowork.complaint"]
            if "_view_" not in name and "_open_" not in name
        }
        for actor in (self.portal_a, self.internal, self.front_desk, self.dan):
            complaint = self.complaint.with_user(actor)
            for name in sorted(names):
                with self.assertRaises(AccessError, msg=f"{actor.login} {name}"):
                    getattr(complaint, name)(*calls.get(name, ()))
        self.assertEqual(self.complaint.state, "logged")
