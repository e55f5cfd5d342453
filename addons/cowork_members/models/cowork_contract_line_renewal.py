from odoo import Command, fields, models

from .cowork_contract_line import TERM_FIELDS


class CoworkContractLine(models.Model):
    """From when to when a line counts, and what it takes along when that changes."""

    _inherit = "cowork.contract.line"

    def _get_default_start(self):
        """:returns: the contract's first day; today for a line added while it runs"""
        contract = self.contract_id
        start = contract.date_start
        runs = contract._origin.state in ("active", "suspended")
        if not start or not runs or not contract._origin.line_ids:
            return start
        return max(start, contract.location_id._today())

    def _is_empty(self):
        """:returns: whether the line has no day in force (one record)"""
        self.ensure_one()
        return self.is_void or bool(
            self.date_start and self.date_stop and self.date_stop < self.date_start
        )

    def _get_term_start(self):
        """:returns: first day of the first of the lines that replaced one another: an
        amendment does not begin the minimum term anew"""
        self.ensure_one()
        first = self
        while first.previous_line_id:
            first = first.previous_line_id
        return first.date_start

    def _prepare_renewal_steps(self):
        """:returns: values of the price steps with the agreed increase, for the lines
        that have no step of their own on the first day of the renewed term"""
        steps = []
        for line in self:
            contract = line.contract_id
            day = fields.Date.add(contract.date_end, days=1)
            if not contract.renewal_increase or day in line.price_step_ids.mapped(
                "date_start"
            ):
                continue
            price = line._get_price_on(day) * (1 + contract.renewal_increase / 100)
            steps.append(
                {
                    "line_id": line.id,
                    "date_start": day,
                    "price_unit": line.currency_id.round(price),
                    "name": self.env._("Renewal"),
                }
            )
        return steps

    def _prepare_same_terms(self, day):
        """:returns: what a line that only moves takes along from ``day`` on: price,
        discount, terms, later price steps and the rest of rent-free periods"""
        self.ensure_one()
        steps = self.price_step_ids.filtered(lambda step: step.date_start > day)
        free = self.free_period_ids.filtered(lambda period: period.date_end >= day)
        terms = (*TERM_FIELDS, "billing_day", "discount")
        return {
            **{name: self[name] for name in terms},
            "product_id": self.product_id.id,
            "price_unit": self._get_regular_price_on(day),
            "price_step_ids": [
                Command.create(
                    {
                        "date_start": max(step.date_start, day),
                        "price_unit": step.price_unit,
                        "name": step.name,
                        "promotion_id": step.promotion_id.id,
                        "percent": step.percent,
                        "price_before": step.price_before,
                    }
                )
                for step in self._get_promotion_step_on(day) | steps
            ],
            "free_period_ids": [
                Command.create(
                    {
                        "date_start": max(period.date_start, day),
                        "date_end": period.date_end,
                        "name": period.name,
                        "promotion_id": period.promotion_id.id,
                    }
                )
                for period in free
            ],
        }

    def _get_promotion_step_on(self, day):
        """:returns: the price step that a promotion has in force on ``day``, if any"""
        steps = self.price_step_ids.filtered(lambda step: step.date_start <= day)
        last = steps.sorted("date_start")[-1:]
        regular = self._get_regular_price_on(day)
        given = last.promotion_id and last.price_unit != regular
        return last if given else last.browse()

    def _get_price_on(self, day):
        """:returns: the unit price in force on ``day``, price steps included"""
        self.ensure_one()
        steps = self.price_step_ids.filtered(lambda s: s.date_start <= day)
        return steps.sorted("date_start")[-1:].price_unit if steps else self.price_unit
