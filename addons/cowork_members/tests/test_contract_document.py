from base64 import b64encode
from hashlib import sha256

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common import CoworkCommon, CoworkMixin
from .document_common import SIGNATURE, DocumentMixin


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractDocument(DocumentMixin, CoworkCommon):
    """From the offer to what is archived: what the member saw is what is accepted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_offer()

    def test_accepting_the_agreement_signs_the_contract_and_archives_it(self):
        document = self.send(self.contract)
        self.assertEqual(self.accept(document, self.portal_a), "")
        self.assertEqual(document.state, "accepted")
        self.assertEqual(document.accepted_name, "Rafa Silva")
        self.assertEqual(document.accepted_by_id, self.person)
        self.assertEqual(document.accepted_ip, "192.0.2.7")
        self.assertEqual(str(document.accepted_on), "2027-01-10 12:00:00")
        self.assertTrue(document.signature)
        raw = document.attachment_id.raw
        self.assertEqual(document.sha256, sha256(raw).hexdigest())
        self.assertTrue(document.is_intact)
        text = raw.decode()
        self.assertIn("Accepted online on", text)
        self.assertIn("192.0.2.7", text)
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(self.contract.agreement_status, "accepted")

    def test_accepting_twice_has_one_effect(self):
        document = self.send(self.contract)
        self.accept(document, self.portal_a)
        first = document.attachment_id
        self.assertEqual(self.accept(document, name="Somebody Else"), "")
        self.assertEqual(document.accepted_name, "Rafa Silva")
        self.assertEqual(document.attachment_id, first)
        files = self.env["ir.attachment"].search_count(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
        )
        self.assertEqual(files, 1)

    def test_what_changed_after_sending_cannot_be_accepted(self):
        changes = (
            lambda: self.contract.line_ids.write({"price_unit": 1700}),
            lambda: self.contract.write({"date_end": "2027-12-31"}),
            lambda: self.contract.write({"note": "<p>One key.</p>"}),
            lambda: self.location.write({"house_rules": "<p>No dogs.</p>"}),
            lambda: self.plan_desk.write({"name": "Quiet desk"}),
        )
        for change in changes:
            document = self.send(self.contract)
            change()
            self.assertEqual(self.contract.agreement_status, "outdated")
            self.assertIn("terms have changed", self.accept(document))
            self.assertEqual(document.state, "sent")
            self.assertFalse(document.accepted_on)
            self.assertEqual(self.contract.state, "draft")

    def test_who_uses_the_membership_may_change_meanwhile(self):
        document = self.send(self.contract)
        self.contract.member_ids = self.person
        self.assertEqual(self.accept(document), "")

    def test_other_terms_make_another_document_and_withdraw_the_first(self):
        first = self.send(self.contract)
        self.contract.line_ids.price_unit = 1700
        second = self.send(self.contract)
        self.assertNotEqual(first, second)
        self.assertEqual((first.state, second.state), ("void", "sent"))
        self.assertEqual(first.name, second.name)
        self.assertIn("replaced", self.accept(first))
        self.assertEqual(self.accept(second), "")

    def test_the_same_terms_are_sent_again_in_the_same_document(self):
        first = self.send(self.contract)
        self.assertEqual(self.send(self.contract), first)
        self.assertEqual(len(self.contract.document_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_a_space_that_is_let_meanwhile_is_told_in_a_sentence(self):
        document = self.send(self.contract)
        other = self.make_contract(
            self.plan_desk, self.desk_1, partner_id=self.other_member.id
        )
        problem = self.accept(document)
        self.assertIn("no longer free", problem)
        self.assertNotIn(other.name, problem)
        self.assertEqual((document.state, self.contract.state), ("sent", "draft"))
        self.assertFalse(document.accepted_on)
        # Staff are told which contract is in the way.
        self.assertIn(other.name, self.contract.message_ids[0].body)

    def test_nonsense_is_no_signature(self):
        document = self.send(self.contract)
        svg = b64encode(b"<svg onload='alert(1)'/>").decode()
        for signature in (None, "", "x", 7, svg, SIGNATURE[:40], "A" * 1_000_001):
            problem = self.accept(document, signature=signature)
            self.assertTrue(problem, f"{signature!r}"[:40])
        for name in (None, "", "  ", 7, "x" * 121):
            self.assertIn("your name", self.accept(document, name=name))
        self.assertEqual((document.state, self.contract.state), ("sent", "draft"))

    def test_only_who_belongs_to_the_payer_accepts(self):
        document = self.send(self.contract)
        for user in (self.portal_b, self.user, self.manager, self.internal):
            self.assertIn("Only Quiet Ledger Ltd", self.accept(document, user))
        self.assertEqual(document.state, "sent")

    def test_a_contract_signed_on_paper_may_be_accepted_as_well(self):
        document = self.send(self.contract)
        self.contract.action_sign()
        self.contract.action_activate()
        self.assertEqual(self.accept(document), "")
        self.assertEqual(self.contract.state, "active")

    def test_a_cancelled_contract_has_nothing_to_accept(self):
        document = self.send(self.contract)
        self.contract.action_cancel()
        self.assertEqual(document.state, "void")
        self.assertTrue(self.accept(document))
        self.contract.action_reopen()
        self.assertEqual(self.contract.agreement_status, "none")

    def test_what_was_accepted_is_kept(self):
        document = self.send(self.contract)
        self.accept(document)
        with self.assertRefused(UserError, "it is kept"):
            document.unlink()
        self.contract.action_cancel()
        with self.assertRefused(UserError, "it is kept"):
            self.contract.unlink()
        for user in (self.user, self.manager):
            file = document.attachment_id.with_user(user)
            self.assertTrue(file.has_access("read"))
            for operation in ("write", "unlink"):
                self.assertFalse(file.has_access(operation))

    def test_a_draft_goes_with_what_was_never_accepted(self):
        document = self.send(self.contract)
        self.contract.unlink()
        self.assertFalse(document.exists())

    def test_nobody_writes_documents_directly(self):
        document = self.send(self.contract)
        forged = {"accepted_name": "Me", "state": "accepted", "sha256": "0" * 64}
        for user in (self.portal_a, self.front_desk, self.user, self.manager):
            theirs = document.with_user(user)
            for name, value in forged.items():
                with self.assertRaises(AccessError):
                    theirs.write({name: value})
            with self.assertRaises(AccessError):
                theirs.create({"contract_id": self.contract.id, "kind": "agreement"})
            with self.assertRaises(AccessError):
                theirs.unlink()
        with self.assertRaises(AccessError):
            # Not even by a command that rides on the contract.
            self.contract.with_user(self.manager).write(
                {"document_ids": [Command.update(document.id, {"state": "draft"})]}
            )

    def test_members_post_nothing_on_documents(self):
        document = self.send(self.contract)
        with self.assertRaises(AccessError):
            document.with_user(self.portal_a).with_context(
                cowork_mark_sent=True
            ).message_post(body="spam", partner_ids=self.other_member.ids)

    def test_marking_as_sent_takes_the_right_to_change_the_contract(self):
        draft = self.contract._get_document_to_send("agreement")
        theirs = draft.with_user(self.front_desk).with_context(cowork_mark_sent=True)
        with self.assertRaises(AccessError):
            theirs.message_post(body="sent")
        for action in ("action_send", "action_void"):
            with self.assertRaises(AccessError):
                getattr(draft.with_user(self.front_desk), action)()

    def test_nothing_is_sent_without_plan_or_address(self):
        self.member.email = False
        with self.assertRefused(UserError, "no e-mail address"):
            self.contract.action_send_agreement()
        self.contract.line_ids.unlink()
        with self.assertRefused(UserError, "no plan yet"):
            self.contract.action_send_agreement()

    def test_the_agreement_tells_what_the_member_should_know_of_the_check_list(self):
        department = self.env["hr.department"].create({"name": "Keys"})
        template = {"department_id": department.id, "company_id": self.company.id}
        self.env["cowork.contract.step.template"].create(
            [
                {
                    **template,
                    "name": "Key",
                    "direction": "in",
                    "member_text": "We hand out the key once the deposit is there.",
                },
                {
                    **template,
                    "name": "Inspection",
                    "direction": "out",
                    "member_text": "We look at the desk together.",
                },
                {**template, "name": "Secret", "direction": "in"},
                {
                    **template,
                    "name": "Door",
                    "direction": "in",
                    "kind_ids": self.kinds["office"].ids,
                    "member_text": "Your name is on the door.",
                },
            ]
        )
        text = self.send(self.contract).content
        self.assertIn("We hand out the key once the deposit is there.", text)
        self.assertIn("We look at the desk together.", text)
        self.assertNotIn("Secret", text)
        self.assertNotIn("on the door", text)

    # Addenda ---------------------------------------------------------------------

    def make_running(self, **vals):
        contract = self.contract
        contract.write(vals)
        self.accept(self.send(contract))
        contract.action_activate()
        return contract

    def test_an_amendment_drafts_an_addendum_that_says_what_changes(self):
        contract = self.make_running()
        agreement = contract.document_ids
        before = agreement.attachment_id.raw
        contract.action_amend(
            contract.line_ids, self.plan_office, "2027-03-01", self.office
        )
        addendum = contract.document_ids - agreement
        self.assertEqual(addendum.state, "draft")
        self.assertEqual(addendum.name, f"{contract.name}-A1")
        self.assertEqual(contract.agreement_status, "changed")
        self.assertEqual(self.send(contract), addendum)
        self.assertEqual(contract.agreement_status, "addendum")
        amount = contract.line_ids[0]._format_amount
        (change,) = contract._get_changes(agreement.terms)
        self.assertEqual(
            change,
            {
                "day": "03/01/2027",
                "what": "Plan",
                "before": f"Fixed desk · Desk 1: 1 × {amount(1800)} every month",
                "after": f"Office · Office 1: 1 × {amount(7500)} every month",
            },
        )
        self.assertIn("Office 1", addendum.content)
        self.assertEqual(self.accept(addendum), "")
        self.assertEqual(contract.agreement_status, "accepted")
        self.assertEqual(agreement.attachment_id.raw, before)
        self.assertEqual((agreement.state, addendum.state), ("accepted", "accepted"))
        # The next one is compared to what was accepted last.
        contract.action_amend(
            contract._get_final_lines(), self.plan_office, "2027-05-01", self.office_2
        )
        second = self.send(contract)
        self.assertEqual(second.name, f"{contract.name}-A2")
        self.assertNotIn("Desk 1", second.content)

    def test_amending_before_anybody_accepted_makes_no_addendum(self):
        contract = self.contract
        contract.action_sign()
        contract.action_amend(
            contract.line_ids, self.plan_office, "2027-03-01", self.office
        )
        self.assertFalse(contract.document_ids)

    def test_a_notice_is_no_change_of_what_was_agreed(self):
        contract = self.make_running(date_end="2028-01-09", renewal_mode="automatic")
        contract.action_give_notice()
        self.assertEqual(len(contract.document_ids), 1)
        self.assertEqual(contract.agreement_status, "accepted")
        with self.assertRefused(UserError, "nothing has changed"):
            contract.action_send_agreement()

    def test_a_renewal_is_an_addendum_unless_it_was_agreed_to_happen_by_itself(self):
        contract = self.make_running(date_end="2028-01-09", renewal_mode="automatic")
        contract.action_renew()
        self.assertEqual(len(contract.document_ids), 1)
        contract.renewal_mode = "proposal"
        contract.action_renew()
        addendum = self.send(contract)
        self.assertIn("01/09/2028", addendum.content)
        self.assertIn("01/09/2030", addendum.content)

    def test_an_addendum_taken_back_is_not_sent(self):
        contract = self.make_running()
        line = contract.line_ids
        line.sudo().price_unit = 1900
        draft = self.send(contract)
        self.assertEqual(draft.kind, "addendum")
        line.sudo().price_unit = 1800
        self.assertIn("terms have changed", self.accept(draft))
        with self.assertRefused(UserError, "nothing has changed"):
            contract.action_send_agreement()

    def test_drafting_addenda_takes_as_many_queries_for_ten_as_for_one(self):
        contracts = self.env["cowork.contract"]
        for _i in range(12):
            contracts += self.make_signed(self.plan_hot, self.hall)
        counts = []
        # The first one fills the caches of the registry.
        for some in (contracts[:1], contracts[1:2], contracts[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contracts.browse(some.ids)._draft_addenda()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])


@tagged("post_install", "-at_install")
class TestContractDocumentMail(DocumentMixin, CoworkMixin, MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls._setup_roles()

    def test_the_manager_sends_the_agreement_in_the_language_of_the_member(self):
        contract = self.make_offer()
        action = contract.with_user(self.user).action_send_agreement()
        document = contract.document_ids
        self.assertEqual(document.state, "draft")
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.user)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(composer.partner_ids, self.member)
        self.assertEqual(len(composer.attachment_ids), 1)
        with self.mock_mail_gateway(mail_unlink_sent=False):
            composer._action_send_mail()
        self.assertEqual(document.state, "sent")
        mail = self._new_mails.filtered(lambda m: self.member in m.recipient_ids)
        self.assertIn(f"model={document._name}", mail.body_html)
        self.assertIn(document.access_token, mail.body_html)
        self.assertIn("Read and Sign", mail.body_html)
        # The link is for who gets the mail, not for who reads the conversation.
        self.assertNotIn(document.access_token, document.message_ids[0].body)
        self.assertIn("sent to Quiet Ledger Ltd", contract.message_ids[0].body)
        files = document.message_ids.attachment_ids
        self.assertEqual(files.mapped("res_model"), [document._name])
        self.assertFalse(files.with_user(self.portal_b).has_access("read"))

    def test_who_accepts_gets_a_copy(self):
        document = self.send(self.make_offer())
        with self.mock_mail_gateway(mail_unlink_sent=False):
            self.assertEqual(self.accept(document), "")
        mail = self._new_mails.filtered(lambda m: self.member in m.recipient_ids)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.attachment_ids, document.attachment_id)


@tagged("post_install", "-at_install")
class TestContractDocumentPdf(DocumentMixin, CoworkMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()

    def test_what_is_archived_is_a_pdf(self):
        document = self.send(self.make_offer())
        problem = self.accept(document.with_context(force_report_rendering=True))
        self.assertEqual(problem, "")
        raw = document.attachment_id.raw
        self.assertEqual(raw[:5], b"%PDF-")
        self.assertEqual(document.sha256, sha256(raw).hexdigest())
