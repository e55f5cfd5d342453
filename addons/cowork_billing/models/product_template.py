from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    cowork_is_charge = fields.Boolean(
        "One-off Charge",
        help="Staff may charge it to members once: a lost key card, a cleaning. Members"
        " find it with its price on the fee schedule of every location.",
    )
