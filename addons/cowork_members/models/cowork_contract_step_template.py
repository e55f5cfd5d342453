from odoo import fields, models

DIRECTIONS = [("in", "Move-in"), ("out", "Move-out")]


class CoworkContractStepTemplate(models.Model):
    """What a department does for every member who moves in, or out."""

    _name = "cowork.contract.step.template"
    _description = "Check-list Template"
    _inherit = ["cowork.protected.mixin"]
    _order = "direction, sequence, offset_days, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    direction = fields.Selection(DIRECTIONS, required=True, default="in")
    kind_ids = fields.Many2many(
        "cowork.space.kind",
        "cowork_contract_step_template_kind_rel",
        "template_id",
        "kind_id",
        string="Only for Plans of",
        help="Kinds of space. Empty: for every plan.",
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        check_company=True,
        help="Who does it: the step goes to one of the department's employees who serve"
        " the location, otherwise to its manager.",
    )
    offset_days = fields.Integer(
        "Working Days",
        help="Working days of the location before (negative) or after the first day of"
        " the contract; for a move-out, its last day.",
    )
    blocking = fields.Boolean(
        default=True,
        help="Nobody moves in while a blocking step is open. A contract that ends with"
        " an open blocking step is marked.",
    )
    note = fields.Text(translate=True, help="What exactly is to be done.")
    cowork_chart_code = fields.Char(
        "Chart Code",
        readonly=True,
        copy=False,
        help="Which step of the organisation chart's check-lists this is.",
    )
    member_text = fields.Char(
        "On the Agreement",
        translate=True,
        help="What the member should know of it; printed on the agreement. Empty: the"
        " step is nobody's business but ours.",
    )

    _cowork_chart_code_uniq = models.UniqueIndex(
        "(cowork_chart_code, company_id) WHERE cowork_chart_code IS NOT NULL",
        "This step of the organisation chart exists already.",
    )
    _offset_sane = models.Constraint(
        "CHECK (offset_days BETWEEN -250 AND 250)",
        "A step is due at most 250 working days before or after.",
    )

    def _filter_for(self, contract):
        """:returns: the templates whose steps are made for ``contract``"""
        kinds = contract._get_final_lines().plan_id.kind_id
        return self.filtered(
            lambda template: template.company_id == contract.company_id
            and (not template.kind_ids or template.kind_ids & kinds)
        )
