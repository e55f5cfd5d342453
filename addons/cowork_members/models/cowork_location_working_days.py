from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models

from ..engine.working_days import shift_working_days


class CoworkLocation(models.Model):
    """Which days a location works: its opening hours, without its holidays."""

    _inherit = "cowork.location"

    def _shift_working_days(self, days_and_offsets):
        """Count working days of this location (one record), with one look at its
        calendar however many days are asked for.

        :param days_and_offsets: list of ``(date, working days to move it by)``
        :returns: dict from each pair to the ``date`` it leads to
        """
        self.ensure_one()
        if not days_and_offsets:
            return {}
        days = [day for day, _offset in days_and_offsets]
        # Enough calendar days for the working days, and for a long holiday between.
        reach = timedelta(days=30 + 2 * max(abs(o) for _day, o in days_and_offsets))
        first, last = min(days) - reach, max(days) + reach
        works = self._get_working_days(first, last)

        def is_working_day(day):
            # Nobody planned the calendar beyond the days that were looked at.
            return day in works if first <= day <= last else day.weekday() < 5

        return {
            (day, offset): shift_working_days(day, offset, is_working_day)
            for day, offset in set(days_and_offsets)
        }

    def _get_working_days(self, first, last):
        """:returns: set of the days from ``first`` to ``last`` on which the location
        works (one record); Monday to Friday when it has no opening hours"""
        # sudo: opening hours are no secret to whoever works at the location.
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            number = (last - first).days + 1
            every = (first + timedelta(days=i) for i in range(number))
            return {day for day in every if day.weekday() < 5}
        zone = ZoneInfo(self.tz or "UTC")
        start = datetime.combine(first, time.min, tzinfo=zone).astimezone(UTC)
        stop = datetime.combine(last, time.max, tzinfo=zone).astimezone(UTC)
        # Holidays without a calendar are those of one company.
        leaves = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, self.company_id.id]),
        ]
        intervals = calendar._work_intervals_batch(start, stop, domain=leaves)[False]
        return {begin.date() for begin, _end, _records in intervals}
