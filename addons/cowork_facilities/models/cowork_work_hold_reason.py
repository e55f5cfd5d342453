from odoo import fields, models


class CoworkWorkHoldReason(models.Model):
    """What a work order waits for: the member, parts, a vendor, a date…"""

    _name = "cowork.work.hold.reason"
    _description = "Reason to Hold Work"
    _inherit = ["cowork.work.catalogue.mixin"]

    pauses_clock = fields.Boolean(
        "Deadlines Stand Still",
        default=True,
        help="Only where others are waited for: what we could do ourselves is late.",
    )
