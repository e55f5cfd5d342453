from odoo import models


class CoworkSpace(models.Model):
    """Spaces in the words of the members' pages."""

    _inherit = "cowork.space"

    def _get_offer_words(self, free_seats=None):
        """:param free_seats: numbers of the free ones, where seats are booked
        :returns: list of what one space (sudo) is, in short phrases"""
        words = [self.code] if self.code else []
        words.append(self.kind_id.name)
        if room := self.capacity or self.capacity_total:
            words.append(self.env._("up to %s people", room))
        if free_seats is not None:
            words.append(self.env._("%s seats free", len(free_seats)))
        return words
