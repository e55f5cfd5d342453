import re
from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.booking_free import free_seats, pick_seats
from .cowork_booking_slot import ALL_SEATS

SLOT_KEY = re.compile(
    r'\(\[(\d+),\d+\), \[(\d+),(\d+)\), \["?([^",]+)"?,"?([^",)]+)"?\)\)'
)


class CoworkBooking(models.Model):
    """What bookings take, and how two of them never take the same."""

    _inherit = "cowork.booking"

    def _block(self):
        """Take the spaces and seats of these bookings, in place of what they took
        before; what is not live any more takes nothing.

        :raises ValidationError: when somebody else has them, telling what is free
        """
        # sudo: rows are written by this method alone, whoever books.
        slots = self.env["cowork.booking.slot"].sudo()
        bookings = self.sudo().filtered(lambda b: b.state in self._get_taking_states())
        parts = bookings.space_id._get_parts()
        spaces = self.env["cowork.space"].sudo().union(*parts.values())
        spaces._lock_for_booking()
        slots.search([("booking_id", "in", self.ids)]).unlink()
        if not bookings:
            return
        spaces._release_expired_holds(self)
        self._insert_slots(bookings, parts, spaces)

    def _insert_slots(self, bookings, parts, spaces):
        """Write the rows; where others committed meanwhile, take other seats.

        The database refuses what is taken, also by what this transaction cannot see;
        each refusal names one more row that is in the way.
        """
        slots = self.env["cowork.booking.slot"].sudo()  # sudo: see _block().
        first = min(bookings.mapped("start"))
        last = max(booking._get_busy_range()[1] for booking in bookings)
        busy = spaces._get_busy_seats(first, last)
        while True:
            vals_list = bookings._prepare_slots(parts, busy)
            savepoint = self.env.cr.savepoint()
            try:
                # The flush at the end of the savepoint is what meets the constraint.
                with savepoint:
                    slots.create(vals_list)
                return
            except ExclusionViolation as error:
                if "no_double_booking" not in (error.diag.constraint_name or ""):
                    raise
                self._learn(error, busy)

    def _learn(self, error, busy):
        """Add the row that is in the way to what is known to be taken.

        :raises ValidationError: when no other seat would do
        """
        detail = error.diag.message_detail
        keys = SLOT_KEY.findall(detail or "")
        # sudo: see _block().
        spaces = self.env["cowork.space"].sudo()
        space = spaces.browse([int(key[0]) for key in keys[-1:]])
        if not space or space.policy_id.allocation != "seats":
            if not self._get_slot_in_the_way(detail):
                # Committed after this transaction began: the request is rolled back
                # and the constraint's own message, asked afterwards, can name it.
                raise error
            raise ValidationError(self._get_taken_message(detail)) from None
        first, after = int(keys[-1][1]), int(keys[-1][2])
        begin, end = (fields.Datetime.to_datetime(moment) for moment in keys[-1][3:])
        busy[space].append((first, after - 1, begin, end))

    def _prepare_slots(self, parts, busy):
        """:param parts: dict of space to the spaces a booking of it takes
        :param busy: from ``_get_busy_seats()``
        :returns: values of the rows
        :raises ValidationError: when seats or a space are taken as far as is known
        """
        taken = {space: list(rows) for space, rows in busy.items()}
        vals_list = []
        for booking in self:
            begin, end = booking._get_busy_range()
            for part in parts[booking.space_id]:
                for first, last in booking._choose_seats(part, taken[part], begin, end):
                    taken[part].append((first, last, begin, end))
                    vals_list.append(
                        {
                            "booking_id": booking.id,
                            "space_id": part.id,
                            "seat_from": first,
                            "seat_to": last,
                            "busy_start": begin,
                            "busy_stop": end,
                        }
                    )
        return vals_list

    def _choose_seats(self, part, taken, begin, end):
        """:param part: the space, without parts of its own
        :param taken: list of ``(first seat, last seat, from, to)``
        :returns: list of ``(first seat, last seat)`` for one booking
        :raises ValidationError: when they are taken
        """
        if part != self.space_id or part.policy_id.allocation != "seats":
            if any(row[2] < end and row[3] > begin for row in taken):
                raise ValidationError(self._get_refusal(part, taken, begin, end))
            return [ALL_SEATS]
        free = free_seats(part.capacity, taken, begin, end)
        seats = pick_seats(free, self.attendee_count, self.seat_no)
        if not seats:
            raise ValidationError(self._get_seats_message(part, free))
        return [(number, number) for number in seats]

    def _get_busy_range(self):
        """:returns: from when until when one booking takes its space, buffer included:
        as booked, or until it was left"""
        self.ensure_one()
        stop = self.stop
        if self.checked_out_at and self.checked_out_at < stop:
            stop = max(self.checked_out_at, self.start + timedelta(seconds=1))
        # sudo: members do not read policies.
        buffer = self.sudo().space_id.policy_id.buffer_minutes
        return self.start, stop + timedelta(minutes=buffer)

    @api.model
    def _get_taking_states(self):
        # What took place keeps its time: nothing is booked into the past beside it.
        return ("tentative", "confirmed", "checked_in", "done")

    # Why not -------------------------------------------------------------------------

    def _get_refusal(self, part, taken, begin, end):
        """:returns: why one booking cannot have ``part``, and what is free instead"""
        in_the_way = [row for row in taken if row[2] < end and row[3] > begin]
        # sudo: what the policy lets others see is told, no more.
        slot = self.env["cowork.booking.slot"].sudo()
        slot = slot.search(
            [
                ("space_id", "=", part.id),
                ("busy_start", "=", in_the_way[0][2]),
                ("busy_stop", "=", in_the_way[0][3]),
            ],
            limit=1,
        )
        if not slot:
            return self.env._(
                "%(space)s was asked for twice at the same time. Choose different"
                " times.",
                space=part.display_name,
            )
        return slot._describe_taken(self.space_id, self.start, self.stop, self)

    def _get_seats_message(self, space, free):
        """:returns: why the seats of one booking cannot be had"""
        if self.seat_no and free:
            return self.env._(
                "Seat %(number)s of %(space)s is taken at that time. Free are:"
                " %(free)s.",
                number=self.seat_no,
                space=space.display_name,
                free=", ".join(map(str, free[:20])),
            )
        return self.env._(
            "%(space)s has %(free)s free seats from %(range)s, %(count)s are needed."
            " %(alternatives)s",
            space=space.display_name,
            free=len(free),
            range=space.location_id._format_range(self.start, self.stop),
            count=self.attendee_count,
            alternatives=space._describe_alternatives(self.start, self.stop, self),
        )

    @api.model
    def _get_slot_in_the_way(self, detail):
        """:param detail: ``Key (…)=([5,6), [1,2), ["2026-03-03 09:00:00",…)) conflicts
            with existing key (…)=(…)`` as PostgreSQL words it
        :returns: the existing row (sudo), possibly empty"""
        # sudo: what the policy lets others see is told, no more.
        slots = self.env["cowork.booking.slot"].sudo()
        keys = SLOT_KEY.findall(detail or "")
        if not keys:
            return slots.browse()
        space_id, seat, _after, begin, end = keys[-1]
        return slots.search(
            [
                ("space_id", "=", int(space_id)),
                ("seat_from", "=", int(seat)),
                ("busy_start", "=", begin),
                ("busy_stop", "=", end),
            ],
            limit=1,
        )

    @api.model
    def _get_taken_message(self, detail):
        slot = self._get_slot_in_the_way(detail)
        if not slot:
            return self.env._(
                "This was just taken by somebody else. Look again what is free."
            )
        _space, _seat, _after, begin, end = SLOT_KEY.findall(detail)[0]
        begin, end = (
            fields.Datetime.to_datetime(begin),
            fields.Datetime.to_datetime(end),
        )
        end -= timedelta(minutes=slot.space_id.policy_id.buffer_minutes)
        return slot._describe_taken(slot.space_id, begin, end)
