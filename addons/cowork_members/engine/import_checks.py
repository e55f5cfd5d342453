"""What no single cell can show: duplicates, references, dates and spaces that
contradict each other, inside the workbook and against what is there already."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from .cell_values import fold
from .import_tables import ERROR, INFO, WARNING, Problem

OPEN_END = date.max


@dataclass(frozen=True)
class KnownSpace:
    """A space that is there already; ``parent`` is the key of its parent or None."""

    kind: str
    parent: tuple | None = None
    area: float = 0.0


@dataclass(frozen=True)
class Let:
    """Days on which a space is held by a contract that is there already."""

    space: tuple
    start: date
    end: date | None
    contract: str
    number: str | None = None


@dataclass
class Known:
    """What is there already. Codes are keys of :func:`~.cell_values.fold`; a space is
    ``(location, code)``."""

    locations: set = field(default_factory=set)
    spaces: dict = field(default_factory=dict)
    plans: dict = field(default_factory=dict)
    members: set = field(default_factory=set)
    doubtful_members: set = field(default_factory=set)
    lets: list = field(default_factory=list)
    usages: dict = field(default_factory=dict)
    languages: dict = field(default_factory=dict)


def check(tables, known, today):
    """Check the tables against each other and against what is there.

    :param tables: dict of :class:`~.import_tables.Table` by name
    :param known: :class:`Known`
    :param today: contracts that ended before it are history
    :returns: list of :class:`~.import_tables.Problem`
    """
    problems = []
    for test in (
        _check_duplicates,
        _check_locations,
        _check_spaces,
        _check_areas,
        _check_members,
        _check_contracts,
    ):
        problems += test(tables, known)
    problems += _check_double_lets(tables, known, today)
    return problems


def row_key(table_name, row):
    """:returns: what identifies a row, None when it cannot be told"""
    if table_name == "spaces":
        if row.get("location") and row.get("code"):
            return fold(row.get("location")), fold(row.get("code"))
        return None
    code = row.get("number" if table_name == "contracts" else "code")
    return fold(code) if code else None


def index_rows(table):
    """:returns: first row of every key of a table, ``{}`` for a table not given"""
    found = {}
    for row in table.rows if table else ():
        key = row_key(table.name, row)
        if key and key not in found:
            found[key] = row
    return found


def space_key(row, name):
    """:returns: key of the space that a row names in the field ``name``"""
    if not row.get(name) or not row.get("location"):
        return None
    return fold(row.get("location")), fold(row.get(name))


def _rows(tables, name):
    table = tables.get(name)
    return table, (table.rows if table else [])


def _check_duplicates(tables, known):
    for table in tables.values():
        first = index_rows(table)
        name = "number" if table.name == "contracts" else "code"
        for row in table.rows:
            key = row_key(table.name, row)
            if key and first[key] is not row:
                yield table.problem(
                    ERROR, row, name, "duplicate", first=first[key].number
                )


def _check_locations(tables, known):
    table, rows = _rows(tables, "locations")
    for row in rows:
        opens, closes = row.get("opens"), row.get("closes")
        if opens is not None and closes is not None and opens >= closes:
            yield table.problem(ERROR, row, "closes", "closes_before_opens")
        elif (opens is None) != (closes is None) and not {"opens", "closes"} & row.bad:
            name = "opens" if opens is None else "closes"
            if name in table.headings:
                yield table.problem(WARNING, row, name, "hours_incomplete")


def _known_locations(tables, known):
    return known.locations | index_rows(tables.get("locations")).keys()


def _unknown_location(table, row, locations):
    location = row.get("location")
    if location and fold(location) not in locations:
        yield table.problem(ERROR, row, "location", "unknown_location")


def _check_spaces(tables, known):
    table, rows = _rows(tables, "spaces")
    if not table:
        return
    locations = _known_locations(tables, known)
    own = index_rows(table)
    parents = {key: space.parent for key, space in known.spaces.items()}
    for key, row in own.items():
        if "parent" in table.headings and "parent" not in row.bad:
            parents[key] = space_key(row, "parent")
        else:
            parents.setdefault(key, None)
    by_code = _locations_by_code(parents)
    for row in rows:
        yield from _unknown_location(table, row, locations)
        parent = space_key(row, "parent")
        if not parent or parent in parents:
            continue
        elsewhere = by_code.get(parent[1])
        code = "parent_elsewhere" if elsewhere else "unknown_parent"
        yield table.problem(ERROR, row, "parent", code, location=elsewhere or "")
    yield from _check_cycles(table, own, parents)


def _locations_by_code(keys):
    """:returns: ``{code: locations that have a space of this code, as text}``"""
    found = defaultdict(list)
    for location, code in keys:
        found[code].append(location.upper())
    return {code: ", ".join(sorted(names)) for code, names in found.items()}


def _check_cycles(table, own, parents):
    settled = set()
    for start in own:
        path = []
        key = start
        while key and key not in settled and key not in path:
            path.append(key)
            key = parents.get(key)
        if key in path:
            cycle = path[path.index(key) :] + [key]
            row = next(own[k] for k in cycle if k in own)
            names = " → ".join(code.upper() for _location, code in cycle)
            yield table.problem(ERROR, row, "parent", "parent_cycle", cycle=names)
        settled.update(path)


def report_order(tables):
    """:returns: sort key that puts problems in the order of the sheets and rows"""
    sheets = {table.sheet: position for position, table in enumerate(tables.values())}
    weight = {ERROR: 0, WARNING: 1, INFO: 2}
    return lambda p: (weight[p.severity], sheets.get(p.sheet, len(sheets)), p.row)


def _check_areas(tables, known):
    """What is inside cannot be larger; measuring differs, so this is only a warning."""
    inside = defaultdict(float)
    spaces, rows = _rows(tables, "spaces")
    for row in rows:
        if row.get("location") and "area" not in row.bad:
            parent = space_key(row, "parent") or fold(row.get("location"))
            inside[parent] += row.get("area") or 0.0
    for name in ("locations", "spaces"):
        table = tables.get(name)
        for key, row in index_rows(table).items():
            area = row.get("area")
            if area and inside[key] > area * 1.0001:
                yield table.problem(
                    WARNING, row, "area", "area_exceeded", inside=f"{inside[key]:g}"
                )


def _about_table(table, code, **params):
    return Problem(INFO, table.sheet, 0, "", "", code, params)


def _check_members(tables, known):
    table, rows = _rows(tables, "members")
    emails = {}
    languages = {}
    for row in rows:
        if not row.get("company") and not row.get("contact"):
            if not {"company", "contact"} & row.bad:
                name = "company" if "company" in table.headings else "contact"
                yield table.problem(ERROR, row, name, "member_without_name")
        key = row_key("members", row)
        if key in known.doubtful_members:
            yield table.problem(ERROR, row, "code", "member_ambiguous")
        email = fold(row.get("email") or "")
        if email and email in emails:
            yield table.problem(
                WARNING, row, "email", "email_twice", first=emails[email]
            )
        emails.setdefault(email, row.number)
        language = row.get("lang")
        if language and fold(language) not in known.languages:
            languages.setdefault(language, []).append(row)
    for language, missing in languages.items():
        yield table.problem(
            WARNING,
            missing[0],
            "lang",
            "language_missing",
            language=language,
            count=len(missing),
        )


def _check_contracts(tables, known):
    table, rows = _rows(tables, "contracts")
    if not table:
        return
    locations = _known_locations(tables, known)
    members = known.members | index_rows(tables.get("members")).keys()
    plans = dict(known.plans)
    for key, row in index_rows(tables.get("plans")).items():
        plans[key] = row.get("kind")
    spaces = {key: space.kind for key, space in known.spaces.items()}
    for key, row in index_rows(tables.get("spaces")).items():
        spaces[key] = row.get("kind")
    by_code = _locations_by_code(spaces)
    if "price" not in table.headings:
        yield _about_table(table, "prices_from_plans")
    for row in rows:
        yield from _unknown_location(table, row, locations)
        member, plan = row.get("member"), row.get("plan")
        if member and fold(member) in known.doubtful_members:
            yield table.problem(ERROR, row, "member", "member_ambiguous")
        elif member and fold(member) not in members:
            yield table.problem(ERROR, row, "member", "unknown_member")
        if plan and fold(plan) not in plans:
            yield table.problem(ERROR, row, "plan", "unknown_plan")
        yield from _check_contract_dates(table, row)
        plan_kind = plans.get(fold(plan)) if plan else None
        yield from _check_contract_space(
            table, row, plan_kind, spaces, by_code, known.usages
        )


def _check_contract_dates(table, row):
    start, end = row.get("start"), row.get("end")
    if start and end and end < start:
        yield table.problem(
            ERROR, row, "end", "end_before_start", start=start.isoformat()
        )
    billed = row.get("billed_through")
    if billed and end and billed > end:
        yield table.problem(WARNING, row, "billed_through", "billed_after_end")


def _check_contract_space(table, row, plan_kind, spaces, by_code, usages):
    key = space_key(row, "space")
    if not row.get("space"):
        if usages.get(plan_kind) == "exclusive" and "space" not in row.bad:
            name = "space" if "space" in table.headings else "plan"
            yield table.problem(WARNING, row, name, "space_missing")
        return
    if not key:
        return
    if key not in spaces:
        elsewhere = by_code.get(key[1])
        code = "space_elsewhere" if elsewhere else "unknown_space"
        yield table.problem(ERROR, row, "space", code, location=elsewhere or "")
        return
    kind = spaces[key]
    if usages.get(kind) == "none":
        yield table.problem(ERROR, row, "space", "space_not_lettable")
    elif kind and plan_kind and kind != plan_kind:
        yield table.problem(WARNING, row, "space", "space_kind_differs")
    if usages.get(kind) == "exclusive" and (row.get("quantity") or 1) > 1:
        yield table.problem(WARNING, row, "quantity", "quantity_on_one_space")


# Two contracts, one space -----------------------------------------------------------


def _check_double_lets(tables, known, today):
    table, rows = _rows(tables, "contracts")
    if not table:
        return
    kinds = {key: space.kind for key, space in known.spaces.items()}
    for key, row in index_rows(tables.get("spaces")).items():
        kinds[key] = row.get("kind")
    numbers = index_rows(table)
    by_space = defaultdict(list)
    for let in known.lets:
        # A contract of the workbook is about to be replaced by its row.
        if let.number not in numbers:
            by_space[let.space].append((let.start, let.end or OPEN_END, let))
    for row in rows:
        key = space_key(row, "space")
        exclusive = key and known.usages.get(kinds.get(key)) == "exclusive"
        start, end = row.get("start"), row.get("end") or OPEN_END
        if exclusive and start and "end" not in row.bad and end >= start:
            by_space[key].append((start, end, row))
    for entries in by_space.values():
        yield from _overlaps(table, entries, today)


def _overlaps(table, entries, today):
    """One problem per row that meets an earlier one on some day."""
    entries.sort(key=lambda entry: (entry[0], entry[1], _position(entry[2])))
    longest = None
    for entry in entries:
        if longest and entry[0] <= longest[1]:
            problem = _double_let(table, entry, longest, today)
            if problem:
                yield problem
        if not longest or entry[1] > longest[1]:
            longest = entry


def _position(holder):
    return 0 if isinstance(holder, Let) else holder.number


def _double_let(table, one, two, today):
    # The row lower down is the one to look at; what is there already is never it.
    first, second = sorted((one, two), key=lambda entry: _position(entry[2]))
    row, other = second[2], first[2]
    if isinstance(row, Let):
        return None
    past = min(one[1], two[1]) < today
    severity, code = (WARNING, "double_let_past") if past else (ERROR, "double_let")
    end = first[1]
    params = {
        "contract": other.contract if isinstance(other, Let) else other.get("number"),
        "first": 0 if isinstance(other, Let) else other.number,
        "start": first[0].isoformat(),
        "end": "" if end == OPEN_END else end.isoformat(),
    }
    return table.problem(severity, row, "space", code, **params)
