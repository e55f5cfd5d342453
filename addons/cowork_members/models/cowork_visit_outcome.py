from odoo import fields, models

VISIT_KINDS = [("viewing", "Viewing"), ("follow_up", "Follow-up")]


class CoworkVisitOutcome(models.Model):
    """What came out of a visit, and how far it moves the card."""

    _name = "cowork.visit.outcome"
    _description = "Visit Outcome"
    _order = "kind desc, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(VISIT_KINDS, required=True, default="viewing")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage_id = fields.Many2one(
        "cowork.contract.stage",
        "Card Moves To",
        ondelete="set null",
        domain="[('state', '=', 'draft')]",
        help="A draft goes to this stage when it is not as far yet; never back.",
    )
