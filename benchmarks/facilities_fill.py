"""A hundred thousand work orders and their rounds: made once by the ERP for every piece
of equipment and every location, then copied by SQL with other moments and results."""

from datetime import timedelta
from typing import NamedTuple

TEAMS = 10
POINTS = 10
DAYS = 730
#: one order in so many is open
OPEN = 10


class House(NamedTuple):
    """What was filled."""

    locations: object
    teams: object
    technician: object


def fill(env, orders, rounds, places, pieces):
    """:param places: number of locations
    :param pieces: pieces of equipment at each, in a space of their own
    :returns: :class:`House`"""
    from odoo import fields

    quiet = env(context={"tracking_disable": True, "mail_create_nosubscribe": True})
    house = make_house(quiet, places)
    now = fields.Datetime.now()
    samples = make_orders(quiet, house, pieces)
    quiet.flush_all()
    copy_orders(env.cr, samples, orders, now)
    copy_labour(env.cr, samples, make_labour(quiet, samples[:1]))
    samples = make_rounds(quiet, house)
    quiet.flush_all()
    copy_rounds(env.cr, samples, rounds, now)
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    return house


# By the ERP --------------------------------------------------------------------------


def make_house(env, places):
    env["cowork.sla.policy"].search(
        [("model", "=", "maintenance.request")]
    ).active = False
    locations = env["cowork.location"].create(
        [
            {"name": f"Place {n}", "code": f"F{n}", "tz": "UTC", "area": 1000.0}
            for n in range(places)
        ]
    )
    teams = env["maintenance.team"].create(
        [{"name": f"Team {n}"} for n in range(TEAMS)]
    )
    boss = env["hr.employee"].create({"name": "Head of works"})
    user = env["res.users"].create({"name": "Fitter", "login": "facilities-bench"})
    fitter = boss.create(
        {"name": "Fitter", "user_id": user.id, "parent_id": boss.id, "hourly_cost": 30}
    )
    for location in locations:
        location.employee_ids = fitter
    env["cowork.sla.policy"].create(
        {
            "name": "Bench",
            "model": "maintenance.request",
            "response_hours": 8,
            "resolution_hours": 40,
            "escalation_levels": 1,
        }
    )
    return House(locations, teams, user)


def make_orders(env, house, pieces):
    """:returns: one order for each piece of equipment"""
    kind = env.ref("cowork_members.kind_office")
    places = [(place, n) for place in house.locations for n in range(pieces)]
    spaces = env["cowork.space"].create(
        [
            {
                "name": f"Room {number}",
                "location_id": location.id,
                "kind_id": kind.id,
                "area": 30.0,
            }
            for location, number in places
        ]
    )
    equipment = env["maintenance.equipment"].create(
        [
            {
                "name": f"Unit {number}",
                "space_id": space.id,
                "maintenance_team_id": house.teams[number % TEAMS].id,
            }
            for number, space in enumerate(spaces)
        ]
    )
    category = env["cowork.work.category"].search([], limit=1) or env[
        "cowork.work.category"
    ].create({"name": "Bench", "code": "bench"})
    return env["maintenance.request"].create(
        [
            {
                "name": f"Unit {number} is out of order",
                "equipment_id": one.id,
                "category": category.id,
                "user_id": house.technician.id,
                "maintenance_team_id": one.maintenance_team_id.id,
                "maintenance_type": ("corrective", "preventive")[number % 4 == 0],
            }
            for number, one in enumerate(equipment)
        ]
    )


def make_labour(env, order):
    """:returns: the hours of one order"""
    return env["cowork.work.labour"].create(
        {
            "request_id": order.id,
            "employee_id": env["hr.employee"].search([("name", "=", "Fitter")]).id,
            "hours": 2,
            "hourly_cost": 30,
        }
    )


def make_rounds(env, house):
    """:returns: one round of ten points at each location"""
    templates = env["cowork.round.template"].create(
        [
            {
                "name": f"Round of {location.name}",
                "location_id": location.id,
                "kind": "inspection",
                "point_ids": [
                    (0, 0, {"name": f"Point {number}", "space_id": space.id})
                    for number, space in enumerate(location.space_ids[:POINTS])
                ],
            }
            for location in house.locations
        ]
    )
    return env["cowork.round"].create(
        [{"name": t.name, "template_id": t.id} for t in templates]
    )


# By SQL ------------------------------------------------------------------------------


def copy_rows(cr, samples, count, changed):
    """Insert copies of records, in turn, some columns made of their number ``n``.

    :param samples: records to copy
    :param changed: {column: SQL of its value}
    """
    from odoo.tools import SQL

    names = [
        name
        for name, field in samples._fields.items()
        if field.store and field.column_type and name not in ("id", *changed)
    ]
    cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(into)s, %(names)s)"
            " SELECT %(values)s, %(columns)s FROM generate_series(1, %(count)s) n"
            " JOIN %(table)s sample"
            "   ON sample.id = (%(ids)s::int[])[1 + n %% %(number)s]",
            table=SQL.identifier(samples._table),
            into=SQL(", ").join(map(SQL.identifier, changed)),
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(
                SQL(value.replace("%", "%%")) for value in changed.values()
            ),
            columns=SQL(", ").join(SQL.identifier("sample", name) for name in names),
            count=count,
            ids=samples.ids,
            number=len(samples),
        )
    )


