from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..engine.kpi import begins_between, covers, ends_between, term_months


class CoworkKpi(models.Model):
    """The figures of this addon. Their formulas in words are in the data."""

    _inherit = "cowork.kpi"

    # Occupancy -------------------------------------------------------------------

    @api.model
    def _kpi_occupancy_desks_days(self, facts, location, month):
        spaces = facts.exclusive_spaces(location, month)
        return (
            {s.id: s.desks * s.let_days for s in spaces if s.let_days},
            {s.id: s.desks * s.lettable_days for s in spaces},
        )

    @api.model
    def _kpi_occupancy_desks_first(self, facts, location, month):
        spaces = facts.exclusive_spaces(location, month)
        return (
            {s.id: s.desks for s in spaces if s.let_first},
            {s.id: s.desks for s in spaces if s.lettable_first},
        )

    @api.model
    def _kpi_occupancy_area_days(self, facts, location, month):
        spaces = facts.exclusive_spaces(location, month)
        return (
            {s.id: s.area * s.let_days for s in spaces if s.let_days},
            {s.id: s.area * s.lettable_days for s in spaces},
        )

    @api.model
    def _kpi_occupancy_area_first(self, facts, location, month):
        spaces = facts.exclusive_spaces(location, month)
        return (
            {s.id: s.area for s in spaces if s.let_first},
            {s.id: s.area for s in spaces if s.lettable_first},
        )

    # Members ---------------------------------------------------------------------

    @api.model
    def _get_staying(self, facts, location, month):
        """:returns: {id of a member on the first: whether they are still one}"""
        until = facts.period(location, month).until
        return {
            member: covers(spells, until)
            for member, spells in facts.members(location).items()
            if covers(spells, month)
        }

    @api.model
    def _kpi_retention(self, facts, location, month):
        staying = self._get_staying(facts, location, month)
        return (
            {member: 1 for member, stays in staying.items() if stays},
            dict.fromkeys(staying, 1),
        )

    @api.model
    def _kpi_churn_members(self, facts, location, month):
        staying = self._get_staying(facts, location, month)
        return (
            {member: 1 for member, stays in staying.items() if not stays},
            dict.fromkeys(staying, 1),
        )

    @api.model
    def _kpi_churn_revenue(self, facts, location, month):
        staying = self._get_staying(facts, location, month)
        revenue = facts.revenue_on_first(location, month)
        return (
            {
                line: amount
                for line, (member, amount) in revenue.items()
                if not staying[member]
            },
            {line: amount for line, (_member, amount) in revenue.items()},
        )

    @api.model
    def _kpi_members_new(self, facts, location, month):
        period = facts.period(location, month)
        return {
            member: 1
            for member, spells in facts.members(location).items()
            if begins_between(spells, period.first, period.last)
        }, {}

    @api.model
    def _kpi_members_left(self, facts, location, month):
        last = facts.period(location, month).until - timedelta(days=1)
        return {
            member: 1
            for member, spells in facts.members(location).items()
            if ends_between(spells, month, last)
        }, {}

    @api.model
    def _kpi_members_net(self, facts, location, month):
        new, _nothing = self._kpi_members_new(facts, location, month)
        left, _nothing = self._kpi_members_left(facts, location, month)
        return {m: new.get(m, 0) - left.get(m, 0) for m in {**new, **left}}, {}

    # Contracts -------------------------------------------------------------------

    @api.model
    def _get_agreed_end(self, contract):
        """:returns: the last day of the agreed term, which a notice does not change;
        False for an open end"""
        if contract["is_leaving"]:
            return contract["end_before_notice"]
        return contract["date_end"]

    @api.model
    def _kpi_renewal_rate(self, facts, location, month):
        period = facts.period(location, month)
        contracts = {row["id"]: row for row in facts.contracts(location)}
        begins = {(row["member"], row["date_start"]) for row in contracts.values()}
        renewed, ended = {}, {}
        for row in facts.once("renewals", lambda: self._read_renewals(facts)):
            contract = contracts.get(row["contract_id"])
            # One that was called off before the new term began was not renewed.
            if contract and period.first <= row["date_end"] < period.until:
                if not contract["date_end"] or contract["date_end"] > row["date_end"]:
                    renewed[contract["id"]] = ended[contract["id"]] = 1
        for contract in contracts.values():
            end = contract["date_end"]
            if not end or not period.first <= end < period.until:
                continue
            if self._get_agreed_end(contract) == end:
                ended[contract["id"]] = 1
                if (contract["member"], end + timedelta(days=1)) in begins:
                    renewed[contract["id"]] = 1
        return renewed, ended

    @api.model
    def _read_renewals(self, facts):
        return facts._read(
            "cowork.contract.extension",
            [
                ("location_id", "in", facts.locations.ids),
                ("date_end", ">=", facts.first),
                ("date_end", "<=", facts.last),
            ],
            ["contract_id", "date_end"],
        )

    @api.model
    def _kpi_average_term(self, facts, location, month):
        terms = {}
        for contract in facts.contracts(location):
            end = self._get_agreed_end(contract)
            runs = contract["date_start"] <= month and (
                not contract["date_end"] or contract["date_end"] >= month
            )
            if runs and end:
                terms[contract["id"]] = term_months(contract["date_start"], end)
        return terms, dict.fromkeys(terms, 1)

    @api.model
    def _kpi_enquiry_rate(self, facts, location, month):
        decided = self._get_decided(facts, location, month)
        return (
            {row["id"]: 1 for row in decided if row["won"]},
            {row["id"]: 1 for row in decided},
        )

    @api.model
    def _kpi_enquiry_days(self, facts, location, month):
        days = {
            row["id"]: (row["date_signed"] - row["date_enquiry"]).days
            for row in self._get_decided(facts, location, month)
            # Of what was migrated, nobody knows when it was asked for.
            if row["won"] and row["date_enquiry"]
        }
        return days, dict.fromkeys(days, 1)

    @api.model
    def _get_decided(self, facts, location, month):
        """:returns: values of the contracts signed or lost in the month"""
        last = facts.period(location, month).last
        rows = facts.once("decided", lambda: self._read_decided(facts))
        return [row for row in rows[location.id] if month <= row["decided"] <= last]

    @api.model
    def _read_decided(self, facts):
        """:returns: {id of a location: values of what was signed or lost in these
        months}, with ``won``, and ``decided``, the day of that"""
        signed = Domain("date_signed", ">=", facts.first)
        signed &= Domain("date_signed", "<=", facts.last)
        # Cancelled after the signature: it was won first.
        lost = Domain("date_signed", "=", False)
        lost &= Domain("date_lost", ">=", facts.first)
        lost &= Domain("date_lost", "<=", facts.last)
        rows = facts._read(
            "cowork.contract",
            Domain("location_id", "in", facts.locations.ids) & (signed | lost),
            ["location_id", "date_signed", "date_lost", "date_enquiry"],
        )
        for row in rows:
            row["won"] = bool(row["date_signed"])
            row["decided"] = row["date_signed"] or row["date_lost"]
        return facts._by("location_id", rows)

    # Revenue ---------------------------------------------------------------------

    @api.model
    def _kpi_revenue_area(self, facts, location, month):
        revenue = facts.revenue_on_first(location, month)
        return (
            {line: amount for line, (_member, amount) in revenue.items()},
            {
                row["id"]: row["area"]
                for row in facts.spaces(location)
                if row["area"] and covers(row["lettable"], month)
            },
        )
