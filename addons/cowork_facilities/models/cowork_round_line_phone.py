from odoo import models


class CoworkRoundLine(models.Model):
    """What a phone shows of a point."""

    _inherit = "cowork.round.line"

    def _describe_for_phone(self):
        """:returns: dict with one point (sudo), and the last answer to it"""
        space = self.space_id.with_context(cowork_short_name=True)
        return {
            "id": self.id,
            "name": self.name,
            "space": space.display_name or "",
            "equipment": self.equipment_id.name or "",
            "standard": self.standard or "",
            "check": self.check_type,
            "needs_photo": self.photo_required,
            "needs_scan": self.scan_required,
            "code_hash": self.point_id._get_code_hash() if self.scan_required else "",
            "unit": self.unit or "",
            # OptionalFloat: False is no limit.
            "least": self.value_min,
            "most": self.value_max,
            "result": self.result or "",
            "value": self.value,
            "text": self.text or "",
            "note": self.note or "",
            "has_photo": bool(self.entry_id.with_context(bin_size=True).photo),
            "request": self.request_id.id or 0,
        }
