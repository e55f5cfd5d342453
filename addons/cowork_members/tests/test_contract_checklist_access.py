from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .checklist_common import ChecklistCommon


@freeze_time("2027-01-11 04:00:00")
@tagged("post_install", "-at_install")
class TestChecklistAccess(ChecklistCommon):
    """Who sees and ticks a step, and what nobody forges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_contract(
            cls.plan_desk, cls.desk_1, start="2027-02-01", state="signed"
        )
        cls.key = cls.contract.step_ids.filtered(
            lambda s: s.template_id == cls.step_key
        )
        cls.clean = cls.contract.step_ids.filtered(
            lambda s: s.template_id == cls.step_desk
        )

    def test_owner_department_location_and_manager_may_tick(self):
        allowed = (self.ann, self.bob, self.far, self.front_desk, self.user)
        for user in (*allowed, self.manager):
            step = self.key.with_user(user)
            self.assertTrue(step.may_tick, user.login)
            step.action_done()
            self.assertEqual(self.key.done_by, user)
            step.action_undo()

    def test_nobody_else_ticks_or_sees_a_step(self):
        others = (
            self.internal,
            self.portal_a,
            self.portal_b,
            self.manager_b,
        )
        for user in others:
            with self.assertRaises(AccessError, msg=user.login):
                self.key.with_user(user).action_done()
            with self.assertRaises(AccessError, msg=user.login):
                self.key.with_user(user).read(["name"])
        # Another department sees its own step and not this one.
        with self.assertRaises(AccessError):
            self.key.with_user(self.cleo).action_done()
        self.assertTrue(self.clean.with_user(self.cleo).may_tick)
        self.assertFalse(self.key.done_on)

    def test_whoever_does_a_step_reads_for_whom_but_not_the_contract(self):
        step = self.clean.with_user(self.cleo)
        self.assertEqual(step.member_name, "Quiet Ledger Ltd")
        self.assertEqual(step.location_name, "Riverside")
        self.assertEqual(step.space_names, "Desk 1")
        with self.assertRaises(AccessError):
            self.contract.with_user(self.cleo).read(["name"])

    def test_nobody_forges_a_tick(self):
        forged = {
            "done_on": "2027-01-01 08:00:00",
            "done_by": self.manager.id,
            "is_done": True,
            "activity_id": False,
            "template_id": False,
            "offset_days": 10,
            "company_id": self.company_b.id,
            "location_id": self.location_2.id,
        }
        steps = self.env["cowork.contract.step"]
        self.assertEqual(forged.keys(), steps._protected_fields)
        for user in (self.user, self.manager):
            for name, value in forged.items():
                with self.assertRefused(AccessError, "is kept by the system"):
                    self.key.with_user(user).write({name: value})
                with self.assertRefused(AccessError, "is kept by the system"):
                    steps.with_user(user).create(
                        {
                            "contract_id": self.contract.id,
                            "name": "x",
                            "deadline": "2027-01-20",
                            name: value,
                        }
                    )

    def test_a_user_does_not_open_the_gate_another_way(self):
        step = self.key.with_user(self.user)
        ways = (
            {"blocking": False},
            {"direction": "out"},
            {"department_id": self.desks.id},
        )
        for vals in ways:
            with self.assertRefused(AccessError, "is kept by the system"):
                step.write(vals)
        with self.assertRefused(AccessError, "is kept by the system"):
            step.write({"contract_id": self.contract.copy().id})
        with self.assertRefused(UserError, "stays on the check-list"):
            step.unlink()
        with self.assertRaises(AccessError):
            step.with_user(self.front_desk).write({"deadline": "2027-06-01"})
        templates = self.step_key.with_user(self.user)
        with self.assertRaises(AccessError):
            templates.write({"blocking": False})
        # A manager may decide that a step does not apply here.
        step.with_user(self.manager).unlink()

    def test_a_user_adds_steps_at_the_locations_they_serve(self):
        steps = self.env["cowork.contract.step"].with_user(self.user)
        vals = {"name": "Piano", "deadline": "2027-01-20", "user_id": self.user.id}
        step = steps.create({"contract_id": self.contract.id, **vals})
        self.assertEqual(step.activity_id.user_id, self.user)
        far = self.make_contract(self.plan_desk, self.desk_far, state="signed")
        with self.assertRaises(AccessError):
            steps.create({"contract_id": far.id, **vals})
        activity = step.activity_id
        step.unlink()
        self.assertFalse(activity.exists())

    def test_sb_elses_to_do_does_not_tick(self):
        with self.assertRaises(AccessError):
            self.key.activity_id.with_user(self.cleo).write({"active": False})
        self.assertFalse(self.key.done_on)
