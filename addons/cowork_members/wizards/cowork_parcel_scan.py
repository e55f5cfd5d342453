from odoo import fields, models


class CoworkParcelScan(models.TransientModel):
    """Takes the scan of a letter, and keeps nothing of it."""

    _name = "cowork.parcel.scan"
    _description = "Deliver Scan"

    parcel_id = fields.Many2one(
        "cowork.parcel",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    file = fields.Binary(attachment=False, required=True)
    filename = fields.Char()
    destroy = fields.Boolean(
        "Paper Destroyed", help="As the member wished. Otherwise it goes on waiting."
    )

    def action_apply(self):
        """Give the scan to the member. It is not kept here.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.parcel_id.action_deliver_scan(self.file, self.filename, self.destroy)
        self.unlink()
        return {"type": "ir.actions.act_window_close"}