def copy_orders(cr, samples, count, now):
    """Orders of two years; one in ten is open, of the last week."""
    stages = samples.env["maintenance.stage"]
    first = stages.search([("done", "=", False)], limit=1)
    done = stages.search([("done", "=", True)], limit=1)
    # Not one after the other in step with the samples.
    open_ = f"(n * 7919 % {OPEN} = 0)"
    reported = (
        f"('{now}'::timestamp - CASE WHEN {open_} THEN n % 168 * interval '1 hour'"
        f" ELSE (7 + n * 31 % {DAYS}) * interval '1 day' END)"
    )
    hours = "(1 + n % 60)"
    copy_rows(
        cr,
        samples,
        count,
        {
            "name": "'Order ' || n",
            "reported_at": reported,
            "sla_started_at": reported,
            "answered_at": f"CASE WHEN NOT {open_} THEN {reported}"
            f" + {hours} * interval '10 minutes' END",
            "closed_at": f"CASE WHEN NOT {open_} THEN {reported}"
            f" + {hours} * interval '1 hour' END",
            "stage_id": f"CASE WHEN {open_} THEN {first.id} ELSE {done.id} END",
            "is_closed": f"NOT {open_}",
            "response_hours": f"CASE WHEN NOT {open_} THEN {hours} / 6.0 END",
            "repair_hours": f"CASE WHEN NOT {open_} THEN {hours} END",
            "between_hours": "24.0 * (n % 90)",
            "is_repeat": "n % 90 <= 30",
            "response_deadline": f"{reported} + interval '8 hours'",
            "resolution_deadline": f"{reported} + interval '40 hours'",
            "responded_at": f"CASE WHEN NOT {open_} THEN {reported}"
            f" + {hours} * interval '10 minutes' END",
            "resolved_at": f"CASE WHEN NOT {open_} THEN {reported}"
            f" + {hours} * interval '1 hour' END",
            "response_status": f"CASE WHEN {open_} THEN 'running'"
            f" WHEN {hours} <= 48 THEN 'met' ELSE 'missed' END",
            "resolution_status": f"CASE WHEN {open_} THEN 'running'"
            f" WHEN {hours} <= 40 THEN 'met' ELSE 'missed' END",
            "sla_next_check": "NULL",
            "labour_hours": "n % 3 * 2",
            "labour_cost": "n % 3 * 60",
            "cost": "n % 3 * 60",
        },
    )


def copy_labour(cr, samples, line):
    """Two hours on each order that says so, on the day it was completed."""
    cr.execute(
        """
        INSERT INTO cowork_work_labour
               (request_id, company_id, employee_id, date, hours, hourly_cost, amount)
        SELECT request.id, request.company_id, line.employee_id,
               COALESCE(request.closed_at, request.reported_at), request.labour_hours,
               line.hourly_cost, request.labour_cost
          FROM maintenance_request request, cowork_work_labour line
         WHERE request.labour_hours > 0 AND line.id = %s AND request.id <> %s
        """,
        [line.id, samples[:1].id],
    )


def copy_rounds(cr, samples, count, now):
    """Rounds of two years, all points of which were looked at, but for one in ten."""
    ago = timedelta(days=1)
    start = f"('{now - ago}'::timestamp - n * 37 % {DAYS} * interval '1 day')"
    copy_rows(
        cr,
        samples,
        count,
        {
            "key": "'bench-' || n",
            "start": start,
            "due": f"{start} + interval '8 hours'",
            "date": f"{start}::date",
            "done_at": f"CASE WHEN n % 10 > 0 THEN {start} + interval '1 hour' END",
            "state": "CASE WHEN n % 10 > 0 THEN 'done' ELSE 'missed' END",
            "spaces_due": f"{POINTS}",
            "spaces_covered": f"CASE WHEN n % 10 > 0 THEN {POINTS} ELSE 0 END",
        },
    )
    cr.execute(
        """
        SELECT array_agg(column_name::text) FROM information_schema.columns
         WHERE table_name = 'cowork_round_line'
           AND column_name NOT IN ('id', 'round_id', 'client_key', 'key')
        """
    )
    columns = ", ".join(f'"{name}"' for name in cr.fetchone()[0])
    lines = ", ".join(f'line."{name}"' for name in columns.replace('"', "").split(", "))
    cr.execute(
        f"""
        INSERT INTO cowork_round_line (round_id, {columns})
        SELECT copy.id, {lines}
          FROM cowork_round copy
          JOIN cowork_round sample ON sample.template_id = copy.template_id
          JOIN cowork_round_line line ON line.round_id = sample.id
         WHERE copy.key LIKE 'bench-%%' AND sample.id = ANY(%s)
        """,
        [samples.ids],
    )
