from odoo import fields, models
from odoo.exceptions import UserError


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
    step = fields.Float(
        "Smallest Amount",
        required=True,
        default=1.0,
        digits=(16, 2),
        help="What part of a period includes is rounded to it: 0.25 for quarters of an"
        " hour.",
    )
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

    margin_percent = fields.Float(
        "Margin (%)",
        digits=(5, 2),
        help="Added to the cost of what is charged on: 10 makes 110.00 of 100.00.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another usage type has the same code.")
    _step_sane = models.Constraint(
        "CHECK (step >= 0.01 AND step <= 1000000)",
        "The smallest amount lies between 0.01 and 1,000,000.",
    )
    _margin_sane = models.Constraint(
        "CHECK (margin_percent >= 0 AND margin_percent <= 999)",
        "A margin lies between 0 and 999 %.",
    )

    def _is_in_hours(self):
        """:returns: whether one type is counted in hours"""
        # Not ``env.ref()``, which asks the database each time.
        hour = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_hour")
        return self.uom_id.id == hour

    def write(self, vals):
        if "uom_id" in vals:
            self._check_unit_is_free(vals["uom_id"])
        return super().write(vals)

    def _check_unit_is_free(self, uom_id):
        """:raises UserError: when something is counted in the present unit already"""
        changed = self.filtered(lambda usage_type: usage_type.uom_id.id != uom_id)
        domain = [("usage_type_id", "in", changed.ids)]
        for model in ("cowork.usage", "cowork.pack", "cowork.contract.line.allowance"):
            # sudo: what the user cannot see is counted in it as well.
            record = self.env[model].sudo().search(domain, limit=1)
            if record:
                raise UserError(
                    self.env._(
                        "“%(type)s” is counted in %(unit)s already. Archive it and make"
                        " another one.",
                        type=record.usage_type_id.name,
                        unit=record.usage_type_id.uom_id.name,
                    )
                )
