from odoo import fields, models


class CoworkUsageType(models.Model):
    """Something a member consumes: meeting hours, prints, day passes."""

    _name = "cowork.usage.type"
    _description = "Usage Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True)
    product_id = fields.Many2one(
        "product.product", domain="[('type', '=', 'service')]", string="Charged as"
    )
    rating = fields.Selection(
        [
            ("per_unit", "Price per unit"),
            ("cost_plus", "Cost plus a margin"),
            ("none", "Not charged"),
        ],
        required=True,
        default="per_unit",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another usage type has the same code.")
