from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-11 04:00:00")
@tagged("post_install", "-at_install")
class TestContractLeaving(CoworkCommon):
    """Cards move to “Notice” when a member leaves, and back when they stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notice = cls.env.ref("cowork_members.stage_notice")
        cls.moved_in = cls.env.ref("cowork_members.stage_moved_in")
        cls.contract = cls.make_contract(
            cls.plan_desk, cls.desk_1, start="2026-09-01", renewal_mode="automatic"
        )

    def test_notice_moves_the_card_and_withdrawing_it_back(self):
        self.assertEqual(self.contract.stage_id, self.moved_in)
        self.contract.action_give_notice()
        self.assertEqual(self.contract.stage_id, self.notice)
        self.assertEqual(self.contract.state, "active")
        self.assertTrue(self.contract.date_end)
        self.contract.action_withdraw_notice()
        self.assertRecordValues(
            self.contract,
            [
                {
                    "stage_id": self.moved_in.id,
                    "date_end": False,
                    "notice_date": False,
                    "renewal_mode": "automatic",
                    "is_leaving": False,
                }
            ],
        )
        with self.assertRefused(UserError, "nobody gave notice"):
            self.contract.action_withdraw_notice()

    def test_termination_for_later_moves_the_card(self):
        self.contract.action_terminate("2027-03-31")
        self.assertEqual(self.contract.stage_id, self.notice)
        self.contract.action_terminate("2027-02-28")
        self.contract.action_withdraw_notice()
        self.assertFalse(self.contract.date_end)

    def test_renewal_moves_the_card_back(self):
        self.contract.action_terminate("2027-03-31")
        self.contract.action_renew()
        self.assertEqual(self.contract.stage_id, self.moved_in)
        self.assertFalse(self.contract.is_leaving)

    def test_after_a_suspension_the_card_is_under_notice_again(self):
        self.contract.action_give_notice()
        self.contract.action_suspend()
        self.assertEqual(self.contract.state, "suspended")
        self.contract.action_resume()
        self.assertEqual(self.contract.stage_id, self.notice)

    def test_cards_are_not_dragged_in_or_out(self):
        with self.assertRefused(UserError, "nobody gave notice"):
            self.contract.stage_id = self.notice
        self.contract.action_give_notice()
        with self.assertRefused(UserError, "the member is leaving"):
            self.contract.stage_id = self.moved_in

    def test_without_the_column_everything_works(self):
        self.notice.unlink()
        self.contract.action_give_notice()
        self.assertEqual(self.contract.stage_id, self.moved_in)
        self.assertTrue(self.contract.is_leaving)

    def test_a_term_that_ends_soon_is_prepared(self):
        contract = self.make_contract(
            self.plan_hot, start="2026-02-01", end="2027-01-31"
        )
        renewed = self.make_contract(
            self.plan_hot, start="2026-02-01", end="2027-01-31"
        )
        renewed.renewal_mode = "automatic"
        later = self.make_contract(self.plan_hot, start="2026-03-01", end="2027-02-28")
        every = contract | renewed | later
        due = every.search(every._get_calendar_domain() & Domain("id", "in", every.ids))
        due._follow_calendar()
        self.assertEqual(every.filtered("is_leaving"), contract)
        self.assertEqual(contract.stage_id, self.notice)
        self.assertEqual(contract.date_end, date(2027, 1, 31))
