from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CoworkParcelHandOver(models.TransientModel):
    """Asks for the pick-up code or the signature of who fetches parcels."""

    _name = "cowork.parcel.hand.over"
    _description = "Hand Over Parcels"

    parcel_ids = fields.Many2many("cowork.parcel", string="Parcels", required=True)
    partner_id = fields.Many2one(related="parcel_ids.partner_id", string="For")
    shelves = fields.Char(compute="_compute_shelves")
    name = fields.Char("Fetched By")
    code = fields.Char("Pick-up Code")
    signature = fields.Binary(attachment=False)
    problem = fields.Char(readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "parcel_ids" in fields:
            parcels = self._get_parcels_to_hand_over()
            values["parcel_ids"] = [Command.set(parcels.ids)]
            values["name"] = parcels.partner_id.name
        return values

    @api.model
    def _get_parcels_to_hand_over(self):
        """:returns: what was chosen; of one parcel, all that waits for the member"""
        parcels = self.env["cowork.parcel"].browse(
            self.env.context.get("active_ids") or []
        )
        parcels._require_waiting()
        if len(parcels.partner_id) != 1:
            raise UserError(
                self.env._(
                    "Parcels are handed over to one member at a time. Choose those of"
                    " one member, and say first whom they are for."
                )
            )
        if len(parcels) > 1:
            return parcels
        return parcels.search(
            [
                ("state", "=", "waiting"),
                ("partner_id", "=", parcels.partner_id.id),
                ("location_id", "=", parcels.location_id.id),
            ]
        )

    @api.depends("parcel_ids")
    def _compute_shelves(self):
        for wizard in self:
            shelves = filter(None, wizard.parcel_ids.mapped("shelf"))
            wizard.shelves = ", ".join(sorted(set(shelves)))

    def action_apply(self):
        """Hand the parcels over.

        :returns: action that closes the dialog, or shows it again with what is wrong
        """
        self.ensure_one()
        answer = self.parcel_ids.action_hand_over(self.code, self.signature, self.name)
        if answer["done"]:
            self.signature = False
            return {"type": "ir.actions.act_window_close"}
        self.write({"problem": answer["problem"], "code": False})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
