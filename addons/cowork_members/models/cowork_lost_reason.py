from odoo import fields, models


class CoworkLostReason(models.Model):
    """Why somebody who asked does not become a member."""

    _name = "cowork.lost.reason"
    _description = "Lost Reason"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
