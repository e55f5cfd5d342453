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
    cowork_auto_send = fields.Boolean(
        related="company_id.cowork_auto_send", readonly=False
    )
    cowork_auto_post = fields.Boolean(
        related="company_id.cowork_auto_post", readonly=False
    )
