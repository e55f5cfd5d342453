from odoo import fields, models
from odoo.tools import SQL


class CoworkEnquiryReport(models.Model):
    """Enquiries as figures: what became of those who asked in a month."""

    _name = "cowork.enquiry.report"
    _description = "Conversion of Enquiries"
    _auto = False
    _order = "date_enquiry desc, id desc"
    _depends = {
        "cowork.contract": [
            "company_id",
            "location_id",
            "partner_id",
            "user_id",
            "source_id",
            "stage_id",
            "state",
            "wanted_kind_id",
            "lost_reason_id",
            "date_enquiry",
            "date_first_viewing",
            "date_signed",
            "date_lost",
        ]
    }

    contract_id = fields.Many2one("cowork.contract", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Member", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    source_id = fields.Many2one("cowork.enquiry.source", string="Source", readonly=True)
    stage_id = fields.Many2one("cowork.contract.stage", readonly=True)
    wanted_kind_id = fields.Many2one(
        "cowork.space.kind", string="Looking For", readonly=True
    )
    lost_reason_id = fields.Many2one("cowork.lost.reason", readonly=True)
    result = fields.Selection(
        [("open", "Open"), ("signed", "Signed"), ("lost", "Lost")], readonly=True
    )
    date_enquiry = fields.Date("Enquiry On", readonly=True)
    date_first_viewing = fields.Date("First Viewing", readonly=True)
    date_signed = fields.Date("Signed On", readonly=True)
    date_lost = fields.Date("Lost On", readonly=True)
    viewed = fields.Integer("Viewings", readonly=True)
    signed = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    # NULL where there is nothing to divide by: averages leave it out.
    viewing_rate = fields.Float(
        "Enquiry → Viewing (%)", readonly=True, aggregator="avg"
    )
    viewed_signed_rate = fields.Float(
        "Viewing → Signed (%)",
        readonly=True,
        aggregator="avg",
        help="Of those who came for a viewing.",
    )
    signed_rate = fields.Float("Enquiry → Signed (%)", readonly=True, aggregator="avg")
    won_rate = fields.Float(
        "Won of Decided (%)",
        readonly=True,
        aggregator="avg",
        help="Of those that were signed or lost; open enquiries are left out.",
    )
    days_to_viewing = fields.Integer("Days to Viewing", readonly=True, aggregator="avg")
    days_to_signed = fields.Integer("Days to Contract", readonly=True, aggregator="avg")
    days_to_lost = fields.Integer("Days to Loss", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT id, id AS contract_id, company_id, location_id, partner_id, user_id,
                   source_id, stage_id, wanted_kind_id, lost_reason_id, result,
                   date_enquiry, date_first_viewing, date_signed, date_lost,
                   viewed::int, signed::int, lost::int,
                   100.0 * viewed::int AS viewing_rate,
                   CASE WHEN viewed THEN 100.0 * signed::int END AS viewed_signed_rate,
                   100.0 * signed::int AS signed_rate,
                   CASE WHEN signed OR lost THEN 100.0 * signed::int END AS won_rate,
                   date_first_viewing - date_enquiry AS days_to_viewing,
                   CASE WHEN signed THEN date_signed - date_enquiry END
                       AS days_to_signed,
                   CASE WHEN lost THEN date_lost - date_enquiry END AS days_to_lost
              FROM (
                    SELECT *,
                           date_first_viewing IS NOT NULL AS viewed,
                           state = 'cancelled' AS lost,
                           date_signed IS NOT NULL AND state <> 'cancelled' AS signed,
                           CASE WHEN state = 'cancelled' THEN 'lost'
                                WHEN date_signed IS NOT NULL THEN 'signed'
                                ELSE 'open' END AS result
                      FROM cowork_contract
                     WHERE date_enquiry IS NOT NULL
                   ) enquiry
            """
        )

    def action_open_contract(self):
        """:returns: the window action with the contract of this enquiry"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.contract",
            "views": [(False, "form")],
            "res_id": self.contract_id.id,
        }
