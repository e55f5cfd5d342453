from odoo import fields, models


class MaintenanceRequest(models.Model):
    """A work order that was promised to a member who complained."""

    _inherit = "maintenance.request"

    complaint_remedy_ids = fields.One2many(
        "cowork.complaint.remedy",
        "request_id",
        "Promised As",
        groups="cowork_members.group_front_desk",
    )
    complaint_id = fields.Many2one(
        "cowork.complaint",
        compute="_compute_complaint_id",
        groups="cowork_members.group_front_desk",
    )

    def _compute_complaint_id(self):
        for request in self:
            request.complaint_id = request.complaint_remedy_ids[:1].complaint_id

    def _merge_into(self, target):
        super()._merge_into(target)
        # What was promised is kept by the one that goes on.
        self.complaint_remedy_ids.write({"request_id": target.id})
