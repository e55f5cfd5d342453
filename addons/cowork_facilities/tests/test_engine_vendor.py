from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..engine.rate_limit import take
from ..engine.vendor_score import Facts, parts, score
from ..engine.vendor_steps import LIVE, STEPS, WAY, is_taken, possible

NOON = datetime(2027, 1, 4, 12)


@tagged("post_install", "-at_install")
class TestVendorScore(BaseCase):
    """Scores are made of what was measured, and of nothing else."""

    def test_nothing_measured_is_no_score(self):
        self.assertIsNone(score(Facts()))
        self.assertEqual(set(parts(Facts()).values()), {None})

    def test_everything_right_is_a_hundred_and_everything_wrong_nothing(self):
        self.assertEqual(score(Facts(3, 3, 4, 4, 4, 0, 2, 10)), 100)
        self.assertEqual(score(Facts(3, 0, 4, 0, 4, 4, 2, 2)), 0)

    def test_parts_count_by_weight(self):
        # Answers 1/2 × 20, work 3/4 × 40, stars (4 − 1)/4 × 20, lasting 9/10 × 20.
        facts = Facts(2, 1, 4, 3, 10, 1, 2, 8)
        self.assertAlmostEqual(score(facts), 10 + 30 + 15 + 18)

    def test_what_was_not_measured_is_left_out(self):
        # Work 3/4 of 40 and lasting 1/2 of 20, of 60 in all.
        self.assertAlmostEqual(
            score(Facts(jobs=4, jobs_in_time=3, finished=2, reopened=1)),
            (30 + 10) / 60 * 100,
        )

    def test_one_star_is_nothing_and_not_unknown(self):
        self.assertEqual(score(Facts(ratings=3, rating_sum=3)), 0)


@tagged("post_install", "-at_install")
class TestVendorSteps(BaseCase):
    def test_what_can_be_done_in_each_state(self):
        self.assertEqual(possible("sent"), ["accept", "plan", "arrive", "decline"])
        self.assertEqual(possible("planned"), ["plan", "arrive", "finish", "decline"])
        self.assertEqual(possible("on_site"), ["finish"])
        for state in ("done", "declined", "revoked"):
            self.assertEqual(possible(state), [])

    def test_every_step_leads_on_and_twice_is_once(self):
        for name, step in STEPS.items():
            self.assertFalse(set(step.before) - set(LIVE), name)
            if name != "plan":
                self.assertTrue(is_taken(name, step.state), name)
            self.assertFalse(any(is_taken(name, state) for state in step.before))

    def test_no_step_is_taken_in_what_was_called_back(self):
        self.assertFalse(any(is_taken(name, "revoked") for name in STEPS))
        self.assertTrue(is_taken("accept", "done"))
        self.assertFalse(is_taken("decline", "done"))
        self.assertEqual(WAY[-1], "done")


@tagged("post_install", "-at_install")
class TestRateLimit(BaseCase):
    def test_uses_are_counted_in_windows(self):
        start, count = take(False, 0, NOON, 3)
        self.assertEqual((start, count), (NOON, 1))
        for number in (2, 3):
            start, count = take(start, count, NOON + timedelta(minutes=number), 3)
        self.assertEqual((start, count), (NOON, 3))
        self.assertIsNone(take(start, count, NOON + timedelta(minutes=59), 3))
        later = NOON + timedelta(hours=1)
        self.assertEqual(take(start, count, later, 3), (later, 1))

    def test_a_clock_put_back_locks_nobody_out(self):
        before = NOON - timedelta(days=1)
        self.assertEqual(take(NOON, 3, before, 3), (before, 1))
