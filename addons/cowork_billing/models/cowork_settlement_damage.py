from odoo import api, fields, models


class CoworkSettlementDamage(models.Model):
    """What a member is charged for at the end, with what proves it."""

    _name = "cowork.settlement.damage"
    _description = "Damage Charged at Move-Out"
    _order = "settlement_id, id"
    _allow_sudo_commands = False

    settlement_id = fields.Many2one(
        "cowork.settlement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        default=lambda self: self.env.ref(
            "cowork_billing.product_damage", raise_if_not_found=False
        ),
    )
    name = fields.Char("What", required=True)
    quantity = fields.Float(default=1.0, required=True, digits=(16, 2))
    price_unit = fields.Monetary("Unit Price", required=True)
    amount = fields.Monetary(compute="_compute_amount")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    origin = fields.Reference(
        selection="_get_origins",
        string="Because Of",
        help="The work order or other document it is about.",
    )

    _amounts_positive = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 1000000000"
        " AND price_unit > 0 AND price_unit < 1000000000000)",
        "Quantity and price of a damage must be positive numbers.",
    )

    @api.model
    def _get_origins(self):
        """:returns: the kinds of documents people work on"""
        return self.env["cowork.deposit.draw"]._get_origins()

    @api.depends("quantity", "price_unit", "currency_id")
    def _compute_amount(self):
        for damage in self:
            amount = damage.quantity * damage.price_unit
            currency = damage.currency_id
            damage.amount = currency.round(amount) if currency else amount

    @api.model_create_multi
    def create(self, vals_list):
        damages = super().create(vals_list)
        damages.settlement_id._check_draft()
        damages.settlement_id._refresh()
        return damages

    def write(self, vals):
        self.settlement_id._check_draft()
        result = super().write(vals)
        self.settlement_id._check_draft()
        self.settlement_id._refresh()
        return result

    def unlink(self):
        settlements = self.settlement_id
        settlements._check_draft()
        result = super().unlink()
        settlements.exists()._refresh()
        return result
