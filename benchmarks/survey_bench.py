"""Scores of two hundred thousand answers; print time and queries.

Run it in the shell of a database that has ``cowork_feedback`` and nothing to lose.
Answers are made by SQL, and nothing is kept::

    RECORDS=200000 scripts/odoo shell -d DB --no-http < benchmarks/survey_bench.py
"""

import os
import time

from odoo.tools import SQL

from odoo.addons.cowork_members.models.kpi_facts import KpiFacts

RECORDS = int(os.environ.get("RECORDS", "200000"))
LOCATIONS = 40
cr = env.cr  # noqa: F821 (the shell's environment)
survey = env.ref("cowork_feedback.survey_nps")  # noqa: F821


def measure(name, call):
    """Print how long a call takes, and its queries."""
    env.invalidate_all()  # noqa: F821
    queries, start = cr.sql_log_count, time.monotonic()
    call()
    seconds = time.monotonic() - start
    print(f"{name:<34}{seconds:8.2f} s{cr.sql_log_count - queries:8d} queries")


def prepare():
    """:returns: locations with answers of three years"""
    places = env["cowork.location"].create(  # noqa: F821
        [{"name": f"Bench {n}", "code": f"BENCH{n}"} for n in range(LOCATIONS)]
    )
    cr.execute(
        SQL(
            """
            INSERT INTO survey_user_input (survey_id, state, location_id, answered_on,
                access_token, cowork_kind, nps, nps_points, nps_group, csat,
                csat_points)
            SELECT %(survey)s, 'done', (%(places)s::int[])[1 + n %% %(count)s],
                CURRENT_DATE - n %% 1096, 'bench-' || n, 'nps', n %% 11,
                CASE WHEN n %% 11 > 8 THEN 100 WHEN n %% 11 > 6 THEN 0 ELSE -100 END,
                CASE WHEN n %% 11 > 8 THEN 'promoter' WHEN n %% 11 > 6 THEN 'passive'
                    ELSE 'detractor' END,
                1 + n %% 5, CASE WHEN n %% 5 > 2 THEN 100 ELSE 0 END
            FROM generate_series(1, %(records)s) n
            """,
            survey=survey.id,
            places=places.ids,
            count=LOCATIONS,
            records=RECORDS,
        )
    )
    cr.execute(
        SQL(
            """
            INSERT INTO survey_user_input_line (user_input_id, question_id, survey_id,
                location_id, answered_on, answer_type, value_text_box, verbatim)
            SELECT id, %(question)s, survey_id, location_id, answered_on, 'text_box',
                'The lift of ' || id, 'The lift of ' || id
            FROM survey_user_input WHERE access_token LIKE 'bench-%%'
            """,
            question=env.ref("cowork_feedback.question_nps_why").id,  # noqa: F821
        )
    )
    cr.execute("ANALYZE survey_user_input, survey_user_input_line")
    return places


places = prepare()
answers = env["survey.user_input"]  # noqa: F821
results = env["report.cowork_feedback.report_survey_results"]  # noqa: F821
month = places[0]._today().replace(day=1)
measure(
    "NPS by location and month",
    lambda: answers._read_group(
        [("answered_on", "!=", False)],
        ["location_id", "answered_on:month"],
        ["nps_points:avg", "nps_points:count"],
    ),
)
measure("page with all results", lambda: results._get_results(survey))
measure(
    "comments with a word",
    lambda: env["survey.user_input.line"].search(  # noqa: F821
        [("verbatim", "ilike", f"lift of {RECORDS}")], limit=80
    ),
)
measure(
    "KPIs of a month, 40 locations",
    lambda: [
        env["cowork.kpi"]._kpi_nps(facts, place, month)  # noqa: F821
        for facts in [KpiFacts(places.sudo(), [month])]
        for place in places
    ],
)
cr.rollback()
