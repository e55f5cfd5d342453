from .cowork_fee_line import DEPOSITS


class FeeTaxes:
    """What taxes make of fee lines, as the ERP's own tax engine has it.

    One of them serves a batch and asks once per distinct question.
    """

    def __init__(self, env):
        self.env = env
        self._memo = {}
        self._writer_memo = {}

    def add_untaxed(self, vals_list):
        """Add the subtotals the invoices will show.

        :param vals_list: values of fee lines, completed here
        """
        # Of one recordset, so that they are read together.
        ids = dict.fromkeys(vals["contract_id"] for vals in vals_list)
        contracts = {each.id: each for each in self.env["cowork.contract"].browse(ids)}
        ids = dict.fromkeys(vals["product_id"] for vals in vals_list)
        products = {each.id: each for each in self.env["product.product"].browse(ids)}
        self._warm_up(contracts.values())
        for vals in vals_list:
            contract, product = (
                contracts[vals["contract_id"]],
                products[vals["product_id"]],
            )
            vals["amount_untaxed"] = self._get_untaxed(contract, product, vals)

    def _warm_up(self, contracts):
        """Read at once what decides about the taxes of members."""
        self.env["cowork.invoice.writer"]._warm_up(
            [
                {
                    "partner_id": contract._get_invoice_partner().id,
                    "company_id": contract.company_id.id,
                }
                for contract in contracts
            ]
        )

    def _get_untaxed(self, contract, product, vals):
        taxes = self._get_taxes(contract, product, vals["kind"])
        if not self._is_included(taxes):
            return vals["amount"]
        base = self._get_base_line(
            contract,
            product,
            taxes,
            vals["price_unit"],
            vals["quantity"],
            vals["discount"],
        )
        self._compute([base], contract.company_id)
        return base["tax_details"]["total_excluded_currency"]

    def _is_included(self, taxes):
        """:returns: whether a price holds some of these taxes"""
        key = ("included", taxes)
        if key not in self._memo:
            every = taxes.flatten_taxes_hierarchy()
            self._memo[key] = any(every.mapped("price_include"))
        return self._memo[key]

    def get_sign(self, fee_lines):
        """What paper fee lines of one contract or member need.

        :returns: 1 for an invoice, -1 for a credit note, 0 for none at all
        """
        currency = fee_lines.currency_id
        # A credit of nothing has no sign.
        amounts = [amount for amount in fee_lines.mapped("amount") if amount]
        if not amounts:
            return 0
        if min(amounts) > 0 or max(amounts) < 0:
            return 1 if amounts[0] > 0 else -1
        total = self.get_total(fee_lines)
        if not currency.is_zero(total):
            return 1 if total > 0 else -1
        # Charges and credits that cancel out need no paper, unless they differ for the
        # ledger: a deposit, or other taxes.
        taxes = {
            self._get_taxes(fee.contract_id, fee.product_id, fee.kind)
            for fee in fee_lines
        }
        is_same = len(taxes) == 1
        has_deposit = any(fee._is_deposit() for fee in fee_lines)
        return 0 if is_same and not has_deposit else 1

    def get_total(self, fee_lines):
        """:returns: what fee lines of one contract or member come to on one document,
        with tax"""
        if not fee_lines:
            return 0.0
        bases = [
            self._get_base_line(
                fee.contract_id,
                fee.product_id,
                self._get_taxes(fee.contract_id, fee.product_id, fee.kind),
                fee.price_unit,
                fee.quantity,
                fee.discount,
            )
            for fee in fee_lines
        ]
        company = fee_lines.company_id
        self._compute(bases, company)
        summary = self.env["account.tax"]._get_tax_totals_summary(
            bases, fee_lines.currency_id, company
        )
        return summary["total_amount_currency"]

    def _get_taxes(self, contract, product, kind):
        """:returns: taxes of a charge, as its invoice line will get them"""
        company = contract.company_id
        if kind in DEPOSITS:
            return self.env["account.tax"]
        position = self._get_position(contract)
        key = ("taxes", product, company, position)
        if key not in self._memo:
            product = product.with_company(company)
            taxes = product.taxes_id._filter_taxes_by_company(company)
            if not taxes:
                accounts = product.product_tmpl_id.get_product_accounts(position)
                taxes = (
                    accounts["income"]
                    .tax_ids.filtered(lambda tax: tax.type_tax_use == "sale")
                    ._filter_taxes_by_company(company)
                )
            self._memo[key] = position.map_tax(taxes) if position else taxes
        return self._memo[key]

    def _get_position(self, contract):
        """:returns: fiscal position that the contract's invoice will have"""
        key = ("position", contract)
        if key not in self._memo:
            partner = contract._get_invoice_partner()
            company = contract.company_id
            header = {"partner_id": partner.id, "company_id": company.id}
            writer = self.env["cowork.invoice.writer"].with_company(company)
            writer._add_fiscal_position(header, self._writer_memo)
            positions = self.env["account.fiscal.position"].with_company(company)
            if "fiscal_position_id" in header:
                found = positions.browse(header["fiscal_position_id"])
            else:
                # Another module has changed how positions are found: ask it.
                delivery = partner.browse(partner.address_get(["delivery"])["delivery"])
                found = positions._get_fiscal_position(partner, delivery=delivery)
            self._memo[key] = found
        return self._memo[key]

    def _get_base_line(self, contract, product, taxes, price_unit, quantity, discount):
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            None,
            product_id=product,
            tax_ids=taxes,
            price_unit=price_unit,
            quantity=quantity,
            discount=discount,
            currency_id=contract.currency_id,
            partner_id=contract.partner_id,
            special_mode=False,
        )

    def _compute(self, bases, company):
        """Let the tax engine compute and round base lines, as on an invoice."""
        taxes = self.env["account.tax"]
        taxes._add_tax_details_in_base_lines(bases, company)
        taxes._round_base_lines_tax_details(bases, company)
