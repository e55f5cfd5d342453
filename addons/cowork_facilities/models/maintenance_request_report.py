import hashlib
import secrets
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.models.res_users_calendar import TOKEN

from ..engine.fault_report import clean_line, clean_text, is_same, subject_of
from ..engine.photo import clean_photo

MAX_PHOTOS = 4
#: so long the same words about the same place are the same fault
TWIN_TIME = timedelta(days=1)


class MaintenanceRequest(models.Model):
    """A fault that is reported becomes one work order, however often it is sent."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset(
        {"reported_text", "report_key", "reporter_mark", "affected_partner_ids"}
    )

    reported_text = fields.Text(
        "In Their Words",
        readonly=True,
        copy=False,
        help="What was reported, as it was.",
    )
    reporter_name = fields.Char(
        copy=False, help="Who reported it without being signed in, if they said so."
    )
    reporter_contact = fields.Char(
        "Reporter's Contact", copy=False, help="E-mail or telephone, to ask back."
    )
    # What one sending of a form or a program is known by.
    report_key = fields.Char(copy=False, groups="base.group_system")
    # Of the device that reported, unreadable: to count, not to find anybody.
    reporter_mark = fields.Char(copy=False, groups="base.group_system")
    affected_partner_ids = fields.Many2many(
        "res.partner",
        "maintenance_request_affected_partner_rel",
        "request_id",
        "partner_id",
        "Also Affected",
        readonly=True,
        copy=False,
        help="Members who said that they have the same fault: they are told as well.",
    )
    affected_count = fields.Integer(
        "Members Affected", compute="_compute_affected_count", store=True
    )

    _report_key_uniq = models.UniqueIndex(
        "(report_key) WHERE report_key IS NOT NULL",
        "This report has been received already.",
    )

    @api.depends("affected_partner_ids", "partner_id")
    def _compute_affected_count(self):
        for request in self:
            # sudo: how many they are is no secret, who they are is.
            known = request.sudo()
            request.affected_count = len(known.affected_partner_ids | known.partner_id)

    # One sending, one work order ------------------------------------------------------

    @api.model
    def _make_report_key(self):
        """:returns: what a form carries, so that sending it twice is seen"""
        return secrets.token_urlsafe(18)

    @api.model
    def _read_report_key(self, text):
        """:param text: what a form carried
        :returns: the key to keep, or None when the form has none"""
        return self._hash_report_key(text) if TOKEN.fullmatch(text or "") else None

    @api.model
    def _hash_report_key(self, text):
        # JSON can hold halves of characters, too.
        data = f"{self.env.uid} {text}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(data).hexdigest()

    # Reporting -----------------------------------------------------------------------

    @api.model
    def _report(self, text, values, photos=(), key=None):
        """Open a work order for what somebody reports, or find the one there is.

        :param text: in their words
        :param values: dict of values of the work order, with its place
        :param photos: list of bytes, as they came
        :param key: by which this sending is known
        :returns: ``(request, is_new)``, the request as the superuser
        :raises UserError: when there are no words, or a photo is none"""
        text = clean_text(text)
        if not text:
            raise UserError(self.env._("Say what is wrong, in a few words."))
        # sudo: who reports a fault has no rights on work orders.
        requests = self.sudo()
        if known := requests._find_sent(text, values, key):
            return known, False
        pictures = self._clean_photos(photos)
        request = requests._create_report(
            {**values, "reported_text": text, "report_key": key}
        )
        request._add_photos(pictures)
        return request, True

    def _find_sent(self, text, values, key):
        """:returns: the work order (sudo) that the same report opened before, if any"""
        if key and (known := self.search([("report_key", "=", key)], limit=1)):
            return known
        recent = self.search(
            self._get_known_domain(values)
            & Domain("create_date", ">=", fields.Datetime.now() - TWIN_TIME)
            & Domain("partner_id", "=", values.get("partner_id") or False)
            & Domain("reported_text", "!=", False),
            limit=50,
        )
        return recent.filtered(lambda r: is_same(r.reported_text, text))[:1]

    @api.model
    def _create_report(self, values):
        company = self._get_report_company(values)
        # The system opens what somebody reports who is not signed in.
        user = SUPERUSER_ID if self.env.user._is_public() else self.env.uid
        # sudo: members and strangers report without a right to work orders; what they
        # may say was checked before.
        requests = self.with_user(user).sudo().with_company(company)
        # Members hear what is told to them, not every change.
        requests = requests.with_context(mail_create_nosubscribe=True)
        values = {"name": subject_of(values["reported_text"]), **values}
        values["company_id"] = company.id
        return requests._by_action().create(values).with_env(self.env)

    @api.model
    def _get_report_company(self, values):
        """:returns: the company whose place it is"""
        places = self.env["cowork.location"].browse(values.get("location_id"))
        equipment = self.env["maintenance.equipment"].browse(values.get("equipment_id"))
        return places.company_id or equipment.company_id or self.env.company

    # Photos --------------------------------------------------------------------------

    @api.model
    def _clean_photos(self, photos):
        """:param photos: list of bytes of files
        :returns: list of bytes of JPEGs
        :raises UserError: when they are too many, or one is no photo"""
        if len(photos) > MAX_PHOTOS:
            raise UserError(self.env._("Send up to %s photos.", MAX_PHOTOS))
        try:
            return [clean_photo(photo) for photo in photos]
        except EngineError as error:
            raise UserError(self._word_photo(error)) from error

    @api.model
    def _word_photo(self, error):
        """:param error: ``EngineError``
        :returns: sentence for who sent the photo"""
        if error.code == "photo_large":
            return self.env._(
                "A photo is too large: send photos of up to %(megabytes)s MB.",
                **error.params,
            )
        return self.env._("A file is not a photo: send JPEG or PNG pictures.")

    def _add_photos(self, pictures):
        """:param pictures: list of bytes of JPEGs, what one request (sudo) is about"""
        if not pictures:
            return
        first = len(self.photo_before_ids) + 1
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": self.env._("Photo %s", number) + ".jpg",
                    "raw": picture,
                    "mimetype": "image/jpeg",
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for number, picture in enumerate(pictures, first)
            ]
        )
        self.photo_before_ids = [Command.link(file.id) for file in attachments]

    # What is known already -----------------------------------------------------------

    @api.model
    def _get_known_domain(self, values):
        """:param values: dict of values of a work order, with its place
        :returns: domain of the open ones of the same space and of what it is part of;
            without a space, of the location but no space"""
        location, space = values.get("location_id"), values.get("space_id")
        if not location:
            place = Domain("equipment_id", "=", values.get("equipment_id") or 0)
        elif space:
            place = Domain("space_id", "parent_of", space)
        else:
            place = Domain("location_id", "=", location) & Domain(
                "space_id", "=", False
            )
        return (
            Domain("is_closed", "=", False)
            & Domain("maintenance_type", "=", "corrective")
            & place
        )

    @api.model
    def _find_known(self, values, limit=10):
        """:returns: the open work orders at a place, as the user may see them"""
        return self.search(self._get_known_domain(values), limit=limit)

    def _add_affected(self, partner):
        """Note that a member has the same fault; they are told when it is done.

        :param partner: ``res.partner``"""
        # sudo: members have no rights on work orders; which ones, the caller asked.
        for request in self.sudo():
            people = request.affected_partner_ids | request.partner_id
            if partner and partner not in people:
                request._by_action().affected_partner_ids = [Command.link(partner.id)]
                body = request.env._("%s has the same fault.", partner.display_name)
                request._message_log(body=body, author_id=partner.id)

    def action_same_fault(self):
        """Note that the member who is chosen in the dialog has this fault as well: they
        are told when it is done, and no second work order is opened.

        :returns: the action that shows the work order
        :raises UserError: when no member is chosen
        :raises AccessError: when the user may not write the work order
        """
        self.ensure_one()
        self.check_access("write")
        chosen = self.env.context.get("cowork_partner_id")
        partner = self._read_report_id("res.partner", chosen)
        if not partner:
            raise UserError(
                self.env._("Choose the member first: they are told when it is done.")
            )
        self._add_affected(partner)
        return self._open_form()

    def _open_form(self):
        """:returns: the action that shows one work order"""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def _read_stranger(self, name, contact):
        """What a stranger says of themselves.

        :returns: dict of values of a work order"""
        return {
            "reporter_name": clean_line(name) or False,
            "reporter_contact": clean_line(contact) or False,
        }
