from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import ID, CoworkPortal

PARCEL = f"/my/cowork/parcels/<{ID}:parcel_id>"


class CoworkParcelPortal(CoworkPortal):
    """What came for a member: see it, say what is done with it, read scans."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cowork_parcel_count" in counters:
            parcels = request.env["cowork.parcel"]
            values["cowork_parcel_count"] = (
                parcels.search_count(parcels._get_portal_domain(waiting=True))
                if parcels.has_access("read")
                else 0
            )
        return values

    @route(
        ["/my/cowork/parcels", f"/my/cowork/parcels/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_parcels(self, page=1, past=None, **_kwargs):
        parcels = request.env["cowork.parcel"]
        if not parcels.has_access("read"):
            return request.redirect("/my")
        domain = parcels._get_portal_domain(waiting=not past)
        pager = portal_pager(
            url="/my/cowork/parcels",
            url_args={"past": 1} if past else {},
            total=parcels.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = parcels.search(
            domain, limit=self._items_per_page, offset=pager["offset"]
        )
        return request.render(
            "cowork_members.portal_my_parcels",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_parcel",
                # sudo: members know where their mail is, but read no locations.
                "parcels": found.sudo(),
                "past": past,
                "pager": pager,
                "default_url": "/my/cowork/parcels",
            },
        )

    def _get_cowork_parcel(self, parcel_id):
        """:returns: the parcel, as the user may see it
        :raises NotFound: for any other, as for one that does not exist"""
        parcels = request.env["cowork.parcel"]
        if parcels.has_access("read"):
            domain = parcels._get_portal_domain() & Domain("id", "=", parcel_id)
            if parcel := parcels.search(domain):
                return parcel
        raise request.not_found()

    def _render_cowork_parcel(self, parcel, **values):
        return request.render(
            "cowork_members.portal_parcel",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_parcel",
                # sudo: members know where their mail is, but read no locations.
                "parcel": parcel.sudo(),
                "can_read_scan": parcel._can_read_scan(),
                **values,
            },
        )

    @route(
        PARCEL,
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_parcel(self, parcel_id, done=None, **_kwargs):
        return self._render_cowork_parcel(self._get_cowork_parcel(parcel_id), done=done)

    @route(f"{PARCEL}/ask", type="http", auth="user", website=True, methods=["POST"])
    def cowork_ask_for_parcel(
        self, parcel_id, instruction=None, address=None, **_kwargs
    ):
        parcel = self._get_cowork_parcel(parcel_id)
        try:
            with request.env.cr.savepoint():
                parcel.action_ask(instruction, address)
        except (AccessError, MissingError):
            raise request.not_found() from None
        except UserError as error:
            return self._render_cowork_parcel(
                parcel, error=str(error), wish=instruction, address=address
            )
        return request.redirect(f"/my/cowork/parcels/{parcel.id}?done=asked")

    @route(f"{PARCEL}/photo", type="http", auth="user", methods=["GET"], readonly=True)
    def cowork_parcel_photo(self, parcel_id, **_kwargs):
        parcel = self._get_cowork_parcel(parcel_id)
        # sudo: who may see the parcel may see its picture.
        stream = request.env["ir.binary"]._get_image_stream_from(parcel.sudo(), "photo")
        return stream.get_response()

    @route(f"{PARCEL}/scan", type="http", auth="user", methods=["GET"], readonly=True)
    def cowork_parcel_scan(self, parcel_id, **_kwargs):
        scan = self._get_cowork_parcel(parcel_id)._get_scan()
        if not scan:
            raise request.not_found()
        name, media_type, content = scan
        return request.make_response(
            content,
            [
                ("Content-Type", media_type),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
