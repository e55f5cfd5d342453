from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

PAGE = "/cowork/vendor/<string:token>"
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
#: bytes of one form with some photos
MOST_BYTES = 32 * 1024 * 1024


class VendorPage(Controller):
    """A work order as the outside vendor sees it, without an account. The address is
    the only right; looking changes nothing, only the buttons do."""

    def _get_order(self, token):
        """:returns: the order (sudo) that a token opens
        :raises NotFound: when there is none"""
        order = request.env["cowork.vendor.order"]._find_page(token)
        if not order:
            # Whoever has a part of a link only reads what to do.
            response = request.render(
                "cowork_facilities.vendor_page_unknown", headers=PRIVATE
            )
            response.status_code = 404
            response.flatten()
            raise NotFound(response=response)
        request.update_context(lang=order.env.lang)
        return order

    def _render(self, order, error=None, typed=None):
        if not order._is_open_link():
            response = request.render(
                "cowork_facilities.vendor_page_ended",
                {"company": order.company_id, "res_company": order.company_id},
                headers=PRIVATE,
            )
            response.status_code = 410
            return response
        values = order._get_page_values()
        return request.render(
            "cowork_facilities.vendor_page",
            {**values, "error": error, "typed": typed or {}},
            headers=PRIVATE,
        )

    def _change(self, token, change, **typed):
        """:param change: called with the order (sudo)
        :param typed: what is shown again when it is refused
        :returns: the response that shows the page anew"""
        order = self._get_order(token)
        if not order._is_open_link():
            return self._render(order)
        try:
            # What is refused counts as well.
            order._count_change()
            with request.env.cr.savepoint():
                change(order)
        except UserError as refusal:
            request.env.invalidate_all()
            return self._render(order, error=str(refusal), typed=typed)
        return request.redirect(f"/cowork/vendor/{token}")

    @route(PAGE, type="http", auth="public", methods=["GET"], sitemap=False)
    def vendor_page(self, token, **_kwargs):
        return self._render(self._get_order(token))

    @route(
        f"{PAGE}/photo/<int:photo_id>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def vendor_photo(self, token, photo_id, **_kwargs):
        order = self._get_order(token)
        photo = order._get_photos().filtered(lambda file: file.id == photo_id)
        if not photo or not order._is_open_link():
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(photo)
        response = stream.get_response(as_attachment=False)
        response.headers.update(PRIVATE)
        return response

    @route(
        f"{PAGE}/accept", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def vendor_accept(self, token, **_kwargs):
        return self._change(token, lambda order: order._vendor_accept())

    @route(
        f"{PAGE}/decline", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def vendor_decline(self, token, reason=None, **_kwargs):
        return self._change(
            token, lambda order: order._vendor_decline(reason), reason=reason
        )

    @route(f"{PAGE}/plan", type="http", auth="public", methods=["POST"], sitemap=False)
    def vendor_plan(self, token, when=None, **_kwargs):
        return self._change(token, lambda order: order._vendor_plan(when), when=when)

    @route(
        f"{PAGE}/arrive", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def vendor_arrive(self, token, **_kwargs):
        return self._change(token, lambda order: order._vendor_arrive())

    @route(
        f"{PAGE}/photo",
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=MOST_BYTES,
        sitemap=False,
    )
    def vendor_add_photo(self, token, **_kwargs):
        return self._change(token, lambda order: order._add_photos(self._get_files()))

    @route(
        f"{PAGE}/finish",
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=MOST_BYTES,
        sitemap=False,
    )
    def vendor_finish(self, token, amount=None, report=None, **_kwargs):
        def finish(order):
            order._add_photos(self._get_files())
            order._vendor_finish(amount, report)

        return self._change(token, finish, amount=amount, report=report)

    def _get_files(self):
        """:returns: list of ``(name, bytes)`` of the photos that were sent; a form
        without any sends one without a name"""
        files = request.httprequest.files.getlist("photos")
        return [(file.filename, file.read()) for file in files if file.filename]
