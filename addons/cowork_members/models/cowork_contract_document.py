import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cowork_contract import LIVE_STATES
from .cowork_contract_agreed_terms import squeezed_text

KINDS = [("agreement", "Agreement"), ("addendum", "Addendum")]


class CoworkContractDocument(models.Model):
    """An agreement, or an addendum to it, as it was sent to a member and accepted.

    Nobody writes here directly: no role has more than the right to read. What the
    document says is fixed when it is sent; other terms make another document."""

    _name = "cowork.contract.document"
    _description = "Contract Document"
    _inherit = ["cowork.protected.mixin", "mail.thread", "portal.mixin"]
    _order = "id desc"
    _check_company_auto = True
    # x2many commands must not ride on a sudo'ed contract.
    _allow_sudo_commands = False
    # Who may read it may send it; see also _mail_get_operation_for_… below.
    _mail_post_access = "read"
    _protected_fields = frozenset(
        {
            "name",
            "contract_id",
            "company_id",
            "location_id",
            "partner_id",
            "kind",
            "number",
            "state",
            "date",
            "terms",
            "content",
            "access_token",
            "sent_on",
            "accepted_on",
            "accepted_by_id",
            "accepted_name",
            "accepted_ip",
            "signature",
            "attachment_id",
            "sha256",
        }
    )

    name = fields.Char("Number", required=True, readonly=True, index=True)
    contract_id = fields.Many2one(
        "cowork.contract",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Member", store=True, index=True
    )
    # The conversation and the mail's signature are those of the contract's responsible.
    user_id = fields.Many2one(related="contract_id.user_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    number = fields.Integer(
        "Addendum No.", readonly=True, help="0 is the agreement, addenda count from 1."
    )
    date = fields.Date(
        required=True,
        readonly=True,
        help="The location's day on which the document was written.",
    )
    state = fields.Selection(
        [
            ("draft", "To be sent"),
            ("sent", "Waiting for the member"),
            ("accepted", "Accepted"),
            ("declined", "Declined by the member"),
            ("void", "Replaced or withdrawn"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    content = fields.Html(
        # Written by our own template, which escapes what it is told.
        sanitize=False,
        readonly=True,
        copy=False,
    )
    terms = fields.Json(
        readonly=True,
        groups="base.group_user",
        help="What was agreed, as values: an addendum is compared to them.",
    )
    is_outdated = fields.Boolean(
        "Terms Changed",
        compute="_compute_is_outdated",
        groups="base.group_user",
        help="The contract says something else than what was sent.",
    )
    sent_on = fields.Datetime(readonly=True)
    accepted_on = fields.Datetime(readonly=True)
    accepted_by_id = fields.Many2one(
        "res.partner",
        string="Accepted by User",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who was signed in. Empty: whoever had the link of the mail.",
    )
    accepted_name = fields.Char("Accepted by", readonly=True)
    accepted_ip = fields.Char("IP Address", readonly=True)
    signature = fields.Image(readonly=True, max_width=1024, max_height=1024)
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="As Accepted",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    sha256 = fields.Char(
        "SHA-256", readonly=True, help="Of the file as it was accepted."
    )
    is_intact = fields.Boolean(
        compute="_compute_is_intact",
        groups="base.group_user",
        help="The archived file is the one that was accepted.",
    )

    _acceptance_complete = models.Constraint(
        "CHECK (state <> 'accepted' OR (accepted_on IS NOT NULL"
        " AND accepted_name IS NOT NULL AND attachment_id IS NOT NULL"
        " AND sha256 IS NOT NULL AND content IS NOT NULL))",
        "An accepted document has a name, a moment and an archived file.",
    )
    _one_in_force = models.UniqueIndex(
        "(contract_id, number) WHERE state IN ('sent', 'accepted')",
        "This document has been sent already.",
    )
    _one_draft = models.UniqueIndex(
        "(contract_id, kind) WHERE state = 'draft'",
        "There is a document to be sent already.",
    )
    _one_waiting = models.UniqueIndex(
        "(contract_id, kind) WHERE state = 'sent'",
        "Another document waits for the member already.",
    )

    # Computed ------------------------------------------------------------------

    def _compute_access_url(self):
        for document in self:
            document.access_url = f"/my/cowork/documents/{document.id}"

    @api.depends("name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            document.display_name = f"{labels.get(document.kind, '')} {document.name}"

    @api.depends("state", "content")
    def _compute_is_outdated(self):
        for document in self:
            document.is_outdated = document._differs_from_contract()

    @api.depends("attachment_id", "sha256")
    def _compute_is_intact(self):
        for document in self:
            # sudo: the file is read to be counted, nothing of it is shown.
            raw = document.sudo().attachment_id.raw
            document.is_intact = bool(raw) and document._digest(raw) == document.sha256

    # What it says ----------------------------------------------------------------

    def _get_terms_before(self):
        """:returns: the terms accepted last before this addendum, or None"""
        # sudo: the earlier documents of the same contract.
        earlier = self.contract_id.sudo().document_ids.filtered(
            lambda d: d.state == "accepted" and d != self
        )
        return earlier.sorted("accepted_on")[-1:].terms

    def _render_content(self):
        """:returns: what the document would say now"""
        self.ensure_one()
        if self.kind == "agreement":
            return self.contract_id._render_terms("agreement")
        # sudo: members see documents, not every one of their contract.
        return self.contract_id._render_terms(
            "addendum",
            number=self.number,
            before=self._get_terms_before(),
            agreement=self.contract_id.sudo()._get_agreement(),
        )

    def _get_content(self):
        """:returns: what the document says: what was sent, or would be sent now"""
        self.ensure_one()
        return self._render_content() if self.state == "draft" else self.content

    def _differs_from_contract(self):
        """:returns: whether the contract changed since the document was sent"""
        self.ensure_one()
        if self.state != "sent":
            return False
        return squeezed_text(self.content) != squeezed_text(self._render_content())

    def _refresh(self):
        """Write down what a document to be sent says now."""
        for document in self:
            document._by_action().write(
                {
                    "date": document.location_id._today(),
                    "terms": document.contract_id._get_terms(),
                    "content": document._render_content(),
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Nothing that is only read may have to make a token.
        return super().create(
            [{"access_token": str(uuid.uuid4()), **vals} for vals in vals_list]
        )

    # Sending -----------------------------------------------------------------------

    def _get_compose_action(self):
        """:returns: the action that opens the mail to the member"""
        self.ensure_one()
        template = self.env.ref(
            f"cowork_members.mail_template_{self.kind}", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send %s", self.display_name),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template and template.id,
                "default_email_layout_xmlid": (
                    "mail.mail_notification_layout_with_responsible_signature"
                ),
                "email_notification_allow_footer": True,
                "hide_mail_template_management_options": True,
                "force_email": True,
                "cowork_mark_sent": True,
            },
        }

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # Members answer by mail; a login to the portal gives no right to write ours.
        if message_operation == "create" and self.env.user.share:
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("cowork_mark_sent"):
            # sudo: only whom the mail went to; _mark_sent asks for the right to send.
            self._mark_sent(message.sudo().partner_ids)
        return message

    def _mark_sent(self, partners):
        """From now on the member may accept; what was sent before is replaced.

        :param partners: ``res.partner`` the mail went to"""
        for document in self:
            contract = document.contract_id
            contract.check_access("write")
            # sudo: nobody writes documents directly; the right to change the contract
            # was asked.
            document = document.sudo()
            if document.state == "draft":
                contract._void_documents(("sent",), document.kind)
                document._by_action().write(
                    {"state": "sent", "sent_on": fields.Datetime.now()}
                )
            contract._message_log(
                body=self.env._(
                    "%(document)s sent to %(recipients)s.",
                    document=document._get_html_link(),
                    recipients=", ".join(partners.mapped("display_name")) or "–",
                )
            )

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _function, options in groups:
            if name == "portal_customer":
                title = (
                    self.env._("Read and Sign")
                    if self.state != "accepted"
                    else self.env._("View Online")
                )
                options.setdefault("button_access", {})["title"] = title
        return groups

    def action_send(self):
        """Open the mail that brings the document to the member.

        :returns: the action of the dialog
        :raises UserError: when it was accepted or replaced
        """
        self.ensure_one()
        self.contract_id.check_access("write")
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%s is settled: there is nothing to send.", self.display_name
                )
            )
        return self.contract_id._send_document(self.kind)

    def action_void(self):
        """Withdraw documents that were not accepted yet.

        :returns: True
        :raises UserError: when one was accepted
        """
        self.contract_id.check_access("write")
        if settled := self.filtered(lambda d: d.state not in ("draft", "sent")):
            raise UserError(
                self.env._(
                    "%s: only what was not accepted yet can be withdrawn.",
                    ", ".join(settled.mapped("display_name")),
                )
            )
        # sudo: nobody writes documents directly; the right to change the contract was
        # asked.
        self.sudo()._by_action().write({"state": "void"})
        return True

    def action_open_file(self):
        """:returns: the action that opens the document as a PDF"""
        self.ensure_one()
        self.check_access("read")
        if self.attachment_id:
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{self.attachment_id.id}?download=true",
                "target": "new",
            }
        report = self.env.ref("cowork_members.action_report_contract_document")
        return report.report_action(self)

    def action_open_portal(self):
        """:returns: the action that shows the page the member sees"""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": self.access_url,
            "target": "new",
        }

    @api.model
    def _get_portal_domain(self):
        """:returns: domain of the documents the user, as a member, is to sign"""
        payer = self.env.user.partner_id.commercial_partner_id
        return (
            Domain("state", "=", "sent")
            & Domain("partner_id", "child_of", payer.ids)
            # Members see no drafts, but what they were sent of one.
            & Domain("contract_id", "any!", [("state", "in", ("draft", *LIVE_STATES))])
        )

    def _get_report_base_filename(self):
        return self.display_name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        if accepted := self.filtered(lambda d: d.state == "accepted"):
            raise UserError(
                self.env._(
                    "%s was accepted by the member: it is kept.",
                    ", ".join(accepted.mapped("display_name")),
                )
            )
