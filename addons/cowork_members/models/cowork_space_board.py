from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.booking_board import natural_key

#: more days than the board has columns for
MOST_DAYS = 14


class CoworkSpace(models.Model):
    """The booking board: spaces down, hours across."""

    _inherit = "cowork.space"

    @api.model
    def get_board(self, location=None, day=None, days=1, filters=None, all_hours=False):
        """Everything the booking board shows, as the user may see it.

        :param int location: id of the ``cowork.location``; the first one when not given
        :param str day: first day at the location, ``YYYY-MM-DD``; today when not given
        :param int days: how many days, 1 to 14
        :param dict filters: ``floor`` (id of the ``cowork.space`` that spaces are part
            of), ``kind`` (id), ``capacity`` (people, at least), ``amenities`` (ids, all
            of them); each may be left out
        :param bool all_hours: show day and night instead of the opening hours
        :returns: dict with ``locations`` to choose from, ``location`` (None where there
            is none), ``day``, ``now`` and ``days`` (each ``date`` and the ``start`` and
            ``stop`` of what is shown of it), ``options`` of the filters, ``spaces`` in
            their order, ``open`` (times in which spaces can be booked, by the key their
            row names), and what :meth:`get_board_bookings` returns. Moments are UTC.
        :raises AccessError: when the user may not see the location
        :raises UserError: when a day, a number or a filter makes no sense
        """
        self.check_access("read")
        locations = self.env["cowork.location"].search([("active", "=", True)])
        location = self._get_board_location(location) or locations[:1]
        board = {
            "locations": [{"id": place.id, "name": place.name} for place in locations],
            "location": None,
        }
        if not location:
            return board
        day = self._get_board_day(day) or location._today()
        days = self._get_board_number(days, 1, MOST_DAYS)
        every = self._get_board_spaces(location)
        spaces = every._filter_for_board(filters or {})
        period = location._get_board_period(day, days)
        # sudo: opening hours are no secret to who sees the space.
        hours = every.sudo()._get_open_intervals(*period)
        bookings = every._get_board_records(*period)
        axes = location._get_board_axes(day, days, hours, bookings, all_hours)
        return {
            **board,
            "location": location._describe_for_board(),
            "day": fields.Date.to_string(day),
            "days": axes,
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "options": every._get_board_options(),
            **spaces._describe_rows(hours),
            **spaces._describe_board_bookings(every, bookings, axes),
        }

    @api.model
    def get_board_bookings(self, location, axes, filters=None):
        """The part of the booking board that changes while one looks at it.

        :param int location: id of the ``cowork.location``
        :param list axes: ``days`` of what :meth:`get_board` returned
        :param dict filters: as for :meth:`get_board`
        :returns: dict with ``bookings`` of the spaces shown, ``taken`` (times in which
            a space is taken by a booking of the whole it is part of, or of a part of
            it), ``loads`` (by space booked by seat: the seats taken in each hour) and
            ``now``
        :raises AccessError: when the user may not see the location
        :raises UserError: when the days or a filter make no sense
        """
        self.check_access("read")
        location = self._get_board_location(location)
        first, last = self._get_board_days(axes)
        every = self._get_board_spaces(location)
        spaces = every._filter_for_board(filters or {})
        period = location._get_board_period(first, (last - first).days + 1)
        bookings = every._get_board_records(*period)
        return {
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            **spaces._describe_board_bookings(every, bookings, axes),
        }

    # What was asked for --------------------------------------------------------------

    @api.model
    def _get_board_location(self, location_id):
        """:returns: the location, possibly empty when none is asked for
        :raises AccessError: as for one that does not exist"""
        ids = [self._get_board_number(location_id, 1)] if location_id else []
        location = self.env["cowork.location"].browse(ids)
        location.check_access("read")
        return location.exists()

    @api.model
    def _get_board_day(self, day):
        try:
            found = fields.Date.to_date(day)
        except (TypeError, ValueError):
            found = None
        # The calendar ends somewhere, and days are added to this one.
        if day and not (found and date(1990, 1, 1) <= found <= date(2200, 1, 1)):
            raise UserError(self.env._("Give the day as 2026-03-02."))
        return found

    @api.model
    def _get_board_number(self, value, least, most=2**31 - 1):
        if isinstance(value, bool) or not isinstance(value, int):
            value = None
        if value is None or not least <= value <= most:
            raise UserError(
                self.env._(
                    "Give a whole number from %(least)s to %(most)s.",
                    least=least,
                    most=most,
                )
            )
        return value

    @api.model
    def _get_board_days(self, axes):
        """:returns: first and last day of what the board shows"""
        try:
            found = [self._get_board_day(axis["date"]) for axis in axes]
            for axis in axes:
                self._check_times(axis["start"], axis["stop"])
        except (TypeError, KeyError, ValueError):
            found = []
        if (
            not 1 <= len(found) <= MOST_DAYS
            or None in found
            or max(found) - min(found) >= timedelta(MOST_DAYS)
        ):
            raise UserError(self.env._("Give the days as the board showed them."))
        return min(found), max(found)

    # Spaces --------------------------------------------------------------------------

    @api.model
    def _get_board_spaces(self, location):
        """:returns: the spaces of a location that have a policy, also those that are
        out of use for now: they may have bookings"""
        return self.search(
            Domain("location_id", "in", location.ids) & Domain("policy_id", "!=", False)
        )

    def _filter_for_board(self, filters):
        """:returns: the spaces that pass all filters"""
        if not isinstance(filters, dict):
            raise UserError(self.env._("Give the filters by name."))
        number = self._get_board_number
        found = self
        if filters.get("floor"):
            floor = number(filters["floor"], 1)
            found = found.filtered(lambda s: floor in s._get_path_ids())
        if filters.get("kind"):
            kind = number(filters["kind"], 1)
            found = found.filtered(lambda s: s.kind_id.id == kind)
        if filters.get("capacity"):
            people = number(filters["capacity"], 1)
            found = found.filtered(lambda s: s._get_room() >= people)
        if amenities := filters.get("amenities"):
            if not isinstance(amenities, list):
                amenities = [amenities]
            wanted = {number(amenity, 1) for amenity in amenities}
            found = found.filtered(lambda s: wanted <= set(s.amenity_ids.ids))
        return found

    def _get_path_ids(self):
        """:returns: ids of the spaces one space is part of, from the outermost, and its
        own"""
        return [int(part) for part in (self.parent_path or "").split("/") if part]

    def _get_board_group(self):
        """:returns: the floor or zone one space is shown under, possibly empty: the
        nearest one it is part of that is not booked itself"""
        place = self.parent_id
        while place.policy_id:
            place = place.parent_id
        return place

    def _get_board_options(self):
        """:returns: dict of what these spaces can be filtered by"""
        groups = self.browse({space._get_board_group().id for space in self} - {False})
        return {
            "floors": [
                {"id": group.id, "name": group.complete_name}
                for group in groups.sorted(lambda g: natural_key(g.complete_name))
            ],
            "kinds": [
                {"id": kind.id, "name": kind.name} for kind in self.kind_id.sorted()
            ],
            "amenities": [
                {"id": amenity.id, "name": amenity.name}
                for amenity in self.amenity_ids.sorted()
            ],
        }

    def _describe_rows(self, hours):
        """:param hours: from ``_get_open_intervals()``
        :returns: dict with the rows of the board in their order, and the opening hours
            they name"""
        keys, rows = {}, []
        for space in self.sorted(lambda s: s._get_board_key()):
            intervals = hours[space]
            key = None
            if intervals is not None:
                key = keys.setdefault(tuple(intervals), len(keys))
            rows.append({**space._describe_for_board(), "open": key})
        return {
            "spaces": rows,
            "open": {
                key: [
                    [fields.Datetime.to_string(moment) for moment in interval]
                    for interval in intervals
                ]
                for intervals, key in keys.items()
            },
        }

    def _get_board_key(self):
        """:returns: key that puts the spaces of a floor together, and parts under the
        whole"""
        group = self._get_board_group()
        inside = self.complete_name.removeprefix(group.complete_name or "")
        path = inside.strip(" /").split(" / ")
        return (natural_key(group.complete_name), *map(natural_key, path))

    def _describe_for_board(self):
        """:returns: dict of one row"""
        group = self._get_board_group()
        # sudo: how a space is booked is told to whoever may see it.
        policy = self.sudo().policy_id
        return {
            "id": self.id,
            "name": self.name,
            "group_id": group.id or 0,
            "group": group.complete_name or self.location_id.name,
            "part_of": self.parent_id.name if self.parent_id != group else "",
            "depth": len(self._get_path_ids()) - len(group._get_path_ids()) - 1,
            "kind": self.kind_id.name,
            "icon": self.kind_id.icon or "",
            "capacity": self.capacity or self.capacity_total,
            "amenities": self.amenity_ids.mapped("name"),
            "seats": policy.allocation == "seats",
            "grain": policy.slot_minutes or self.kind_id.default_slot_minutes,
            "least": policy.min_minutes,
            "blocked": self.blocked,
            "blocked_reason": self.blocked_reason or "",
        }
