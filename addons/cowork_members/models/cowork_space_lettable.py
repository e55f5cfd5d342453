from odoo import api, fields, models

from ..engine.kpi import month_of


class CoworkSpace(models.Model):
    """From when to when a space can be let: what occupancy is measured against."""

    _inherit = "cowork.space"

    lettable_from = fields.Date(
        tracking=True,
        help="First day on which the space can be let. Empty: it always could. A space"
        " added to a running location can be let from that day on.",
    )
    lettable_to = fields.Date(
        "Lettable Until",
        tracking=True,
        help="Last day on which the space can be let; set by archiving it.",
    )

    _lettable_order = models.Constraint(
        "CHECK (lettable_to IS NULL OR lettable_from IS NULL"
        " OR lettable_to >= lettable_from)",
        "A space cannot stop being lettable before it begins to be.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        spaces = super().create(vals_list)
        spaces._begin_letting()
        spaces.filtered(lambda space: not space.active)._stop_letting()
        return spaces

    def _begin_letting(self):
        """A space added to a location that has run for a while is new: it does not
        lower the occupancy of the days before."""
        spaces = self.filtered(
            lambda s: s.usage in ("exclusive", "shared") and not s.lettable_from
        )
        # sudo: whether figures are kept does not depend on who adds a space.
        first_months = dict(
            self.env["cowork.kpi.value"]
            .sudo()
            ._read_group(
                [("location_id", "in", spaces.location_id.ids)],
                ["location_id"],
                ["month:min"],
            )
        )
        for location, added in spaces.grouped("location_id").items():
            today, first = location._today(), first_months.get(location)
            if first and first < month_of(today):
                added.write({"lettable_from": today})

    def write(self, vals):
        archived = self.filtered("active") if vals.get("active") is False else ()
        restored = self - self.filtered("active") if vals.get("active") else ()
        result = super().write(vals)
        if archived:
            archived._stop_letting()
        if restored and "lettable_to" not in vals:
            restored.write({"lettable_to": False})
        return result

    def _stop_letting(self):
        """Keep the last day of spaces that are archived: their past still counts."""
        lasting = self.filtered(lambda space: not space.lettable_to)
        for day, spaces in lasting.grouped(lambda s: s.location_id._today()).items():
            # One that was to open later was never lettable.
            early = spaces.filtered(lambda s, d=day: (s.lettable_from or d) <= d)
            early.write({"lettable_to": day})
            for space in spaces - early:
                space.lettable_to = space.lettable_from
