"""What figures are counted from, read once for many locations and months."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import fields
from odoo.fields import Domain

from ..engine.kpi import (
    covers,
    days_within,
    last_day_of,
    merge,
    next_month,
    price_on,
)
from ..engine.terms import monthly_amount

# A contract counts from its first to its last day once it is signed, asleep or not.
COUNTED_STATES = ("signed", "active", "suspended", "ended")


class Period(NamedTuple):
    """A month of a location, as far as it has come."""

    first: object
    #: last day that is counted: of the month, or today
    last: object
    #: who is gone by this day has left: the first of the next month, or today
    until: object

    @property
    def is_over(self):
        return self.until > self.last


class SpaceDays(NamedTuple):
    """A space in a month, in days and on the first day."""

    id: int
    desks: int
    area: float
    let_days: int
    lettable_days: int
    let_first: bool
    lettable_first: bool


class KpiFacts:
    """Contracts, lines and spaces of some locations, for some months.

    Every reading is one search for all locations, kept; a figure of another addon reads
    its own with ``once``.

    :param locations: ``cowork.location`` with ``sudo``: figures count everything
    :param months: first days of the months, in any order
    """

    def __init__(self, locations, months):
        self.env = locations.env
        # Read together, wherever they were found.
        self.locations = locations = locations.with_prefetch()
        self.months = sorted(months)
        self.first = self.months[0]
        self.last = last_day_of(self.months[-1])
        self.today = {location.id: location._today() for location in locations}
        self._kept = {}

    def once(self, key, read):
        """:param key: what is read, with the location and month it is read for
        :param read: function without arguments that reads it the first time
        :returns: what ``read`` returned"""
        if key not in self._kept:
            self._kept[key] = read()
        return self._kept[key]

    def period(self, location, month):
        """:returns: ``Period``"""
        after, today = next_month(month), self.today[location.id]
        last = min(after - timedelta(days=1), today)
        return Period(month, last, min(after, today))

    def _read(self, model, domain, names):
        records = self.env[model].with_context(active_test=False)
        return records.search_read(domain, names, load=None)

    def _by(self, name, rows):
        found = defaultdict(list)
        for row in rows:
            found[row[name]].append(row)
        return found

    # Contracts and members -------------------------------------------------------

    def contracts(self, location):
        """:returns: values of the contracts that run in these months, with ``member``,
        the id of who pays"""
        return self.once("contracts", self._read_contracts)[location.id]

    def _read_contracts(self):
        before = self.first - timedelta(days=1)
        rows = self._read(
            "cowork.contract",
            Domain("location_id", "in", self.locations.ids)
            & Domain("state", "in", COUNTED_STATES)
            & Domain("date_start", "<=", self.last + timedelta(days=1))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", before)),
            [
                "location_id",
                "partner_id",
                "currency_id",
                "date_start",
                "date_end",
                "is_leaving",
                "end_before_notice",
            ],
        )
        payers = {row["partner_id"] for row in rows}
        members = {
            row["id"]: row["commercial_partner_id"] or row["id"]
            for row in self._read(
                "res.partner", [("id", "in", list(payers))], ["commercial_partner_id"]
            )
        }
        for row in rows:
            row["member"] = members[row["partner_id"]]
        return self._by("location_id", rows)

    def members(self, location):
        """:returns: {id of a member: the merged periods of their contracts here}"""
        return self.once(("members", location.id), lambda: self._get_members(location))

    def _get_members(self, location):
        periods = defaultdict(list)
        for row in self.contracts(location):
            periods[row["member"]].append((row["date_start"], row["date_end"]))
        return {member: merge(found) for member, found in periods.items()}

    # Lines -----------------------------------------------------------------------

    def lines(self, location):
        """:returns: values of the lines in force on some day of these months, with
        ``steps``, the pairs of day and price, and ``contract``, the contract's values
        """
        return self.once("lines", self._read_lines)[location.id]

    def _read_lines(self):
        contracts = {}
        for location in self.locations:
            contracts.update((row["id"], row) for row in self.contracts(location))
        rows = self._read(
            "cowork.contract.line",
            Domain("location_id", "in", self.locations.ids)
            & Domain("contract_id.state", "in", COUNTED_STATES)
            & Domain("is_void", "=", False)
            & Domain("date_start", "<=", self.last)
            & (Domain("date_stop", "=", False) | Domain("date_stop", ">=", self.first)),
            [
                "location_id",
                "contract_id",
                "space_id",
                "date_start",
                "date_stop",
                "price_unit",
                "quantity",
                "discount",
                "billing_interval",
                "billing_unit",
            ],
        )
        # Lines that were over before they began have no day in force.
        rows = [
            row
            for row in rows
            if (row["date_stop"] or row["date_start"]) >= row["date_start"]
        ]
        steps = self._by(
            "line_id",
            self._read(
                "cowork.contract.price.step",
                [("line_id.location_id", "in", self.locations.ids)],
                ["line_id", "date_start", "price_unit"],
            ),
        )
        for row in rows:
            row["contract"] = contracts[row["contract_id"]]
            row["steps"] = sorted(
                (step["date_start"], step["price_unit"]) for step in steps[row["id"]]
            )
        return self._by("location_id", rows)

    def revenue_on_first(self, location, month):
        """:returns: {id of a line in force on the first: (id of its member, contracted
        monthly revenue in the company's currency)}"""
        return self.once(
            ("revenue", location.id, month),
            lambda: {
                row["id"]: (row["contract"]["member"], self._monthly(row, month))
                for row in self.lines(location)
                if row["date_start"] <= month
                and (not row["date_stop"] or row["date_stop"] >= month)
            },
        )

    def _monthly(self, row, day):
        price = price_on(day, row["price_unit"], row["steps"])
        amount = price * row["quantity"] * (1 - row["discount"] / 100)
        monthly = monthly_amount(amount, row["billing_interval"], row["billing_unit"])
        company = self._company(row["location_id"])
        currency = row["contract"]["currency_id"]
        if currency == company.currency_id.id:
            return company.currency_id.round(monthly)
        rate = self.once(
            ("rate", currency, company.id, day),
            lambda: self.env["res.currency"]
            .browse(currency)
            ._convert(1.0, company.currency_id, company, day, round=False),
        )
        return company.currency_id.round(monthly * rate)

    def _company(self, location_id):
        return self.once(
            ("company", location_id),
            lambda: self.env["cowork.location"].browse(location_id).company_id,
        )

    # Spaces ----------------------------------------------------------------------

    def spaces(self, location):
        """:returns: values of the spaces that are let or shared, archived ones too,
        with ``lettable``, the merged periods in which they can be let"""
        return self.once("spaces", self._read_spaces)[location.id]

    def _read_spaces(self):
        rows = self._read(
            "cowork.space",
            [
                ("location_id", "in", self.locations.ids),
                ("usage", "in", ("exclusive", "shared")),
            ],
            [
                "location_id",
                "usage",
                "capacity",
                "area",
                "active",
                "lettable_from",
                "lettable_to",
            ],
        )
        for row in rows:
            first = row["lettable_from"] or fields.Date.to_date("1990-01-01")
            # Archived before its last day was kept: nobody knows until when.
            known = row["active"] or row["lettable_to"]
            row["lettable"] = merge([(first, row["lettable_to"])]) if known else []
        return self._by("location_id", rows)

    def exclusive_spaces(self, location, month):
        """:returns: list of ``SpaceDays`` of the exclusive spaces with a day in it"""
        return self.once(
            ("space days", location.id, month),
            lambda: list(self._count_space_days(location, month)),
        )

    def _count_space_days(self, location, month):
        period = self.period(location, month)
        for row, let, lettable in self._get_space_periods(location):
            lettable_days = days_within(lettable, period.first, period.last)
            if lettable_days:
                yield SpaceDays(
                    row["id"],
                    # A space nobody gave a capacity is one desk.
                    row["capacity"] or 1,
                    row["area"],
                    days_within(let, period.first, period.last),
                    lettable_days,
                    covers(let, period.first),
                    covers(lettable, period.first),
                )

    def _get_space_periods(self, location):
        """:returns: list of (space, periods it is let, periods it can be let)"""
        return self.once(
            ("space periods", location.id), lambda: self._make_periods(location)
        )

    def _make_periods(self, location):
        let = defaultdict(list)
        for row in self.lines(location):
            let[row["space_id"]].append((row["date_start"], row["date_stop"]))
        return [
            # A space that is let can be let, whatever its dates say.
            (row, merge(let[row["id"]]), merge([*row["lettable"], *let[row["id"]]]))
            for row in self.spaces(location)
            if row["usage"] == "exclusive"
        ]
