from odoo import fields, models


class CoworkParcelForward(models.TransientModel):
    """Asks what forwarding a parcel cost, and by whom it goes."""

    _name = "cowork.parcel.forward"
    _description = "Forward Parcel"

    parcel_id = fields.Many2one(
        "cowork.parcel",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    forward_address = fields.Text(
        related="parcel_id.forward_address", readonly=False, required=True
    )
    currency_id = fields.Many2one(related="parcel_id.currency_id")
    contract_id = fields.Many2one(related="parcel_id.contract_id")
    cost = fields.Monetary(help="Charged to the member with the next invoice.")
    carrier = fields.Char()
    tracking_number = fields.Char()

    def action_apply(self):
        """Note that the parcel was sent on.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.parcel_id.action_forward(self.cost, self.carrier, self.tracking_number)
        return {"type": "ir.actions.act_window_close"}
