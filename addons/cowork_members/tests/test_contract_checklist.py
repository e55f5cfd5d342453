from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .checklist_common import ChecklistCommon


@freeze_time("2027-01-11 04:00:00")
@tagged("post_install", "-at_install")
class TestContractChecklist(ChecklistCommon):
    """What departments do before a member moves in and when they leave."""

    def _sign(self, start="2027-02-01", **vals):
        return self.make_contract(
            self.plan_desk, self.desk_1, start=start, state="signed", **vals
        )

    # Making and dating ----------------------------------------------------

    def test_signing_makes_the_steps_of_the_plans_kind_once(self):
        contract = self._sign()
        self.assertEqual(
            set(contract.step_ids.mapped("name")),
            {"Key and badge", "Clean the desk", "Say hello"},
        )
        contract.action_make_checklist()
        self.assertEqual(len(contract.step_ids), 3)
        office = self.make_contract(self.plan_office, self.office, state="signed")
        self.assertIn("Paint the door", office.step_ids.mapped("name"))

    def test_a_draft_and_a_contract_from_before_have_no_check_list(self):
        self.assertFalse(self.make_contract(state="draft").step_ids)
        contract = self.make_contract(state="draft")
        contract._enter_state("active")
        self.assertFalse(contract.step_ids)
        with self.assertRefused(UserError, "from the signature to the move-in"):
            contract.action_make_checklist()

    def test_due_days_are_working_days_of_the_location(self):
        # 1 February 2027 is a Monday; 29 January is a holiday of the location.
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founders' day",
                "calendar_id": self.location.resource_calendar_id.id,
                "date_from": "2027-01-28 16:00:00",
                "date_to": "2027-01-29 16:00:00",
            }
        )
        contract = self._sign()
        due = {step.name: step.deadline for step in contract.step_ids}
        self.assertEqual(due["Key and badge"], date(2027, 1, 28))
        self.assertEqual(due["Clean the desk"], date(2027, 1, 26))
        self.assertEqual(due["Say hello"], date(2027, 2, 3))

    def test_a_step_is_never_due_before_it_was_made(self):
        contract = self._sign(start="2027-01-12")
        self.assertEqual(
            self.step(contract, self.step_desk).deadline, date(2027, 1, 11)
        )

    def test_steps_follow_the_first_day(self):
        contract = self._sign()
        key, desk = (self.step(contract, t) for t in (self.step_key, self.step_desk))
        desk.action_done()
        done_for = desk.deadline
        contract.date_start = "2027-03-01"
        self.assertEqual(key.deadline, date(2027, 2, 26))
        self.assertEqual(key.activity_id.date_deadline, date(2027, 2, 26))
        self.assertEqual(desk.deadline, done_for)

    def test_cancelling_removes_what_is_open_and_reopening_all(self):
        contract = self._sign()
        self.step(contract, self.step_key).action_done()
        activities = contract.step_ids.filtered(lambda s: not s.done_on).activity_id
        contract.action_cancel()
        self.assertEqual(contract.step_ids.template_id, self.step_key)
        self.assertFalse(activities.exists())
        contract.action_reopen()
        self.assertFalse(contract.step_ids)
        contract.action_sign()
        self.assertEqual(len(contract.step_ids), 3)
        self.assertFalse(contract.step_ids.filtered("done_on"))

    # Owners ----------------------------------------------------

    def test_steps_go_to_the_team_of_the_location_in_turn(self):
        contracts = self._sign() | self.make_contract(
            self.plan_desk, self.desk_2, start="2027-02-01", state="signed"
        )
        owners = [self.step(contract, self.step_key).user_id for contract in contracts]
        others = [
            self.step(contract, self.step_hello).user_id for contract in contracts
        ]
        self.assertEqual(set(owners + others), {self.ann, self.bob})
        self.assertEqual((owners + others).count(self.ann), 2)

    def test_without_a_team_at_the_location_the_manager_does_it(self):
        step = self.step(self._sign(), self.step_desk)
        self.assertEqual(step.employee_id, self.cleo.employee_ids)
        self.assertEqual(step.user_id, self.cleo)

    def test_each_step_is_a_to_do_of_its_owner(self):
        contract = self._sign()
        for step in contract.step_ids:
            self.assertRecordValues(
                step.activity_id,
                [
                    {
                        "res_model": "cowork.contract",
                        "res_id": contract.id,
                        "user_id": step.user_id.id,
                        "summary": step.name,
                        "date_deadline": step.deadline,
                    }
                ],
            )

    # Ticking ----------------------------------------------------

    def test_ticking_a_step_closes_its_to_do(self):
        contract = self._sign()
        step = self.step(contract, self.step_desk)
        step.with_user(self.cleo).action_done()
        self.assertEqual(step.done_by, self.cleo)
        self.assertEqual(step.done_on, fields.Datetime.now())
        self.assertFalse(step.activity_id.active)
        self.assertEqual(contract.step_done_count, 1)
        self.assertEqual(contract.step_progress, 33)

    def test_closing_the_to_do_ticks_the_step(self):
        step = self.step(self._sign(), self.step_desk)
        step.activity_id.with_user(self.cleo).action_feedback(feedback="Spotless")
        self.assertEqual(step.done_by, self.cleo)
        self.assertTrue(step.is_done)

    def test_a_to_do_handed_over_takes_its_step_along(self):
        step = self.step(self._sign(), self.step_desk)
        step.activity_id.user_id = self.ann
        self.assertEqual(step.user_id, self.ann)
        step.employee_id = self.bob.employee_ids
        self.assertEqual(step.user_id, self.bob)
        self.assertEqual(step.activity_id.user_id, self.bob)

    def test_undo_brings_the_to_do_back_until_the_member_is_in(self):
        contract = self._sign()
        steps = contract.step_ids
        steps.action_done()
        key = self.step(contract, self.step_key)
        key.action_undo()
        self.assertFalse(key.done_on)
        self.assertFalse(key.done_by)
        self.assertTrue(key.activity_id.active)
        key.action_done()
        contract.action_activate()
        with self.assertRefused(UserError, "is history"):
            key.action_undo()

    def test_overdue_steps_show_on_the_card(self):
        contract = self._sign()
        self.assertFalse(contract.has_overdue_steps)
        with freeze_time("2027-01-28 04:00:00"):
            self.env.invalidate_all()
            self.assertTrue(contract.has_overdue_steps)
            late = self.env["cowork.contract.step"].search(
                [("is_overdue", "=", True), ("contract_id", "=", contract.id)]
            )
            self.assertEqual(late.template_id, self.step_desk)
            self.assertEqual(late, contract.step_ids.filtered("is_overdue"))
            self.assertNotIn(
                late,
                self.env["cowork.contract.step"].search([("is_overdue", "=", False)]),
            )

    # The gate ----------------------------------------------------

    def test_move_in_waits_for_blocking_steps_and_names_everything(self):
        self.member.write({"email": False, "city": False})
        contract = self._sign()
        contract.line_ids.space_id = False
        self.desk_1.blocked = True
        with self.assertRefused(UserError, "cannot move in yet") as caught:
            contract.action_activate()
        message = str(caught.exception)
        for expected in (
            "• Key and badge (Keys, due 01/29/2027)",
            "• Clean the desk (Desks, due 01/27/2027)",
            "Fixed desk has no space yet",
            "has no e-mail address",
            "has no address",
        ):
            self.assertIn(expected, message)
        self.assertNotIn("Say hello", message)
        self.assertEqual(contract.state, "signed")

    def test_a_card_cannot_be_dragged_past_the_gate(self):
        contract = self._sign()
        moved_in = self.env["cowork.contract.stage"]._get_first("active")
        with self.assertRefused(UserError, "Key and badge"):
            contract.stage_id = moved_in
        contract.step_ids.filtered("blocking").action_done()
        contract.stage_id = moved_in
        self.assertEqual(contract.state, "active")

    # Moving out ----------------------------------------------------

    def _leave(self):
        contract = self._sign(start="2026-10-01")
        contract.step_ids.action_done()
        contract.action_activate()
        contract.action_give_notice()
        return contract

    def test_notice_makes_the_move_out_list(self):
        contract = self._leave()
        self.assertEqual(contract.date_end, date(2027, 2, 10))
        out = contract.step_ids.filtered(lambda s: s.direction == "out")
        self.assertEqual(
            {step.name: step.deadline for step in out},
            {"Collect the key": date(2027, 2, 10), "Inspection": date(2027, 2, 9)},
        )
        self.assertEqual((contract.step_count, contract.step_done_count), (2, 0))
        contract.action_terminate("2027-01-29")
        self.assertEqual(out.mapped("deadline"), [date(2027, 1, 28), date(2027, 1, 29)])

    def test_the_calendar_ends_it_anyway_and_what_is_open_shows(self):
        contract = self._leave()
        with freeze_time("2027-02-11 04:00:00"):
            self.env.invalidate_all()
            contract._follow_calendar_safely()
            self.assertEqual(contract.state, "ended")
            self.assertEqual(contract.open_leaving_steps, "Inspection, Collect the key")
            self.step(contract, self.step_look).action_done()
            self.assertEqual(contract.open_leaving_steps, "Collect the key")
            self.step(contract, self.step_back).action_done()
            self.assertFalse(contract.open_leaving_steps)

    def test_who_stays_after_all_has_nothing_to_hand_in(self):
        contract = self._leave()
        activities = contract.step_ids.filtered(
            lambda s: s.direction == "out"
        ).activity_id
        contract.action_withdraw_notice()
        self.assertEqual(set(contract.step_ids.mapped("direction")), {"in"})
        self.assertFalse(activities.exists())
