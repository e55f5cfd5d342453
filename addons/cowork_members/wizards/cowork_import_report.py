from odoo import fields, models

SEVERITIES = [("error", "Error"), ("warning", "Warning"), ("info", "Information")]


class CoworkImportReport(models.TransientModel):
    """One line of the report of an import: where, what is wrong, what is expected."""

    _name = "cowork.import.report"
    _description = "Import Report Line"
    _order = "import_id, sequence, id"

    import_id = fields.Many2one(
        "cowork.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    severity = fields.Selection(SEVERITIES, required=True)
    sheet = fields.Char()
    row = fields.Integer(help="Row of the sheet, counted from 1 as Excel does.")
    column = fields.Char()
    value = fields.Char()
    message = fields.Char("What", required=True)
    expected = fields.Char()

    def _get_place(self):
        """:returns: where the line points to, such as “Spaces, row 8, Parent”"""
        self.ensure_one()
        parts = [self.sheet, self.row and self.env._("row %s", self.row), self.column]
        return ", ".join(part for part in parts if part)
