from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.local_time import day_start
from .cowork_contract import LIVE_STATES

#: bookings are shown so long before they begin
AHEAD = timedelta(hours=1)
#: rows of one list; more than that nobody reads at a glance
MOST_ROWS = 100
MOST_PARCELS = 1000


class CoworkLocation(models.Model):
    """Today at one location, at a glance: what the front-desk screen shows."""

    _inherit = "cowork.location"

    @api.model
    def get_front_desk(self, location=None):
        """Everything the front-desk screen shows of one location, as the user may see
        it.

        :param int location: id of the ``cowork.location``; the user's first one when
            not given
        :returns: dict with ``locations`` to choose from, ``location`` (None where there
            is none), ``day`` in words, ``now`` (UTC), and ``lists``: by the name of a
            list its ``rows`` and their ``count`` before anything was left out. A row
            has ``ids``, ``model``, ``title``, ``detail``, ``time``, ``tone`` and
            ``acts``: what can be done with it
        :raises AccessError: when the user may not see the location
        :raises UserError: when the location is no whole number
        """
        self.check_access("read")
        found = self.env["cowork.space"]._get_board_location(location)
        locations = self.search([("active", "=", True)])
        location = found or locations._get_usual_desk()
        desk = {
            "locations": [{"id": place.id, "name": place.name} for place in locations],
            "location": None,
        }
        if not location:
            return desk
        now = fields.Datetime.now()
        return {
            **desk,
            "location": location._describe_for_board(),
            "day": location._format_moment(now, "EEEE d MMMM"),
            "now": fields.Datetime.to_string(now),
            "lists": location._get_desk_lists(),
        }

    def _get_usual_desk(self):
        """:returns: the first location the user works at, else the first one"""
        # sudo: only whether it is their own.
        served = self.filtered(lambda one: self.env.user in one.sudo().staff_user_ids)
        return (served or self)[:1]

    def _get_desk_lists(self):
        """:returns: dict of the lists of one location; other parts add theirs"""
        return {
            "visitors": self._get_desk_visitors(),
            "bookings": self._get_desk_bookings(),
            "wishes": self._get_desk_wishes(),
            "parcels": self._get_desk_parcels(),
            "moves": self._get_desk_moves(),
            "steps": self._get_desk_steps(),
            "people": self._get_desk_people(),
        }

    @api.model
    def _desk_list(self, rows, count=None):
        return {"rows": rows, "count": len(rows) if count is None else count}

    @api.model
    def _desk_row(self, records, title, detail="", **more):
        """:param records: what a click on the row is about
        :param more: ``time``, ``tone`` (``danger``, ``warning``) and ``acts``
        :returns: dict of a row"""
        return {
            "ids": records.ids,
            "model": records._name,
            "title": title or "",
            "detail": detail or "",
            "time": more.get("time", ""),
            "tone": more.get("tone", ""),
            "acts": more.get("acts", []),
        }

    def _time_at_desk(self, moment):
        """:returns: time of a moment on this location's clock"""
        return self._format_moment(moment, "HH:mm")

    # Visitors ------------------------------------------------------------------------

    def _get_desk_visitors(self):
        """:returns: who is expected today and not here yet"""
        domain = (
            Domain("location_id", "=", self.id)
            & Domain("state", "=", "expected")
            & Domain("day", "=", self._today())
        )
        visitors = self.env["cowork.visitor"].search(
            domain, order="expected_at, id", limit=MOST_ROWS
        )
        now = fields.Datetime.now()
        rows = [
            self._desk_row(
                visitor,
                visitor.name,
                " · ".join(
                    filter(None, (visitor.company_name, visitor.partner_id.name))
                ),
                time=self._time_at_desk(visitor.expected_at),
                tone="warning" if visitor.expected_at <= now else "",
                acts=["accept_rules" if visitor.needs_rules else "arrive"],
            )
            for visitor in visitors
        ]
        return self._desk_list(rows, self._count_more(visitors, domain))

    # Bookings ------------------------------------------------------------------------

    def _get_desk_bookings(self):
        """:returns: what is about to begin, is not checked in to, or was asked for"""
        now = fields.Datetime.now()
        soon = Domain("state", "=", "confirmed") & Domain("start", "<=", now + AHEAD)
        asked = Domain("state", "=", "tentative") & Domain("hold_until", "=", False)
        domain = (
            Domain("location_id", "=", self.id)
            & Domain("stop", ">", now)
            & (soon | asked)
        )
        bookings = self.env["cowork.booking"].search(
            domain, order="start, id", limit=MOST_ROWS
        )
        return self._desk_list(
            [self._desk_booking(booking, now) for booking in bookings],
            self._count_more(bookings, domain),
        )

    def _count_more(self, records, domain):
        return records.search_count(domain) if len(records) == MOST_ROWS else None

    def _desk_booking(self, booking, now):
        asked = booking.state == "tentative"
        # sudo: whoever sees a booking sees whom it is for.
        whom = booking.sudo().partner_id.display_name
        return self._desk_row(
            booking,
            f"{booking.space_id.name} · {whom}",
            self.env._("Asks for confirmation: %s", booking.local_time)
            if asked
            else booking.name,
            time=self._time_at_desk(booking.start),
            tone="warning" if asked or booking.start <= now else "",
            acts=["confirm"] if asked else ["check_in"] * booking._can_check_in(),
        )

    # Parcels -------------------------------------------------------------------------

    def _get_desk_wishes(self):
        """:returns: parcels with which something is to be done, and those of which
        nobody knows whom they are for"""
        domain = (
            Domain("location_id", "=", self.id)
            & Domain("state", "=", "waiting")
            & (Domain("instruction", "!=", "hold") | Domain("partner_id", "=", False))
        )
        parcels = self.env["cowork.parcel"].search(
            domain, order="received_at, id", limit=MOST_ROWS
        )
        return self._desk_list(
            [self._desk_wish(parcel) for parcel in parcels],
            self._count_more(parcels, domain),
        )

    def _desk_wish(self, parcel):
        labels = dict(parcel._fields["instruction"]._description_selection(self.env))
        known = parcel.partner_id
        what = labels[parcel.instruction] if known else self.env._("For whom?")
        return self._desk_row(
            parcel,
            known.name or parcel.recipient_name or parcel.name,
            " · ".join(filter(None, (what, parcel.shelf, parcel.name))),
            tone="" if known else "danger",
            acts=[parcel.instruction] if known else ["choose"],
        )

    def _get_desk_parcels(self):
        """:returns: what waits to be fetched, one row for each member"""
        parcels = self.env["cowork.parcel"].search(
            [
                ("location_id", "=", self.id),
                ("state", "=", "waiting"),
                ("instruction", "=", "hold"),
                ("partner_id", "!=", False),
            ],
            order="received_at, id",
            limit=MOST_PARCELS,
        )
        rows = [
            self._desk_parcels(partner, some)
            for partner, some in parcels.grouped("partner_id").items()
        ]
        return self._desk_list(rows, len(parcels))

    def _desk_parcels(self, partner, parcels):
        days = max(parcels.mapped("days_waiting"))
        shelves = sorted(set(filter(None, parcels.mapped("shelf"))))
        count = len(parcels)
        words = [
            self.env._("1 parcel") if count == 1 else self.env._("%s parcels", count),
            ", ".join(shelves),
            partner.parent_id.name,
        ]
        return self._desk_row(
            parcels,
            partner.name or partner.display_name,
            " · ".join(filter(None, words)),
            time=self.env._("%s d", days) if days else "",
            tone="danger" if any(parcels.mapped("is_overdue")) else "",
            acts=["hand_over"],
        )

    # Moves and viewings --------------------------------------------------------------

    def _get_desk_moves(self):
        """:returns: who moves in, who moves out, and who comes for a viewing today"""
        today = self._today()
        here = Domain("location_id", "=", self.id)
        contracts = self.env["cowork.contract"]
        moving_in = contracts.search(
            here & Domain("state", "=", "signed") & Domain("date_start", "=", today)
        )
        moving_out = contracts.search(
            here & Domain("state", "in", LIVE_STATES) & Domain("date_end", "=", today)
        )
        zone = self.tz or "UTC"
        viewings = self.env["cowork.visit"].search(
            here
            & Domain("kind", "=", "viewing")
            & Domain("state", "=", "planned")
            & Domain("start", ">=", day_start(today, zone))
            & Domain("start", "<", day_start(today + timedelta(days=1), zone)),
            order="start, id",
        )
        return self._desk_list(
            [
                *(self._desk_move(c, self.env._("Moves in")) for c in moving_in),
                *(self._desk_move(c, self.env._("Moves out")) for c in moving_out),
                *(self._desk_viewing(visit) for visit in viewings),
            ]
        )

    def _desk_move(self, contract, what):
        detail = " · ".join(filter(None, (what, contract.space_names)))
        return self._desk_row(contract, contract.partner_id.name, detail, acts=["open"])

    def _desk_viewing(self, visit):
        return self._desk_row(
            visit,
            visit.partner_id.name,
            " · ".join(filter(None, (self.env._("Viewing"), visit.user_id.name))),
            time=self._time_at_desk(visit.start),
            acts=["open"],
        )

    # Steps ---------------------------------------------------------------------------

    def _get_desk_steps(self):
        """:returns: steps of check-lists that are late"""
        domain = Domain("location_id", "=", self.id) & Domain("is_overdue", "=", True)
        steps = self.env["cowork.contract.step"].search(
            domain, order="deadline, id", limit=MOST_ROWS
        )
        rows = [
            self._desk_row(
                step,
                step.name,
                " · ".join(filter(None, (step.member_name, step.department_id.name))),
                time=self.env._("%s d", (self._today() - step.deadline).days),
                tone="danger",
                acts=["done"] * step.may_tick,
            )
            for step in steps
        ]
        return self._desk_list(rows, self._count_more(steps, domain))

    # Who is in -----------------------------------------------------------------------

    def _get_desk_people(self):
        """:returns: who is in the building now"""
        domain = Domain("location_id", "=", self.id) & Domain("left_at", "=", False)
        inside = self.env["cowork.presence"].search(domain, limit=MOST_ROWS)
        kinds = dict(inside._fields["kind"]._description_selection(self.env))
        rows = [
            self._desk_row(
                presence,
                presence.display_name,
                kinds[presence.kind],
                time=self._time_at_desk(presence.entered_at),
                acts=["leave"],
            )
            for presence in inside
        ]
        return self._desk_list(rows, self._count_more(inside, domain))

    def action_view_front_desk(self):
        """:returns: the client action with the front-desk screen of this location"""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "cowork_members.action_cowork_front_desk"
        )
        action["params"] = {"location": self.id}
        return action
