from odoo.tests.common import tagged

from .test_pack_race import SettlingRace


@tagged("post_install", "-at_install")
class TestUsageRace(SettlingRace):
    """Two servers never count the same included hours."""

    CONTRACTS, INCLUDED = 1, 8.0
    # What happened first is recorded last.
    USED = (("2026-11-20", 5.0), ("2026-11-05", 5.0))

    def test_late_usage_is_settled_while_a_later_one_is(self):
        """Neither sees what the other settles: each is settled on its own server, from
        a moment when nothing was. Without a row that both write, both would have had
        five of the eight hours."""
        for attempt in range(5):
            with self.subTest(attempt=attempt):
                done = self._do(self._settle(0), self._settle(1))
                self.assertEqual(done, [True, True])
                with self._result() as (_pack, usages):
                    self.assertEqual(sum(usages.mapped("quantity_included")), 8)
                    self.assertEqual(sum(usages.mapped("quantity_billable")), 2)
                    self.assertEqual(usages.contract_id.usage_settlements, 2)
                self._open_again()

    def _open_again(self):
        """As if nothing had been settled, past the ORM."""
        with self._connection() as env:
            env.cr.execute(
                "UPDATE cowork_usage SET state = 'open', quantity_included = 0,"
                " quantity_billable = 0 WHERE id = ANY(%s)",
                [self.ids["cowork.usage"]],
            )
            env.cr.execute(
                "UPDATE cowork_contract SET usage_settlements = 0 WHERE id = ANY(%s)",
                [self.ids["cowork.contract"]],
            )
