from odoo import models


class MailActivity(models.Model):
    """A to-do that stands for a step of a check-list: done here, done there."""

    _inherit = "mail.activity"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals or vals.get("active") is False:
            steps = self._get_contract_steps()
            if vals.get("active") is False:
                # The right to close the to-do was asked above.
                steps._tick()
            if "user_id" in vals:
                steps._by_action().write({"user_id": vals["user_id"]})
        return result

    def _get_contract_steps(self):
        """:returns: the open steps of check-lists these to-dos stand for"""
        activities = self.filtered(lambda a: a.res_model == "cowork.contract")
        # sudo: the owner of a to-do need not see the contract.
        steps = self.env["cowork.contract.step"].sudo()
        if not activities:
            return steps
        return steps.search(
            [("activity_id", "in", activities.ids), ("done_on", "=", False)]
        )
