"""What a controller needs to decide by itself, for many credentials at once."""

from datetime import timedelta

from odoo.fields import Domain

from ..engine.access import days_between
from ..engine.local_time import day_start

ONE_DAY = timedelta(days=1)


class AccessList:
    """The credentials that open doors of a location in the coming days.

    Everything is read at once, whatever the number of people. PINs are not in it:
    whoever takes a controller home would soon have tried them all.

    :param location: ``cowork.location`` (sudo)
    :param start: naive UTC
    :param stop: naive UTC, exclusive
    """

    def __init__(self, location, start, stop):
        self.location = location
        self.env = location.env
        self.tz = location.tz or "UTC"
        self.start, self.stop = start, stop
        self.first_day = location._day_of(start)
        self.last_day = location._day_of(stop)
        self.points = location.access_point_ids.filtered(
            lambda point: point.direction != "out"
        )
        self.credentials = self._load_credentials()
        self.contracts, self.named = self._load_contracts()
        self.schedules = {}
        self._doors = {}

    # Loading -------------------------------------------------------------------------

    def _load_credentials(self):
        location = self.location
        return self.env["cowork.access.credential"].search_fetch(
            Domain("company_id", "=", location.company_id.id)
            & Domain("state", "=", "active")
            & Domain("kind", "!=", "pin")
            & (
                Domain("any_location", "=", True)
                | Domain("location_id", "=", location.id)
            )
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">", self.start))
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<", self.stop)),
            [
                "kind",
                "secret_hash",
                "partner_id",
                "employee_id",
                "valid_from",
                "valid_to",
            ],
            order="id",
        )

    def _load_contracts(self):
        """:returns: contracts that let somebody in, and dict of partner to the
        ``(contract, first day, last day)`` they are in"""
        partners = self.credentials.partner_id
        running = Domain("company_id", "=", self.location.company_id.id) & Domain(
            "state", "in", ("active", "suspended")
        )
        rows = self.env["cowork.contract.member"].search_fetch(
            Domain("partner_id", "in", partners.ids)
            & Domain("contract_id", "any", running)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", self.first_day))
            & Domain("date_from", "<=", self.last_day),
            ["contract_id", "partner_id", "date_from", "date_to"],
        )
        named = {}
        for row in rows:
            named.setdefault(row.partner_id, []).append(
                (row.contract_id, row.date_from, row.date_to)
            )
        paid = self.env["cowork.contract"].search_fetch(
            running & Domain("partner_id", "in", partners.ids), ["partner_id"]
        )
        for contract in paid:
            named.setdefault(contract.partner_id, []).append(
                (contract, contract.date_start, False)
            )
        return rows.contract_id | paid, named

    # The list ------------------------------------------------------------------------

    def get_entries(self):
        """:returns: list of dicts, one for each credential and time it opens doors"""
        rights = {contract: self._get_rights(contract) for contract in self.contracts}
        entries = []
        for credential in self.credentials:
            if credential.employee_id:
                found = self._get_employee_rights(credential.employee_id)
            else:
                found = [
                    self._cut(right, first, last)
                    for contract, first, last in self.named.get(
                        credential.partner_id, ()
                    )
                    for right in rights[contract]
                ]
            for right in filter(None, found):
                entries += self._to_entry(credential, right)
        return entries

    def _get_rights(self, contract):
        """:returns: list of dicts: what the lines of a contract open, and when"""
        if contract._is_access_blocked():
            return []
        pauses = [
            (pause.date_from, pause.date_to or None)
            for pause in contract.suspension_ids.sorted("date_from")
        ]
        return [
            right
            for line in contract.line_ids
            for right in self._get_line_rights(line, contract, pauses)
        ]

    def _get_line_rights(self, line, contract, pauses):
        plan = line.plan_id
        here = contract.location_id == self.location or plan.access_everywhere
        if line._is_empty() or plan.access_mode == "booking" or not here:
            return []
        points = self._get_points(line)
        if not points:
            return []
        first = max(line.date_start, self.first_day)
        last = min(line.date_stop or self.last_day, self.last_day)
        return [
            {
                "first_day": begin,
                "last_day": end,
                "points": points,
                "schedule": self._get_schedule(plan),
                "pass": plan.access_mode == "pass",
            }
            for begin, end in days_between(first, last, pauses)
        ]

    def _get_points(self, line):
        """:returns: codes of the access points that a line opens"""
        key = line.space_id or line.plan_id.kind_id
        if key not in self._doors:
            self._doors[key] = [
                point.code
                for point in self.points
                if self.location._leads_to_line(point, line)
            ]
        return self._doors[key]

    def _get_schedule(self, plan):
        """:returns: name of the plan's hours in ``schedules``, or None: at any time"""
        calendar = plan.access_calendar_id
        if not calendar:
            return None
        name = str(calendar.id)
        if name not in self.schedules:
            self.schedules[name] = self.location._get_access_hours(
                plan, self.start, self.stop
            )
        return name

    def _get_employee_rights(self, employee):
        location = self.location
        if not employee.active or employee not in (
            location.employee_ids | location.manager_id
        ):
            return []
        return [
            {
                "first_day": self.first_day,
                "last_day": self.last_day,
                "points": self.points.mapped("code"),
                "schedule": None,
                "pass": False,
            }
        ]

    def _cut(self, right, first, last):
        """:returns: a right on the days somebody is in the contract, or None"""
        begin = max(right["first_day"], first)
        end = min(right["last_day"], last or right["last_day"])
        return {**right, "first_day": begin, "last_day": end} if begin <= end else None

    def _to_entry(self, credential, right):
        """:returns: list of one entry, or none when the credential is not valid then"""
        start = max(
            self.start,
            day_start(right["first_day"], self.tz),
            credential.valid_from or self.start,
        )
        stop = min(
            self.stop,
            day_start(right["last_day"] + ONE_DAY, self.tz),
            credential.valid_to or self.stop,
        )
        if start >= stop:
            return []
        return [
            {
                "credential": credential.id,
                "kind": credential.kind,
                "hash": credential.secret_hash,
                "from": str(start),
                "to": str(stop),
                "schedule": right["schedule"],
                "points": right["points"],
                "pass": right["pass"],
            }
        ]
