import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.errors import EngineError
from ..engine.floor_plan import read_shapes
from ..engine.plan_image import is_drawing, read_size

#: of paper nobody has put a plan on yet
PAPER = (1600, 1000)


class CoworkFloorPlan(models.Model):
    """The plan of a floor: its image, and the spaces drawn on it."""

    _name = "cowork.floor.plan"
    _description = "Floor Plan"
    _inherit = ["cowork.protected.mixin"]
    _order = "location_id, sequence, id"
    _rec_name = "space_id"
    _rec_names_search = ["space_id.complete_name", "space_id.code"]
    _check_company_auto = True
    _scope_fields = frozenset({"space_id"})
    _protected_fields = frozenset(
        {"company_id", "location_id", "width", "height", "revision"}
    )

    space_id = fields.Many2one(
        "cowork.space",
        "Floor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('usage', '=', 'none')]",
        help="The floor or zone that is on the plan. All that is inside can be drawn.",
    )
    sequence = fields.Integer(default=10)
    location_id = fields.Many2one(
        related="space_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="space_id.company_id", store=True, precompute=True, index=True
    )
    image = fields.Image(
        "Plan",
        max_width=4096,
        max_height=4096,
        help="PNG, JPEG or GIF; administrators may use SVG drawings. Empty: white paper"
        " to draw on.",
    )
    image_512 = fields.Image(
        "Plan, Small", related="image", max_width=512, max_height=512, store=True
    )
    width = fields.Integer(compute="_compute_size", store=True)
    height = fields.Integer(compute="_compute_size", store=True)
    shapes = fields.Json(
        copy=False, help="Spaces drawn, in parts of the plan's width and height."
    )
    revision = fields.Integer(
        readonly=True, copy=False, help="How often the shapes were changed."
    )
    shape_count = fields.Integer("Drawn", compute="_compute_counts")
    missing_count = fields.Integer("Not Drawn Yet", compute="_compute_counts")

    _space_uniq = models.UniqueIndex("(space_id)", "The floor has a plan already.")

    # Image ---------------------------------------------------------------------------

    @api.depends("image")
    def _compute_size(self):
        for plan in self:
            plan.width, plan.height = plan._read_size() or PAPER

    def _read_image(self):
        """:returns: bytes of one plan's image, empty without one"""
        try:
            return base64.b64decode(self.with_context(bin_size=False).image or b"")
        except binascii.Error:
            raise ValidationError(self.env._("The plan is not an image.")) from None

    def _read_size(self):
        """:returns: width and height of one plan's image, or None without one
        :raises ValidationError: when it is no image a plan may have"""
        data = self._read_image()
        try:
            return read_size(data) if data else None
        except EngineError as error:
            raise ValidationError(self._word_plan_error(error)) from None

    @api.constrains("image")
    def _check_image(self):
        for plan in self:
            plan._read_size()
            # The ERP keeps drawings of others as text, which no browser would show. It
            # is the user who counts: constraints run with the rights of the system.
            is_system = self.env.user.has_group("base.group_system")
            if is_drawing(plan._read_image()) and not is_system:
                raise ValidationError(
                    self.env._(
                        "SVG drawings are for administrators. Save the plan as PNG, or"
                        " ask one of them."
                    )
                )

    # Shapes --------------------------------------------------------------------------

    @api.depends("shapes", "space_id")
    def _compute_counts(self):
        inside = self._get_inside()
        for plan in self:
            drawn = {shape["space"] for shape in plan._get_shapes(inside[plan])}
            plan.shape_count = len(drawn)
            plan.missing_count = len(
                # A zone may be drawn, but need not be.
                inside[plan].filtered(
                    lambda s, d=drawn: s.usage != "none" and s.id not in d
                )
            )

    def _get_inside(self):
        """:returns: dict of plan to the spaces inside its floor that the user sees"""
        spaces = self.env["cowork.space"].search(
            Domain("id", "child_of", self.space_id.ids)
        )
        return {
            plan: spaces.filtered(
                lambda space, floor=plan.space_id: (
                    space != floor and floor.id in space._get_path_ids()
                )
            )
            for plan in self
        }

    def _get_shapes(self, inside):
        """:param inside: spaces of the floor; some may have moved away since
        :returns: list of the shapes of one plan that stand for one of these"""
        return [shape for shape in self.shapes or () if shape["space"] in inside._ids]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_shapes(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._clean_shapes(vals)
        result = super().write(vals)
        if "shapes" in vals:
            for revision, plans in self.grouped("revision").items():
                plans._by_action().write({"revision": revision + 1})
        return result

    @api.model
    def _clean_shapes(self, vals):
        """:returns: values with shapes that the database can hold
        :raises ValidationError: telling which shape is wrong"""
        if not vals.get("shapes"):
            return vals
        try:
            return {**vals, "shapes": read_shapes(vals["shapes"])}
        except EngineError as error:
            raise ValidationError(self._word_plan_error(error)) from None

    @api.constrains("shapes", "space_id")
    def _check_shapes(self):
        inside = self._get_inside()
        for plan in self:
            known = inside[plan]._ids
            for number, shape in enumerate(plan.shapes or (), start=1):
                if shape["space"] not in known:
                    raise ValidationError(
                        self.env._(
                            "Shape %(number)s stands for a space that is not on"
                            " %(floor)s. Choose one that is, or delete the shape.",
                            number=number,
                            floor=plan.space_id.complete_name,
                        )
                    )

    @api.constrains("space_id")
    def _check_floor(self):
        for plan in self:
            if plan.space_id.usage != "none":
                raise ValidationError(
                    self.env._(
                        "%s is no floor or zone: a plan shows what is inside of one.",
                        plan.space_id.complete_name,
                    )
                )

    def save_shapes(self, shapes, revision):
        """Replace all that is drawn on a plan (one record).

        :param list shapes: dicts with ``space`` (id of a ``cowork.space`` inside the
            floor, each once), ``type`` (``rect`` or ``polygon``) and ``points``: two
            opposite corners, or up to 60 corners in order, each a pair of numbers from
            0 to 1: parts of the width and height
        :param int revision: that of the plan when it was read
        :returns: the new revision
        :raises UserError: when a shape makes no sense, or somebody else has changed the
            plan since
        :raises AccessError: when the user may not change the plan
        """
        self.ensure_one()
        self.check_access("write")
        # Two who save at once must not both be right.
        self.lock_for_update()
        self.invalidate_recordset(["revision"])
        if revision != self.revision:
            raise UserError(
                self.env._(
                    "Somebody else has changed this plan while you were drawing. Load"
                    " it again to see what they did."
                )
            )
        self.write({"shapes": shapes})
        return self.revision

    # Actions -------------------------------------------------------------------------

    def action_open_plan(self):
        """:returns: the client action that shows this plan"""
        self.ensure_one()
        return self._get_plan_action({"location": self.location_id.id, "plan": self.id})

    @api.model
    def _get_plan_action(self, params):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "cowork_members.action_cowork_floor_plan_view"
        )
        action["params"] = params
        return action
