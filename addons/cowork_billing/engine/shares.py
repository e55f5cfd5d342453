"""Which share of a booked amount belongs to one place."""

from decimal import Decimal


def share_of(distribution, accounts):
    """The share that an analytic distribution gives to some accounts.

    :param dict distribution: percent by account ids joined with commas, one of each
        plan: ``{"12": 60.0, "13,7": 40.0}``; None for nothing
    :param set accounts: ids of the analytic accounts of a place
    :returns: Decimal, 1 for all of it

    >>> share_of({"12": 60.0, "13,7": 40.0}, {13})
    Decimal('0.4')
    """
    percent = sum(
        Decimal(str(share))
        for key, share in (distribution or {}).items()
        if accounts & set(map(int, key.split(",")))
    )
    return Decimal(percent) / 100


def sum_shares(rows, accounts):
    """What belongs to a place, by whatever the rows are grouped by.

    :param rows: iterable of ``(group, distribution, amount)``
    :param set accounts: ids of the analytic accounts of the place
    :returns: dict of group to Decimal, without groups of which nothing belongs to it
    """
    sums = {}
    for group, distribution, amount in rows:
        share = share_of(distribution, accounts)
        if share:
            sums[group] = sums.get(group, Decimal(0)) + Decimal(str(amount)) * share
    return sums
