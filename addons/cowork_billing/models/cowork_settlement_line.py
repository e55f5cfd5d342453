from odoo import api, fields, models

from .cowork_fee_line import KINDS


class CoworkSettlementLine(models.Model):
    """One charge or credit of the last bill, as it was shown and is posted."""

    _name = "cowork.settlement.line"
    _description = "Settlement Line"
    _inherit = ["cowork.protected.mixin"]
    _order = "settlement_id, id"
    _allow_sudo_commands = False

    settlement_id = fields.Many2one(
        "cowork.settlement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    key = fields.Char("Charge", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    name = fields.Char("What", readonly=True)
    computation = fields.Json(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")
    amount_untaxed = fields.Monetary("Untaxed", readonly=True)

    @api.model
    def _get_protected_fields(self):
        # The system's own figures.
        return super()._get_protected_fields() | self._fields.keys()

    @api.depends("computation", "name")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for currency, lines in self.grouped("currency_id").items():
            explain = self.env["cowork.fee.text"]._get_writer(currency)
            for line in lines:
                computed = line.computation
                line.explanation = explain(computed) if computed else line.name
