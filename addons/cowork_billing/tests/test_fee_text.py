from decimal import Decimal

from odoo.tests import TransactionCase, tagged
from odoo.tools import formatLang


@tagged("post_install", "-at_install")
class TestFeeText(TransactionCase):
    """Explanations are written in the formats of the member's language."""

    def explain(self, lang, currency, amount):
        text = self.env["cowork.fee.text"].with_context(lang=lang)
        computation = {"kind": "deposit_refund", "name": "Deposit"}
        amounts = {"held": amount, "amount": amount}
        return text._get_writer(currency)(computation | amounts)

    def test_thousands_and_decimals_are_those_of_the_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        usd = self.env.ref("base.USD")
        for lang, written in (("en_US", "1,234,567.50"), ("de_DE", "1.234.567,50")):
            self.assertIn(f"{written} held", self.explain(lang, usd, "1234567.5"))

    def test_every_amount_is_written_as_the_erp_writes_it(self):
        amounts = ("0", "-12.3", "999.99", "1000", "-1219.35", "0.125", "2.675", "1e7")
        for currency in self.env.ref("base.USD") | self.env.ref("base.JPY"):
            for amount in amounts:
                digits = currency.decimal_places
                written = formatLang(self.env, float(Decimal(amount)), digits=digits)
                text = self.explain(self.env.lang, currency, amount)
                self.assertIn(f" {written} held", text)
