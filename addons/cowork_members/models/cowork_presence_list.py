from odoo import models


class CoworkPresence(models.Model):
    """People in the building as they are counted."""

    _inherit = "cowork.presence"

    def _by_name(self):
        return self.sorted(lambda presence: (presence.name or "").casefold())

    def _describe_for_count(self, location):
        """:returns: dict of what is told of one presence (sudo) to who counts"""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name or "",
            "kind": labels[self.kind],
            "detail": self._get_count_detail(),
            "since": location._format_moment(self.entered_at, "HH:mm"),
        }

    def _get_count_detail(self):
        """:returns: what helps to find and recognise one person (sudo)"""
        visitor = self.visitor_id
        if visitor:
            host = visitor.partner_id.name
            parts = (visitor.phone, host and self.env._("visits %s", host))
        else:
            parts = (
                self.partner_id.parent_id.name or self.employee_id.job_id.name,
                self.partner_id.phone or self.employee_id.work_phone,
            )
        return " · ".join(part for part in (*parts, self.space_id.name) if part)
