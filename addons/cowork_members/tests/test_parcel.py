from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon
from .parcel_common import PDF, ParcelMixin, png


@freeze_time("2027-03-01 03:00:00")
class ParcelCase(ParcelMixin, CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2027-03-01 03:00:00"):
            cls._setup_parcels()


@freeze_time("2027-03-01 03:00:00")
@tagged("post_install", "-at_install")
class TestParcelReceive(ParcelCase):
    """Taking in: whom it is for, who pays, what is done with it, who is told."""

    def test_the_label_tells_whom_it_is_for_and_who_pays(self):
        parcel = self.receive("SILVA, Rafa – Quiet Ledger", tracking_number=" 1Z99 ")
        self.assertEqual(parcel.partner_id, self.person)
        self.assertEqual(parcel.contract_id, self.contract)
        self.assertEqual(parcel.tracking_number, "1Z99")
        self.assertRegex(parcel.name, r"^P\d\d-\d{5}$")
        self.assertEqual(parcel.received_by, self.env.user)
        self.assertEqual(self.receive("quiet ledger limited").partner_id, self.member)
        self.assertEqual(self.receive("Lind").partner_id, self.freelancer)

    def test_a_label_that_means_nobody_is_kept_and_nobody_is_told(self):
        parcel = self.receive("Wolfgang Xerxes")
        self.assertFalse(parcel.partner_id)
        self.assertFalse(parcel.contract_id)
        self.assertFalse(parcel.notified_at)
        self.assertEqual(self.told(parcel), [])
        parcel.partner_id = self.freelancer
        self.assertEqual(parcel.contract_id, self.contract)
        self.assertTrue(parcel.notified_at)
        self.assertEqual(
            [who for who, _subject in self.told(parcel)], [self.freelancer]
        )

    def test_a_label_that_is_corrected_tells_whom_it_is_for(self):
        parcel = self.receive("Wolfgang Xerxes")
        parcel.recipient_name = "Mara Lind"
        self.assertEqual(parcel.partner_id, self.freelancer)
        self.assertEqual([who for who, _s in self.told(parcel)], [self.freelancer])

    def test_who_was_chosen_stays_chosen(self):
        parcel = self.receive("Rafa Silva", partner_id=self.member.id)
        self.assertEqual(parcel.partner_id, self.member)

    def test_people_of_other_locations_and_of_ended_contracts_are_not_guessed(self):
        self.make_contract(
            self.plan_desk, self.desk_far, partner_id=self.other_member.id
        )
        self.make_contract(
            start=self.day(-60), state="ended", partner_id=self.other_member.id
        )
        self.assertFalse(self.receive("Blue Lab").partner_id)

    def test_a_guess_says_how_sure_it_is_and_what_is_to_be_done(self):
        self.make_rule("scan", partner_id=self.person.id)
        found, nobody = self.location.guess_recipients(["rafa slva", "xx"])
        self.assertEqual(nobody, [])
        self.assertEqual(found[0]["id"], self.person.id)
        self.assertEqual(found[0]["company"], "Quiet Ledger Ltd")
        self.assertEqual(found[0]["instruction"], "scan")
        self.assertTrue(found[0]["sure"])
        for nonsense in ("Rafa", [1], ["x"] * 101, None):
            with self.assertRaises(UserError):
                self.location.guess_recipients(nonsense)

    def test_several_at_once_are_told_in_one_message_to_each(self):
        parcels = self.env["cowork.parcel"].create(
            [
                {"location_id": self.location.id, "recipient_name": name}
                for name in ("Rafa Silva", "rafa silva", "Mara Lind")
            ]
        )
        told = self.told(parcels)
        self.assertEqual([who for who, _s in told], [self.person, self.freelancer])
        self.assertEqual(told[0][1], "Riverside: there is mail for you")
        body = (
            self.env["mail.message"]
            .search(
                [("res_id", "in", parcels.ids), ("partner_ids", "in", self.person.ids)]
            )
            .body
        )
        for parcel in parcels[:2]:
            self.assertIn(parcel.name, body)
            self.assertIn(parcel._get_pickup_code(), body)
        self.assertNotIn(parcels[2].name, body)

    def test_who_reads_an_inbox_finds_it_there(self):
        colleague = self.make_user("t_inbox", "base.group_user", name="Olga Petrova")
        colleague.notification_type = "inbox"
        self.contract.action_add_member(colleague.partner_id)
        parcel = self.receive("Petrova")
        notification = self.env["mail.notification"].search(
            [("res_partner_id", "=", colleague.partner_id.id)]
        )
        self.assertTrue(parcel.notified_at)
        self.assertIn("inbox", notification.mapped("notification_type"))

    def test_who_has_no_address_is_not_told(self):
        self.freelancer.email = False
        parcel = self.receive("Mara Lind")
        self.assertFalse(parcel.notified_at)
        self.assertIn(
            parcel,
            parcel.search([("notified_at", "=", False), ("partner_id", "!=", False)]),
        )

    def test_the_same_shipment_is_not_taken_in_twice(self):
        first = self.receive(tracking_number="RR123456789CN")
        self.receive(tracking_number="RR123456789CN", location_id=self.location_2.id)
        with self.assertRejected():
            self.receive(tracking_number="RR123456789CN")
        first.action_refuse()
        self.env.flush_all()
        self.receive(tracking_number="RR123456789CN")

    def test_a_mistake_in_whom_it_is_for_is_corrected(self):
        self.make_rule("scan", partner_id=self.person.id)
        parcel = self.receive("Rafa Silva")
        self.assertEqual(parcel.instruction, "scan")
        code = parcel._get_pickup_code()
        parcel.partner_id = self.freelancer
        self.assertEqual(parcel.instruction, "hold")
        self.assertNotEqual(parcel._get_pickup_code(), code)
        self.assertEqual(
            [who for who, _s in self.told(parcel)], [self.person, self.freelancer]
        )

    # Rules of a virtual office -------------------------------------------------------

    def test_the_nearest_rule_holds(self):
        self.make_rule("forward", forward_address="Rua 1, Lisboa")
        self.make_rule("hold", kind="large")
        self.make_rule("scan", partner_id=self.person.id, kind="letter")
        expected = (
            ("Rafa Silva", "letter", "scan"),
            ("Rafa Silva", "parcel", "forward"),
            ("Quiet Ledger", "letter", "forward"),
            ("Mara Lind", "large", "hold"),
        )
        for label, kind, instruction in expected:
            parcel = self.receive(label, kind=kind)
            self.assertEqual(parcel.instruction, instruction, (label, kind))
        self.assertEqual(self.receive("Mara Lind").forward_address, "Rua 1, Lisboa")

    def test_an_archived_rule_and_one_of_an_ended_contract_hold_no_more(self):
        rule = self.make_rule("refuse")
        rule.active = False
        self.assertEqual(self.receive().instruction, "hold")
        rule.active = True
        self.assertEqual(self.receive().instruction, "refuse")
        with self.assertRejected():
            self.make_rule("hold")

    def test_forwarding_needs_an_address(self):
        with self.assertRefused(ValidationError, "address to which"):
            self.make_rule("forward")
        parcel = self.receive()
        with self.assertRefused(ValidationError, "address to which"):
            parcel.instruction = "forward"


@freeze_time("2027-03-01 03:00:00")
@tagged("post_install", "-at_install")
class TestParcelLeaves(ParcelCase):
    """Handing over, forwarding, refusing, scanning."""

    def test_the_code_of_one_opens_all_of_the_member(self):
        parcels = self.receive() | self.receive()
        code = parcels[1]._get_pickup_code()
        self.assertRegex(code, r"^\d{6}$")
        answer = parcels.action_hand_over(f" {code[:3]} {code[3:]} ", name="Rafa")
        self.assertEqual(answer, {"done": True, "problem": ""})
        self.assertEqual(set(parcels.mapped("state")), {"handed_over"})
        self.assertEqual(set(parcels.mapped("proof")), {"code"})
        self.assertEqual(set(parcels.mapped("handed_to")), {"Rafa"})
        self.assertEqual(self.told(parcels)[-1][1], f"Fetched: {parcels[0].name}")

    def test_after_five_wrong_codes_only_a_signature_counts(self):
        parcel = self.receive()
        code = parcel._get_pickup_code()
        wrong = "000000" if code != "000000" else "000001"
        for left in (4, 3, 2, 1):
            answer = parcel.action_hand_over(wrong)
            self.assertFalse(answer["done"])
            self.assertEqual(
                answer["problem"], f"That is not the code. Tries left: {left}."
            )
        self.assertIn("Too many", parcel.action_hand_over("é")["problem"])
        self.assertIn("Too many", parcel.action_hand_over(code)["problem"])
        self.assertEqual(parcel.state, "waiting")
        self.assertTrue(parcel.action_hand_over(signature=png())["done"])
        self.assertEqual(parcel.proof, "signature")
        self.assertTrue(parcel.signature)
        self.assertEqual(parcel.handed_to, "Rafa Silva")

    def test_a_new_code_ends_the_old_one_and_is_sent(self):
        parcel = self.receive()
        old = parcel._get_pickup_code()
        for _try in range(5):
            parcel.action_hand_over("nonsense")
        parcel.action_renew_code()
        self.assertEqual(len(self.told(parcel)), 2)
        if parcel._get_pickup_code() != old:
            self.assertFalse(parcel.action_hand_over(old)["done"])
        self.assertTrue(parcel.action_hand_over(parcel._get_pickup_code())["done"])

    def test_what_is_refused_when_handing_over(self):
        mine, other = self.receive(), self.receive("Mara Lind")
        unknown = self.receive("Wolfgang Xerxes")
        with self.assertRefused(UserError, "one member at a time"):
            (mine | other).action_hand_over(mine._get_pickup_code())
        with self.assertRefused(UserError, "one member at a time"):
            (mine | unknown).action_hand_over(mine._get_pickup_code())
        with self.assertRefused(UserError, "pick-up code, or let"):
            mine.action_hand_over()
        for nonsense in ("no image", PDF, 7):
            with self.assertRefused(UserError, "not an image"):
                mine.action_hand_over(signature=nonsense)
        self.assertFalse(mine.action_hand_over(other._get_pickup_code())["done"])
        mine.action_hand_over(mine._get_pickup_code())
        with self.assertRefused(UserError, "is not here any more: “Handed over”"):
            mine.action_hand_over(mine._get_pickup_code())

    def test_what_was_handed_over_by_mistake_is_taken_back(self):
        parcel = self.receive()
        parcel.action_hand_over(signature=png())
        parcel.action_reopen()
        self.assertEqual(parcel.state, "waiting")
        self.assertFalse(parcel.signature or parcel.proof or parcel.closed_at)
        with self.assertRefused(UserError, "taken back"):
            parcel.action_reopen()

    def test_forwarding_is_charged_once_at_its_cost(self):
        self.make_rule("forward", forward_address="Rua 1, Lisboa")
        parcel = self.receive()
        parcel.action_forward(12.345, "Post", "LX1")
        self.assertEqual(parcel.state, "forwarded")
        usage = self.usage_of(parcel)
        self.assertEqual(usage.usage_type_id, self.forwarding)
        self.assertEqual(usage.contract_id, self.contract)
        self.assertEqual(usage.partner_id, self.person)
        self.assertEqual(usage.quantity, 1)
        self.assertAlmostEqual(usage.price_unit, parcel.forward_cost)
        self.assertEqual(usage.date, date(2027, 3, 1))
        parcel._charge_forwarding()
        self.assertEqual(self.usage_of(parcel), usage)
        self.assertEqual(self.told(parcel)[-1][1], f"Forwarded: {parcel.name}")

    def test_what_is_refused_when_forwarding(self):
        parcel = self.receive()
        with self.assertRefused(UserError, "address"):
            parcel.action_forward(5)
        parcel.forward_address = "Rua 1"
        for nonsense in (-1, float("nan"), float("inf"), "abc", 1e9, None, True):
            with self.assertRefused(UserError, "number from 0"):
                parcel.action_forward(nonsense)
        parcel.contract_id = False
        with self.assertRefused(UserError, "no membership pays"):
            parcel.action_forward(5)
        parcel.action_forward(0)
        self.assertFalse(self.usage_of(parcel))

    def test_a_refused_parcel_keeps_why(self):
        parcel = self.receive()
        parcel.action_refuse(" damaged ")
        self.assertEqual((parcel.state, parcel.refuse_reason), ("refused", "damaged"))
        with self.assertRefused(UserError, "stays in the register"):
            parcel.unlink()

    def test_a_scan_is_delivered_and_the_paper_goes_on_waiting(self):
        self.make_rule("scan")
        letter = self.receive(kind="letter")
        letter.action_deliver_scan(PDF, "letter.pdf")
        self.assertEqual((letter.state, letter.instruction), ("waiting", "hold"))
        self.assertEqual(letter.reader_id, self.person)
        self.assertEqual(letter.sudo().scan, PDF.encode())
        self.assertEqual(
            self.told(letter)[-1], (self.person, f"Scanned: {letter.name}")
        )
        with self.assertRefused(UserError, "scanned already"):
            letter.action_deliver_scan(PDF, "again.pdf")

    def test_the_paper_may_be_destroyed(self):
        self.make_rule("scan")
        letter = self.receive(kind="letter")
        letter.action_deliver_scan(PDF, "letter.pdf", destroy=True)
        self.assertEqual(letter.state, "destroyed")
        self.assertTrue(letter.closed_at)

    def test_nothing_is_opened_that_the_member_did_not_ask_for(self):
        letter = self.receive(kind="letter")
        with self.assertRefused(UserError, "stays closed"):
            letter.action_deliver_scan(PDF, "letter.pdf")
        letter.instruction = "scan"
        for nonsense in ("", "TVqQAAMAAAAEAAAA", "no base64!", 5):
            with self.assertRefused(UserError, "PDF, PNG or JPEG"):
                letter.action_deliver_scan(nonsense, "virus.exe")

    def test_scans_of_a_company_are_read_by_whom_the_rule_names(self):
        rule = self.make_rule("scan", partner_id=self.member.id)
        letter = self.receive("Quiet Ledger", kind="letter")
        self.assertEqual(letter._get_reader(), self.member)
        self.contract.contact_id = self.person
        self.assertEqual(letter._get_reader(), self.person)
        rule.reader_id = self.freelancer
        self.assertEqual(letter._get_reader(), self.freelancer)
