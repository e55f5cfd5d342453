"""Loads what covers the usage of contracts, for any number of them at once."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo.tools.date_utils import end_of, start_of

from ..engine.allowances import (
    Draw,
    Pack,
    Settled,
    Used,
    balances,
    cover,
    make_lots,
    running_counts,
    usage_between,
)
from ..engine.proration import ZERO


def to_quantity(value):
    """:returns: a quantity of the database as a Decimal of two decimals"""
    return Decimal(f"{value or 0.0:.2f}")


class UsageCoverage:
    """What covers the usage of some contracts up to a day.

    Packs belong to a member, so the other contracts of members with packs are looked at
    as well. Everything is read at once, whatever the number of contracts. Reads past
    the record rules: callers check what the user may see.

    :param contracts: ``cowork.contract``
    :param day: last day that is looked at
    """

    def __init__(self, contracts, day):
        # sudo: what is left depends on usage, packs and terms the user may not read.
        contracts = contracts.sudo()
        self.env = contracts.env
        self.day = day
        self.packs = self._load_packs(contracts)
        self.packs_of = self.packs.grouped(
            lambda pack: (
                (pack.commercial_partner_id, pack.company_id),
                pack.usage_type_id,
            )
        )
        self.contracts = contracts | self._get_sharing(contracts)
        self.open = self._load_open()
        self.planned = self._load_planned()
        self.first_days = self._get_first_days()
        self.lots = self._make_lots()
        self.settled = self._load_settled()
        self.pack_draws = self._load_pack_draws()
        self._add_reversals()
        self._cover()

    # Loading ------------------------------------------------------------------------

    def _load_packs(self, contracts):
        payers = contracts.partner_id.commercial_partner_id
        return self.env["cowork.pack"].search_fetch(
            [
                ("commercial_partner_id", "in", payers.ids),
                ("company_id", "in", contracts.company_id.ids),
            ],
            [
                "commercial_partner_id",
                "company_id",
                "usage_type_id",
                "quantity",
                "remaining",
                "date_from",
                "date_to",
            ],
        )

    def _get_sharing(self, contracts):
        """:returns: other contracts of members that have packs"""
        owners = self.packs.commercial_partner_id
        if not owners:
            return contracts.browse()
        return contracts.search(
            [
                ("partner_id.commercial_partner_id", "in", owners.ids),
                ("company_id", "in", self.packs.company_id.ids),
                ("state", "not in", ("draft", "cancelled")),
            ]
        )

    def _load_open(self):
        """:returns: what is not settled yet, in order of time"""
        return self.env["cowork.usage"].search_fetch(
            [
                ("contract_id", "in", self.contracts.ids),
                ("state", "=", "open"),
                ("date", "<=", self.day),
            ],
            [
                "contract_id",
                "usage_type_id",
                "date",
                "used_at",
                "quantity",
                "reversed_id",
            ],
            order="date, used_at, id",
        )

    def _load_planned(self):
        """:returns: list of ``Planned``: what is known to be used, but not in the
        ledger yet"""
        return []

    def _make_lots(self):
        """:returns: dict of (contract id, usage type) to lots"""
        since = self.first_days
        lots = {}
        for contract in self.contracts:
            suspensions = tuple(
                (pause.date_from, pause.date_to or None)
                for pause in contract.suspension_ids
            )
            allowances = defaultdict(list)
            for line in contract.line_ids:
                for usage_type, found in line._to_allowances(suspensions).items():
                    allowances[usage_type] += found
            for usage_type, found in allowances.items():
                key = (contract.id, usage_type)
                step = to_quantity(usage_type.step)
                lots[key] = make_lots(found, step, since.get(key, self.day), self.day)
        return lots

    def _get_first_days(self):
        """:returns: dict of (contract id, usage type) to the first day of use that
        nothing is settled for"""
        first = {}
        for usage in self.open:
            key = (usage.contract_id.id, usage.usage_type_id)
            first[key] = min(first.get(key, usage.date), usage.date)
        for plan in self.planned:
            key = (plan.contract, plan.usage_type)
            first[key] = min(first.get(key, plan.day), plan.day)
        return first

    def _load_settled(self):
        """:returns: dict of (contract id, usage type) to list of ``Settled``"""
        days = [lot.start for lots in self.lots.values() for lot in lots]
        rows = self.env["cowork.usage"]._read_group(
            [
                ("contract_id", "in", self.contracts.ids),
                ("state", "=", "rated"),
                ("date", ">=", min([*days, start_of(self.day, "month")])),
            ],
            ["contract_id", "usage_type_id", "date:day"],
            [
                "quantity:sum",
                "quantity_included:sum",
                "quantity_billable:sum",
            ],
        )
        settled = defaultdict(list)
        for contract, usage_type, day, *quantities in rows:
            settled[contract.id, usage_type].append(
                Settled(contract.id, day, *map(to_quantity, quantities))
            )
        return settled

    def _load_pack_draws(self):
        """:returns: dict of pack id to list of ``Draw``, those of settled usage"""
        rows = self.env["cowork.pack.draw"]._read_group(
            [("pack_id", "in", self.packs.ids)],
            ["pack_id", "date:day"],
            ["quantity:sum"],
        )
        draws = defaultdict(list)
        for pack, day, quantity in rows:
            draws[pack.id].append(Draw(day, pack.id, to_quantity(quantity)))
        return draws

    def _add_reversals(self):
        """A reversal takes back exactly what covered the line it reverses."""
        self.reversals = {}
        for usage in self.open.filtered("reversed_id"):
            original, key = (
                usage.reversed_id,
                (
                    usage.contract_id.id,
                    usage.usage_type_id,
                ),
            )
            self.settled[key].append(
                Settled(
                    usage.contract_id.id,
                    usage.date,
                    to_quantity(usage.quantity),
                    -to_quantity(original.quantity_included),
                    -to_quantity(original.quantity_billable),
                )
            )
            # What it has given back already is among the draws.
            for draw in original.draw_ids if not usage.draw_ids else ():
                self.pack_draws[draw.pack_id.id].append(
                    Draw(usage.date, draw.pack_id.id, -to_quantity(draw.quantity))
                )
        self._net_settled()

    def _net_settled(self):
        for key, facts in self.settled.items():
            by_day = defaultdict(lambda: (ZERO, ZERO, ZERO))
            for fact in facts:
                total = zip(by_day[fact.day], fact[2:], strict=True)
                by_day[fact.day] = tuple(map(sum, total))
            self.settled[key] = [
                Settled(key[0], day, *sums) for day, sums in by_day.items()
            ]

    # Arithmetic ---------------------------------------------------------------------

    def _cover(self):
        """Let the engine cover the usage of each member and usage type."""
        self.used = defaultdict(list)
        for usage in self.open - self.open.filtered("reversed_id"):
            contract = usage.contract_id
            self.used[contract.id, usage.usage_type_id].append(
                Used(usage.id, contract.id, usage.date, to_quantity(usage.quantity))
            )
        self.covers, self.draws, self.shelves = {}, defaultdict(list), {}
        order = {usage_id: number for number, usage_id in enumerate(self.open.ids)}
        self.members = self.contracts.grouped(self._get_member)
        types = defaultdict(set)
        for contract_id, usage_type in {*self.lots, *self.used, *self.first_days}:
            types[contract_id].add(usage_type)
        for member, contracts in self.members.items():
            for usage_type in set().union(*(types[each] for each in contracts.ids)):
                packs = self._to_packs(member, usage_type)
                # What was there before open usage took its share.
                self.shelves[member, usage_type] = packs
                keys = [(contract_id, usage_type) for contract_id in contracts.ids]
                used = [usage for key in keys for usage in self.used.get(key, ())]
                covers, draws = cover(
                    sorted(used, key=lambda usage: order[usage.key]),
                    [lot for key in keys for lot in self.lots.get(key, ())],
                    packs,
                    [fact for key in keys for fact in self.settled.get(key, ())],
                )
                self.covers.update(covers)
                for draw in draws:
                    if isinstance(draw.source, Pack):
                        self.pack_draws[draw.source.key].append(draw)
                    else:
                        self.draws[draw.source.contract, usage_type].append(draw)

    @staticmethod
    def _get_member(contract):
        return contract.partner_id.commercial_partner_id, contract.company_id

    def _get_packs(self, member, usage_type):
        return self.packs_of.get((member, usage_type), self.packs.browse())

    def _to_packs(self, member, usage_type):
        """:returns: list of ``Pack`` as the engine sees them"""
        return [
            Pack(
                pack.id,
                self._left_of(pack),
                pack.date_from,
                pack.date_to or None,
            )
            for pack in self._get_packs(member, usage_type)
        ]

    def _left_of(self, pack, day=None):
        """:param day: as of the end of this day; now when not given"""
        return to_quantity(pack.quantity) - sum(
            (
                draw.quantity
                for draw in self.pack_draws[pack.id]
                if day is None or draw.day <= day
            ),
            ZERO,
        )

    # Answers ------------------------------------------------------------------------

    def get_counts(self, key):
        """:param key: pair of contract id and usage type
        :returns: dict of usage id to how much of what is included is used up by then,
            and how much is included"""
        return running_counts(
            self.used.get(key, ()), self.lots.get(key, []), self.draws.get(key, ())
        )

    def get_packs_left(self, member, usage_type):
        """:param member: pair of commercial partner and company
        :returns: units left on the day in packs that are valid then"""
        return sum(
            (
                self._left_of(pack, self.day)
                for pack in self._get_packs(member, usage_type)
                if pack.date_from <= self.day
                and (not pack.date_to or self.day <= pack.date_to)
            ),
            ZERO,
        )

    def get_balances(self, contract):
        """:param contract: one of the contracts
        :returns: list of dicts as ``_get_usage_balance()`` describes them"""
        member = self._get_member(contract)
        types = {
            key[1]
            for key in (*self.lots, *self.used, *self.settled)
            if key[0] == contract.id
        } | {
            pack.usage_type_id
            for pack in self.packs
            if (pack.commercial_partner_id, pack.company_id) == member
        }
        rows = []
        for usage_type in sorted(types, key=lambda t: (t.sequence, t.name, t.id)):
            rows += self._get_type_balances(contract, member, usage_type)
        return rows

    def _get_type_balances(self, contract, member, usage_type):
        key = (contract.id, usage_type)
        used, settled = self.used.get(key, []), self.settled.get(key, [])
        packs_left = self.get_packs_left(member, usage_type)
        found = balances(
            self.day,
            self.lots.get(key, []),
            used,
            self.covers,
            self.draws.get(key, []),
            settled,
        )
        rows = [
            {
                "included": balance.included,
                "rollover": balance.rollover,
                "used": balance.used,
                "left": balance.left,
                "billable": balance.billable,
                "period_start": balance.start,
                "period_end": balance.stop - timedelta(days=1),
            }
            for balance in found
        ]
        if not rows:
            # Nothing is included: the calendar month, for want of another period.
            first = start_of(self.day, "month")
            total, billable = usage_between(first, self.day, used, self.covers, settled)
            rows = [
                {
                    "included": ZERO,
                    "rollover": ZERO,
                    "used": total,
                    "left": ZERO,
                    "billable": billable,
                    "period_start": first,
                    "period_end": end_of(self.day, "month"),
                }
            ]
            if not total and not packs_left:
                return []
        common = {
            "usage_type": usage_type,
            "unit": usage_type.uom_id.name,
            "packs_left": packs_left,
        }
        return [
            {
                name: float(value) if isinstance(value, Decimal) else value
                for name, value in (common | row).items()
            }
            for row in rows
        ]
