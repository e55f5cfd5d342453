from odoo import fields, models


class CoworkWorkCategory(models.Model):
    """A kind of fault or work, by building system: water, power, lift, cleaning…"""

    _name = "cowork.work.category"
    _description = "Work Category"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What programs and imports call it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another category has this code.")
