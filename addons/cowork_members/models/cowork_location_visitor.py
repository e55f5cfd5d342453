from odoo import api, fields, models

from ..engine.local_time import day_start


class CoworkLocation(models.Model):
    """How a location receives visitors, and for how long it remembers them."""

    _inherit = "cowork.location"

    directions = fields.Html(
        "Way-finding",
        translate=True,
        help="How visitors find the door: which bus, which entrance, which floor. Part"
        " of every invitation.",
    )
    sign_out_hour = fields.Float(
        "Empty By",
        default=4.0,
        help="At this hour of the night those who came in the day before, and whom"
        " nobody signed out, are signed out.",
    )
    visitor_retention_days = fields.Integer(
        "Forget Visitors After (days)",
        help="So many days after a visit everything personal of it is erased; figures"
        " stay. 0: as the company says.",
    )
    # Who looks after employees reads locations, but no visitors.
    visitor_rules_ids = fields.One2many(
        "cowork.visitor.rules",
        "location_id",
        "House Rules for Visitors",
        groups="cowork_members.group_front_desk",
    )
    visitor_rules_id = fields.Many2one(
        "cowork.visitor.rules",
        "House Rules in Force",
        compute="_compute_visitor_rules_id",
        groups="cowork_members.group_front_desk",
    )
    visitor_count = fields.Integer(
        "Visitors Today",
        compute="_compute_inside",
        groups="cowork_members.group_front_desk",
    )
    inside_count = fields.Integer(
        "In the Building",
        compute="_compute_inside",
        groups="cowork_members.group_front_desk",
    )

    _sign_out_hour_sane = models.Constraint(
        "CHECK (sign_out_hour >= 0 AND sign_out_hour < 24)",
        "The hour at which a location is empty is one of the day: 0 to 24.",
    )
    _visitor_retention_sane = models.Constraint(
        "CHECK (visitor_retention_days BETWEEN 0 AND 3650)",
        "Visitors are remembered for up to ten years; 0: as the company says.",
    )

    @api.depends("visitor_rules_ids.state")
    def _compute_visitor_rules_id(self):
        for location in self:
            location.visitor_rules_id = location.visitor_rules_ids.filtered(
                lambda rules: rules.state == "current"
            )[:1]

    def _compute_inside(self):
        inside = dict(
            self.env["cowork.presence"]._read_group(
                [("location_id", "in", self.ids), ("left_at", "=", False)],
                ["location_id"],
                ["__count"],
            )
        )
        visitors = self.env["cowork.visitor"]._read_group(
            [
                ("location_id", "in", self.ids),
                ("day", "in", list({location._today() for location in self})),
                ("state", "in", ("expected", "inside", "left")),
            ],
            ["location_id", "day:day"],
            ["__count"],
        )
        expected = {(location, day): count for location, day, count in visitors}
        for location in self:
            location.inside_count = inside.get(location, 0)
            location.visitor_count = expected.get((location, location._today()), 0)

    def _get_last_kept_day(self):
        """:returns: the first day of which the visitors are still remembered (one
        location)"""
        days = self.visitor_retention_days or self.company_id.cowork_visitor_days
        return fields.Date.subtract(self._today(), days=days)

    @api.model
    def _get_all(self):
        """:returns: every location (sudo), archived ones as well, for jobs"""
        # sudo: a job is for the locations of all companies.
        return self.sudo().search([("active", "in", (True, False))])

    @api.model
    def _get_forgetting_moments(self):
        """:returns: dict of moment (UTC) to the ids of the locations at which what was
        before it is forgotten"""
        moments = {}
        for location in self._get_all():
            day = location._get_last_kept_day()
            moment = day_start(day, location.tz or "UTC")
            moments.setdefault(moment, []).append(location.id)
        return moments

    def action_view_visitors(self):
        """:returns: the window action that lists this location's visitors."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_visitor"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {
            "default_location_id": self.id,
            "search_default_today": 1,
        }
        return action

    def action_view_presence(self):
        """:returns: the window action with who is in this building."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_presence"
        )
        action["domain"] = [("location_id", "=", self.id)]
        return action
