import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .complaint_common import ComplaintCommon


@freeze_time("2027-01-13 04:00:00")
@tagged("post_install", "-at_install")
class TestImprovement(ComplaintCommon):
    """A plan is closed when its figure is better, or with an explanation."""

    colleagues = ("cora",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put("2026-10-01", 6, 50)
        cls.put("2026-11-01", 4, 50)
        cls.put("2026-12-01", 5, 50)

    @classmethod
    def put(cls, month, numerator, denominator):
        """Keep a figure of Riverside: so many complaints of so many members."""
        cls.env["cowork.kpi.value"]._by_action().create(
            {
                "kpi_id": cls.kpi.id,
                "location_id": cls.location.id,
                "month": month,
                "numerator": numerator,
                "denominator": denominator,
                "value": 100.0 * numerator / denominator,
                "status": "no_target",
            }
        )

    def start(self, user=None, **vals):
        """:param user: Anna when not given
        :returns: an improvement, as the user sees it, whose effect is awaited"""
        improvement = self.make_improvement(
            expected_change=3, check_days=60, **vals
        ).with_user(user or self.anna)
        improvement.action_start()
        improvement.action_ids.evidence = "Photo of the booth."
        improvement.action_ids.action_done()
        improvement.action_finish()
        return improvement

    def run_cron(self, name, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(f"cowork_feedback.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_figure_before_is_noted_when_it_starts(self):
        improvement = self.start()
        self.assertEqual(improvement.value_before, 10.0)
        self.assertEqual(str(improvement.check_on), "2027-03-14")
        with self.assertRefused(UserError, "does not change any more"):
            improvement.expected_change = 0
        with self.assertRaises(AccessError):
            improvement.value_before = 50.0

    def test_proven_by_the_figure_after(self):
        improvement = self.start()
        self.put("2027-01-01", 9, 50)
        self.put("2027-02-01", 3, 50)
        self.put("2027-03-01", 2, 50)
        self.run_cron("cron_check_effects", "2027-03-13 04:00:00")
        self.assertFalse(improvement.effect)
        for _number in range(2):
            self.run_cron("cron_check_effects", "2027-03-14 04:00:00")
        # Five of a hundred, three points better than ten of a hundred at least.
        self.assertEqual((improvement.value_after, improvement.effect), (5.0, "proven"))
        self.assertEqual(improvement.value_before_text, "10.0")
        self.assertEqual(improvement.activity_ids.mapped("summary"), ["Effect: Better"])
        with self.assertRefused(UserError, "what shows that the actions were done"):
            improvement.action_close()
        improvement.evidence = "Two booths, and a sign."
        improvement.action_close()
        self.assertEqual(improvement.state, "closed")

    def test_without_an_effect_it_is_explained_or_gone_on_with(self):
        improvement = self.start(evidence="Two booths.")
        with self.assertRefused(UserError, "is closed after its effect was looked at"):
            improvement.action_close()
        with self.assertRefused(UserError, "the effect shows on 03/14/2027"):
            improvement.action_check()
        # Two points better, and three were to be.
        self.put("2027-02-01", 4, 50)
        with freeze_time("2027-03-14 04:00:00"):
            improvement.action_check()
        self.assertEqual(improvement.effect, "none")
        with self.assertRefused(UserError, "the figure is not better"):
            improvement.action_close()
        with self.assertRaises(AccessError):
            improvement.effect = "proven"
        improvement.action_reopen()
        self.assertEqual((improvement.state, improvement.reopen_count), ("running", 1))
        improvement.action_finish()
        with freeze_time("2027-03-14 04:00:00"):
            improvement.action_check()
        improvement.explanation = "A school opened next door."
        improvement.action_close()
        self.assertEqual(improvement.state, "closed")

    def test_without_figures_there_is_no_effect_to_claim(self):
        improvement = self.start(
            self.cora, location_id=self.location_2.id, evidence="Done."
        )
        with freeze_time("2027-03-15 04:00:00"):
            improvement.action_check()
        self.assertEqual(improvement.effect, "no_data")
        self.assertEqual(improvement.value_after_text, "–")

    def test_the_small_chart_is_the_figure_month_by_month(self):
        improvement = self.start()
        self.put("2027-01-01", 1, 50)
        improvement.invalidate_recordset()
        (series,) = json.loads(improvement.chart)
        self.assertEqual(
            [(each["label"], each["value"], each["type"]) for each in series["values"]],
            [
                ("Oct 2026", 12.0, "past"),
                ("Nov 2026", 8.0, "past"),
                ("Dec 2026", 10.0, "past"),
                ("Jan 2027", 2.0, "future"),
            ],
        )

    def test_nothing_starts_without_actions_and_a_figure(self):
        for vals in ({"kpi_id": False}, {"action_ids": [Command.clear()]}):
            improvement = self.make_improvement(**vals).with_user(self.anna)
            with self.assertRefused(UserError, "enter the actions, and choose"):
                improvement.action_start()

    def test_nothing_is_finished_with_open_actions(self):
        improvement = self.make_improvement().with_user(self.anna)
        improvement.action_start()
        with self.assertRefused(UserError, "“Put up a phone booth” is not done yet"):
            improvement.action_finish()
        with self.assertRefused(UserError, "write down what shows that it is done"):
            improvement.action_ids.action_done()
        with self.assertRefused(UserError, "The plan has started"):
            improvement.action_ids.unlink()

    def test_the_cost_is_that_of_its_actions(self):
        improvement = self.make_improvement()
        improvement.action_ids.cost = 800
        self.assertEqual(improvement.cost, 800)
        improvement.action_ids.action_cancel()
        self.assertEqual(improvement.cost, 0)

    # From a round ------------------------------------------------------------------

    def test_made_from_a_round(self):
        template = self.env["cowork.round.template"].create(
            {
                "name": "Evening round",
                "location_id": self.location.id,
                "point_ids": [Command.create({"name": "Kitchen is clean"})],
            }
        )
        walk = self.env["cowork.round"].create(
            {"name": "Evening round", "template_id": template.id}
        )
        # A guard sees rounds and no improvements; Anna sees both, Ben the second only.
        self.anna.group_ids += self.env.ref("cowork_facilities.group_user")
        guard = self.make_user(
            "t_guard", "cowork_facilities.group_user", [self.location]
        )
        with self.assertRaises(AccessError):
            walk.with_user(guard).action_view_improvements()
        walk = walk.with_user(self.anna)
        action = walk.action_view_improvements()
        self.assertEqual(action["views"], [(False, "form")])
        form = Form(
            self.env["cowork.improvement"]
            .with_user(self.anna)
            .with_context(**action["context"])
        )
        form.name = "A clean kitchen in the evening"
        improvement = form.save()
        self.assertRecordValues(
            improvement,
            [
                {
                    "origin": "round",
                    "location_id": self.location.id,
                    "round_ids": walk.ids,
                    "round_count": 1,
                }
            ],
        )
        self.assertEqual(walk.improvement_count, 1)
        action = walk.action_view_improvements()
        self.assertEqual(action["views"], [(False, "list"), (False, "form")])
        self.assertEqual(
            self.env["cowork.improvement"].search(action["domain"]), improvement
        )
        self.assertEqual(
            self.env["cowork.round"].search(improvement.action_view_rounds()["domain"]),
            walk,
        )
        with self.assertRaises(AccessError):
            improvement.with_user(self.ben).action_view_rounds()

    # Overdue ------------------------------------------------------------------------

    def escalate(self, action, at):
        """:returns: level and whose list an action is on after the job ran"""
        self.run_cron("cron_escalate_actions", at)
        return action.escalation_level, action.activity_ids.user_id

    def test_days_are_those_of_the_location(self):
        self.location.tz = "America/Los_Angeles"
        improvement = self.make_improvement()
        action = improvement.action_ids
        nobody = self.env["res.users"]
        # In Los Angeles it is still the first of February.
        self.assertEqual(self.escalate(action, "2027-02-02 07:30:00"), (0, nobody))
        with freeze_time("2027-02-02 07:30:00"):
            self.assertFalse(action.is_overdue or improvement.is_overdue)
        self.assertEqual(self.escalate(action, "2027-02-02 08:30:00"), (1, self.anna))
        self.assertEqual(str(action.escalated_on), "2027-02-02")
        with freeze_time("2027-02-02 08:30:00"):
            self.env.invalidate_all()
            self.assertTrue(action.is_overdue and improvement.is_overdue)

    def test_of_a_plan_that_was_given_up_nothing_is_overdue(self):
        improvement = self.make_improvement()
        action = improvement.action_ids
        self.assertEqual(self.escalate(action, "2027-02-10 04:00:00"), (1, self.anna))
        improvement.with_user(self.anna).action_cancel()
        self.assertFalse(action.activity_ids)
        level, users = self.escalate(action, "2027-02-20 04:00:00")
        self.assertEqual((level, len(users)), (1, 0))
        with freeze_time("2027-02-20 04:00:00"):
            late = [("is_overdue", "=", True)]
            self.assertFalse(improvement.is_overdue or action.is_overdue)
            self.assertNotIn(improvement, improvement.search(late))
            self.assertNotIn(action, action.search(late))

    def test_another_day_or_owner_begins_anew(self):
        improvement = self.make_improvement()
        action = improvement.action_ids
        self.assertEqual(self.escalate(action, "2027-02-10 04:00:00"), (1, self.anna))
        action.with_user(self.anna).due_on = "2027-02-20"
        self.assertFalse(action.activity_ids or action.escalation_level)
        nobody = self.env["res.users"]
        self.assertEqual(self.escalate(action, "2027-02-20 04:00:00"), (0, nobody))
        self.assertEqual(self.escalate(action, "2027-02-21 04:00:00"), (1, self.anna))
        action.user_id = self.ben
        self.assertFalse(action.activity_ids)
        self.assertEqual(self.escalate(action, "2027-02-21 05:00:00"), (1, self.ben))

    def test_overdue_actions_go_up_the_chart_a_level_a_week(self):
        boss = self.make_user(
            "t_boss", "cowork_feedback.group_user", [self.location]
        ).employee_ids
        self.anna.employee_ids.parent_id = boss
        improvement = self.make_improvement()
        action = improvement.action_ids
        action.due_on = "2027-01-20"

        def told(at):
            self.run_cron("cron_escalate_actions", at)
            return action.activity_ids.user_id

        self.assertFalse(told("2027-01-20 04:00:00"))
        self.assertFalse(improvement.is_overdue)
        self.assertEqual(told("2027-01-21 04:00:00"), self.anna)
        # Run again, or a day later: nobody hears of it twice.
        self.assertEqual(len(action.activity_ids), 1)
        self.assertEqual(told("2027-01-22 04:00:00"), self.anna)
        self.assertEqual(told("2027-01-28 04:00:00"), self.anna | boss.user_id)
        told("2027-02-04 04:00:00")
        self.assertEqual(len(action.activity_ids), 2)
        self.assertEqual(action.escalation_level, 2)
        with freeze_time("2027-02-05 04:00:00"):
            improvements = self.env["cowork.improvement"]
            self.assertIn(improvement, improvements.search([("is_overdue", "=", True)]))
            self.assertNotIn(
                improvement, improvements.search([("is_overdue", "=", False)])
            )
            action.evidence = "Done."
            action.with_user(self.anna).action_done()
        self.assertFalse(action.activity_ids)
