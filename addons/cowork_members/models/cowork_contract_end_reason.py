from odoo import fields, models


class CoworkContractEndReason(models.Model):
    _name = "cowork.contract.end.reason"
    _description = "Contract End Reason"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    for_members = fields.Boolean(
        "Offered to Members",
        help="Members may choose it when they give notice or decline a renewal on their"
        " own page.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
