from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cowork_deposit_account_id = fields.Many2one(
        related="company_id.cowork_deposit_account_id", readonly=False
    )
    cowork_sale_journal_id = fields.Many2one(
        related="company_id.cowork_sale_journal_id", readonly=False
    )
    cowork_invoice_grouping = fields.Selection(
        related="company_id.cowork_invoice_grouping", readonly=False
    )
    cowork_usage_billing = fields.Selection(
        related="company_id.cowork_usage_billing", readonly=False
    )
    cowork_auto_post = fields.Boolean(
        related="company_id.cowork_auto_post", readonly=False
    )
    cowork_deposit_interest_rate = fields.Float(
        related="company_id.cowork_deposit_interest_rate", readonly=False
    )
    cowork_deposit_interest_from = fields.Date(
        related="company_id.cowork_deposit_interest_from", readonly=False
    )
    cowork_deposit_interest_account_id = fields.Many2one(
        related="company_id.cowork_deposit_interest_account_id", readonly=False
    )
    cowork_deposit_forfeit_account_id = fields.Many2one(
        related="company_id.cowork_deposit_forfeit_account_id", readonly=False
    )
    cowork_settlement_approval = fields.Selection(
        related="company_id.cowork_settlement_approval", readonly=False
    )
    cowork_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Settlements"
    )
    cowork_settlement_approval_amount = fields.Monetary(
        related="company_id.cowork_settlement_approval_amount",
        readonly=False,
        currency_field="cowork_currency_id",
    )
