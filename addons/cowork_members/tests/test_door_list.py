import csv
import hashlib
import hmac
import io
import json

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import PASSWORD
from .door_common import CARD, CARD_2, STAFF_CARD, DoorCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestDoorList(DoorCommon, HttpCase):
    """What controllers decide by while they cannot reach the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.location.access_offline = True
        cls.contract = cls.make_contract(
            cls.plan_hot, start="2026-11-01", member_ids=[(6, 0, cls.person.ids)]
        )
        cls.env["cowork.access.connect"].create(
            {"name": "Gate", "point_ids": [Command.set(cls.main.ids)]}
        ).action_connect()
        cls.door_user = cls.main.controller_user_id

    def get_list(self, user=None, **values):
        location = self.location.with_user(user or self.door_user)
        return location.get_access_list(**values)

    def get_entries(self, credential, **values):
        found = self.get_list(**values)["entries"]
        return [one for one in found if one["credential"] == credential.id]

    def test_a_controller_finds_a_card_in_it(self):
        found = self.get_list()
        key = self.location.with_user(self.door_user).get_access_key()
        self.assertEqual(key["algorithm"], "HMAC-SHA256")
        message = key["messages"]["card"].replace("{value}", CARD)
        wanted = hmac.new(
            bytes.fromhex(key["key"]), message.encode(), hashlib.sha256
        ).hexdigest()
        (entry,) = [one for one in found["entries"] if one["hash"] == wanted]
        self.assertEqual(
            entry,
            {
                "credential": self.card.id,
                "kind": "card",
                "hash": wanted,
                "from": "2027-01-10 12:00:00",
                "to": "2027-01-17 12:00:00",
                "schedule": None,
                "points": ["MAIN"],
                "pass": False,
            },
        )
        self.assertEqual(
            (found["location"], found["tz"], found["version"]),
            ("T-RIV", "Asia/Shanghai", 1799582400),
        )
        self.assertEqual(found["valid_until"], "2027-01-17 12:00:00")

    def test_the_signature_is_of_the_rest(self):
        found = self.get_list()
        key = bytes.fromhex(
            self.location.with_user(self.door_user).get_access_key()["key"]
        )
        signature = found.pop("signature")
        text = json.dumps(found, sort_keys=True, separators=(",", ":"))
        self.assertEqual(
            hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), signature
        )

    def test_pins_are_never_in_it(self):
        pin = self.issue(kind="pin")
        self.assertFalse(self.get_entries(pin))

    def test_days_hours_and_doors_follow_the_contract(self):
        self.contract.action_terminate("2027-01-15")
        self.contract.action_suspend("2027-01-12", "2027-01-13")
        self.plan_hot.access_calendar_id = self.make_calendar(8, 18)
        self.make_point("O1", self.office)
        self.make_point("HALL", self.hall)
        self.make_point("OUT", direction="out")
        found = self.get_list()
        entries = [
            (one["from"], one["to"])
            for one in found["entries"]
            if one["credential"] == self.card.id
        ]
        # Days of Shanghai.
        self.assertEqual(
            entries,
            [
                ("2027-01-10 12:00:00", "2027-01-11 16:00:00"),
                ("2027-01-13 16:00:00", "2027-01-15 16:00:00"),
            ],
        )
        (entry,) = {tuple(one["points"]) for one in found["entries"]}
        self.assertEqual(sorted(entry), ["HALL", "MAIN"])
        (hours,) = found["schedules"].values()
        self.assertEqual(hours[0], ["2027-01-11 00:00:00", "2027-01-11 10:00:00"])
        self.assertEqual(len(hours), 7)

    def test_what_opens_nothing_is_not_in_it(self):
        self.assertTrue(self.get_entries(self.card))
        self.card.valid_to = "2027-01-10 12:00:00"
        self.assertFalse(self.get_entries(self.card))
        self.card.valid_to = False
        self.plan_hot.access_mode = "booking"
        self.assertFalse(self.get_entries(self.card))
        self.plan_hot.access_mode = "pass"
        self.assertTrue(self.get_entries(self.card)[0]["pass"])
        self.card.action_report_lost()
        self.assertFalse(self.get_entries(self.card))

    def test_staff_are_in_it(self):
        employee = self.env["hr.employee"].create(
            {"name": "Guard", "company_id": self.company.id}
        )
        card = self.issue(STAFF_CARD, employee_id=employee.id)
        self.assertFalse(self.get_entries(card))
        self.location.employee_ids += employee
        (entry,) = self.get_entries(card)
        self.assertEqual(entry["points"], ["MAIN"])

    def test_it_is_given_to_controllers_and_community_managers_only(self):
        self.assertTrue(self.get_list(self.user))
        for user in (self.front_desk, self.portal_a, self.internal, self.manager_b):
            with self.assertRaises(AccessError):
                self.get_list(user)
        for user in (self.user, self.manager, self.portal_a):
            with self.assertRaises(AccessError):
                self.location.with_user(user).get_access_key()
        with self.assertRaises(AccessError):
            self.location_2.with_user(self.door_user).get_access_list()
        self.location.access_offline = False
        for name in ("get_access_list", "get_access_key"):
            with self.assertRefused(ValidationError, "do not decide alone"):
                getattr(self.location.with_user(self.door_user), name)()

    def test_days_are_bounded(self):
        for days in (0, -1, 32, "7", None, 10**9, True, 1.5):
            with self.assertRefused(ValidationError, "1 to 31 days"):
                self.get_list(days=days)

    def test_the_file_is_the_list(self):
        self.authenticate(self.user.login, PASSWORD)
        path = f"/cowork/access/{self.location.id}/list"
        answer = self.url_open(f"{path}.json")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json()["entries"][0]["credential"], self.card.id)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        rows = list(csv.reader(io.StringIO(self.url_open(f"{path}.csv").text)))
        self.assertEqual(rows[0][:2], ["#list", f"version={answer.json()['version']}"])
        self.assertEqual(rows[1][:3], ["credential", "kind", "hash"])
        self.assertEqual(rows[2][0], str(self.card.id))
        self.assertEqual(rows[-1], ["#signature", answer.json()["signature"]])
        self.authenticate(self.front_desk.login, PASSWORD)
        self.assertEqual(self.url_open(f"{path}.json").status_code, 404)

    def test_queries_do_not_grow_with_people(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.get_list()
            return len(found["entries"]), self.env.cr.sql_log_count - before

        def add(numbers):
            for number in numbers:
                person = self.env["res.partner"].create({"name": f"P{number}"})
                vals = {"start": "2026-11-01", "partner_id": person.id}
                self.make_contract(self.plan_hot, **vals)
                self.issue(f"05AA00{number:02}", partner=person)

        self.issue(CARD_2)
        add(range(2))
        count()
        entries, once = count()
        self.assertEqual(entries, 4)
        add(range(2, 20))
        # New records empty some caches of the ERP, whose own questions do not count.
        count()
        self.assertEqual(count(), (22, once))
