import json

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PASSWORD, CoworkCommon
from .parcel_common import PDF, ParcelMixin, png
from .test_portal import PortalCase

#: what a record of the register must never let anybody below see or set
FORGED = {
    "state": "handed_over",
    "name": "P1",
    "received_at": "2020-01-01 00:00:00",
    "notified_at": "2020-01-01 00:00:00",
    "storage_next": "2030-01-01",
    "storage_days": 0,
    "code_tries": 0,
    "code_version": 7,
    "handed_to": "me",
    "proof": "code",
    "forward_cost": 0.0,
    "scan_name": "x",
    "reader_id": False,
    "closed_at": "2020-01-01 00:00:00",
}


class ParcelAccessCase(ParcelMixin, CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls._setup_parcels()
        cls.colleague = cls.make_user(
            "t_colleague",
            "base.group_portal",
            partner_id=cls.env["res.partner"]
            .create({"name": "Ines Dias", "parent_id": cls.member.id})
            .id,
        )
        cls.contract.action_add_member(cls.colleague.partner_id)


@tagged("post_install", "-at_install")
class TestParcelAccess(ParcelAccessCase):
    """Whose parcels are whose business."""

    def visible(self, user):
        return self.env["cowork.parcel"].with_user(user).search([]).sudo()

    def test_members_see_their_own_and_what_is_for_their_company(self):
        own, company = self.receive("Rafa Silva"), self.receive("Quiet Ledger")
        other = self.receive("Yuki", partner_id=self.portal_b.partner_id.id)
        self.assertEqual(self.visible(self.portal_a), own | company)
        self.assertEqual(self.visible(self.colleague), company)
        self.assertEqual(self.visible(self.portal_b), other)
        with self.assertRaises(AccessError):
            own.with_user(self.colleague).read(["name"])
        with self.assertRaises(AccessError):
            own.with_user(self.internal).read(["name"])

    def test_members_cannot_write_parcels_but_say_what_is_done_with_their_own(self):
        parcel = self.receive("Rafa Silva")
        mine = parcel.with_user(self.portal_a)
        with self.assertRaises(AccessError):
            mine.write({"instruction": "refuse"})
        mine.action_ask("forward", " Rua 1, Lisboa ")
        self.assertEqual(parcel.instruction, "forward")
        self.assertEqual(parcel.forward_address, "Rua 1, Lisboa")
        self.assertTrue(parcel.asked_at)
        for user in (self.colleague, self.portal_b, self.internal):
            with self.assertRaises(AccessError):
                parcel.with_user(user).action_ask("refuse")
        calls = (
            ("action_hand_over", (parcel._get_pickup_code(),)),
            ("action_forward", (0.0,)),
            ("action_refuse", ()),
            ("action_deliver_scan", (PDF, "x.pdf")),
            ("action_renew_code", ()),
            ("action_notify", ()),
            ("action_reopen", ()),
        )
        for name, args in calls:
            for user in (self.portal_a, self.portal_b, self.internal):
                with self.assertRaises(AccessError, msg=name):
                    getattr(parcel.with_user(user), name)(*args)

    def test_nobody_writes_the_fields_of_the_system(self):
        parcel = self.receive("Rafa Silva")
        for user in (self.front_desk, self.manager):
            for name, value in FORGED.items():
                with self.subTest(field=name), self.assertRaises(AccessError):
                    parcel.with_user(user).write({name: value})
                with self.subTest(field=name), self.assertRaises(AccessError):
                    parcel.with_user(user).create(
                        {"location_id": self.location.id, name: value}
                    )

    def test_the_front_desk_serves_its_own_location(self):
        away = self.receive("Yuki", location_id=self.location_2.id)
        here = self.receive("Rafa Silva")
        self.assertEqual(self.visible(self.front_desk), here)
        with self.assertRaises(AccessError):
            self.location_2.with_user(self.front_desk).guess_recipients(["Yuki"])
        with self.assertRaises(AccessError):
            away.with_user(self.front_desk).action_refuse()
        with self.assertRaises(AccessError):
            self.env["cowork.parcel"].with_user(self.front_desk).create(
                {"location_id": self.location_2.id, "recipient_name": "Yuki"}
            )
        made = self.env["cowork.parcel"].with_user(self.front_desk)
        made = made.create(
            {"location_id": self.location.id, "recipient_name": "Rafa Silva"}
        )
        self.assertEqual(made.partner_id, self.person)
        self.assertTrue(made.action_hand_over(signature=png())["done"])
        self.assertFalse(made.has_access("unlink"))

    def test_the_front_desk_charges_what_it_may_not_write_itself(self):
        parcel = self.receive("Rafa Silva")
        desk = parcel.with_user(self.front_desk)
        desk.forward_address = "Rua 1"
        desk.action_forward(5.0)
        self.assertEqual(self.usage_of(parcel).usage_type_id, self.forwarding)

    def test_the_pickup_code_is_nowhere_to_be_read(self):
        parcel = self.env["cowork.parcel"].with_user(self.front_desk)
        parcel = parcel.create(
            {"location_id": self.location.id, "recipient_name": "Rafa Silva"}
        )
        code = parcel._get_pickup_code()
        for user in (self.front_desk, self.user, self.manager):
            rows = parcel.with_user(user).read(
                [
                    name
                    for name in parcel.with_user(user).fields_get()
                    if name != "photo"
                ]
            )
            self.assertNotIn(code, json.dumps(rows, default=str))
            messages = self.env["mail.message"].with_user(user)
            found = messages.search(
                [("model", "=", "cowork.parcel"), ("res_id", "=", parcel.id)]
            )
            self.assertNotIn(code, " ".join(found.mapped("body")))
        message = self.env["mail.message"].search([("body", "like", code)])
        self.assertEqual(message.partner_ids, self.person)
        self.assertNotIn(self.front_desk.partner_id, message.author_id)

    def test_a_scan_is_read_by_the_member_and_nobody_else(self):
        self.make_rule("scan")
        letter = self.receive("Rafa Silva", kind="letter")
        letter.with_user(self.front_desk).action_deliver_scan(PDF, "letter.pdf")
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "cowork.parcel"), ("res_field", "=", "scan")])
        )
        self.assertEqual(attachment.res_id, letter.id)
        where = [("res_model", "=", "cowork.parcel"), ("res_field", "=", "scan")]
        staff = (self.front_desk, self.user, self.manager)
        for user in (*staff, self.portal_a, self.colleague, self.portal_b):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    letter.with_user(user).read(["scan"])
                self.assertFalse(attachment.with_user(user).has_access("read"))
        for user in staff:
            found = self.env["ir.attachment"].with_user(user)
            self.assertFalse(found.search(where))
        self.assertTrue(letter.with_user(self.portal_a)._get_scan())
        for user in (self.colleague, self.portal_b, self.manager):
            self.assertIsNone(letter.with_user(user)._get_scan())

    def test_the_scan_dialog_keeps_nothing(self):
        self.make_rule("scan")
        letter = self.receive("Rafa Silva", kind="letter")
        wizard = (
            self.env["cowork.parcel.scan"]
            .with_user(self.front_desk)
            .with_context(active_id=letter.id)
            .create({"file": PDF, "filename": "letter.pdf"})
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.user).read(["file"])
        wizard.action_apply()
        self.assertFalse(wizard.exists())
        self.assertTrue(letter.scanned_at)

    def test_dialogs_do_what_they_say(self):
        parcels = self.receive("Rafa Silva") | self.receive("Rafa Silva")
        hand_over = (
            self.env["cowork.parcel.hand.over"]
            .with_user(self.front_desk)
            .with_context(active_ids=parcels[:1].ids)
            .create({"code": "nonsense"})
        )
        # Both: what waits for one member is handed over together.
        self.assertEqual(hand_over.parcel_ids.sudo(), parcels)
        again = hand_over.action_apply()
        self.assertEqual(again["res_id"], hand_over.id)
        self.assertIn("not the code", hand_over.problem)
        hand_over.code = parcels[0]._get_pickup_code()
        hand_over.action_apply()
        self.assertEqual(set(parcels.mapped("state")), {"handed_over"})

        parcel = self.receive("Mara Lind")
        self.env["cowork.parcel.forward"].with_user(self.front_desk).with_context(
            active_id=parcel.id
        ).create({"cost": 3.0, "forward_address": "Rua 1"}).action_apply()
        self.assertEqual(parcel.state, "forwarded")
        self.assertEqual(parcel.forward_cost, 3.0)
        parcel = self.receive("Mara Lind")
        self.env["cowork.parcel.refuse"].with_user(self.front_desk).with_context(
            active_ids=parcel.ids
        ).create({"reason": "Smells"}).action_apply()
        self.assertEqual(parcel.refuse_reason, "Smells")

    def test_the_register_can_be_printed(self):
        self.receive("Rafa Silva").action_hand_over(signature=png())
        self.receive("Wolfgang Xerxes")
        report = self.env["ir.actions.report"].with_user(self.front_desk)
        html, _kind = report._render_qweb_html(
            "cowork_members.report_parcel_register",
            self.visible(self.front_desk).ids,
        )
        text = html.decode()
        for words in ("Riverside", "Rafa Silva", "Wolfgang Xerxes", "Handed over"):
            self.assertIn(words, text)


