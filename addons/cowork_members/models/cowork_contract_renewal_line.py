from odoo import api, fields, models
from odoo.tools import float_compare


class CoworkContractRenewalLine(models.Model):
    """What a line of the contract would cost after a renewal."""

    _name = "cowork.contract.renewal.line"
    _description = "Renewal Proposal Price"
    _inherit = ["cowork.protected.mixin"]
    _order = "renewal_id, line_id"
    # x2many commands must not ride on a sudo'ed proposal.
    _allow_sudo_commands = False
    _protected_fields = frozenset({"price_before"})
    _owner_fields = frozenset({"renewal_id", "line_id"})

    renewal_id = fields.Many2one(
        "cowork.contract.renewal", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "cowork.contract.line", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(related="line_id.name")
    quantity = fields.Float(related="line_id.quantity")
    currency_id = fields.Many2one(related="line_id.currency_id")
    price_before = fields.Monetary("Price Now", readonly=True)
    price_unit = fields.Monetary(
        "New Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        help="Per unit and billing period, before discount and tax.",
    )

    _line_uniq = models.UniqueIndex(
        "(renewal_id, line_id)", "The proposal has a price for this line already."
    )
    _price_finite = models.Constraint(
        "CHECK (price_unit >= 0 AND price_unit < 1000000000000"
        " AND price_before >= 0 AND price_before < 1000000000000)",
        "A price must be zero or a positive number.",
    )

    @api.depends("renewal_id.increase", "price_before")
    def _compute_price_unit(self):
        for line in self:
            price = line.price_before * (1 + line.renewal_id.increase / 100)
            line.price_unit = line.currency_id.round(price)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.renewal_id._require_open()
        return lines

    def write(self, vals):
        self.renewal_id._require_open()
        return super().write(vals)

    def _apply_prices(self, day, increase):
        """Agree on the proposed prices from ``day`` on.

        :param increase: what a renewal would add by itself: a price that is not to
            change is then agreed as well"""
        steps = self.env["cowork.contract.price.step"]
        made = []
        for each in self:
            line, price = each.line_id, each.price_unit
            agreed = line.price_step_ids.filtered(lambda s: s.date_start == day)
            digits = each.currency_id.decimal_places
            same = not float_compare(line._get_price_on(day), price, digits)
            if agreed and not same:
                agreed.price_unit = price
            elif not agreed and (increase or not same):
                made.append(
                    {
                        "line_id": line.id,
                        "date_start": day,
                        "price_unit": price,
                        "name": self.env._("Renewal"),
                    }
                )
        steps.create(made)
