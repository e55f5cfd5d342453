from odoo import models


class CoworkVisit(models.Model):
    """A planned visit stands in the to-do list of who makes it."""

    _inherit = "cowork.visit"

    def _make_activities(self):
        """Put planned visits into the to-do list of who makes them."""
        owned = self.filtered(lambda visit: visit.state == "planned" and visit.user_id)
        if not owned:
            return
        meeting = self.env.ref(
            "mail.mail_activity_data_meeting", raise_if_not_found=False
        )
        model = self.env["ir.model"]._get_id(self._name)
        # sudo: the visitor need not serve the location yet.
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model,
                    "res_id": visit.id,
                    "activity_type_id": meeting.id if meeting else False,
                    "summary": visit.display_name,
                    "date_deadline": visit._get_day(),
                    "user_id": visit.user_id.id,
                    "automated": True,
                }
                for visit in owned
            ]
        )

    def _update_activities(self):
        """Let the to-dos follow the day and the visitor of their visits."""
        planned = self.filtered(lambda visit: visit.state == "planned")
        todos = {}
        for visit in planned:
            # sudo: the to-do may stand in a colleague's list.
            todo = visit.sudo().activity_ids.filtered("automated")
            key = (visit._get_day(), visit.user_id)
            todos[key] = todos.get(key, todo) | todo
        for (day, user), activities in todos.items():
            if user:
                activities.write({"date_deadline": day, "user_id": user.id})
            else:
                activities.unlink()
        # sudo: see above.
        planned.filtered(
            lambda visit: not visit.sudo().activity_ids.filtered("automated")
        )._make_activities()
