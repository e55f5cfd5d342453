from odoo import api, models
from odoo.tools import html2plaintext

from ..engine.fault_report import clean_line, clean_text, subject_of


class MaintenanceRequest(models.Model):
    """Mails to the address of a team become work orders."""

    _inherit = "maintenance.request"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open a work order for a mail: its member and place follow from the sender.

        :param dict msg_dict: the mail, as ``message_parse`` returns it
        :param dict custom_values: values that the alias gives
        :returns: the new ``maintenance.request``
        """
        text = clean_text(html2plaintext(msg_dict.get("body") or ""))
        subject = clean_line(msg_dict.get("subject") or "")
        values = {
            "name": subject or subject_of(text) or self.env._("Reported by mail"),
            **self._guess_from_sender(msg_dict.get("author_id")),
            **(custom_values or {}),
            "source": "mail",
            "reported_text": text or subject,
        }
        if not values.get("partner_id"):
            values["reporter_contact"] = clean_line(msg_dict.get("email_from") or "")
        if not values.get("location_id"):
            values["location_id"] = self._guess_from_team(values).id
        requests = self._by_action()
        request = super(MaintenanceRequest, requests).message_new(msg_dict, values)
        return request.with_env(self.env)

    @api.model
    def _guess_from_sender(self, author_id):
        """:param author_id: id of the partner who wrote, if known
        :returns: dict of values of a work order"""
        partner = self.env["res.partner"].browse(author_id or [])
        contracts = self._find_member_contracts(partner) if partner else None
        if not contracts:
            return {}
        contract = contracts[0]
        spaces = self._get_held_spaces(contracts)
        values = {
            "partner_id": partner.id,
            "contract_id": contract.id,
            "company_id": contract.company_id.id,
        }
        # Who is a member at several locations says which, or the desk asks.
        if len(contracts.location_id) == 1:
            values["location_id"] = contract.location_id.id
        if len(spaces) == 1 and len(contracts.location_id) == 1:
            values["space_id"] = spaces.id
        return values

    @api.model
    def _guess_from_team(self, values):
        """:returns: the location for which alone a team works, possibly empty"""
        # sudo: the address of a team is open to everybody.
        teams = self.env["maintenance.team"].sudo()
        locations = teams.browse(values.get("maintenance_team_id") or []).location_ids
        return locations if len(locations) == 1 else locations.browse()
