import json

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import CoworkCommon
from .test_visitor_privacy import picture
from .visitor_common import NOW, VisitorCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestKiosk(VisitorCase):
    """What visitors do by themselves on the tablet in the lobby."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.location.action_renew_kiosk()

    @property
    def kiosk(self):
        public = self.env["cowork.location"].with_user(self.env.ref("base.public_user"))
        return public._find_kiosk(self.location.kiosk_token)

    @property
    def by_kiosk(self):
        return self.kiosk.env["cowork.visitor"]

    def find(self, text):
        return self.by_kiosk._kiosk_find(self.kiosk, text)

    def walk_in(self, **values):
        values = {"name": "Bo Li", "host": self.person.id, **values}
        return self.by_kiosk._kiosk_walk_in(self.kiosk, values)

    def test_by_the_qr_code_or_its_letters(self):
        visitor = self.expect()
        secret = visitor.sudo()
        for text in (
            secret.page_url,
            secret.token,
            visitor.code,
            f"{visitor.code[:4].lower()} {visitor.code[4:]}",
        ):
            self.assertEqual(self.find(text), visitor)
        message = self.find(visitor.code)._kiosk_arrive()
        self.assertEqual(message, "Welcome! Rafa Silva knows that you are here.")
        self.assertEqual(visitor.state, "inside")
        self.assertEqual(secret.presence_ids.source, "kiosk")
        self.find(visitor.code)._leave()
        self.assertEqual(visitor.state, "left")

    def test_of_a_series_the_one_of_today(self):
        visitors = self.announce("Ana", start=NOW, rule="FREQ=WEEKLY;COUNT=2")
        today = visitors.filtered(lambda v: v.day == self.day())
        self.assertEqual(self.find(visitors[1].sudo().token), today)

    def test_another_day_or_place_is_not_today_here(self):
        tomorrow = self.expect(at="2027-01-12 02:00:00")
        with self.assertRefused(UserError, "You are expected on"):
            self.find(tomorrow.code)
        there = self.visitors.create({"name": "Ana", "location_id": self.location_2.id})
        for text in (there.code, "AB2C34DF", "", None, 7, "hello"):
            with self.assertRefused(UserError, "Nobody is expected here today"):
                self.find(text)

    def test_without_an_invitation(self):
        visitor = self.walk_in(company="Blue Lab", phone="13800138000")
        self.assertRecordValues(
            visitor,
            [
                {
                    "name": "Bo Li",
                    "company_name": "Blue Lab",
                    "phone": "13800138000",
                    "partner_id": self.person.id,
                    "source": "kiosk",
                    "state": "expected",
                }
            ],
        )
        visitor._kiosk_arrive()
        self.assertEqual(visitor.state, "inside")

    def test_who_was_announced_is_not_registered_twice(self):
        visitor = self.expect("Ana Ruiz")
        self.assertEqual(self.walk_in(name="RUIZ Ana"), visitor)
        self.assertNotEqual(self.walk_in(name="Ana Other"), visitor)
        # The answer was lost, and she tries again.
        first = visitor.sudo()._kiosk_arrive()
        again = self.walk_in(name="Ana Ruiz")
        self.assertEqual(again, visitor)
        self.assertEqual(again._kiosk_arrive(), first)
        self.assertEqual(len(again.presence_ids), 1)

    def test_a_name_and_a_host_of_the_house_are_needed(self):
        for values in (
            {"name": " "},
            {"host": None},
            {"host": self.portal_b.partner_id.id},
            {"host": "1"},
            {"host": 2**40},
        ):
            with self.assertRefused(UserError, "give your name"):
                self.walk_in(**values)

    def test_hosts_are_found_by_three_letters_and_not_listed(self):
        hosts = self.kiosk._find_hosts
        self.assertEqual(hosts("silva raf"), self.person)
        self.assertEqual(
            hosts("quiet").mapped("name"),
            ["Mira Sun", "Quiet Ledger Ltd", "Rafa Silva"],
        )
        self.assertEqual(hosts("t_front"), self.front_desk.employee_ids.work_contact_id)
        for nobody in ("", "ra", "%%%", "Yuki", None, "x" * 300):
            self.assertFalse(hosts(nobody), nobody)

    def test_a_limit_is_not_told_to_strangers(self):
        self.plan_desk.visitors_per_day = 1
        self.expect()
        with self.assertRefused(UserError, "^Please ask the front desk.$"):
            self.walk_in()

    def test_the_house_rules_come_first(self):
        rules = self.put_rules_in_force()
        visitor = self.walk_in()
        with self.assertRefused(UserError, "has not accepted"):
            visitor._kiosk_arrive()
        with self.assertRefused(UserError, "have changed"):
            visitor._kiosk_arrive(rules.id + 1)
        visitor._kiosk_arrive(rules.id)
        self.assertEqual(visitor.rules_id, rules)

    def test_a_photo_where_photos_are_taken(self):
        photo = f"data:image/jpeg;base64,{picture().decode()}"
        first = self.walk_in()
        first._kiosk_arrive(photo=photo)
        self.assertFalse(first.photo)
        self.location.kiosk_photo = True
        second = self.walk_in(name="Chen")
        second._kiosk_arrive(photo=photo)
        self.assertTrue(second.photo)
        third = self.walk_in(name="Dora")
        for wrong in ("data:image/svg+xml;base64,PHN2Zy8+", "x", "é", 7):
            with self.assertRefused(UserError, "could not be read"):
                third._kiosk_arrive(photo=wrong)

    def test_who_is_on_the_black_list_waits_and_the_staff_are_warned(self):
        self.block(name="Bo Li")
        visitor = self.walk_in()
        message = visitor._kiosk_arrive()
        self.assertEqual(message, "Please wait here: the front desk comes to you.")
        self.assertEqual(visitor.state, "refused")
        self.assertFalse(visitor.presence_ids)
        note = self.env["mail.message"].search(
            [("model", "=", "cowork.visitor"), ("res_id", "=", visitor.id)], limit=1
        )
        self.assertIn(self.front_desk.partner_id, note.notified_partner_ids)
        self.assertIn("Threw a chair", note.body)

    def test_a_parcel_is_announced_and_the_desk_sees_it(self):
        message = self.kiosk._kiosk_parcel(self.person.id)
        self.assertIn("front desk", message)
        parcel = self.env["cowork.parcel"].search([("partner_id", "=", self.person.id)])
        self.assertRecordValues(
            parcel,
            [
                {
                    "location_id": self.location.id,
                    "state": "waiting",
                    "notes": "Announced at the kiosk.",
                }
            ],
        )
        for nobody in (None, self.portal_b.partner_id.id, "1"):
            with self.assertRefused(UserError, "whom it is for"):
                self.kiosk._kiosk_parcel(nobody)

    def test_all_it_says_is_there_in_every_language(self):
        self.put_rules_in_force()
        state = self.kiosk._get_kiosk_state()
        self.assertEqual(
            {one["code"] for one in state["languages"]},
            {code for code, _name in self.env["res.lang"].get_installed()},
        )
        self.assertIn("No dogs", state["languages"][0]["rules"])
        self.assertEqual(state["languages"][0]["place"], "Riverside")

    def test_only_managers_renew_its_address(self):
        before = self.location.kiosk_token
        for user in (self.front_desk, self.user, self.portal_a):
            with self.assertRaises(AccessError):
                self.location.with_user(user).action_renew_kiosk()
        self.location.with_user(self.manager).action_renew_kiosk()
        self.assertNotEqual(self.location.kiosk_token, before)
        self.assertFalse(self.env["cowork.location"]._find_kiosk(before))
        with self.assertRaises(AccessError):
            self.location.with_user(self.manager).write({"kiosk_token": "x" * 30})


@tagged("post_install", "-at_install")
class TestKioskPage(CoworkCommon, HttpCase):
    """The tablet's page and its calls, by nobody who is signed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.make_contract(
            cls.plan_desk, cls.desk_1, member_ids=[(6, 0, cls.person.ids)]
        )
        cls.person.write({"name": "Rafa Silva", "email": "rafa@quiet.example.com"})
        cls.location.action_renew_kiosk()
        cls.visitors = cls.env["cowork.visitor"]

    def setUp(self):
        super().setUp()
        self.env.flush_all()

    def call(self, action, token=None, **params):
        response = self.url_open(
            f"/cowork/kiosk/{token or self.location.kiosk_token}/{action}",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response.json()

    def test_the_page(self):
        response = self.url_open(f"/cowork/kiosk/{self.location.kiosk_token}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("I have a QR code", response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_a_wrong_address_opens_nothing(self):
        for token in ("x", "x" * 32):
            self.assertEqual(self.url_open(f"/cowork/kiosk/{token}").status_code, 404)
            for action in ("state", "hosts", "find", "arrive", "walk_in", "leave"):
                self.assertEqual(self.call(action, token)["error"]["code"], 404)

    def test_in_and_out(self):
        answer = self.call("hosts", query="Silva")["result"]
        self.assertEqual(
            answer,
            [
                {
                    "id": self.person.id,
                    "name": "Rafa Silva",
                    "company": "Quiet Ledger Ltd",
                }
            ],
        )
        visitor = {"name": "Bo Li", "host": self.person.id}
        answer = self.call("walk_in", visitor=visitor)["result"]
        self.assertEqual(
            answer, {"message": "Welcome! Rafa Silva knows that you are here."}
        )
        visitor = self.visitors.search([("name", "=", "Bo Li")])
        self.assertEqual(visitor.state, "inside")
        self.assertEqual(
            self.call("find", code=visitor.code)["result"]["state"], "inside"
        )
        self.assertEqual(self.call("leave", code=visitor.code)["result"], {})
        self.assertEqual(visitor.state, "left")
        self.assertIn("not in the building", str(self.call("leave", code=visitor.code)))

    def test_nonsense_is_answered_with_a_sentence(self):
        for action, params in (
            ("find", {}),
            ("find", {"code": {"a": 1}}),
            ("arrive", {"code": ["x"]}),
            ("walk_in", {"visitor": "x"}),
            ("walk_in", {"visitor": {"name": {}, "host": True}}),
            ("leave", {"code": 7}),
            ("parcel", {"host": {"a": 1}}),
            ("find", {"code": "x", "lang": "xx_YY"}),
        ):
            self.assertIn("error", self.call(action, **params)["result"])
        self.assertFalse(self.visitors.search([("source", "=", "kiosk")]))

    def test_a_visitor_checks_in_by_touch(self):
        visitor = self.visitors.create(
            {
                "name": "Ana Ruiz",
                "location_id": self.location.id,
                "partner_id": self.person.id,
                "expected_at": fields.Datetime.now(),
            }
        )
        rules = self.env["cowork.visitor.rules"].create(
            {"location_id": self.location.id, "body": "<p>No dogs.</p>"}
        )
        rules.action_publish()
        self.env.flush_all()
        steps = """
            const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
            const until = async (what) => {
                for (let tries = 0; tries < 100; tries++) {
                    const found = what();
                    if (found) return found;
                    await sleep(50);
                }
                throw new Error(`not found: ${what}`);
            };
            const press = async (selector) => {
                const ready = `${selector}:not(:disabled)`;
                (await until(() => document.querySelector(ready))).click();
            };
            const type = async (index, text) => {
                const input = await until(
                    () => document.querySelectorAll("main input")[index]
                );
                input.value = text;
                input.dispatchEvent(new Event("input"));
            };
            const read = (text) =>
                until(() => document.body.textContent.includes(text));
            (async () => {
                // With a code: find, accept, in.
                await press(".have_qr");
                await type(0, "%(code)s");
                await press(".go");
                await read("Hello, Ana Ruiz");
                await press(".go");
                await read("No dogs");
                await press(".go");
                await read("knows that you are here");
                await press(".go");
                // Without one.
                await press(".visitor");
                await type(0, "Bo Li");
                await press(".go");
                await type(0, "Silva");
                await press(".found button");
                await press(".go");
                await read("No dogs");
                await press(".go");
                await read("knows that you are here");
                await press(".go");
                // A courier.
                await press(".parcel");
                await type(0, "Silva");
                await press(".found button");
                await press(".go");
                await read("leave it at the front desk");
                console.log("test successful");
            })().catch((error) => console.error(String(error)));
        """
        self.browser_js(
            f"/cowork/kiosk/{self.location.kiosk_token}",
            steps % {"code": visitor.code},
            ready="Boolean(document.querySelector('.have_qr'))",
            login=None,
        )
        self.env.invalidate_all()
        self.assertEqual(visitor.state, "inside")
        self.assertEqual(visitor.rules_id, rules)
        walk_in = self.visitors.search([("name", "=", "Bo Li")])
        self.assertEqual(walk_in.state, "inside")
        self.assertEqual(walk_in.partner_id, self.person)
        parcel = self.env["cowork.parcel"].search([("partner_id", "=", self.person.id)])
        self.assertEqual(parcel.state, "waiting")
