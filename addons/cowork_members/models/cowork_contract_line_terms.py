from odoo import fields, models

from ..engine.terms import SuspensionLimits


class CoworkContractLine(models.Model):
    """What was agreed about suspensions, copied from the plan like other terms."""

    _inherit = "cowork.contract.line"

    suspension_allowed = fields.Boolean(
        "Can Be Suspended",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    suspension_min_days = fields.Integer(
        "Suspended at Least (days)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    suspension_max_days = fields.Integer(
        "Suspended at Most (days)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    suspension_year_days = fields.Integer(
        "Suspended per Contract Year (days)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )

    _limits_range = models.Constraint(
        "CHECK (suspension_min_days BETWEEN 0 AND 3650"
        " AND suspension_max_days BETWEEN 0 AND 3650"
        " AND suspension_year_days BETWEEN 0 AND 366)",
        "The limits of a suspension lie between 0 and 3650 days, 366 per contract"
        " year.",
    )

    def _get_suspension_limits(self):
        """:returns: :class:`SuspensionLimits` of one line"""
        self.ensure_one()
        return SuspensionLimits(
            self.suspension_allowed,
            self.suspension_min_days,
            self.suspension_max_days,
            self.suspension_year_days,
        )
