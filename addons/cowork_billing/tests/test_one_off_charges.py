from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestOneOffCharges(BillingCommon):
    """What staff charge a member once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_card = cls.env["product.product"].create(
            {
                "name": "Key card",
                "type": "service",
                "list_price": 25.0,
                "cowork_is_charge": True,
            }
        )
        cls.desk_contract = cls.contract(cls, cls.hot_desk, "2026-11-01")
        cls.bill(cls, "2026-11-01")

    def dialog(self, user=None, **vals):
        return (
            self.env["cowork.charge.add"]
            .with_user(user or self.env.user)
            .create(
                {
                    "contract_id": self.desk_contract.id,
                    "product_id": self.key_card.id,
                    "date": "2026-11-10",
                    "reason": "Lost on the way home",
                    **vals,
                }
            )
        )

    def test_it_is_on_the_next_invoice_and_says_why(self):
        dialog = self.dialog(quantity=2)
        self.assertEqual(dialog.price_unit, 25)
        dialog.action_add()
        dialog.action_add()
        fee = self.desk_contract.fee_line_ids - self.run_fees()
        self.assertEqual((fee.state, fee.amount), ("open", 50))
        run = self.bill("2026-11-10")
        self.assertFees(run, ("one_off", "2026-11-10", "2026-11-10", 50.0))
        self.assertEqual(
            fee.move_line_id.name,
            "Key card · 10 Nov 2026 · Lost on the way home · 2 × 25.00 = 50.00",
        )
        taxes = self.key_card.taxes_id._filter_taxes_by_company(self.company)
        self.assertTrue(taxes)
        self.assertEqual(fee.move_line_id.tax_ids, taxes)
        self.assertBalanced()

    def run_fees(self):
        return self.desk_contract.fee_line_ids.filtered("run_id")

    def test_a_day_to_come_waits_for_its_run(self):
        self.dialog(date="2026-11-20").action_add()
        self.assertFalse(self.bill("2026-11-19").fee_line_ids)
        self.assertEqual(str(self.desk_contract.billing_next_date), "2026-11-20")
        self.assertEqual(len(self.bill("2026-11-20").fee_line_ids), 1)

    def test_preview_shows_it(self):
        self.dialog().action_add()
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-11-10", "company_id": self.company.id}
        )
        [shown] = run.preview_lines()["fee_lines"]
        self.assertEqual((shown["kind"], shown["amount"]), ("one_off", 25))

    def test_it_can_be_voided_before_it_is_billed(self):
        self.dialog().action_add()
        fee = self.desk_contract.fee_line_ids - self.run_fees()
        fee.action_void()
        self.assertFalse(self.bill("2026-11-10").fee_line_ids)
        fee.action_bill_again()
        self.assertFees(
            self.bill("2026-11-11"), ("one_off", "2026-11-10", "2026-11-10", 25.0)
        )

    def test_a_contract_that_is_over_can_be_charged_and_a_draft_cannot(self):
        with self.on("2026-11-10"):
            self.desk_contract._enter_state("ended")
        self.dialog().action_add()
        self.assertIn("one_off", self.bill("2026-11-10").fee_line_ids.mapped("kind"))
        draft = self.contract(self.hot_desk, "2026-12-01", state="draft")
        with self.assertRaisesRegex(UserError, "not in force"):
            self.dialog(contract_id=draft.id).action_add()

    def test_what_is_refused(self):
        for values, sentence in (
            ({"price_unit": 0}, "greater than zero"),
            ({"quantity": -1}, "greater than zero"),
            ({"reason": "  "}, "the member will ask"),
            ({"product_id": self.desk.product_id.id, "price_unit": 5}, "not among"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, sentence):
                self.dialog(**values).action_add()

    def test_the_price_is_in_the_currency_of_the_contract(self):
        self.key_card.list_price = 30
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        self.desk_contract = self.contract(
            self.hot_desk, "2026-11-01", currency_id=euro.id
        )
        self.assertEqual(self.dialog().price_unit, 60)

    def test_staff_charge_where_they_serve_and_others_nowhere(self):
        user = new_test_user(
            self.env,
            "one_off_user",
            groups="cowork_members.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.dialog(user).action_add()
        staff = self.env["hr.employee"].sudo()
        self.quay.sudo().employee_ids = staff.create(
            {"name": "Uma", "user_id": user.id}
        )
        self.dialog(user).action_add()
        self.assertEqual(len(self.desk_contract.fee_line_ids), 2)
        nobody = new_test_user(
            self.env,
            "one_off_nobody",
            groups="cowork_members.group_front_desk",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.dialog(nobody)
