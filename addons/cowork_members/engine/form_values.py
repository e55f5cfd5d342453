"""What browsers send in forms."""

#: more digits are no number a form has sent: ids of the database have fewer
_MOST_DIGITS = 9


def read_number(sent: object) -> int | None:
    """:param sent: what came instead of a whole number: a text, a file, nothing
    :returns: the number, or None when it is none: digits of other scripts, signs,
        spaces and more than nine digits are refused
    """
    if not isinstance(sent, str) or len(sent) > _MOST_DIGITS:
        return None
    return int(sent) if sent.isascii() and sent.isdigit() else None
