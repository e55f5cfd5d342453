"""Who is above whom, also where a chart runs in circles."""


def above(person, bosses):
    """:param person: any key of ``bosses``
    :param bosses: dict from each person to those directly above them
    :returns: set of everybody above ``person``, never ``person`` itself"""
    found = set()
    waiting = list(bosses.get(person, ()))
    while waiting:
        boss = waiting.pop()
        if boss not in found and boss != person:
            found.add(boss)
            waiting.extend(bosses.get(boss, ()))
    return found
