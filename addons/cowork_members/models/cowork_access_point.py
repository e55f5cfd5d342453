from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CoworkAccessPoint(models.Model):
    """A door, gate or lift that asks before it opens."""

    _name = "cowork.access.point"
    _description = "Access Point"
    _inherit = ["cowork.protected.mixin"]
    _order = "location_id, sequence, name, id"
    _check_company_auto = True
    _scope_fields = frozenset({"location_id"})
    # Its key opens the interface: only the dialog that makes it links the two.
    _protected_fields = frozenset({"company_id", "controller_user_id"})

    name = fields.Char(required=True)
    code = fields.Char(
        required=True, help="How the controller calls it, e.g. “MAIN” or “F3-EAST”."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    location_id = fields.Many2one(
        "cowork.location", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    space_id = fields.Many2one(
        "cowork.space",
        "Leads to",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('location_id', '=', location_id)]",
        check_company=True,
        help="A floor, an office, a meeting room. Empty: into the building, for"
        " everybody who may enter the location.",
    )
    direction = fields.Selection(
        [("both", "In and out"), ("in", "In"), ("out", "Out")],
        required=True,
        default="both",
        help="Who leaves through a way out is not asked for hours or membership.",
    )
    anti_passback = fields.Boolean(
        help="Who is in the building cannot enter a second time, and who is not in it"
        " cannot leave: a card handed back through the gate opens it once.",
    )
    controller_ref = fields.Char(
        "Controller", help="Maker, serial number or address of the device."
    )
    controller_user_id = fields.Many2one(
        "res.users",
        "Account of the Controller",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whose key may ask for this point. “Connect a Controller” makes it.",
    )
    event_count = fields.Integer("Attempts", compute="_compute_event_count")

    _code_location_uniq = models.UniqueIndex(
        "(location_id, code)", "Another access point of this location has this code."
    )
    _passback_has_direction = models.Constraint(
        "CHECK (NOT anti_passback OR direction <> 'both')",
        "Anti-passback needs a reader for each direction: one point for in, one for"
        " out.",
    )
    _direction_known = models.Constraint(
        "CHECK (direction IN ('both', 'in', 'out'))", "Unknown direction."
    )

    def _compute_event_count(self):
        # Of a day only: a log of millions is not counted to the end for a button.
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        counts = dict(
            self.env["cowork.access.event"]._read_group(
                [
                    ("location_id", "in", self.location_id.ids),
                    ("at", ">=", since),
                    ("point_id", "in", self.ids),
                ],
                ["point_id"],
                ["__count"],
            )
        )
        for point in self:
            point.event_count = counts.get(point, 0)

    @api.constrains("space_id", "location_id")
    def _check_space(self):
        for point in self:
            if point.space_id and point.space_id.location_id != point.location_id:
                raise ValidationError(
                    self.env._(
                        "%(space)s is not at %(location)s: choose a space of the"
                        " location, or none.",
                        space=point.space_id.display_name,
                        location=point.location_id.name,
                    )
                )

    def action_view_events(self):
        """:returns: the window action with the attempts at this point"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_access_event"
        )
        action["domain"] = [("point_id", "=", self.id)]
        action["context"] = {}
        return action
