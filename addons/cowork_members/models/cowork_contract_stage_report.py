from odoo import fields, models
from odoo.tools import SQL


class CoworkContractStageReport(models.Model):
    """How long contracts stayed in each stage, read from what their cards tracked."""

    _name = "cowork.contract.stage.report"
    _description = "Days per Stage"
    _auto = False
    _order = "date_from desc, id desc"
    _depends = {
        "cowork.contract": [
            "company_id",
            "location_id",
            "partner_id",
            "user_id",
            "stage_id",
            "date_last_stage_update",
        ],
        "cowork.contract.stage": ["rotting_threshold_days"],
        "cowork.location": ["tz"],
        "mail.message": ["model", "res_id"],
        "mail.tracking.value": [
            "field_id",
            "mail_message_id",
            "old_value_integer",
            "new_value_integer",
        ],
    }

    contract_id = fields.Many2one("cowork.contract", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Member", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    stage_id = fields.Many2one("cowork.contract.stage", readonly=True)
    next_stage_id = fields.Many2one(
        "cowork.contract.stage", string="Moved To", readonly=True
    )
    date_from = fields.Date(
        "In Stage From", readonly=True, help="The location's day the card came."
    )
    date_to = fields.Date(
        "Moved On", readonly=True, help="Empty: the card is still there."
    )
    is_current = fields.Boolean("Still There", readonly=True)
    days = fields.Float(
        "Days in Stage",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Until the card moved on, or until now.",
    )
    too_long = fields.Integer(
        readonly=True, help="Stays longer than the stage says is too long."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH moved AS (%(moves)s),
                 stay AS (%(stays)s),
                 counted AS (
                SELECT *, EXTRACT(
                           EPOCH FROM COALESCE(moved_at, %(now)s::timestamp) - came_at
                       )::float / 86400 AS days
                  FROM stay
            )
            SELECT counted.id, counted.contract_id, contract.company_id,
                   contract.location_id, contract.partner_id, contract.user_id,
                   counted.stage_id, following.id AS next_stage_id,
                   (counted.came_at AT TIME ZONE 'UTC'
                    AT TIME ZONE COALESCE(location.tz, 'UTC'))::date AS date_from,
                   (counted.moved_at AT TIME ZONE 'UTC'
                    AT TIME ZONE COALESCE(location.tz, 'UTC'))::date AS date_to,
                   counted.moved_at IS NULL AS is_current,
                   counted.days,
                   (stage.rotting_threshold_days > 0
                    AND counted.days > stage.rotting_threshold_days)::int AS too_long
              FROM counted
              JOIN cowork_contract contract ON contract.id = counted.contract_id
              JOIN cowork_location location ON location.id = contract.location_id
              JOIN cowork_contract_stage stage ON stage.id = counted.stage_id
         LEFT JOIN cowork_contract_stage following
                ON following.id = counted.next_stage_id
            """,
            moves=self._get_moves(),
            stays=self._get_stays(),
            now=self.env.cr.now(),
        )

    def _get_moves(self):
        """:returns: query with the moves of cards, each with the one before"""
        return SQL(
            """
            SELECT message.res_id AS contract_id,
                   value.id,
                   value.old_value_integer AS old_stage,
                   value.new_value_integer AS new_stage,
                   value.create_date AS moved_at,
                   LAG(value.new_value_integer) OVER history AS known_stage,
                   LAG(value.create_date) OVER history AS came_at,
                   LEAD(value.id) OVER history IS NULL AS is_last
              FROM mail_tracking_value value
              JOIN ir_model_fields field
                ON field.id = value.field_id
               AND field.model = 'cowork.contract'
               AND field.name = 'stage_id'
              JOIN mail_message message
                ON message.id = value.mail_message_id
               AND message.model = 'cowork.contract'
            WINDOW history AS (PARTITION BY message.res_id ORDER BY value.id)
            """
        )

    def _get_stays(self):
        """:returns: query with the stays that a move ended, and those that last"""
        return SQL(
            """
            SELECT moved.id::bigint * 2 AS id, moved.contract_id,
                   moved.old_stage AS stage_id,
                   moved.new_stage AS next_stage_id,
                   COALESCE(moved.came_at, contract.create_date) AS came_at,
                   moved.moved_at
              FROM moved
              JOIN cowork_contract contract ON contract.id = moved.contract_id
             -- Moves that nobody tracked leave a gap: no figure is better than a
             -- wrong one.
             WHERE moved.known_stage IS NULL OR moved.known_stage = moved.old_stage
         UNION ALL
            SELECT contract.id::bigint * 2 + 1, contract.id, contract.stage_id,
                   NULL,
                   CASE WHEN moved.new_stage = contract.stage_id
                        THEN moved.moved_at
                        ELSE contract.date_last_stage_update END,
                   NULL
              FROM cowork_contract contract
         LEFT JOIN moved ON moved.contract_id = contract.id AND moved.is_last
            """
        )

    def action_open_contract(self):
        """:returns: the window action with the contract of this stay"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.contract",
            "views": [(False, "form")],
            "res_id": self.contract_id.id,
        }
