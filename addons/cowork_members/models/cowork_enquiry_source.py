from odoo import fields, models


class CoworkEnquirySource(models.Model):
    """How somebody came to ask: what advertising and recommendation bring in."""

    _name = "cowork.enquiry.source"
    _description = "Source of Enquiries"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
