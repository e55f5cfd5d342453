"""The same with OCA's ``resource_booking``: ``ADDONS_PATH DATABASE SIZE ROOMS TIMES``.

A booking there is a meeting of the calendar with a combination of resources; that they
are free is checked by a search.
"""

import sys
from datetime import date, datetime, timedelta
from itertools import count

from booking_fill import HOURS, make_calendar
from common import answer, rival_path, run_python
from process import environment, say

BOOKING_RIVAL = "odoo-addon-resource-booking==19.0.1.0.1.2"
NEEDED = ("odoo-addon-web-calendar-slot-duration==19.0.1.0.0.2", "cssselect==1.3.0")
#: without its mails and tracking messages
QUIET = {
    "tracking_disable": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "tz": "UTC",
}
HOUR = timedelta(hours=1)

#: rows like those of one booking that the add-on made itself
COPY = """
INSERT INTO {table} (id, {columns})
SELECT %(next)s + number, {values}
  FROM (SELECT number, (%(combinations)s::int[])[1 + number %% %(rooms)s] AS room,
               %(first)s + (number / %(rooms)s / %(hours)s) * INTERVAL '1 day'
                   + (%(open)s + number / %(rooms)s %% %(hours)s) * INTERVAL '1 hour'
                   AS start
          FROM generate_series(0, %(count)s - 1) AS number) AS one,
       {table} model
 WHERE model.id = %(model)s
"""


def measure_rival(databases, size, asked):
    """:returns: dict of what was done to milliseconds and queries"""
    path = rival_path(BOOKING_RIVAL, *NEEDED)
    name = f"{databases.prefix}_rival_booking"
    if databases.core:
        databases.copy(databases.core, name)
    databases.install(name, ("resource_booking",), path)
    rooms = asked.rooms * asked.locations
    process = run_python(
        "booking_rival.py", name, str(size), str(rooms), str(asked.times), paths=[path]
    )
    result = answer(process)
    databases.drop(name)
    return result


def make_place(env, rooms):
    """:returns: a type of booking with its rooms, and who books"""
    calendar = make_calendar(env)
    resources = env["resource.resource"].create(
        [
            {
                "name": f"Room {number:03}",
                "resource_type": "material",
                "calendar_id": calendar.id,
                "tz": "UTC",
            }
            for number in range(rooms)
        ]
    )
    combinations = env["resource.booking.combination"].create(
        [{"resource_ids": [(6, 0, resource.ids)]} for resource in resources]
    )
    kind = env["resource.booking.type"].create(
        {
            "name": "Rooms",
            "resource_calendar_id": calendar.id,
            "combination_rel_ids": [
                (0, 0, {"combination_id": combination.id, "sequence": number})
                for number, combination in enumerate(combinations[:50])
            ],
        }
    )
    return kind, combinations, env["res.partner"].create({"name": "Member"})


def book(env, kind, partner, combination, start):
    """:returns: a new booking, confirmed"""
    booking = env["resource.booking"].create(
        {
            "type_id": kind.id,
            "combination_id": combination.id,
            "combination_auto_assign": False,
            "partner_ids": [(6, 0, partner.ids)],
            "start": start,
            "duration": 1.0,
        }
    )
    booking.action_confirm()
    return booking


def book_taken(env, kind, partner, combination, start):
    """Ask for an hour that somebody has."""
    from odoo.exceptions import ValidationError

    try:
        with env.cr.savepoint():
            book(env, kind, partner, combination, start)
    except ValidationError:
        return
    raise AssertionError("The hour was free.")


def fill(env, model, size, combinations, today):
    """Copies of one booking, half of them in the past."""
    days = size // (len(combinations) * (HOURS[1] - HOURS[0])) + 1
    env.flush_all()
    parameters = {
        "next": model.id + 1000000,
        "rooms": len(combinations),
        "combinations": combinations.ids,
        "hours": HOURS[1] - HOURS[0],
        "open": HOURS[0],
        "first": today - timedelta(days=days // 2),
        "count": size,
    }
    times = {"start": "one.start", "stop": "one.start + INTERVAL '1 hour'"}
    meeting = {**times, "res_id": "%(next)s + number"}
    booking = {
        **times,
        "meeting_id": "%(next)s + number",
        "combination_id": "one.room",
        "access_token": "NULL",
    }
    for table, original, changed in (
        ("calendar_event", model.meeting_id, meeting),
        ("resource_booking", model, booking),
    ):
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> 'id'",
            [table],
        )
        columns = [column for (column,) in env.cr.fetchall()]
        values = [changed.get(column, f'model."{column}"') for column in columns]
        quoted = ", ".join(f'"{column}"' for column in columns)
        query = COPY.format(table=table, columns=quoted, values=", ".join(values))
        env.cr.execute(query, {**parameters, "model": original.id})
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()


def measure(env, kind, partner, combinations, today, times):
    """:returns: dict as :func:`measure_rival` gives it"""
    from booking_bench import Watch

    watch = Watch(env, times)
    tomorrow = today + timedelta(days=1)
    numbers = count()
    rooms = combinations[:50]

    def book_free():
        day, room = divmod(next(numbers), len(rooms))
        day, hour = divmod(day, 4)
        start = tomorrow + day * timedelta(days=1) + (HOURS[1] + hour) * HOUR
        book(env, kind, partner, rooms[room], start)

    watch.measure("OCA: book and confirm", book_free)
    watch.measure(
        "OCA: refuse what is taken",
        lambda: book_taken(env, kind, partner, rooms[0], tomorrow + HOURS[0] * HOUR),
    )
    probe = env["resource.booking"].create(
        {"type_id": kind.id, "partner_ids": [(6, 0, partner.ids)], "duration": 1.0}
    )
    env.cr.commit()

    def search():
        """Which of 50 rooms are free at an hour, as ``_get_best_combination`` asks."""
        import pytz

        start = pytz.utc.localize(tomorrow + 20 * HOUR)
        for room in rooms:
            probe._get_intervals(start, start + HOUR, room)

    watch.measure(f"OCA: search {len(rooms)} rooms", search)
    return watch.rows


def main(paths, database, size, rooms, times):
    with environment(paths, database) as env:
        env = env(context={**env.context, **QUIET})
        today = datetime.combine(date.today(), datetime.min.time())
        kind, combinations, partner = make_place(env, int(rooms))
        far = today + timedelta(days=700, hours=9)
        model = book(env, kind, partner, combinations[0], far)
        fill(env, model, int(size), combinations, today)
        say(**measure(env, kind, partner, combinations, today, int(times)))


if __name__ == "__main__":
    main(*sys.argv[1:])
