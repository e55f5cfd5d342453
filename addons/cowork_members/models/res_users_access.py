from odoo import api, models
from odoo.exceptions import AccessDenied, ValidationError

DOOR_CONTROLLER = "cowork_members.group_door_controller"


class ResUsers(models.Model):
    """The account of a door controller: a key that opens one interface and no more."""

    _inherit = "res.users"

    def _is_cowork_door_controller(self):
        """:returns: whether one user is the account of a door controller"""
        return self.has_group(DOOR_CONTROLLER)

    @api.constrains("group_ids")
    def _check_door_controller_alone(self):
        """:raises ValidationError: when a door controller can do anything else"""
        door = self.env.ref(DOOR_CONTROLLER, raise_if_not_found=False)
        for user in self:
            if door and door in user.all_group_ids and user.all_group_ids != door:
                raise ValidationError(
                    self.env._(
                        "%s: an account of a door controller has no other role, nor is"
                        " it an internal or a portal user.",
                        user.name,
                    )
                )

    def _check_credentials(self, credential, env):
        # By key only, and with it only to the interface: no web client, no older
        # protocols, whatever password somebody may have set.
        if self.env.user._is_cowork_door_controller():
            raise AccessDenied()
        return super()._check_credentials(credential, env)
