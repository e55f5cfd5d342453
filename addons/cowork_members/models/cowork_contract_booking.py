from odoo import models


class CoworkContract(models.Model):
    """What a contract means for those who book."""

    _inherit = "cowork.contract"

    def _get_plans_on(self, day):
        """:param day: date
        :returns: the plans of the lines that are in force on it"""
        lines = self.line_ids.filtered(
            lambda line: line.date_start <= day
            and (not line.date_stop or day <= line.date_stop)
        )
        return lines.plan_id
