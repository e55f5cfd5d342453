import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import CoworkMixin

PARALLEL = 12


class _Setup(CoworkMixin):
    """The records of the tests, committed: other connections must see them."""


@tagged("post_install", "-at_install")
class TestDoubleLet(BaseCase):
    """No exclusive space is let twice, whoever signs at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds the lock of the registries while it runs the tests.
        cls.classPatch(Registry, "_lock", DummyRLock())
        with cls._connection() as env:
            setup = type("Setup", (_Setup,), {"env": env})
            setup.company = env.company
            setup.kinds = {k.code: k for k in env["cowork.space.kind"].search([])}
            setup.location = setup.make_location("Race", "T-RACE")
            setup.plan = setup.make_plan("Race desk", "fixed_desk", 100.0)
            setup.member = env["res.partner"].create({"name": "Racer"})
            desk = setup.make_space("Race Desk", "fixed_desk")
            contracts = env["cowork.contract"]
            for _i in range(PARALLEL):
                contracts |= setup.make_contract(
                    setup.plan, desk, start="2027-01-01", state="draft"
                )
            cls.product = setup.plan.product_id.product_tmpl_id.id
            cls.ids = {
                "cowork.contract": contracts.ids,
                "cowork.plan": setup.plan.ids,
                "cowork.space": desk.ids,
                "cowork.location": setup.location.ids,
                "res.partner": setup.member.ids,
            }
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            env["cowork.contract"].browse(cls.ids["cowork.contract"])._enter_state(
                "cancelled"
            )
            for model, ids in cls.ids.items():
                env[model].browse(ids).unlink()
            env["product.template"].browse(cls.product).unlink()

    @classmethod
    @contextmanager
    def _connection(cls):
        """A connection of its own; what is done is committed at the end."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            contracts = env["cowork.contract"].browse(self.ids["cowork.contract"])
            contracts._enter_state("draft")
            contracts._by_action().write(
                {"date_start": "2027-01-01", "date_end": False}
            )

    def _request(self, contract_id, action, barrier=None):
        """What a request to the server does: retry, commit, tell.

        :param action: what is done with the contract
        :returns: the name of the contract, or the refusal
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            contract = env["cowork.contract"].browse(contract_id)

            def call():
                # The snapshot of the transaction is taken before the others commit.
                contract.line_ids.mapped("holds_space")
                if barrier and not barrier.broken:
                    with suppress(threading.BrokenBarrierError):
                        barrier.wait(timeout=20)
                action(contract)
                return contract.name

            try:
                return retrying(call, env)
            except ValidationError as error:
                return error

    def _in_parallel(self, *calls):
        """:param calls: pairs of contract id and action, run at the same time
        :returns: list of names of contracts, list of refusals"""
        barrier = threading.Barrier(len(calls))
        # A retried call must not wait for the others again.
        with ThreadPoolExecutor(len(calls)) as pool:
            futures = [
                pool.submit(self._request, contract_id, action, _Once(barrier))
                for contract_id, action in calls
            ]
            results = [future.result(timeout=120) for future in futures]
        names = [result for result in results if isinstance(result, str)]
        return names, [str(r) for r in results if not isinstance(r, str)]

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_of_twelve_parallel_signatures_wins(self):
        names, refusals = self._in_parallel(
            *(
                (contract_id, lambda contract: contract.action_sign())
                for contract_id in self.ids["cowork.contract"]
            )
        )
        self.assertEqual(len(names), 1)
        self.assertEqual(len(refusals), PARALLEL - 1)
        for refusal in refusals:
            self.assertIn(
                f"Race Desk is let to contract {names[0]} from 01/01/2027 to open end",
                refusal,
            )
        with self._connection() as env:
            lines = env["cowork.contract.line"].search(
                [("space_id", "in", self.ids["cowork.space"]), ("holds_space", "=", 1)]
            )
            self.assertEqual(lines.contract_id.mapped("name"), names)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_second_waits_for_the_first_and_is_told_its_number(self):
        first_id, second_id = self.ids["cowork.contract"][:2]
        with self.registry.cursor() as cr, ThreadPoolExecutor(1) as pool:
            env = api.Environment(cr, SUPERUSER_ID, {})
            first = env["cowork.contract"].browse(first_id)
            first.action_sign()
            env.flush_all()
            future = pool.submit(
                self._request, second_id, lambda contract: contract.action_sign()
            )
            with self.assertRaises(TimeoutError):
                future.result(timeout=1)
            name = first.name
            cr.commit()  # pylint: disable=invalid-commit
            self.assertIn(f"let to contract {name}", str(future.result(timeout=60)))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_second_gets_the_space_when_the_first_fails(self):
        first_id, second_id = self.ids["cowork.contract"][:2]
        with self.registry.cursor() as cr, ThreadPoolExecutor(1) as pool:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["cowork.contract"].browse(first_id).action_sign()
            env.flush_all()
            future = pool.submit(
                self._request, second_id, lambda contract: contract.action_sign()
            )
            with self.assertRaises(TimeoutError):
                future.result(timeout=1)
            cr.rollback()
            self.assertIsInstance(future.result(timeout=60), str)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_an_extension_and_a_signature_of_the_same_days(self):
        first_id, second_id = self.ids["cowork.contract"][:2]
        with self._connection() as env:
            first, second = env["cowork.contract"].browse([first_id, second_id])
            first.date_end = "2027-01-31"
            first.action_sign()
            second.date_start = "2027-02-01"
            self.assertEqual(str(second.line_ids.date_start), "2027-02-01")
        names, refusals = self._in_parallel(
            (first_id, lambda contract: contract.write({"date_end": "2027-02-01"})),
            (second_id, lambda contract: contract.action_sign()),
        )
        self.assertEqual((len(names), len(refusals)), (1, 1))
        self.assertIn(f"let to contract {names[0]}", refusals[0])


class _Once:
    """A barrier that a thread passes once, also when its call is tried again."""

    def __init__(self, barrier):
        self._barrier = barrier
        self.broken = False

    def wait(self, timeout):
        self.broken = True
        self._barrier.wait(timeout)
