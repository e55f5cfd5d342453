from odoo import models


class MailActivity(models.Model):
    """A to-do that stands for a visit: done here, done there."""

    _inherit = "mail.activity"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False or "user_id" in vals:
            visits = self._get_planned_visits()
            if visits and vals.get("active") is False:
                # The right to close the to-do was asked above; the outcome may follow.
                visits.filtered(
                    lambda visit: visit._get_day() <= visit.location_id._today()
                )._set_done()
            elif visits:
                handed_over = visits.filtered(lambda v: v.user_id.id != vals["user_id"])
                handed_over.write({"user_id": vals["user_id"]})
        return result

    def _get_planned_visits(self):
        """:returns: the planned visits these to-dos stand for"""
        todos = self.filtered(lambda a: a.res_model == "cowork.visit" and a.automated)
        # sudo: the owner of a to-do need not see the visit.
        visits = self.env["cowork.visit"].sudo().browse(todos.mapped("res_id"))
        return visits.exists().filtered(lambda visit: visit.state == "planned")
