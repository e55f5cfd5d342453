from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .portal import ID


class CoworkDocumentPortal(CustomerPortal):
    """Agreements and addenda: read, download and accept, with a login or the link of
    the mail. Whatever comes from the database here is the superuser's: it is only
    shown, and changed by ``_try_accept`` and ``_decline`` alone."""

    def _get_cowork_document(self, document_id, access_token):
        """:returns: the document (superuser's) that the user, or the token, may see;
        None when there is none"""
        try:
            document = self._document_check_access(
                "cowork.contract.document", document_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return None
        # A token is there before the mail is: it opens nothing that was not sent.
        if document.state == "draft" and request.env.user.share:
            return None
        return document.with_company(document.company_id)

    @route(
        f"/my/cowork/documents/<{ID}:document_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def cowork_document(self, document_id, access_token=None, done=None, **_kwargs):
        document = self._get_cowork_document(document_id, access_token)
        if not document:
            return request.redirect("/my")
        user = request.env.user
        return request.render(
            "cowork_members.portal_document",
            {
                **self._prepare_cowork_document_values(document),
                "content": "" if document.state == "void" else document._get_content(),
                "is_member": document.contract_id._is_paid_by(user.partner_id),
                "signer": "" if user._is_public() else user.name,
                "done": done,
            },
        )

    def _prepare_cowork_document_values(self, document):
        """:param document: ``cowork.contract.document`` (superuser's)
        :returns: dict for the templates of the document's pages"""
        user = request.env.user
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "cowork_document",
            "document": document,
            "contract": document.contract_id,
            "obstacle": document._get_obstacle(user),
            "contact": document._get_contact(),
            # Without a login there is nothing to go back to.
            "no_breadcrumbs": user._is_public(),
            "res_company": document.company_id,
        }

    @route(
        f"/my/cowork/documents/<{ID}:document_id>/pdf",
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def cowork_document_pdf(self, document_id, access_token=None, **_kwargs):
        document = self._get_cowork_document(document_id, access_token)
        if not document or document.state == "void":
            return request.redirect("/my")
        if document.attachment_id:
            stream = request.env["ir.binary"]._get_stream_from(document.attachment_id)
            return stream.get_response(as_attachment=True)
        return self._show_report(
            model=document,
            report_type="pdf",
            report_ref="cowork_members.action_report_contract_document",
            download=True,
        )

    @route(
        f"/my/cowork/documents/<{ID}:document_id>/accept",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def cowork_accept_document(
        self, document_id, access_token=None, name=None, signature=None, **_kwargs
    ):
        # From the query string, where core's signature form leaves it.
        token = access_token or request.httprequest.args.get("access_token")
        document = self._get_cowork_document(document_id, token)
        if not document:
            return {"error": request.env._("This document does not exist.")}
        problem = document._try_accept(
            request.env.user, name, signature, request.httprequest.remote_addr
        )
        if problem:
            return {"error": problem}
        return {
            "force_refresh": True,
            "redirect_url": document.get_portal_url(query_string="&done=accepted"),
        }

    @route(
        f"/my/cowork/documents/<{ID}:document_id>/decline",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_ask_to_decline(self, document_id, access_token=None, **_kwargs):
        """Ask whether, and why, the member does not want what was offered."""
        document = self._get_cowork_document(document_id, access_token)
        if not document:
            return request.redirect("/my")
        values = self._prepare_cowork_document_values(document)
        if values["obstacle"] or document.state != "sent":
            return request.redirect(document.get_portal_url())
        return request.render("cowork_members.portal_document_decline", values)

    @route(
        f"/my/cowork/documents/<{ID}:document_id>/decline",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def cowork_decline_document(
        self, document_id, access_token=None, note=None, **_kwargs
    ):
        """Decline what was offered.

        :param note: what the member wrote about it
        """
        document = self._get_cowork_document(document_id, access_token)
        if not document:
            return request.redirect("/my")
        document._decline(request.env.user, note)
        return request.redirect(document.get_portal_url())
