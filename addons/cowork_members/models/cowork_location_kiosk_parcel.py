from odoo import api, models
from odoo.exceptions import UserError


class CoworkLocation(models.Model):
    """Parcels that couriers announce on the tablet in the lobby."""

    _inherit = "cowork.location"

    @api.model
    def _takes_kiosk_parcels(self):
        return True

    def _kiosk_parcel(self, host_id):
        """Take in a parcel that somebody brings; the front desk finds it on its screen
        and gives it a shelf.

        :param host_id: id of whom it is for
        :returns: sentence for who brings it
        :raises UserError: when it is for nobody of one location (sudo)
        """
        receiver = self._get_host(host_id)
        if not receiver:
            raise UserError(self.env._("Please choose whom it is for."))
        self.env["cowork.parcel"]._receive(
            [
                {
                    "location_id": self.id,
                    "partner_id": receiver.id,
                    "recipient_name": receiver.name,
                    "notes": self.env._("Announced at the kiosk."),
                }
            ]
        )
        return self.env._("Thank you! Please leave it at the front desk.")
