import re
from unittest.mock import patch

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..models import maintenance_request_limits as limits
from ..models import maintenance_request_portal as portal
from .fault_common import FaultCommon, FaultPageMixin, make_picture

JPEG = ("tap.jpg", make_picture(), "image/jpeg")
SVG = ("tap.jpg", b"<svg xmlns='x' onload='alert(1)'/>", "image/jpeg")


@tagged("post_install", "-at_install")
class TestFaultLabel(FaultPageMixin, FaultCommon, HttpCase):
    """What a phone shows that scans the label of a machine or a door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = f"/cowork/fault/{cls.printer.fault_token}"
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.sign_in(None)
        self.get(self.path)

    def found(self):
        return self.requests.search([("equipment_id", "=", self.printer.id)])

    def key(self):
        return re.search('name="key" value="([^"]+)"', self.get(self.path).text)[1]

    def test_a_stranger_reports_a_fault_with_a_photo(self):
        page = self.get(self.path)
        self.assertIn("Something wrong here?", page.text)
        self.assertIn("Printer", page.text)
        self.assertNotIn("T-4711", page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        answer = self.send(
            f"{self.path}/report",
            [JPEG],
            text="Paper jam <script>alert(1)</script>",
            urgency="high",
            name="Ana\nRuiz",
            contact="ana@example.com",
            partner_id=str(self.person.id),
            stage_id=str(self.done.id),
        )
        self.assertIn("Thank you, we have it.", answer.text)
        request = self.found()
        self.assertRecordValues(
            request,
            [
                {
                    "name": "Paper jam <script>alert(1)</script>",
                    "source": "qr",
                    "partner_id": False,
                    "space_id": self.hall.id,
                    "category": self.category.id,
                    "priority": "3",
                    "reporter_name": "Ana Ruiz",
                    "reporter_contact": "ana@example.com",
                    "is_closed": False,
                }
            ],
        )
        self.assertEqual(request.photo_before_ids.mimetype, "image/jpeg")
        self.assertEqual(request.create_uid, self.env.ref("base.user_root"))

    def test_twenty_times_the_same_is_one_work_order(self):
        key = self.key()
        for text in ["Paper jam"] * 4 + ["Paper is jammed"]:
            answer = self.send(f"{self.path}/report", text=text, key=key)
            self.assertEqual(answer.status_code, 200)
        self.assertIn("we had it already", answer.text)
        self.send(f"{self.path}/report", text="PAPER JAM!", key=self.key())
        self.assertEqual(len(self.found()), 1)

    @mute_logger("odoo.sql_db")
    def test_sent_twice_at_the_same_moment_is_one_work_order(self):
        values = {"text": "Paper jam", "key": self.key()}
        # As for a request that does not see what the other one has written.
        with patch.object(
            type(self.requests), "_find_sent", lambda records, *_args: records.browse()
        ):
            for _time in range(2):
                answer = self.send(f"{self.path}/report", **values)
        self.assertIn("we had it already", answer.text)
        self.assertEqual(len(self.found()), 1)

    def test_what_is_no_photo_is_refused_and_the_words_are_kept(self):
        large = ("tap.jpg", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "image/jpeg")
        for photos, message in (
            ([SVG], "not a photo"),
            ([large], "too large"),
            ([JPEG] * 5, "up to 4 photos"),
        ):
            answer = self.send(f"{self.path}/report", photos, text="Paper jam")
            self.assertEqual(answer.status_code, 409)
            self.assertIn(message, answer.text)
            self.assertIn("Paper jam", answer.text)
        answer = self.send(f"{self.path}/report", text="  ")
        self.assertIn("Say what is wrong", answer.text)
        self.assertFalse(self.found())

    def test_strangers_do_not_read_what_others_wrote(self):
        self.requests._report(
            "My secret about the printer",
            {
                **self.printer._get_label_place(),
                "source": "portal",
                "partner_id": self.person.id,
            },
        )
        self.env.flush_all()
        text = self.get(self.path).text
        self.assertIn("Known here already", text)
        self.assertIn("Plain", text)
        for word in ("secret", "Rafa", "Quiet Ledger"):
            self.assertNotIn(word, text)

    def test_not_without_end(self):
        with patch.object(limits, "MOST_AT_PLACE", 2):
            for number in range(4):
                answer = self.send(f"{self.path}/report", text=f"Fault {number}")
        self.assertEqual(answer.status_code, 429)
        self.assertIn("tell the front desk", answer.text)
        self.assertEqual(len(self.found()), 2)

    def test_unknown_and_renewed_labels_lead_nowhere(self):
        old = self.path
        self.printer.action_renew_label()
        self.env.flush_all()
        for path in (old, "/cowork/fault/x", f"/cowork/fault/{'a' * 24}"):
            page = self.get(path)
            self.assertEqual(page.status_code, 404)
            self.assertIn("Please tell the front desk", page.text)
            answer = self.send(f"{path}/report", text="Paper jam")
            self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.found())

    @mute_logger("odoo.http")
    def test_without_a_token_of_the_form_nothing_happens(self):
        answer = self.send(f"{self.path}/report", csrf=False, text="Paper jam")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.found())

    def test_a_member_who_is_signed_in_follows_it(self):
        self.sign_in(self.portal_a)
        answer = self.send(f"{self.path}/report", text="Paper jam")
        request = self.found()
        self.assertTrue(answer.url.split("?")[0].endswith(f"/faults/{request.id}"))
        self.assertEqual(request.partner_id, self.person)
        self.assertEqual(request.contract_id, self.contract)
        self.assertEqual(self.mails(request), ["We have it: Paper jam"])

    def call(self, **arguments):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw/maintenance.request/report_fault",
            {
                "model": "maintenance.request",
                "method": "report_fault",
                "args": ["Paper jam"],
                "kwargs": {"equipment": self.printer.id, **arguments},
            },
        )

    def test_a_program_reports_over_the_wire(self):
        self.sign_in(self.front_desk)
        first, again = self.call(key="sensor"), self.call(key="sensor")
        self.env.invalidate_all()
        self.assertEqual((first["id"], first["is_new"]), (self.found().id, True))
        self.assertEqual((again["id"], again["is_new"]), (first["id"], False))
        self.sign_in(self.portal_a)
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "AccessError"),
        ):
            self.call()

    def test_staff_find_their_way_to_the_machine(self):
        self.sign_in(self.technician)
        link = f"/odoo/maintenance.equipment/{self.printer.id}"
        self.assertIn(link, self.get(self.path).text)
        self.sign_in(self.internal)
        self.assertNotIn(link, self.get(self.path).text)


@tagged("post_install", "-at_install")
class TestFaultPortal(FaultPageMixin, FaultCommon, HttpCase):
    """A member's own faults."""

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.sign_in(self.portal_a)

    def words(self, answer):
        main = answer.text.split("<main", 1)[-1]
        return " ".join(re.sub("<[^>]+>", " ", main).split())

    def path(self, request, more=""):
        return f"/my/cowork/faults/{request.id}{more}"

    def make(self, *args, **kwargs):
        request = self.report(*args, **kwargs)
        self.env.flush_all()
        return request

    def test_a_member_reports_where_they_are_a_member(self):
        text = self.words(self.get("/my/cowork/faults/new"))
        self.assertIn("Desk 1", text)
        self.assertIn("Open Area", text)
        # Not what others have for themselves, nor other locations.
        for place in ("Desk 2", "Office 1", "Desk A"):
            self.assertNotIn(place, text)
        answer = self.send(
            "/my/cowork/faults/new",
            [JPEG],
            space=str(self.hall.id),
            category=str(self.category.id),
            urgency="low",
            text="The tap drips",
            source="round",
        )
        request = self.requests.search([("partner_id", "=", self.person.id)])
        self.assertRecordValues(
            request,
            [
                {
                    "source": "portal",
                    "space_id": self.hall.id,
                    "category": self.category.id,
                    "priority": "1",
                    "contract_id": self.contract.id,
                }
            ],
        )
        words = self.words(answer)
        self.assertIn("You can follow it here", words)
        self.assertIn("Received", words)
        photo = request.photo_before_ids
        answer = self.get(self.path(request, f"/photo/{photo.id}"))
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("The tap drips", self.words(self.get("/my/cowork/faults")))

    def test_what_is_wrong_is_said_and_the_words_kept(self):
        for photos, more, status, message in (
            ([SVG], {}, 409, "not a photo"),
            ([], {"urgency": "9"}, 409, "how urgent"),
            ([], {"space": str(self.office.id)}, 200, "Choose the place"),
            ([], {"space": "9" * 30}, 200, "Choose the place"),
        ):
            values = {"space": str(self.hall.id), "text": "It drips", **more}
            answer = self.send("/my/cowork/faults/new", photos, **values)
            self.assertEqual(answer.status_code, status)
            self.assertIn(message, answer.text)
        self.assertFalse(self.requests.search([("partner_id", "=", self.person.id)]))

    def test_a_fault_that_is_known_is_joined(self):
        other = self.make(
            "My secret", partner_id=self.portal_b.partner_id.id, category=False
        )
        text = self.words(self.get(f"/my/cowork/faults/new?space={self.hall.id}"))
        self.assertIn("That Is It", text)
        self.assertNotIn("Yours", text)
        self.assertNotIn("secret", text)
        answer = self.send(
            "/my/cowork/faults/same", space=str(self.hall.id), fault=str(other.id)
        )
        self.assertIn("we tell you when it is done", self.words(answer))
        self.assertEqual(other.affected_partner_ids, self.person)
        self.assertNotIn("secret", answer.text)
        answer = self.send(self.path(other, "/add"), text="Me too")
        self.assertEqual(answer.status_code, 404)
        for space, fault in (
            (self.office.id, other.id),
            (self.hall.id, self.make("Far", self.desk_far).id),
            (self.hall.id, 0),
        ):
            answer = self.send(
                "/my/cowork/faults/same", space=str(space), fault=str(fault)
            )
            self.assertEqual(answer.status_code, 404)

    def test_the_member_and_the_staff_write_to_each_other(self):
        request = self.make()
        request.message_post(
            body="We come at ten",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        request.message_post(body="He is a nuisance", subtype_xmlid="mail.mt_note")
        request.description = "<p>Expensive</p>"
        self.env.flush_all()
        answer = self.send(self.path(request, "/add"), [JPEG], text="<b>Worse</b>")
        words = self.words(answer)
        self.assertIn("We come at ten", words)
        self.assertIn("&lt;b&gt;Worse&lt;/b&gt;", answer.text)
        self.assertNotIn("nuisance", words)
        self.assertNotIn("Expensive", words)
        self.assertEqual(request.message_ids[0].author_id, self.person)
        self.assertEqual(len(request.photo_before_ids), 1)
        answer = self.send(self.path(request, "/add"), text=" ")
        self.assertEqual(answer.status_code, 409)
        with patch.object(portal, "MOST_PHOTOS", 1):
            answer = self.send(self.path(request, "/add"), [JPEG], text="Look")
        self.assertIn("photos enough", answer.text)

    def test_what_is_sent_twice_is_added_once(self):
        request = self.make()
        path = self.path(request, "/add")

        def add(text, *photos):
            for _time in range(2):
                answer = self.send(path, photos, text=text)
                self.assertEqual(answer.status_code, 200)
            said = request.message_ids.filtered(lambda m: m.message_type == "comment")
            return len(said), len(request.photo_before_ids)

        other = ("other.png", make_picture("PNG", (9, 9)), "image/png")
        self.assertEqual(
            add("It <b>drips</b>:\n\nhttps://example.com/a, & more"), (1, 0)
        )
        self.assertEqual(add("It drips", JPEG), (2, 1))
        self.assertEqual(add("It drips", JPEG, other), (3, 3))
        self.assertEqual(add("", other), (4, 4))
        # Once it was answered, or some time later, the same words say something again.
        request.message_post(body="Where?", message_type="comment")
        self.assertEqual(add("📷", other), (6, 5))
        request.message_ids.date = "2026-01-01 00:00:00"
        self.env.flush_all()
        self.assertEqual(add("📷"), (7, 5))

    def test_the_member_rates_what_was_done(self):
        request = self.make()
        answer = self.send(self.path(request, "/rate"), stars="5")
        self.assertEqual(answer.status_code, 409)
        request.stage_id = self.done
        self.env.flush_all()
        self.assertIn("How was it done?", self.words(self.get(self.path(request))))
        answer = self.send(self.path(request, "/rate"), stars="2", words="Slow")
        self.assertIn("Thank you for telling us", self.words(answer))
        rating = request.rating_ids
        self.assertEqual((rating.rating, rating.feedback), (2, "Slow"))
        self.assertEqual(request.activity_ids.summary, "Not satisfied: The tap drips")

    def test_nobody_elses(self):
        request = self.make(photo_before_ids=[(4, self.make_photo().id)])
        photo = request.photo_before_ids
        document = self.make_photo("plan.png")
        paths = ["", f"/photo/{photo.id}"]
        for more in paths:
            self.assertEqual(self.get(self.path(request, more)).status_code, 200)
        self.assertEqual(
            self.get(self.path(request, f"/photo/{document.id}")).status_code, 404
        )
        self.sign_in(self.portal_b)
        for more in paths:
            self.assertEqual(self.get(self.path(request, more)).status_code, 404)
        for more in ("/add", "/rate"):
            answer = self.send(self.path(request, more), text="x", stars="1")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.get("/my/cowork/faults/2147483648").status_code, 404)
        self.assertNotIn("The tap drips", self.get("/my/cowork/faults").text)
        self.assertIn(
            "You need a membership", self.words(self.get("/my/cowork/faults/new"))
        )

    @mute_logger("odoo.http")
    def test_forms_without_a_token_do_nothing(self):
        request = self.make()
        for path in (
            "/my/cowork/faults/new",
            "/my/cowork/faults/same",
            self.path(request, "/add"),
            self.path(request, "/rate"),
        ):
            answer = self.send(path, csrf=False, text="x", space=str(self.hall.id))
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(
            self.requests.search_count([("space_id", "=", self.hall.id)]), 1
        )
