"""Members with cards, and a log of millions of attempts, written by the set."""

from dataclasses import dataclass

from odoo.tools import SQL

PEOPLE_PER_CONTRACT = 10
#: what the log goes back
DAYS = 180
#: one of so many attempts was refused
REFUSED = 20

CONTRACTS = """
INSERT INTO cowork_contract ({columns})
SELECT {values}
  FROM generate_series(0, %(count)s - 1) AS number
  JOIN cowork_contract model
    ON model.id = (%(models)s::int[])[1 + number %% array_length(%(models)s, 1)]
"""
LINES = """
INSERT INTO cowork_contract_line ({columns})
SELECT {values}
  FROM cowork_contract made
  JOIN cowork_contract_line model ON model.location_id = made.location_id
 WHERE made.name LIKE 'BENCH-%%' AND model.contract_id = ANY(%(models)s)
"""
PEOPLE = """
INSERT INTO res_partner ({columns})
SELECT {values} FROM generate_series(0, %(count)s - 1) AS number, res_partner model
 WHERE model.id = %(model)s
"""
MEMBERS = """
INSERT INTO cowork_contract_member (contract_id, partner_id, company_id, date_from)
SELECT made.id, person.id, made.company_id, made.date_start
  FROM res_partner person
  JOIN cowork_contract made
    ON made.name = 'BENCH-' || (person.ref::int / %(share)s)
 WHERE person.name LIKE 'Bench person %%'
"""
CREDENTIALS = """
INSERT INTO cowork_access_credential
    (kind, partner_id, location_id, company_id, any_location, secret_hash, state,
     issued_at)
SELECT 'card', person.id, made.location_id, made.company_id, true, given.hash,
       'active', now() AT TIME ZONE 'UTC'
  FROM unnest(%(hashes)s::text[]) WITH ORDINALITY AS given(hash, number)
  JOIN res_partner person
    ON person.name = 'Bench person ' || (given.number - 1)
  JOIN cowork_contract made
    ON made.name = 'BENCH-' || ((given.number - 1) / %(share)s)
"""
EVENTS = """
INSERT INTO cowork_access_event
    (at, logged_at, location_id, company_id, point_id, credential_id, partner_id,
     contract_id, user_id, granted, reason)
SELECT moment, moment, made.location_id, made.company_id,
       (%(points)s::int[])[1 + number %% array_length(%(points)s, 1)],
       made.credential, made.partner, made.contract, %(user)s,
       number %% %(refused)s <> 0,
       CASE WHEN number %% %(refused)s <> 0 THEN 'contract' ELSE 'outside_hours' END
  FROM (SELECT number, now() AT TIME ZONE 'UTC'
               - (%(count)s - number)
                 * (INTERVAL '1 day' * %(days)s / %(count)s) AS moment
          FROM generate_series(1, %(count)s) AS number) AS attempt
  JOIN (SELECT row_number() OVER (ORDER BY card.id) - 1 AS place,
               card.id AS credential, card.partner_id AS partner, card.location_id,
               card.company_id, member.contract_id AS contract
          FROM cowork_access_credential card
          JOIN cowork_contract_member member ON member.partner_id = card.partner_id
       ) AS made
    ON made.place = number::bigint * 7919 %% %(people)s
"""


@dataclass
class House:
    """What was made: locations, the account of their controller, numbers of cards."""

    locations: object
    user: object
    cards: list


