from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("inspection", "Inspection"),
    ("patrol", "Patrol"),
    ("cleaning", "Cleaning"),
    ("deep_cleaning", "Deep Cleaning"),
]


class CoworkRoundTemplate(models.Model):
    """A round that is made again and again: where to, what to look at, how often."""

    _name = "cowork.round.template"
    _description = "Round Template"
    _inherit = [
        "cowork.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "hr.mixin",
    ]
    _order = "location_id, sequence, name, id"
    _check_company_auto = True
    _scope_fields = frozenset({"location_id"})
    _protected_fields = frozenset({"company_id"})

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="inspection", tracking=True)
    location_id = fields.Many2one(
        "cowork.location", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    standard = fields.Text(
        translate=True, help="What good looks like, shown before the round begins."
    )
    team_id = fields.Many2one(
        "maintenance.team",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Whose round it is. A shift may name another team.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Who makes it. Empty: anybody of the location.",
    )
    point_ids = fields.One2many(
        "cowork.round.template.point", "template_id", "Points", copy=True
    )
    round_ids = fields.One2many("cowork.round", "template_id", "Rounds")
    point_count = fields.Integer(compute="_compute_point_count")
    round_count = fields.Integer(compute="_compute_round_counts")
    missed_count = fields.Integer(
        "Missed, 30 Days",
        compute="_compute_round_counts",
        help="Rounds of the last 30 days that were not finished in time.",
    )

    @api.depends("point_ids")
    def _compute_point_count(self):
        for template in self:
            template.point_count = len(template.point_ids)

    def _compute_round_counts(self):
        rounds = self.env["cowork.round"]
        mine = [("template_id", "in", self.ids)]
        missed = [
            *mine,
            ("state", "=", "missed"),
            ("due", ">=", fields.Datetime.subtract(fields.Datetime.now(), days=30)),
        ]
        counts = dict(rounds._read_group(mine, ["template_id"], ["__count"]))
        late = dict(rounds._read_group(missed, ["template_id"], ["__count"]))
        for template in self:
            template.round_count = counts.get(template, 0)
            template.missed_count = late.get(template, 0)

    @api.constrains("location_id")
    def _check_location(self):
        for template in self:
            strangers = template.point_ids.space_id.filtered(
                lambda s, t=template: s.location_id != t.location_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(template)s: %(space)s is at another location. Choose a space"
                        " of %(location)s.",
                        template=template.name,
                        space=strangers[0].display_name,
                        location=template.location_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        made = self.env["cowork.round"].search(
            [("template_id", "in", self.ids), ("state", "!=", "planned")], limit=1
        )
        if made:
            raise ValidationError(
                self.env._(
                    "%s has been made: archive the template instead of deleting it.",
                    made.template_id.name,
                )
            )

    def unlink(self):
        # sudo: planned rounds are kept by the system.
        planned = self.sudo().round_ids.filtered(lambda one: one.state == "planned")
        planned._by_action().unlink()
        return super().unlink()

    def action_view_rounds(self):
        """List the rounds of this template.

        :returns: the window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_round"
        )
        action["domain"] = [("template_id", "=", self.id)]
        action["context"] = {"default_template_id": self.id}
        return action
