"""How likely a member is to leave: a plain hint, with its reasons."""

from typing import NamedTuple

#: months of a commitment left in which a member thinks about leaving
NEAR_END = 2
#: months without a visit after which a member feels forgotten
LONG_ALONE = 6


class MemberFacts(NamedTuple):
    """What is known of a member; None where nothing is."""

    #: latest answers
    nps: float | None = None
    csat: float | None = None
    #: complaints that are not closed, and those of the last half-year
    open_complaints: int = 0
    recent_complaints: int = 0
    #: months since the last visit
    months_alone: int | None = None
    #: whole months as a member
    tenure: int = 0
    #: months until the contract ends
    months_left: int | None = None
    has_given_notice: bool = False


#: reason, its weight, and when it holds
RULES = (
    ("notice", 5, lambda f: f.has_given_notice),
    ("detractor", 2, lambda f: f.nps is not None and f.nps <= 6),
    ("unsatisfied", 2, lambda f: f.csat is not None and f.csat <= 2),
    ("complaint", 2, lambda f: f.open_complaints > 0),
    ("complaints", 1, lambda f: f.recent_complaints >= 2),
    ("ending", 1, lambda f: f.months_left is not None and f.months_left <= NEAR_END),
    ("new", 1, lambda f: f.tenure < 3),
    (
        "alone",
        1,
        lambda f: f.tenure >= LONG_ALONE
        and (f.months_alone is None or f.months_alone >= LONG_ALONE),
    ),
)


def risk_of_leaving(facts):
    """:param facts: ``MemberFacts``
    :returns: pair of ``low``, ``medium`` or ``high``, and the list of the reasons,
        the weightiest first

    >>> risk_of_leaving(MemberFacts(nps=3, open_complaints=1, tenure=4))
    ('high', ['detractor', 'complaint'])
    >>> risk_of_leaving(MemberFacts(nps=9, tenure=1))
    ('low', ['new'])
    """
    reasons = [(name, weight) for name, weight, holds in RULES if holds(facts)]
    total = sum(weight for _name, weight in reasons)
    level = "high" if total >= 4 else "medium" if total >= 2 else "low"
    return level, [name for name, _weight in reasons]
