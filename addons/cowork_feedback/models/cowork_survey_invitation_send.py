from datetime import datetime, time

import pytz
from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

LAYOUT = "mail.mail_notification_light"
PROBLEMS = (UserError, ValueError, IntegrityError)


class CoworkSurveyInvitation(models.Model):
    """Sending invitations and reminders."""

    _inherit = "cowork.survey.invitation"

    # Asking --------------------------------------------------------------------------

    def _send_safely(self):
        """Ask all planned people of one campaign; one that fails stops no other."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._send()
        except PROBLEMS as error:
            self.env.invalidate_all()
            if len(self) == 1 or self[:1].is_anonymous:
                self._fail(str(error))
                return
            for invitation in self:
                invitation._send_safely()

    def _send(self):
        if self[:1].is_anonymous:
            self._send_sealed()
        else:
            self._send_named()

    def _fail(self, reason):
        self._by_action().write({"state": "failed", "reason": reason[:500]})

    def _send_named(self):
        """Put the mails of these invitations into the outbox, each with its answer."""
        answers = self.env["survey.user_input"]._by_action()
        made = answers.create([invitation._prepare_answer() for invitation in self])
        for invitation, answer in zip(self, made, strict=True):
            invitation._by_action().write({"user_input_id": answer.id, "state": "sent"})
        self._mail("mail_template_survey", self._get_links())

    def _prepare_answer(self):
        """:returns: dict of the empty answer a person is asked to fill in"""
        partner, survey = self.partner_id, self.survey_id
        questions = survey._prepare_user_input_predefined_questions().ids
        return {
            "survey_id": survey.id,
            "wave_id": self.wave_id.id,
            "partner_id": partner.id,
            "email": partner.email,
            "nickname": partner.name,
            "location_id": self.location_id.id,
            "request_id": self.request_id.id,
            "lang_id": self._get_lang().id,
            "deadline": self._get_last_moment(),
            "invite_token": self.user_input_id._generate_invite_token(),
            "predefined_question_ids": [fields.Command.set(questions)],
            **self.user_input_id._prepare_of_member(self.contract_id, self.date),
        }

    def _get_lang(self):
        """:returns: the language of the person, if the survey has it"""
        lang = self.env["res.lang"]._lang_get(self.partner_id.lang)
        return lang.filtered(
            lambda lang: lang.code in self.survey_id._get_supported_lang_codes()
        )

    def _get_last_moment(self):
        """:returns: the last moment of the last day at the location, in UTC"""
        tz = pytz.timezone(self.location_id.tz or "UTC")
        local = tz.localize(datetime.combine(self.deadline, time(23, 59, 59)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_links(self):
        """:returns: {id of an invitation: address of its answer}"""
        return {
            invitation.id: invitation._get_address(invitation.user_input_id)
            for invitation in self
        }

    def _get_address(self, answer):
        # sudo: the token is in the mail only; staff who ask do not read it.
        return answer.get_base_url() + answer.sudo().get_start_url()

    def _mail(self, template, links):
        """:param template: name of a template of this addon
        :returns: the mails, in the order of ``self``"""
        template = self.env.ref(f"cowork_feedback.{template}")
        # sudo: who runs a campaign need not be allowed to send mail as such.
        template = template.sudo().with_context(cowork_links=links)
        return template.send_mail_batch(self.ids, email_layout_xmlid=LAYOUT)

    # Asking anonymously --------------------------------------------------------------

    def _send_sealed(self):
        """Hand out sheets at random, by mails that leave before anything is saved.

        Which sheet went to whom is known to this method only: a mail in the outbox
        would be the link between both, so none is ever left there.
        """
        wave = self.wave_id.ensure_one()
        sheets = self.env["survey.user_input"]._hand_out_sheets(
            self.survey_id, wave, len(self), self[0]._get_last_moment()
        )
        sheets_by_id = dict(zip(self.ids, sheets, strict=True))
        links = {key: self._get_address(sheet) for key, sheet in sheets_by_id.items()}
        mails = self._mail("mail_template_survey", links)
        by_id = {invitation.id: invitation for invitation in self}
        mails.send()
        # A mail that was sent is gone; the others go now, and their sheets with them.
        for mail in mails.exists():
            invitation = by_id.pop(mail.res_id)
            invitation._fail(mail.failure_reason or mail.state)
            sheets_by_id[invitation.id].unlink()
            mail.unlink()
        self.browse(by_id)._by_action().write({"state": "sent"})

    # Reminders -----------------------------------------------------------------------

    @api.model
    def _get_over(self):
        """:returns: invitations whose last day has passed, where they are"""
        return self.search(
            Domain("state", "=", "sent")
            & self.env["cowork.location"]._get_day_domain(
                lambda today: [("deadline", "<", today)]
            )
        )

    @api.model
    def _get_due_reminders(self):
        """:returns: invitations whose person is to be reminded"""
        asked = self.search(
            Domain("state", "=", "sent")
            & Domain("campaign_id.state", "=", "running")
            & Domain("campaign_id.reminder_limit", ">", 0)
        )
        return asked.filtered(lambda invitation: invitation._is_reminder_due())

    def _is_reminder_due(self):
        campaign, today = self.campaign_id, self.location_id._today()
        last = self.reminded_on or self.date
        return (
            self.deadline >= today
            and self.reminder_count < campaign.reminder_limit
            and (today - last).days >= campaign.reminder_days
            and not self.partner_id.cowork_no_surveys
        )

    def _remind(self):
        """Remind people of the survey; nobody knows who of an anonymous one did it."""
        named = self.filtered(lambda invitation: not invitation.is_anonymous)
        for invitation in self:
            invitation._by_action().write(
                {
                    "reminder_count": invitation.reminder_count + 1,
                    "reminded_on": invitation.location_id._today(),
                }
            )
        if self:
            self._mail("mail_template_survey_reminder", named._get_links())

    @api.model
    def _cron_remind(self, limit=200):
        """Close what is over, and remind people who did not answer yet."""
        over = self._get_over()
        over._by_action().write({"state": "closed"})
        due = self._get_due_reminders()
        cron = self.env["ir.cron"]
        left = cron._commit_progress(len(over), remaining=len(due))
        for start in range(0, len(due), limit):
            if not left:
                return
            batch = due[start : start + limit].try_lock_for_update()
            # Who answered since they were found is left in peace.
            batch.filtered(
                lambda x: x.state == "sent" and x._is_reminder_due()
            )._remind_safely()
            left = cron._commit_progress(len(due[start : start + limit]))

    def _remind_safely(self):
        try:
            with self.env.cr.savepoint():
                self._remind()
        except PROBLEMS as error:
            self.env.invalidate_all()
            if len(self) == 1:
                self._by_action().write({"reason": str(error)[:500]})
                return
            for invitation in self:
                invitation._remind_safely()
