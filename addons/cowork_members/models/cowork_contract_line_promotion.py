from odoo import api, fields, models
from odoo.exceptions import UserError

# Writing one of these may change what a promotion comes to.
PROMOTED_FIELDS = {"plan_id", "price_unit", "date_start", "date_end", "is_void"}


class CoworkContractLine(models.Model):
    """What a promotion gives, kept like anything else that was agreed."""

    _inherit = "cowork.contract.line"

    has_promotion = fields.Boolean(compute="_compute_has_promotion")

    @api.depends("price_step_ids.promotion_id", "free_period_ids.promotion_id")
    def _compute_has_promotion(self):
        for line in self:
            steps, free = line.price_step_ids, line.free_period_ids
            line.has_promotion = bool(steps.promotion_id or free.promotion_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.contract_id.filtered(
            lambda contract: contract.state == "draft"
        )._refresh_promotion()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if PROMOTED_FIELDS & vals.keys():
            self.contract_id._refresh_promotion()
        return result

    def _drop_promotion(self):
        """Take away what promotions gave."""
        for records in (self.price_step_ids, self.free_period_ids):
            records.filtered("promotion_id")._by_action().unlink()

    def _agree_promotion(self, promotion, begin):
        """Agree on what a promotion gives these lines.

        :param begin: first day of the contract, from which the promotion counts
        :raises UserError: when something else was agreed for the same days"""
        stop = promotion._get_window_stop(begin)
        steps, free = [], []
        for line in self:
            start = max(line.date_start, begin)
            if stop and start >= stop:
                continue
            last = min(
                (
                    day
                    for day in (
                        stop and fields.Date.subtract(stop, days=1),
                        line.date_stop,
                    )
                    if day
                ),
                default=None,
            )
            line._check_nothing_agreed(promotion, start, last)
            vals = {
                "line_id": line.id,
                "name": promotion.name,
                "promotion_id": promotion.id,
            }
            if promotion.kind != "percent":
                free.append({**vals, "date_start": start, "date_end": last})
                continue
            price = line.price_unit * (1 - promotion.percent / 100)
            steps.append(
                {
                    **vals,
                    "date_start": start,
                    "price_unit": line.currency_id.round(price),
                    "percent": promotion.percent,
                    "price_before": line.price_unit,
                }
            )
            goes_on = stop and (not line.date_stop or stop <= line.date_stop)
            if goes_on and stop not in line.price_step_ids.mapped("date_start"):
                steps.append(
                    {**vals, "date_start": stop, "price_unit": line.price_unit}
                )
        self.env["cowork.contract.price.step"]._by_action().create(steps)
        self.env["cowork.contract.free.period"]._by_action().create(free)

    def _check_nothing_agreed(self, promotion, start, last):
        """:raises UserError: when prices or free days of these days were agreed by
        hand"""
        agreed = self.price_step_ids.filtered(
            lambda step: step.date_start >= start
            and (not last or step.date_start <= last)
        ) or self.free_period_ids.filtered(
            lambda free: free.date_end >= start
            and (not last or free.date_start <= last)
        )
        if agreed:
            raise UserError(
                self.env._(
                    "%(line)s has price changes or rent-free days that were agreed for"
                    " days of %(promotion)s. Remove them, or do without the promotion.",
                    line=self.name,
                    promotion=promotion.display_name,
                )
            )

    def _get_regular_price_on(self, day):
        """:returns: the unit price in force on ``day`` but for promotions"""
        self.ensure_one()
        steps = self.price_step_ids.filtered(
            lambda step: step.date_start <= day and not step.promotion_id
        )
        return steps.sorted("date_start")[-1:].price_unit if steps else self.price_unit
