from base64 import b64encode
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.cowork_members.tests.form_common import FileFormMixin
from odoo.addons.cowork_members.tests.test_access_rpc import RpcCommon

from ..models import cowork_vendor_order_page as vendor_page
from ..models import maintenance_request_limits as limits
from .fault_common import FaultCommon, FaultPageMixin, make_picture
from .round_common import RoundCommon
from .vendor_common import VendorCommon

NAN, INFINITY = float("nan"), float("inf")
#: what people, phones, programs and attackers write
WORDS = (
    "a\x00b",
    "\x1b[2J\x07",
    "🔥🧯 Ünïcödé 𝔉𝔦𝔯𝔢 漏水",
    "א\u202eb\u200b",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}} ${7*7} %(x)s %s {0}",
    "=HYPERLINK(1)",
    "x" * 300_000,
    "\n" * 9_000,
)
#: numbers and names that a form never sends
CHOICES = ("", "0", "-1", "1e9", "9" * 30, "\x00", "٣", "abc", "1.5", "NaN")
#: 0 to 9 in digits of another script
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
#: what JSON can say instead of an id, and instead of a text
NO_IDS = (-1, 10**12, 10**30, "1", "\x00", 1.5, NAN, INFINITY, [1], {"id": 1}, True)
NO_TEXTS = (None, 7, NAN, True, [], ["x"], {}, {"a": 1}, "", " ", "\x00", "\ud800")


def make_zip():
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("photo.jpg", make_picture())
    return file.getvalue()


#: files that are no photos, whatever they call themselves
NO_PHOTOS = {
    "empty.jpg": b"",
    "zip.jpg": make_zip(),
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "drawing.jpg": b"<svg xmlns='x' onload='alert(1)'/>",
    "program.jpg": b"MZ" + bytes(500),
    "cut.jpg": make_picture(size=(200, 200))[:300],
    "moving.gif": make_picture("GIF"),
    "old.bmp": make_picture("BMP"),
}


def is_clean(text):
    """:returns: whether a text has no character that no screen shows"""
    return not set(text or "") & set("\x00\x07\x1b\u202e\u200b")


