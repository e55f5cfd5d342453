from odoo import fields, models


class CoworkPackDraw(models.Model):
    """What settled usage took from a pack, or a reversal gave back."""

    _name = "cowork.pack.draw"
    _description = "Drawn from a Pack"
    _order = "date desc, id desc"

    pack_id = fields.Many2one(
        "cowork.pack", required=True, index=True, readonly=True, ondelete="restrict"
    )
    usage_id = fields.Many2one(
        "cowork.usage", required=True, index=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date("Day", required=True, readonly=True)
    quantity = fields.Float(required=True, readonly=True, digits=(16, 2))

    _usage_pack_uniq = models.UniqueIndex(
        "(usage_id, pack_id)", "This usage has been drawn from the pack already."
    )
    _quantity_finite = models.Constraint(
        "CHECK (quantity > -1000000000 AND quantity < 1000000000 AND quantity <> 0)",
        "A quantity that is drawn must be a number.",
    )
