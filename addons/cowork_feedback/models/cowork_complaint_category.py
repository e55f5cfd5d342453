from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CoworkComplaintCategory(models.Model):
    """What complaints are about, as a tree: noise, cleaning, billing…"""

    _name = "cowork.complaint.category"
    _description = "Complaint Category"
    _inherit = ["cowork.protected.mixin"]
    _parent_store = True
    _order = "parent_path, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What programs and imports call it.")
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "cowork.complaint.category",
        "Part Of",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cowork.complaint.category", "parent_id", "Parts")
    priority = fields.Selection(
        selection="_selection_priority",
        string="Urgency",
        required=True,
        default="1",
        help="How urgent such a complaint is until somebody says otherwise.",
    )
    repeat_days = fields.Integer(
        "Repeated Within (days)",
        help="A complaint about the same within so many days is a repeat. 0: as the"
        " company says.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another category has this code.")
    _repeat_range = models.Constraint(
        "CHECK (repeat_days BETWEEN 0 AND 3650)",
        "Repeats are looked for within 0 to 3,650 days.",
    )

    @api.model
    def _selection_priority(self):
        return (
            self.env["cowork.complaint"]
            ._fields["priority"]
            ._description_selection(self.env)
        )

    @api.depends("name", "parent_path")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            names, above = [], category
            while above:
                names.insert(0, above.name or "")
                above = above.parent_id
            category.display_name = " / ".join(names)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category cannot be a part of itself or of its parts.")
            )

    def _get_roots(self):
        """:returns: the categories at the top of the tree that these belong to"""
        return self.browse(
            {int(path.split("/", 1)[0]) for path in self.mapped("parent_path") if path}
        )
