from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context


class CoworkBooking(models.Model):
    """What members and other programs do: book, by one call, for themselves."""

    _inherit = "cowork.booking"

    @api.model
    def book(
        self,
        space,
        start,
        stop,
        partner=None,
        people=1,
        seat=0,
        name=None,
        confirm=True,
    ):
        """Book a space for a time.

        Members book for themselves, staff for anybody. It is booked for all of the time
        or not at all: the database sees to it that nobody else has it.

        :param int space: id of the ``cowork.space``
        :param str start: first moment in UTC, ``YYYY-MM-DD HH:MM:SS``
        :param str stop: moment in UTC at which the space is given back
        :param int partner: id of the ``res.partner`` it is for; the user's own when not
            given
        :param int people: how many come; as many seats are taken where seats are booked
        :param int seat: number of the first seat; any that is free when 0
        :param str name: subject
        :param bool confirm: whether it counts at once; otherwise the space is held for
            the minutes of its policy, until ``action_confirm()``
        :returns: dict with ``id``, ``name``, ``state``, ``start``, ``stop`` and
            ``hold_until`` (UTC), ``seats`` (their numbers as text), ``price`` (what is
            left to pay after what the plan includes and packs), ``currency`` (its code)
            and ``price_text`` (how it adds up)
        :raises AccessError: when the user may not book this space, or for somebody else
        :raises UserError: when times, numbers or whom it is for make no sense
        :raises ValidationError: when a rule is broken or somebody has the space, with
            the next free time and up to three others that are free
        """
        spaces = self.env["cowork.space"]
        start, stop = spaces._check_times(start, stop)
        people = spaces._check_whole(people, self.env._("People"))
        seat = spaces._check_whole(seat, self.env._("Seat"), least=0)
        booking = self._get_booker().create(
            {
                "space_id": self._get_space_to_book(space).id,
                "partner_id": self._get_partner_to_book(partner).id,
                "start": start,
                "stop": stop,
                "attendee_count": people,
                "seat_no": seat,
                "name": name,
            }
        )
        if confirm:
            booking._confirm(by_staff=self._is_staff())
        return booking._describe()

    def _get_booker(self):
        """:returns: the model as whoever asks may create bookings with it"""
        # Defaults that the caller sends would set what no parameter lets them set.
        context = clean_context(self.env.context)
        # Replaced, not added to: they must go.
        booker = self.with_context(context)  # pylint: disable=context-overridden
        if self.env.user._is_internal():
            return booker
        # sudo: members have no right to write bookings but through this method, which
        # looks at whom and what they may book.
        return booker.sudo()

    @api.model
    def _get_space_to_book(self, space_id):
        """:returns: the space, when the user may book it
        :raises AccessError: as for one that does not exist"""
        space = self._browse_given("cowork.space", space_id)
        if self.env.user._is_internal():
            space.check_access("read")
        # sudo: members do not read spaces.
        elif space.sudo().company_id not in self.env.companies:
            space = space.browse()
        if not space or not space.sudo().is_bookable:
            raise AccessError(
                self.env._("There is no such space, or it cannot be booked.")
            )
        return space.sudo()

    @api.model
    def _get_partner_to_book(self, partner_id):
        own = self.env.user.partner_id
        if partner_id is None or partner_id is False:
            return own
        partner = self._browse_given("res.partner", partner_id)
        if not self._is_staff() and partner != own:
            raise AccessError(self.env._("You can book for yourself only."))
        if not partner:
            raise UserError(self.env._("There is nobody with this id to book for."))
        return partner

    @api.model
    def _browse_given(self, model, value):
        """:param value: what a caller sent as the id of a record
        :returns: the record, or an empty one when there is none"""
        records = self.env[model]
        is_id = isinstance(value, int) and not isinstance(value, bool)
        return records.browse(value).exists() if is_id else records

    def _for_actor(self):
        """:returns: these bookings as whoever asks may change them: staff by their
            rights, members their own
        :raises AccessError: when they may not"""
        user = self.env.user
        if self.env.su or user._is_internal():
            self.check_access("write")
            return self
        self.check_access("read")
        # sudo: members have no right to write bookings but through its methods; they
        # change their own, and those of the people they pay for.
        bookings = self.sudo()
        for booking in bookings:
            if user.partner_id not in (
                booking.partner_id | booking.contract_id.partner_id
            ):
                raise AccessError(self.env._("You can change your own bookings only."))
        return bookings

    def _describe(self):
        """:returns: dict as ``book()`` promises it (one record)"""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.display_name,
            "state": self.state,
            "start": fields.Datetime.to_string(self.start),
            "stop": fields.Datetime.to_string(self.stop),
            "hold_until": self.hold_until
            and fields.Datetime.to_string(self.hold_until),
            "seats": self.seats,
        }
