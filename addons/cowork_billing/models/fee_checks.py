from odoo.exceptions import UserError
from odoo.tools import format_date

from .cowork_fee_schedule import GIVING_BACK


class FeeChecker:
    """What must be in order before a contract is billed, each with a sentence.

    One checker serves a batch and asks the database once per distinct question.
    """

    def __init__(self, env, day):
        self.env = env
        self.day = day
        self._memo = {}

    def check(self, contract, fees):
        """:raises UserError: with a sentence its reader can act on"""
        if not fees.vals:
            return
        self._check_currency(contract)
        self._check_address(contract)
        for vals in fees.vals:
            self._check_fee(contract, vals)

    def _remember(self, question, key, answer):
        memo_key = (question, key)
        if memo_key not in self._memo:
            self._memo[memo_key] = answer()
        return self._memo[memo_key]

    def _check_fee(self, contract, vals):
        company = contract.company_id
        if vals["kind"] == "deposit":
            company._get_cowork_deposit_account()
            return
        key = (vals["product_id"], company, vals["kind"] in GIVING_BACK)
        self._remember("product", key, lambda: self._check_product(*key))
        self._check_price(vals)

    def _check_product(self, product_id, company, gives_back):
        env = self.env
        product = env["product.product"].browse(product_id)
        if not product.active:
            raise UserError(
                env._(
                    "The product “%s” is archived. Unarchive it, or choose another on"
                    " the contract line.",
                    product.display_name,
                )
            )
        if not gives_back and not self._is_listed(product, company):
            raise UserError(env["cowork.fee.schedule"]._explain_unlisted(product))
        if not self._get_income(product, company):
            raise UserError(
                env._(
                    "The product “%s” has no income account, nor has its category or"
                    " the sales journal. Set one of them.",
                    product.display_name,
                )
            )

    def _check_price(self, vals):
        computation = vals["computation"]
        is_regular = vals["kind"] == "membership" and computation["rate"] == "regular"
        # A promotion may take all of it off.
        is_free = is_regular and not float(computation["price_unit"])
        if is_free and not computation.get("promotion"):
            raise UserError(
                self.env._(
                    "“%s” has no price. Enter one on the contract line; if it is meant"
                    " to be free, give it a price and a discount of 100 %%.",
                    vals["name"],
                )
            )

    def _is_listed(self, product, company):
        """:returns: whether members can know that they may be charged for this"""
        schedule = self.env["cowork.fee.schedule"]
        offered = self._remember(
            "offered", company, lambda: schedule._get_offered_ids(company)
        )
        return product.id in offered or product.id in self._remember(
            "listed", company, lambda: schedule._get_listed_ids(company)
        )

    def _get_income(self, product, company):
        product = product.with_company(company)
        accounts = product.product_tmpl_id.get_product_accounts()
        journal = self._remember("journal", company, company._get_cowork_journal)
        return accounts.get("income") or journal.default_account_id

    def _check_currency(self, contract):
        env, currency = self.env, contract.currency_id
        if not currency.active:
            raise UserError(
                env._("The currency %s is archived. Activate it first.", currency.name)
            )
        listed = contract.pricelist_id.currency_id
        if listed and listed != currency:
            raise UserError(
                env._(
                    "The contract is in %(currency)s, but its price list in %(listed)s."
                    " Make them the same.",
                    currency=currency.name,
                    listed=listed.name,
                )
            )
        company = contract.company_id
        if currency == company.currency_id:
            return
        if not self._remember(
            "rate", (currency, company), lambda: self._has_rate(currency, company)
        ):
            raise UserError(
                env._(
                    "There is no exchange rate for %(currency)s on or before %(day)s."
                    " Enter one under Accounting ▸ Configuration ▸ Currencies.",
                    currency=currency.name,
                    day=format_date(env, self.day),
                )
            )

    def _has_rate(self, currency, company):
        return self.env["res.currency.rate"].search_count(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", (False, company.root_id.id)),
                ("name", "<=", self.day),
            ],
            limit=1,
        )

    def _check_address(self, contract):
        """Where taxes differ by country, a member needs one."""
        company = contract.company_id
        partner = contract.partner_id
        if partner.country_id or partner.property_account_position_id:
            return
        if self._remember("countries", company, lambda: self._by_country(company)):
            raise UserError(
                self.env._(
                    "%s has no country, which decides on the taxes. Enter it in the"
                    " address.",
                    partner.display_name,
                )
            )

    def _by_country(self, company):
        """Whether some fiscal position applies to other countries than our own."""
        positions = self.env["account.fiscal.position"]
        return positions.search_count(
            [
                *positions._check_company_domain(company),
                ("auto_apply", "=", True),
                "|",
                ("country_group_id", "!=", False),
                ("country_id", "not in", [False, company.account_fiscal_country_id.id]),
            ],
            limit=1,
        )
