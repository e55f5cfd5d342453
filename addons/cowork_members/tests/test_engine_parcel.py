from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.name_match import Candidate, choose, is_tracking, rank, words
from ..engine.parcel_storage import MOST_DAYS, first_paid_day, paid_days

PEOPLE = [
    Candidate("rafa", "Rafa Silva", "Quiet Ledger Ltd"),
    Candidate("yuki", "Yuki Sato", "Blue Lab GmbH"),
    Candidate("quiet", "Quiet Ledger Ltd"),
    Candidate("wei", "张伟", "蓝图科技有限公司"),
    Candidate("bjork", "Björk Guðmundsdóttir"),
]


@tagged("post_install", "-at_install")
class TestNameMatch(BaseCase):
    """Whom a label means."""

    def meant(self, label):
        return choose(rank(label, PEOPLE))

    def test_a_name_is_found_however_it_is_written(self):
        for label in (
            "Rafa Silva",
            "SILVA, RAFA",
            "silva",
            "Mr. Rafa  Sílva",
            "slva rafa",
        ):
            self.assertEqual(self.meant(label), "rafa", label)
        self.assertEqual(self.meant("bjork"), "bjork")

    def test_person_and_company_on_one_label_mean_the_person(self):
        self.assertEqual(self.meant("Quiet Ledger, attn Rafa Silva"), "rafa")
        self.assertEqual(self.meant("Blue Lab c/o Yuki Sato"), "yuki")

    def test_a_company_is_found_with_another_legal_form(self):
        self.assertEqual(self.meant("Quiet Ledger Limited"), "quiet")

    def test_names_in_characters(self):
        self.assertEqual(self.meant("张伟 收"), "wei")
        self.assertEqual(self.meant("张伟"), "wei")

    def test_of_two_who_may_be_meant_nobody_is_chosen(self):
        twins = [Candidate(1, "Ana Ruiz"), Candidate(2, "Ana Reis")]
        self.assertIsNone(choose(rank("Ana", twins)))
        self.assertEqual([m.key for m in rank("Ana", twins)], [1, 2])
        self.assertEqual(choose(rank("Ana Reis", twins)), 2)

    def test_a_stranger_is_nobody(self):
        self.assertEqual(rank("Wolfgang Xerxes", PEOPLE), [])
        self.assertEqual(rank("", PEOPLE), [])
        self.assertEqual(rank(" ,;- ", PEOPLE), [])

    def test_a_name_of_noise_alone_is_still_a_name(self):
        self.assertEqual(words("The Company"), ("the", "company"))

    def test_shipment_numbers_are_no_names(self):
        for text in ("1Z999AA10123456784", " RR123456789CN ", "00340434161094042557"):
            self.assertTrue(is_tracking(text), text)
        for text in ("Silva Rafa", "B3", "Studio 54321", "12345", ""):
            self.assertFalse(is_tracking(text), text)

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=40), st.lists(st.text(max_size=30), max_size=5))
    def test_any_text_can_be_looked_for(self, label, names):
        matches = rank(label, [Candidate(n, name) for n, name in enumerate(names)])
        scores = [match.score for match in matches]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertTrue(all(0 < score <= 1 for score in scores))

    @settings(max_examples=50, deadline=None)
    @given(st.sampled_from(PEOPLE))
    def test_the_full_name_always_means_its_bearer(self, candidate):
        self.assertEqual(self.meant(candidate.name), candidate.key)


@tagged("post_install", "-at_install")
class TestParcelStorage(BaseCase):
    """Which days of keeping a parcel cost something."""

    def test_days_after_the_free_ones_are_charged_each_once(self):
        first = first_paid_day(date(2027, 2, 26), 3)
        self.assertEqual(first, date(2027, 3, 2))
        self.assertEqual(paid_days(first, date(2027, 3, 1)), [])
        self.assertEqual(
            paid_days(first, date(2027, 3, 4)),
            [date(2027, 3, 2), date(2027, 3, 3), date(2027, 3, 4)],
        )

    def test_without_free_days_the_next_day_costs(self):
        self.assertEqual(first_paid_day(date(2027, 1, 31), 0), date(2027, 2, 1))

    def test_years_are_caught_up_in_parts(self):
        days = paid_days(date(2020, 1, 1), date(2027, 1, 1))
        self.assertEqual(len(days), MOST_DAYS)
        self.assertEqual(days[0], date(2020, 1, 1))
