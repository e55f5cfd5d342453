from odoo import fields, models
from odoo.tools import format_date


class CoworkContractPriceStep(models.Model):
    """From this day the line costs another price."""

    _name = "cowork.contract.price.step"
    _description = "Contract Price Step"
    _inherit = ["cowork.contract.dated.mixin"]
    _order = "line_id, date_start"
    _protected_fields = frozenset({"promotion_id", "percent", "price_before"})

    line_id = fields.Many2one(
        "cowork.contract.line", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    date_start = fields.Date("From", required=True)
    price_unit = fields.Monetary("Price", required=True)
    name = fields.Char("Reason")
    promotion_id = fields.Many2one(
        "cowork.promotion", index="btree_not_null", ondelete="restrict", readonly=True
    )
    percent = fields.Float(
        "Promotion (%)",
        digits=(5, 2),
        readonly=True,
        help="What the promotion took off the price, as it was agreed.",
    )
    price_before = fields.Monetary(
        "Before the Promotion", readonly=True, help="What it was taken off."
    )

    _line_date_uniq = models.UniqueIndex(
        "(line_id, date_start)", "The price changes on this day already."
    )
    _price_finite = models.Constraint(
        "CHECK (price_unit >= 0 AND price_unit < 1000000000000)",
        "A price must be zero or a positive number.",
    )
    _date_sane = models.Constraint(
        "CHECK (date_start BETWEEN '1990-01-01' AND '2200-12-31')",
        "The price changes on a day between 1990 and 2200.",
    )

    def _describe(self):
        self.ensure_one()
        return self.env._(
            "%(price)s from %(day)s on",
            price=self.line_id._format_amount(self.price_unit),
            day=format_date(self.env, self.date_start),
        )
