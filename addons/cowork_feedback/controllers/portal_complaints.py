from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.cowork_members.controllers.portal import ID, CoworkPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

COMPLAINT = f"/my/complaints/<{ID}:complaint_id>"


class CoworkComplaintPortal(CoworkPortal):
    """A member's complaints: made, followed, answered, and reopened."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cowork_complaint_count" in counters:
            complaints = request.env["cowork.complaint"]
            values["cowork_complaint_count"] = len(complaints._get_portal_complaints())
        return values

    def _get_cowork_complaint(self, complaint_id):
        """:returns: the complaint (sudo)
        :raises NotFound: when there is none, or it is somebody else's: nobody learns
            which"""
        complaints = request.env["cowork.complaint"]
        found = complaints._get_portal_complaints([("id", "=", complaint_id)])
        if not found:
            raise NotFound()
        return found

    @route(
        ["/my/complaints", f"/my/complaints/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_complaints(self, page=1, **_kwargs):
        complaints = request.env["cowork.complaint"]
        pager = portal_pager(
            url="/my/complaints",
            total=len(complaints._get_portal_complaints()),
            page=page,
            step=self._items_per_page,
        )
        return request.render(
            "cowork_feedback.portal_my_complaints",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_complaint",
                "complaints": complaints._get_portal_complaints(
                    order="received_at desc, id desc",
                    limit=self._items_per_page,
                    offset=pager["offset"],
                ),
                "may_complain": bool(complaints._get_portal_contracts()),
                "locations": complaints._get_portal_contracts().location_id,
                "pager": pager,
                "default_url": "/my/complaints",
            },
        )

    # A new one ----------------------------------------------------------------------

    def _render_new_complaint(self, **values):
        complaints = request.env["cowork.complaint"]
        contracts = complaints._get_portal_contracts()
        if not contracts:
            return request.redirect("/my/complaints")
        return request.render(
            "cowork_feedback.portal_new_complaint",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_complaint",
                "contracts": contracts,
                "spaces": contracts._get_complaint_spaces(),
                "categories": complaints._get_portal_categories(),
                "entered": {},
                **values,
            },
        )

    @route(
        "/my/complaints/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_new_complaint(self, **_kwargs):
        return self._render_new_complaint()

    @route(
        "/my/complaints/new", type="http", auth="user", website=True, methods=["POST"]
    )
    def cowork_make_complaint(self, **post):
        names = ("subject", "description", "category", "contract", "space")
        entered = {name: post.get(name) for name in names}
        try:
            with request.env.cr.savepoint():
                complaint = request.env["cowork.complaint"]._portal_create(entered)
        except UserError as error:
            return self._render_new_complaint(error=str(error), entered=entered)
        return request.redirect(f"/my/complaints/{complaint.id}?done=made")

    # One of them --------------------------------------------------------------------

    def _render_complaint(self, complaint, **values):
        return request.render(
            "cowork_feedback.portal_complaint",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_complaint",
                "complaint": complaint,
                **values,
            },
        )

    @route(
        COMPLAINT,
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_complaint(self, complaint_id, done=None, **_kwargs):
        return self._render_complaint(
            self._get_cowork_complaint(complaint_id), done=done
        )

    def _answer_complaint(self, complaint_id, change, done):
        """Do what a member chose, or nothing of it.

        :param change: function of the complaint that does it
        :returns: the page that follows"""
        complaint = self._get_cowork_complaint(complaint_id)
        try:
            with request.env.cr.savepoint():
                change(complaint)
        except UserError as error:
            return self._render_complaint(complaint, error=str(error))
        return request.redirect(f"/my/complaints/{complaint.id}?done={done}")

    @route(
        f"{COMPLAINT}/accept", type="http", auth="user", website=True, methods=["POST"]
    )
    def cowork_accept_proposal(self, complaint_id, **_kwargs):
        return self._answer_complaint(
            complaint_id, lambda complaint: complaint._portal_accept(), "accepted"
        )

    @route(
        f"{COMPLAINT}/refuse", type="http", auth="user", website=True, methods=["POST"]
    )
    def cowork_refuse_proposal(self, complaint_id, reason=None, **_kwargs):
        return self._answer_complaint(
            complaint_id, lambda complaint: complaint._portal_refuse(reason), "refused"
        )

    @route(
        f"{COMPLAINT}/reopen", type="http", auth="user", website=True, methods=["POST"]
    )
    def cowork_reopen_complaint(self, complaint_id, reason=None, **_kwargs):
        return self._answer_complaint(
            complaint_id, lambda complaint: complaint._portal_reopen(reason), "reopened"
        )

    @route(
        f"{COMPLAINT}/words", type="http", auth="user", website=True, methods=["POST"]
    )
    def cowork_add_words(self, complaint_id, text=None, **_kwargs):
        return self._answer_complaint(
            complaint_id, lambda complaint: complaint._portal_add_words(text), "added"
        )

    # Published figures ----------------------------------------------------------------

    @route(
        f"/cowork/complaints/<{ID}:location_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def cowork_complaint_figures(self, location_id, **_kwargs):
        """How many complaints there were at a location, and what became of them."""
        location = request.env["cowork.location"].browse(location_id)
        if not location._shows_complaints_to(request.env.user):
            raise NotFound()
        # sudo: visitors read no locations; that they may see this page was asked.
        location = location.sudo()
        return request.render(
            "cowork_feedback.complaint_figures_page",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_complaint_figures",
                "no_breadcrumbs": request.env.user._is_public(),
                "res_company": location.company_id,
                "location": location,
                "figures": location._get_complaint_figures(),
            },
        )
