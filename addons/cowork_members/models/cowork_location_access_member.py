from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ..engine.access import Contract, Line, leads_to, weigh

#: hours are asked for around the moment: what is cut off there does not matter
AROUND = timedelta(hours=1)
#: the longest a booking lasts, and the earliest somebody may check in
BOOKING_DAYS = timedelta(days=31)
CHECK_IN = timedelta(days=1)


class CoworkLocation(models.Model):
    """What members' contracts and bookings mean at the doors of a location."""

    _inherit = "cowork.location"

    def _decide_for_member(self, partner, moment, point):
        """:param partner: ``res.partner`` (sudo)
        :returns: dict with ``granted``, ``reason``, ``contract_id``, ``booking_id``"""
        day = self._day_of(moment)
        rows = self._find_access_rows(partner)
        contracts = self._find_access_contracts(partner, rows)
        inside = rows.filtered(lambda row: row._covers(day)).contract_id
        inside |= contracts.filtered(lambda one: one.partner_id == partner)
        facts = [
            self._to_facts(one, one in inside, day, moment, point) for one in contracts
        ]
        verdict = weigh(facts, day, moment)
        vals = {
            "granted": verdict.granted,
            "reason": verdict.reason,
            "contract_id": verdict.contract,
        }
        if verdict.granted and not verdict.uses_pass:
            return vals
        # A booking needs no day pass besides.
        if booking := self._find_access_booking(partner, moment, point):
            return {
                "granted": True,
                "reason": "booking",
                "contract_id": booking.contract_id.id,
                "booking_id": booking.id,
            }
        if verdict.granted and self._has_happened(moment):
            contract = contracts.browse(verdict.contract)
            line = contract.line_ids.browse(verdict.line)
            if not contract._take_day_pass(line.plan_id, partner, moment, self):
                return vals | {"granted": False, "reason": "no_pass"}
        return vals

    # Contracts -----------------------------------------------------------------------

    def _find_access_rows(self, partner):
        """:returns: when a person is, was or will be named in contracts (sudo)"""
        return self.env["cowork.contract.member"].search_fetch(
            [("partner_id", "=", partner.id), ("company_id", "=", self.company_id.id)],
            ["contract_id", "date_from", "date_to"],
        )

    def _find_access_contracts(self, partner, rows):
        """:param rows: of the person, from ``_find_access_rows()``
        :returns: the contracts (sudo) of the company that name, or are paid by, one
            person; those that are over as well, to tell it"""
        return self.env["cowork.contract"].search_fetch(
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "not in", ("draft", "cancelled"))
            & (
                Domain("id", "in", rows.contract_id.ids)
                | Domain("partner_id", "=", partner.id)
            ),
            ["state", "location_id", "partner_id", "date_start", "date_end"],
            order="date_start desc, id desc",
        )

    def _to_facts(self, contract, names_person, day, moment, point):
        """:returns: ``Contract`` as the engine weighs it"""
        is_over = contract.state == "ended"
        lines = contract.line_ids.browse()
        if not is_over:
            lines = contract._get_lines_on(day).filtered(lambda one: not one.is_void)
        return Contract(
            key=contract.id,
            state="ended" if is_over else contract._get_state_on(day),
            first_day=contract.date_start,
            last_day=contract.date_end or None,
            names_person=names_person,
            blocked=not is_over and contract._is_access_blocked(),
            lines=[self._to_line(line, contract, moment, point) for line in lines],
        )

    def _to_line(self, line, contract, moment, point):
        plan = line.plan_id
        return Line(
            key=line.id,
            mode=plan.access_mode,
            hours=self._get_access_hours(plan, moment - AROUND, moment + AROUND),
            here=contract.location_id == self or plan.access_everywhere,
            fits=self._leads_to_line(point, line),
        )

    def _get_access_hours(self, plan, start, stop):
        """:returns: when a plan opens the doors of this location, on its own clock and
        without holidays: list of ``(start, stop)`` in UTC; None: at any time"""
        if not plan.access_calendar_id:
            return None
        return plan.access_calendar_id._get_cowork_intervals(
            start, stop, self.tz or "UTC", self.company_id
        )

    def _leads_to_line(self, point, line):
        """:returns: whether a door leads to what a line is for: to its space, what is
        in it or what it is in. A line without a space is for all spaces of its kind;
        where such are let one by one, only the floors that lead to them."""
        door = point.space_id
        if not door:
            return True
        if line.space_id and line.space_id.location_id == self:
            return leads_to(door.parent_path, line.space_id.parent_path)
        kind = line.plan_id.kind_id
        if kind.usage == "exclusive" and door.usage != "none":
            return False
        paths = self._get_paths_of_kind(kind)
        return any(leads_to(door.parent_path, path) for path in paths)

    def _get_paths_of_kind(self, kind):
        """:returns: paths of the spaces of one kind at one location"""
        spaces = self.env["cowork.space"].search_fetch(
            [("location_id", "=", self.id), ("kind_id", "=", kind.id)], ["parent_path"]
        )
        return spaces.mapped("parent_path")

    # Bookings ------------------------------------------------------------------------

    def _find_access_booking(self, partner, moment, point):
        """:returns: the booking (sudo) that lets somebody in: theirs or their
        company's, from its check-in time to its end, for what the door leads to"""
        people = partner | partner.commercial_partner_id
        bookings = self.env["cowork.booking"].search_fetch(
            [
                ("partner_id", "in", people.ids),
                ("location_id", "=", self.id),
                ("state", "in", ("confirmed", "checked_in", "done")),
                ("start", ">", moment - BOOKING_DAYS),
                ("start", "<=", moment + CHECK_IN),
                ("stop", ">", moment),
            ],
            ["space_id", "contract_id", "start", "stop", "checked_out_at"],
            order="start, id",
        )
        return bookings.filtered(
            lambda one: self._is_for_booking(one, moment, point)
        ).sorted(lambda one: one.start)[:1]

    def _is_for_booking(self, booking, moment, point):
        early = timedelta(minutes=booking.space_id.policy_id.check_in_minutes)
        stop = booking.checked_out_at or booking.stop
        if not booking.start - early <= moment < stop:
            return False
        if booking.contract_id and booking.contract_id._is_access_blocked():
            return False
        door = point.space_id
        return not door or leads_to(door.parent_path, booking.space_id.parent_path)
