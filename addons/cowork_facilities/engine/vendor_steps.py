"""What a vendor may do with a work order that was sent to them, and when."""

from typing import NamedTuple

#: in this order; a vendor who forgot a button may leave one out
WAY = ("sent", "accepted", "planned", "on_site", "done")
LIVE = WAY[:-1]


class Step(NamedTuple):
    """One button of the page.

    :param before: states in which it can be pressed
    :param state: the state it leads to
    """

    before: tuple
    state: str


STEPS = {
    "accept": Step(("sent",), "accepted"),
    "plan": Step(("sent", "accepted", "planned"), "planned"),
    "arrive": Step(("sent", "accepted", "planned"), "on_site"),
    "finish": Step(("accepted", "planned", "on_site"), "done"),
    "decline": Step(("sent", "accepted", "planned"), "declined"),
}


def possible(state):
    """:returns: list of the steps that can be taken in a state

    >>> possible("on_site")
    ['finish']
    """
    return [name for name, step in STEPS.items() if state in step.before]


def is_taken(name, state):
    """:returns: whether a step was taken before: pressing twice is no mistake

    >>> is_taken("accept", "on_site"), is_taken("plan", "planned")
    (True, False)
    """
    step = STEPS[name]
    if state in step.before:
        return False
    if step.state not in WAY or state not in WAY:
        return state == step.state
    return WAY.index(state) >= WAY.index(step.state)
