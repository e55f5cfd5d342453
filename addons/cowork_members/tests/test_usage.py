from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


class UsageCommon(CoworkCommon):
    """A member with eight meeting hours a month, at a location in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env.ref("cowork_members.usage_meeting_hours")
        cls.prints = cls.env.ref("cowork_members.usage_prints")
        cls.plan_desk.allowance_ids = [
            (0, 0, {"usage_type_id": cls.hours.id, "quantity": 8, "period": "month"})
        ]
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, start="2026-10-01")

    @classmethod
    def record(cls, *entries, contract=None, usage_type=None, **vals):
        """:param entries: pairs of day and quantity
        :returns: lines of the ledger, in that order"""
        first = cls.env["cowork.usage"].search_count([])
        contract = contract or cls.contract
        return cls.env["cowork.usage"]._record(
            [
                {
                    "key": f"t-{first + number}",
                    "contract_id": contract.id,
                    "usage_type_id": (usage_type or cls.hours).id,
                    "date": day,
                    "quantity": quantity,
                    **vals,
                }
                for number, (day, quantity) in enumerate(entries)
            ]
        )

    @classmethod
    def make_pack(cls, quantity, **vals):
        return cls.env["cowork.pack"].create(
            {
                "partner_id": cls.member.id,
                "usage_type_id": cls.hours.id,
                "quantity": quantity,
                "date_from": "2026-11-01",
                "company_id": cls.company.id,
                **vals,
            }
        )

    def parts(self, usages):
        """:returns: for each line what is included, from packs and billable"""
        return [
            (u.quantity_included, u.quantity_pack, u.quantity_billable) for u in usages
        ]


HISTORY = (("2026-11-03", 3), ("2026-11-10", 4.5), ("2026-11-17", 2))


@freeze_time("2026-11-30 12:00:00")
@tagged("post_install", "-at_install")
class TestUsageLedger(UsageCommon):
    """What is written into the ledger, and how it ends."""

    # Recording ----------------------------------------------------------------------

    def _vals(self, **vals):
        return {
            "key": "cowork.booking,12",
            "contract_id": self.contract.id,
            "usage_type_id": self.hours.id,
            "date": "2026-11-03",
            "quantity": 3,
            "origin_model": "cowork.space",
            "origin_id": self.desk_1.id,
            **vals,
        }

    def test_the_same_key_is_recorded_once(self):
        ledger = self.env["cowork.usage"]
        first = ledger._record([self._vals(), self._vals(key="cowork.booking,13")])
        again = ledger._record([self._vals(), self._vals()])
        self.assertEqual(again, first[0] | first[0])
        self.assertEqual(first[0].partner_id, self.member)
        self.assertEqual(first[0].location_id, self.location)
        self.assertEqual(first[0].company_id, self.company)
        self.assertEqual(
            ledger.search_count([("contract_id", "=", self.contract.id)]), 2
        )

    def test_recording_again_changes_what_is_open_only(self):
        ledger = self.env["cowork.usage"]
        usage = ledger._record([self._vals()])
        ledger._record([self._vals(quantity=4)])
        self.assertEqual(usage.quantity, 4)
        usage._rate()
        ledger._record([self._vals(quantity=5)])
        self.assertEqual((usage.quantity, usage.state), (4, "rated"))
        void = ledger._record([self._vals(key="other")])
        void._void("Called off")
        ledger._record([self._vals(key="other", quantity=9)])
        self.assertEqual((void.quantity, void.state), (3, "void"))

    def test_the_day_is_that_of_the_location(self):
        ledger = self.env["cowork.usage"]
        # 16:30 in London is after midnight in Shanghai.
        late = ledger._record([self._vals(date=False, used_at="2026-11-30 16:30:00")])
        self.assertEqual(str(late.date), "2026-12-01")
        # Lisbon is on summer time until 25 October.
        far = self.make_contract(self.plan_desk, self.desk_far, start="2026-10-01")
        for number, (moment, day) in enumerate(
            (
                ("2026-10-24 23:30:00", "2026-10-25"),
                ("2026-10-25 23:30:00", "2026-10-25"),
            )
        ):
            usage = ledger._record(
                [self._vals(key=f"dst,{number}", contract_id=far.id, used_at=moment)]
            )
            self.assertEqual(str(usage.date), day)

    def test_a_price_that_was_promised_is_kept(self):
        free, plain = self.env["cowork.usage"]._record(
            [self._vals(price_unit=0.0), self._vals(key="plain")]
        )
        self.assertTrue(free.is_price_fixed)
        self.assertFalse(plain.is_price_fixed)

    def test_a_quantity_is_a_positive_number(self):
        for quantity in (0, -1, float("nan"), float("inf"), 1e9):
            with self.assertRefused(ValidationError, "positive number"):
                self.env["cowork.usage"]._record([self._vals(quantity=quantity)])

    # Settling -----------------------------------------------------------------------

    def test_settling_writes_what_covers_it(self):
        usages = self.record(*HISTORY)
        pack = self.make_pack(1)
        usages._rate()
        self.assertEqual(self.parts(usages), [(3, 0, 0), (4.5, 0, 0), (0.5, 1, 0.5)])
        self.assertEqual(set(usages.mapped("state")), {"rated"})
        self.assertEqual(pack.remaining, 0)
        self.assertEqual(pack.draw_ids.usage_id, usages[2])

    def test_settling_a_part_leaves_earlier_usage_its_share(self):
        usages = self.record(*HISTORY)
        usages[2]._rate()
        self.assertEqual(self.parts(usages[2]), [(0.5, 0, 1.5)])
        usages._rate()
        self.assertEqual(self.parts(usages), [(3, 0, 0), (4.5, 0, 0), (0.5, 0, 1.5)])

    def test_late_usage_takes_what_is_left_of_its_own_period(self):
        self.record(("2026-10-20", 7), ("2026-11-05", 8))._rate()
        late = self.record(("2026-10-05", 3))
        late._rate()
        self.assertEqual(self.parts(late), [(1, 0, 2)])

    def test_nothing_settled_changes(self):
        usage = self.record(("2026-11-03", 3))
        usage._rate()
        for vals in ({"quantity": 1}, {"state": "open"}, {"note": "x"}):
            with self.assertRefused(UserError, "does not change any more"):
                usage.sudo()._by_action().write(vals)
        with self.assertRefused(UserError, "stays in the ledger"):
            usage.sudo().unlink()

    def test_packs_are_shared_by_the_contracts_of_a_member(self):
        other = self.make_contract(self.plan_hot, start="2026-11-01")
        pack = self.make_pack(2)
        first = self.record(("2026-11-02", 1.5), contract=other)
        second = self.record(("2026-11-03", 9))
        second._rate()
        # The other contract was earlier: its hour and a half is not given away.
        self.assertEqual(self.parts(second), [(8, 0.5, 0.5)])
        self.assertEqual(pack.remaining, 1.5)
        first._rate()
        self.assertEqual(self.parts(first), [(0, 1.5, 0)])
        self.assertEqual(pack.remaining, 0)

    def test_a_used_pack_stays_what_it_is(self):
        pack = self.make_pack(5)
        self.record(("2026-11-03", 10))._rate()
        self.assertEqual(pack.remaining, 3)
        with self.assertRefused(UserError, "has been used"):
            pack.partner_id = self.other_member
        with self.assertRefused(UserError, "has been used"):
            pack.unlink()
        with self.assertRejected():
            pack.quantity = 1
            pack.flush_recordset()

    # Void and reversal --------------------------------------------------------------

    def test_void_usage_counts_no_more(self):
        usage = self.record(("2026-11-03", 3))
        with self.assertRefused(UserError, "Say why"):
            usage.action_void("  ")
        usage.action_void("Typed twice")
        self.assertEqual((usage.state, usage.void_reason), ("void", "Typed twice"))
        [row] = self.contract._get_usage_balance("2026-11-30")[self.contract]
        self.assertEqual(row["used"], 0)

    def test_a_reversal_gives_everything_back(self):
        pack = self.make_pack(1)
        usage = self.record(("2026-11-17", 9.5))
        usage._rate()
        reversal = usage.action_reverse("Room was locked")
        self.assertEqual((reversal.quantity, reversal.state), (-9.5, "open"))
        self.assertEqual(reversal.date, usage.date)
        self.assertEqual(reversal.note, "Room was locked")
        self.assertTrue(usage.is_reversed)
        # Before it is settled as well as after.
        for _settled in range(2):
            [row] = self.contract._get_usage_balance("2026-11-30")[self.contract]
            self.assertEqual((row["used"], row["left"], row["packs_left"]), (0, 8, 1))
            reversal._rate()
        self.assertEqual(self.parts(reversal), [(-8, -1, -0.5)])
        self.assertEqual(pack.remaining, 1)
        again = self.record(("2026-11-18", 9.5))
        again._rate()
        self.assertEqual(self.parts(again), [(8, 1, 0.5)])

    def make_reversal_elsewhere(self):
        """Two hours of a pack of two come back to another contract of the member, and
        are used before that is settled.

        :returns: the pack, the open reversal and the later use
        """
        other = self.make_contract(self.plan_hot, start="2026-11-01")
        pack = self.make_pack(2)
        given = self.record(("2026-11-02", 2), contract=other)
        given._rate()
        self.assertEqual(pack.remaining, 0)
        reversal = given.action_reverse("Room was locked")
        return pack, reversal, self.record(("2026-11-03", 9.5))

    def test_what_another_contract_gives_back_can_be_used_before_it_is_settled(self):
        pack, reversal, usage = self.make_reversal_elsewhere()
        usage._rate()
        self.assertEqual(self.parts(usage), [(8, 1.5, 0)])
        self.assertEqual(pack.remaining, 0.5)
        self.assertEqual(reversal.state, "open")
        reversal._rate()
        self.assertEqual(self.parts(reversal), [(0, -2, 0)])
        self.assertEqual(pack.remaining, 0.5)

    def test_a_reversal_whose_units_are_used_is_not_struck(self):
        pack, reversal, usage = self.make_reversal_elsewhere()
        usage._rate()
        with self.assertRejected():
            reversal.action_void("Was right after all")
            self.env.flush_all()
        self.assertEqual((reversal.state, pack.remaining), ("open", 0.5))

    def test_a_struck_reversal_gives_nothing_back(self):
        pack, reversal, usage = self.make_reversal_elsewhere()
        reversal.action_void("Was right after all")
        usage._rate()
        self.assertEqual(self.parts(usage), [(8, 0, 1.5)])
        self.assertEqual(pack.remaining, 0)

    def test_a_line_is_reversed_once(self):
        usage = self.record(("2026-11-03", 3))
        with self.assertRefused(UserError, "only a settled line"):
            usage.action_reverse("Wrong")
        usage._rate()
        reversal = usage.action_reverse("Wrong")
        for line in (usage, reversal):
            with self.assertRefused(UserError, "cannot be reversed"):
                line.action_reverse("Wrong again")

    # Terms --------------------------------------------------------------------------

    def test_a_later_change_of_the_plan_changes_no_contract(self):
        self.plan_desk.allowance_ids.quantity = 99
        [row] = self.contract._get_usage_balance("2026-11-30")[self.contract]
        self.assertEqual(row["included"], 8)

    def test_an_amendment_keeps_or_takes_what_is_included(self):
        line = self.contract.line_ids
        line.allowance_ids.quantity = 10
        moved = self.contract.action_amend(
            line, self.plan_desk, "2026-12-01", self.desk_2
        )
        self.assertEqual(moved.allowance_ids.quantity, 10)
        self.plan_office.allowance_ids = [
            (0, 0, {"usage_type_id": self.hours.id, "quantity": 20})
        ]
        office = self.contract.action_amend(
            moved, self.plan_office, "2027-01-01", self.office
        )
        self.assertEqual(office.allowance_ids.mapped("quantity"), [20])

    def test_a_draft_follows_its_plan(self):
        draft = self.make_contract(self.plan_desk, state="draft")
        self.assertEqual(draft.line_ids.allowance_ids.quantity, 8)
        draft.line_ids.plan_id = self.plan_hot
        self.assertFalse(draft.line_ids.allowance_ids)

    def test_a_unit_in_use_does_not_change(self):
        self.record(("2026-11-03", 3))
        with self.assertRefused(UserError, "is counted in"):
            self.hours.uom_id = self.prints.uom_id
