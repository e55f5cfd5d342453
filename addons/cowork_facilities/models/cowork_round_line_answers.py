import base64
import math

from odoo import api, fields, models

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.fault_report import clean_text
from ..engine.photo import clean_photo, decode_photo

#: what is longer was not typed on a phone
TEXT_LENGTH = 2000


class CoworkRoundLine(models.Model):
    """What a point makes of an answer."""

    _inherit = "cowork.round.line"

    def _read_answer(self, answer):
        """:param answer: dict as ``save_answers()`` takes it
        :returns: values of the entry of one point, maybe no point; and a sentence that
            says why it cannot be kept, or None"""
        if not self:
            return {}, self.env._(
                "This point is no longer on a round you can see. Load the rounds anew."
            )
        result = answer.get("result")
        if result not in ("ok", "failed", "skipped"):
            return {}, self.env._("Say whether the point is in order, or why not.")
        try:
            photo = answer.get("photo") and clean_photo(decode_photo(answer["photo"]))
        except EngineError as error:
            return {}, self.env["maintenance.request"]._word_photo(error)
        scanned = bool(answer.get("code")) and self.point_id._is_code(answer["code"])
        vals = {
            "line_id": self.id,
            "result": result,
            "value": self._read_value(answer.get("value")),
            "text": clean_text(str(answer.get("text") or ""), TEXT_LENGTH),
            "note": clean_text(str(answer.get("note") or ""), TEXT_LENGTH),
            "photo": photo and base64.b64encode(photo),
            "scanned": scanned,
            "answered_at": self._read_moment(answer.get("at")),
            "user_id": self.env.uid,
        }
        if result == "ok" and vals["value"] is not None and self.check_type == "value":
            vals["result"] = "ok" if self._is_in_order(vals["value"]) else "failed"
        problem = self._find_problem(vals, bool(answer.get("code")))
        return vals, problem

    def _find_problem(self, vals, has_code):
        """:param vals: of the entry
        :param has_code: whether a code was sent, right or wrong
        :returns: sentence that says what one point lacks, or None"""
        result = vals["result"]
        if self.round_id.state == "cancelled":
            return self.env._("This round was cancelled: nothing is to be done.")
        if result == "skipped":
            if not vals["note"].strip():
                return self.env._("%s: say why the point is skipped.", self.name)
            return None
        if has_code and not vals["scanned"]:
            return self.env._(
                "%s: this is the code of another point. Scan the one that is here.",
                self.name,
            )
        if self.scan_required and not vals["scanned"] and result == "ok":
            return self.env._("%s: scan the code of the point, or type it.", self.name)
        if self.photo_required and not vals["photo"]:
            return self.env._("%s: a photo is missing. Take one.", self.name)
        if self.check_type == "value" and vals["value"] is None and result == "ok":
            return self.env._("%s: enter the number that you read.", self.name)
        if self.check_type == "text" and not vals["text"].strip() and result == "ok":
            return self.env._("%s: write down what you see.", self.name)
        return None

    @api.model
    def _read_value(self, value):
        """:returns: number that a client sent, or None when it is none"""
        if value is None or isinstance(value, bool):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            return None
        return number if math.isfinite(number) and abs(number) < 1e12 else None

    @api.model
    def _read_moment(self, text):
        """:returns: when something was found by a phone's clock, which may be wrong:
        never later than now"""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime(str(text)) or now
        except (ValueError, OverflowError):
            return now
        return min(moment, now) if moment.year >= 2000 else now

    def _take(self, vals_list):
        """Keep the answers, and let the points, the rounds and the work orders follow.

        :param vals_list: values of the entries
        """
        # sudo: what was found is written by nobody but here.
        entries = self.env["cowork.round.entry"].sudo()._by_action().create(vals_list)
        latest = entries.browse()
        for entry in entries.sorted(lambda e: (e.answered_at, e.id)):
            line = entry.line_id._by_action()
            # What was kept on the way is older than what was corrected since.
            if not line.done_at or line.done_at <= entry.answered_at:
                line.entry_id = entry
                latest |= entry
        self.round_id._follow_answers()
        latest.filtered(lambda e: e.line_id.entry_id == e)._report_failures()
