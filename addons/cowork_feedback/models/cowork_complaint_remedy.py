from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("work_order", "Work Order"),
    ("credit", "Credit"),
    ("apology", "Apology"),
    ("other", "Other"),
]
#: what the approver approved, and the member agreed to
TERMS = frozenset({"kind", "name", "amount"})


class CoworkComplaintRemedy(models.Model):
    """Something that is done for the member: proposed, approved when it costs, done."""

    _name = "cowork.complaint.remedy"
    _description = "Remedy"
    _inherit = ["cowork.protected.mixin"]
    _order = "complaint_id, id"
    _check_company_auto = True
    _owner_fields = frozenset({"complaint_id"})
    _protected_fields = frozenset(
        {"proposed_by", "approved_by", "approved_at", "done_by", "done_at"}
    )

    complaint_id = fields.Many2one(
        "cowork.complaint", required=True, index=True, ondelete="cascade"
    )
    complaint_state = fields.Selection(related="complaint_id.state", string="Stage")
    location_id = fields.Many2one(related="complaint_id.location_id", store=True)
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    currency_id = fields.Many2one(related="complaint_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="apology")
    name = fields.Char("What", required=True, help="The member reads it.")
    amount = fields.Monetary(
        help="What it gives the member. Somebody else than who proposed it approves it."
    )
    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: one is made when the remedy is carried out.",
    )
    proposed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    approved_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    approved_at = fields.Datetime("Approved", readonly=True)
    needs_approval = fields.Boolean(compute="_compute_needs_approval", store=True)
    done_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    done_at = fields.Datetime("Done", readonly=True)

    _amount_range = models.Constraint(
        "CHECK (amount >= 0 AND amount < 1000000000000)",
        "The amount of a remedy is zero or a positive number.",
    )
    _credit_has_amount = models.Constraint(
        "CHECK (kind != 'credit' OR amount > 0)", "A credit has an amount."
    )

    @api.depends("amount", "approved_at")
    def _compute_needs_approval(self):
        for remedy in self:
            remedy.needs_approval = bool(remedy.amount) and not remedy.approved_at

    # What may be written ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        remedies = super().create(vals_list)
        remedies._check_negotiable()
        remedies._by_action().write({"proposed_by": self.env.uid})
        return remedies

    def write(self, vals):
        touched = self.filtered(
            lambda remedy: any(
                remedy._would_change(name, vals[name]) for name in TERMS & vals.keys()
            )
        )
        touched._check_negotiable()
        result = super().write(vals)
        if touched:
            # Who changes the terms proposes them; what was approved were others.
            touched._by_action().write(
                {
                    "proposed_by": self.env.uid,
                    "approved_by": False,
                    "approved_at": False,
                }
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_negotiable()

    def _check_negotiable(self):
        """:raises UserError: when the member has the proposal already"""
        if fixed := self.filtered(
            lambda remedy: remedy.done_at
            or remedy.complaint_state not in ("logged", "analysed")
        ):
            raise UserError(
                self.env._(
                    "%(complaint)s: what was proposed to the member, or done, does not"
                    " change any more. Reopen the complaint to propose something else.",
                    complaint=fixed[0].complaint_id.name,
                )
            )

    # Approving -------------------------------------------------------------------

    def action_approve(self):
        """Approve what remedies cost, by somebody else than who proposed them.

        :returns: True
        :raises AccessError: for who proposed it, and for whom the amount is too large
        :raises UserError: when there is nothing to approve
        """
        self.check_access("write")
        for remedy in self:
            remedy._check_approval(self.env.user)
        self._by_action().write(
            {"approved_by": self.env.uid, "approved_at": fields.Datetime.now()}
        )
        for remedy in self:
            remedy.complaint_id._message_log(
                body=self.env._(
                    "Approved: %(remedy)s, %(amount)s.",
                    remedy=remedy.name,
                    amount=remedy._format_amount(),
                )
            )
        return True

    def _check_approval(self, user):
        """:raises AccessError: when ``user`` may not approve one remedy
        :raises UserError: when there is nothing to approve"""
        self.ensure_one()
        if not self.needs_approval:
            raise UserError(
                self.env._("%s is approved already, or costs nothing.", self.name)
            )
        if user == self.proposed_by:
            raise AccessError(
                self.env._(
                    "You proposed “%s”: somebody else has to approve it.", self.name
                )
            )
        # sudo: limits are looked up for whoever approves.
        limits = self.env["cowork.compensation.limit"].sudo()
        limits = limits.search([("company_id", "=", self.company_id.id)])
        if not limits._allows(user, self._get_company_amount()):
            raise AccessError(
                self.env._(
                    "%(amount)s is more than you may approve. Ask who approves larger"
                    " amounts.",
                    amount=self._format_amount(),
                )
            )

    def _get_company_amount(self):
        """:returns: the amount of one remedy in the currency of the company"""
        return self.currency_id._convert(
            self.amount,
            self.company_id.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )

    def _format_amount(self):
        return self.currency_id.format(self.amount)

    # Carrying out ------------------------------------------------------------------

    def action_carry_out(self):
        """Do what the member agreed to: give the credit, make the work order, or note
        that it is done.

        :returns: True
        :raises AccessError: when the user may not write the complaint
        :raises UserError: before the member agreed, without an approval, or when a
            credit or a work order is not possible
        """
        self.check_access("write")
        for remedy in self:
            if remedy.complaint_state != "agreed" or remedy.needs_approval:
                raise UserError(
                    self.env._(
                        "“%s” is carried out once it is approved and agreed with the"
                        " member.",
                        remedy.name,
                    )
                )
        for remedy in self.filtered(lambda remedy: not remedy.done_at):
            remedy._carry_out()
        return True

    def _carry_out(self):
        if self.kind == "credit":
            self._give_credit()
        if self.kind == "work_order":
            self._order_work()
            if not self.request_id.stage_id.done:
                return
        self._by_action().write(
            {"done_by": self.env.uid, "done_at": fields.Datetime.now()}
        )

    def _give_credit(self):
        contract = self.complaint_id.contract_id
        if not contract:
            raise UserError(
                self.env._(
                    "%s: choose the contract the credit is given on.",
                    self.complaint_id.name,
                )
            )
        contract._give_credit(
            f"complaint_remedy:{self.id}",
            self.amount,
            self.env._(
                "%(remedy)s (complaint %(complaint)s)",
                remedy=self.name,
                complaint=self.complaint_id.name,
            ),
        )

    def _order_work(self):
        """Make the work order of one remedy, once."""
        if not self.request_id:
            self.request_id = self.env["maintenance.request"].create(
                self._prepare_request()
            )

    def _prepare_request(self):
        complaint = self.complaint_id
        return {
            "name": self.name,
            "source": "complaint",
            "description": complaint.description,
            "location_id": complaint.location_id.id,
            "space_id": complaint.space_id.id,
            "equipment_id": complaint.equipment_id.id,
            "partner_id": complaint.partner_id.id,
            "contract_id": complaint.contract_id.id,
            "company_id": complaint.company_id.id,
            "priority": complaint.priority,
        }
