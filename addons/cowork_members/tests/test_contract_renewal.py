from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2026-12-03 12:00:00")
@tagged("post_install", "-at_install")
class TestContractRenewal(CoworkCommon):
    """Renewals proposed ahead of the end, answered by staff or by who pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.member.email = "ledger@example.com"
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_1,
            start="2026-02-01",
            end="2027-01-31",
            renewal_mode="proposal",
            renewal_increase=5.0,
            user_id=cls.user.id,
        )
        cls.line = cls.contract.line_ids

    def _run_cron(self, name="propose_renewals"):
        with self.enter_registry_test_mode():
            self.env.ref(f"cowork_members.cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _propose(self):
        self.contract.with_user(self.user).action_propose_renewal()
        return self.contract.open_renewal_id

    def test_the_cron_proposes_once_on_the_day(self):
        self.assertEqual(self.contract.proposal_due, date(2026, 12, 2))
        with freeze_time("2026-12-01 15:59:00"):
            self._run_cron()
            self.assertFalse(self.contract.renewal_ids)
        # In Shanghai it is the 2nd, sixty days before the end.
        with freeze_time("2026-12-01 16:01:00"):
            self._run_cron()
            self._run_cron()
        renewal = self.contract.renewal_ids
        self.assertRecordValues(
            renewal,
            [
                {
                    "state": "open",
                    "date_end": date(2027, 1, 31),
                    "date_start": date(2027, 2, 1),
                    "new_date_end": date(2028, 1, 31),
                    "valid_until": date(2027, 1, 1),
                    "months": 12,
                }
            ],
        )
        self.assertRecordValues(
            renewal.line_ids, [{"price_before": 1800.0, "price_unit": 1890.0}]
        )
        self.assertFalse(self.contract.proposal_due)
        self.assertEqual(renewal.activity_ids.user_id, self.user)
        mail = self.env["mail.mail"].search([("res_id", "=", renewal.id)])
        mail = mail.filtered(lambda m: m.model == renewal._name)
        self.assertEqual(mail.recipient_ids, self.member)
        self.assertIn("1,890.00", mail.body_html)
        self.assertIn("ends on 01/31/2027", mail.subject)

    def test_the_mail_speaks_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.member.lang = "fr_FR"
        renewal = self._propose()
        mail = self.env["mail.mail"].search(
            [("res_id", "=", renewal.id), ("model", "=", renewal._name)]
        )
        self.assertIn("31/01/2027", mail.subject)

    def test_accepted_by_staff_it_renews_at_the_proposed_price(self):
        renewal = self._propose()
        renewal.with_user(self.user).line_ids.price_unit = 1850.0
        renewal.with_user(self.user).months = 6
        self.contract.with_user(self.user).action_accept_renewal()
        self.assertRecordValues(
            self.contract,
            [
                {
                    "date_end": date(2027, 7, 31),
                    "renewal_mode": "proposal",
                    "is_leaving": False,
                }
            ],
        )
        self.assertRecordValues(
            self.line.price_step_ids,
            [{"date_start": date(2027, 2, 1), "price_unit": 1850.0}],
        )
        self.assertEqual(renewal.state, "accepted")
        self.assertEqual(renewal.answered_by_id, self.user)
        self.assertFalse(renewal.activity_ids)
        self.assertEqual(self.contract.proposal_due, date(2027, 6, 1))
        with self.assertRefused(UserError, "no renewal is proposed"):
            self.contract.action_accept_renewal()
        with self.assertRefused(UserError, "is “Accepted”"):
            renewal.action_accept()

    def test_a_price_that_does_not_change_is_agreed_as_well(self):
        renewal = self._propose()
        renewal.line_ids.price_unit = 1800.0
        renewal.action_accept()
        self.assertEqual(self.line.price_step_ids.price_unit, 1800.0)

    def test_the_member_who_pays_accepts(self):
        renewal = self._propose()
        self.contract.with_user(self.portal_a).action_accept_renewal()
        self.assertEqual(self.contract.date_end, date(2028, 1, 31))
        self.assertEqual(self.line.price_step_ids.price_unit, 1890.0)
        self.assertEqual(renewal.answered_by_id, self.portal_a)

    def test_nobody_else_answers(self):
        named = self.make_user("t_named_2", "base.group_portal")
        self.contract.member_ids += named.partner_id
        renewal = self._propose()
        for actor in (
            named,
            self.portal_b,
            self.internal,
            self.front_desk,
            self.manager_b,
        ):
            for record, method in (
                (self.contract, "action_accept_renewal"),
                (self.contract, "action_decline_renewal"),
                (renewal, "action_accept"),
                (renewal, "action_decline"),
                (renewal, "action_send_again"),
            ):
                with self.assertRaises(AccessError, msg=f"{actor.login} {method}"):
                    getattr(record.with_user(actor), method)()
        with self.assertRaises(AccessError):
            renewal.with_user(self.portal_a).line_ids.price_unit = 1.0
        with self.assertRaises(AccessError):
            renewal.with_user(self.portal_a).action_send_again()
        self.assertEqual(renewal.state, "open")

    def test_proposals_are_not_forged(self):
        vals = {
            "contract_id": self.contract.id,
            "date_end": "2027-01-31",
            "months": 12,
            "valid_until": "2027-01-31",
        }
        for actor in (self.user, self.manager, self.portal_a):
            with self.assertRaises(AccessError):
                self.env["cowork.contract.renewal"].with_user(actor).create(vals)
        renewal = self._propose()
        with self.assertRefused(AccessError, "kept by the system"):
            renewal.with_user(self.user).state = "accepted"

    def test_declined_it_ends(self):
        renewal = self._propose()
        reason = self.env.ref("cowork_members.end_reason_1")
        renewal.with_user(self.user).action_decline(reason.id)
        self.assertEqual(renewal.state, "declined")
        self.assertTrue(self.contract.is_leaving)
        self.assertEqual(self.contract.end_reason_id, reason)
        self.assertEqual(self.contract.date_end, date(2027, 1, 31))
        self._run_cron()
        self.assertEqual(self.contract.renewal_ids, renewal)
        with freeze_time("2027-02-01 04:00:00"):
            self._run_cron("follow_calendar")
            self.assertEqual(self.contract.state, "ended")

    def test_unanswered_it_expires_and_ends(self):
        renewal = self._propose()
        with freeze_time("2027-01-01 12:00:00"):
            self._run_cron()
            self.assertEqual(renewal.state, "open")
        with freeze_time("2027-01-02 12:00:00"):
            with self.assertRefused(UserError, "was to be answered until"):
                self.contract.with_user(self.portal_a).action_accept_renewal()
            self._run_cron()
            self.assertEqual(renewal.state, "expired")
            self.assertTrue(self.contract.is_leaving)
            self.assertEqual(
                self.contract.end_reason_id,
                self.env.ref("cowork_members.end_reason_not_renewed"),
            )
            # Who stays after all is asked anew.
            self.contract.action_withdraw_notice()
            self._run_cron()
            self.assertEqual(renewal.state, "cancelled")
            self.assertEqual(self.contract.open_renewal_id.state, "open")
            self.assertEqual(
                self.contract.open_renewal_id.valid_until, date(2027, 1, 31)
            )

    def test_notice_and_renewal_by_hand_call_it_off(self):
        renewal = self._propose()
        self.contract.action_give_notice()
        self.assertEqual(renewal.state, "cancelled")
        self.contract.action_withdraw_notice()
        again = self._propose()
        self.contract.action_renew()
        self.assertEqual(again.state, "cancelled")

    def test_the_space_is_let_by_then(self):
        renewal = self._propose()
        other = self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )
        with self.assertRefused(ValidationError, f"let to contract {other.name}"):
            self.contract.with_user(self.portal_a).action_accept_renewal()
        self.assertEqual(renewal.state, "open")
        self.assertFalse(self.line.price_step_ids)

    def test_only_contracts_that_renew_by_proposal(self):
        for mode in ("none", "automatic"):
            self.contract.renewal_mode = mode
            self.assertFalse(self.contract.proposal_due)
            with self.assertRefused(UserError, "no renewal to propose"):
                self.contract.action_propose_renewal()

    def test_the_days_come_from_the_plan(self):
        self.plan_hot.renewal_proposal_days = 90
        contract = self.make_contract(
            start="2026-02-01", end="2027-06-30", renewal_mode="proposal"
        )
        self.assertEqual(contract.proposal_due, date(2027, 4, 1))
        self.plan_hot.renewal_proposal_days = 30
        self.assertEqual(contract.renewal_proposal_days, 90)
