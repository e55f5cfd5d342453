"""What was charged before and is still standing.

A *standing* charge is a fee line with the days and the money that no credit has taken
back. History that contradicts itself is refused: it is never built upon.
"""

from collections import Counter

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import ONE_DAY

from .values import Billed


class Standing:
    """A charge, less what was credited of it.

    :ivar charge: the :class:`~.values.Billed` charge
    :ivar ranges: its days still standing, list of ``(start, stop)`` in order
    :ivar left: its money not yet credited in any way
    :ivar earned: its amount less the credits of days; an allowance of money does not
        make the days cheaper
    """

    __slots__ = ("charge", "earned", "left", "ranges")

    def __init__(self, charge):
        self.charge = charge
        self.ranges = [(charge.start, charge.stop)]
        self.left = self.earned = charge.amount

    @property
    def days(self):
        return sum((stop - start).days for start, stop in self.ranges)

    @property
    def counted(self):
        """Days counted by the charge's rule of the days still standing."""
        return self.counted_of(self.days)

    def counted_of(self, days):
        """What so many of the charge's days count by its rule."""
        charge = self.charge
        whole = (charge.stop - charge.start).days
        counted = whole if charge.counted_days is None else charge.counted_days
        if days >= whole or charge.proration == "none":
            return counted if days else 0
        return min(days, self.basis) if charge.proration == "thirty" else days

    @property
    def basis(self):
        """Days counted of the charge's whole period."""
        charge = self.charge
        return charge.basis_days or (charge.period_stop - charge.period_start).days

    def take(self, start, stop, amount):
        """Take back the days ``[start, stop)`` and ``amount`` (positive) with them."""
        self.left -= amount
        if start >= stop:
            return
        self.earned -= amount
        before = self.days
        self.ranges = subtract(self.ranges, [(start, stop)])
        if before - self.days != (stop - start).days:
            raise EngineError(
                "credit_overlap", key=self.charge.key, first=start, last=stop - ONE_DAY
            )


class Ledger:
    """The standing charges of one line.

    :param billed: iterable of :class:`~.values.Billed`, in any order
    :raise EngineError: ``double_billed`` if a day stands on two charges,
        ``credit_overlap`` if one was credited twice, ``credit_unknown`` for a credit of
        a charge that is not there
    """

    def __init__(self, billed):
        self.billed = billed = list(billed)
        standing = {}
        for line in billed:
            if line.credits is None and not line.released and line.start < line.stop:
                standing[line.key] = Standing(line)
        for line in billed:
            if line.credits is not None and not line.released:
                self._credit(standing, line)
        self.standing = sorted(standing.values(), key=lambda each: each.charge.start)
        self._generations = None
        self._refuse_overlap()

    def _credit(self, standing, line):
        charge = standing.get(line.credits)
        if charge is not None:
            charge.take(line.start, line.stop, -line.amount)
        elif not any(line.credits == other.key for other in self.billed):
            raise EngineError("credit_unknown", key=line.key, credits=line.credits)

    def _refuse_overlap(self):
        spans = self._ordered()
        for (_start, stop, one), (start, _stop, two) in zip(
            spans, spans[1:], strict=False
        ):
            if start < stop:
                raise EngineError(
                    "double_billed",
                    first=start,
                    last=min(stop, _stop) - ONE_DAY,
                    key=one.charge.key,
                    other=two.charge.key,
                )

    def _ordered(self):
        spans = [(*days, each) for each in self.standing for days in each.ranges]
        spans.sort(key=lambda span: span[0])
        return spans

    def covered(self):
        """The days that stand on a charge.

        :return: list of ``(start, stop)`` in order, without overlap
        """
        return [(start, stop) for start, stop, _each in self._ordered()]

    def in_period(self, start, stop):
        """The standing charges of one whole billing period ``[start, stop)``."""
        return [
            each
            for each in self.standing
            if each.charge.period_start == start
            and each.charge.period_stop == stop
            and each.ranges
        ]

    def add(self, piece):
        """Note a charge that is made in this run."""
        self.standing.append(Standing(Billed.of(piece)))

    def generation(self, start, credited=None):
        """How many fee lines there were already for the same place.

        :param date start: first day of the piece
        :param credited: key of the charge for a credit, None for a charge
        :return: int, part of the key of the next one
        """
        if self._generations is None:
            self._generations = Counter(
                (line.start, line.credits)
                for line in self.billed
                if line.start < line.stop
            )
        return self._generations[start, credited]


def subtract(ranges, holes):
    """The days of some ranges that are in no hole.

    :param ranges: ``(start, stop)`` pairs in order, without overlap
    :param holes: ``(start, stop)`` pairs in order, without overlap
    :return: list of ``(start, stop)`` in order
    """
    found = []
    for start, stop in ranges:
        for hole_start, hole_stop in holes:
            if hole_stop <= start:
                continue
            if hole_start >= stop:
                break
            if start < hole_start:
                found.append((start, hole_start))
            start = hole_stop
        if start < stop:
            found.append((start, stop))
    return found
