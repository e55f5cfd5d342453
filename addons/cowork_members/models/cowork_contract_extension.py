from odoo import fields, models


class CoworkContractExtension(models.Model):
    """A term that came up and was renewed. Rates of renewal are counted from these."""

    _name = "cowork.contract.extension"
    _description = "Extended Contract Term"
    _inherit = ["cowork.protected.mixin"]
    _order = "date_end desc, id desc"
    _rec_name = "contract_id"
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {"contract_id", "company_id", "location_id", "date_end", "date_renewed"}
    )

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    date_end = fields.Date("Last Day of the Term", required=True)
    date_renewed = fields.Date("Renewed On", required=True)

    _once_per_term = models.UniqueIndex(
        "(contract_id, date_end)", "This term was renewed already."
    )
