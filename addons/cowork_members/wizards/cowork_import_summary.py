from odoo import fields, models


class CoworkImportSummary(models.TransientModel):
    """How many records of one kind an import creates, updates and leaves alone."""

    _name = "cowork.import.summary"
    _description = "Import Summary"

    import_id = fields.Many2one(
        "cowork.import", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("What", required=True)
    row_count = fields.Integer("Rows")
    create_count = fields.Integer("New")
    update_count = fields.Integer("Changed")
    unchanged_count = fields.Integer("Unchanged")
