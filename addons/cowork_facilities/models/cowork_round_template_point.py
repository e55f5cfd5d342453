import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cowork_members.engine.qr_image import qr_uri
from odoo.addons.cowork_members.models.optional_float import OptionalFloat

CHECK_TYPES = [
    ("yes_no", "In order?"),
    ("value", "Value"),
    ("text", "Text"),
    ("photo", "Photo"),
    ("scan", "Scan"),
]
PRIORITIES = [("0", "Very Low"), ("1", "Low"), ("2", "Normal"), ("3", "High")]
#: no letter or figure that is taken for another one
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10


def make_code():
    """:returns: a code that nobody guesses, and that can be typed from a label"""
    return "".join(secrets.choice(_ALPHABET) for _number in range(_CODE_LENGTH))


def plain_code(code):
    """:returns: a code as it is kept, however it was typed"""
    return "".join(char for char in str(code or "").upper() if char.isalnum())


class CoworkRoundTemplatePoint(models.Model):
    """One point of a round: where to go, and what to look at there."""

    _name = "cowork.round.template.point"
    _description = "Point of a Round"
    _inherit = ["cowork.protected.mixin"]
    _order = "template_id, sequence, id"
    _check_company_auto = True
    _owner_fields = frozenset({"template_id"})
    _protected_fields = frozenset({"company_id", "location_id", "code"})

    template_id = fields.Many2one(
        "cowork.round.template", required=True, index=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        related="template_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10, help="In the order in which one walks.")
    name = fields.Char("Point", required=True, translate=True)
    active = fields.Boolean(default=True)
    space_id = fields.Many2one(
        "cowork.space",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('location_id', '=', location_id)]",
        help="Empty: the space whose booking has ended, or the whole location.",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="What is looked at: its work orders are those of this point.",
    )
    check_type = fields.Selection(CHECK_TYPES, "Check", required=True, default="yes_no")
    photo_required = fields.Boolean(
        compute="_compute_required", store=True, readonly=False, precompute=True
    )
    scan_required = fields.Boolean(
        compute="_compute_required",
        store=True,
        readonly=False,
        precompute=True,
        help="Who makes the round proves that they are there.",
    )
    unit = fields.Char(help="What is measured in: °C, bar, kWh.")
    value_min = OptionalFloat("At Least", digits=(16, 3))
    value_max = OptionalFloat("At Most", digits=(16, 3))
    standard = fields.Text(translate=True, help="What good looks like at this point.")
    priority = fields.Selection(
        PRIORITIES,
        required=True,
        default="2",
        help="Of the work order when this point fails.",
    )
    category_id = fields.Many2one(
        "cowork.work.category",
        "Kind of Work",
        index="btree_not_null",
        ondelete="restrict",
        help="Of the work order when this point fails.",
    )
    code = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: make_code(),
        groups="cowork_facilities.group_manager",
        help="On the label at the point. Who scans or types it has been there.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another point has this code.")
    _values_finite = models.Constraint(
        "CHECK ((value_min IS NULL OR abs(value_min) < 1000000000000)"
        " AND (value_max IS NULL OR abs(value_max) < 1000000000000)"
        " AND (value_min IS NULL OR value_max IS NULL OR value_min <= value_max))",
        "Limits are numbers, and the lower one is not above the upper one.",
    )

    @api.depends("check_type")
    def _compute_required(self):
        for point in self:
            point.photo_required = point.check_type == "photo"
            point.scan_required = point.check_type == "scan"

    @api.constrains("check_type", "photo_required", "scan_required")
    def _check_required(self):
        for point in self:
            if (point.check_type == "photo" and not point.photo_required) or (
                point.check_type == "scan" and not point.scan_required
            ):
                raise ValidationError(
                    self.env._(
                        "%s: a check by photo needs a photo, one by scan a scan.",
                        point.name,
                    )
                )

    @api.constrains("space_id")
    def _check_space(self):
        self.template_id._check_location()

    @api.model_create_multi
    def create(self, vals_list):
        points = super().create(vals_list)
        points.template_id._plan_again()
        return points

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - {"code"}:
            self.template_id._plan_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        made = self.env["cowork.round.line"].search(
            [("point_id", "in", self.ids), ("round_id.state", "!=", "planned")], limit=1
        )
        if made:
            raise ValidationError(
                self.env._(
                    "%s was looked at in rounds: archive the point instead.",
                    made.point_id.name,
                )
            )

    def unlink(self):
        templates = self.template_id
        # sudo: planned rounds are kept by the system.
        lines = self.env["cowork.round.line"].sudo()
        lines.search(
            [("point_id", "in", self.ids), ("round_id.state", "=", "planned")]
        )._by_action().unlink()
        result = super().unlink()
        templates.exists()._plan_again()
        return result

    def action_renew_code(self):
        """Give the points new codes: labels that were photographed prove nothing.

        :returns: True
        :raises AccessError: when the user may not change them
        """
        self.check_access("write")
        for point in self._by_action():
            point.code = make_code()
        return True

    def _get_code_hash(self):
        """:returns: by which a phone without connection tells a right code"""
        # sudo: who makes the round must not read the code off the screen.
        return hashlib.sha256(plain_code(self.sudo().code).encode()).hexdigest()

    def _is_code(self, code):
        """:returns: whether ``code`` is that of one point"""
        # sudo: who makes the round must not read the code off the screen.
        return secrets.compare_digest(
            plain_code(code).encode(), plain_code(self.sudo().code).encode()
        )

    def _get_qr(self):
        """:returns: picture of one point's code, for its label"""
        return qr_uri(self.code)

    def _get_typed_code(self):
        """:returns: code of one point in two groups, as it is typed"""
        return f"{self.code[:5]} {self.code[5:]}"
