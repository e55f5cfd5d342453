from odoo import fields, models


class CoworkSpaceAmenity(models.Model):
    _name = "cowork.space.amenity"
    _description = "Space Amenity"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.UniqueIndex("(name)", "This amenity exists already.")
