from datetime import UTC, timedelta

from pytz import timezone

from odoo import models

# Shorter than this is no working time but an artefact: holidays end at 23:59:59.
SLIVER = timedelta(minutes=1)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_cowork_intervals(self, start, stop, tz, company):
        """Working time between two moments, without holidays; all of it when there is
        no calendar (at most one record).

        :param start: first moment, naive, in UTC
        :param stop: last moment, naive, in UTC
        :param tz: name of the time zone the hours are read in
        :param company: ``res.company`` whose holidays count besides the calendar's
        :returns: list of ``(start, stop)``, naive, in UTC
        """
        if not self:
            return [(start, stop)]
        # sudo: working hours are no secret to whoever has a deadline.
        calendar = self.sudo()
        leaves = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ]
        intervals = calendar._work_intervals_batch(
            start.replace(tzinfo=UTC),
            stop.replace(tzinfo=UTC),
            domain=leaves,
            tz=timezone(tz),
        )[False]
        found = []
        for begin, end, _attendance in intervals:
            if end.microsecond:
                # The last hour of a day ends at its last microsecond.
                end = end.replace(microsecond=0) + timedelta(seconds=1)
            if end - begin >= SLIVER:
                found.append(
                    (
                        begin.astimezone(UTC).replace(tzinfo=None),
                        end.astimezone(UTC).replace(tzinfo=None),
                    )
                )
        return found
