"""Who gets a work order: the right team, then the right person of it."""

from collections import namedtuple

#: ``key``; ``skills``: set; ``load``: number of open orders they have
Technician = namedtuple("Technician", "key skills load")
#: ``key``; ``locations`` and ``categories``: sets, empty for all
Team = namedtuple("Team", "key locations categories")


def fits(team, location, category):
    """:param location, category: keys; None when not known
    :returns: whether such work comes to this team

    >>> fits(Team("lift crew", set(), {"lift"}), "north", "water")
    False
    """
    return (not team.locations or location in team.locations) and (
        not team.categories or category in team.categories
    )


def choose_team(teams, location, category):
    """:param teams: list of :class:`Team`, the first of those alike is taken
    :returns: key of the team that says most precisely that the work is theirs; None
        when it is nobody's

    >>> teams = [Team("house", set(), set()), Team("lift crew", set(), {"lift"})]
    >>> choose_team(teams, "north", "lift"), choose_team(teams, "north", "water")
    ('lift crew', 'house')
    """
    fitting = [team for team in teams if fits(team, location, category)]
    best = max(
        fitting,
        key=lambda team: (bool(team.categories), bool(team.locations)),
        default=None,
    )
    return best and best.key


def choose_technician(technicians, skills):
    """:param technicians: list of :class:`Technician`
    :param skills: set of those that are needed
    :returns: key of who has all the skills and the least to do, the first of those
        alike; None when nobody has the skills

    >>> crew = [Technician("Ana", {"power"}, 3), Technician("Bo", {"power"}, 1)]
    >>> choose_technician(crew, {"power"})
    'Bo'
    """
    able = [person for person in technicians if skills <= person.skills]
    best = min(able, key=lambda person: person.load, default=None)
    return best and best.key


def assign(orders, technicians):
    """Give out several orders, one after the other, so that the load stays even.

    :param orders: list of ``(key, skills, keys of those who may do it)``
    :param technicians: dict of key to :class:`Technician`
    :returns: dict of order key to technician key, of those that somebody can do

    >>> crew = {"Ana": Technician("Ana", set(), 0), "Bo": Technician("Bo", set(), 0)}
    >>> assign([(1, set(), ["Ana", "Bo"]), (2, set(), ["Ana", "Bo"])], crew)
    {1: 'Ana', 2: 'Bo'}
    """
    crew, given = dict(technicians), {}
    for order, skills, allowed in orders:
        chosen = choose_technician([crew[key] for key in allowed], skills)
        if chosen is not None:
            given[order] = chosen
            crew[chosen] = crew[chosen]._replace(load=crew[chosen].load + 1)
    return given
