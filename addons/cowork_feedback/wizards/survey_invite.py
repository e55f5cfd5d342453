from odoo import models
from odoo.exceptions import UserError


class SurveyInvite(models.TransientModel):
    """Core's invitation by hand, which knows neither waves nor promises."""

    _inherit = "survey.invite"

    def action_invite(self):
        """Send the invitations.

        :returns: the action that closes the window
        :raises UserError: for a survey of members, which campaigns send
        """
        if self.survey_id.cowork_kind:
            raise UserError(
                self.env._(
                    "“%s” is a survey of members: ask them by a campaign, which keeps"
                    " to one answer per person.",
                    self.survey_id.title,
                )
            )
        return super().action_invite()
