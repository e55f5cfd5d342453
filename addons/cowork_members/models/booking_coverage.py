"""What would cover bookings that have not written any usage yet."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ..engine.allowances import Used, cover
from .usage_coverage import UsageCoverage, to_quantity


class Planned(NamedTuple):
    """What a booking will use; ``key`` is the booking's id, or stands for a new one.

    ``contract`` is an id, ``moment`` (UTC) decides who comes first on a ``day``.
    """

    key: object
    contract: int
    usage_type: object
    day: date
    moment: datetime
    quantity: Decimal


class BookingCoverage(UsageCoverage):
    """What covers coming bookings: those that begin before them come first, whether
    they are in the ledger already or only confirmed.

    :param contracts: ``cowork.contract`` of ``wanted``
    :param wanted: list of ``Planned``, what is being booked
    """

    def __init__(self, contracts, wanted):
        self.wanted = wanted
        super().__init__(contracts, max(plan.day for plan in wanted))

    def _load_planned(self):
        known = {plan.key for plan in self.wanted}
        confirmed = [
            booking._to_planned()
            for booking in self._load_bookings()
            if booking.id not in known
        ]
        return [plan for plan in confirmed if plan.day <= self.day] + self.wanted

    def _load_bookings(self):
        """:returns: confirmed bookings that have not written usage yet"""
        names = ["contract_id", "usage_type_id", "location_id", "start", "units_used"]
        return self.env["cowork.booking"].search_fetch(
            [
                ("contract_id", "in", self.contracts.ids),
                ("state", "in", ("confirmed", "checked_in")),
                ("units_used", ">", 0),
                # A day has begun somewhere up to 14 hours before.
                ("start", "<", self.day + timedelta(days=2)),
            ],
            names,
            order="start, id",
        )

    def get_covers(self, together):
        """:param together: whether all of what is wanted is booked, or one of it
        :returns: dict of their keys to ``Cover``"""
        if together:
            return self._cover_planned(self.planned, self.wanted)
        covers, wanted = {}, {plan.key for plan in self.wanted}
        booked = [plan for plan in self.planned if plan.key not in wanted]
        found = {}
        for plan in self.wanted:
            # What differs in nothing but the space is covered in the same way.
            same = plan._replace(key=None)
            if same not in found:
                found[same] = self._cover_planned([*booked, plan], [plan])[plan.key]
            covers[plan.key] = found[same]
        return covers

    def _cover_planned(self, planned, wanted):
        """:param planned: all that will be used
        :param wanted: those of it that are asked for
        :returns: dict of their keys to ``Cover``"""
        by_key = defaultdict(list)
        for plan in planned:
            by_key[plan.contract, plan.usage_type].append(plan)
        member_of = {
            contract.id: (member, contracts.ids)
            for member, contracts in self.members.items()
            for contract in contracts
        }
        covers = {}
        for contract_id, usage_type in {(p.contract, p.usage_type) for p in wanted}:
            member, ids = member_of[contract_id]
            keys = [(one, usage_type) for one in ids]
            plans = [plan for key in keys for plan in by_key[key]]
            covers |= self._cover_type(member, usage_type, keys, plans)
        return {plan.key: covers["planned", plan.key] for plan in wanted}

    def _cover_type(self, member, usage_type, keys, plans):
        """:param keys: (contract id, usage type) of one member
        :returns: dict of ``("planned", key)`` and of ids of usage to ``Cover``"""
        moments = dict(zip(self.open.ids, self.open.mapped("used_at"), strict=True))
        rows = [
            (used.day, not moments[used.key], moments[used.key], used)
            for key in keys
            for used in self.used.get(key, ())
        ]
        for plan in plans:
            used = Used(
                ("planned", plan.key),
                plan.contract,
                plan.day,
                to_quantity(plan.quantity),
            )
            rows.append((plan.day, False, plan.moment, used))
        # What has no time of day comes last on its day, as the ledger has it.
        rows.sort(key=lambda row: (row[0], row[1], row[2] or datetime.min))
        covers, _draws = cover(
            [row[3] for row in rows],
            [lot for key in keys for lot in self.lots.get(key, ())],
            self.shelves[member, usage_type],
            [fact for key in keys for fact in self.settled.get(key, ())],
        )
        return covers
