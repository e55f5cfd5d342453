from odoo import api, fields, models
from odoo.exceptions import UserError

# What decides about lines on cost centres, beside labour and materials.
COSTING_FIELDS = {
    "stage_id",
    "archive",
    "space_id",
    "location_id",
    "vendor_cost",
    "vendor_bill_ref",
}


class MaintenanceRequest(models.Model):
    """What a work order costs, and the cost centre that bears it."""

    _inherit = "maintenance.request"

    currency_id = fields.Many2one(related="company_id.currency_id")
    labour_line_ids = fields.One2many("cowork.work.labour", "request_id", "Labour")
    material_line_ids = fields.One2many(
        "cowork.work.material", "request_id", "Materials"
    )
    vendor_cost = fields.Monetary(
        "Cost of the Vendor",
        copy=False,
        tracking=True,
        help="What an outside vendor charges for it, without taxes.",
    )
    vendor_bill_ref = fields.Char(
        "Vendor's Bill",
        copy=False,
        tracking=True,
        help="Number of the bill. From then on the bill in accounting, and not this"
        " order, bears the vendor's cost on the cost centre.",
    )
    labour_hours = fields.Float(
        "Hours of Labour", compute="_compute_cost", store=True, digits=(16, 2)
    )
    labour_cost = fields.Monetary(
        "Total of Labour",
        compute="_compute_cost",
        store=True,
        groups="cowork_facilities.group_manager",
    )
    material_cost = fields.Monetary(
        "Total of Materials", compute="_compute_cost", store=True
    )
    cost = fields.Monetary(
        "Total Cost",
        compute="_compute_cost",
        store=True,
        groups="cowork_facilities.group_manager",
    )

    cost_centre_id = fields.Many2one(
        "account.analytic.account",
        compute="_compute_cost_centre_id",
        compute_sudo=True,
        groups="cowork_facilities.group_manager",
        help="That of the space, otherwise of the location. When the order is closed,"
        " its cost is booked there.",
    )
    analytic_line_ids = fields.One2many(
        "account.analytic.line",
        "work_order_id",
        "Booked Costs",
        groups="analytic.group_analytic_accounting",
    )

    _vendor_cost_sane = models.Constraint(
        "CHECK (vendor_cost >= 0 AND vendor_cost < 1000000000000)",
        "The vendor's cost must be zero or a positive amount.",
    )

    @api.depends(
        "labour_line_ids.hours",
        "labour_line_ids.amount",
        "material_line_ids.amount",
        "vendor_cost",
    )
    def _compute_cost(self):
        for request in self:
            labour = request.labour_line_ids
            request.labour_hours = sum(labour.mapped("hours"))
            request.labour_cost = sum(labour.mapped("amount"))
            request.material_cost = sum(request.material_line_ids.mapped("amount"))
            request.cost = (
                request.labour_cost + request.material_cost + request.vendor_cost
            )

    # The cost centre ------------------------------------------------------------------

    @api.depends("space_id.analytic_account_id", "location_id.analytic_account_id")
    def _compute_cost_centre_id(self):
        for request in self:
            request.cost_centre_id = (
                request.space_id.analytic_account_id
                or request.location_id.analytic_account_id
            )

    def write(self, vals):
        result = super().write(vals)
        if COSTING_FIELDS & vals.keys():
            self._post_costs()
        return result

    def _post_costs(self):
        """Bring what closed orders cost onto their cost centres, and keep it in step.

        Posted again, nothing changes: there is one line of a kind for an order."""
        # sudo: who closes a work order need not be allowed to keep analytic lines.
        closed = self.sudo().filtered("is_closed")
        lines = self.env["account.analytic.line"].sudo()
        posted = {
            (line.work_order_id, line.work_cost_kind): line
            for line in lines.search([("work_order_id", "in", closed.ids)])
        }
        new = []
        for request in closed:
            for kind, vals in request._prepare_cost_lines().items():
                line = posted.pop((request, kind), None)
                if line is None:
                    new.append(vals)
                else:
                    line._follow_work_cost(vals)
        lines.union(*posted.values()).unlink()
        lines.create(new)

    def _prepare_cost_lines(self):
        """:returns: dict of kind of cost to the values of its analytic line, of one
        order; costs are negative there"""
        amounts = {
            "labour": self.labour_cost,
            "material": self.material_cost,
            # The bill in accounting has a cost centre of its own.
            "vendor": 0 if self.vendor_bill_ref else self.vendor_cost,
        }
        centre, location = self.cost_centre_id, self.location_id
        moment = self.closed_at or fields.Datetime.now()
        day = location._day_of(moment) if location else moment.date()
        return {
            kind: {
                "name": self.name,
                "date": day,
                "amount": -amount,
                "unit_amount": self.labour_hours if kind == "labour" else 0.0,
                "company_id": self.company_id.id,
                "user_id": self.user_id.id,
                "work_order_id": self.id,
                "work_cost_kind": kind,
                centre.plan_id._column_name(): centre.id,
            }
            for kind, amount in amounts.items()
            if centre and not self.currency_id.is_zero(amount)
        }

    def action_view_vendor_bill(self):
        """Open the vendor's bill in accounting.

        :returns: the window action
        :raises UserError: when there is no accounting, or no bill of this number
        """
        self.ensure_one()
        self.check_access("read")
        bills = "account.move" in self.env and self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", ("in_invoice", "in_refund")),
                ("ref", "=", self.vendor_bill_ref),
            ]
        )
        if not bills:
            raise UserError(
                self.env._(
                    "There is no vendor bill with the reference %s in accounting yet.",
                    self.vendor_bill_ref,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Vendor's Bill"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", bills.ids)],
        }
