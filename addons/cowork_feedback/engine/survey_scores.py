"""What answers say: scores with how sure they are, on plain numbers."""

from datetime import date
from math import sqrt
from typing import NamedTuple

#: how many answers a figure needs before it is shown, when nobody asks for more
FEWEST_ANSWERS = 5
#: 95 of 100 intervals hold the figure of all members
Z = 1.96
PROMOTER, PASSIVE = 9, 7
SATISFIED = 4


class Score(NamedTuple):
    """A figure with its interval; all three are None below the threshold."""

    #: how many answers it is made of
    n: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_known(self):
        return self.value is not None


def nps_points(answer):
    """:param answer: how likely they recommend us, 0 to 10
    :returns: 100 for a promoter, -100 for a detractor, else 0

    >>> [nps_points(n) for n in (10, 9, 8, 7, 6, 0)]
    [100, 100, 0, 0, -100, -100]
    """
    if answer >= PROMOTER:
        return 100
    return 0 if answer >= PASSIVE else -100


def csat_points(answer):
    """:param answer: satisfaction, 1 to 5
    :returns: 100 when satisfied, else 0

    >>> [csat_points(n) for n in (5, 4, 3, 1)]
    [100, 100, 0, 0]
    """
    return 100 if answer >= SATISFIED else 0


def nps(promoters, detractors, n, fewest=FEWEST_ANSWERS):
    """The net promoter score, -100 to 100, with its 95 % interval.

    The interval adds three quarters of an answer to each end and one and a half to the
    middle, so that few answers and scores at the ends are not taken for certain.

    :returns: ``Score``

    >>> nps(6, 2, 10)
    Score(n=10, value=40.0, low=-12.5..., high=74.1...)
    >>> nps(2, 0, 4)
    Score(n=4, value=None, low=None, high=None)
    """
    if n < max(fewest, 1):
        return Score(n, None, None, None)
    size = n + 3
    up, down = (promoters + 0.75) / size, (detractors + 0.75) / size
    middle = up - down
    spread = Z * sqrt((up + down - middle**2) / size)
    return Score(
        n,
        100 * (promoters - detractors) / n,
        max(-100.0, 100 * (middle - spread)),
        min(100.0, 100 * (middle + spread)),
    )


def share(hits, n, fewest=FEWEST_ANSWERS):
    """A share in percent with its 95 % interval by Wilson.

    :returns: ``Score``

    >>> share(8, 10)
    Score(n=10, value=80.0, low=49.0..., high=94.3...)
    """
    if n < max(fewest, 1):
        return Score(n, None, None, None)
    p, z2 = hits / n, Z**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    spread = Z * sqrt(p * (1 - p) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return Score(
        n, 100 * p, 100 * max(0.0, middle - spread), 100 * min(1.0, middle + spread)
    )


class WaveCount(NamedTuple):
    """How many were asked together, and how many answered."""

    asked: int
    answered: int
    #: last day on which one of them may answer
    until: date | None
    #: whether that day has passed: until then, a rate says nothing
    is_over: bool


NOBODY = WaveCount(0, 0, None, False)


def response(counts):
    """
    :param counts: ``WaveCount``, several
    :returns: how many were asked and how many answered, of those that are over

    >>> response([WaveCount(9, 6, None, True), WaveCount(9, 1, None, False)])
    (9, 6)
    """
    over = [count for count in counts if count.is_over]
    return sum(count.asked for count in over), sum(count.answered for count in over)


def response_rate(counts):
    """
    :param counts: ``WaveCount``, several
    :returns: who answered in percent of who was asked; None before that is over
    """
    asked, answered = response(counts)
    return 100 * answered / asked if asked else None
