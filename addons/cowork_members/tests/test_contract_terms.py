from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2026-11-25 12:00:00")
@tagged("post_install", "-at_install")
class TestContractTerms(CoworkCommon):
    """The earliest leaving day in a sentence, and suspensions within limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.plan_desk.min_term_months = 6
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, start="2026-10-01")

    # Leaving ---------------------------------------------------------------------

    def test_the_minimum_term_decides(self):
        self.assertEqual(self.contract.earliest_end, date(2027, 3, 31))
        self.assertEqual(
            self.contract.earliest_end_explanation,
            "Notice given today, 11/25/2026, with 30 days' notice ends on 12/25/2026;"
            " the minimum term of 6 months runs until 03/31/2027, so the earliest"
            " leaving day is 03/31/2027.",
        )

    def test_the_notice_period_decides(self):
        contract = self.make_contract(self.plan_desk, self.desk_2, start="2026-06-01")
        self.assertEqual(
            contract.earliest_end_explanation,
            "Notice given today, 11/25/2026, with 30 days' notice ends on 12/25/2026;"
            " the minimum term is over by then (11/30/2026), so the earliest leaving"
            " day is 12/25/2026.",
        )

    def test_without_any_terms(self):
        contract = self.make_contract()
        self.assertEqual(
            contract.earliest_end_explanation,
            "There is no notice period: notice given today, 11/25/2026, counts at once;"
            " there is no minimum term, so the earliest leaving day is 11/25/2026.",
        )

    def test_the_reader_s_own_language_and_place(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        contract = self.contract.with_context(lang="zh_CN")
        self.assertIn("2027", contract.earliest_end_explanation)
        self.assertNotIn("03/31/2027", contract.earliest_end_explanation)
        # In Shanghai the 26th has begun.
        with freeze_time("2026-11-25 16:30:00"):
            self.env.invalidate_all()
            self.assertIn("11/26/2026", self.contract.earliest_end_explanation)

    def test_members_read_why(self):
        contract = self.contract.with_user(self.portal_a)
        self.assertIn("6 months", contract.earliest_end_explanation)

    def test_the_dialog_shows_the_day_and_records_the_notice(self):
        reason = self.env.ref("cowork_members.end_reason_home")
        dialog = Form(
            self.env["cowork.contract.notice"]
            .with_user(self.user)
            .with_context(default_contract_id=self.contract.id)
        )
        self.assertEqual(str(dialog.date), "2026-11-25")
        dialog.date = "2026-11-20"
        self.assertEqual(str(dialog.last_day), "2027-03-31")
        self.assertIn("Notice given on 11/20/2026", dialog.explanation)
        dialog.reason_id = reason
        dialog.save().action_apply()
        self.assertRecordValues(
            self.contract,
            [
                {
                    "notice_date": date(2026, 11, 20),
                    "date_end": date(2027, 3, 31),
                    "end_reason_id": reason.id,
                }
            ],
        )
        self.assertIn("so the earliest leaving day", self.contract.message_ids[0].body)
        # What was said stays said, although the last day is set now.
        self.assertIn("runs until 03/31/2027", self.contract.earliest_end_explanation)

    def test_a_fixed_term_that_ends_sooner(self):
        self.contract.date_end = "2026-12-31"
        self.assertEqual(self.contract.earliest_end, date(2026, 12, 31))
        self.assertIn(
            "the agreed term ends before that, so the last day is 12/31/2026",
            self.contract.earliest_end_explanation,
        )
        self.assertEqual(self.contract.action_give_notice(), "2026-12-31")

    # Suspension ------------------------------------------------------------------

    def _limited(self, **limits):
        plan = self.make_plan(
            "Limited",
            "hot_desk",
            900.0,
            **{f"suspension_{name}": value for name, value in limits.items()},
        )
        return self.make_contract(plan, start="2026-10-01")

    def test_a_plan_that_cannot_be_suspended(self):
        contract = self._limited(allowed=False)
        with self.assertRefused(ValidationError, "its plan cannot be suspended"):
            contract.action_suspend("2026-12-01", "2026-12-31")

    def test_refusals_name_the_limit(self):
        contract = self._limited(min_days=7, max_days=30, year_days=40)
        suspend = contract.with_user(self.user).action_suspend
        with self.assertRefused(ValidationError, "at least 7 days"):
            suspend("2026-12-01", "2026-12-06")
        with self.assertRefused(ValidationError, "at most 30 days"):
            suspend("2026-12-01", "2026-12-31")
        with self.assertRefused(ValidationError, "give the suspension a last day"):
            suspend("2026-12-01")
        suspend("2026-12-01", "2026-12-30")
        with self.assertRefused(ValidationError, "more than 40 days"):
            suspend("2027-03-01", "2027-03-11")
        suspend("2027-03-01", "2027-03-10")
        with self.assertRefused(ValidationError, "at most 30 days"):
            contract.suspension_ids[-1:].with_user(self.user).date_to = "2027-04-15"

    def test_the_signed_limits_count_not_the_plan_s_later_ones(self):
        contract = self._limited(max_days=30)
        contract.line_ids.plan_id.suspension_max_days = 90
        with self.assertRefused(ValidationError, "at most 30 days"):
            contract.action_suspend("2026-12-01", "2027-01-31")

    def test_a_manager_allows_more_with_a_reason(self):
        contract = self._limited(max_days=30)
        with self.assertRefused(AccessError, "Only a manager"):
            contract.with_user(self.user).action_suspend(
                "2026-12-01", "2027-01-31", "Surgery", beyond_limits=True
            )
        as_manager = contract.with_user(self.manager)
        with self.assertRefused(ValidationError, "Say why"):
            as_manager.action_suspend("2026-12-01", "2027-01-31", beyond_limits=True)
        as_manager.action_suspend(
            "2026-12-01", "2027-01-31", "Surgery", beyond_limits=True
        )
        with self.assertRefused(AccessError, "Only a manager"):
            self.env["cowork.contract.suspension"].with_user(self.user).with_context(
                default_beyond_limits=True, default_reason="x"
            ).create(
                {
                    "contract_id": contract.id,
                    "date_from": "2027-05-01",
                    "date_to": "2027-08-31",
                }
            )
        self.assertIn("beyond the limits", contract.message_ids[0].body)
        self.assertIn("Surgery", contract.message_ids[0].body)
        suspension = contract.suspension_ids.with_user(self.user)
        with self.assertRefused(AccessError, "Only a manager"):
            suspension.date_to = "2027-02-28"
        suspension.date_to = "2027-01-15"

    def test_the_dialog_tells_the_limits(self):
        contract = self._limited(min_days=7, max_days=30)
        dialog = Form(
            self.env["cowork.contract.suspend"]
            .with_user(self.user)
            .with_context(default_contract_id=contract.id)
        )
        self.assertEqual(dialog.limits, "at least 7 days, at most 30 days")
        dialog.date_from = "2026-12-01"
        dialog.date_to = "2026-12-20"
        dialog.save().action_apply()
        self.assertEqual(str(contract.suspension_ids.date_to), "2026-12-20")

    def test_every_change_of_a_suspension_is_told(self):
        self.contract.action_suspend("2026-12-01", "2026-12-20", "Travels")
        self.assertIn("Suspended: from 12/01/2026", self.contract.message_ids[0].body)
        self.contract.suspension_ids.date_to = "2026-12-10"
        self.assertIn("to 12/10/2026", self.contract.message_ids[0].body)
        self.contract.action_resume()
        self.assertIn("called off", self.contract.message_ids[0].body)
        with self.assertRefused(UserError, "is not suspended"):
            self.contract.action_resume()
