from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.cowork_members.controllers.portal import ID, CoworkPortal
from odoo.addons.cowork_members.engine.form_values import read_number
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.maintenance_request_report import MAX_PHOTOS
from .fault import MAX_FORM, read_category, read_photos

FAULTS = "/my/cowork/faults"
FAULT = f"{FAULTS}/<{ID}:fault_id>"


class CoworkFaultPortal(CoworkPortal):
    """A member's faults: report one, see how far it is, add to it, rate the work."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cowork_fault_count" in counters:
            requests = request.env["maintenance.request"]
            # sudo: members have no rights on work orders; the domain is what is theirs.
            values["cowork_fault_count"] = requests.sudo().search_count(
                requests._get_portal_domain(open_only=True)
            )
        return values

    # The list ------------------------------------------------------------------------

    @route(
        [FAULTS, f"{FAULTS}/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_faults(self, page=1, past=None, **_kwargs):
        # sudo: members have no rights on work orders; the domain is what is theirs.
        requests = request.env["maintenance.request"].sudo()
        domain = requests._get_portal_domain(open_only=not past)
        pager = portal_pager(
            url=FAULTS,
            url_args={"past": 1} if past else {},
            total=requests.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        return request.render(
            "cowork_facilities.portal_my_faults",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_fault",
                "faults": requests.search(
                    domain, limit=self._items_per_page, offset=pager["offset"]
                ),
                "past": past,
                "pager": pager,
                "default_url": FAULTS,
            },
        )

    # Reporting -----------------------------------------------------------------------

    @route(
        f"{FAULTS}/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_new_fault(self, space=None, **_kwargs):
        return self._render_cowork_new_fault(self._choose_cowork_space(space))

    def _choose_cowork_space(self, text):
        """:returns: the space (sudo) of this id, if the user may choose it"""
        spaces = request.env["maintenance.request"]._find_member_spaces(
            request.env.user.partner_id
        )
        number = read_number(text)
        return spaces.filtered(lambda space: space.id == number)

    def _render_cowork_new_fault(self, space, form=None, error=None, status=200):
        requests = request.env["maintenance.request"]
        partner = request.env.user.partner_id
        spaces = requests._find_member_spaces(partner)
        # sudo: what is known at a place of theirs is shown without its words.
        requests = requests.sudo()
        known = requests
        if space:
            known = requests._find_known(space._get_label_place())
        response = request.render(
            "cowork_facilities.portal_new_fault",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_fault",
                "spaces": spaces,
                "space": space,
                "known": known,
                "categories": requests.env["cowork.work.category"].search(
                    [("active", "=", True)]
                ),
                "form": form or {},
                "key": requests._make_report_key(),
                "max_photos": MAX_PHOTOS,
                "error": error,
            },
        )
        response.status_code = status
        return response

    @route(
        f"{FAULTS}/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_FORM,
    )
    def cowork_report_fault(self, space=None, **form):
        chosen = self._choose_cowork_space(space)
        if not chosen:
            return self._render_cowork_new_fault(chosen, form)
        requests = request.env["maintenance.request"]
        partner = request.env.user.partner_id
        if requests._is_member_too_often(partner):
            return self._render_cowork_new_fault(
                chosen, form, requests._word_often(), status=429
            )
        key = requests._read_report_key(form.get("key"))
        try:
            with request.env.cr.savepoint():
                values = self._read_cowork_fault(chosen, partner, form)
                found, _is_new = requests._report(
                    form.get("text"), values, read_photos(), key
                )
        except IntegrityError:
            # The same was sent twice at the same moment.
            return request.redirect(FAULTS)
        except UserError as refusal:
            return self._render_cowork_new_fault(chosen, form, str(refusal), status=409)
        return request.redirect(f"{FAULTS}/{found.id}?done=reported")

    def _read_cowork_fault(self, space, partner, form):
        """:returns: dict of values of the work order"""
        requests = request.env["maintenance.request"]
        return {
            **space._get_label_place(),
            "category": read_category(form.get("category")),
            "priority": requests._read_urgency(form.get("urgency") or "normal"),
            "source": "portal",
            "partner_id": partner.id,
            "contract_id": requests._get_member_contract(partner, space.location_id),
        }

    @route(f"{FAULTS}/same", type="http", auth="user", website=True, methods=["POST"])
    def cowork_same_fault(self, space=None, fault=None, **_kwargs):
        """The member has a fault that is known already, at a place of theirs."""
        chosen = self._choose_cowork_space(space)
        # sudo: members have no rights on work orders; only open ones of the place.
        requests = request.env["maintenance.request"].sudo()
        if not chosen:
            raise request.not_found()
        found = requests.search(
            requests._get_known_domain(chosen._get_label_place())
            & Domain("id", "=", read_number(fault))
        )
        if not found:
            raise request.not_found()
        found._add_affected(request.env.user.partner_id)
        return request.redirect(f"{FAULTS}/{found.id}?done=same")

    # One of them ---------------------------------------------------------------------

    def _get_cowork_fault(self, fault_id):
        """:returns: the user's work order (sudo)
        :raises NotFound: for any other, as for one that does not exist"""
        if found := request.env["maintenance.request"]._find_portal(fault_id):
            return found
        raise request.not_found()

    def _render_cowork_fault(self, fault, **values):
        error = values.get("error")
        response = request.render(
            "cowork_facilities.portal_fault",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_fault",
                "fault": fault,
                "is_own": fault._is_own(),
                "messages": fault._get_portal_messages(),
                "rating": fault._get_rating(),
                "max_photos": MAX_PHOTOS,
                **values,
            },
        )
        response.status_code = 409 if error else 200
        return response

    @route(
        FAULT, type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def cowork_fault(self, fault_id, done=None, **_kwargs):
        return self._render_cowork_fault(self._get_cowork_fault(fault_id), done=done)

    @route(
        f"{FAULT}/photo/<{ID}:photo_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def cowork_fault_photo(self, fault_id, photo_id, **_kwargs):
        fault = self._get_cowork_fault(fault_id)
        photos = fault._get_portal_photos()
        photo = photos.filtered(lambda file: file.id == photo_id)
        if not photo:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(photo)
        return stream.get_response(
            as_attachment=False, content_security_policy="default-src 'none'; sandbox"
        )

    @route(
        f"{FAULT}/add",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_FORM,
    )
    def cowork_add_to_fault(self, fault_id, text=None, **_kwargs):
        fault = self._get_cowork_fault(fault_id)
        if not fault._is_own():
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                fault._add_portal_words(text, read_photos())
        except UserError as refusal:
            return self._render_cowork_fault(fault, error=str(refusal), words=text)
        return request.redirect(f"{FAULTS}/{fault.id}?done=added")

    @route(f"{FAULT}/rate", type="http", auth="user", website=True, methods=["POST"])
    def cowork_rate_fault(self, fault_id, stars=None, words=None, **_kwargs):
        fault = self._get_cowork_fault(fault_id)
        try:
            with request.env.cr.savepoint():
                fault._rate(read_number(stars), words)
        except UserError as refusal:
            return self._render_cowork_fault(fault, error=str(refusal))
        return request.redirect(f"{FAULTS}/{fault.id}?done=rated")
