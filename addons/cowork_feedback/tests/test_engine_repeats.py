from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.repeats import Case, repeats, things

FIRST = date(2027, 1, 1)
ids = st.integers(0, 2)
cases = st.builds(
    lambda day, location, category, space, equipment: (
        FIRST + timedelta(days=day),
        location,
        category,
        space,
        equipment,
    ),
    st.integers(0, 60),
    ids,
    ids,
    ids,
    ids,
)


def case(number, day, location=1, category=1, space=0, equipment=0):
    return Case(
        number, FIRST + timedelta(days=day), location, category, space, equipment
    )


@tagged("post_install", "-at_install")
class TestRepeats(BaseCase):
    def find(self, *some, days=30):
        return repeats(some, {each.id for each in some}, lambda each: days)

    def test_the_same_category_where_no_space_is_named(self):
        self.assertEqual(self.find(case(1, 0), case(2, 20)), {1: set(), 2: {1}})

    def test_the_same_category_in_the_same_space(self):
        found = self.find(case(1, 0, space=5), case(2, 9, space=5), case(3, 9, space=6))
        self.assertEqual(found, {1: set(), 2: {1}, 3: set()})

    def test_the_same_equipment_whatever_the_category(self):
        found = self.find(
            case(1, 0, equipment=8), case(2, 5, category=2, equipment=8, space=3)
        )
        self.assertEqual(found, {1: set(), 2: {1}})

    def test_the_last_day_counts_and_the_next_does_not(self):
        self.assertEqual(self.find(case(1, 0), case(2, 30))[2], {1})
        self.assertEqual(self.find(case(1, 0), case(2, 31))[2], set())

    def test_another_location_is_another_thing(self):
        self.assertEqual(self.find(case(1, 0), case(2, 1, location=2))[2], set())

    def test_without_a_location_nothing_repeats(self):
        self.assertEqual(self.find(case(1, 0, 0), case(2, 1, 0))[2], set())

    def test_on_one_day_the_earlier_number_is_the_first(self):
        self.assertEqual(self.find(case(2, 0), case(1, 0)), {1: set(), 2: {1}})

    @settings(max_examples=60, deadline=None)
    @given(st.lists(cases, max_size=12), st.dictionaries(ids, st.integers(0, 40)))
    def test_as_looking_at_every_pair(self, rows, windows):
        some = [Case(number, *row) for number, row in enumerate(rows, 1)]

        def days(each):
            return windows.get(each.category, 10)

        slow = {
            each.id: {
                other.id
                for other in some
                if set(things(each)) & set(things(other))
                and (other.day, other.id) < (each.day, each.id)
                and (each.day - other.day).days <= days(each)
            }
            for each in some
        }
        self.assertEqual(repeats(some, set(slow), days), slow)
