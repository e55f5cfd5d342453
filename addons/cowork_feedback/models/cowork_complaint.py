from odoo import api, fields, models
from odoo.exceptions import ValidationError

STATES = [
    ("logged", "Logged"),
    ("analysed", "Analysed"),
    ("proposed", "Proposed"),
    ("agreed", "Agreed"),
    ("carried_out", "Carried Out"),
    ("followed_up", "Followed Up"),
    ("closed", "Closed"),
    ("merged", "Merged"),
    ("withdrawn", "Withdrawn"),
]
#: somebody waits for something
OPEN = ("logged", "analysed", "proposed", "agreed", "carried_out", "followed_up")
#: not complaints of their own
UNCOUNTED = ("merged", "withdrawn")
SOURCES = [
    ("desk", "Front Desk"),
    ("phone", "Phone"),
    ("mail", "E-Mail"),
    ("portal", "Member, Online"),
    ("survey", "Survey Answer"),
    ("rating", "Rating"),
]


class CoworkComplaint(models.Model):
    """What a member is not content with, until they were told what came of it."""

    _name = "cowork.complaint"
    _description = "Complaint"
    _inherit = ["cowork.sla.mixin"]
    _order = "priority desc, received_at desc, id desc"
    _rec_name = "subject"
    _check_company_auto = True
    _mail_post_access = "read"
    _scope_fields = frozenset({"location_id"})
    _protected_fields = frozenset(
        {
            "name",
            "company_id",
            "state",
            "key",
            "origin_model",
            "origin_id",
            "received_on",
            "acknowledged_at",
            "proposed_at",
            "proposed_by",
            "accepted_at",
            "refusal_reason",
            "refusal_count",
            "solver_ids",
            "solved_at",
            "followed_up_by",
            "followed_up_at",
            "closed_at",
            "closed_by",
            "reopen_count",
            "merged_into_id",
            "is_repeat",
            "repeat_of_ids",
            "recurrence_check_on",
            "recurrence",
        }
    )

    # What it is about -----------------------------------------------------------

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    subject = fields.Char(required=True, tracking=True)
    description = fields.Text(help="In the member's own words.")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="logged",
        copy=False,
        tracking=True,
        index=True,
        group_expand="_expand_states",
    )
    priority = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Urgent")],
        "Urgency",
        compute="_compute_priority",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    category_id = fields.Many2one(
        "cowork.complaint.category",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    source = fields.Selection(SOURCES, "Came By", required=True, default="desk")
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Who complains. They are told what comes of it.",
    )
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    contract_id = fields.Many2one(
        "cowork.contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Credits are given on this contract.",
    )
    location_id = fields.Many2one(
        "cowork.location",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    space_id = fields.Many2one(
        "cowork.space",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('location_id', '=?', location_id)]",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
        required=True,
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Handled By",
        index=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)
    received_on = fields.Date(
        "Received",
        compute="_compute_received_on",
        store=True,
        precompute=True,
        index=True,
        help="The day at the location.",
    )
    key = fields.Char(
        readonly=True,
        copy=False,
        help="What it was made from: the same answer never opens two complaints.",
    )
    origin_model = fields.Char("Made From", readonly=True, copy=False)
    origin_id = fields.Many2oneReference(
        model_field="origin_model", readonly=True, copy=False, string="Origin"
    )

    # Why it happened ------------------------------------------------------------

    cause_id = fields.Many2one(
        "cowork.complaint.cause",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    why_ids = fields.One2many("cowork.complaint.why", "complaint_id", "Whys")
    root_cause = fields.Text(
        copy=False, help="What has to change so that it does not happen again."
    )

    # What we offered, and what came of it ------------------------------------------

    acknowledged_at = fields.Datetime("Acknowledged", readonly=True, copy=False)
    proposal = fields.Text(
        copy=False, help="The member reads it, and accepts or refuses it."
    )
    remedy_ids = fields.One2many("cowork.complaint.remedy", "complaint_id", "Remedies")
    proposed_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    proposed_at = fields.Datetime("Proposed On", readonly=True, copy=False)
    accepted_at = fields.Datetime("Accepted", readonly=True, copy=False)
    refusal_reason = fields.Text("Refused Because", readonly=True, copy=False)
    refusal_count = fields.Integer("Refusals", readonly=True, copy=False)
    solver_ids = fields.Many2many(
        "res.users",
        "cowork_complaint_solver_rel",
        "complaint_id",
        "user_id",
        "Solved By",
        readonly=True,
        copy=False,
        help="Whoever had a hand in the solution. Somebody else asks the member.",
    )
    solved_at = fields.Datetime("Solved", readonly=True, copy=False)
    follow_up_note = fields.Text(
        copy=False, help="What the member said when asked whether it is solved."
    )
    followed_up_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    followed_up_at = fields.Datetime("Followed Up On", readonly=True, copy=False)
    result = fields.Text(copy=False, help="The member is told this when it is closed.")
    closed_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    closed_at = fields.Datetime("Closed On", readonly=True, copy=False)
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False)
    improvement_id = fields.Many2one(
        "cowork.improvement",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The plan whose actions keep it from happening again.",
    )

    _key_uniq = models.UniqueIndex(
        "(key) WHERE key IS NOT NULL", "This was made into a complaint already."
    )
    _closed_complete = models.Constraint(
        "CHECK (state != 'closed' OR (closed_at IS NOT NULL"
        " AND followed_up_by IS NOT NULL AND result IS NOT NULL))",
        "A complaint is closed with a follow-up and a result.",
    )
    _merged_into_one = models.Constraint(
        "CHECK ((state = 'merged') = (merged_into_id IS NOT NULL)"
        " AND merged_into_id != id)",
        "A merged complaint belongs to another one.",
    )
    _open_of_location = models.Index(
        "(location_id, state) WHERE state NOT IN ('closed', 'merged', 'withdrawn')"
    )

    @api.model
    def _expand_states(self, _states, _domain):
        """:returns: columns that are there without a complaint in them"""
        return list(OPEN)

    # Computed -------------------------------------------------------------------

    @api.depends("category_id")
    def _compute_priority(self):
        for complaint in self:
            complaint.priority = (
                complaint.category_id.priority or complaint.priority or "1"
            )

    @api.depends("contract_id", "space_id", "equipment_id")
    def _compute_location_id(self):
        for complaint in self:
            complaint.location_id = (
                complaint.space_id.location_id
                or complaint.equipment_id.location_id
                or complaint.location_id
                or complaint.contract_id.location_id
            )

    @api.depends("location_id", "contract_id")
    def _compute_company_id(self):
        for complaint in self:
            complaint.company_id = (
                complaint.location_id.company_id
                or complaint.contract_id.company_id
                or complaint.company_id
                or self.env.company
            )

    @api.depends("contract_id", "company_id")
    def _compute_currency_id(self):
        for complaint in self:
            complaint.currency_id = (
                complaint.contract_id.currency_id or complaint.company_id.currency_id
            )

    @api.depends("received_at", "location_id")
    def _compute_received_on(self):
        for complaint in self:
            location, moment = complaint.location_id, complaint.received_at
            complaint.received_on = (
                location._day_of(moment)
                if location and moment
                else moment and moment.date()
            )

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = " · ".join(
                part
                for part in (complaint.name, complaint.subject)
                if part and part != "/"
            )

    # What may be written ----------------------------------------------------------

    @api.constrains("space_id", "equipment_id", "location_id")
    def _check_place(self):
        for complaint in self:
            place = complaint.location_id
            for thing in (complaint.space_id, complaint.equipment_id):
                if thing.location_id and thing.location_id != place:
                    raise ValidationError(
                        self.env._(
                            "%(thing)s is not at %(location)s. Choose another location"
                            " or leave it out.",
                            thing=thing.display_name,
                            location=place.name or self.env._("no location"),
                        )
                    )

    @api.constrains("contract_id", "partner_id")
    def _check_contract(self):
        for complaint in self.filtered("contract_id"):
            if not complaint.contract_id._is_of(complaint.partner_id):
                raise ValidationError(
                    self.env._(
                        "%(contract)s is not a contract of %(partner)s.",
                        contract=complaint.contract_id.sudo().name,  # sudo: its number.
                        partner=complaint.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        sequence = self.env["ir.sequence"]
        # sudo: whoever logs complaints need not be allowed to change them.
        for complaint in complaints.sudo()._by_action():
            complaint.name = sequence.next_by_code("cowork.complaint") or "/"
        complaints._detect_repeats()
        return complaints
