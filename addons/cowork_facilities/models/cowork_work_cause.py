from odoo import fields, models


class CoworkWorkCause(models.Model):
    """Why something failed: wear, misuse, power cut, wrong setting…"""

    _name = "cowork.work.cause"
    _description = "Cause of a Fault"
    _inherit = ["cowork.work.catalogue.mixin"]

    category_ids = fields.Many2many(
        "cowork.work.category",
        "cowork_work_cause_category_rel",
        "cause_id",
        "category_id",
        "Kinds of Work",
        help="Empty: it is offered for every kind of work.",
    )
    by_member = fields.Boolean(
        "Caused by the Member",
        help="Orders with this cause are proposed to be charged to the member.",
    )
