from odoo import api, fields, models

from ..engine.vendor_steps import possible

STEPS = [
    ("accept", "Accepts"),
    ("plan", "Comes at a time"),
    ("arrive", "Is on site"),
    ("finish", "Is done"),
    ("decline", "Declines"),
]


class CoworkVendorNote(models.TransientModel):
    """What a vendor said by telephone, noted as if they had used their page."""

    _name = "cowork.vendor.note"
    _description = "Note What a Vendor Says"
    _inherit = ["cowork.protected.mixin"]

    order_id = fields.Many2one(
        "cowork.vendor.order", "Work Order", required=True, readonly=True
    )
    state = fields.Selection(related="order_id.state")
    currency_id = fields.Many2one(related="order_id.currency_id")
    step = fields.Selection(
        STEPS,
        "The Vendor",
        compute="_compute_step",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    planned_at = fields.Datetime("Comes At")
    amount = fields.Monetary(help="Without tax.")
    report = fields.Text("What Was Done")
    reason = fields.Char("Why Not")

    @api.depends("order_id")
    def _compute_step(self):
        for wizard in self:
            steps = possible(wizard.order_id.state)
            wizard.step = steps[0] if steps else False

    def action_apply(self):
        """Note what the vendor said on the work order.

        :returns: action that closes the dialog
        :raises AccessError: when the user may not change the order
        :raises UserError: when it is too late or too early for it, or something is
            missing
        """
        self.ensure_one()
        self.order_id.check_access("write")
        # sudo: what vendors say is kept by the system.
        order = self.order_id.sudo()
        if self.step == "accept":
            order._vendor_accept()
        elif self.step == "plan":
            order._vendor_plan(order._to_page_time(self.planned_at))
        elif self.step == "arrive":
            order._vendor_arrive()
        elif self.step == "finish":
            order._vendor_finish(str(self.amount), self.report)
        else:
            order._vendor_decline(self.reason)
        return {"type": "ir.actions.act_window_close"}
