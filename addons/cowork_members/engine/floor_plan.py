"""Shapes drawn on a floor plan, in parts of its width and height, and what they say."""

import math
from dataclasses import dataclass

from .errors import EngineError

RECTANGLE, POLYGON = "rect", "polygon"
MOST_SHAPES = 1000
MOST_POINTS = 60
#: narrower shapes are slips of the hand
LEAST_SIZE = 0.002
DECIMALS = 5


# Shapes ------------------------------------------------------------------------------


def read_shapes(value):
    """What may be kept of the shapes a browser or a program sent.

    :param value: list of dicts: ``space`` (id), ``type`` (``rect``: two opposite
        corners, or ``polygon``: its corners in order) and ``points``, pairs of numbers
        from 0 to 1
    :returns: the same with nothing else in it, numbers rounded
    :raises EngineError: telling what is wrong, and with which shape

    >>> read_shapes([{"space": 7, "type": "rect", "points": [[0, 0], [0.5, 0.25]]}])
    [{'space': 7, 'type': 'rect', 'points': [[0.0, 0.0], [0.5, 0.25]]}]
    """
    if not isinstance(value, (list, tuple)):
        raise EngineError("shapes_list")
    if len(value) > MOST_SHAPES:
        raise EngineError("shapes_many", limit=MOST_SHAPES)
    found, seen = [], set()
    for number, shape in enumerate(value, start=1):
        row = _read_shape(shape, number)
        if row["space"] in seen:
            raise EngineError("shape_twice", number=number)
        seen.add(row["space"])
        found.append(row)
    return found


def _read_shape(shape, number):
    if not isinstance(shape, dict) or shape.get("type") not in (RECTANGLE, POLYGON):
        raise EngineError("shape_type", number=number)
    space = shape.get("space")
    if isinstance(space, bool) or not isinstance(space, int) or not 0 < space < 2**31:
        raise EngineError("shape_space", number=number)
    points = _read_points(shape.get("points"), number)
    is_rectangle = shape["type"] == RECTANGLE
    least, most = (2, 2) if is_rectangle else (3, MOST_POINTS)
    if not least <= len(points) <= most:
        raise EngineError("shape_points", number=number, least=least, most=most)
    if is_rectangle:
        (x1, y1), (x2, y2) = points
        points = [[min(x1, x2), min(y1, y2)], [max(x1, x2), max(y1, y2)]]
    row = {"space": space, "type": shape["type"], "points": points}
    _check_size(row, number)
    return row


def _read_points(points, number):
    if not isinstance(points, (list, tuple)) or len(points) > MOST_POINTS:
        raise EngineError("shape_points", number=number, least=2, most=MOST_POINTS)
    found = []
    for point in points:
        if not isinstance(point, (list, tuple)) or len(point) != 2:
            raise EngineError("shape_point", number=number)
        found.append([_read_number(part, number) for part in point])
    return found


def _read_number(part, number):
    is_number = isinstance(part, (int, float)) and not isinstance(part, bool)
    # What is not a number is not between others either.
    if not is_number or not 0 <= part <= 1:
        raise EngineError("shape_point", number=number)
    return round(float(part), DECIMALS)


def _check_size(shape, number):
    corners = outline(shape)
    for axis in (0, 1):
        places = [corner[axis] for corner in corners]
        if max(places) - min(places) < LEAST_SIZE:
            raise EngineError("shape_size", number=number)
    if area(corners) < LEAST_SIZE**2:
        raise EngineError("shape_size", number=number)


def outline(shape):
    """:returns: list of the corners of a shape, in order"""
    points = shape["points"]
    if shape["type"] == POLYGON:
        return points
    (x1, y1), (x2, y2) = points
    return [[x1, y1], [x2, y1], [x2, y2], [x1, y2]]


def area(corners):
    """:returns: what a polygon covers; nothing when its corners lie on a line

    >>> area([[0, 0], [1, 0], [1, 0.5], [0, 0.5]])
    0.5
    """
    following = corners[1:] + corners[:1]
    pairs = zip(corners, following, strict=True)
    return abs(math.fsum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def label_place(corners):
    """:returns: ``(x, y)`` of the middle of a polygon, where its name is written

    >>> label_place([[0, 0], [1, 0], [1, 0.5], [0, 0.5]])
    (0.5, 0.25)
    """
    total = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        total += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if not total:
        return tuple(map(float, corners[0]))
    return x / (3 * total), y / (3 * total)


# States ------------------------------------------------------------------------------

FREE, LET, BOOKED, OCCUPIED = "free", "let", "booked", "occupied"
BLOCKED, COMMON = "blocked", "common"


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """What is known of a space at a time.

    :param usage: of its kind: ``none``, ``bookable``, ``exclusive`` or ``shared``
    :param is_bookable: whether bookings of it are taken at all
    :param is_blocked: out of use, or not to be let yet or any more
    :param is_let: whether a contract holds it
    :param seats: how many seats it has, where it is booked by seat, else 0
    :param seats_taken: how many of them are booked
    :param has_booking: whether it is booked, where it is booked as a whole
    :param is_present: whether whoever booked it has checked in
    """

    usage: str
    is_bookable: bool = False
    is_blocked: bool = False
    is_let: bool = False
    seats: int = 0
    seats_taken: int = 0
    has_booking: bool = False
    is_present: bool = False


def state_of(facts):
    """:param facts: :class:`SpaceFacts`
    :returns: the one word by which a plan colours the space

    >>> state_of(SpaceFacts("exclusive", is_let=True))
    'let'
    """
    if facts.is_blocked:
        return BLOCKED
    if facts.is_let:
        return LET
    if facts.usage == "none" or facts.usage == "shared" and not facts.is_bookable:
        # A lounge or a corridor: there for everybody.
        return COMMON
    if facts.seats:
        return BOOKED if facts.seats_taken >= facts.seats else FREE
    if facts.is_present:
        return OCCUPIED
    return BOOKED if facts.has_booking else FREE


def is_lettable(first, last, lettable_from, lettable_to):
    """:param first: first day it is wanted
    :param last: last day, or None: for good
    :returns: whether a space can be let on all of these days"""
    if lettable_from and first < lettable_from:
        return False
    return not lettable_to or bool(last and last <= lettable_to)
