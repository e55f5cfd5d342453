from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractLifecycle(CoworkCommon):
    """Sign, move in, suspend, resume, give notice, end, cancel, reopen."""

    def test_sign_needs_a_plan(self):
        contract = self.make_contract(state="draft")
        contract.line_ids.unlink()
        with self.assertRefused(UserError, "has no plan yet"):
            contract.action_sign()

    def test_sign_holds_the_space_and_cancel_frees_it(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, state="signed")
        self.assertTrue(contract.line_ids.holds_space)
        self.assertEqual(self.desk_1.state, "occupied")
        contract.action_cancel()
        self.assertFalse(contract.line_ids.holds_space)
        self.assertEqual(self.desk_1.state, "free")

    def test_the_day_of_the_signature_is_the_locations(self):
        # Late evening in Lisbon is the next day in Shanghai.
        with freeze_time("2027-01-10 20:00:00"):
            east = self.make_contract(self.plan_hot, state="signed")
            west = self.make_contract(
                self.plan_desk, self.desk_far, state="draft", start="2027-02-01"
            )
            self.assertFalse(west.date_signed)
            west.action_sign()
        self.assertEqual(east.date_signed, date(2027, 1, 11))
        self.assertEqual(west.date_signed, date(2027, 1, 10))
        self.assertFalse(east.copy().date_signed)

    def test_contracts_of_several_days_are_signed_together(self):
        with freeze_time("2027-01-10 20:00:00"):
            contracts = self.make_contract(state="draft") | self.make_contract(
                self.plan_desk, self.desk_far, state="draft"
            )
            contracts.action_sign()
        self.assertEqual(
            contracts.mapped("date_signed"), [date(2027, 1, 11), date(2027, 1, 10)]
        )
        self.assertEqual(set(contracts.mapped("state")), {"signed"})

    def test_reopening_forgets_the_signature(self):
        contract = self.make_contract(state="signed")
        contract.action_cancel()
        self.assertEqual(contract.date_signed, date(2027, 1, 10))
        contract.action_reopen()
        self.assertFalse(contract.date_signed)

    def test_sign_refuses_an_archived_space(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, state="draft")
        self.desk_1.action_archive()
        with self.assertRefused(UserError, "Desk 1 is archived"):
            contract.action_sign()

    def test_move_in_is_refused_while_the_space_is_blocked(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, state="signed")
        self.desk_1.blocked = True
        with self.assertRefused(UserError, "Desk 1 is blocked"):
            contract.action_activate()

    def test_move_in_is_refused_while_another_contract_is_in_the_space(self):
        before = self.make_contract(
            self.plan_desk, self.desk_1, start="2026-11-01", end="2027-01-31"
        )
        contract = self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )
        with self.assertRefused(UserError, f"still let to contract {before.name}"):
            contract.action_activate()
        with freeze_time("2027-02-01 12:00:00"):
            self.env.invalidate_all()
            contract.action_activate()
        self.assertEqual(contract.state, "active")

    def test_actions_name_the_contract_that_is_in_the_wrong_state(self):
        contract = self.make_contract(state="draft")
        actions = (
            lambda: contract.action_activate(),
            lambda: contract.action_suspend(),
            lambda: contract.action_resume(),
            lambda: contract.action_give_notice(),
            lambda: contract.action_terminate(),
            lambda: contract.action_renew(),
            lambda: contract.action_reopen(),
        )
        for action in actions:
            with self.assertRefused(UserError, contract.name):
                action()

    # Dragging cards --------------------------------------------------------------

    def _stage(self, state):
        stages = self.env["cowork.contract.stage"]
        return stages.search([("state", "=", state), ("on_notice", "=", False)])[-1]

    def test_dragging_a_card_does_what_the_button_does(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, state="draft")
        for state in ("signed", "active"):
            contract.stage_id = self._stage(state)
            self.assertEqual(contract.stage_id, self._stage(state))
            self.assertEqual(contract.state, state)

    def test_dragging_into_signed_checks_what_signing_checks(self):
        contract = self.make_contract(state="draft")
        contract.line_ids.unlink()
        with self.assertRefused(UserError, "has no plan yet"):
            contract.stage_id = self._stage("signed")

    def test_dragging_past_a_state_is_refused(self):
        moves = (
            ("draft", "active"),
            ("draft", "ended"),
            ("signed", "draft"),
            ("active", "suspended"),
            ("active", "ended"),
            ("active", "draft"),
            ("ended", "active"),
            ("cancelled", "signed"),
        )
        for state, target in moves:
            contract = self.make_contract(state=state)
            with self.assertRaises(UserError, msg=f"{state} → {target}"):
                contract.stage_id = self._stage(target)

    def test_a_contract_cannot_be_created_in_a_later_stage(self):
        for state in ("signed", "active", "suspended", "ended", "cancelled"):
            stage = self._stage(state)
            with self.assertRefused(UserError, "begins as a draft"):
                self.make_contract(state="draft", stage_id=stage.id)
            contracts = self.env["cowork.contract"]
            with self.assertRefused(UserError, "begins as a draft"):
                contracts.with_context(default_stage_id=stage.id).create(
                    {"partner_id": self.member.id, "location_id": self.location.id}
                )

    # Suspension ------------------------------------------------------------------

    def test_suspend_and_resume_today(self):
        contract = self.make_contract(start="2026-11-01")
        contract.action_suspend()
        self.assertEqual(contract.state, "suspended")
        self.assertEqual(contract.suspension_ids.date_from, date(2027, 1, 10))
        with freeze_time("2027-01-15 12:00:00"):
            contract.action_resume()
        self.assertEqual(contract.suspension_ids.date_to, date(2027, 1, 14))

    def test_resume_early_ends_the_suspension_the_day_before(self):
        contract = self.make_contract(start="2026-11-01")
        contract.action_suspend("2027-01-05", "2027-01-31")
        self.assertEqual(contract.state, "suspended")
        contract.action_resume("2027-01-10")
        self.assertEqual(contract.suspension_ids.date_to, date(2027, 1, 9))
        self.assertEqual(contract.state, "active")

    def test_resume_on_the_first_day_leaves_no_suspension(self):
        contract = self.make_contract(start="2026-11-01")
        contract.action_suspend("2027-01-10", "2027-01-31")
        contract.action_resume("2027-01-10")
        self.assertFalse(contract.suspension_ids)
        self.assertEqual(contract.state, "active")

    def test_a_future_suspension_begins_on_its_day(self):
        contract = self.make_contract(start="2026-11-01")
        contract.action_suspend("2027-02-01", "2027-02-14")
        self.assertEqual(contract.state, "active")
        for day, state in (("01", "suspended"), ("14", "suspended"), ("15", "active")):
            # Noon in UTC is the same day in Shanghai.
            with freeze_time(f"2027-02-{day} 12:00:00"):
                contract._follow_calendar()
                self.assertEqual(contract.state, state, day)

    def test_a_suspension_lies_in_the_days_of_the_contract(self):
        contract = self.make_contract(start="2026-11-01", end="2027-01-31")
        for day in ("2026-10-31", "2027-02-01"):
            with self.assertRefused(ValidationError, "cannot be suspended from"):
                contract.action_suspend(day)
        # Longer than the contract: the contract ends first.
        contract.action_suspend("2027-01-20", "2027-03-31")
        with freeze_time("2027-02-01 12:00:00"):
            contract._follow_calendar()
        self.assertEqual(contract.state, "ended")

    def test_suspensions_made_in_the_form_count_at_once(self):
        contract = self.make_contract(start="2026-11-01")
        suspension = self.env["cowork.contract.suspension"].create(
            {"contract_id": contract.id, "date_from": "2027-01-01"}
        )
        self.assertEqual(contract.state, "suspended")
        suspension.date_to = "2027-01-09"
        self.assertEqual(contract.state, "active")
        suspension.date_to = False
        self.assertEqual(contract.state, "suspended")
        suspension.unlink()
        self.assertEqual(contract.state, "active")

    def test_only_running_contracts_are_suspended(self):
        for state in ("draft", "cancelled", "ended"):
            contract = self.make_contract(start="2026-11-01", state=state)
            with self.assertRefused(ValidationError, "cannot be suspended"):
                self.env["cowork.contract.suspension"].create(
                    {"contract_id": contract.id, "date_from": "2026-12-01"}
                )

    # Notice and termination ------------------------------------------------------

    def test_notice_ends_with_the_later_of_notice_and_minimum_term(self):
        cases = (
            # start, notice given, last day: 30 days of notice, three months of term
            ("2026-06-01", "2027-01-10", date(2027, 2, 9)),
            ("2026-12-15", "2027-01-10", date(2027, 3, 14)),
            ("2026-11-30", "2027-01-10", date(2027, 2, 27)),
            # Signed, not begun: never before the first day.
            ("2027-03-01", "2026-11-01", date(2027, 5, 31)),
        )
        for start, notice, last in cases:
            contract = self.make_contract(self.plan_desk, start=start, state="signed")
            self.assertEqual(contract.action_give_notice(notice), str(last))
            self.assertRecordValues(
                contract,
                [
                    {
                        "date_end": last,
                        "notice_date": date.fromisoformat(notice),
                        "renewal_mode": "none",
                    }
                ],
            )

    def test_notice_does_not_prolong_a_fixed_term(self):
        contract = self.make_contract(
            self.plan_desk, start="2026-02-01", end="2027-01-31"
        )
        self.assertEqual(contract.action_give_notice("2027-01-10"), "2027-01-31")

    def test_notice_before_a_contract_without_terms_ends_on_its_first_day(self):
        contract = self.make_contract(start="2027-03-01", state="signed")
        self.assertEqual(contract.action_give_notice("2027-01-10"), "2027-03-01")

    def test_an_amendment_does_not_begin_the_minimum_term_anew(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, start="2026-10-01")
        contract.action_amend(
            contract.line_ids, self.plan_desk, "2027-01-05", space=self.desk_2
        )
        self.assertEqual(contract.action_give_notice("2027-01-10"), "2027-02-09")

    def test_notice_in_arrears_ends_the_contract_at_once(self):
        contract = self.make_contract(start="2026-11-01")
        contract.action_give_notice("2027-01-05")
        self.assertEqual(contract.date_end, date(2027, 1, 5))
        self.assertEqual(contract.state, "ended")

    def test_terminate_today_is_still_active_today(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, start="2026-11-01")
        contract.action_terminate()
        self.assertEqual(contract.date_end, date(2027, 1, 10))
        self.assertEqual((contract.state, self.desk_1.state), ("active", "occupied"))
        with freeze_time("2027-01-11 12:00:00"):
            self.env.invalidate_all()
            contract._follow_calendar()
            self.assertEqual((contract.state, self.desk_1.state), ("ended", "free"))

    def test_terminate_before_a_later_amendment(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, start="2026-11-01")
        old = contract.line_ids
        new = contract.action_amend(old, self.plan_office, "2027-02-01", self.office)
        contract.action_terminate("2027-01-20")
        self.assertEqual(old.date_stop, date(2027, 1, 20))
        # Empty: it would begin after the end.
        self.assertEqual(new.date_stop, date(2027, 1, 31))
        self.assertTrue(new._is_empty())
        self.assertEqual(contract.plan_names, "Fixed desk")
        self.assertEqual(contract.monthly_value, 1800.0)
        # The office is free for others.
        self.make_contract(self.plan_office, self.office, start="2027-02-01")

    def test_terminate_the_day_before_an_amendment_takes_effect(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, start="2026-11-01")
        old = contract.line_ids
        contract.action_amend(old, self.plan_office, "2027-02-01", self.office)
        contract.action_terminate("2027-01-31")
        self.assertEqual(contract._get_lines_on(date(2027, 1, 31)), old)
        self.assertEqual(contract._get_lines_on(date(2027, 2, 1)), old.browse())

    def test_terminate_neither_before_the_start_nor_after_the_agreed_end(self):
        contract = self.make_contract(start="2027-01-05", end="2027-06-30")
        with self.assertRefused(UserError, "Cancel it if it never began"):
            contract.action_terminate("2027-01-04")
        with self.assertRefused(UserError, "ends on"):
            contract.action_terminate("2027-07-01")
        contract.action_terminate("2027-06-30", 1)
        self.assertEqual(contract.date_end, date(2027, 6, 30))

    def test_a_signed_contract_that_never_began_ends_too(self):
        contract = self.make_contract(start="2027-01-01", state="signed")
        contract.action_terminate("2027-01-05")
        self.assertEqual(contract.state, "ended")

    def test_what_has_ended_stays_as_it_was(self):
        contract = self.make_contract(start="2026-11-01", state="ended")
        for vals in ({"date_end": False}, {"date_start": "2026-12-01"}):
            with self.assertRefused(UserError, "cannot be changed any more"):
                contract.write(vals)
        with self.assertRefused(UserError, "is over"):
            contract.line_ids.create(
                {"contract_id": contract.id, "plan_id": self.plan_hot.id}
            )

    def test_garbage_dates_are_refused_with_a_sentence(self):
        contract = self.make_contract(start="2026-11-01")
        for value in ("soon", "2027-02-30", "9999-12-31", "0001-01-01", 5, [1], True):
            with self.assertRefused(UserError, "is not a day"):
                contract.action_terminate(value)
        for value in ("1", {"a": 1}, [1, 2], 2**40):
            with self.assertRefused(UserError, "the id of one record"):
                contract.action_terminate("2027-01-20", value)

    # Cancel and reopen -----------------------------------------------------------

    def test_a_running_contract_cannot_be_cancelled(self):
        contract = self.make_contract()
        with self.assertRaises(UserError):
            contract.action_cancel()

    def test_a_reopened_contract_looks_for_its_space_anew(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, state="cancelled")
        other = self.make_contract(self.plan_desk, self.desk_1)
        contract.action_reopen()
        self.assertEqual(contract.state, "draft")
        with self.assertRefused(ValidationError, f"contract {other.name} from"):
            contract.action_sign()
        self.assertEqual(contract.state, "draft")
        contract.line_ids.space_id = self.desk_2
        contract.action_sign()
        self.assertEqual(contract.state, "signed")

    # Deleting and copying --------------------------------------------------------

    def test_only_drafts_and_cancelled_contracts_can_be_deleted(self):
        for state in ("signed", "active", "ended"):
            contract = self.make_contract(start="2026-11-01", state=state)
            with self.assertRefused(UserError, "cannot be deleted"):
                contract.unlink()
            with self.assertRefused(ValidationError, "cannot be deleted"):
                contract.line_ids.unlink()
        for state in ("draft", "cancelled"):
            contract = self.make_contract(state=state)
            contract.unlink()
            self.assertFalse(contract.exists())

    def test_a_copy_is_a_draft_with_what_is_in_force_now(self):
        contract = self.make_contract(
            self.plan_desk,
            self.desk_1,
            start="2026-11-01",
            end="2027-12-31",
            line={"price_unit": 1600.0, "billed_through": "2026-12-31"},
            external_ref="OLD-1",
        )
        contract.line_ids.price_step_ids.create(
            {
                "line_id": contract.line_ids.id,
                "date_start": "2027-01-01",
                "price_unit": 1700.0,
            }
        )
        contract.action_amend(
            contract.line_ids, self.plan_desk, "2027-01-05", self.desk_2
        )
        copy = contract.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "draft",
                    "date_start": date(2027, 1, 10),
                    "date_end": False,
                    "external_ref": False,
                    "deposit_opening": 0.0,
                }
            ],
        )
        self.assertNotEqual(copy.name, contract.name)
        self.assertRecordValues(
            copy.line_ids,
            [
                {
                    "space_id": self.desk_2.id,
                    "price_unit": 1700.0,
                    "date_start": date(2027, 1, 10),
                    "billed_through": False,
                    "is_void": False,
                    "previous_line_id": False,
                    "holds_space": False,
                }
            ],
        )
        self.assertFalse(copy.line_ids.price_step_ids)
