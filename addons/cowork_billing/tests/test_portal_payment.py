from odoo import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_fees_common import PortalFeesCommon


@tagged("post_install", "-at_install")
class TestPortalPayment(PortalFeesCommon):
    """A member pays what a run has billed through the ERP's own payment providers; the
    demo provider of the ERP, which the tests install, stands for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The accountant of the tests does not set up how people pay.
        system = cls.env(su=True)
        cls.method = system.ref("payment_demo.payment_method_demo")
        cls.method.active = True
        demo = system.ref("payment.payment_provider_demo")
        # Of the company that is billed; a copy begins disabled.
        cls.provider = demo.copy({"company_id": cls.company.id, "state": "test"})
        cls.provider.write(
            {
                "is_published": True,
                "payment_method_ids": [Command.set(cls.method.ids)],
                "journal_id": cls.company_data["default_journal_bank"].id,
            }
        )
        system["ir.config_parameter"].set_param(
            "account_payment.enable_portal_payment", "True"
        )

    def setUp(self):
        super().setUp()
        self.invoice = self.fee.move_id

    def begin(self, invoice=None, token=None, amount=None):
        """Press “Pay” in the form below the invoice.

        :returns: what the ERP's script is told to go on with
        """
        invoice = invoice or self.invoice
        return self.make_jsonrpc_request(
            f"/invoice/transaction/{invoice.id}",
            {
                "access_token": token,
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "amount": amount or invoice.amount_residual,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": invoice.get_portal_url(),
            },
        )

    def pay(self, outcome="done", **kwargs):
        """Pay, let the provider answer, and wait on the page that says how it went.

        :returns: the transaction
        """
        reference = self.begin(**kwargs)["reference"]
        self.make_jsonrpc_request(
            "/payment/demo/simulate_payment",
            {
                "reference": reference,
                "payment_details": "4242",
                "simulated_state": outcome,
            },
        )
        self.make_jsonrpc_request("/payment/status/poll", {})
        self.env.invalidate_all()
        transactions = self.env["payment.transaction"].sudo()
        return transactions.search([("reference", "=", reference)])

    def read_fees(self):
        """:returns: words of the page with the charges of the contract"""
        return self.get(f"/my/cowork/{self.mine.id}/fees")[1]

    def test_a_member_pays_an_invoice_and_his_fees_say_so(self):
        self.sign_in(self.payer)
        words = self.read_fees()
        self.assertIn("To pay", words)
        self.assertIn("Pay Now", words)
        path, words = self.get(self.invoice._get_cowork_pay_url())
        self.assertEqual(path, f"/my/invoices/{self.invoice.id}")
        self.assertIn("Demo", words)
        paid = self.pay()
        self.assertEqual(
            (paid.state, paid.amount, paid.partner_id),
            ("done", 4865.0, self.payer.partner_id),
        )
        self.assertEqual(paid.payment_id.amount, 4865.0)
        self.assertEqual(self.invoice.amount_residual, 0.0)
        self.assertIn(self.invoice.payment_state, ("paid", "in_payment"))
        words = self.read_fees()
        self.assertIn("Paid", words)
        self.assertNotIn("To pay", words)
        self.assertNotIn("Pay Now", words)

    def test_a_deposit_paid_online_is_in_hand(self):
        self.sign_in(self.payer)
        self.assertEqual(self.mine.deposit_ids.amount_in_hand, 0.0)
        self.pay()
        self.assertEqual(self.mine.deposit_ids.amount_in_hand, 3600.0)

    def test_a_part_is_paid_and_the_rest_is_still_asked_for(self):
        self.sign_in(self.payer)
        self.pay(amount=1000.0)
        self.assertEqual(self.invoice.amount_residual, 3865.0)
        words = self.read_fees()
        self.assertIn("Partly paid", words)
        self.assertIn("Pay Now", words)

    def test_what_the_provider_refuses_is_still_to_be_paid(self):
        self.sign_in(self.payer)
        for outcome in ("cancel", "error"):
            with self.subTest(outcome):
                refused = self.pay(outcome)
                self.assertEqual(refused.state, outcome)
                self.assertFalse(refused.payment_id)
                self.assertEqual(self.invoice.amount_residual, 4865.0)
                words = self.read_fees()
                self.assertIn("To pay", words)
                self.assertIn("Pay Now", words)

    def test_nobody_else_is_asked_to_pay(self):
        for user in (self.colleague, self.other):
            self.sign_in(user)
            path, _words = self.get(f"/my/invoices/{self.invoice.id}")
            self.assertEqual(path, "/my")
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self.begin()
        self.env.invalidate_all()
        self.assertFalse(self.invoice.sudo().transaction_ids)
