from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.terms import add_months
from ..engine.visits import at_local_hour, local_day, next_visit_day

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
zones = st.sampled_from(
    ["UTC", "Asia/Shanghai", "Europe/Lisbon", "America/St_Johns", "Pacific/Kiritimati"]
)


@tagged("post_install", "-at_install")
class TestVisits(BaseCase):
    def test_the_end_of_the_month_is_kept(self):
        first = date(2028, 1, 31)
        visits = []
        day = first
        for _number in range(2):
            day = next_visit_day(first, 1, day + timedelta(days=1))
            visits.append(day)
        self.assertEqual([str(day) for day in visits], ["2028-02-29", "2028-03-31"])

    @settings(max_examples=30, deadline=None)
    @given(days, st.integers(1, 36), st.integers(-400, 4000))
    def test_the_first_multiple_on_or_after_a_day(self, first, months, offset):
        day = first + timedelta(days=offset)
        found = next_visit_day(first, months, day)
        slow = next(
            visit
            for count in range(1, 4000)
            if (visit := add_months(first, count * months)) >= day
        )
        self.assertEqual(found, slow)

    @settings(max_examples=30, deadline=None)
    @given(days, zones)
    def test_an_hour_is_on_the_day_of_the_location(self, day, zone):
        zone = ZoneInfo(zone)
        moment = at_local_hour(day, 10, zone)
        self.assertEqual(local_day(moment, zone), day)
        self.assertEqual(moment.replace(tzinfo=UTC).astimezone(zone).hour, 10)

    def test_summer_time_moves_the_hour_in_utc(self):
        lisbon = ZoneInfo("Europe/Lisbon")
        self.assertEqual(
            at_local_hour(date(2027, 3, 27), 10, lisbon), datetime(2027, 3, 27, 10)
        )
        self.assertEqual(
            at_local_hour(date(2027, 3, 28), 10, lisbon), datetime(2027, 3, 28, 9)
        )
