from odoo import api, models


class MaintenanceRequest(models.Model):
    """New work orders ask for what they have in common once: a month's plan are
    hundreds of them, and the ERP asks for each."""

    _inherit = "maintenance.request"

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["stage_id"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        later = self.with_context(cowork_new_orders=True)
        requests = super(MaintenanceRequest, later).create(vals_list)
        requests = requests.with_env(self.env)
        requests._follow_together(lambda r: r._get_first_people())
        requests._add_activities()
        return requests

    # Followers ------------------------------------------------------------------------

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        later = self.env.context.get("cowork_new_orders") and not subtype_ids
        if later and len(self) == 1:
            # They are added together with those of all the others.
            people = self._get_first_people().ids
            partner_ids = [one for one in partner_ids or [] if one not in people]
        return super().message_subscribe(partner_ids, subtype_ids)

    def _add_followers(self):
        self._follow_together(lambda r: r._get_people())

    def _follow_together(self, get_people):
        """:param get_people: function from one order to ``res.partner`` to follow it"""
        for partners, requests in self.grouped(get_people).items():
            requests.message_subscribe(partners.ids)

    def _get_people(self):
        """:returns: the partners of whose one order is and of who does it"""
        return self.owner_user_id.partner_id | self.user_id.partner_id

    def _get_first_people(self):
        """:returns: the partners who follow one new order"""
        return self._get_people() | self.employee_id.user_id.partner_id

    # To-dos ---------------------------------------------------------------------------

    def activity_update(self):
        if not self.env.context.get("cowork_new_orders"):
            return super().activity_update()
        return None

    def _add_activities(self):
        """Make the to-dos of new orders that are planned for a day already."""
        kind = self.env.ref(
            "maintenance.mail_act_maintenance_request", raise_if_not_found=False
        )
        planned = self.filtered("schedule_date")
        skips = self.env.context.get("mail_activity_automation_skip")
        if skips or not kind or not planned:
            return
        model = self.env["ir.model"]._get_id(self._name)
        # Who does the work hears of it when it becomes theirs: a to-do each, but no
        # second mail each.
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities.create(
            [
                {
                    "activity_type_id": kind.id,
                    "summary": kind.summary,
                    "note": request._get_activity_note() or kind.default_note,
                    "res_model_id": model,
                    "res_id": request.id,
                    "user_id": (request.user_id or request.owner_user_id).id
                    or self.env.uid,
                    "date_deadline": request.schedule_date.date(),
                    "automated": True,
                }
                for request in planned
            ]
        )
