"""How well a vendor works, from what was measured. Nothing measured, no figure."""

from typing import NamedTuple

#: what each part counts for; a part of which nothing was measured counts for nothing
WEIGHTS = {"answer": 0.2, "done": 0.4, "rating": 0.2, "lasting": 0.2}
LOWEST_RATING, HIGHEST_RATING = 1, 5


class Facts(NamedTuple):
    """What was counted of one vendor.

    :param answers: answers with a deadline that was met or missed
    :param answers_in_time: those that were met
    :param jobs: jobs with a deadline that was met or missed
    :param jobs_in_time: those that were met
    :param finished: jobs that are done, with or without a deadline
    :param reopened: those of which the fault came back
    :param ratings: stars that members gave, how many times
    :param rating_sum: their sum, 1 to 5 each
    """

    answers: int = 0
    answers_in_time: int = 0
    jobs: int = 0
    jobs_in_time: int = 0
    finished: int = 0
    reopened: int = 0
    ratings: int = 0
    rating_sum: float = 0.0


def share(part, whole):
    """:returns: ``part`` of ``whole``; None when there is no whole"""
    return part / whole if whole else None


def parts(facts):
    """:returns: dict of the parts of the score, 0 to 1 each, None where nothing was
    measured

    >>> parts(Facts(jobs=4, jobs_in_time=3, finished=4, reopened=1))
    {'answer': None, 'done': 0.75, 'rating': None, 'lasting': 0.75}
    """
    rating = share(facts.rating_sum, facts.ratings)
    return {
        "answer": share(facts.answers_in_time, facts.answers),
        "done": share(facts.jobs_in_time, facts.jobs),
        "rating": rating
        and (rating - LOWEST_RATING) / (HIGHEST_RATING - LOWEST_RATING),
        "lasting": share(facts.finished - facts.reopened, facts.finished),
    }


def score(facts):
    """The mean of the parts that were measured, by weight.

    :returns: 0 to 100, or None when nothing was measured

    >>> score(Facts(jobs=4, jobs_in_time=3, finished=4, reopened=1))
    75.0
    >>> score(Facts()) is None
    True
    """
    known = {name: value for name, value in parts(facts).items() if value is not None}
    weight = sum(WEIGHTS[name] for name in known)
    if not weight:
        return None
    return sum(WEIGHTS[name] * value for name, value in known.items()) / weight * 100
