from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.cowork_members.models.cowork_contract import LIVE_STATES

# What a charge that was approved rests on.
CHARGE_FIELDS = {"chargeable", "charge_amount", "contract_id"}


class MaintenanceRequest(models.Model):
    """What a member caused is charged on to them, once a manager has approved."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset(
        {"charge_decision", "charge_decided_by", "charge_decided_on", "charge_usage_id"}
    )

    contract_id = fields.Many2one(
        compute="_compute_contract_id", store=True, readonly=False
    )
    chargeable = fields.Boolean(
        "Charge to the Member",
        compute="_compute_chargeable",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="The member caused it. It is charged once a manager has approved.",
    )
    charge_amount = fields.Monetary(
        "Cost Charged On",
        compute="_compute_charge_amount",
        store=True,
        readonly=False,
        copy=False,
        groups="cowork_facilities.group_manager",
        help="The total cost, unless the manager charges only a part of it.",
    )
    charge_decision = fields.Selection(
        [("approved", "Approved"), ("refused", "Refused")],
        "Decision on the Charge",
        readonly=True,
        copy=False,
        tracking=True,
    )
    charge_decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    charge_decided_on = fields.Datetime(readonly=True, copy=False)
    charge_usage_id = fields.Many2one(
        "cowork.usage",
        "Charged As",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="cowork_members.group_front_desk",
    )

    _charge_sane = models.Constraint(
        "CHECK (charge_amount >= 0 AND charge_amount < 1000000000000)",
        "What is charged on must be zero or a positive amount.",
    )

    @api.depends("cost")
    def _compute_charge_amount(self):
        for request in self:
            if request.charge_decision != "approved":
                request.charge_amount = request.cost

    @api.depends("cause")
    def _compute_chargeable(self):
        for request in self:
            # Proposed only: who knows better unticks it.
            request.chargeable = request.chargeable or request.cause.by_member

    @api.depends("partner_id", "location_id")
    def _compute_contract_id(self):
        partners = self.partner_id
        found = self.env["cowork.contract"].search(
            Domain("state", "in", LIVE_STATES)
            & Domain("location_id", "in", self.location_id.ids)
            & (
                Domain("member_ids", "in", partners.ids)
                | Domain("partner_id", "in", partners.ids)
                | Domain("partner_id", "in", partners.commercial_partner_id.ids)
            ),
            order="date_start, id",
        )
        for request in self:
            if not request.charge_usage_id:
                request.contract_id = request._choose_contract(found)

    def _choose_contract(self, contracts):
        """:returns: that of the contracts under which the member of one order is at the
        location; the one it has, as long as it is theirs"""
        partner = self.partner_id
        payers = partner | partner.commercial_partner_id
        mine = contracts.filtered(
            lambda c: c.location_id == self.location_id
            and (partner in c.member_ids or c.partner_id in payers)
        )
        present = self.contract_id
        if present and (not partner or present in mine):
            return present
        return mine[:1]

    def write(self, vals):
        if CHARGE_FIELDS & vals.keys():
            self._check_charge_is_open(CHARGE_FIELDS & vals.keys(), vals)
        return super().write(vals)

    def _check_charge_is_open(self, names, vals):
        """:raises UserError: when what was charged to a member would change"""
        # sudo: whether it was charged counts, whoever may see the ledger.
        for request in self.sudo().filtered("charge_usage_id"):
            if any(request._would_change(name, vals[name]) for name in names):
                raise UserError(
                    self.env._(
                        "“%s” has been charged to the member. Take the charge back"
                        " first.",
                        request.name,
                    )
                )

    # The decision --------------------------------------------------------------------

    def action_approve_charge(self):
        """Charge what closed orders cost to the members who caused it: one line each in
        the usage ledger, once.

        :returns: True
        :raises AccessError: for anybody but a manager of facilities
        :raises UserError: when an order is open or costs nothing, or nobody is to be
            charged
        """
        self._check_may_decide()
        waiting = self.filtered(lambda r: r.charge_decision != "approved")
        for request in waiting:
            request._check_can_be_charged()
        # sudo: the ledger takes the contract and its currency, whoever approves.
        usages = self.env["cowork.usage"]._record(
            [request._prepare_charge() for request in waiting.sudo()]
        )
        for request, usage in zip(waiting, usages, strict=True):
            request._decide_charge("approved", usage)
        return True

    def action_refuse_charge(self):
        """The operator bears what orders cost: nothing is charged.

        :returns: True
        :raises AccessError: for anybody but a manager of facilities
        :raises UserError: when it has been charged already
        """
        self._check_may_decide()
        self._check_charge_is_open({"chargeable"}, {"chargeable": False})
        self._decide_charge("refused", self.env["cowork.usage"])
        return True

    def action_take_back_charge(self, reason):
        """Take the charge of orders back: strike it as long as it is open, reverse it
        once it is billed. It may be approved again afterwards.

        :param str reason: why, for the member and whoever reads the ledger later
        :returns: True
        :raises AccessError: for anybody but a manager of facilities
        :raises UserError: without a reason
        """
        self._check_may_decide()
        # sudo: a manager of facilities need not be one of contracts.
        for usage in self.sudo().charge_usage_id:
            if usage.state == "open":
                usage._void(reason)
            elif usage.state == "rated" and not usage.reversal_ids:
                usage._reverse(reason)
        self._decide_charge(False, self.env["cowork.usage"])
        return True

    def _check_may_decide(self):
        """:raises AccessError: for anybody but a manager of facilities"""
        if not self.env.user.has_group("cowork_facilities.group_manager"):
            raise AccessError(
                self.env._("Only a manager of facilities decides about charges.")
            )
        self.check_access("write")

    def _decide_charge(self, decision, usage):
        """Note what was decided, and by whom."""
        self._by_action().write(
            {
                "charge_decision": decision,
                "charge_decided_by": self.env.uid,
                "charge_decided_on": fields.Datetime.now(),
                "charge_usage_id": usage.id,
            }
        )

    def _check_can_be_charged(self):
        """:raises UserError: when one order is not yet, or not at all, to be charged"""
        if problem := self._get_charge_problem():
            raise UserError(
                self.env._(
                    "“%(order)s” cannot be charged: %(problem)s.",
                    order=self.name,
                    problem=problem,
                )
            )

    def _get_charge_problem(self):
        """:returns: why one order cannot be charged; empty when it can"""
        if not self.chargeable:
            return self.env._("it is not marked to be charged to the member")
        if not self.closed_at:
            return self.env._("it is not done yet")
        if self.currency_id.compare_amounts(self.charge_amount, 0) <= 0:
            return self.env._(
                "it costs nothing: enter labour, material or a vendor's cost"
            )
        if not self.contract_id:
            return self.env._(
                "there is no contract: choose that of the member who caused it"
            )
        return ""

    def _prepare_charge(self):
        """:returns: values of the line of the usage ledger of one order"""
        contract, location = self.contract_id, self.location_id
        usage_type = self.env.ref("cowork_facilities.usage_repair")
        amount = self.currency_id._convert(
            self.charge_amount,
            contract.currency_id,
            self.company_id,
            (location or contract.location_id)._day_of(self.closed_at),
        )
        return {
            "key": self._get_charge_key(),
            "contract_id": contract.id,
            "partner_id": self.partner_id.id or contract.partner_id.id,
            "location_id": (location or contract.location_id).id,
            "space_id": self.space_id.id,
            "usage_type_id": usage_type.id,
            "used_at": self.closed_at,
            "quantity": 1,
            "cost_unit": amount,
            "note": self.name,
            "origin_model": self._name,
            "origin_id": self.id,
        }

    def _get_charge_key(self):
        """:returns: what one order is called in the ledger; another name each time a
        charge was taken back"""
        # sudo: what was charged counts, whoever may see it.
        usages = self.env["cowork.usage"].sudo()
        earlier = usages.search_count(
            [
                ("origin_model", "=", self._name),
                ("origin_id", "=", self.id),
                ("reversed_id", "=", False),
                "|",
                ("state", "=", "void"),
                ("reversal_ids", "!=", False),
            ]
        )
        return f"{self._name},{self.id}" + (f",{earlier}" if earlier else "")

    def action_view_charge(self):
        """Open the line of the usage ledger of an order.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.usage",
            "views": [(False, "form")],
            "res_id": self.charge_usage_id.id,
        }
