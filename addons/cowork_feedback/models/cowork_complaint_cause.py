from odoo import fields, models


class CoworkComplaintCause(models.Model):
    """Why things went wrong: people, process, equipment, supplier…"""

    _name = "cowork.complaint.cause"
    _description = "Cause of Complaints"
    _inherit = ["cowork.protected.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What programs and imports call it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another cause has this code.")
