from urllib.parse import urlencode

from odoo import fields
from odoo.http import request
from odoo.tools import format_date

from ..engine.local_time import to_local
from .portal_booking import CoworkBookingPortal
from .portal_booking_list import CoworkBookingListPortal

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class CoworkBookingSeriesPortal(CoworkBookingPortal):
    """Book a space again and again."""

    def _get_cowork_rules(self, day):
        """:param day: local date of the first booking
        :returns: dict of what the form says to the rule (RFC 5545) without its end"""
        weekday = WEEKDAYS[day.weekday()]
        # The fifth of a month is not in every month: the last one is.
        nth = (day.day - 1) // 7 + 1 if day.day <= 28 else -1
        return {
            "daily": "FREQ=DAILY",
            "workdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "weekly": "FREQ=WEEKLY",
            "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
            "monthly": f"FREQ=MONTHLY;BYDAY={nth}{weekday}",
        }

    def _book_cowork(self, space, wish, query):
        day = to_local(wish.start, space.location_id.tz or "UTC").date()
        rule = self._get_cowork_rules(day).get(query.get("repeat"))
        if not rule:
            return super()._book_cowork(space, wish, query)
        times = self._read_cowork_number(query.get("times"), 2, 1000)
        booked = request.env["cowork.booking"].book_series(
            space.id,
            fields.Datetime.to_string(wish.start),
            wish.minutes,
            f"{rule};COUNT={times}",
            people=self._read_cowork_number(query.get("people"), 1, 10000),
            name=self._read_cowork_name(query),
            skip_conflicts=bool(query.get("skip")),
        )
        tz = space.location_id.tz or "UTC"
        left_out = ",".join(
            f"{to_local(fields.Datetime.to_datetime(one['start']), tz):%Y-%m-%d}"
            for one in booked["skipped"]
        )
        address = urlencode({"done": "booked", "skipped": left_out})
        return f"/my/cowork/bookings/{booked['booked'][0]}?{address}"


class CoworkBookingOfSeriesPortal(CoworkBookingListPortal):
    """A booking of a series: which dates were left out, and which are cancelled."""

    def _render_cowork_booking(self, booking, page="portal_booking", **values):
        days = (request.params.get("skipped") or "").split(",")[:100]
        # sudo: a member knows what they booked.
        series = booking.sudo().recurrence_id
        if series and page == "portal_booking_cancel":
            values["scopes"] = self._get_cowork_scopes(booking)
        return super()._render_cowork_booking(
            booking,
            page,
            skipped=self._word_cowork_days(days),
            series=series.description,
            **values,
        )

    def _get_cowork_scopes(self, booking):
        """:returns: list of dicts: how many bookings can be cancelled with this one,
        and what that costs"""
        field = request.env["cowork.booking.series.change"]._fields["scope"]
        found = []
        for scope, name in field._description_selection(request.env):
            chosen = booking if scope == "this" else booking._find_in_scope(scope)
            if chosen:
                found.append(
                    {
                        "scope": scope,
                        "name": name,
                        "count": len(chosen),
                        # sudo: members do not read policies.
                        "costs": chosen.sudo()._word_cancel_costs(),
                    }
                )
        return found

    def _word_cowork_days(self, days):
        """:returns: days that an address names, as text; empty when they are none"""
        try:
            found = [fields.Date.to_date(day) for day in days if day]
        except ValueError:
            return ""
        return ", ".join(format_date(request.env, day) for day in found)
