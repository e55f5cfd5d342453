from odoo.tests.common import tagged

from .race_common import RaceCase

PARALLEL, MAXIMUM = 6, 2


@tagged("post_install", "-at_install")
class TestPromotionRace(RaceCase):
    """A promotion is claimed as often as it may be, whoever asks at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            vals = {"name": "Race", "code": "T-RACE", "percent": 10}
            promotion = env["cowork.promotion"].create({**vals, "max_uses": MAXIMUM})
            cls.promotion_id = promotion.id
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            env["cowork.promotion"].browse(cls.promotion_id).unlink()

    def _get_promotion(self, env):
        return env["cowork.promotion"].browse(self.promotion_id)

    def _look(self, env):
        self._get_promotion(env).mapped("use_count")

    def test_no_more_than_the_maximum_claim_it(self):
        def claim(env):
            self._get_promotion(env)._count_use(1)
            return True

        claimed, refusals = self._in_parallel(*[claim] * PARALLEL)
        self.assertEqual(len(claimed), MAXIMUM)
        self.assertEqual(len(refusals), PARALLEL - MAXIMUM)
        with self._connection() as env:
            self.assertEqual(self._get_promotion(env).use_count, MAXIMUM)
