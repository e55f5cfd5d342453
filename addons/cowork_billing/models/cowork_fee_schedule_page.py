from odoo import api, models
from odoo.tools import formatLang

from odoo.addons.cowork_members.engine.terms import monthly_amount
from odoo.addons.cowork_members.models.billing_words import billing_cycle


class CoworkFeeSchedule(models.AbstractModel):
    """The published page: one row for everything a member can be charged."""

    _inherit = "cowork.fee.schedule"

    @api.model
    def _build(self, location):
        """Everything that can be charged at a location, in the context's language.

        :param location: ``cowork.location``
        :returns: list of sections: dict of ``name`` and ``rows``, each row a dict of
            ``name``, ``price``, ``unit``, ``notes`` (sentences) and ``products``
        """
        # sudo: it is published; who may see it is asked by the page.
        location = location.sudo().with_context(lang=self.env.lang)
        writer = self.with_env(location.env).with_company(location.company_id)
        sections = [
            (self.env._("Memberships"), writer._get_plan_rows(location)),
            (
                self.env._("Meeting rooms and other bookings"),
                writer._get_rooms(location),
            ),
            (self.env._("By use"), writer._get_usage_rows(location)),
            (self.env._("One-off charges"), writer._get_product_rows(location)),
            (self.env._("No longer offered"), writer._get_former_rows(location)),
        ]
        return [{"name": name, "rows": rows} for name, rows in sections if rows]

    @api.model
    def _format(self, amount, location):
        return formatLang(self.env, amount, currency_obj=location.currency_id)

    @api.model
    def _word_tax(self, products):
        """:returns: what taxes come on top of a price, or are in it"""
        taxes = products.taxes_id._filter_taxes_by_company(self.env.company)
        names = ", ".join(taxes.mapped("name"))
        if not names:
            return ""
        if all(taxes.flatten_taxes_hierarchy().mapped("price_include")):
            return self.env._("%s included", names)
        return self.env._("plus %s", names)

    # Plans ---------------------------------------------------------------------

    @api.model
    def _get_plan_rows(self, location):
        plans = self.env["cowork.plan"]
        plans = plans.search(self._get_plan_domain(location.company_id))
        return [self._prepare_plan(plan, plan.product_id, location) for plan in plans]

    @api.model
    def _get_former_rows(self, location):
        """What members of this location agreed to before; prices are in their
        contracts, so that nobody reads those of others."""
        rows = []
        for plan, product in self._get_former(location.company_id, location):
            plan = plan.with_env(self.env)
            product = product.with_env(self.env)
            row = self._prepare_plan(plan, product, location)
            own = product == plan.product_id
            rows.append(
                {
                    **row,
                    "name": plan.name if own else f"{plan.name} · {product.name}",
                    "notes": [
                        self.env._("Only for who has it already, as agreed."),
                        *row["notes"],
                    ],
                }
            )
        return rows

    @api.model
    def _prepare_plan(self, plan, product, location):
        return {
            "name": plan.name,
            "price": self._format(plan.list_price, location),
            "unit": plan.billing_cycle,
            "tax": self._word_tax(product),
            "notes": [note for note in self._get_plan_notes(plan, location) if note],
            "products": product | plan.setup_product_id,
        }

    @api.model
    def _get_plan_notes(self, plan, location):
        yield self._word_period(plan)
        yield self._word_proration(plan)
        if plan.setup_fee:
            yield self.env._(
                "Set-up fee, once: %s", self._format(plan.setup_fee, location)
            )
        if plan.deposit_months:
            yield self.env._(
                "Deposit, given back: %(months)s × the monthly price = %(amount)s",
                months=f"{plan.deposit_months:g}",
                amount=self._format(self._get_deposit(plan), location),
            )
        if plan.minimum_charge:
            yield self.env._(
                "At least %s each period, use included",
                self._format(plan.minimum_charge, location),
            )
        yield self._word_notice(plan)
        if plan.min_term_months:
            yield self._word_term(plan)
        if plan.holding_percent:
            yield self.env._("On hold: %s %% of the price", f"{plan.holding_percent:g}")
        for discount in plan.discount_ids.sorted("min_months"):
            yield self.env._(
                "%(percent)s %% less for %(months)s months or more",
                percent=f"{discount.discount:g}",
                months=discount.min_months,
            )
        for allowance in plan.allowance_ids:
            yield self._word_allowance(allowance)

    @api.model
    def _get_deposit(self, plan):
        """:returns: the deposit of one unit at the price of the plan"""
        return plan.currency_id.round(
            plan.deposit_months
            * monthly_amount(plan.list_price, plan.billing_interval, plan.billing_unit)
        )

    @api.model
    def _word_period(self, plan):
        anchors = {
            "calendar": self.env._("by calendar periods"),
            "anniversary": self.env._("counted from the first day"),
            "billing_day": self.env._("from day %s of the month", plan.billing_day),
        }
        sentence = (
            self.env._("Billed in advance, %s", anchors[plan.anchor])
            if plan.bill_in == "advance"
            else self.env._("Billed afterwards, %s", anchors[plan.anchor])
        )
        if plan.lead_days:
            days = plan.lead_days
            return self.env._("%(how)s, %(days)s days ahead", how=sentence, days=days)
        return sentence

    @api.model
    def _word_proration(self, plan):
        return {
            "daily": self.env._("Part of a period: by day of that period"),
            "thirty": self.env._("Part of a period: by day, months of 30 days"),
            "none": self.env._("Part of a period costs a whole one"),
        }[plan.proration]

    @api.model
    def _word_notice(self, plan):
        if not plan.notice_days:
            return self.env._("No notice period")
        return self.env._("Notice: %s days", plan.notice_days)

    @api.model
    def _word_term(self, plan):
        if plan.min_term_months == 1:
            return self.env._("Minimum term: 1 month")
        return self.env._("Minimum term: %s months", plan.min_term_months)

    @api.model
    def _word_allowance(self, allowance):
        """:returns: “Included every month: 4 Meeting room hours”"""
        plan = allowance.plan_id
        period = (
            plan.billing_cycle
            if allowance.period == "billing"
            else billing_cycle(self.env, 1, allowance.period)
        )
        return self.env._(
            "Included %(period)s: %(quantity)s %(what)s",
            period=period,
            quantity=f"{allowance.quantity:g}",
            what=allowance.usage_type_id.name,
        )

    # By use --------------------------------------------------------------------

    @api.model
    def _get_usage_rows(self, location):
        types = self.env["cowork.usage.type"].search(self._get_usage_type_domain())
        # What a fee for a booking costs stands with the bookings.
        types -= self._get_fee_type()
        return [self._prepare_usage_type(each, location) for each in types]

    @api.model
    def _prepare_usage_type(self, usage_type, location):
        product = usage_type.product_id
        by_cost = usage_type.rating == "cost_plus"
        return {
            "name": usage_type.name,
            "price": self.env._("Cost + %s %%", f"{usage_type.margin_percent:g}")
            if by_cost
            else self._get_price(product, location),
            "unit": self.env._("per %s", usage_type.uom_id.name),
            "tax": self._word_tax(product),
            "notes": [self.env._("After what your plan and your packs include")],
            "products": product,
        }

    @api.model
    def _get_price(self, product, location):
        """:returns: the price of a product in the currency of a location; one without
        a price costs what it costs in the case"""
        if not product.lst_price:
            return self.env._("At cost, with evidence")
        return self._format(
            product.currency_id._convert(
                product.lst_price,
                location.currency_id,
                location.company_id,
                location._today(),
            ),
            location,
        )

    @api.model
    def _get_product_rows(self, location):
        products = self.env["product.product"]
        products = products.search(self._get_product_domain(location.company_id))
        return [
            {
                "name": product.display_name,
                "price": self._get_price(product, location),
                "unit": self.env._("per %s", product.uom_id.name),
                "tax": self._word_tax(product),
                "notes": [product.description_sale] if product.description_sale else [],
                "products": product,
            }
            for product in products
        ]
