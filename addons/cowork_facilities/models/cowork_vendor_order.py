from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine.vendor_steps import LIVE

STATES = [
    ("sent", "Sent"),
    ("accepted", "Accepted"),
    ("planned", "Planned"),
    ("on_site", "On Site"),
    ("done", "Done"),
    ("declined", "Declined"),
    ("revoked", "Called Back"),
]
RESULTS = [("met", "Met"), ("missed", "Missed")]
STAFF = "cowork_facilities.group_user"


class CoworkVendorOrder(models.Model):
    """One work order that was sent to an outside vendor, and what came of it."""

    _name = "cowork.vendor.order"
    _description = "Work Order at a Vendor"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "sent_at desc, id desc"
    # Nobody says by hand what a vendor promised, did or charged.
    _protected_fields = frozenset(
        {
            "request_id",
            "agreement_id",
            "partner_id",
            "contact_id",
            "state",
            "user_id",
            "message",
            "shown_ids",
            "photo_ids",
            "sent_at",
            "answer_deadline",
            "done_deadline",
            "answered_at",
            "planned_at",
            "on_site_at",
            "done_at",
            "reopened_at",
            "decline_reason",
            "report",
            "amount",
            "answer_status",
            "done_status",
        }
    )

    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        required=True,
        index=True,
        ondelete="restrict",
    )
    agreement_id = fields.Many2one(
        "cowork.vendor.agreement", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Vendor", required=True, index=True, ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "res.partner", "Sent To", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_id = fields.Many2one(
        related="request_id.location_id", store=True, precompute=True, index=True
    )
    space_id = fields.Many2one(
        related="request_id.space_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    category = fields.Many2one(
        related="request_id.category",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users", "Sent By", required=True, help="Whom the vendor's answers go to."
    )
    state = fields.Selection(
        STATES, required=True, default="sent", index=True, tracking=True
    )
    message = fields.Text(help="What the vendor reads besides the work order.")
    shown_ids = fields.Many2many(
        "ir.attachment",
        "cowork_vendor_order_shown_rel",
        "order_id",
        "attachment_id",
        string="Photos Shown",
        bypass_search_access=True,
    )
    photo_ids = fields.Many2many(
        "ir.attachment",
        "cowork_vendor_order_photo_rel",
        "order_id",
        "attachment_id",
        string="The Vendor's Photos",
        bypass_search_access=True,
    )
    photo_count = fields.Integer("Photos", compute="_compute_photo_count")
    sent_at = fields.Datetime("Sent", required=True, index=True)
    answer_deadline = fields.Datetime("Answer By")
    done_deadline = fields.Datetime("Done By")
    answered_at = fields.Datetime("Answered")
    planned_at = fields.Datetime("Planned For", tracking=True)
    on_site_at = fields.Datetime("On Site Since")
    done_at = fields.Datetime("Finished")
    reopened_at = fields.Datetime(
        "Came Back",
        compute="_compute_reopened_at",
        store=True,
        help="The work order was opened again after the vendor was done.",
    )
    decline_reason = fields.Char("Why Not")
    report = fields.Text("What Was Done")
    amount = fields.Monetary(
        tracking=True, help="What the vendor charges for it, without tax."
    )
    answer_status = fields.Selection(
        RESULTS,
        "Answer in Time",
        compute="_compute_statuses",
        store=True,
        help="Empty: there was no deadline, or it is not over yet.",
    )
    done_status = fields.Selection(
        RESULTS, "Work in Time", compute="_compute_statuses", store=True
    )
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_late")

    _one_at_a_time = models.UniqueIndex(
        "(request_id) WHERE state IN ('sent', 'accepted', 'planned', 'on_site')",
        "This work order is at a vendor already. Call it back first.",
    )
    _amount_range = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 1000000000000))",
        "What a vendor charges is zero or a positive amount.",
    )
    _done_when = models.Constraint(
        "CHECK ((state = 'done') = (done_at IS NOT NULL))",
        "What a vendor has done was done at some time.",
    )

    @api.model
    def _get_live_domain(self):
        """:returns: domain of what vendors still have to do"""
        return Domain("state", "in", LIVE)

    @api.depends("request_id", "partner_id")
    def _compute_display_name(self):
        for order in self:
            what, who = order.request_id.display_name, order.partner_id.name
            order.display_name = f"{what or ''} – {who or ''}"

    def _compute_photo_count(self):
        for order in self:
            order.photo_count = len(order.photo_ids)

    # In time or not ------------------------------------------------------------------

    @api.depends("answer_deadline", "done_deadline", "answered_at", "done_at", "state")
    def _compute_statuses(self):
        now = fields.Datetime.now()
        for order in self:
            gone = order.state in ("declined", "revoked")
            order.answer_status = self._compare(
                order.answer_deadline, order.answered_at, now, order.state == "revoked"
            )
            order.done_status = self._compare(
                order.done_deadline, order.done_at, now, gone
            )

    @api.model
    def _compare(self, deadline, moment, now, is_gone):
        """:param is_gone: whether it is not waited for any more
        :returns: ``met``, ``missed``, or False where there is nothing to compare"""
        if not deadline or (is_gone and not moment):
            return False
        if moment:
            return "met" if moment <= deadline else "missed"
        return "missed" if now > deadline else False

    @api.depends("done_at", "request_id.reopening_ids.reopened_at")
    def _compute_reopened_at(self):
        for order in self:
            later = [
                reopening.reopened_at
                for reopening in order.request_id.reopening_ids
                if order._is_last_before(reopening.reopened_at)
            ]
            order.reopened_at = min(later, default=False)

    def _is_last_before(self, moment):
        """:returns: whether of all vendors of its work order, that of one order was the
        last who was done before a moment"""
        done = [
            done_at
            for done_at in self.request_id.vendor_order_ids.mapped("done_at")
            if done_at and done_at <= moment
        ]
        return bool(self.done_at) and self.done_at == max(done, default=None)

    @api.depends("answer_deadline", "done_deadline", "answered_at", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for order in self:
            deadline = order.done_deadline
            if not order.answered_at:
                deadlines = filter(None, (order.answer_deadline, deadline))
                deadline = min(deadlines, default=False)
            order.is_late = bool(order.state in LIVE and deadline and deadline < now)

    def _search_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        now = fields.Datetime.now()
        silent = Domain("answered_at", "=", False) & Domain("answer_deadline", "<", now)
        return self._get_live_domain() & (silent | Domain("done_deadline", "<", now))

    # Only sending makes one -----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_by_action():
            raise AccessError(
                self.env._(
                    "Work orders are sent to vendors with the button “Send to Vendor”."
                )
            )
        return super().create(vals_list)

    def action_view_request(self):
        """Open the work order itself.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.request_id._get_records_action()
