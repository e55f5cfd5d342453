from odoo import fields, models


class CoworkPlan(models.Model):
    """Which doors a plan opens, and what a day costs."""

    _inherit = "cowork.plan"

    access_mode = fields.Selection(
        [
            ("free", "Within the access hours"),
            ("pass", "Each day uses a day pass"),
            ("booking", "Only for bookings"),
        ],
        string="Access",
        required=True,
        default="free",
        help="A day pass is taken at the first door of the day: from what the plan"
        " includes, then from packs; what is more is charged.",
    )
    access_needs_pass = fields.Boolean(
        "No Entry Without a Pass",
        help="Who has no day pass left stays outside. Otherwise the day is charged.",
    )
    access_everywhere = fields.Boolean(
        "Opens All Locations", help="Of the company, not only that of the contract."
    )
