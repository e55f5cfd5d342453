from psycopg2 import IntegrityError
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from odoo.addons.cowork_members.engine.form_values import read_number

from ..engine.photo import MAX_BYTES
from ..models.maintenance_request_report import MAX_PHOTOS

PAGE = "/cowork/fault/<string:token>"
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
#: bytes of a form with its photos; a single photo that is too large is still answered
#: with a sentence
MAX_FORM = 64 * 1024 * 1024
#: models with labels, those first that say more
LABELLED = ("maintenance.equipment", "cowork.space")


def read_photos():
    """:returns: list of bytes of the photos in the form, no more of each than is needed
    to see that it is too large"""
    files = request.httprequest.files.getlist("photos")
    return [file.stream.read(MAX_BYTES + 1) for file in files[: MAX_PHOTOS + 1] if file]


def read_category(text):
    """:returns: id of the kind of work that a form says, or False"""
    # sudo: kinds of work are shown to everybody who reports a fault.
    categories = request.env["cowork.work.category"].sudo()
    return categories.search([("id", "=", read_number(text))]).id


class FaultPage(Controller):
    """What the QR code on a door or a machine opens: report a fault in half a minute.

    Whoever scans it is a stranger until they sign in: they read that a fault is known,
    by its kind and its day, and nothing of what others wrote."""

    def _get_labelled(self, token):
        """:returns: what carries the label (sudo): a space or equipment
        :raises NotFound: when the token is on none"""
        for model in LABELLED:
            if found := request.env[model]._find_label(token):
                return found
        # Who scans a label that was renewed reads what to do instead.
        response = request.render("cowork_facilities.fault_gone", headers=PRIVATE)
        response.status_code = 404
        response.flatten()
        raise NotFound(response=response)

    def _render(self, labelled, form=None, error=None, status=200):
        # sudo: a stranger reads of known faults their kind, day and state alone.
        requests = request.env["maintenance.request"].sudo()
        values = labelled._get_label_place()
        response = request.render(
            "cowork_facilities.fault_page",
            {
                "labelled": labelled,
                "place": labelled._word_label(),
                "known": requests._find_known(values),
                "categories": requests.env["cowork.work.category"].search(
                    [("active", "=", True)]
                ),
                "chosen": values.get("category"),
                "form": form or {},
                "key": requests._make_report_key(),
                "signed_in": not request.env.user._is_public(),
                "staff_url": labelled._get_staff_url(request.env),
                "max_photos": MAX_PHOTOS,
                "error": error,
            },
            headers=PRIVATE,
        )
        response.status_code = status
        return response

    @route(PAGE, type="http", auth="public", methods=["GET"], sitemap=False)
    def fault_page(self, token, **_kwargs):
        return self._render(self._get_labelled(token))

    @route(
        f"{PAGE}/report",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
        max_content_length=MAX_FORM,
    )
    def fault_report(self, token, **form):
        labelled = self._get_labelled(token)
        requests = request.env["maintenance.request"]
        values = self._read_values(labelled, form)
        if self._is_too_often(values):
            return self._render(
                labelled, form, status=429, error=requests._word_often()
            )
        key = requests._read_report_key(form.get("key"))
        try:
            with request.env.cr.savepoint():
                found, is_new = requests._report(
                    form.get("text"), values, read_photos(), key
                )
        except IntegrityError:
            # The same was sent twice at the same moment.
            return self._thank(labelled, is_new=False)
        except UserError as refusal:
            return self._render(labelled, form, error=str(refusal), status=409)
        if values["partner_id"]:
            return request.redirect(f"/my/cowork/faults/{found.id}?done=reported")
        return self._thank(labelled, is_new)

    def _read_values(self, labelled, form):
        """:returns: dict of values of the work order"""
        requests = request.env["maintenance.request"]
        place = labelled._get_label_place()
        category = place.get("category") or read_category(form.get("category"))
        urgency = form.get("urgency")
        values = {
            **place,
            "category": category,
            "priority": requests._read_urgency(
                urgency if urgency in ("low", "normal", "high") else "normal"
            ),
            "source": "qr",
            "partner_id": False,
            "reporter_mark": requests._mark_reporter(request.httprequest.remote_addr),
        }
        user = request.env.user
        if user._is_public():
            return {
                **values,
                **requests._read_stranger(form.get("name"), form.get("contact")),
            }
        return {
            **values,
            "partner_id": user.partner_id.id,
            "contract_id": requests._get_member_contract(
                user.partner_id, labelled.location_id
            ),
        }

    def _is_too_often(self, values):
        requests = request.env["maintenance.request"]
        if values["partner_id"]:
            return requests._is_member_too_often(request.env.user.partner_id)
        return requests._is_too_often(values, values["reporter_mark"])

    def _thank(self, labelled, is_new):
        return request.render(
            "cowork_facilities.fault_thanks",
            {"place": labelled._word_label(), "is_new": is_new, "labelled": labelled},
            headers=PRIVATE,
        )
