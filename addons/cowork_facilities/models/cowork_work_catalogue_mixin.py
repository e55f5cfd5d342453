from odoo import fields, models


class CoworkWorkCatalogueMixin(models.AbstractModel):
    """A word the operator chooses from a list of its own: a cause, a remedy…"""

    _name = "cowork.work.catalogue.mixin"
    _description = "Catalogue of Work Orders"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What programs and imports call it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another entry has this code.")
