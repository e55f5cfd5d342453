from odoo import fields, models

#: days after a solution on which the member is asked
FOLLOW_UP_DAYS = 3


class CoworkComplaint(models.Model):
    """What members and colleagues are told of a complaint."""

    _inherit = "cowork.complaint"

    def _tell_member(self, what):
        """Write to the members of complaints, in their language; the mails leave with
        the queue.

        :param what: ``acknowledged``, ``proposed`` or ``closed``
        """
        template = self.env.ref(
            f"cowork_feedback.mail_template_complaint_{what}", raise_if_not_found=False
        )
        told = self.filtered("partner_id.email") if template else self.browse()
        for complaint in told:
            complaint._write_to_member(template)
        silent = self - told
        note = self.env._("The member has no e-mail address: tell them yourself.")
        silent._message_log_batch(bodies=dict.fromkeys(silent.ids, note))

    def _write_to_member(self, template):
        partner = self.partner_id
        # sudo: whoever handles complaints need not manage mail templates.
        template = template.sudo().with_context(lang=partner.lang or self.env.lang)
        self.message_post(
            subject=template._render_field("subject", self.ids)[self.id],
            body=template._render_field("body_html", self.ids)[self.id],
            partner_ids=partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _tell_merged(self):
        """Tell the members of merged complaints what came of it, too."""
        for complaint in self:
            for merged in complaint.merged_ids:
                merged._by_action().write({"result": complaint.result})
                merged._tell_member("closed")

    def _remind_handler(self, summary):
        """Put complaints on the list of who handles them."""
        for complaint in self.filtered("user_id"):
            # sudo: the list is a colleague's.
            complaint.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                user_id=complaint.user_id.id,
            )

    def _plan_follow_up(self):
        """Put the question to the member on the list of somebody else than the solvers:
        the site manager, or whoever has handled fewest."""
        for complaint in self:
            user = complaint._choose_asker()
            if user:
                today = complaint.location_id._today()
                # sudo: as above.
                complaint.sudo().activity_schedule(
                    "cowork_feedback.mail_activity_type_follow_up",
                    date_deadline=fields.Date.add(today, days=FOLLOW_UP_DAYS),
                    summary=self.env._("Ask the member whether it is solved"),
                    user_id=user.id,
                )

    def _choose_asker(self):
        """:returns: ``res.users`` who asks the member of one complaint; maybe empty"""
        # sudo: who serves the location, whoever asks.
        location = self.sudo().location_id
        group = self.env.ref("cowork_feedback.group_user")
        others = location.manager_id.user_id | location.staff_user_ids.sorted("id")
        return others.filtered(
            lambda user: user.active
            and group in user.all_group_ids
            and user not in self.solver_ids
        )[:1].with_env(self.env)

    def _get_access_action(self, access_uid=None, force_website=False):
        """Links in mails lead members to their own page."""
        self.ensure_one()
        user = self.env.user
        if access_uid:
            # sudo: only whether they are staff.
            user = self.env["res.users"].sudo().browse(access_uid)
        if user.share:
            return {
                "type": "ir.actions.act_url",
                "url": f"/my/complaints/{self.id}",
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(
            access_uid=access_uid, force_website=force_website
        )

    def _greet(self):
        """:returns: the first line of a message about one complaint"""
        return self.env._("Hello %s,", self.partner_id.name or "")
