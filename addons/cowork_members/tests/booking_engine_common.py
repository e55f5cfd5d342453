"""Moments around changes of the clock, for tests of the arithmetic of bookings."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

PROPERTY = settings(deadline=None, max_examples=100, derandomize=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: among them: midnights that do not exist or come twice, half an hour of summer time,
#: none at all, offsets of parts of an hour
ZONES = (
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "Australia/Lord_Howe",
    "Europe/Paris",
)
#: days of 2027 on which one of them changes its clocks, and an ordinary one
CHANGES = ("02-07", "03-14", "03-28", "04-04", "09-05", "10-03", "10-31", "11-07")

zones = st.sampled_from(ZONES)
moments = st.builds(
    lambda day, minutes: at(f"2027-{day}") + minutes * MINUTE,
    st.sampled_from((*CHANGES, "06-15")),
    st.integers(-24 * 60, 48 * 60),
)


def at(text):
    """:returns: naive ``datetime``"""
    return datetime.fromisoformat(text)
