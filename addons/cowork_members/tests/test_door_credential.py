from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .door_common import CARD, CARD_2, DoorCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestDoorCredential(DoorCommon):
    """Issued once, kept as a hash, taken back; PINs that cannot be guessed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_contract(
            cls.plan_hot, start="2026-11-01", member_ids=[(6, 0, cls.person.ids)]
        )
        cls.credentials = cls.env["cowork.access.credential"]

    # Issue -------------------------------------------------------------------------

    def test_the_front_desk_issues_and_nothing_tells_what_opens_the_door(self):
        answer = self.credentials.with_user(self.front_desk).issue(
            "qr", self.location.id, partner=self.person.id, label="Phone"
        )
        self.assertRegex(answer["secret"], r"^CW-[A-Za-z0-9_-]{32}$")
        self.assertEqual(self.ask(answer["secret"]), "contract")
        credential = self.credentials.browse(answer["id"])
        self.assertEqual(credential.issued_by, self.front_desk)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(one)::text FROM cowork_access_credential one"
            " WHERE id = %s",
            [credential.id],
        )
        (row,) = self.env.cr.fetchone()
        self.assertNotIn(answer["secret"], row)
        messages = credential.message_ids.mapped("body")
        self.assertNotIn(answer["secret"], " ".join(messages))

    def test_the_hash_is_for_nobody(self):
        for user in (self.front_desk, self.manager, self.portal_a):
            card = self.card.with_user(user)
            self.assertNotIn("secret_hash", card.fields_get())
            with self.assertRaises(AccessError):
                card.read(["secret_hash"])
            with self.assertRaises(AccessError):
                card.search([("secret_hash", "like", "a")])

    def test_who_does_not_serve_the_location_issues_nothing(self):
        for user in (self.internal, self.portal_a, self.manager_b):
            with self.assertRaises(AccessError):
                self.credentials.with_user(user).issue(
                    "qr", self.location.id, partner=self.person.id
                )
        far = self.make_user(
            "t_door_far", "cowork_members.group_front_desk", [self.location_2]
        )
        with self.assertRaises(AccessError):
            self.credentials.with_user(far).issue(
                "qr", self.location.id, partner=self.person.id
            )

    def test_nonsense_is_refused_with_a_sentence(self):
        desk = self.credentials.with_user(self.front_desk)
        for kind, values, pattern in (
            ("key", {}, "a card, a PIN or a QR code"),
            ("card", {}, "Hold the card to the reader"),
            ("card", {"value": "12"}, "Hold the card to the reader"),
            ("card", {"value": CARD}, "has this card already"),
            ("qr", {"partner": None}, "Whose is it"),
            ("qr", {"partner": "7"}, "not the number of a record"),
            (
                "qr",
                {"valid_to": "2027-01-01", "valid_from": "2027-02-01"},
                "valid_order",
            ),
        ):
            vals = {"partner": self.person.id, **values}
            with self.subTest(kind, **values), self.assertRejected() as caught:
                desk.issue(kind, self.location.id, **vals)
                desk.env.flush_all()
            self.assertRegex(str(caught.exception), pattern)

    def test_nobody_writes_what_the_system_keeps(self):
        card = self.card.with_user(self.front_desk)
        for vals in (
            {"state": "active"},
            {"partner_id": self.member.id},
            {"secret_hash": "x"},
            {"number": "1"},
            {"location_id": self.location_2.id},
        ):
            with self.assertRaises(AccessError):
                card.write(vals)
        card.write({"label": "0107", "valid_to": "2027-12-31 00:00:00"})
        with self.assertRefused(UserError, "stays on record"):
            self.card.unlink()

    def test_a_card_that_was_lost_by_one_opens_for_the_next(self):
        self.card.action_report_lost()
        self.issue(CARD, partner=self.other_member)
        self.make_contract(
            self.plan_hot, start="2026-11-01", partner_id=self.other_member.id
        )
        answer = self.location.check_access(CARD)
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertEqual(event.partner_id, self.other_member)

    def test_what_was_revoked_can_turn_out_to_be_lost_but_not_the_reverse(self):
        self.card.with_user(self.front_desk).action_revoke("Left")
        self.assertEqual((self.card.state, self.card.end_reason), ("revoked", "Left"))
        self.card.action_report_lost()
        self.assertEqual(self.card.state, "lost")
        self.card.action_revoke()
        self.assertEqual(self.card.state, "lost")

    def test_the_key_is_made_once_and_can_be_kept_outside_the_database(self):
        before = self.credentials._get_hashes(CARD, self.location)
        self.credentials.init()
        self.assertEqual(self.credentials._get_hashes(CARD, self.location), before)
        with patch.dict("os.environ", {"COWORK_ACCESS_PEPPER": "operator's own"}):
            other = self.credentials._get_hashes(CARD, self.location)
        self.assertNotEqual(other, before)

    def test_another_company_has_other_hashes(self):
        self.assertNotEqual(
            self.credentials._get_hashes(CARD, self.location_b),
            self.credentials._get_hashes(CARD, self.location),
        )
        self.assertEqual(self.ask(CARD, location=self.location_b), "unknown")

    def test_people_know_how_many_cards_they_have(self):
        self.issue(CARD_2)
        for record in (self.person, self.member, self.contract):
            record = record.with_user(self.front_desk)
            name = next(n for n in record._fields if n.endswith("credential_count"))
            self.assertEqual(record[name], 2, record)
        for record in (self.person, self.member):
            action = record.action_view_cowork_credentials()
            self.assertEqual(self.card.search_count(action["domain"]), 2)
        action = self.contract.action_view_credentials()
        self.assertEqual(self.card.search_count(action["domain"]), 2)
        self.card.action_report_lost()
        self.person.invalidate_recordset()
        self.assertEqual(self.person.cowork_credential_count, 1)

    # The dialog --------------------------------------------------------------------

    def make_dialog(self, **vals):
        dialogs = self.env["cowork.access.issue"].with_user(self.front_desk)
        return dialogs.create(
            {"partner_id": self.person.id, "location_id": self.location.id, **vals}
        )

    def test_the_dialog_issues_a_card_of_which_it_keeps_the_hash(self):
        dialog = self.make_dialog(kind="card", value="04:E7:A1:B2:C4", label="0108")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(one)::text FROM cowork_access_issue one WHERE id = %s",
            [dialog.id],
        )
        self.assertNotIn("04E7A1B2C4", self.env.cr.fetchone()[0].replace(":", ""))
        self.env.invalidate_all()
        self.assertEqual(dialog.action_issue(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(self.ask(CARD_2), "contract")

    def test_the_dialog_shows_a_qr_code_and_a_pin_once(self):
        action = self.make_dialog(kind="qr").action_issue()
        secret = action["context"]["default_secret"]
        self.assertEqual(self.ask(secret), "contract")
        picture = action["context"]["default_qr"]
        self.assertIn('<img src="data:image/png;base64,', picture)
        self.assertNotIn(secret, action["context"]["default_qr"])
        action = self.make_dialog(kind="pin").action_issue()
        secret = action["context"]["default_secret"]
        self.assertEqual(secret.split("*")[0], action["context"]["default_number"])
        self.assertEqual(self.ask(secret), "contract")
        stored = self.env["cowork.access.secret"]._fields
        for name in ("title", "secret", "number", "qr", "example"):
            self.assertFalse(stored[name].store)

    def test_the_dialog_wants_a_holder_and_the_number_of_a_card(self):
        with self.assertRefused(ValidationError, "Whose is it"):
            self.make_dialog(partner_id=False)
        with self.assertRefused(ValidationError, "Hold the card to the reader"):
            self.make_dialog(kind="card", value="?").action_issue()

    # PINs --------------------------------------------------------------------------

    def make_pin(self, **vals):
        return self.issue_secret(kind="pin", **vals)

    def test_a_pin_is_of_one_person_and_location(self):
        credential, secret = self.make_pin()
        self.assertRegex(secret, r"^\d{5}\*\d{6}$")
        self.assertEqual(self.ask(secret), "contract")
        self.assertEqual(self.ask(secret.replace("*", "#")), "contract")
        number, code = secret.split("*")
        self.assertEqual(credential.number, number)
        self.assertEqual(self.ask(code), "unknown")
        self.plan_hot.access_everywhere = True
        self.assertEqual(self.ask(secret, location=self.location_2), "wrong_pin")

    def wrong(self, secret):
        """:returns: the same number with another PIN"""
        number, code = secret.split("*")
        return f"{number}*{(int(code) + 1) % 10**6:06}"

    def test_five_wrong_pins_shut_the_keypad_but_not_the_reader(self):
        _credential, secret = self.make_pin()
        for number in range(5):
            self.assertEqual(
                self.ask(f"1000{number}*123456", point="MAIN"), "wrong_pin"
            )
        self.assertEqual(self.ask(secret, point="MAIN"), "locked")
        self.assertEqual(self.ask(CARD, point="MAIN"), "contract")
        # Elsewhere, where nobody guessed.
        self.make_point("SIDE")
        self.assertEqual(self.ask(secret, point="SIDE"), "contract")

    def test_five_wrong_pins_of_one_number_shut_it_at_every_keypad(self):
        credential, secret = self.make_pin()
        _other, secret_2 = self.make_pin()
        for number in range(5):
            point = self.make_point(f"P{number}")
            self.assertEqual(
                self.ask(self.wrong(secret), point=point.code), "wrong_pin"
            )
        self.make_point("SIDE")
        self.assertEqual(self.ask(secret, point="SIDE"), "locked")
        self.assertEqual(self.ask(secret_2, point="SIDE"), "contract")
        events = self.env["cowork.access.event"].search(
            [("credential_id", "=", credential.id), ("reason", "=", "wrong_pin")]
        )
        self.assertEqual(len(events), 5)
        self.assertFalse(events.partner_id)

    def test_the_lock_ends_after_a_quarter_hour_of_the_server_s_clock(self):
        _credential, secret = self.make_pin()
        for _number in range(5):
            self.ask(self.wrong(secret), at="2020-01-01 00:00:00", point="MAIN")
        # A moment that the caller makes up does not unlock it.
        self.assertEqual(
            self.ask(secret, at="2027-01-11 12:00:00", point="MAIN"), "locked"
        )
        with freeze_time("2027-01-10 12:14:59"):
            self.assertEqual(self.ask(secret, point="MAIN"), "locked")
        with freeze_time("2027-01-10 12:15:00"):
            self.assertEqual(self.ask(secret, point="MAIN"), "contract")

    def test_numbers_are_free_again_when_their_pin_has_ended(self):
        credential, secret = self.make_pin()
        credential.action_revoke()
        self.assertEqual(self.ask(secret), "revoked")
        self.env["cowork.access.credential"]._by_action().create(
            {
                "kind": "pin",
                "number": credential.number,
                "partner_id": self.person.id,
                "location_id": self.location.id,
                "secret_hash": "x",
            }
        )

    # Controllers -------------------------------------------------------------------

    def connect(self, points, user=None, **vals):
        dialog = self.env["cowork.access.connect"].with_user(user or self.manager)
        return dialog.create(
            {"name": "Gate", "point_ids": [Command.set(points.ids)], **vals}
        ).action_connect()

    def test_a_manager_connects_a_controller_and_renews_its_key(self):
        side = self.make_point("SIDE")
        action = self.connect(self.main | side)
        user = self.main.controller_user_id
        self.assertEqual(side.controller_user_id, user)
        self.assertTrue(user.has_group("cowork_members.group_door_controller"))
        self.assertFalse(user._is_internal() or user._is_portal())
        keys = self.env["res.users.apikeys"]
        first = action["context"]["default_secret"]
        self.assertEqual(keys._check_credentials(scope="rpc", key=first), user.id)
        self.assertIn("check_access", action["context"]["default_example"])
        second = self.connect(self.main)["context"]["default_secret"]
        self.assertEqual(self.main.controller_user_id, user)
        self.assertFalse(keys._check_credentials(scope="rpc", key=first))
        self.assertEqual(keys._check_credentials(scope="rpc", key=second), user.id)

    def test_who_is_no_manager_connects_nothing(self):
        for user in (self.front_desk, self.user, self.portal_a):
            with self.assertRaises(AccessError):
                self.connect(self.main, user)
        # Of another company's doors nothing is there to be chosen.
        with self.assertRaises(UserError):
            self.connect(self.main, self.manager_b)
        self.assertFalse(self.main.controller_user_id)

    def test_a_controller_has_no_other_role(self):
        self.connect(self.main)
        user = self.main.controller_user_id
        for group in ("base.group_user", "base.group_portal"):
            with self.assertRefused(ValidationError, "no other role"):
                user.group_ids += self.env.ref(group)
        with self.assertRefused(ValidationError, "no other role"):
            self.front_desk.group_ids += self.env.ref(
                "cowork_members.group_door_controller"
            )
