from odoo import fields, models


class CoworkWorkCategory(models.Model):
    """A kind of fault or work, by building system: water, power, lift, cleaning…"""

    _name = "cowork.work.category"
    _description = "Work Category"
    _inherit = ["cowork.work.catalogue.mixin"]

    skill_ids = fields.Many2many(
        "hr.skill",
        "cowork_work_category_skill_rel",
        "category_id",
        "skill_id",
        "Skills Needed",
        help="Only technicians who have all of them are suggested.",
    )
    needs_photo = fields.Boolean(
        "Photo Required", help="No such order is closed without a photo of the result."
    )
    needs_cause = fields.Boolean(
        "Cause Required", help="No such order is closed without cause and remedy."
    )
    needs_cost = fields.Boolean(
        "Cost Required",
        help="No such order is closed without labour, material or a vendor's cost.",
    )
