from concurrent.futures import ThreadPoolExecutor

from odoo.tests.common import tagged

from .race_common import RaceCase, get_maker

PARALLEL = 12


@tagged("post_install", "-at_install")
class TestDoubleLet(RaceCase):
    """No exclusive space is let twice, whoever signs at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            maker = get_maker(env, "T-RACE")
            maker.plan = maker.make_plan("Race desk", "fixed_desk", 100.0)
            maker.member = env["res.partner"].create({"name": "Racer"})
            desk = maker.make_space("Race Desk", "fixed_desk")
            contracts = env["cowork.contract"]
            for _i in range(PARALLEL):
                contracts |= maker.make_contract(
                    maker.plan, desk, start="2027-01-01", state="draft"
                )
            cls.product = maker.plan.product_id.product_tmpl_id.id
            cls.ids = {
                "cowork.contract": contracts.ids,
                "cowork.plan": maker.plan.ids,
                "cowork.space": desk.ids,
                "cowork.location": maker.location.ids,
                "res.partner": maker.member.ids,
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

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            contracts = env["cowork.contract"].browse(self.ids["cowork.contract"])
            contracts._enter_state("draft")
            contracts._by_action().write(
                {"date_start": "2027-01-01", "date_end": False}
            )

    def _look(self, env):
        contracts = env["cowork.contract"].browse(self.ids["cowork.contract"])
        contracts.line_ids.mapped("holds_space")

    def _on(self, contract_id, action):
        """:returns: a function that does something with a contract, and returns its
        number"""

        def call(env):
            contract = env["cowork.contract"].browse(contract_id)
            action(contract)
            return contract.name

        return call

    def _sign(self, contract_id):
        return self._on(contract_id, lambda contract: contract.action_sign())

    def test_one_of_twelve_parallel_signatures_wins(self):
        names, refusals = self._in_parallel(
            *(self._sign(contract_id) for contract_id in self.ids["cowork.contract"])
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

    def test_the_second_waits_for_the_first_and_is_told_its_number(self):
        first_id, second_id = self.ids["cowork.contract"][:2]
        with self._connection() as env, ThreadPoolExecutor(1) as pool:
            first = env["cowork.contract"].browse(first_id)
            first.action_sign()
            env.flush_all()
            future = pool.submit(self._request, self._sign(second_id))
            with self.assertRaises(TimeoutError):
                future.result(timeout=1)
            name = first.name
            env.cr.commit()  # pylint: disable=invalid-commit
            self.assertIn(f"let to contract {name}", str(future.result(timeout=60)))

    def test_the_second_gets_the_space_when_the_first_fails(self):
        first_id, second_id = self.ids["cowork.contract"][:2]
        with self._connection() as env, ThreadPoolExecutor(1) as pool:
            env["cowork.contract"].browse(first_id).action_sign()
            env.flush_all()
            future = pool.submit(self._request, self._sign(second_id))
            with self.assertRaises(TimeoutError):
                future.result(timeout=1)
            env.cr.rollback()
            self.assertIsInstance(future.result(timeout=60), str)

    def test_an_extension_and_a_signature_of_the_same_days(self):
        first_id, second_id = self.ids["cowork.contract"][:2]
        with self._connection() as env:
            first, second = env["cowork.contract"].browse([first_id, second_id])
            first.date_end = "2027-01-31"
            first.action_sign()
            second.date_start = "2027-02-01"
            self.assertEqual(str(second.line_ids.date_start), "2027-02-01")
        names, refusals = self._in_parallel(
            self._on(first_id, lambda c: c.write({"date_end": "2027-02-01"})),
            self._sign(second_id),
        )
        self.assertEqual((len(names), len(refusals)), (1, 1))
        self.assertIn(f"let to contract {names[0]}", refusals[0])
