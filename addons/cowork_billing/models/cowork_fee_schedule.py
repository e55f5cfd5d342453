from odoo import api, models
from odoo.fields import Domain

from .cowork_contract import NEVER

#: what gives money back carries the product of what was charged
GIVING_BACK = ("credit", "deposit_refund")
#: deposits, and use whose type has no product of its own
GENERAL = ("cowork_billing.product_deposit", "cowork_billing.product_usage")


class CoworkFeeSchedule(models.AbstractModel):
    """What members can be charged for: the records that billing itself uses.

    The published page is made from these records, and no charge may carry a product
    that is not among them.
    """

    _name = "cowork.fee.schedule"
    _description = "Fee Schedule"

    # The records ---------------------------------------------------------------

    @api.model
    def _get_plan_domain(self, company):
        """:returns: domain of the plans that are offered"""
        return Domain("company_id", "=", company.id) & Domain("active", "=", True)

    @api.model
    def _get_product_domain(self, company):
        """:returns: domain of the products that can be charged once"""
        return Domain("cowork_is_charge", "=", True) & Domain(
            "company_id", "in", (False, company.id)
        )

    @api.model
    def _get_usage_type_domain(self):
        """:returns: domain of what is charged by use"""
        return Domain("product_id", "!=", False) & Domain("rating", "!=", "none")

    @api.model
    def _get_running_domain(self, company):
        """:returns: domain of contract lines on which something can still be charged"""
        to_come = Domain("contract_id.billing_next_date", "=", False) | Domain(
            "contract_id.billing_next_date", "<", NEVER
        )
        states = ("active", "suspended", "ended")
        running = Domain("contract_id.state", "in", states) & to_come
        signed = Domain("contract_id.state", "=", "signed")
        return Domain("company_id", "=", company.id) & (signed | running)

    @api.model
    def _get_former(self, company, locations=None):
        """What was agreed and is no longer offered: it is still charged.

        :param locations: ``cowork.location``; all of the company when not given
        :returns: list of pairs of ``cowork.plan`` and ``product.product``"""
        lines = self.env["cowork.contract.line"].sudo()  # sudo: it is published.
        domain = self._get_running_domain(company)
        if locations:
            domain &= Domain("location_id", "in", locations.ids)
        pairs = lines._read_group(domain, ["plan_id", "product_id"])
        moved = [(p, product) for p, product in pairs if product != p.product_id]
        billed = self._get_billed_products(domain, moved)
        return [
            (plan, product)
            for plan, product in pairs
            if (not plan.active and product == plan.product_id) or product in billed
        ]

    @api.model
    def _get_billed_products(self, line_domain, pairs):
        """:param line_domain: domain of contract lines
        :param pairs: plans and products of lines that do not carry their plan's
        :returns: those products that the lines were charged with before"""
        none = self.env["product.product"]
        products = none.union(*(product for _plan, product in pairs))
        if not products:
            return none
        # sudo: whoever asks, what was billed does not depend on it.
        fee_lines = self.env["cowork.fee.line"].sudo()
        groups = fee_lines._read_group(
            Domain("product_id", "in", products.ids)
            & Domain("state", "in", ("invoiced", "waived", "credited"))
            & Domain("contract_line_id", "any", line_domain),
            ["product_id"],
        )
        return none.union(*(product for (product,) in groups))

    # Who may be charged what ---------------------------------------------------

    @api.model
    def _get_offered_ids(self, company):
        """:returns: set of ids of the products of plans and of charges made once"""
        # sudo: whoever bills need not be able to read every plan.
        plans = self.env["cowork.plan"].sudo().search(self._get_plan_domain(company))
        products = self.env["product.product"].sudo()
        ids = set(products._search(self._get_product_domain(company)))
        ids.update(plans.product_id.ids, plans.setup_product_id.ids)
        ids.update(map(self.env["ir.model.data"]._xmlid_to_res_id, GENERAL))
        return ids

    @api.model
    def _get_listed_ids(self, company):
        """:returns: set of ids of every product on the fee schedules of a company"""
        # sudo: see _get_offered_ids.
        types = self.env["cowork.usage.type"].sudo()
        types = types.search(self._get_usage_type_domain())
        spaces = self.env["cowork.space"].sudo()
        spaces = spaces.search(self._get_rated_space_domain(company))
        former = self._get_former(company)
        listed = self._get_offered_ids(company)
        listed.update(types.product_id.ids, spaces.product_id.ids)
        for plan, product in former:
            listed.update(product.ids, plan.setup_product_id.ids)
        return listed

    @api.model
    def _get_rated_space_domain(self, company):
        """:returns: domain of the spaces whose bookings have a product of their own"""
        return (
            Domain("company_id", "=", company.id)
            & Domain("product_id", "!=", False)
            & Domain("policy_id", "!=", False)
        )

    @api.model
    def _explain_unlisted(self, product):
        """:returns: what to do about a product that may not be charged"""
        return self.env._(
            "“%s” is not on the fee schedule, so nobody can be charged for it. Tick"
            " “One-off Charge” on the product, or let the contract line, plan or usage"
            " type carry a product that is on it.",
            product.display_name,
        )
