from datetime import date

from odoo.tests import BaseCase

from ..engine.member_risk import MemberFacts, risk_of_leaving
from ..engine.survey_campaign import (
    event_days,
    is_sampled,
    latest_wave,
    pick_sample,
    tenure,
)
from ..engine.survey_scores import Score, csat_points, nps, nps_points, share


class TestEngineSurvey(BaseCase):
    """Scores, waves, samples and the hint of leaving, without a database."""

    def test_every_recommendation_belongs_to_one_group(self):
        self.assertEqual(
            [nps_points(answer) for answer in range(11)],
            [-100] * 7 + [0, 0] + [100, 100],
        )
        self.assertEqual([csat_points(n) for n in range(1, 6)], [0, 0, 0, 100, 100])

    def test_a_score_is_promoters_less_detractors(self):
        score = nps(6, 2, 10)
        self.assertEqual((score.n, score.value), (10, 40.0))
        self.assertEqual((round(score.low), round(score.high)), (-13, 74))

    def test_an_interval_of_one_opinion_is_not_a_point(self):
        score = nps(5, 0, 5)
        self.assertEqual(score.value, 100.0)
        self.assertLess(score.low, 70)
        self.assertEqual(score.high, 100.0)

    def test_more_answers_make_a_narrower_interval(self):
        few, many = nps(6, 2, 10), nps(600, 200, 1000)
        self.assertEqual(few.value, many.value)
        self.assertLess(many.high - many.low, (few.high - few.low) / 5)

    def test_a_share_has_the_interval_of_wilson(self):
        score = share(8, 10)
        self.assertEqual(
            [round(x, 1) for x in (score.value, score.low, score.high)],
            [80.0, 49.0, 94.3],
        )
        self.assertEqual(share(0, 10).low, 0.0)
        self.assertEqual(round(share(10, 10).high, 6), 100.0)

    def test_too_few_answers_are_no_figure(self):
        self.assertEqual(nps(4, 0, 4), Score(4, None, None, None))
        self.assertFalse(share(4, 4).is_known)
        self.assertTrue(share(4, 4, 3).is_known)
        self.assertFalse(nps(0, 0, 0, 0).is_known)

    def test_waves_are_counted_from_the_first_one(self):
        start = date(2027, 1, 31)
        self.assertIsNone(latest_wave(start, "monthly", date(2027, 1, 30)))
        self.assertEqual(latest_wave(start, "monthly", start), start)
        self.assertEqual(
            latest_wave(start, "monthly", date(2027, 3, 30)), date(2027, 2, 28)
        )
        self.assertEqual(
            latest_wave(start, "monthly", date(2027, 3, 31)), date(2027, 3, 31)
        )
        self.assertEqual(
            latest_wave(start, "quarterly", date(2027, 12, 1)), date(2027, 10, 31)
        )
        self.assertEqual(
            latest_wave(date(2028, 2, 29), "yearly", date(2029, 2, 28)),
            date(2029, 2, 28),
        )

    def test_old_events_are_not_asked_about(self):
        start, today = date(2027, 1, 10), date(2027, 6, 30)
        self.assertEqual(
            event_days(start, 14, today), (date(2027, 5, 17), date(2027, 6, 16))
        )
        self.assertEqual(
            event_days(start, 3, date(2027, 1, 20)), (start, date(2027, 1, 17))
        )

    def test_a_sample_is_the_same_every_day(self):
        keys = [f"1:2027-01-01:{n}" for n in range(1000)]
        sample = pick_sample(keys, 30)
        self.assertEqual(len(sample), 300)
        self.assertEqual(sample, pick_sample(reversed(keys), 30))
        self.assertEqual(len(pick_sample(keys, 30, 25)), 25)
        self.assertEqual(pick_sample([], 30), set())
        picked = sum(is_sampled(key, 30) for key in keys)
        self.assertTrue(250 < picked < 350, picked)
        self.assertEqual(sum(is_sampled(key, 100) for key in keys), 1000)

    def test_members_are_grouped_by_how_long_they_stay(self):
        self.assertEqual(
            [tenure(n) for n in (0, 2, 3, 11, 12, 35, 36)],
            ["new", "new", "year", "year", "settled", "settled", "veteran"],
        )

    def test_the_hint_names_its_reasons(self):
        def hint(**facts):
            return risk_of_leaving(MemberFacts(tenure=12, months_alone=1, **facts))

        self.assertEqual(hint(), ("low", []))
        self.assertEqual(hint(nps=9, csat=5), ("low", []))
        self.assertEqual(hint(nps=6), ("medium", ["detractor"]))
        self.assertEqual(
            hint(csat=2, open_complaints=1), ("high", ["unsatisfied", "complaint"])
        )
        self.assertEqual(hint(has_given_notice=True), ("high", ["notice"]))
        self.assertEqual(
            hint(months_left=2, recent_complaints=2),
            ("medium", ["complaints", "ending"]),
        )
        self.assertEqual(risk_of_leaving(MemberFacts()), ("low", ["new"]))
        self.assertEqual(risk_of_leaving(MemberFacts(tenure=8)), ("low", ["alone"]))
