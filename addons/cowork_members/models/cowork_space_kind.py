from odoo import fields, models


class CoworkSpaceKind(models.Model):
    """What a space is for. Kinds are data: a new one needs no code."""

    _name = "cowork.space.kind"
    _description = "Coworking Space Kind"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable code used by imports and reports.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    usage = fields.Selection(
        [
            ("none", "Structure only"),
            ("bookable", "Bookable by the hour"),
            ("exclusive", "Let to one contract at a time"),
            ("shared", "Shared by many members"),
        ],
        required=True,
        default="none",
        help="An exclusive space is held by one contract on any day; the database "
        "refuses a second one.",
    )
    default_slot_minutes = fields.Integer(
        "Booking Slot (minutes)", default=30, help="Grain of bookings of this kind."
    )
    icon = fields.Char(default="fa-map-marker", help="Font Awesome icon name.")
    space_ids = fields.One2many("cowork.space", "kind_id", string="Spaces")

    _code_uniq = models.UniqueIndex("(code)", "Another kind has the same code.")
    _slot_positive = models.Constraint(
        "CHECK (default_slot_minutes > 0 AND default_slot_minutes <= 1440)",
        "A booking slot lasts between one minute and one day.",
    )
