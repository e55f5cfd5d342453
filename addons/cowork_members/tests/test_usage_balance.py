from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_usage import HISTORY, UsageCommon


@freeze_time("2026-11-30 12:00:00")
@tagged("post_install", "-at_install")
class TestUsageBalance(UsageCommon):
    """What a member used and has left, on any day."""

    def _balance(self, day, contract=None, usage_type=None):
        contract = contract or self.contract
        return [
            row
            for row in contract._get_usage_balance(day)[contract]
            if row["usage_type"] == (usage_type or self.hours)
        ]

    def _figures(self, day, **kwargs):
        [row] = self._balance(day, **kwargs)
        names = ("included", "used", "left", "packs_left", "billable")
        return tuple(row[name] for name in names)

    def test_eight_hours_are_included(self):
        self.record(*HISTORY)
        [row] = self._balance("2026-11-30")
        self.assertEqual(
            row,
            {
                "usage_type": self.hours,
                "unit": self.hours.uom_id.name,
                "included": 8.0,
                "rollover": 0.0,
                "used": 9.5,
                "left": 0.0,
                "packs_left": 0.0,
                "billable": 1.5,
                "period_start": date(2026, 11, 1),
                "period_end": date(2026, 11, 30),
            },
        )

    def test_at_any_date(self):
        self.record(*HISTORY)
        pack = self.make_pack(1)
        expected = {
            "2026-11-02": (8, 0, 8, 1, 0),
            "2026-11-03": (8, 3, 5, 1, 0),
            "2026-11-16": (8, 7.5, 0.5, 1, 0),
            "2026-11-17": (8, 9.5, 0, 0, 0.5),
            "2026-12-01": (8, 0, 8, 0, 0),
        }
        for _settled in range(2):
            for day, figures in expected.items():
                self.assertEqual(self._figures(day), figures, day)
            self.env["cowork.usage"].search(
                [("contract_id", "=", self.contract.id)]
            )._rate()
        self.assertEqual(pack.remaining, 0)

    def test_settled_and_open_usage_add_up(self):
        self.record(("2026-11-03", 5))._rate()
        self.record(("2026-11-02", 2), ("2026-11-20", 2))
        self.assertEqual(self._figures("2026-11-30"), (8, 9, 0, 0, 1))

    def test_lines_are_pooled_and_count_their_quantity(self):
        self.env["cowork.contract.line"].create(
            {
                "contract_id": self.contract.id,
                "plan_id": self.plan_desk.id,
                "quantity": 2,
                "date_start": "2026-11-16",
            }
        )
        # 8 + 2 × 8 × 15/30
        self.assertEqual(self._figures("2026-11-20")[0], 16)

    def test_a_suspended_contract_is_given_nothing(self):
        self.contract.action_suspend("2026-11-16", "2026-12-31")
        self.assertEqual(self._figures("2026-11-30")[0], 4)
        self.assertEqual(self._figures("2026-12-10")[0], 0)

    def test_what_is_not_included_counts_by_the_month(self):
        self.record(("2026-10-31", 7), ("2026-11-20", 30), usage_type=self.prints)
        [row] = self._balance("2026-11-30", usage_type=self.prints)
        self.assertEqual((row["included"], row["used"], row["billable"]), (0, 30, 30))
        self.assertEqual(row["period_start"], date(2026, 11, 1))
        self.assertEqual(row["period_end"], date(2026, 11, 30))

    def test_a_pack_of_another_member_does_not_help(self):
        self.make_pack(5, partner_id=self.other_member.id)
        self.record(("2026-11-03", 9))
        self.assertEqual(self._figures("2026-11-30"), (8, 9, 0, 0, 1))
        self.make_pack(5, partner_id=self.person.id)
        self.assertEqual(self._figures("2026-11-30"), (8, 9, 0, 4, 0))

    def test_the_form_shows_it(self):
        self.record(*HISTORY)
        self.assertIn("9.5", self.contract.usage_balance)
        self.assertEqual(self.contract.usage_count, 3)
        self.assertEqual(self.member.cowork_usage_count, 3)
        wizard = self.env["cowork.usage.balance"].create(
            {"partner_id": self.member.id, "date": "2026-11-10"}
        )
        self.assertIn("7.5", wizard.balance)

    def test_only_who_may_read_a_contract_asks_for_it(self):
        self._setup_roles()
        portal = self.contract.with_user(self.portal_a)
        [row] = portal._get_usage_balance("2026-11-30")[portal]
        # What a template shows can be read, whatever the reader's rights.
        self.assertEqual(row["usage_type"].name, self.hours.name)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.portal_b)._get_usage_balance("2026-11-30")


@freeze_time("2026-11-30 12:00:00")
@tagged("post_install", "-at_install")
class TestUsageQueryCounts(UsageCommon):
    """One contract or fifty: the same number of queries."""

    def _count(self, call):
        """:returns: number of queries of ``call``, with an empty cache"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _contracts(self, count):
        partners = self.env["res.partner"].create(
            [{"name": f"M{number}"} for number in range(count)]
        )
        contracts = self.env["cowork.contract"].create(
            [
                {
                    "partner_id": partner.id,
                    "location_id": self.location.id,
                    "date_start": "2026-10-10",
                    "line_ids": [(0, 0, {"plan_id": self.plan_desk.id})],
                }
                for partner in partners
            ]
        )
        contracts.action_sign()
        for partner in partners:
            self.make_pack(3, partner_id=partner.id)
        return contracts

    def _use(self, contracts):
        return self.env["cowork.usage"]._record(
            [
                {
                    "key": f"q,{contract.id},{day}",
                    "contract_id": contract.id,
                    "usage_type_id": self.hours.id,
                    "date": day,
                    "quantity": 5,
                }
                for contract in contracts
                for day in ("2026-11-03", "2026-11-04", "2026-11-05")
            ]
        )

    def test_balances_recording_and_settling(self):
        calls = {
            "record": self._use,
            "record again": self._use,
            "balance": lambda contracts: contracts._get_usage_balance("2026-11-30"),
            "settle": lambda contracts: self.env["cowork.usage"]
            .search([("contract_id", "in", contracts.ids)])
            ._rate(),
            "settled balance": lambda contracts: contracts._get_usage_balance(
                "2026-11-30"
            ),
        }
        batches = [self._contracts(count) for count in (1, 1, 50)]
        counts = {}
        for name, call in calls.items():
            # The first time fills the caches of the registry.
            counts[name] = [
                self._count(
                    lambda batch=batch, call=call: call(batch.browse(batch.ids))
                )
                for batch in batches
            ][1:]
        for name, (one, fifty) in counts.items():
            # Inserts and updates go in batches of a size the ORM chooses.
            slack = 3 if name in ("record", "settle") else 0
            self.assertLessEqual(fifty, one + slack, f"{name}: {counts[name]}")
