from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PARALLEL, MAXIMUM = 6, 2


@tagged("post_install", "-at_install")
class TestPromotionRace(BaseCase):
    """A promotion is claimed as often as it may be, whoever asks at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds the lock of the registries while it runs the tests.
        cls.classPatch(Registry, "_lock", DummyRLock())
        # Committed: other connections must see it.
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            vals = {"name": "Race", "code": "T-RACE", "percent": 10}
            promotion = env["cowork.promotion"].create({**vals, "max_uses": MAXIMUM})
            cls.promotion_id = promotion.id
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["cowork.promotion"].browse(cls.promotion_id).unlink()

    def _claim(self, barrier):
        """What a request to the server does: retry, commit, tell.

        :returns: whether the promotion was claimed"""
        tries = []
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def call():
                promotion = env["cowork.promotion"].browse(self.promotion_id)
                # The snapshot of the transaction is taken before the others commit.
                promotion.mapped("use_count")
                if not tries:
                    tries.append(True)
                    barrier.wait(timeout=20)
                promotion._count_use(1)

            try:
                retrying(call, env)
            except UserError:
                return False
        return True

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_no_more_than_the_maximum_claim_it(self):
        barrier = Barrier(PARALLEL)
        with ThreadPoolExecutor(PARALLEL) as pool:
            claimed = list(pool.map(self._claim, [barrier] * PARALLEL))
        self.assertEqual(sum(claimed), MAXIMUM)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            promotion = env["cowork.promotion"].browse(self.promotion_id)
            self.assertEqual(promotion.use_count, MAXIMUM)
