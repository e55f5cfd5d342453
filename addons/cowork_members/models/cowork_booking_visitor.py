from odoo import fields, models


class CoworkBooking(models.Model):
    """Who comes to a meeting or event."""

    _inherit = "cowork.booking"

    visitor_ids = fields.One2many(
        "cowork.visitor",
        "booking_id",
        "Visitors",
        copy=False,
        groups="cowork_members.group_front_desk",
    )
    visitor_count = fields.Integer(
        compute="_compute_visitor_count", groups="cowork_members.group_front_desk"
    )

    def _compute_visitor_count(self):
        counts = dict(
            self.env["cowork.visitor"]._read_group(
                [("booking_id", "in", self.ids)], ["booking_id"], ["__count"]
            )
        )
        for booking in self:
            booking.visitor_count = counts.get(booking, 0)

    def action_view_visitors(self):
        """:returns: the window action that lists the visitors of this booking."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_visitor"
        )
        action["domain"] = [("booking_id", "=", self.id)]
        action["context"] = {
            "default_booking_id": self.id,
            "default_location_id": self.location_id.id,
            "default_partner_id": self.partner_id.id,
            "default_expected_at": self.start,
        }
        return action
