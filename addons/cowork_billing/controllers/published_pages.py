from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.cowork_members.controllers.portal import ID
from odoo.addons.portal.controllers.portal import CustomerPortal


class PublishedPages(CustomerPortal):
    """What a location publishes: what it charges, and what the money is spent on.

    Both pages are made to be printed from the browser."""

    def _get_published_location(self, location_id, access):
        """:param access: name of the field that says who may see the page
        :returns: ``cowork.location`` (sudo)
        :raises NotFound: when there is none, or it is not shown to the visitor"""
        location = request.env["cowork.location"].browse(location_id)
        if not location._is_shown_to(request.env.user, access):
            raise NotFound()
        # sudo: visitors read no locations; that they may see this page was asked.
        return location.sudo().with_company(location.sudo().company_id)

    def _prepare_published_values(self, location, page_name):
        user = request.env.user
        return {
            **self._prepare_portal_layout_values(),
            "page_name": page_name,
            "location": location,
            "today": location._today(),
            # Without a login there is nothing to go back to.
            "no_breadcrumbs": user._is_public(),
            "res_company": location.company_id,
            "other_pages": [
                page
                for page, access in (
                    ("fees", "schedule_access"),
                    ("spending", "disclosure_access"),
                )
                if location._is_shown_to(user, access)
            ],
        }

    @route(
        f"/cowork/fees/<{ID}:location_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def cowork_fee_schedule(self, location_id, **_kwargs):
        """Everything that members can be charged for at a location."""
        location = self._get_published_location(location_id, "schedule_access")
        return request.render(
            "cowork_billing.fee_schedule_page",
            {
                **self._prepare_published_values(location, "cowork_fee_schedule"),
                "sections": request.env["cowork.fee.schedule"]._build(location),
            },
        )

    @route(
        f"/cowork/spending/<{ID}:location_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def cowork_spending(self, location_id, first=None, last=None, **_kwargs):
        """What the fees of a location were spent on.

        :param first: first month, ``YYYY-MM``
        :param last: last month, ``YYYY-MM``
        """
        location = self._get_published_location(location_id, "disclosure_access")
        disclosure = request.env["cowork.disclosure"]
        period = disclosure._get_period(location, first, last)
        return request.render(
            "cowork_billing.disclosure_page",
            {
                **self._prepare_published_values(location, "cowork_disclosure"),
                "period": period,
                "last_day": disclosure._get_last_day(location),
                "figures": disclosure._build(location, period),
            },
        )
