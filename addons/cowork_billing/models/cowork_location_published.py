from odoo import fields, models
from odoo.fields import Domain

ACCESS = [
    ("none", "Nobody"),
    ("members", "Members, signed in"),
    ("public", "Everybody"),
]


class CoworkLocation(models.Model):
    """What a location publishes: what it charges, and what the money is spent on."""

    _inherit = "cowork.location"

    schedule_access = fields.Selection(
        ACCESS,
        "Fee Schedule",
        required=True,
        default="members",
        help="Who sees the page with everything that can be charged here.",
    )
    disclosure_access = fields.Selection(
        ACCESS,
        "Use of Fees",
        required=True,
        default="none",
        help="Who sees the page on what the fees of this location were spent on.",
    )
    disclosure_until = fields.Date(
        "Published Until",
        help="Last day whose figures are shown. Empty: the end of last month.",
    )

    def _is_shown_to(self, user, access):
        """:param user: ``res.users`` who asks
        :param access: name of the field that says who may see a page
        :returns: whether they may see that page of one location"""
        self.ensure_one()
        # sudo: visitors and members read no locations; only yes or no is told.
        location = self.sudo().exists()
        if not location.active:
            return False
        if location.with_user(user).has_access("read"):
            return True
        if location[access] == "members":
            return bool(self._get_member_contracts(user))
        return location[access] == "public"

    def _get_member_contracts(self, user):
        """:returns: the contracts by which a user is a member here, one at the most"""
        contracts = self.env["cowork.contract"].with_user(user)
        if not contracts.has_access("read"):
            return contracts
        here = Domain("location_id", "=", self.id)
        return contracts.search(contracts._get_portal_domain() & here, limit=1)

    def action_open_schedule(self):
        """:returns: the action that opens the published fee schedule of one location"""
        return self._open_page("fees")

    def action_open_disclosure(self):
        """:returns: the action that opens the page on what fees were spent on"""
        return self._open_page("spending")

    def _open_page(self, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cowork/{name}/{self.id}",
            "target": "new",
        }
