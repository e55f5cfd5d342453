from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.fault_report import clean_line
from ..engine.photo import decode_photo

#: urgency, as who reports says it, to priority
URGENCIES = {"low": "1", "normal": "2", "high": "3"}


class MaintenanceRequest(models.Model):
    """Programs report faults: sensors, chat assistants, other systems of the house."""

    _inherit = "maintenance.request"

    @api.model
    def report_fault(
        self,
        text,
        location=None,
        space=None,
        equipment=None,
        category=None,
        partner=None,
        urgency="normal",
        photos=None,
        key=None,
    ):
        """Open a work order for a fault, unless it is known already.

        :param str text: what is wrong, in up to 4000 characters
        :param int location: id of the ``cowork.location``; needed when neither a space
            nor equipment is given
        :param int space: id of the ``cowork.space``
        :param int equipment: id of the ``maintenance.equipment``
        :param str category: code of the ``cowork.work.category``
        :param int partner: id of the ``res.partner`` who reports it, who is kept
            informed
        :param str urgency: ``low``, ``normal`` or ``high``
        :param list photos: up to 4 photos in base64: JPEG or PNG of up to 10 MB
        :param str key: anything by which you know this report: sent again, it opens no
            second work order
        :returns: dict of ``id`` of the work order, ``is_new``, and ``open``: list of
            ids of other open work orders of the same space
        :raises AccessError: when the user may not open work orders there
        :raises UserError: when something is missing or makes no sense, telling what
        """
        self.check_access("create")
        values = {
            **self._read_report_place(location, space, equipment),
            "partner_id": self._read_report_id("res.partner", partner).id,
            "priority": self._read_urgency(urgency),
            "source": "api",
        }
        if category:
            values["category"] = self._read_report_category(category).id
        key = self._hash_report_key(f"api {key}") if key else None
        # A single one that came without its list is read, or refused, as one.
        photos = photos if isinstance(photos, list) else filter(None, [photos])
        pictures = [self._read_photo(photo) for photo in photos]
        request, is_new = self._report(text, values, pictures, key)
        return {
            "id": request.id,
            "is_new": is_new,
            "open": (self._find_known(values) - request).ids,
        }

    @api.model
    def _read_report_place(self, location, space, equipment):
        """:returns: dict of values of a work order for a place the user may see"""
        if equipment:
            return self._read_report_id(
                "maintenance.equipment", equipment
            )._get_label_place()
        if space:
            return self._read_report_id("cowork.space", space)._get_label_place()
        place = self._read_report_id("cowork.location", location)
        if not place:
            raise UserError(
                self.env._("Say where it is: a location, a space or equipment.")
            )
        return {"location_id": place.id}

    @api.model
    def _read_report_id(self, model, number):
        """:returns: the record with this id, which the user may read; possibly empty"""
        records = self.env[model]
        if not number:
            return records
        if type(number) is int and 0 < number < 2**31:
            if record := records.search([("id", "=", number)]):
                return record
        raise UserError(
            self.env._(
                "There is no %(what)s with the number %(number)s.",
                what=self.env["ir.model"]._get(model).name,
                number=str(number)[:20],
            )
        )

    @api.model
    def _read_report_category(self, code):
        code = clean_line(str(code))
        category = self.env["cowork.work.category"].search([("code", "=", code)])
        if category:
            return category
        raise UserError(
            self.env._("There is no kind of work with the code %s.", code[:40])
        )

    @api.model
    def _read_urgency(self, urgency):
        """:returns: the priority that an urgency stands for"""
        if not isinstance(urgency, str) or urgency not in URGENCIES:
            raise UserError(
                self.env._("Choose how urgent it is: %s.", ", ".join(URGENCIES))
            )
        return URGENCIES[urgency]

    @api.model
    def _read_photo(self, text):
        """:param text: base64 of a picture
        :returns: its bytes"""
        try:
            return decode_photo(text)
        except EngineError as error:
            raise UserError(self._word_photo(error)) from None
