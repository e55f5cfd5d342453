from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-20 12:00:00")
@tagged("post_install", "-at_install")
class TestEnquiryReport(CoworkCommon):
    """Rates by hand: four enquiries in December, one in January."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interested = cls.env.ref("cowork_members.outcome_interested")
        cls.asked("2026-12-01", viewed="2026-12-05", signed=True)
        cls.asked("2026-12-10", viewed="2026-12-20", lost=True)
        cls.asked("2026-12-11", lost=True)
        cls.asked("2026-12-30", signed=True)
        cls.asked("2027-01-10")

    @classmethod
    def asked(cls, day, viewed=None, signed=False, lost=False):
        contract = cls.make_contract(state="draft")
        contract.date_enquiry = day
        if viewed:
            cls.env["cowork.visit"].create(
                {"contract_id": contract.id, "start": f"{viewed} 04:00:00"}
            ).action_done(cls.interested)
        if signed:
            contract.action_sign()
        if lost:
            contract.action_cancel(cls.env.ref("cowork_members.lost_reason_price"))
        return contract

    def figures(self, *names):
        """:returns: dict from months to the figures called ``names``"""
        groups = self.env["cowork.enquiry.report"]._read_group(
            [("location_id", "=", self.location.id)],
            ["date_enquiry:month"],
            names,
        )
        return {str(month)[:7]: figures for month, *figures in groups}

    def test_rates_of_a_month(self):
        rates = self.figures(
            "__count",
            "viewed:sum",
            "viewing_rate:avg",
            "viewed_signed_rate:avg",
            "signed_rate:avg",
            "won_rate:avg",
        )
        self.assertEqual(rates["2026-12"], [4, 2, 50.0, 50.0, 50.0, 50.0])

    def test_nothing_to_divide_by_is_no_figure(self):
        rates = self.figures(
            "signed_rate:avg", "viewed_signed_rate:avg", "won_rate:avg"
        )
        # Nobody came for a viewing and nobody has decided: neither 0 nor 100 %.
        signed, viewed_signed, won = rates["2027-01"]
        self.assertEqual(signed, 0.0)
        self.assertIs(viewed_signed, False)
        self.assertIs(won, False)
        self.assertNotIn("2026-11", rates)

    def test_days_on_the_way(self):
        days = self.figures("days_to_viewing:avg", "days_to_signed:avg")
        self.assertEqual(days["2026-12"], [7.0, (50 + 21) / 2])
        self.assertIs(days["2027-01"][0], False)

    def test_a_signed_contract_that_is_cancelled_is_lost(self):
        contract = self.asked("2026-10-01", signed=True)
        contract.action_cancel()
        self.assertEqual(self.figures("signed:sum", "lost:sum")["2026-10"], [0, 1])
        contract.action_reopen()
        self.assertEqual(self.figures("signed:sum", "lost:sum")["2026-10"], [0, 0])
        report = self.env["cowork.enquiry.report"].browse(contract.id)
        self.assertEqual(report.result, "open")
        self.assertEqual(report.action_open_contract()["res_id"], contract.id)

    def test_what_was_migrated_does_not_count(self):
        contract = self.make_contract(external_ref="OLD-1")
        self.assertFalse(
            self.env["cowork.enquiry.report"].search([("id", "=", contract.id)])
        )
