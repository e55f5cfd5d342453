"""Who is above whom, in charts that people drew: with gaps and with circles."""


def line_of_command(person, manager_of, heads_of):
    """Everybody above a person, nearest first, each once.

    :param person: where to begin; is not part of the line
    :param manager_of: function of a person that returns their manager, or nothing
    :param heads_of: function of a person that returns the heads of their department
        and of those above it, nearest first: asked where the managers end
    :returns: list of persons

    >>> manager = {"ann": "bob", "bob": "cleo", "cleo": "ann"}
    >>> line_of_command("ann", manager.get, lambda person: ["dora"])
    ['bob', 'cleo', 'dora']
    """
    seen, line, current = {person}, [], person
    while True:
        candidates = [manager_of(current), *heads_of(current)]
        above = next((one for one in candidates if one and one not in seen), None)
        if not above:
            return line
        seen.add(above)
        line.append(above)
        current = above
