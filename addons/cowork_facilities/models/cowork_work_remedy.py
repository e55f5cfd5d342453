from odoo import fields, models


class CoworkWorkRemedy(models.Model):
    """What was done about a fault: adjusted, cleaned, repaired, replaced…"""

    _name = "cowork.work.remedy"
    _description = "Remedy of a Fault"
    _inherit = ["cowork.work.catalogue.mixin"]

    category_ids = fields.Many2many(
        "cowork.work.category",
        "cowork_work_remedy_category_rel",
        "remedy_id",
        "category_id",
        "Kinds of Work",
        help="Empty: it is offered for every kind of work.",
    )
