from odoo import fields, models
from odoo.tools import SQL

from ..models.cowork_round_template import KINDS


class CoworkRoundCoverage(models.Model):
    """Which spaces were covered on schedule, of those that were due.

    A row is a space on a round that was due by now: covered when somebody looked at all
    its points by then. Rounds that were cancelled were not due.
    """

    _name = "cowork.round.coverage"
    _description = "Coverage"
    _auto = False
    _order = "day desc, id"
    _rec_name = "space_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "cowork.round": [
            "template_id",
            "location_id",
            "company_id",
            "kind",
            "team_id",
            "employee_id",
            "date",
            "due",
            "state",
        ],
        "cowork.round.line": ["round_id", "space_id", "result", "done_at"],
    }

    round_id = fields.Many2one("cowork.round", readonly=True)
    template_id = fields.Many2one("cowork.round.template", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    space_id = fields.Many2one("cowork.space", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    team_id = fields.Many2one("maintenance.team", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    day = fields.Date(readonly=True, help="At the location.")
    due_count = fields.Integer("Spaces Due", readonly=True)
    covered_count = fields.Integer("Spaces Covered", readonly=True)
    coverage = fields.Float(
        "Coverage (%)",
        readonly=True,
        aggregator="avg",
        help="Spaces covered on schedule of a hundred due.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT found.*, 100.0 * found.covered_count AS coverage
              FROM (
                SELECT MIN(line.id) AS id,
                       one.id AS round_id,
                       one.template_id,
                       one.location_id,
                       one.company_id,
                       line.space_id,
                       one.kind,
                       one.team_id,
                       one.employee_id,
                       one.date AS day,
                       1 AS due_count,
                       bool_and(COALESCE(
                           line.result IN ('ok', 'failed') AND line.done_at <= one.due,
                           false
                       ))::int AS covered_count
                  FROM cowork_round_line line
                  JOIN cowork_round one ON one.id = line.round_id
                 WHERE line.space_id IS NOT NULL
                   AND one.state <> 'cancelled'
                   AND (one.due <= %(now)s OR one.state = 'done')
              GROUP BY one.id, line.space_id
              ) found
            """,
            now=fields.Datetime.now(),
        )
