from odoo import fields, models
from odoo.tools import format_date, formatLang

from .billing_words import billing_cycle

# Periods of one unit in a month: 52 weeks make a year, a month has 30 days.
PERIODS_PER_MONTH = {"day": 30, "week": 52 / 12, "month": 1, "year": 1 / 12}


class CoworkContractLine(models.Model):
    """A line's billing terms in words, for the printed agreement."""

    _inherit = "cowork.contract.line"

    kind_id = fields.Many2one(related="plan_id.kind_id")

    def _get_deposit_amount(self):
        """:returns: the deposit this line asks for: months of its undiscounted price"""
        self.ensure_one()
        per_month = PERIODS_PER_MONTH[self.billing_unit] / self.billing_interval
        return self.currency_id.round(
            self.price_unit * self.quantity * per_month * self.deposit_months
        )

    def _get_price_step_sentences(self):
        """:returns: list of sentences such as “Desk: from 1 May the price is 1,900”"""
        self.ensure_one()
        sentences = []
        for step in self.price_step_ids.sorted("date_start"):
            text = self.env._(
                "%(plan)s: from %(day)s the price is %(price)s",
                plan=self.name,
                day=format_date(self.env, step.date_start),
                price=self._format_amount(step.price_unit),
            )
            sentences.append(f"{text} ({step.name})" if step.name else text)
        return sentences

    def _describe_deposit(self):
        amount = self._format_amount(self._get_deposit_amount())
        if self.deposit_months == 1:
            return self.env._(
                "Deposit for %(plan)s: %(amount)s (one month of the price)",
                plan=self.name,
                amount=amount,
            )
        return self.env._(
            "Deposit for %(plan)s: %(amount)s (%(months)s months of the price)",
            plan=self.name,
            amount=amount,
            months=f"{self.deposit_months:g}",
        )

    def _get_one_off_sentences(self):
        """:returns: list of sentences on the deposit and the set-up fee"""
        self.ensure_one()
        sentences = []
        # A line that another one replaces hands its deposit on.
        if (
            self.deposit_months
            and self not in self.contract_id.line_ids.previous_line_id
        ):
            sentences.append(self._describe_deposit())
        if self.setup_fee:
            sentences.append(
                self.env._(
                    "Set-up fee for %(plan)s, charged once: %(amount)s",
                    plan=self.name,
                    amount=self._format_amount(self.setup_fee),
                )
            )
        return sentences

    def _format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _get_cycle_words(self):
        """:returns: text such as “every month”"""
        self.ensure_one()
        return billing_cycle(self.env, self.billing_interval, self.billing_unit)

    def _get_billing_sentences(self):
        """:returns: list of sentences that say when and how the line is charged"""
        self.ensure_one()
        cycle = self._get_cycle_words()
        sentences = [
            self.env._("Charged %s, in advance.", cycle)
            if self.bill_in == "advance"
            else self.env._("Charged %s, in arrears.", cycle),
            self._get_billing_anchor(),
            {
                "daily": self.env._("Part of a period is charged by the day."),
                "thirty": self.env._(
                    "Part of a period is charged by the day, thirty days to a month."
                ),
                "none": self.env._("Part of a period is charged in full."),
            }[self.proration],
        ]
        if self.lead_days:
            sentences.append(
                self.env._("Invoiced %s days before the period begins.", self.lead_days)
            )
        sentences.append(
            self.env._(
                "Days of a suspension are charged at %s %% of the price.",
                f"{self.holding_percent:g}",
            )
            if self.holding_percent
            else self.env._("Days of a suspension are not charged.")
        )
        return sentences

    def _get_billing_anchor(self):
        if self.anchor == "billing_day":
            return self.env._("Periods begin on day %s of the month.", self.billing_day)
        if self.anchor == "anniversary":
            return self.env._("Periods count from the first day of the plan.")
        return self.env._("Periods follow the calendar.")

    def _get_included_sentences(self):
        """:returns: list such as “8 Hours of Meeting room hours per month”"""
        self.ensure_one()
        periods = {
            "billing": self.env._("per billing period"),
            "day": self.env._("per day"),
            "week": self.env._("per week"),
            "month": self.env._("per month"),
            "year": self.env._("per year"),
        }
        return [
            self.env._(
                "%(what)s: %(quantity)s %(unit)s %(period)s",
                what=allowance.usage_type_id.name,
                quantity=f"{allowance.quantity * self.quantity:g}",
                unit=allowance.uom_id.name,
                period=periods[allowance.period],
            )
            + (self.env._(", unused ones carry over") if allowance.rollover else "")
            for allowance in self.plan_id.allowance_ids
        ]
