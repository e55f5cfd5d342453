from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.vendor_score import Facts, score

REQUEST = "maintenance.request"
STATES = "cowork.vendor.order"


class CoworkVendorReport(models.Model):
    """What came of every work order at a vendor: in time or not, how it was rated,
    whether the fault came back. Nothing measured, no figure.

    A member's stars count for the vendor who was the last one done with the work order.
    """

    _name = "cowork.vendor.report"
    _description = "Vendors' Work"
    _auto = False
    _order = "sent_at desc, id desc"
    _rec_name = "partner_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "cowork.vendor.order": [
            "agreement_id",
            "amount",
            "answer_status",
            "answered_at",
            "category",
            "company_id",
            "done_at",
            "done_status",
            "location_id",
            "partner_id",
            "reopened_at",
            "request_id",
            "sent_at",
            "space_id",
            "state",
        ],
        "rating.rating": ["consumed", "rating", "res_id", "res_model"],
    }

    order_id = fields.Many2one("cowork.vendor.order", "Sent Order", readonly=True)
    request_id = fields.Many2one("maintenance.request", "Work Order", readonly=True)
    agreement_id = fields.Many2one("cowork.vendor.agreement", readonly=True)
    partner_id = fields.Many2one("res.partner", "Vendor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_id = fields.Many2one("cowork.location", readonly=True)
    space_id = fields.Many2one("cowork.space", readonly=True)
    category = fields.Many2one("cowork.work.category", "Kind of Work", readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env[STATES]._fields["state"].selection,
        readonly=True,
    )
    sent_at = fields.Datetime("Sent", readonly=True)
    done_at = fields.Datetime("Finished", readonly=True)
    answer_share = fields.Float(
        "Answered in Time (%)",
        readonly=True,
        aggregator="avg",
        help="100 or 0 of each work order with a deadline for the answer that was met"
        " or missed.",
    )
    done_share = fields.Float(
        "Done in Time (%)",
        readonly=True,
        aggregator="avg",
        help="100 or 0 of each work order with a deadline that was met or missed.",
    )
    lasting_share = fields.Float(
        "Did Not Come Back (%)",
        readonly=True,
        aggregator="avg",
        help="100 or 0 of each work order the vendor was done with: 0 when it was"
        " opened again.",
    )
    rating = fields.Float(
        "Stars", readonly=True, aggregator="avg", help="1 to 5, from members."
    )
    answer_hours = fields.Float(
        "Hours to Answer", readonly=True, aggregator="avg", help="By the clock."
    )
    done_hours = fields.Float(
        "Hours to Done", readonly=True, aggregator="avg", help="By the clock."
    )
    amount = fields.Monetary(readonly=True)
    is_declined = fields.Boolean("Declined", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT sent.id,
                   sent.id AS order_id,
                   sent.request_id,
                   sent.agreement_id,
                   sent.partner_id,
                   sent.company_id,
                   sent.location_id,
                   sent.space_id,
                   sent.category,
                   sent.state,
                   sent.sent_at,
                   sent.done_at,
                   sent.amount,
                   sent.state = 'declined' AS is_declined,
                   %(answer)s AS answer_share,
                   %(done)s AS done_share,
                   CASE WHEN sent.done_at IS NULL THEN NULL
                        WHEN sent.reopened_at IS NULL THEN 100.0 ELSE 0.0
                   END AS lasting_share,
                   stars.rating,
                   EXTRACT(EPOCH FROM sent.answered_at - sent.sent_at) / 3600
                       AS answer_hours,
                   EXTRACT(EPOCH FROM sent.done_at - sent.sent_at) / 3600
                       AS done_hours
              FROM cowork_vendor_order sent
         LEFT JOIN LATERAL (%(ratings)s) stars ON TRUE
             WHERE sent.state <> 'revoked'
            """,
            answer=self._get_share(SQL.identifier("sent", "answer_status")),
            done=self._get_share(SQL.identifier("sent", "done_status")),
            ratings=self._get_ratings(),
        )

    @api.model
    def _get_share(self, status):
        """:param status: ``SQL`` of the column
        :returns: ``SQL`` of what it counts for in the average"""
        return SQL("CASE %s WHEN 'met' THEN 100.0 WHEN 'missed' THEN 0.0 END", status)

    @api.model
    def _get_ratings(self):
        """:returns: query with the mean of the stars of what one vendor did last"""
        return SQL(
            """
            SELECT AVG(star.rating) AS rating
              FROM rating_rating star
             WHERE star.res_model = %(model)s
               AND star.res_id = sent.request_id
               AND star.consumed IS TRUE
               AND star.rating >= 1
               AND sent.done_at IS NOT NULL
               AND NOT EXISTS (
                   SELECT 1
                     FROM cowork_vendor_order later
                    WHERE later.request_id = sent.request_id
                      AND later.done_at > sent.done_at
                   )
            """,
            model=REQUEST,
        )

    # The score ----------------------------------------------------------------------

    @api.model
    def _get_facts(self, domain, groupby):
        """:param groupby: name of a field
        :returns: dict from each of its values to ``engine.vendor_score.Facts``"""
        groups = self._read_group(
            domain,
            [groupby],
            [
                "answer_share:count",
                "answer_share:sum",
                "done_share:count",
                "done_share:sum",
                "lasting_share:count",
                "lasting_share:sum",
                "rating:count",
                "rating:sum",
            ],
        )
        return {key: self._to_facts(*figures) for key, *figures in groups}

    @api.model
    def _to_facts(
        self, answers, answered, jobs, done, finished, lasting, ratings, stars
    ):
        return Facts(
            answers=answers,
            answers_in_time=(answered or 0) / 100,
            jobs=jobs,
            jobs_in_time=(done or 0) / 100,
            finished=finished,
            reopened=finished - (lasting or 0) / 100,
            ratings=ratings,
            rating_sum=stars or 0.0,
        )

    @api.model
    def _get_scores(self, domain, groupby):
        """:returns: dict from each value of ``groupby`` to its score of 0 to 100, or
        None where nothing was measured"""
        facts = self._get_facts(domain, groupby)
        return {key: score(one) for key, one in facts.items()}

    def action_open_order(self):
        """Open the sent order of one line.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.order_id._get_records_action()
