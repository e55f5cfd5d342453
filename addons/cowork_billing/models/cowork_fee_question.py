from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: characters of a question with all that was added to it
WORDS_LIMIT = 10_000


class CoworkFeeQuestion(models.Model):
    """What a member asks about a charge, and what finance answers."""

    _name = "cowork.fee.question"
    _description = "Question About a Charge"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, create_date, id"
    _check_company_auto = True
    # Asked by members through their page; staff write the answer, nothing else.
    _protected_fields = frozenset(
        {"state", "question", "asked_by", "answered_by", "answered_on", "fee_line_id"}
    )

    fee_line_id = fields.Many2one(
        "cowork.fee.line",
        "Charge",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    contract_id = fields.Many2one(
        related="fee_line_id.contract_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="fee_line_id.partner_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="fee_line_id.company_id", store=True, precompute=True
    )
    location_id = fields.Many2one(
        related="fee_line_id.location_id", store=True, precompute=True
    )
    explanation = fields.Text(related="fee_line_id.explanation")
    currency_id = fields.Many2one(related="fee_line_id.currency_id")
    amount_untaxed = fields.Monetary(related="fee_line_id.amount_untaxed")
    move_id = fields.Many2one(related="fee_line_id.move_id")
    asked_by = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    question = fields.Text(required=True, readonly=True)
    answer = fields.Text(help="The member reads it on the page of the charge.")
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
    )
    answered_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    answered_on = fields.Datetime(readonly=True)

    # Clicked twice, a question is asked once: the database refuses the second.
    _one_open = models.UniqueIndex(
        "(fee_line_id) WHERE state = 'open'",
        "A question about this charge is waiting for an answer already.",
    )
    _answer_given = models.Constraint(
        "CHECK (state = 'open' OR (answer IS NOT NULL AND answered_on IS NOT NULL))",
        "An answered question has an answer.",
    )

    @api.depends("asked_by", "fee_line_id")
    def _compute_display_name(self):
        # sudo: who may read the question may know who asked.
        for question, known in zip(self, self.sudo(), strict=True):
            parts = known.asked_by.name, known.fee_line_id.name
            question.display_name = " · ".join(part for part in parts if part)

    # Asking --------------------------------------------------------------------

    @api.model
    def _ask(self, fee, partner, text):
        """:param fee: ``cowork.fee.line`` (sudo)
        :param partner: ``res.partner`` who asks
        :param text: the question
        :returns: the new question, told to finance"""
        question = self._by_action().create(
            {"fee_line_id": fee.id, "asked_by": partner.id, "question": text}
        )
        question._tell_finance()
        return question.with_env(self.env)

    def _add_words(self, partner, text):
        """The member writes again before the answer: one question, not two.

        :returns: the question itself
        :raises UserError: when it gets too long to be answered"""
        if len(self.question) + len(text) > WORDS_LIMIT:
            raise UserError(
                self.env._(
                    "We have your question and are looking into it. Please wait for the"
                    " answer, or call us."
                )
            )
        if text not in self.question:
            self._by_action().question = f"{self.question}\n\n{text}"
            self._message_log(
                body=Markup("<br/>").join(text.splitlines()), author_id=partner.id
            )
        return self

    def _tell_finance(self):
        """Put a question on the list of who answers for charges."""
        user = self.company_id._get_cowork_finance_user(self.contract_id)
        question = self.with_context(lang=user.lang or self.env.lang)
        lines = Markup("<br/>").join(
            [question.fee_line_id.explanation, *question.question.splitlines()]
        )
        question.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=question.location_id._today(),
            summary=question.env._(
                "%s asks about a charge", question.asked_by.display_name
            ),
            note=Markup("<p>%s</p>") % lines,
            user_id=user.id,
        )

    # Answering -----------------------------------------------------------------

    def action_answer(self):
        """Send the answers that were written to the members who asked.

        :returns: True
        :raises UserError: when a question is answered already, or has no answer yet
        :raises AccessError: for others than billing staff
        """
        self.check_access("write")
        for question in self:
            if question.state != "open":
                raise UserError(
                    self.env._("%s is answered already.", question.display_name)
                )
            if not (question.answer or "").strip():
                raise UserError(
                    self.env._("Write the answer to %s first.", question.display_name)
                )
        self._by_action().write(
            {
                "state": "answered",
                "answered_by": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        )
        for question in self:
            question._tell_member()
        # sudo: the to-do may be somebody else's.
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        return True

    def action_reopen(self):
        """Correct an answer: the question is open again.

        :returns: True
        :raises UserError: when another question about the charge is open
        :raises AccessError: for others than billing staff
        """
        self.check_access("write")
        others = self.search_count(
            Domain("fee_line_id", "in", self.fee_line_id.ids)
            & Domain("state", "=", "open")
        )
        if others:
            raise UserError(
                self.env._("The member has asked again about this charge: answer that.")
            )
        self._by_action().write({"state": "open"})
        return True

    def write(self, vals):
        if "answer" in vals and not self._is_by_action():
            if self.filtered(lambda question: question.state == "answered"):
                raise UserError(
                    self.env._(
                        "The member has read this answer. Reopen the question to"
                        " correct it."
                    )
                )
        return super().write(vals)

    def _tell_member(self):
        """Mail the answer to who asked, in their language."""
        # sudo: who asked, and how they are written to.
        partner = self.sudo().asked_by
        question = self.with_context(lang=partner.lang or self.env.lang)
        parts = [
            question.env._("Your question about: %s", question.explanation),
            Markup("<i>%s</i>") % Markup("<br/>").join(question.question.splitlines()),
            Markup("<br/>").join(question.answer.splitlines()),
        ]
        question.message_post(
            body=Markup("").join(Markup("<p>%s</p>") % part for part in parts),
            subject=question.env._("Answer about your bill"),
            partner_ids=partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _get_access_action(self, access_uid=None, force_website=False):
        """Links in mails lead members to the page of the charge."""
        self.ensure_one()
        user = self.env.user
        if access_uid:
            # sudo: only whether they are staff.
            user = self.env["res.users"].sudo().browse(access_uid)
        if user.share:
            return {
                "type": "ir.actions.act_url",
                "url": f"/my/cowork/{self.sudo().contract_id.id}/fees",  # sudo: an id.
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(
            access_uid=access_uid, force_website=force_website
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_by_action():
            raise AccessError(
                self.env._("Members ask about a charge on their own page.")
            )
        return super().create(vals_list)
