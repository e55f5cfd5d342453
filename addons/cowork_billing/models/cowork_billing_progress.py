from odoo import fields, models


class CoworkBillingProgress(models.Model):
    """A batch that a run has committed: its sign of life."""

    _name = "cowork.billing.progress"
    _description = "Billing Progress"
    _order = "id desc"

    run_id = fields.Many2one(
        "cowork.billing.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    contract_count = fields.Integer("Contracts")
    invoice_count = fields.Integer("Invoices")
    plain_count = fields.Integer("Slow Invoices")
    plain_reasons = fields.Char(help="Why invoices were written the plain way.")