def fill(env, cards, attempts, locations):
    """:param cards: number of credentials, each of a person of its own
    :param attempts: number of rows in the log, over half a year
    :returns: :class:`House`"""
    house, models = make_house(env, cards, locations)
    contracts = -(-cards // PEOPLE_PER_CONTRACT)
    copy(
        env,
        CONTRACTS,
        "cowork_contract",
        {"name": "'BENCH-' || number", "external_ref": "NULL"},
        count=contracts,
        models=models.ids,
    )
    copy(
        env,
        LINES,
        "cowork_contract_line",
        {"contract_id": "made.id"},
        models=models.ids,
    )
    person = env["res.partner"].create({"name": "Bench model"})
    copy(
        env,
        PEOPLE,
        "res_partner",
        {
            "name": "'Bench person ' || number",
            "complete_name": "'Bench person ' || number",
            "ref": "number::text",
            "commercial_partner_id": "model.id",
        },
        count=cards,
        model=person.id,
    )
    env.cr.execute(MEMBERS, {"share": PEOPLE_PER_CONTRACT})
    credentials = env["cowork.access.credential"]
    key = house.locations[0]
    hashes = [credentials._get_hashes(card, key)["card"] for card in house.cards]
    env.cr.execute(CREDENTIALS, {"hashes": hashes, "share": PEOPLE_PER_CONTRACT})
    env.cr.execute("ANALYZE")
    write_log(env, house, attempts, cards)
    env.cr.commit()
    env.invalidate_all()
    return house


def make_house(env, cards, number):
    """:returns: ``(house, contracts that the others are like)``"""
    hours = {"name": "Open", "hour_from": 0, "hour_to": 24}
    calendar = env["resource.calendar"].create(
        {
            "name": "Every hour",
            "tz": "UTC",
            "attendance_ids": [
                (5, 0, 0),
                *((0, 0, {**hours, "dayofweek": str(day)}) for day in range(7)),
            ],
        }
    )
    plan = env["cowork.plan"].create(
        {
            "name": "Desk",
            "code": "BENCH",
            "kind_id": env.ref("cowork_members.kind_hot_desk").id,
            "access_calendar_id": calendar.id,
        }
    )
    locations = env["cowork.location"].create(
        [{"name": f"House {n}", "code": f"D{n}", "tz": "UTC"} for n in range(number)]
    )
    points = env["cowork.access.point"].create(
        [{"name": "Door", "code": "DOOR", "location_id": one.id} for one in locations]
    )
    payer = env["res.partner"].create({"name": "Payer", "is_company": True})
    contracts = env["cowork.contract"].create(
        [
            {
                "partner_id": payer.id,
                "location_id": one.id,
                "date_start": "2026-01-01",
                "line_ids": [(0, 0, {"plan_id": plan.id})],
            }
            for one in locations
        ]
    )
    # Check-lists would hold up the move-in.
    env["cowork.contract.step.template"].search([]).action_archive()
    contracts.action_sign()
    contracts.action_activate()
    env["cowork.access.connect"].create(
        {"name": "Controller", "point_ids": [(6, 0, points.ids)]}
    ).action_connect()
    env.flush_all()
    numbers = [f"04{n:010X}" for n in range(cards)]
    return House(locations, points.controller_user_id, numbers), contracts


def copy(env, statement, table, changed, **parameters):
    """:param statement: ``INSERT … SELECT`` from a ``model`` row
    :param changed: dict of column to SQL, where a row is unlike the model"""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    columns = [column for (column,) in env.cr.fetchall()]
    values = [changed.get(column, f"model.{column}") for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    env.cr.execute(
        statement.format(columns=names, values=", ".join(values)), parameters
    )


def write_log(env, house, attempts, people):
    """Without indexes and foreign keys, which come back afterwards: each would be
    looked at for each row."""
    cr = env.cr
    table = "cowork_access_event"
    cr.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    keys = cr.fetchall()
    cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = %s AND indexname NOT LIKE '%%_pkey'",
        [table],
    )
    indexes = cr.fetchall()
    for name, _definition in keys:
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
    for name, _definition in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    cr.execute(
        EVENTS,
        {
            "points": house.locations.access_point_ids.ids,
            "user": house.user.id,
            "count": attempts,
            "people": people,
            "refused": REFUSED,
            "days": DAYS,
        },
    )
    cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
    for _name, definition in indexes:
        cr.execute(definition)
    for name, definition in keys:
        cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cr.execute("ANALYZE cowork_access_event")
