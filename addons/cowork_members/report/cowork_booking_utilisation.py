from odoo import fields, models
from odoo.tools import SQL

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
HOURS = [(f"{hour:02}", f"{hour:02}:00") for hour in range(24)]


class CoworkBookingUtilisation(models.Model):
    """How much of the time in which spaces are open they are booked.

    A row is an hour of a day of a space: that it is open, or that somebody has it.
    A divisible room counts by its parts, a space booked by seat by its seats. What was
    cancelled or not come to does not count, nor does the time for cleaning.
    """

    _name = "cowork.booking.utilisation"
    _description = "Utilisation"
    _auto = False
    _order = "day desc, hour, id"
    _rec_name = "space_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "cowork.booking": ["start", "stop", "state", "checked_out_at"],
        "cowork.booking.slot": [
            "booking_id",
            "space_id",
            "seat_from",
            "seat_to",
            "busy_start",
            "busy_stop",
        ],
        "cowork.booking.policy": ["allocation", "resource_calendar_id"],
        "cowork.location": ["tz", "resource_calendar_id"],
        "cowork.space": [
            "active",
            "capacity",
            "company_id",
            "kind_id",
            "location_id",
            "parent_id",
            "policy_id",
            "resource_calendar_id",
        ],
        "resource.calendar": ["two_weeks_calendar"],
        "resource.calendar.attendance": [
            "calendar_id",
            "dayofweek",
            "hour_from",
            "hour_to",
            "day_period",
            "week_type",
        ],
        "resource.calendar.leaves": [
            "calendar_id",
            "company_id",
            "date_from",
            "date_to",
            "resource_id",
            "time_type",
        ],
    }

    space_id = fields.Many2one("cowork.space", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    kind_id = fields.Many2one("cowork.space.kind", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(readonly=True, help="At the location.")
    weekday = fields.Selection(WEEKDAYS, readonly=True)
    hour = fields.Selection(HOURS, readonly=True, help="At the location.")
    booked_hours = fields.Float(readonly=True)
    open_hours = fields.Float(readonly=True)
    utilisation = fields.Float(
        "Utilisation (%)",
        readonly=True,
        aggregator="avg",
        help="Booked hours of a hundred open ones. More than a hundred when bookings"
        " lie outside the opening hours.",
    )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "utilisation:avg":
            return super()._read_group_select(aggregate_spec, query)
        # Sums are divided by sums: a mean of percentages would mean nothing.
        return SQL(
            "100 * SUM(%(booked)s) / NULLIF(SUM(%(open)s), 0)",
            booked=self._field_to_sql(self._table, "booked_hours", query),
            open=self._field_to_sql(self._table, "open_hours", query),
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER () AS id,
                   piece.space_id,
                   space.location_id,
                   space.kind_id,
                   space.company_id,
                   piece.local::date AS day,
                   extract(isodow FROM piece.local)::text AS weekday,
                   to_char(piece.local, 'HH24') AS hour,
                   piece.booked AS booked_hours,
                   piece.open AS open_hours,
                   100 * piece.booked / NULLIF(piece.open, 0) AS utilisation
              FROM (%(booked)s UNION ALL %(open)s) piece
              JOIN cowork_space space ON space.id = piece.space_id
            """,
            booked=self._get_booked(),
            open=self._get_open(),
        )

    def _get_booked(self):
        """:returns: query with the hours that are booked: what is taken, without the
        time for cleaning, cut at the full hours of the location's clock"""
        return SQL(
            """
            SELECT slot.space_id,
                   clock.local,
                   (extract(epoch FROM
                        LEAST(taken.stop, clock.local + INTERVAL '1 hour')
                        - GREATEST(taken.start, clock.local)
                    ) / 3600 * (LEAST(slot.seat_to, space.seats) - slot.seat_from + 1)
                   )::float AS booked,
                   0::float AS open
              FROM cowork_booking_slot slot
              JOIN cowork_booking booking ON booking.id = slot.booking_id
              JOIN (%(spaces)s) space ON space.id = slot.space_id
        CROSS JOIN LATERAL (
                       SELECT slot.busy_start AT TIME ZONE 'UTC' AT TIME ZONE space.tz
                              AS start,
                              LEAST(slot.busy_stop, booking.stop,
                                    booking.checked_out_at)
                              AT TIME ZONE 'UTC' AT TIME ZONE space.tz AS stop
                   ) taken
        CROSS JOIN LATERAL generate_series(
                       date_trunc('hour', taken.start),
                       taken.stop - INTERVAL '1 second',
                       INTERVAL '1 hour'
                   ) AS clock(local)
             WHERE booking.state IN ('confirmed', 'checked_in', 'done')
               AND slot.seat_from <= space.seats
            """,
            spaces=self._get_spaces(),
        )

    def _get_open(self):
        """:returns: query with the hours in which spaces are open, without holidays,
        from the first day of their location that was booked to the last"""
        return SQL(
            """
            SELECT space.id AS space_id,
                   day.local + make_interval(hours => clock.hour) AS local,
                   0::float AS booked,
                   SUM((LEAST(attendance.hour_to, clock.hour + 1)
                        - GREATEST(attendance.hour_from, clock.hour)) * space.seats
                   )::float AS open
              FROM (%(spaces)s) space
              JOIN (%(spans)s) span ON span.location_id = space.location_id
        CROSS JOIN LATERAL generate_series(
                       span.first::timestamp, span.last::timestamp, INTERVAL '1 day'
                   ) AS day(local)
              JOIN resource_calendar calendar ON calendar.id = space.calendar_id
              JOIN resource_calendar_attendance attendance
                ON attendance.calendar_id = calendar.id
               AND attendance.dayofweek::int = extract(isodow FROM day.local) - 1
               AND attendance.day_period <> 'lunch'
               AND (NOT COALESCE(calendar.two_weeks_calendar, false)
                    OR attendance.week_type::int
                       = mod((day.local::date - DATE '0001-01-01') / 7, 2))
        CROSS JOIN LATERAL generate_series(
                       floor(attendance.hour_from)::int,
                       ceil(attendance.hour_to)::int - 1
                   ) AS clock(hour)
             WHERE NOT EXISTS (
                       SELECT 1
                         FROM resource_calendar_leaves leaf
                        WHERE leaf.time_type = 'leave'
                          AND leaf.resource_id IS NULL
                          AND COALESCE(leaf.calendar_id, calendar.id) = calendar.id
                          AND COALESCE(leaf.company_id, space.company_id)
                              = space.company_id
                          AND (day.local + make_interval(hours => clock.hour))
                              AT TIME ZONE space.tz AT TIME ZONE 'UTC'
                              BETWEEN leaf.date_from AND leaf.date_to
                   )
          GROUP BY space.id, day.local, clock.hour
            """,
            spaces=self._get_spaces(),
            spans=self._get_spans(),
        )

    def _get_spaces(self):
        """:returns: query with the spaces that are booked: the parts of divisible ones,
        how many seats each counts for, and the calendar of its hours"""
        return SQL(
            """
            SELECT space.id,
                   space.location_id,
                   space.company_id,
                   location.tz,
                   CASE policy.allocation WHEN 'seats' THEN space.capacity ELSE 1 END
                   AS seats,
                   COALESCE(space.resource_calendar_id, policy.resource_calendar_id,
                            location.resource_calendar_id) AS calendar_id
              FROM cowork_space space
              JOIN cowork_location location ON location.id = space.location_id
              JOIN cowork_booking_policy policy ON policy.id = space.policy_id
             WHERE space.active
               AND NOT EXISTS (
                       SELECT 1
                         FROM cowork_space part
                        WHERE part.parent_id = space.id
                          AND part.active
                          AND part.policy_id IS NOT NULL
                   )
            """
        )

    def _get_spans(self):
        """:returns: query with the first and the last day on which anything of a
        location is booked"""
        return SQL(
            """
            SELECT booking.location_id,
                   MIN(booking.start)::date AS first,
                   MAX(booking.stop)::date AS last
              FROM cowork_booking booking
             WHERE booking.state IN ('confirmed', 'checked_in', 'done')
          GROUP BY booking.location_id
            """
        )
