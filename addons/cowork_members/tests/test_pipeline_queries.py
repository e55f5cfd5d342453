from odoo import Command
from odoo.tests import freeze_time, tagged

from .checklist_common import ChecklistCommon
from .pipeline import open_kanban


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestPipelineQueries(ChecklistCommon):
    """The kanban costs the same with 20 cards as with 80; so do visits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.make_user("t_reader", locations=[cls.location])
        # Nothing but the cards of the test.
        cls.mine = [("location_id", "=", cls.location.id)]

    @classmethod
    def make_cards(cls, count):
        """Half are enquiries with a viewing, half are signed with a check-list; each
        has a member, a contact and a to-do of its own."""
        partners = cls.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(count)]
        )
        contracts = cls.env["cowork.contract"].create(
            [
                {
                    "partner_id": partner.id,
                    "location_id": cls.location.id,
                    "user_id": cls.reader.id,
                    "line_ids": [Command.create({"plan_id": cls.plan_hot.id})],
                }
                for partner in partners
            ]
        )
        contracts[::2].action_sign()
        cls.plan_visits(contracts[1::2])
        for contract in contracts:
            contract.activity_schedule(summary="Call", user_id=cls.reader.id)
        return contracts

    @classmethod
    def plan_visits(cls, contracts):
        return cls.env["cowork.visit"].create(
            [
                {"contract_id": contract.id, "start": "2027-01-12 04:00:00"}
                for contract in contracts
            ]
        )

    def count(self, call):
        """:returns: the result of ``call``, and its number of queries"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = call()
        self.env.flush_all()
        return result, self.env.cr.sql_log_count - before

    def open_as_reader(self):
        return open_kanban(self.env(user=self.reader), self.mine)

    def test_opening_the_kanban_does_not_cost_queries_per_card(self):
        self.make_cards(20)
        self.open_as_reader()
        columns, few = self.count(self.open_as_reader)
        self.assertEqual(sum(column["__count"] for column in columns), 20)
        self.make_cards(60)
        columns, many = self.count(self.open_as_reader)
        shown = [card for column in columns for card in column.get("__records", ())]
        self.assertEqual(len(shown), 80)
        self.assertLessEqual(many, few, f"20: {few}, 80: {many} queries")
        # The columns add up what their cards are worth.
        totals = [column["monthly_value:sum"] for column in columns]
        self.assertEqual(sum(totals), 80 * 1200.0)

    def test_cards_show_check_list_days_and_visit(self):
        self.make_cards(2)
        cards = {
            card["state"]: card
            for column in self.open_as_reader()
            for card in column.get("__records", ())
        }
        signed, enquiry = cards["signed"], cards["draft"]
        self.assertEqual((signed["step_done_count"], signed["step_count"]), (0, 3))
        self.assertIn("12:00", enquiry["next_visit"])
        self.assertFalse(enquiry["has_late_visit"])

    def test_days_in_a_stage_are_those_of_the_location(self):
        # 23:30 in Shanghai; an hour later it is another day there.
        with freeze_time("2027-01-10 15:30:00"):
            contract = self.make_contract(state="draft")
            contract.date_last_stage_update = "2027-01-10 15:30:00"
        self.assertEqual(self.days_at(contract, "2027-01-10 15:45:00"), 0)
        self.assertEqual(self.days_at(contract, "2027-01-10 16:15:00"), 1)
        self.assertEqual(self.days_at(contract, "2027-01-11 15:45:00"), 1)

    def days_at(self, contract, moment):
        with freeze_time(moment):
            contract.invalidate_recordset(["days_in_stage"])
            # The clock of the database is that of the transaction.
            self.patch(self.env.cr, "now", lambda: self.to_moment(moment))
            return contract.days_in_stage

    def to_moment(self, moment):
        return self.env["cowork.contract"]._fields["create_date"].to_datetime(moment)

    def test_visits_are_planned_moved_and_called_off_together(self):
        self.env["cowork.visit"].search([]).unlink()

        def live(contracts):
            visits = self.plan_visits(contracts)
            visits.write({"start": "2027-01-09 04:00:00"})
            self.env.flush_all()
            visits.action_cancel()

        def drafts(count):
            return self.env["cowork.contract"].create(
                [
                    {"partner_id": self.member.id, "location_id": self.location.id}
                    for _number in range(count)
                ]
            )

        self.count(lambda: live(drafts(4)))
        few_drafts, many_drafts = drafts(4), drafts(40)
        _nothing, few = self.count(lambda: live(few_drafts))
        _nothing, many = self.count(lambda: live(many_drafts))
        self.assertLessEqual(many, few + 6, f"4: {few}, 40: {many} queries")

    def test_regular_visits_are_planned_together(self):
        self.location.follow_up_months = 1

        def members(count):
            contracts = self.env["cowork.contract"].create(
                [
                    {
                        "partner_id": self.member.id,
                        "location_id": self.location.id,
                        "date_start": "2026-12-20",
                        "line_ids": [Command.create({"plan_id": self.plan_hot.id})],
                    }
                    for _number in range(count)
                ]
            )
            contracts.action_sign()
            contracts._enter_state("active")
            return contracts.browse(contracts.ids)

        self.count(members(2)._plan_follow_ups)
        _nothing, few = self.count(members(2)._plan_follow_ups)
        contracts = members(50)
        _nothing, many = self.count(contracts._plan_follow_ups)
        self.assertEqual(len(contracts.visit_ids), 50)
        self.assertLessEqual(many, few + 6, f"2: {few}, 50: {many} queries")
