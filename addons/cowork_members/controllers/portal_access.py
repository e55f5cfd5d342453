from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import ID, CoworkPortal


class CoworkAccessPortal(CoworkPortal):
    """A member's own cards and codes: take out a QR code, report a card lost."""

    def _render_cowork_access(self, **values):
        credentials = request.env["cowork.access.credential"]
        if not credentials.has_access("read"):
            return request.redirect("/my")
        return request.render(
            "cowork_members.portal_access",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_access",
                "credentials": credentials._get_portal_credentials(),
                "locations": credentials._get_portal_locations(),
                **values,
            },
            headers={"Cache-Control": "no-store"},
        )

    @route(
        "/my/cowork/access",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_access(self, done=None, **_kwargs):
        return self._render_cowork_access(is_lost=done == "lost")

    @route(
        "/my/cowork/access/qr",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_access_qr(self, **_kwargs):
        """The answer itself shows the code: no page that can be opened again has it."""
        credentials = request.env["cowork.access.credential"]
        try:
            with request.env.cr.savepoint():
                credential, secret = credentials._portal_issue_qr()
        except UserError as error:
            return self._render_cowork_access(error=str(error))
        qr = request.env["cowork.access.secret"]._make_qr(secret)
        return self._render_cowork_access(qr=qr, until=credential.valid_to)

    @route(
        f"/my/cowork/access/<{ID}:credential_id>/lost",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_access_lost(self, credential_id, **_kwargs):
        credentials = request.env["cowork.access.credential"]
        credential = credentials.search([("id", "=", credential_id)])
        try:
            credential._portal_report_lost()
        except UserError as error:
            return self._render_cowork_access(error=str(error))
        return request.redirect("/my/cowork/access?done=lost")
