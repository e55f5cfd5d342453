from odoo import api, fields, models

SOURCES = [
    ("staff", "Staff"),
    ("portal", "Member, Online"),
    ("desk", "Front Desk"),
    ("mail", "E-Mail"),
    ("qr", "QR Code"),
    ("round", "Round"),
    ("plan", "Planned Maintenance"),
    ("booking", "Booking"),
    ("complaint", "Complaint"),
    ("api", "Interface"),
]


class MaintenanceRequest(models.Model):
    """The work order: what is to be done where, for whom, by when."""

    _name = "maintenance.request"
    _inherit = ["cowork.sla.mixin", "maintenance.request"]
    _sla_match_fields = frozenset({"priority", "category", "location_id"})

    space_id = fields.Many2one(
        "cowork.space",
        compute="_compute_space_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Where the work is to be done.",
    )
    location_id = fields.Many2one(
        "cowork.location",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Reported By",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="The member who reported it, and follows it in the portal.",
    )
    contract_id = fields.Many2one(
        "cowork.contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="cowork_members.group_front_desk",
        help="The contract of the member who reported it, or who caused it.",
    )
    category = fields.Many2one(
        "cowork.work.category",
        "Kind of Work",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    source = fields.Selection(SOURCES, default="staff", required=True, tracking=True)

    @api.depends("equipment_id")
    def _compute_space_id(self):
        for request in self:
            request.space_id = request.equipment_id.space_id or request.space_id

    @api.depends("space_id")
    def _compute_location_id(self):
        for request in self:
            request.location_id = request.space_id.location_id or request.location_id
