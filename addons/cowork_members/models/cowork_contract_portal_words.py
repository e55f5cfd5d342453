from odoo import models
from odoo.tools import format_date


class CoworkContract(models.Model):
    """What the member's pages say, as whole sentences: pieces read badly in languages
    that put the words in another order."""

    _inherit = "cowork.contract"

    def _get_done_sentence(self, done):
        """:param done: what the member has just done, as the page's address says
        :returns: the sentence that confirms it; empty when there is none"""
        self.ensure_one()
        if done == "people":
            return self.env._("The list of people was changed.")
        if not self.date_end:
            return ""
        day = format_date(self.env, self.date_end)
        if done == "notice":
            return self.env._("We have received your notice. Your last day is %s.", day)
        if done == "accept":
            return self.env._(
                "Thank you for staying. Your membership goes on until %s.", day
            )
        if done == "decline":
            return self.env._(
                "We have noted that you do not go on. Your last day is %s.", day
            )
        return ""

    def _describe_left(self, row):
        """:param row: of ``_get_usage_balance``
        :returns: what is left of it, in words"""
        return self.env._(
            "%(quantity)s %(unit)s left", quantity=f"{row['left']:g}", unit=row["unit"]
        )

    def _describe_used(self, row):
        """:param row: of ``_get_usage_balance``
        :returns: list of phrases on what was used and what follows from it"""
        phrases = [
            self.env._(
                "%(used)s used, %(included)s included",
                used=f"{row['used']:g}",
                included=f"{row['included'] + row['rollover']:g}",
            )
        ]
        if row["packs_left"]:
            phrases.append(self.env._("%s more in packs", f"{row['packs_left']:g}"))
        if row["billable"]:
            phrases.append(self.env._("%s to be charged", f"{row['billable']:g}"))
        return phrases

    def _describe_places(self, taken, limit):
        """:returns: how many of the places the plans allow are taken"""
        return self.env._("%(taken)s of %(limit)s", taken=taken, limit=limit)
