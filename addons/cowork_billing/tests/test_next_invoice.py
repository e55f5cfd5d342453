from odoo.tests import new_test_user, tagged

from .common import BillingCommon
from .usage_common import HISTORY, UsageBillingCommon

SHOWN = ("key", "kind", "period_start", "period_end", "quantity", "price_unit")


class NextInvoiceMixin:
    def preview(self, contract, day):
        with self.on(day):
            return contract._preview_next_invoice()

    def assertIsBilled(self, contract, found):
        """A run on the day the preview names makes just these charges and no others."""
        before = contract.fee_line_ids.filtered(lambda fee: fee.state != "open")
        run = self.bill(str(found.day))
        self.assertErrors(run)
        made = contract.fee_line_ids - before
        names = [*SHOWN, "discount", "amount", "amount_untaxed", "explanation"]
        self.assertEqual(
            sorted([vals[name] for name in names] for vals in found.lines),
            sorted([fee[name] for name in names] for fee in made),
        )
        moves = made.move_id
        sign = -1 if moves.move_type == "out_refund" else 1
        self.assertAlmostEqual(found.untaxed, sign * moves.amount_untaxed, places=2)
        self.assertAlmostEqual(found.total, sign * moves.amount_total, places=2)
        return moves


@tagged("post_install", "-at_install")
class TestNextInvoice(NextInvoiceMixin, BillingCommon):
    """What members are shown of the next invoice is what it becomes."""

    def test_first_invoice_with_deposit_and_set_up_fee(self):
        contract = self.contract(self.desk, "2026-11-16")
        found = self.preview(contract, "2026-11-16")
        self.assertEqual(str(found.day), "2026-11-16")
        # 900.00 and 200.00 with 15 % tax, and the deposit without.
        self.assertEqual((found.untaxed, found.total), (4700.0, 4865.0))
        self.assertIsBilled(contract, found)

    def test_when_nothing_is_due_today_it_looks_ahead(self):
        contract = self.contract(self.hot_desk, "2026-11-16")
        self.bill("2026-11-16")
        found = self.preview(contract, "2026-11-20")
        self.assertEqual((str(found.day), found.untaxed), ("2026-12-01", 900.0))
        self.assertIn("1–31 Dec 2026", found.lines[0]["explanation"])
        self.assertIsBilled(contract, found)

    def test_a_change_of_plan_with_its_credit(self):
        contract = self.contract(self.desk, "2026-11-01")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        found = self.preview(contract, "2026-12-12")
        self.assertEqual(
            sorted(vals["kind"] for vals in found.lines),
            ["credit", "deposit", "membership"],
        )
        self.assertIsBilled(contract, found)

    def test_prices_with_tax_included(self):
        tax = self.company_data["default_tax_sale"].copy(
            {"name": "In it", "price_include_override": "tax_included"}
        )
        self.hot_desk.product_id.taxes_id = tax
        contract = self.contract(self.hot_desk, "2026-12-01")
        found = self.preview(contract, "2026-12-01")
        self.assertEqual((found.untaxed, found.total), (782.61, 900.0))
        self.assertIsBilled(contract, found)

    def test_charges_of_a_cancelled_invoice_come_again(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        move = self.bill("2026-12-01").move_ids
        move.button_draft()
        move.button_cancel()
        found = self.preview(contract, "2026-12-02")
        self.assertEqual((str(found.day), found.untaxed), ("2026-12-02", 900.0))
        self.assertIsBilled(contract, found)

    def test_a_membership_that_is_over_and_settled_has_none(self):
        contract = self.contract(self.hot_desk, "2026-11-01")
        with self.on("2026-11-30"):
            contract.action_terminate("2026-11-30")
        self.bill("2026-12-01")
        found = self.preview(contract, "2026-12-02")
        self.assertEqual((found.day, found.lines, found.problem), (None, [], False))
        draft = self.contract(self.hot_desk, "2026-12-01", state="draft")
        self.assertEqual(self.preview(draft, "2026-12-02").lines, [])

    def test_what_billing_cannot_bill_is_no_invoice(self):
        contract = self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
        found = self.preview(contract, "2026-12-01")
        self.assertTrue(found.problem)
        self.assertEqual(found.lines, [])

    def test_it_leaves_no_trace(self):
        contract = self.contract(self.desk, "2026-11-16")
        member = new_test_user(self.env, "next_member", groups="base.group_portal")
        member.partner_id.parent_id = self.member
        self.env.flush_all()
        models = ("cowork.fee.line", "cowork.billing.run", "account.move", "mail.mail")
        before = [self.env[name].search_count([]) for name in models]
        stamp = contract.write_date, contract.billing_next_date
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        self.preview(contract.with_user(member), "2026-11-16")
        self.assertEqual([self.env[name].search_count([]) for name in models], before)
        self.env.invalidate_all()
        self.assertEqual((contract.write_date, contract.billing_next_date), stamp)


@tagged("post_install", "-at_install")
class TestNextInvoiceUsage(NextInvoiceMixin, UsageBillingCommon):
    """What is used until now is on it, with where it comes from."""

    def test_use_so_far_with_the_next_month(self):
        contract = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        usages = self.record(contract, *HISTORY)
        found = self.preview(contract, "2026-11-25")
        self.assertEqual((str(found.day), found.untaxed), ("2026-12-01", 1020.0))
        usage = next(vals for vals in found.lines if vals["kind"] == "usage")
        self.assertIn("1.5 Hours × 80.00 = 120.00", usage["explanation"])
        sources = self.env["cowork.fee.line"]._get_preview_sources(usage)
        self.assertEqual(
            [source["text"] for source in sources],
            [
                "11/03/2026: Meeting room hours, 3 Hours",
                "11/12/2026: Meeting room hours, 4.5 Hours",
                "11/20/2026: Meeting room hours, 2 Hours",
            ],
        )
        self.assertEqual(set(usages.mapped("state")), {"open"})
        self.assertIsBilled(contract, found)
        fee = usages.fee_line_id
        self.assertEqual(fee._get_sources(), sources)

    def test_a_booking_leads_to_its_page(self):
        contract = self.contract(self.hot_desk, "2026-11-01")
        usage = self.record(contract, HISTORY[0]).sudo()._by_action()
        usage.write({"origin_model": "cowork.booking", "origin_id": 7})
        self.assertEqual(usage._describe_source()["url"], "/my/cowork/bookings/7")
        usage.write({"origin_model": False, "origin_id": False})
        self.assertFalse(usage._describe_source()["url"])
