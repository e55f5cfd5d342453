from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("future", "Not Yet"),
    ("running", "Running"),
    ("ending", "Ends Soon"),
    ("ended", "Ended"),
]
INSURANCE = [
    ("none", "Not Needed"),
    ("missing", "Missing"),
    ("valid", "Valid"),
    ("ending", "Ends Soon"),
    ("ended", "Ended"),
]


class CoworkVendorAgreement(models.Model):
    """What an outside vendor does for the operator: which work, where, from when to
    when, how fast, and whether they are insured."""

    _name = "cowork.vendor.agreement"
    _description = "Vendor Agreement"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "partner_id, date_start desc, id desc"
    _check_company_auto = True
    _protected_fields = frozenset({"end_reminded_for", "insurance_reminded_for"})

    name = fields.Char(
        required=True, tracking=True, help="For example “Lift service 2027”."
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Vendor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Dispatch",
        check_company=True,
        domain="[('id', 'child_of', partner_id)]",
        help="Whom work orders are sent to. Empty: the vendor itself.",
    )
    reference = fields.Char("Contract Number", help="The vendor's own number of it.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Who is reminded of the ends of the contract and of the insurance.",
    )
    location_ids = fields.Many2many(
        "cowork.location",
        "cowork_vendor_agreement_location_rel",
        "agreement_id",
        "location_id",
        string="Locations",
        check_company=True,
        help="Empty: all locations.",
    )
    category_ids = fields.Many2many(
        "cowork.work.category",
        "cowork_vendor_agreement_category_rel",
        "agreement_id",
        "category_id",
        string="Kinds of Work",
        help="Empty: every kind of work.",
    )
    date_start = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(
        "Last Day", tracking=True, help="Empty: until one of the two gives notice."
    )
    insurance_required = fields.Boolean(
        "Must Be Insured",
        default=True,
        tracking=True,
        help="No work order is sent to a vendor whose liability insurance is missing or"
        " has ended.",
    )
    insurance_end = fields.Date("Insured Until", tracking=True)
    insurance_reference = fields.Char("Insurance Policy")
    remind_days = fields.Integer(
        "Remind Before",
        required=True,
        default=30,
        help="Days before the contract or the insurance ends.",
    )
    end_reminded_for = fields.Date(copy=False)
    insurance_reminded_for = fields.Date(copy=False)
    answer_hours = fields.Float(
        "Answer Within",
        default=8.0,
        help="Working hours of the location. 0: there is no such deadline.",
    )
    done_hours = fields.Float(
        "Done Within",
        help="Working hours of the location. 0: the deadline of the work order itself.",
    )
    link_days = fields.Integer(
        "Link Valid For",
        required=True,
        default=30,
        help="Days for which the vendor can open a work order by its link.",
    )
    require_photo = fields.Boolean(
        "Photo Required", help="Work is not done without a photo of it."
    )
    require_amount = fields.Boolean(
        "Amount Required", default=True, help="Work is not done without its price."
    )
    note = fields.Html("Terms")
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    insurance_state = fields.Selection(
        INSURANCE, "Insurance", compute="_compute_state", search="_search_insurance"
    )
    order_ids = fields.One2many("cowork.vendor.order", "agreement_id")
    order_count = fields.Integer("Work Orders", compute="_compute_order_count")

    _dates_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "An agreement with a vendor cannot end before it starts.",
    )
    _hours_range = models.Constraint(
        "CHECK (answer_hours >= 0 AND answer_hours <= 10000"
        " AND done_hours >= 0 AND done_hours <= 10000)",
        "Deadlines of a vendor are between 0 and 10,000 working hours.",
    )
    _days_range = models.Constraint(
        "CHECK (remind_days BETWEEN 1 AND 366 AND link_days BETWEEN 1 AND 366)",
        "Reminders come 1 to 366 days before, and links are valid for 1 to 366 days.",
    )

    # Where it stands -----------------------------------------------------------------

    @api.depends(
        "date_start", "date_end", "remind_days", "insurance_required", "insurance_end"
    )
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            soon = fields.Date.add(today, days=agreement.remind_days or 0)
            end = agreement.date_end
            if agreement.date_start and agreement.date_start > today:
                agreement.state = "future"
            else:
                agreement.state = self._word_end(end, today, soon, "running")
            end = agreement.insurance_end
            if not agreement.insurance_required:
                agreement.insurance_state = "none"
            elif not end:
                agreement.insurance_state = "missing"
            else:
                agreement.insurance_state = self._word_end(end, today, soon, "valid")

    @api.model
    def _word_end(self, end, today, soon, otherwise):
        """:returns: ``ended``, ``ending`` or ``otherwise`` of a last day"""
        if end and end < today:
            return "ended"
        return "ending" if end and end <= soon else otherwise

    def _search_state(self, operator, value):
        return self._search_by_value("state", operator, value)

    def _search_insurance(self, operator, value):
        return self._search_by_value("insurance_state", operator, value)

    @api.model
    def _search_by_value(self, name, operator, value):
        """Look at every agreement: an operator has some dozens of them."""
        if operator != "in":
            return NotImplemented
        agreements = self.with_context(active_test=False).search([("id", "!=", 0)])
        return Domain("id", "in", agreements.filtered(lambda a: a[name] in value).ids)

    def _compute_order_count(self):
        counts = dict(
            self.env["cowork.vendor.order"]._read_group(
                [("agreement_id", "in", self.ids)], ["agreement_id"], ["__count"]
            )
        )
        for agreement in self:
            agreement.order_count = counts.get(agreement, 0)

    # Which work is theirs ------------------------------------------------------------

    @api.model
    def _get_fitting(self, request):
        """:param request: one ``maintenance.request``
        :returns: the agreements that are for it and run today, that of the vendor of
            its equipment first, then those for its kind of work and its location by
            name, then who has the least to do"""
        today = request.location_id._today()
        found = self.search(
            Domain("company_id", "=", request.company_id.id)
            & Domain("location_ids", "in", [False, *request.location_id.ids])
            & Domain("category_ids", "in", [False, *request.category.ids])
            & Domain("date_start", "<=", today)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", today))
        )
        load = found._count_live()
        return found.filtered(lambda a: a._is_insured_on(today)).sorted(
            lambda a: (
                a.partner_id != request.equipment_id.partner_id,
                not a.category_ids,
                not a.location_ids,
                load.get(a.partner_id.id, 0),
                a.id,
            )
        )

    def _count_live(self):
        """:returns: dict from the vendors of agreements to how many work orders they
        have that are not done"""
        orders = self.env["cowork.vendor.order"]
        groups = orders._read_group(
            orders._get_live_domain() & Domain("partner_id", "in", self.partner_id.ids),
            ["partner_id"],
            ["__count"],
        )
        return {partner.id: count for partner, count in groups}

    def _is_insured_on(self, day):
        """:returns: whether one agreement's vendor is insured, or need not be"""
        return not self.insurance_required or bool(
            self.insurance_end and self.insurance_end >= day
        )

    def _require_for(self, request):
        """:raises UserError: when work must not be sent under one agreement"""
        self.ensure_one()
        today = request.location_id._today()
        if problem := self._get_obstacle(request, today):
            raise UserError(problem)

    def _get_obstacle(self, request, today):
        """:returns: why one work order is not sent, as a sentence, or False"""
        vendor = self.partner_id.name
        if not self.active or self.company_id != request.company_id:
            return self.env._("%s is not an agreement in use here.", self.name)
        if self.date_start > today or (self.date_end and self.date_end < today):
            return self.env._(
                "%s does not run today. Choose another agreement, or enter that it was"
                " renewed.",
                self.name,
            )
        if not self._is_insured_on(today):
            return self.env._(
                "%s has no valid insurance. Ask for the certificate, and enter until"
                " when it is valid, before work is sent.",
                vendor,
            )
        if self.location_ids and request.location_id not in self.location_ids:
            return self.env._(
                "%(agreement)s is not for %(location)s.",
                agreement=self.name,
                location=request.location_id.name,
            )
        if self.category_ids and request.category not in self.category_ids:
            return self.env._(
                "%(agreement)s is not for this kind of work: %(category)s.",
                agreement=self.name,
                category=request.category.name or self.env._("none is set"),
            )
        return False

    def _get_recipient(self):
        """:returns: ``res.partner`` who gets the work orders of one agreement"""
        return self.contact_id or self.partner_id

    # Buttons -------------------------------------------------------------------------

    def action_view_orders(self):
        """List the work orders sent under these agreements.

        :returns: the window action
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_vendor_order"
        )
        return {
            **action,
            "domain": [("agreement_id", "in", self.ids)],
            "context": {"create": False},
        }

    def action_view_vendor(self):
        """Open the vendor of one agreement.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.partner_id._get_records_action()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered("order_ids"):
            raise UserError(
                self.env._(
                    "Work orders were sent under %s. Archive it instead.", used[0].name
                )
            )
