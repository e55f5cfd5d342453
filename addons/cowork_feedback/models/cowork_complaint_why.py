from odoo import fields, models


class CoworkComplaintWhy(models.Model):
    """One step of the chain from what happened to its root: why, and why was that?"""

    _name = "cowork.complaint.why"
    _description = "Why It Happened"
    _inherit = ["cowork.protected.mixin"]
    _order = "complaint_id, sequence, id"
    _owner_fields = frozenset({"complaint_id"})

    complaint_id = fields.Many2one(
        "cowork.complaint", required=True, index=True, ondelete="cascade"
    )
    location_id = fields.Many2one(related="complaint_id.location_id")
    company_id = fields.Many2one(related="complaint_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char("Because", required=True)
