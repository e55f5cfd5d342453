"""Complaints at Riverside, and colleagues of every role of Feedback."""

from odoo import Command

from odoo.addons.cowork_members.tests.common import CoworkCommon, CoworkMixin

from ..models.cowork_complaint import STATES

USER = "cowork_feedback.group_user"
MANAGER = "cowork_feedback.group_manager"
#: further colleagues by name: their group, and which locations they serve
COLLEAGUES = {
    "cora": (MANAGER, ()),
    "dan": (USER, ("location_2",)),
    "desk": ("cowork_members.group_front_desk", ("location",)),
}


class ComplaintMixin(CoworkMixin):
    """Set up with ``cls._setup_complaints()``."""

    #: who of ``COLLEAGUES`` is there beside Anna and Ben: users take long to make
    colleagues = ()

    @classmethod
    def _setup_complaints(cls):
        # Deadlines of a demo, or of an operator, are not what is tested.
        cls.env["cowork.sla.policy"].search(
            [("model", "=", "cowork.complaint")]
        ).action_archive()
        cls.env["cowork.compensation.limit"].search([]).unlink()
        cls.anna, cls.ben, *others = cls.make_users(
            ("t_anna", USER, [cls.location]),
            ("t_ben", USER, [cls.location]),
            *map(cls._prepare_colleague, cls.colleagues),
        )
        for name, user in zip(cls.colleagues, others, strict=True):
            setattr(cls, name, user)
        cls.person.email = "rafa@quiet.example"
        cls.contract = cls.make_contract(member_ids=[Command.set(cls.person.ids)])
        cls.noise = cls.env.ref("cowork_feedback.category_noise")
        cls.cleaning = cls.env.ref("cowork_feedback.category_cleaning")
        cls.cause = cls.env.ref("cowork_feedback.cause_process")
        cls.kpi = cls.env.ref("cowork_feedback.kpi_complaints_rate")

    @classmethod
    def _prepare_colleague(cls, name):
        group, places = COLLEAGUES[name]
        return f"t_{name}", group, [getattr(cls, place) for place in places]

    @classmethod
    def make_complaint(cls, **vals):
        """:returns: a new ``cowork.complaint`` of Rafa Silva, handled by Anna"""
        vals.setdefault("contract_id", cls.contract.id)
        if "space_id" not in vals:
            vals.setdefault("location_id", cls.location.id)
        return cls.env["cowork.complaint"].create(
            {
                "subject": "Loud calls next door",
                "description": "Every afternoon.",
                "partner_id": cls.person.id,
                "category_id": cls.noise.id,
                "user_id": cls.anna.id,
                **vals,
            }
        )

    @classmethod
    def bring(cls, complaint, state):
        """Bring a new complaint to a state: Anna solves it, Ben asks the member.

        :returns: the complaint"""
        steps = [name for name, _label in STATES[:6]]
        for step in steps[steps.index(complaint.state) + 1 :]:
            if complaint.state == state:
                break
            getattr(cls, f"_bring_{step}")(complaint)
        if state == "closed":
            complaint.with_user(cls.ben).result = "There are two phone booths."
            complaint.with_user(cls.ben).action_close()
        return complaint

    @classmethod
    def _bring_analysed(cls, complaint):
        complaint.with_user(cls.anna).cause_id = cls.cause
        complaint.with_user(cls.anna).action_analyse()

    @classmethod
    def _bring_proposed(cls, complaint):
        complaint.with_user(cls.anna).proposal = "A second phone booth, by Friday."
        complaint.with_user(cls.anna).action_propose()

    @classmethod
    def _bring_agreed(cls, complaint):
        complaint.with_user(cls.anna).action_accept()

    @classmethod
    def _bring_carried_out(cls, complaint):
        complaint.with_user(cls.anna).action_carry_out()

    @classmethod
    def _bring_followed_up(cls, complaint):
        complaint.with_user(cls.ben).follow_up_note = "Quiet now, says Rafa."
        complaint.with_user(cls.ben).action_follow_up()

    @classmethod
    def make_remedy(cls, complaint, user=None, **vals):
        """:param user: who proposes it; Anna when not given
        :returns: a new ``cowork.complaint.remedy``: an apology unless told otherwise"""
        return (
            cls.env["cowork.complaint.remedy"]
            .with_user(user or cls.anna)
            .create({"complaint_id": complaint.id, "name": "Sorry", **vals})
        )

    @classmethod
    def make_improvement(cls, **vals):
        """:returns: a new ``cowork.improvement`` with one action of Anna"""
        return cls.env["cowork.improvement"].create(
            {
                "name": "Fewer loud calls",
                "location_id": cls.location.id,
                "user_id": cls.anna.id,
                "kpi_id": cls.kpi.id,
                "action_ids": [
                    Command.create(
                        {
                            "name": "Put up a phone booth",
                            "user_id": cls.anna.id,
                            "due_on": "2027-02-01",
                        }
                    )
                ],
                **vals,
            }
        )


class ComplaintCommon(ComplaintMixin, CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_complaints()
