from odoo import models


class CoworkBookingSlot(models.Model):
    """What those are told who come too late."""

    _inherit = "cowork.booking.slot"

    def _describe_taken(self, space, start, stop, booking=None):
        """:param space: what was asked for
        :param start: from when it was asked for (UTC)
        :param stop: until when
        :param booking: the one that is refused, where there is one
        :returns: until when one row takes its space, whose it is as far as the policy
            lets others see it, and what is free instead
        """
        self.ensure_one()
        location = self.space_id.location_id
        holder = self.booking_id._get_holder_label()
        values = {
            "space": self.space_id.display_name,
            "range": location._format_range(self.busy_start, self.busy_stop),
            "holder": holder,
            "alternatives": space._describe_alternatives(start, stop, booking),
        }
        if holder:
            return self.env._(
                "%(space)s is taken by %(holder)s, %(range)s. %(alternatives)s",
                **values,
            )
        return self.env._("%(space)s is taken %(range)s. %(alternatives)s", **values)

    def _describe_holder(self):
        """:returns: sentence: until when one row takes its space, and whose it is as
        far as the policy lets others see it"""
        self.ensure_one()
        location = self.space_id.location_id
        holder = self.booking_id._get_holder_label()
        values = {
            "space": self.space_id.name,
            "range": location._format_range(self.busy_start, self.busy_stop),
            "holder": holder,
        }
        if holder:
            return self.env._("%(space)s is taken by %(holder)s, %(range)s.", **values)
        return self.env._("%(space)s is taken %(range)s.", **values)
