from odoo import Command
from odoo.tests import freeze_time, tagged

from .door_common import CARD, CARD_2, DoorCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestDoorPass(DoorCommon):
    """A day costs a day pass, where the plan says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan_flex = cls.make_plan("Flex", "hot_desk", 100.0, access_mode="pass")
        cls.day_pass = cls.env.ref("cowork_members.usage_day_pass")
        cls.contract = cls.make_contract(
            cls.plan_flex,
            start="2026-11-01",
            member_ids=[(6, 0, cls.person.ids)],
        )

    def get_passes(self):
        return self.env["cowork.usage"].search(
            [
                ("usage_type_id", "=", self.day_pass.id),
                ("contract_id", "=", self.contract.id),
            ],
            order="date, id",
        )

    def make_pack(self, quantity):
        return self.env["cowork.pack"].create(
            {
                "partner_id": self.member.id,
                "usage_type_id": self.day_pass.id,
                "quantity": quantity,
                "date_from": "2027-01-01",
                "company_id": self.company.id,
            }
        )

    def test_the_first_door_of_the_day_takes_a_pass_and_the_next_ones_none(self):
        self.make_point("HALL", self.hall)
        for point in ("MAIN", "HALL", "MAIN"):
            self.assertEqual(self.ask(point=point), "contract")
        usage = self.get_passes()
        self.assertEqual(len(usage), 1)
        self.assertEqual((usage.quantity, str(usage.date)), (1, "2027-01-10"))
        self.assertEqual(usage.partner_id, self.person)
        self.assertEqual(
            usage.key, f"access,{self.contract.id},{self.person.id},2027-01-10"
        )

    def test_the_day_is_that_of_the_location(self):
        # 23:59:59 and midnight in Shanghai.
        self.assertEqual(self.ask(at="2027-01-09 15:59:59"), "contract")
        self.assertEqual(self.ask(at="2027-01-09 16:00:00"), "contract")
        self.assertEqual(
            [str(day) for day in self.get_passes().mapped("date")],
            ["2027-01-09", "2027-01-10"],
        )

    def test_each_person_takes_a_pass_of_their_own(self):
        other = self.env["res.partner"].create(
            {"name": "Ana", "parent_id": self.member.id}
        )
        self.contract.action_add_member(other.id)
        self.issue(CARD_2, partner=other)
        for card in (CARD, CARD_2, CARD):
            self.assertEqual(self.ask(card), "contract")
        self.assertEqual(len(self.get_passes()), 2)

    def test_a_pass_comes_from_the_pack_when_it_is_settled(self):
        pack = self.make_pack(3)
        self.ask()
        self.get_passes()._rate()
        self.assertEqual(pack.remaining, 2)

    def test_without_a_pass_the_day_is_charged_or_the_door_stays_shut(self):
        self.assertEqual(self.ask(at="2027-01-08 04:00:00"), "contract")
        self.plan_flex.access_needs_pass = True
        self.assertEqual(self.ask(at="2027-01-09 04:00:00"), "no_pass")
        self.assertEqual(len(self.get_passes()), 1)

    def test_who_needs_a_pass_enters_as_often_as_there_are_passes(self):
        self.plan_flex.access_needs_pass = True
        self.make_pack(2)
        found = [self.ask(at=f"2027-01-0{day} 04:00:00") for day in (5, 5, 6, 6, 7, 5)]
        self.assertEqual(
            found,
            ["contract", "contract", "contract", "contract", "no_pass", "contract"],
        )
        self.assertEqual(len(self.get_passes()), 2)
        self.assertFalse(
            self.get_inside().filtered(lambda one: str(one.entered_at) > "2027-01-07")
        )

    def test_included_passes_are_used_before_the_door_shuts(self):
        included = {
            "usage_type_id": self.day_pass.id,
            "quantity": 1,
            "period": "month",
        }
        plan = self.make_plan(
            "Flex 1",
            "hot_desk",
            100.0,
            access_mode="pass",
            access_needs_pass=True,
            allowance_ids=[Command.create(included)],
        )
        self.make_contract(plan, start="2026-11-01", partner_id=self.other_member.id)
        self.issue(CARD_2, partner=self.other_member)
        found = [self.ask(CARD_2, at=f"2026-12-{day} 04:00:00") for day in (30, 31)]
        self.assertEqual(found, ["contract", "no_pass"])
        # There is one again in the next month.
        self.assertEqual(self.ask(CARD_2, at="2027-01-01 04:00:00"), "contract")

    def test_a_booking_needs_no_pass(self):
        room = self.make_space("Boardroom", "meeting_small", self.floor, capacity=8)
        booking = self.env["cowork.booking"].create(
            {
                "space_id": room.id,
                "partner_id": self.person.id,
                "start": "2027-01-10 12:00:00",
                "stop": "2027-01-10 13:00:00",
                "is_exception": True,
            }
        )
        booking.action_confirm()
        self.assertEqual(self.ask(), "booking")
        self.assertFalse(self.get_passes())

    def test_the_way_out_takes_no_pass_and_what_is_to_come_neither(self):
        self.make_point("OUT", direction="out")
        self.assertEqual(self.ask(point="OUT"), "leaving")
        self.assertEqual(self.ask(at="2027-01-11 04:00:00"), "contract")
        self.assertFalse(self.get_passes())

    def test_another_contract_that_opens_for_free_saves_the_pass(self):
        free = self.make_contract(
            self.plan_hot, start="2026-11-01", member_ids=[(6, 0, self.person.ids)]
        )
        answer = self.location.check_access(CARD)
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertEqual(event.contract_id, free)
        self.assertFalse(self.get_passes())
