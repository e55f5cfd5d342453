from werkzeug.urls import url_join

from odoo import fields, models
from odoo.tools import consteq, hmac


class ResPartner(models.Model):
    """Who is greeted, and who does not want to be."""

    _inherit = "res.partner"

    cowork_no_greetings = fields.Boolean(
        "No Greetings",
        groups="base.group_user",
        help="The member gets no greetings on birthdays, anniversaries and holidays.",
    )
    cowork_greeting_count = fields.Integer(
        compute="_compute_cowork_greeting_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_cowork_greeting_count(self):
        counts = dict(
            self.env["cowork.care.greeting"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cowork_greeting_count = counts.get(partner, 0)

    def action_view_cowork_greetings(self):
        """List the greetings of this member.

        :returns: the window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_care_greeting"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    def _get_greetings_token(self):
        """:returns: what proves that somebody has the mail of this member"""
        self.ensure_one()
        # sudo: the key is the database's.
        return hmac(self.sudo().env, "cowork-greetings", self.id)

    def _get_greetings_url(self):
        """:returns: address of the page on which this member declines greetings"""
        path = f"/cowork/greetings/{self.id}/{self._get_greetings_token()}"
        return url_join(self.get_base_url(), path)

    def _decline_greetings(self, declined):
        """Note what a member said on the page behind the link of a greeting."""
        self.cowork_no_greetings = declined
        self._message_log(
            body=self.env._("Wants no greetings any more.")
            if declined
            else self.env._("Wants greetings again.")
        )

    def _check_greetings_token(self, token):
        """:returns: whether ``token`` is that of this member, who exists"""
        if not token.isascii() or not consteq(self._get_greetings_token(), token):
            return False
        return bool(self.exists())
