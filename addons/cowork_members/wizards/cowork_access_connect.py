import json
import secrets

from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.res_users_access import DOOR_CONTROLLER


class CoworkAccessConnect(models.TransientModel):
    """Gives a door controller an account that can do nothing but ask, and its key."""

    _name = "cowork.access.connect"
    _description = "Connect a Controller"

    name = fields.Char("Name of the Controller", required=True)
    point_ids = fields.Many2many(
        "cowork.access.point",
        "cowork_access_connect_point_rel",
        "connect_id",
        "point_id",
        "Access Points",
        required=True,
        help="It may ask for these points, and for nothing else.",
    )
    valid_to = fields.Date("Key Valid Until", help="Empty: until a new key is made.")

    def action_connect(self):
        """Make an account and a key for a controller, or a new key for the account that
        its points have; older keys end at once. The key is shown once.

        :returns: the window action that shows it
        :raises AccessError: when the user may not change the access points
        :raises UserError: without access points, or with those of several companies
        """
        self.ensure_one()
        self.check_access("read")
        points = self.point_ids
        self._check_points(points)
        user = self._get_user(points)
        points._by_action().write({"controller_user_id": user.id})
        # sudo: a key without the short life of those of people; for this account only.
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        keys.search([("user_id", "=", user.id)]).unlink()
        key = keys._generate("rpc", self.name, self.valid_to or None)
        return self.env["cowork.access.secret"]._show(
            self.env._("Shown Once: the Key of %s", self.name),
            title=self.env._("Key of the account %s", user.login),
            secret=key,
            example=self._get_example(points),
        )

    def _check_points(self, points):
        if not self.env.user.has_group("cowork_members.group_manager"):
            raise AccessError(self.env._("Only a manager connects controllers."))
        if not points or len(points.company_id) > 1:
            raise UserError(
                self.env._("Choose the access points of one controller and company.")
            )
        points.check_access("write")
        if len(points.controller_user_id) > 1:
            raise UserError(
                self.env._(
                    "These access points have different controllers already. Connect"
                    " one after the other."
                )
            )

    def _get_user(self, points):
        """:returns: the account (sudo) of the controller of these points"""
        # sudo: a manager of the doors need not manage users; this one can do nothing.
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        if user := points.sudo().controller_user_id:
            return user
        company = points.company_id
        return users.create(
            {
                "name": self.name,
                "login": f"door-{secrets.token_hex(6)}",
                "group_ids": [Command.set(self.env.ref(DOOR_CONTROLLER).ids)],
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )

    def _get_example(self, points):
        """:returns: a call as the controller makes it"""
        point = points[0]
        body = {
            "ids": point.location_id.ids,
            "credential": "04A22F9C",
            "access_point": point.code,
        }
        url = f"{point.get_base_url()}/json/2/cowork.location/check_access"
        return (
            f"curl {url} \\\n  -H 'Authorization: Bearer KEY' \\\n"
            f"  -H 'Content-Type: application/json' \\\n  -d '{json.dumps(body)}'"
        )