@tagged("post_install", "-at_install")
class TestPortalParcel(ParcelMixin, PortalCase):
    """The members' own pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_parcels_of_contract()

    @classmethod
    def _setup_parcels_of_contract(cls):
        cls.person.write({"name": "Rafa Silva", "email": "rafa@quiet.example.com"})
        cls.own = cls.receive("Rafa Silva", shelf="B3")
        cls.other = cls.receive("Yuki", partner_id=cls.portal_b.partner_id.id)

    def test_a_member_sees_what_waits_and_the_code(self):
        self.sign_in(self.portal_a)
        _path, text = self.get("/my/cowork/parcels")
        self.assertIn(self.own.name, text)
        self.assertIn(self.own._get_pickup_code(), text)
        self.assertNotIn(self.other.name, text)
        _path, text = self.get(f"/my/cowork/parcels/{self.own.id}")
        self.assertIn(self.own._get_pickup_code(), text)
        _path, text = self.get("/my/cowork/parcels?past=1")
        self.assertIn("Nothing has left yet", text)

    def test_others_parcels_are_not_there(self):
        self.sign_in(self.portal_b)
        for page in ("", "/photo", "/scan"):
            response = self.url_open(f"/my/cowork/parcels/{self.own.id}{page}")
            self.assertEqual(response.status_code, 404, page)
        _path, response = self.post(
            f"/my/cowork/parcels/{self.own.id}/ask", instruction="refuse"
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.own.instruction, "hold")
        self.sign_in(None)
        response = self.url_open(f"/my/cowork/parcels/{self.own.id}")
        self.assertIn("/web/login", response.url)

    def test_a_member_asks_to_forward(self):
        self.sign_in(self.portal_a)
        page = f"/my/cowork/parcels/{self.own.id}"
        _path, response = self.post(f"{page}/ask", instruction="forward")
        self.assertIn("Give the name and address", response.text)
        self.assertEqual(self.own.instruction, "hold")
        path, response = self.post(
            f"{page}/ask", instruction="forward", address="Rua 1, Lisboa"
        )
        self.assertEqual(path, page)
        self.assertIn("The front desk has your wish", response.text)
        self.assertEqual(self.own.instruction, "forward")
        _path, response = self.post(f"{page}/ask", instruction="burn")
        self.assertIn("Choose what is to be done", response.text)

    def test_files_are_no_texts_of_forms(self):
        self.sign_in(self.portal_a)
        self.assertTakesNoFiles(
            f"/my/cowork/parcels/{self.own.id}/ask",
            instruction="forward",
            address="Rua 1, Lisboa",
        )
        self.assertEqual(self.own.instruction, "hold")

    def test_a_wish_needs_the_form_of_the_page(self):
        self.sign_in(self.portal_a)
        page = f"/my/cowork/parcels/{self.own.id}"
        with mute_logger("odoo.http"):
            _path, response = self.post(f"{page}/ask", csrf=False, instruction="refuse")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.own.instruction, "hold")

    def test_the_reader_downloads_the_scan(self):
        self.own.instruction = "scan"
        self.own.action_deliver_scan(PDF, "letter.pdf")
        self.env.flush_all()
        self.sign_in(self.portal_a)
        page = f"/my/cowork/parcels/{self.own.id}"
        _path, text = self.get(page)
        self.assertIn("o_cowork_scan", text)
        response = self.url_open(f"{page}/scan")
        self.assertEqual(response.content, b"%PDF-1.4 a letter")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("letter.pdf", response.headers["Content-Disposition"])
        self.assertIn("no-store", response.headers["Cache-Control"])

    def test_company_mail_is_shown_but_its_scan_only_to_the_reader(self):
        letter = self.receive("Quiet Ledger", instruction="scan")
        letter.action_deliver_scan(PDF, "letter.pdf")
        self.assertEqual(letter.reader_id, self.member)
        self.env.flush_all()
        self.sign_in(self.portal_a)
        _path, text = self.get(f"/my/cowork/parcels/{letter.id}")
        self.assertNotIn("o_cowork_scan", text)
        response = self.url_open(f"/my/cowork/parcels/{letter.id}/scan")
        self.assertEqual(response.status_code, 404)

    def test_staff_find_no_scan_under_the_usual_addresses(self):
        self.own.instruction = "scan"
        self.own.action_deliver_scan(PDF, "letter.pdf")
        attachment = self.env["ir.attachment"].sudo()
        attachment = attachment.search(
            [("res_model", "=", "cowork.parcel"), ("res_field", "=", "scan")]
        )
        self.env.flush_all()
        for user in (self.front_desk, self.manager, self.portal_a):
            self.authenticate(user.login, PASSWORD)
            for address in (
                f"/web/content/{attachment.id}",
                f"/web/content/cowork.parcel/{self.own.id}/scan",
                f"/web/image/cowork.parcel/{self.own.id}/scan",
            ):
                response = self.url_open(address)
                self.assertNotIn(b"a letter", response.content, address)
