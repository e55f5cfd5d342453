from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests.common import tagged
from odoo.tools import SQL

from .race_common import RaceCase, get_maker

BOUGHT = 5.0


class SettlingRace(RaceCase):
    """Usage of some contracts of one member that several servers settle at once."""

    CONTRACTS, INCLUDED = 6, 0.0
    #: days and quantities of each contract's usage
    USED = (("2026-11-02", 2.0),)

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            maker = get_maker(env, "T-PACK-RACE")
            maker.plan = maker.make_plan("Race pack", "hot_desk", 100.0)
            maker.member = env["res.partner"].create({"name": "Pack Racer"})
            contracts = env["cowork.contract"]
            hours = env.ref("cowork_members.usage_meeting_hours")
            if self.INCLUDED:
                included = {
                    "usage_type_id": hours.id,
                    "quantity": self.INCLUDED,
                    "period": "month",
                }
                maker.plan.allowance_ids = [Command.create(included)]
            for _number in range(self.CONTRACTS):
                contracts |= maker.make_contract(maker.plan, start="2026-10-01")
            pack = env["cowork.pack"].create(
                {
                    "partner_id": maker.member.id,
                    "usage_type_id": hours.id,
                    "quantity": BOUGHT,
                    "date_from": "2026-10-01",
                }
                if self.CONTRACTS > 1
                else []
            )
            usages = env["cowork.usage"]._record(
                [
                    {
                        "key": f"t-pack-race-{contract.id}-{number}",
                        "contract_id": contract.id,
                        "usage_type_id": hours.id,
                        "date": day,
                        "quantity": quantity,
                    }
                    for contract in contracts
                    for number, (day, quantity) in enumerate(self.USED)
                ]
            )
            self.ids = {
                "cowork.pack": pack.ids,
                "cowork.usage": usages.ids,
                "cowork.contract": contracts.ids,
                "cowork.plan": maker.plan.ids,
                "cowork.location": maker.location.ids,
                "res.partner": maker.member.ids,
            }
            self.product = maker.plan.product_id.product_tmpl_id.id
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self._connection() as env:
            # Nothing leaves the ledger but past the ORM.
            for model, field in (
                ("cowork.pack.draw", "usage_id"),
                ("cowork.usage", "id"),
            ):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s IN %s",
                        SQL.identifier(env[model]._table),
                        SQL.identifier(field),
                        tuple(self.ids["cowork.usage"]),
                    )
                )
            env["cowork.contract"].browse(self.ids["cowork.contract"])._enter_state(
                "cancelled"
            )
            for model, ids in self.ids.items():
                if model != "cowork.usage":
                    env[model].browse(ids).unlink()
            env["product.template"].browse(self.product).unlink()

    def _look(self, env):
        env["cowork.usage"].browse(self.ids["cowork.usage"]).mapped("state")

    def _do(self, *actions):
        """:returns: list of whether each action was done"""
        return [not isinstance(r, UserError) for r in self._race(*actions)]

    def _settle(self, *numbers):
        """:returns: function of the environment that settles some of the usage"""
        ids = [self.ids["cowork.usage"][number] for number in numbers]
        return lambda env: env["cowork.usage"].browse(ids)._rate()

    @contextmanager
    def _result(self):
        with self._connection() as env:
            yield (
                env["cowork.pack"].browse(self.ids["cowork.pack"]),
                env["cowork.usage"].browse(self.ids["cowork.usage"]),
            )


@tagged("post_install", "-at_install")
class TestPackRace(SettlingRace):
    """No more is drawn from a pack than there is, whoever settles at the same time."""

    def test_contracts_of_one_member_settle_at_once(self):
        done = self._do(*(self._settle(n) for n in range(self.CONTRACTS)))
        self.assertEqual(done, [True] * self.CONTRACTS)
        with self._result() as (pack, usages):
            self.assertEqual(sum(pack.draw_ids.mapped("quantity")), BOUGHT)
            self.assertEqual(pack.remaining, 0)
            # Who came first has its share, whoever settled first.
            self.assertEqual(
                [(u.quantity_pack, u.quantity_billable) for u in usages],
                [(2, 0), (2, 0), (1, 1), (0, 2), (0, 2), (0, 2)],
            )

    def test_the_same_usage_is_settled_once(self):
        done = self._do(*(self._settle(0, 1) for _n in range(4)))
        self.assertEqual(done, [True] * 4)
        with self._result() as (pack, usages):
            self.assertEqual(pack.draw_ids.mapped("quantity"), [2, 2])
            self.assertEqual(pack.remaining, 1)
            self.assertEqual(usages[:2].mapped("quantity_pack"), [2, 2])

    def test_a_pack_is_not_cut_below_what_is_drawn_meanwhile(self):
        def cut(env):
            env["cowork.pack"].browse(self.ids["cowork.pack"]).quantity = 1

        done = self._do(self._settle(0, 1, 2), cut)
        with self._result() as (pack, usages):
            drawn = sum(pack.draw_ids.mapped("quantity"))
            self.assertEqual(sum(usages.mapped("quantity_pack")), drawn)
            self.assertEqual(pack.remaining, pack.quantity - drawn)
            # One of them came first; the other saw what it had done.
            self.assertEqual(
                (done, pack.quantity, drawn),
                ([True, True], 1, 1) if done[1] else ([True, False], BOUGHT, BOUGHT),
            )

    def test_new_usage_while_earlier_usage_is_settled(self):
        """What is recorded late never takes what was settled from the pack."""

        def record_earlier(env):
            env["cowork.usage"].browse(self.ids["cowork.usage"][0])._by_action().write(
                {"quantity": 4.0}
            )

        self._do(record_earlier, self._settle(1, 2))
        with self._connection() as env:
            self._settle(*range(self.CONTRACTS))(env)
        with self._result() as (pack, usages):
            self.assertEqual(sum(pack.draw_ids.mapped("quantity")), BOUGHT)
            self.assertEqual(sum(usages.mapped("quantity_pack")), BOUGHT)
            self.assertEqual(pack.remaining, 0)