@tagged("post_install", "-at_install")
class TestFaultNonsense(FileFormMixin, FaultPageMixin, FaultCommon, HttpCase):
    """Whatever is sent to the pages where faults are reported: a page with a sentence,
    and no work order but those that say something."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("MOST_AT_PLACE", "MOST_OF_DEVICE", "MOST_OF_MEMBER"):
            cls.classPatch(limits, name, 1000)
        cls.env.flush_all()

    def assertAnswered(self, answer, *codes):
        """The server has answered with a page, which runs nothing of what was sent."""
        self.assertIn(answer.status_code, codes, answer.text[-500:])
        for word in ("<script>alert(1)", "<svg onload", "49 49", "Traceback"):
            self.assertNotIn(word, answer.text)

    def assertKept(self, request):
        """What is kept of a report can be read, and is not longer than it may be."""
        texts = (request.name, request.reported_text, request.reporter_name)
        for text in (*texts, request.reporter_contact):
            self.assertTrue(is_clean(text), repr(text))
        self.assertLessEqual(len(request.reported_text), 4000)
        self.assertLessEqual(len(request.name), 80)

    def test_strangers_at_a_label(self):
        self.sign_in(None)
        path = f"/cowork/fault/{self.printer.fault_token}"
        self.get(path)
        for words in WORDS:
            answer = self.send(
                f"{path}/report", text=words, name=words, contact=words, key=words
            )
            self.assertAnswered(answer, 200, 409)
        found = self.requests.search([("equipment_id", "=", self.printer.id)])
        # Of one of them nothing is left to be read.
        self.assertEqual(len(found), len(WORDS) - 1)
        for request in found:
            self.assertKept(request)
        for choice in CHOICES:
            answer = self.send(
                f"{path}/report", text="It drips", category=choice, urgency=choice
            )
            self.assertAnswered(answer, 200)
        self.assertAnswered(self.get(path), 200)
        for token in ("%00" * 24, "%ff" * 24, "a" * 5000, "..%2f" * 9, "'" * 24):
            self.assertEqual(self.get(f"/cowork/fault/{token}").status_code, 404)

    def test_files_that_are_no_photos(self):
        self.sign_in(None)
        path = f"/cowork/fault/{self.printer.fault_token}"
        self.get(path)
        for name, data in NO_PHOTOS.items():
            photo = (name, data, "image/jpeg")
            answer = self.send(f"{path}/report", [photo], text="It drips")
            self.assertAnswered(answer, 409)
            self.assertRegex(answer.text, "not a photo|too large")
        self.assertFalse(self.requests.search([("equipment_id", "=", self.printer.id)]))
        for name in ('"><svg onload=alert(1)>.jpg', "../../etc/passwd", "x" * 900):
            photo = (name, make_picture(), "text/html")
            answer = self.send(f"{path}/report", [photo], text=f"It drips {name}")
            self.assertAnswered(answer, 200)
        found = self.requests.search([("equipment_id", "=", self.printer.id)])
        self.assertEqual(set(found.photo_before_ids.mapped("name")), {"Photo 1.jpg"})
        self.assertEqual(set(found.photo_before_ids.mapped("mimetype")), {"image/jpeg"})

    def test_files_instead_of_texts(self):
        request = self.report()
        request.stage_id = self.done
        self.env.flush_all()
        self.sign_in(None)
        form = {"text": "It drips", "category": "1", "urgency": "high", "key": "a" * 24}
        path = f"/cowork/fault/{self.printer.fault_token}/report"
        self.assertTakesNoFiles(path, **form, name="Ana", contact="1")
        self.sign_in(self.portal_a)
        path, hall = "/my/cowork/faults", str(self.hall.id)
        self.assertTakesNoFiles(f"{path}/new", **form, space=hall)
        self.assertTakesNoFiles(f"{path}/same", space=hall, fault=str(request.id))
        self.assertTakesNoFiles(f"{path}/{request.id}/add", text="It drips")
        self.assertTakesNoFiles(f"{path}/{request.id}/rate", stars="5", words="Well")

    def test_members_on_their_pages(self):
        self.sign_in(self.portal_a)
        new, hall = "/my/cowork/faults/new", str(self.hall.id)
        mine = self.requests.search([("partner_id", "=", self.person.id)])
        others = (str(self.space_b.id), str(self.office.id), hall.translate(ARABIC))
        for choice in (*CHOICES, *others):
            self.assertAnswered(self.send(new, space=choice, text="It drips"), 200)
            answer = self.send("/my/cowork/faults/same", space=hall, fault=choice)
            self.assertAnswered(answer, 404)
        for choice in filter(None, CHOICES):
            answer = self.send(new, space=hall, text="It drips", urgency=choice)
            self.assertAnswered(answer, 409)
        self.assertEqual(
            self.requests.search([("partner_id", "=", self.person.id)]), mine
        )
        for words in WORDS:
            answer = self.send(new, space=hall, text=words, category=words, key=words)
            self.assertAnswered(answer, 200, 409)
        for request in self.requests.search([("partner_id", "=", self.person.id)]):
            self.assertKept(request)

    def test_members_add_to_a_fault_and_rate_it(self):
        request = self.report()
        request.stage_id = self.done
        self.env.flush_all()
        self.sign_in(self.portal_a)
        path = f"/my/cowork/faults/{request.id}"
        for words in WORDS:
            self.assertAnswered(self.send(f"{path}/add", text=words), 200, 409)
            answer = self.send(f"{path}/rate", stars="5", words=words)
            self.assertAnswered(answer, 200)
            self.assertTrue(is_clean(request.rating_ids.feedback))
        for message in request.message_ids:
            self.assertTrue(is_clean(message.body), message.body)
        for stars in (*CHOICES, "6"):
            self.assertAnswered(self.send(f"{path}/rate", stars=stars), 409)
        self.assertEqual(request.rating_ids.rating, 5)
        for number in ("0", "-1", "2147483648", "9" * 30, "x"):
            for page in (f"/my/cowork/faults/{number}", f"{path}/photo/{number}"):
                self.assertEqual(self.get(page).status_code, 404, page)


@tagged("post_install", "-at_install")
class TestVendorNonsense(FileFormMixin, VendorCommon, HttpCase):
    """Whatever is sent to the page of a vendor: the page again, with a sentence."""

    post = FaultPageMixin.send

    def test_files_instead_of_texts(self):
        order = self.send()
        self.env.flush_all()
        self.authenticate(None, None)
        path = f"/cowork/vendor/{order.token}"
        self.post(f"{path}/accept")
        with patch.object(vendor_page, "MOST_CHANGES", 1000):
            self.assertTakesNoFiles(f"{path}/plan", when="2027-02-03T10:00")
            self.assertTakesNoFiles(f"{path}/decline", reason="Too far")
            self.assertTakesNoFiles(f"{path}/finish", amount="5", report="Done")

    def test_a_vendor_writes_nonsense(self):
        order = self.send()
        self.env.flush_all()
        self.authenticate(None, None)
        path = f"/cowork/vendor/{order.token}"
        self.url_open(path)
        self.post(f"{path}/accept")
        whens = ("2027-02-30T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "9" * 99)
        amounts = ("-1", "1,5,0", "1e308", "--1", "１２x", "9" * 60)
        with patch.object(vendor_page, "MOST_CHANGES", 1000):
            for step, field, values in (
                ("plan", "when", (*WORDS, *CHOICES, *whens)),
                ("finish", "amount", (*WORDS, *amounts, "NaN", "Infinity")),
            ):
                for value in values:
                    answer = self.post(f"{path}/{step}", **{field: value})
                    self.assertEqual(answer.status_code, 200)
                    self.assertNotIn("<script>alert(1)", answer.text)
                    self.assertNotIn("<svg onload", answer.text)
                    order.invalidate_recordset()
                    if order.state != "accepted":
                        # nothing to be read is no amount
                        self.assertFalse(is_clean(value) and value.strip(), value)
                        self.assertEqual((order.state, order.amount), ("done", 0))
                        self.put_back(order)
            for words in WORDS:
                self.post(f"{path}/finish", amount="5", report=words)
                self.assertEqual(order.state, "done", words[:50])
                self.assertTrue(is_clean(order.report), repr(order.report))
                self.assertLessEqual(len(order.report or ""), 5000)
                self.put_back(order)
                self.post(f"{path}/decline", reason=words)
                if order.state == "declined":
                    self.assertTrue(is_clean(order.decline_reason))
                    self.assertLessEqual(len(order.decline_reason), 500)
                    self.put_back(order)

    def put_back(self, order):
        order._by_action().write({"state": "accepted", "done_at": False})
        self.env.flush_all()


class RpcMixin:
    """Calls of programs; for ``HttpCase``."""

    _json2 = RpcCommon._json2

    def setUp(self):
        super().setUp()
        self.keys = {}

    def _key(self, user):
        if user not in self.keys:
            self.keys[user] = RpcCommon._key(self, user)
        return self.keys[user]

    def assertNonsense(self, user, model, method, **body):
        """What a program sends is refused with a sentence for people."""
        with mute_logger("odoo.http", "odoo.sql_db"):
            code, answer = self._json2(user, model, method, **body)
        said = f"{method} {str(body)[:200]!r}: {code} {str(answer)[:500]!r}"
        self.assertIn(code, (403, 422), said)
        message = answer["message"]
        self.assertRegex(message, r"[.?!)]$", said)
        self.assertNotRegex(message, "psycopg|Error|Traceback|singleton", said)


@tagged("post_install", "-at_install")
class TestFaultRpcNonsense(RpcMixin, FaultCommon, HttpCase):
    """Whatever a program sends: a sentence, never an error of the server."""

    def test_a_program_reports_nonsense(self):
        good = {"text": "It drips", "space": self.hall.id}
        svg = b64encode(b"<svg/>").decode()
        nonsense = (
            *(("text", value) for value in NO_TEXTS),
            *(("space", value) for value in NO_IDS),
            *(("location", value) for value in NO_IDS),
            *(("equipment", value) for value in NO_IDS),
            *(("partner", value) for value in NO_IDS),
            *(("category", value) for value in (7, True, ["x"], "\x00", "\ud800")),
            *(("urgency", value) for value in NO_TEXTS),
            *(("photos", value) for value in (7, "x", [7], [None], {"a": 1}, [svg])),
        )
        for name, value in nonsense:
            body = {**good, name: value}
            if name == "location":
                del body["space"]
            self.assertNonsense(
                self.front_desk, "maintenance.request", "report_fault", **body
            )
        self.assertFalse(self.requests.search([("space_id", "=", self.hall.id)]))
        for number, key in enumerate(
            (7, ["x"], {"a": 1}, "\x00", "\ud800", "x" * 9999)
        ):
            body = {**good, "text": f"It drips {number}", "key": key}
            for is_new in (True, False):
                code, answer = self._json2(
                    self.front_desk, "maintenance.request", "report_fault", **body
                )
                self.assertEqual((code, answer["is_new"]), (200, is_new), key)

    def test_staff_say_why_in_nonsense(self):
        request = self.report()
        request.stage_id = self.done
        self.env.flush_all()
        manager = self.facility_manager
        for value in NO_TEXTS:
            self.assertNonsense(
                manager,
                "maintenance.request",
                "action_reopen",
                ids=request.ids,
                reason=value,
            )
        for name in ("name", "reporter_name", "description"):
            for value in ("a\x00b", "\ud800"):
                self.assertNonsense(
                    manager,
                    "maintenance.request",
                    "write",
                    ids=request.ids,
                    vals={name: value},
                )


@tagged("post_install", "-at_install")
class TestRoundRpcNonsense(RpcMixin, RoundCommon, HttpCase):
    """A phone keeps what it has sent until it is taken or refused: nothing stops it."""

    def test_a_phone_sends_nonsense(self):
        one = self.make_round()
        self.env.flush_all()
        line = one.line_ids[0]
        good = {"point": line.id, "result": "ok", "at": "2027-01-04 08:00:00"}
        no_texts = (7, NAN, True, ["x"], {"a": 1}, "\x00", "\ud800", "x" * 99_999)
        nonsense = [
            *(("result", value) for value in NO_TEXTS),
            *(("at", value) for value in (*NO_TEXTS, "9999-99-99", "0001-01-01", 1e30)),
            *(("value", value) for value in (*NO_TEXTS, INFINITY, 1e308, 10**30)),
            *((name, value) for name in ("text", "note") for value in no_texts),
            *(("photo", value) for value in no_texts),
            *(("code", value) for value in no_texts),
        ]
        for number, (name, value) in enumerate(nonsense):
            key = f"nonsense-{number:020}"
            code, answer = self._json2(
                self.guard,
                "cowork.round",
                "save_answers",
                answers=[{**good, "key": key, name: value}],
            )
            said = f"{name}={str(value)[:60]!r}: {code} {str(answer)[:500]}"
            self.assertEqual(code, 200, said)
            self.assertIn(answer["answers"][key]["state"], ("saved", "refused"), said)
        for value in NO_IDS:
            self.assertNonsense(
                self.guard,
                "cowork.round",
                "save_answers",
                answers=[{**good, "key": "x" * 20, "point": value}],
            )
            code, answer = self._json2(
                self.guard, "cowork.round", "get_rounds", round=value
            )
            self.assertEqual(code, 200, f"{value}: {answer}")
        for key in ("\x00" * 20, "\ud800" * 20):
            self.assertNonsense(
                self.guard,
                "cowork.round",
                "save_answers",
                answers=[{**good, "key": key}],
            )
        for entry in line.entry_ids:
            self.assertTrue(is_clean(entry.note) and is_clean(entry.text))
