from odoo import fields, models


class CoworkParcelRefuse(models.TransientModel):
    """Asks why parcels go back."""

    _name = "cowork.parcel.refuse"
    _description = "Refuse Parcels"

    parcel_ids = fields.Many2many(
        "cowork.parcel",
        string="Parcels",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char()

    def action_apply(self):
        """Note that the parcels go back to who sent them.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.parcel_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
