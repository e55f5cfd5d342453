import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

HOUR = timedelta(hours=1)
#: reports an hour at most: for the label of one place, from one device, of a member
MOST_AT_PLACE, MOST_OF_DEVICE, MOST_OF_MEMBER = 8, 20, 20


class MaintenanceRequest(models.Model):
    """Whoever passes a label can report a fault, but not without end."""

    _inherit = "maintenance.request"

    _recent_reports = models.Index("(location_id, create_date) WHERE source = 'qr'")

    @api.model
    def _mark_reporter(self, address):
        """:param address: of the device, on the network
        :returns: what it is counted by; nobody reads the address from it"""
        # sudo: the secret of the database keys the mark, nobody sees it.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        day = fields.Date.today().isoformat()
        return hmac.new(
            (secret or "").encode(), f"{day} {address}".encode(), hashlib.sha256
        ).hexdigest()[:32]

    @api.model
    def _is_too_often(self, values, mark):
        """:param values: dict of values of a work order that is reported by a stranger
        :param mark: see ``_mark_reporter``
        :returns: whether there were as many as are taken within an hour

        Those that come at the same moment do not see each other: a few more than that
        can be taken, one for each process of the server."""
        recent = Domain("source", "=", "qr") & Domain(
            "create_date", ">=", fields.Datetime.now() - HOUR
        )
        at_location = recent & Domain("location_id", "=", values["location_id"])
        at_place = at_location & Domain("space_id", "=", values["space_id"])
        # sudo: who reports sees no work orders.
        requests = self.sudo()
        return (
            requests.search_count(at_place, limit=MOST_AT_PLACE) >= MOST_AT_PLACE
            or requests.search_count(
                at_location & Domain("reporter_mark", "=", mark), limit=MOST_OF_DEVICE
            )
            >= MOST_OF_DEVICE
        )

    @api.model
    def _is_member_too_often(self, partner):
        """:returns: whether a member has reported as many as are taken in an hour"""
        # sudo: members have no rights on work orders.
        recent = self.sudo().search_count(
            Domain("partner_id", "=", partner.id)
            & Domain("source", "in", ("portal", "qr"))
            & Domain("create_date", ">=", fields.Datetime.now() - HOUR),
            limit=MOST_OF_MEMBER,
        )
        return recent >= MOST_OF_MEMBER

    @api.model
    def _word_often(self):
        return self.env._(
            "Many faults were reported here within an hour. Please tell the front desk."
        )
