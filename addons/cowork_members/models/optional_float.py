from odoo import fields


class OptionalFloat(fields.Float):
    """A number that may be unknown: NULL in the database, nothing on the screen.

    The ORM's own float fields keep 0 for “nothing”, which is a figure.
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is False else value


def known(value):
    """:returns: the number a record gives for an ``OptionalFloat``, or None"""
    return None if value is False else value
