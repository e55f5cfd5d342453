from odoo import fields, models


class CoworkContractLine(models.Model):
    """A line's terms as plain values, to be kept with what a member accepts."""

    _inherit = "cowork.contract.line"

    def _get_terms(self):
        """:returns: dict of plain values: what one line is agreed at"""
        self.ensure_one()
        previous, older = [], self.previous_line_id
        while older:
            previous.append(older.id)
            older = older.previous_line_id
        return {
            "name": self.name,
            "from": fields.Date.to_string(self.date_start),
            "to": fields.Date.to_string(self.date_end) or None,
            "price": self.price_unit,
            "quantity": self.quantity,
            "discount": self.discount,
            "cycle": [self.billing_interval, self.billing_unit],
            "notice_days": self.notice_days,
            "min_term_months": self.min_term_months,
            "previous": previous,
            "steps": [
                [fields.Date.to_string(step.date_start), step.price_unit]
                for step in self.price_step_ids.sorted("date_start")
            ],
            "free": [
                [
                    fields.Date.to_string(period.date_start),
                    fields.Date.to_string(period.date_end),
                ]
                for period in self.free_period_ids.sorted("date_start")
            ],
        }
