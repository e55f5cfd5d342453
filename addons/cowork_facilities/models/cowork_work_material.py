from odoo import api, fields, models


class CoworkWorkMaterial(models.Model):
    """Parts and supplies used for a work order, at what they cost."""

    _name = "cowork.work.material"
    _description = "Material of a Work Order"
    _inherit = ["cowork.work.cost.mixin"]
    _order = "id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product",
        "Material",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(required=True, default=1.0, digits=(16, 2))
    unit_cost = fields.Monetary(
        "Cost per Unit",
        compute="_compute_unit_cost",
        store=True,
        readonly=False,
        precompute=True,
        help="That of the product when it was entered.",
    )
    amount = fields.Monetary(
        "Cost of Material", compute="_compute_amount", store=True, precompute=True
    )

    _quantity_sane = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1000000)",
        "A quantity is more than 0 and less than 1,000,000.",
    )
    _cost_sane = models.Constraint(
        "CHECK (unit_cost >= 0 AND unit_cost < 1000000000)",
        "A unit costs zero or a positive amount.",
    )

    @api.depends("product_id")
    def _compute_unit_cost(self):
        for line in self:
            product = line.product_id.with_company(line.company_id)
            line.unit_cost = line._to_company_currency(
                product.standard_price, product.cost_currency_id
            )

    @api.depends("quantity", "unit_cost")
    def _compute_amount(self):
        for line in self:
            line.amount = line._round_cost(line.quantity * line.unit_cost)
