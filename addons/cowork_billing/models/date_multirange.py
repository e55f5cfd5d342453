from odoo import fields


class DateMultirange(fields.Char):
    """Days as PostgreSQL keeps them: ``{[2026-11-01,2026-11-11)}``, half open."""

    _column_type = ("datemultirange", "datemultirange")


def to_multirange(ranges):
    """:param ranges: ``(start, stop)`` pairs of dates, half open
    :returns: the value of such a field"""
    return f"{{{','.join(f'[{start},{stop})' for start, stop in ranges)}}}"
