from odoo import fields, models

from .cowork_booking import TIME_FIELDS


class CoworkBooking(models.Model):
    """What members are told of their bookings by mail, and their guests with them."""

    _inherit = "cowork.booking"

    def write(self, vals):
        before = {}
        if TIME_FIELDS & vals.keys():
            before = {
                booking: booking._get_when_and_where()
                for booking in self
                if booking._is_settled()
            }
        result = super().write(vals)
        moved = self.filtered(
            lambda b: b in before and b._get_when_and_where() != before[b]
        )
        moved._tell_moved()
        return result

    def _get_when_and_where(self):
        return self.start, self.stop, self.space_id

    def _is_settled(self):
        """:returns: whether the member counts on one booking: it is confirmed, or the
        front desk was asked"""
        return self.state == "confirmed" or self._is_asked()

    def _is_asked(self):
        """:returns: whether one booking waits for the front desk's answer"""
        return self.state == "tentative" and not self.hold_until

    def _tell_moved(self):
        self._tell("moved")
        self._update_guests("REQUEST")

    def _confirm(self, by_staff):
        result = super()._confirm(by_staff)
        confirmed = self.filtered(lambda booking: booking.state == "confirmed")
        confirmed._tell("confirmed")
        confirmed._update_guests("REQUEST")
        self.filtered(lambda booking: booking._is_asked())._tell("requested")
        return result

    def _set_cancelled(self, reason):
        asked = self.filtered(lambda booking: booking._is_asked())
        told = self.filtered(lambda booking: booking._is_settled())
        result = super()._set_cancelled(reason)
        refused = asked if not self.env.user.share else asked.browse()
        refused._tell("refused")
        (told - refused)._tell("cancelled")
        told._update_guests("CANCEL")
        return result

    def _miss(self):
        result = super()._miss()
        self._tell("released")
        return result

    def _tell(self, what):
        """Write to the members of these bookings; the mails leave after the commit.

        :param what: last part of the template's name
        """
        now = fields.Datetime.now()
        # sudo: members are told, whoever changes what they booked.
        bookings = self.sudo().filtered(lambda b: b.partner_id.email and b.stop > now)
        # Asked last: each time it asks the database.
        template = bookings and self.env.ref(
            f"cowork_members.mail_template_booking_{what}", raise_if_not_found=False
        )
        if not template:
            return
        # One mail for what one member booked at once, such as a series.
        for together in bookings.grouped("partner_id").values():
            first = together.sorted("start")
            # sudo: the mail is part of the booking, whoever makes it.
            template.sudo().with_context(cowork_bookings=first.ids).send_mail_batch(
                first[:1].ids, email_layout_xmlid="mail.mail_notification_light"
            )
        self._hurry_mails()

    def _get_told(self):
        """:returns: all bookings that the mail on this one speaks of"""
        ids = self.env.context.get("cowork_bookings") or self.ids
        return self.browse(ids) if self.id in ids else self
