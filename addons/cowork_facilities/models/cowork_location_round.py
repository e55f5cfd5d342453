from odoo import fields, models

from .maintenance_request_round import WALKERS


class CoworkLocation(models.Model):
    """Rounds of a location, and who is told when they are missed."""

    _inherit = "cowork.location"
    _protected_fields = frozenset({"missed_told_on"})

    missed_told_on = fields.Date(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The last day on which somebody was told that rounds were missed.",
    )
    missed_round_count = fields.Integer(
        "Rounds Missed",
        compute="_compute_missed_round_count",
        groups=WALKERS,
        help="Of the last 30 days.",
    )

    def _compute_missed_round_count(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        counts = dict(
            self.env["cowork.round"]._read_group(
                [
                    ("location_id", "in", self.ids),
                    ("state", "=", "missed"),
                    ("due", ">=", since),
                ],
                ["location_id"],
                ["__count"],
            )
        )
        for location in self:
            location.missed_round_count = counts.get(location, 0)

    def _get_round_keeper(self):
        """:returns: ``res.users`` who is told of rounds missed at one location: the
        site manager, else a manager of facilities; possibly empty"""
        # sudo: the files of employees are closed.
        manager = self.sudo().manager_id.user_id
        if manager.active and not manager.share:
            return manager
        return self.env["maintenance.equipment"]._find_facility_manager(self.company_id)

    def action_view_rounds(self):
        """List the rounds of this location, first those that were missed.

        :returns: the window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_round"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {"search_default_missed": 1}
        return action
