"""Locations full of rooms, with as many bookings as one likes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

PARTNERS = 500
#: booked by the hour from the first to the second; after it four hours are left free
HOURS = (8, 16)
#: one of so many was cancelled; no factor of the number of rooms
CANCELLED = 11

BOOKINGS = """
WITH one AS (
    SELECT number, s.id AS space_id, s.location_id, s.company_id, s.kind_id,
           %(first)s + (number / %(rooms)s / %(hours)s) * INTERVAL '1 day'
               + (%(open)s + number / %(rooms)s %% %(hours)s) * INTERVAL '1 hour'
               AS start,
           (%(partners)s::int[])[1 + number %% array_length(%(partners)s, 1)]
               AS partner_id
      FROM generate_series(0, %(count)s - 1) AS number
      JOIN cowork_space s ON s.id = (%(spaces)s::int[])[1 + number %% %(rooms)s]
)
INSERT INTO cowork_booking ({columns})
SELECT {values} FROM one, cowork_booking model WHERE model.id = %(model)s
"""
CHANGED = {
    "name": "'Meeting ' || number",
    "space_id": "one.space_id",
    "location_id": "one.location_id",
    "company_id": "one.company_id",
    "kind_id": "one.kind_id",
    "partner_id": "one.partner_id",
    "start": "one.start",
    "stop": "one.start + INTERVAL '1 hour'",
    "hold_until": "NULL",
    "state": f"CASE WHEN number %% {CANCELLED} = 0 THEN 'cancelled'"
    " WHEN one.start < now() AT TIME ZONE 'UTC' - INTERVAL '1 day' THEN 'done'"
    " ELSE 'confirmed' END",
}
SLOTS = """
INSERT INTO cowork_booking_slot
    (booking_id, space_id, seat_from, seat_to, busy_start, busy_stop)
SELECT id, space_id, 1, 1000000, start, stop FROM cowork_booking
 WHERE state IN ('confirmed', 'done') AND id > %s
"""


@dataclass
class Place:
    """What was made: the rooms of each location, and people."""

    rooms: list
    partners: object


def fill(env, size, locations, rooms):
    """:param size: number of bookings, half of them in the past
    :param locations: how many there are
    :param rooms: how many each has
    :returns: :class:`Place`"""
    place = make_place(env, locations, rooms)
    every = [room for some in place.rooms for room in some.ids]
    hours = HOURS[1] - HOURS[0]
    days = size // (len(every) * hours) + 1
    today = datetime.combine(date.today(), datetime.min.time())
    model = make_model(env, place, today + timedelta(days=days + 30))
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'cowork_booking' AND column_name <> 'id'"
    )
    columns = [column for (column,) in env.cr.fetchall()]
    values = [CHANGED.get(column, f"model.{column}") for column in columns]
    env.cr.execute(
        BOOKINGS.format(columns=", ".join(columns), values=", ".join(values)),
        {
            "first": today - timedelta(days=days // 2),
            "rooms": len(every),
            "hours": hours,
            "open": HOURS[0],
            "partners": place.partners.ids,
            "spaces": every,
            "count": size,
            "model": model.id,
        },
    )
    env.cr.execute(SLOTS, [model.id])
    model.action_cancel()
    env.flush_all()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    return place


def make_calendar(env):
    """:returns: opening hours from seven to nine on all days"""
    hours = {"name": "Open", "hour_from": 7, "hour_to": 21}
    return env["resource.calendar"].create(
        {
            "name": "Seven to nine",
            "tz": "UTC",
            "attendance_ids": [
                (5, 0, 0),
                *((0, 0, {**hours, "dayofweek": str(day)}) for day in range(7)),
            ],
        }
    )


def make_place(env, locations, rooms):
    calendar = make_calendar(env)
    policy = env["cowork.booking.policy"].create(
        {
            "name": "Rooms",
            "audience": "everybody",
            "max_advance_days": 0,
            "no_show_minutes": 15,
            "resource_calendar_id": calendar.id,
        }
    )
    kind = env.ref("cowork_members.kind_meeting_small")
    places = env["cowork.location"].create(
        [{"name": f"Place {n}", "code": f"B{n}", "tz": "UTC"} for n in range(locations)]
    )
    made = env["cowork.space"].create(
        [
            {
                "name": f"Room {number:03}",
                "location_id": place.id,
                "kind_id": kind.id,
                "booking_policy_id": policy.id,
                "capacity": 2 + number % 10,
            }
            for place in places
            for number in range(rooms)
        ]
    )
    partners = env["res.partner"].create(
        [{"name": f"Member {number}"} for number in range(PARTNERS)]
    )
    return Place([made[n * rooms :][:rooms] for n in range(locations)], partners)


def make_model(env, place, day):
    """:returns: a booking with all its columns, which the others are like"""
    return env["cowork.booking"].create(
        {
            "space_id": place.rooms[0][0].id,
            "partner_id": place.partners[0].id,
            "start": day + timedelta(hours=9),
            "stop": day + timedelta(hours=10),
        }
    )
