from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.cowork_contract_line import decimal
from ..models.cowork_fee_builder import ContractFees
from ..models.fee_checks import FeeChecker
from ..models.fee_taxes import FeeTaxes

#: states in which a contract can be charged something
CHARGEABLE = ("signed", "active", "suspended", "ended")
GROUPS = ("cowork_members.group_user", "cowork_billing.group_manager")


class CoworkChargeAdd(models.TransientModel):
    """Something a member is charged once: a lost key card, a cleaning, a repair."""

    _name = "cowork.charge.add"
    _description = "Add a Charge"
    _inherit = ["cowork.protected.mixin"]

    contract_id = fields.Many2one(
        "cowork.contract", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "What",
        required=True,
        ondelete="cascade",
        domain="[('cowork_is_charge', '=', True),"
        " ('company_id', 'in', [False, company_id])]",
    )
    date = fields.Date(
        "Day",
        required=True,
        default=fields.Date.context_today,
        help="The first run on or after this day bills it.",
    )
    quantity = fields.Float(required=True, default=1.0, digits=(16, 2))
    price_unit = fields.Monetary(
        "Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        help="Starts as what the contract's price list says.",
    )
    reason = fields.Char(required=True, help="The member reads it on the bill.")

    @api.depends("product_id", "contract_id", "date")
    def _compute_price_unit(self):
        for wizard in self:
            contract, product = wizard.contract_id, wizard.product_id
            if not product:
                wizard.price_unit = 0.0
                continue
            # sudo: staff who charge do not manage price lists.
            listed = contract.sudo().pricelist_id
            wizard.price_unit = (
                listed._get_product_price(
                    product, 1.0, currency=wizard.currency_id, date=wizard.date
                )
                if listed
                else product.currency_id._convert(
                    product.lst_price,
                    wizard.currency_id,
                    contract.company_id,
                    wizard.date or fields.Date.context_today(wizard),
                )
            )

    def action_add(self):
        """Charge it, once however often this is called: the next run puts it on the
        member's invoice.

        :returns: action that closes the dialog
        :raises AccessError: when the user does not serve the contract's location
        :raises UserError: when the contract cannot be charged, or amount or reason are
            missing
        """
        self.ensure_one()
        self._check_role()
        self._check_values()
        self._charge()
        return {"type": "ir.actions.act_window_close"}

    def _check_role(self):
        """:raises AccessError: when the user is no staff of the location"""
        if not self.env.su and not any(map(self.env.user.has_group, GROUPS)):
            raise AccessError(self.env._("Only managers of a location add charges."))
        # Who sees a contract and its location serves it.
        self.contract_id.check_access("read")
        self.contract_id.location_id.check_access("read")

    def _check_values(self):
        """:raises UserError: telling what cannot be charged, and why"""
        contract = self.contract_id
        if contract.state not in CHARGEABLE:
            raise UserError(
                self.env._(
                    "%s is not in force: it cannot be charged anything.", contract.name
                )
            )
        if not self.product_id.cowork_is_charge or not self.product_id.active:
            raise UserError(
                self.env._(
                    "“%s” is not among what members are charged once. Choose another,"
                    " or allow it on the product.",
                    self.product_id.display_name,
                )
            )
        if not (0 < round(self.quantity, 2) <= 1e6 and 0 < self.price_unit < 1e12):
            raise UserError(
                self.env._("Enter a quantity and a price greater than zero.")
            )
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say what it is for: the member will ask."))

    def _charge(self):
        # sudo: nobody writes charges by hand; that the user may charge was checked.
        wizard = self.sudo()
        fee_lines = wizard.env["cowork.fee.line"]
        vals = wizard._prepare_charge()
        if not fee_lines.search_count([("key", "=", vals["key"])], limit=1):
            fees = ContractFees(wizard.contract_id, [vals], None, [])
            FeeChecker(wizard.env, wizard.date).check(wizard.contract_id, fees)
            FeeTaxes(wizard.env).add_untaxed([vals])
            fee_lines.create(vals)
        wizard.contract_id._bill_from_scratch()

    def _prepare_charge(self):
        """:returns: values of the fee line, without its tax"""
        contract, product = self.contract_id, self.product_id
        amount = self.currency_id.round(self.price_unit * round(self.quantity, 2))
        computation = {
            "kind": "one_off",
            "name": product.name,
            "from": fields.Date.to_string(self.date),
            "to": fields.Date.to_string(self.date),
            "reason": self.reason.strip(),
            "price_unit": str(decimal(self.price_unit)),
            "quantity": str(decimal(round(self.quantity, 2))),
            "amount": f"{amount:.{self.currency_id.decimal_places}f}",
        }
        builder = self.env["cowork.fee.builder"]
        vals = builder._prepare_fee(
            contract,
            contract.line_ids.browse(),
            "one_off",
            # A second click on the same dialog finds it there.
            f"one_off:{contract.id}:{self.id}",
            amount,
            computation,
            (self.date, self.date),
        )
        builder._add_names(vals, lambda each: product.with_env(each.env).name)
        vals.update(
            product_id=product.id, quantity=self.quantity, price_unit=self.price_unit
        )
        return vals
