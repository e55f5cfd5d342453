from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class CoworkUsageAdd(models.TransientModel):
    """What the front desk types in: who used what, how much of it and when."""

    _name = "cowork.usage.add"
    _description = "Add Usage"
    _inherit = ["cowork.protected.mixin"]

    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        required=True,
        ondelete="cascade",
        domain="[('is_cowork_member', '=', True)]",
    )
    contract_id = fields.Many2one(
        "cowork.contract",
        "Contract",
        required=True,
        ondelete="cascade",
        compute="_compute_contract_id",
        # Contracts the user does not see are not proposed.
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', contract_ids)]",
    )
    contract_ids = fields.Many2many(
        "cowork.contract", string="To Choose From", compute="_compute_contract_ids"
    )
    contract_count = fields.Integer(compute="_compute_contract_ids")
    location_id = fields.Many2one(related="contract_id.location_id")
    usage_type_id = fields.Many2one(
        "cowork.usage.type", "What", required=True, ondelete="cascade"
    )
    uom_id = fields.Many2one(related="usage_type_id.uom_id")
    quantity = fields.Float(required=True, default=1.0, digits=(16, 2))
    date = fields.Date("Day", required=True, default=fields.Date.context_today)
    space_id = fields.Many2one(
        "cowork.space", domain="[('location_id', '=', location_id)]"
    )
    rating = fields.Selection(related="usage_type_id.rating")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    cost_unit = fields.Float(
        "Cost per Unit",
        digits=(16, 6),
        help="What it cost you; the margin of what is used is added on the bill.",
    )
    note = fields.Char()
    balance = fields.Html(compute="_compute_balance", sanitize=False)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("contract_id") and not values.get("partner_id"):
            contract = self.env["cowork.contract"].browse(values["contract_id"])
            values["partner_id"] = contract.partner_id.id
            values["date"] = contract.location_id._today()
        return values

    @api.depends("partner_id", "date")
    def _compute_contract_ids(self):
        for wizard in self:
            contracts = wizard._find_contracts()
            wizard.contract_ids = contracts
            wizard.contract_count = len(contracts)

    @api.depends("partner_id", "date")
    def _compute_contract_id(self):
        for wizard in self:
            contracts = wizard._find_contracts()
            if wizard.contract_id not in contracts:
                wizard.contract_id = contracts[:1]

    def _find_contracts(self):
        """:returns: the contracts with which the member could use something on the
        day, of those the user sees; the latest first"""
        self.ensure_one()
        if not self.partner_id or not self.date:
            return self.env["cowork.contract"]
        return self.env["cowork.contract"].search(
            [
                # What is entered on the day after a contract ended counts as well.
                ("state", "in", ("signed", "active", "suspended", "ended")),
                ("date_start", "<=", self.date),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", self.date),
                "|",
                ("partner_id", "child_of", self.partner_id.commercial_partner_id.id),
                ("member_ids", "in", self.partner_id.ids),
            ]
        )

    @api.depends("contract_id", "usage_type_id", "date")
    def _compute_balance(self):
        for wizard in self:
            contract = wizard.contract_id
            rows = []
            if contract and wizard.date and wizard.usage_type_id:
                rows = contract._get_usage_balance(wizard.date)[contract]
            wizard.balance = contract._render_usage_balance(
                [row for row in rows if row["usage_type"] == wizard.usage_type_id]
            )

    def action_add(self):
        """Write the usage into the ledger, once however often this is called.

        :returns: action that closes the dialog
        :raises AccessError: when the user does not serve the contract's location
        :raises UserError: when the contract is not in force on the day, the day is
            still to come, or the quantity is no positive number
        """
        self.ensure_one()
        usage = self._add()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(member)s: %(usage)s",
                    member=usage.partner_id.name,
                    usage=usage.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_add_next(self):
        """Write the usage into the ledger and ask for the next one of that day.

        :returns: action that opens the dialog again
        :raises AccessError: as for ``action_add``
        :raises UserError: as for ``action_add``
        """
        self.ensure_one()
        self._add()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_usage_add"
        )
        action["context"] = {
            "default_date": fields.Date.to_string(self.date),
            "default_usage_type_id": self.usage_type_id.id,
        }
        return action

    def _add(self):
        self._check_role()
        self._check_values()
        return self.env["cowork.usage"]._record(
            [
                {
                    # A second click on the same dialog finds it there.
                    "key": f"{self._name},{self.id}",
                    "contract_id": self.contract_id.id,
                    "partner_id": self.partner_id.id,
                    "usage_type_id": self.usage_type_id.id,
                    "space_id": self.space_id.id,
                    "date": self.date,
                    "quantity": self.quantity,
                    "cost_unit": self.cost_unit,
                    "note": self.note,
                    "entered_by": self.env.uid,
                    "entered_on": self.create_date,
                }
            ]
        )

    def _check_role(self):
        """:raises AccessError: when the user is not staff of the location"""
        if not self.env.su and not self.env.user.has_group(
            "cowork_members.group_front_desk"
        ):
            raise AccessError(self.env._("Only staff add usage."))
        # Who sees a contract and its location serves it.
        self.contract_id.check_access("read")
        self.contract_id.location_id.check_access("read")
        self.space_id.check_access("read")
        self.usage_type_id.check_access("read")

    def _check_values(self):
        """:raises UserError: telling what cannot be entered, and why"""
        contract, day = self.contract_id, self.date
        if contract not in self._find_contracts():
            raise UserError(
                self.env._(
                    "%(member)s had no use of %(contract)s on %(day)s: it was not in"
                    " force, or the member does not belong to it.",
                    member=self.partner_id.name,
                    contract=contract.display_name,
                    day=format_date(self.env, day),
                )
            )
        if day > contract.location_id._today():
            raise UserError(
                self.env._(
                    "%s is still to come: enter what has been used.",
                    format_date(self.env, day),
                )
            )
        if not 0 < round(self.quantity, 2) < 1e6:
            raise UserError(
                self.env._("Enter how much was used: a number greater than zero.")
            )
        if self.rating == "cost_plus" and not 0 < self.cost_unit < 1e12:
            raise UserError(
                self.env._("Enter what one unit cost: a number greater than zero.")
            )
        if not self.usage_type_id.active:
            raise UserError(self.env._("“%s” is archived.", self.usage_type_id.name))
        if self.space_id and self.space_id.location_id != contract.location_id:
            raise UserError(
                self.env._(
                    "%(space)s is not at %(location)s.",
                    space=self.space_id.display_name,
                    location=contract.location_id.display_name,
                )
            )
