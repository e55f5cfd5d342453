from datetime import date

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 20:00:00")
@tagged("post_install", "-at_install")
class TestEnquiry(CoworkCommon):
    """From the phone call to won or lost. It is the 11th in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("t_phone", locations=[cls.location])
        cls.reason = cls.env.ref("cowork_members.lost_reason_price")
        cls.website = cls.env.ref("cowork_members.source_website")
        cls.location.partner_id = cls.env["res.partner"].create(
            {"name": "Riverside", "country_id": cls.env.ref("base.cn").id}
        )

    def call(self, **vals):
        """:returns: the contract that a phone call made"""
        calls = self.env["cowork.enquiry.call"].with_user(self.user)
        with Form(calls) as form:
            for name, value in vals.items():
                setattr(form, name, value)
        action = form.save().action_apply()
        return self.env["cowork.contract"].browse(action["res_id"])

    # The phone call ----------------------------------------------------

    def test_a_name_is_enough(self):
        contract = self.call(caller="Nora Quinn")
        self.assertEqual(contract.partner_id.name, "Nora Quinn")
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.location_id, self.location)
        self.assertEqual(contract.date_enquiry, date(2027, 1, 11))
        self.assertEqual(contract.user_id, self.user)
        todo = contract.activity_ids
        self.assertEqual(todo.user_id, self.user)
        self.assertEqual(todo.date_deadline, date(2027, 1, 12))

    def test_nobody_at_all_is_refused(self):
        with self.assertRefused(UserError, "at least a name"):
            self.call(note="Hung up")

    def test_a_company_and_its_caller(self):
        contract = self.call(
            caller="Nora Quinn",
            company_name="Wattle Studio",
            email="nora@wattle.example.com",
            phone="+86 21 6288 1234",
            kind_id=self.kinds["office"],
            people_count=4,
            source_id=self.website,
            note="Light, please",
        )
        self.assertEqual(contract.partner_id.name, "Wattle Studio")
        self.assertTrue(contract.partner_id.is_company)
        self.assertEqual(contract.contact_id.parent_id, contract.partner_id)
        self.assertEqual(contract.contact_id.email, "nora@wattle.example.com")
        self.assertEqual(contract.wanted_kind_id, self.kinds["office"])
        self.assertEqual(contract.people_count, 4)
        self.assertEqual(contract.source_id, self.website)
        self.assertEqual(contract.enquiry_note, "Light, please")
        self.assertFalse(contract.line_ids)

    def test_a_plan_gives_the_card_its_value(self):
        contract = self.call(caller="Nora", plan_id=self.plan_hot, people_count=3)
        self.assertEqual(contract.monthly_value, 3600.0)
        contract = self.call(caller="Nora", plan_id=self.plan_office, people_count=3)
        self.assertEqual(contract.monthly_value, 7500.0)
        self.assertEqual(contract.wanted_kind_id, self.kinds["office"])

    def test_a_viewing_replaces_the_call_back(self):
        contract = self.call(caller="Nora", viewing_start="2027-01-13 02:00:00")
        self.assertEqual(contract.visit_ids.user_id, self.user)
        self.assertEqual(
            contract.stage_id, self.env.ref("cowork_members.stage_viewing")
        )
        self.assertFalse(contract.activity_ids)

    def test_a_known_e_mail_makes_no_second_contact(self):
        self.person.email = "Rafa.Silva@quiet.example.com"
        contract = self.call(caller="R. Silva", email="rafa.silva@QUIET.example.com")
        self.assertEqual(contract.partner_id, self.member)
        self.assertEqual(contract.contact_id, self.person)

    def test_a_known_number_is_found_however_it_is_written(self):
        self.person.phone = "+86 21 6288 1234"
        for number in ("+86 21 6288 1234", "021 6288 1234", "0086-21-62881234"):
            contract = self.call(phone=number)
            self.assertEqual(contract.contact_id, self.person, number)
        self.assertNotEqual(self.call(phone="+86 21 6288 9999").contact_id, self.person)

    def test_somebody_else_on_the_same_line(self):
        self.member.phone = "+86 21 6288 1234"
        calls = self.env["cowork.enquiry.call"].with_user(self.user)
        with Form(calls) as form:
            form.phone = "+86 21 6288 1234"
            self.assertEqual(form.partner_id, self.member)
            self.assertFalse(form.open_enquiries)
            form.partner_id = self.env["res.partner"]
            form.caller = "Somebody else"
        action = form.save().action_apply()
        contract = self.env["cowork.contract"].browse(action["res_id"])
        self.assertEqual(contract.partner_id.name, "Somebody else")

    def test_an_open_enquiry_is_pointed_out(self):
        self.member.email = "office@quiet.example.com"
        first = self.call(email="office@quiet.example.com")
        calls = self.env["cowork.enquiry.call"].with_user(self.user)
        with Form(calls) as form:
            form.email = "office@quiet.example.com"
            self.assertIn(first.name, form.open_enquiries)

    def test_contacts_of_another_company_are_not_found(self):
        other = self.env["res.company"].create({"name": "Other Operator"})
        self.member.write({"email": "x@quiet.example.com", "company_id": other.id})
        contract = self.call(email="x@quiet.example.com")
        self.assertNotEqual(contract.partner_id, self.member)

    def test_a_call_for_a_location_one_does_not_serve(self):
        calls = self.env["cowork.enquiry.call"].with_user(self.user)
        call = calls.create({"caller": "Nora", "location_id": self.location_2.id})
        before = self.env["res.partner"].search_count([])
        with self.assertRaises(AccessError):
            call.action_apply()
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_the_notes_of_a_call_are_ones_own(self):
        calls = self.env["cowork.enquiry.call"].with_user(self.user)
        call = calls.create({"caller": "Nora", "location_id": self.location.id})
        colleague = self.make_user("t_colleague", locations=[self.location])
        with self.assertRaises(AccessError):
            call.with_user(colleague).read(["caller"])
        outsider = new_test_user(self.env, "t_outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            calls.with_user(outsider).create({"caller": "Nora"})

    # The day of the enquiry ----------------------------------------------------

    def test_what_was_migrated_was_no_enquiry(self):
        self.assertFalse(self.make_contract(external_ref="OLD-1").date_enquiry)
        contract = self.make_contract(state="draft")
        contract.date_enquiry = "2026-12-24"
        self.assertEqual(contract.copy().date_enquiry, date(2027, 1, 11))

    def test_nobody_asks_tomorrow_or_after_signing(self):
        contract = self.make_contract(state="draft")
        with self.assertRefused(ValidationError, "nobody asks"):
            contract.date_enquiry = "2027-01-12"
        contract.action_sign()
        with self.assertRefused(UserError, "cannot be changed"):
            contract.with_user(self.user).date_enquiry = "2026-12-24"
        contract.date_enquiry = "2026-12-24"

    # Lost ----------------------------------------------------

    def test_the_reason_is_asked_and_kept(self):
        contract = self.make_contract(state="draft").with_user(self.user)
        lose = self.env["cowork.contract.lose"].with_user(self.user)
        lose = lose.with_context(
            active_model="cowork.contract", active_ids=contract.ids
        ).create({"reason_id": self.reason.id, "note": "200 less elsewhere"})
        lose.action_apply()
        self.assertEqual(contract.state, "cancelled")
        self.assertEqual(contract.date_lost, date(2027, 1, 11))
        self.assertEqual(contract.lost_reason_id, self.reason)
        self.assertEqual(contract.lost_note, "200 less elsewhere")
        contract.action_reopen()
        self.assertEqual(contract.state, "draft")
        self.assertFalse(contract.date_lost)
        self.assertFalse(contract.lost_reason_id)
        self.assertFalse(contract.lost_note)

    def test_dragging_to_cancelled_asks_for_the_reason(self):
        cancelled = self.env.ref("cowork_members.stage_cancelled")
        for state in ("draft", "signed"):
            contract = self.make_contract(state=state)
            with self.assertRaisesRegex(RedirectWarning, "Why does nothing") as caught:
                contract.stage_id = cancelled
            self.assertEqual(
                caught.exception.args[3], {"default_contract_ids": contract.ids}
            )
            self.assertEqual(contract.state, state)

    def test_nobody_forges_a_loss(self):
        contract = self.make_contract(state="draft").with_user(self.user)
        for vals in (
            {"date_lost": "2027-01-01"},
            {"lost_reason_id": self.reason.id},
            {"date_first_viewing": "2027-01-01"},
        ):
            with self.assertRaises(AccessError):
                contract.write(vals)
