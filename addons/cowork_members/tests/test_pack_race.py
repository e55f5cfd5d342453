from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import ValidationError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .common import CoworkMixin

BOUGHT = 5.0


class _Setup(CoworkMixin):
    """The records of the tests, committed: other connections must see them."""


class SettlingRace(BaseCase):
    """Usage of some contracts of one member that several servers settle at once."""

    CONTRACTS, INCLUDED = 6, 0.0
    #: days and quantities of each contract's usage
    USED = (("2026-11-02", 2.0),)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds the lock of the registries while it runs the tests.
        cls.classPatch(Registry, "_lock", DummyRLock())

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            setup = type("Setup", (_Setup,), {"env": env})
            setup.company = env.company
            setup.kinds = {k.code: k for k in env["cowork.space.kind"].search([])}
            setup.location = setup.make_location("Race", "T-PACK-RACE")
            setup.plan = setup.make_plan("Race pack", "hot_desk", 100.0)
            setup.member = env["res.partner"].create({"name": "Pack Racer"})
            contracts = env["cowork.contract"]
            hours = env.ref("cowork_members.usage_meeting_hours")
            if self.INCLUDED:
                included = {
                    "usage_type_id": hours.id,
                    "quantity": self.INCLUDED,
                    "period": "month",
                }
                setup.plan.allowance_ids = [Command.create(included)]
            for _number in range(self.CONTRACTS):
                contracts |= setup.make_contract(setup.plan, start="2026-10-01")
            pack = env["cowork.pack"].create(
                {
                    "partner_id": setup.member.id,
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
                "cowork.plan": setup.plan.ids,
                "cowork.location": setup.location.ids,
                "res.partner": setup.member.ids,
            }
            self.product = setup.plan.product_id.product_tmpl_id.id
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

    @contextmanager
    def _connection(self):
        """A connection of its own; what is done is committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _request(self, barrier, action):
        """What a request to the server does: retry, commit, tell.

        :param action: function of the environment
        :returns: whether it was done"""
        tries = []
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def call():
                # The snapshot of the transaction is taken before the others commit.
                env["cowork.usage"].browse(self.ids["cowork.usage"]).mapped("state")
                if not tries:
                    tries.append(True)
                    barrier.wait(timeout=20)
                action(env)

            try:
                retrying(call, env)
            except ValidationError:
                return False
        return True

    def _in_parallel(self, *actions):
        """:returns: list of whether each action was done"""
        barrier = Barrier(len(actions))
        with ThreadPoolExecutor(len(actions)) as pool:
            futures = [pool.submit(self._request, barrier, each) for each in actions]
            return [future.result(timeout=120) for future in futures]

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

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_contracts_of_one_member_settle_at_once(self):
        done = self._in_parallel(*(self._settle(n) for n in range(self.CONTRACTS)))
        self.assertEqual(done, [True] * self.CONTRACTS)
        with self._result() as (pack, usages):
            self.assertEqual(sum(pack.draw_ids.mapped("quantity")), BOUGHT)
            self.assertEqual(pack.remaining, 0)
            # Who came first has its share, whoever settled first.
            self.assertEqual(
                [(u.quantity_pack, u.quantity_billable) for u in usages],
                [(2, 0), (2, 0), (1, 1), (0, 2), (0, 2), (0, 2)],
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_same_usage_is_settled_once(self):
        done = self._in_parallel(*(self._settle(0, 1) for _n in range(4)))
        self.assertEqual(done, [True] * 4)
        with self._result() as (pack, usages):
            self.assertEqual(pack.draw_ids.mapped("quantity"), [2, 2])
            self.assertEqual(pack.remaining, 1)
            self.assertEqual(usages[:2].mapped("quantity_pack"), [2, 2])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_pack_is_not_cut_below_what_is_drawn_meanwhile(self):
        def cut(env):
            env["cowork.pack"].browse(self.ids["cowork.pack"]).quantity = 1

        done = self._in_parallel(self._settle(0, 1, 2), cut)
        with self._result() as (pack, usages):
            drawn = sum(pack.draw_ids.mapped("quantity"))
            self.assertEqual(sum(usages.mapped("quantity_pack")), drawn)
            self.assertEqual(pack.remaining, pack.quantity - drawn)
            # One of them came first; the other saw what it had done.
            self.assertEqual(
                (done, pack.quantity, drawn),
                ([True, True], 1, 1) if done[1] else ([True, False], BOUGHT, BOUGHT),
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_new_usage_while_earlier_usage_is_settled(self):
        """What is recorded late never takes what was settled from the pack."""

        def record_earlier(env):
            env["cowork.usage"].browse(self.ids["cowork.usage"][0])._by_action().write(
                {"quantity": 4.0}
            )

        self._in_parallel(record_earlier, self._settle(1, 2))
        with self._connection() as env:
            self._settle(*range(self.CONTRACTS))(env)
        with self._result() as (pack, usages):
            self.assertEqual(sum(pack.draw_ids.mapped("quantity")), BOUGHT)
            self.assertEqual(sum(usages.mapped("quantity_pack")), BOUGHT)
            self.assertEqual(pack.remaining, 0)
