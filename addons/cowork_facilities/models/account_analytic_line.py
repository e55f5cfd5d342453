from odoo import fields, models

COST_KINDS = [
    ("labour", "Labour"),
    ("material", "Materials"),
    ("vendor", "Vendor"),
]


class AccountAnalyticLine(models.Model):
    """What a work order costs is one line of each kind on its cost centre."""

    _inherit = "account.analytic.line"

    work_order_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    work_cost_kind = fields.Selection(
        COST_KINDS, "Cost of Work", readonly=True, copy=False
    )

    _work_cost_uniq = models.UniqueIndex(
        "(work_order_id, work_cost_kind) WHERE work_order_id IS NOT NULL",
        "The costs of this work order are posted already.",
    )

    def _follow_work_cost(self, vals):
        """Write only what is different: costs posted again change nothing (one line).

        :param vals: what the line of the order has to be, with one cost centre"""
        centres = dict.fromkeys(self._get_plan_fnames(), False)
        changes = {
            name: value
            for name, value in (centres | vals).items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changes:
            self.write(changes)
