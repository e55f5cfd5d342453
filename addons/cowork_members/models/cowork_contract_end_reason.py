from odoo import fields, models


class CoworkContractEndReason(models.Model):
    _name = "cowork.contract.end.reason"
    _description = "Contract End Reason"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
