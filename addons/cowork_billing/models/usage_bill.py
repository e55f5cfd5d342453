"""From the usage ledger to fee lines, for any number of contracts at once."""

from functools import lru_cache
from typing import NamedTuple

from odoo.tools.date_utils import end_of, start_of

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import ONE_DAY
from odoo.addons.cowork_members.engine.proration import ZERO, currency_step
from odoo.addons.cowork_members.models.usage_coverage import (
    UsageCoverage,
    to_quantity,
)

from ..engine.usage import TakenBack, Use, usage_charges, usage_credit
from .cowork_contract_line import decimal
from .usage_prices import UsagePrices

#: a contract before and after that uses nothing
USING = ("active", "suspended", "ended")


@lru_cache(maxsize=1024)
def month_of(day):
    """:returns: first day of the calendar month of a day, and the day after its last"""
    return start_of(day, "month"), end_of(day, "month") + ONE_DAY


class UsageFees(NamedTuple):
    """What a run has to do for the usage of one contract.

    ``charges`` are pairs of :class:`~..engine.usage.UsageCharge` and the charge (fee
    line) it takes back, empty for a charge; ``usages`` is what gets settled.
    """

    charges: list
    usages: object
    coverage: UsageCoverage

    @property
    def costs(self):
        """List of day and amount of each use."""
        return [
            (use.day, charge.shares[use.key])
            for charge, _credited in self.charges
            for use in charge.uses
        ]


class UsageBill:
    """The open usage of some contracts of one company, and what it costs.

    :param contracts: ``cowork.contract`` (sudo) that a run looks at
    :param day: the run's date
    """

    def __init__(self, contracts, day):
        self.env = contracts.env
        self.day = day
        self.prices = UsagePrices(self.env)
        self.company = contracts.company_id
        self.using = contracts.filtered(lambda contract: contract.state in USING)
        self.by_contract = self._load().grouped("contract_id")
        self.coverages = self._cover_all()

    def _load(self):
        usages = self.env["cowork.usage"]
        if not self.using:
            return usages
        return usages.search(
            [
                ("contract_id", "in", self.using.ids),
                ("state", "=", "open"),
                ("date", "<=", self.day),
            ],
            order="date, used_at, id",
        )

    def _cover_all(self):
        """:returns: dict of contract to what covers its usage: the same for all"""
        users = self.using.browse([each.id for each in self.by_contract])
        if not users:
            return {}
        try:
            return dict.fromkeys(users, UsageCoverage(users, self.day))
        except EngineError:
            # One of them has terms that make no sense: found when its turn comes.
            return {}

    def _get_coverage(self, contract):
        if contract not in self.coverages:
            self.coverages[contract] = UsageCoverage(contract, self.day)
        return self.coverages[contract]

    def get_fees(self, contract, history, given_back):
        """:param history: fee lines of the contract so far
        :param given_back: dict of fee line to what went back by hand
        :returns: :class:`UsageFees`, or None when nothing is open
        :raises UserError: when something has no price"""
        is_over = contract.state == "ended"
        until = self.company._get_cowork_usage_day(self.day, is_over)
        usages = self.by_contract.get(contract, self.env["cowork.usage"])
        usages = usages.filtered(lambda usage: usage.date <= until)
        if not usages:
            return None
        step = currency_step(decimal(contract.currency_id.rounding))
        backs = usages.filtered("reversed_id")
        charged = (usages - backs).filtered(
            lambda usage: usage.usage_type_id.rating != "none"
        )
        charges = usage_charges(self._to_uses(contract, charged), step)
        credits = self._get_credits(backs, history, given_back, step)
        return UsageFees(
            [(charge, self.env["cowork.fee.line"]) for charge in charges] + credits,
            usages,
            self._get_coverage(contract),
        )

    # What was used --------------------------------------------------------------

    def _to_uses(self, contract, usages):
        """:returns: list of ``Use``, in order of time"""
        coverage, counts = self._get_coverage(contract), {}
        for usage_type in usages.usage_type_id:
            counts |= coverage.get_counts((contract.id, usage_type))
        return [self._to_use(usage, coverage, counts.get(usage.id)) for usage in usages]

    def _to_use(self, usage, coverage, count):
        cover = coverage.covers[usage.id]
        return Use(
            key=usage.id,
            kind=usage.usage_type_id,
            period=self._get_period(usage, coverage),
            place=usage.location_id,
            day=usage.date,
            what=usage._get_bill_label(),
            quantity=to_quantity(usage.quantity),
            included=cover.included,
            from_packs=cover.from_packs,
            billable=cover.billable,
            # What is covered needs no price.
            price=self.prices.get_price(usage) if cover.billable else ZERO,
            count=count,
        )

    def _get_period(self, usage, coverage):
        """:returns: first day and the day after the last of the period in which a use
        is shown: that for which the plan includes some, else the calendar month"""
        key, day = (usage.contract_id.id, usage.usage_type_id), usage.date
        for lot in coverage.lots.get(key, ()):
            if lot.kind == "billing" and lot.start <= day < lot.stop:
                return lot.start, lot.stop
        return month_of(day)

    # What is taken back ---------------------------------------------------------

    def _get_credits(self, backs, history, given_back, step):
        """:returns: list of pairs of ``UsageCharge`` and the fee line it takes back"""
        found = []
        for fee, some in backs.grouped(lambda b: b.reversed_id.fee_line_id).items():
            # What was settled before it was billed here was never charged.
            if fee:
                left = self._get_left(fee, history, given_back)
                taken = [self._to_taken_back(back, left) for back in some]
                found.append((usage_credit(taken, step), fee))
        return found

    def _get_left(self, fee, history, given_back):
        """:returns: what of a charge was not given back yet"""
        if fee.state == "void":
            return ZERO
        credits = history.filtered(
            lambda each: each.credited_line_id == fee and each.state != "void"
        )
        return (
            decimal(fee.amount)
            - decimal(given_back.get(fee))
            + sum(map(decimal, credits.mapped("amount")), ZERO)
        )

    def _to_taken_back(self, back, left):
        original = back.reversed_id
        use = Use(
            key=back.id,
            kind=back.usage_type_id,
            period=self._get_period(back, self._get_coverage(back.contract_id)),
            place=back.location_id,
            day=back.date,
            what=original._get_bill_label(),
            quantity=to_quantity(back.quantity),
            included=-to_quantity(original.quantity_included),
            from_packs=-to_quantity(original.quantity_pack),
            billable=-to_quantity(original.quantity_billable),
            price=ZERO,
        )
        return TakenBack(use=use, charged=decimal(original.fee_amount), left=left)
