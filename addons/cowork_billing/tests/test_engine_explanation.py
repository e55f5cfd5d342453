"""Every kind of charge as the sentence a member reads."""

import string
from decimal import Decimal
from unittest import TestCase

from ..engine.charges import reconcile
from ..engine.deposits import (
    DepositLine,
    deposit_charge,
    deposit_refund,
    setup_charge,
)
from ..engine.explanation import TEMPLATES, explain, plain_number
from ..engine.values import Promotion
from .engine_common import History, billed, d, money, period, terms


def sentences(line, day, history=()):
    result = reconcile(line, history, d(day))
    return [
        explain(piece.computation, TEMPLATES, money, period) for piece in result.pieces
    ]


class TestMembership(TestCase):
    def test_part_of_a_period(self):
        self.assertEqual(
            sentences(terms("2026-11-16", "1800"), "2026-11-16"),
            ["Fixed desk monthly · 16–30 Nov 2026 · 15 of 30 days × 1,800.00 = 900.00"],
        )

    def test_whole_period(self):
        self.assertEqual(
            sentences(terms("2026-12-01", "1800"), "2026-12-01"),
            ["Fixed desk monthly · 1–31 Dec 2026 · 1,800.00"],
        )

    def test_quantity_and_discount_are_shown_when_there_are_any(self):
        for quantity, discount, text in (
            ("2", "0", "2 × 1,800.00 = 3,600.00"),
            ("1", "10", "(1,800.00 − 10 %) = 1,620.00"),
            ("2", "12.50", "(2 × 1,800.00 − 12.5 %) = 3,150.00"),
        ):
            line = terms("2026-12-01", "1800", quantity=quantity, discount=discount)
            self.assertEqual(
                sentences(line, "2026-12-01"),
                ["Fixed desk monthly · 1–31 Dec 2026 · " + text],
            )

    def test_quantity_and_discount_of_a_part(self):
        line = terms("2026-11-16", "1800", quantity="2", discount="10")
        self.assertEqual(
            sentences(line, "2026-11-16"),
            [
                "Fixed desk monthly · 16–30 Nov 2026 · "
                "15 of 30 days × (2 × 1,800.00 − 10 %) = 1,620.00"
            ],
        )

    def test_months_of_thirty_days_are_said(self):
        line = terms("2023-05-09", "1800", interval=3, proration="thirty")
        self.assertEqual(
            sentences(line, "2023-05-09"),
            [
                "Fixed desk monthly · 9 May 2023 – 30 Jun 2023 · "
                "53 of 90 days, months of 30 days × 1,800.00 = 1,060.00"
            ],
        )

    def test_week_counts_its_real_days_whatever_the_rule(self):
        line = terms("2024-05-11", "300", unit="week", proration="thirty")
        self.assertEqual(
            sentences(line, "2024-05-11"),
            ["Fixed desk monthly · 11–12 May 2024 · 2 of 7 days × 300.00 = 85.71"],
        )

    def test_part_charged_in_full_and_charged_already(self):
        line = terms("2026-11-16", "300", "2026-11-20", proration="none")
        history = History()
        history.run(line, "2026-11-16")
        self.assertEqual(
            sentences(line, "2026-11-16")
            + sentences(line.changed(last_day=None), "2026-11-16", history.billed),
            [
                "Fixed desk monthly · 16–20 Nov 2026 · "
                "charged in full · 300.00 = 300.00",
                "Fixed desk monthly · 21–30 Nov 2026 · charged already · 0.00",
            ],
        )

    def test_remainder_is_said(self):
        line, history = terms("2026-11-01", "100", "2026-11-10"), History()
        for last in ("2026-11-10", "2026-11-20"):
            history.run(line.changed(last_day=d(last)), "2026-11-10")
        self.assertEqual(
            sentences(line.changed(last_day=None), "2026-11-10", history.billed),
            [
                "Fixed desk monthly · 21–30 Nov 2026 · "
                "rest of 100.00 for the whole period = 33.34"
            ],
        )

    def test_free_days(self):
        line = terms("2027-03-01", free_periods=[("2027-03-01", "2027-03-31")])
        self.assertEqual(
            sentences(line, "2027-03-01"),
            ["Fixed desk monthly · 1–31 Mar 2027 · free of charge · 0.00"],
        )

    def test_the_promotion_is_named_with_what_it_takes_off(self):
        spring = Promotion(
            code="SPRING",
            first_day=d("2026-11-16"),
            last_day=d("2026-12-15"),
            percent=Decimal("20.00"),
            price=Decimal("1800.00"),
        )
        steps = (("2026-11-16", "1440"), ("2026-12-16", "1800"))
        line = terms(
            "2026-11-16", "1800", price_steps=steps, promotions=(spring,), name="Desk"
        )
        self.assertEqual(
            sentences(line, "2026-12-01"),
            [
                "Desk · 16–30 Nov 2026 · 15 of 30 days"
                " × (1,800.00 − 20 % promotion SPRING) = 720.00",
                "Desk · 1–15 Dec 2026 · 15 of 31 days"
                " × (1,800.00 − 20 % promotion SPRING) = 696.77",
                "Desk · 16–31 Dec 2026 · 16 of 31 days × 1,800.00 = 929.03",
            ],
        )

    def test_the_promotion_comes_before_quantity_and_discount(self):
        spring = Promotion(
            code="SPRING",
            first_day=d("2026-12-01"),
            percent=Decimal("12.5"),
            price=Decimal(1800),
        )
        for quantity, discount, text in (
            ("1", "0", "(1,800.00 − 12.5 % promotion SPRING) = 1,575.00"),
            ("2", "0", "2 × (1,800.00 − 12.5 % promotion SPRING) = 3,150.00"),
            ("1", "10", "((1,800.00 − 12.5 % promotion SPRING) − 10 %) = 1,417.50"),
        ):
            line = terms(
                "2026-12-01",
                "1800",
                price_steps=(("2026-12-01", "1575"),),
                promotions=(spring,),
                quantity=quantity,
                discount=discount,
            )
            self.assertEqual(
                sentences(line, "2026-12-01"),
                ["Fixed desk monthly · 1–31 Dec 2026 · " + text],
            )

    def test_free_days_of_a_promotion(self):
        days = (("2026-11-16", "2026-11-20"), ("2026-12-01", "2026-12-03"))
        given = Promotion(
            code="DAYS5", first_day=d("2026-11-16"), last_day=d("2026-11-20")
        )
        line = terms("2026-11-16", "1800", free_periods=days, promotions=(given,))
        self.assertEqual(
            [text for text in sentences(line, "2026-12-01") if "free" in text],
            [
                "Fixed desk monthly · 16–20 Nov 2026 · free of charge, promotion DAYS5"
                " · 0.00",
                "Fixed desk monthly · 1–3 Dec 2026 · free of charge · 0.00",
            ],
        )

    def test_days_on_hold_and_their_credit(self):
        line, history = terms("2027-01-01", "9000"), History()
        history.run(line, "2027-01-01")
        held = line.changed(
            suspensions=((d("2027-01-08"), d("2027-01-14")),),
            holding_percent=Decimal(30),
        )
        self.assertEqual(
            sentences(held, "2027-01-08", history.billed),
            [
                "Fixed desk monthly (credit: on hold) · 8–14 Jan 2027 · "
                "7 of 31 days × 9,000.00 = −2,032.26",
                "Fixed desk monthly (on hold) · 8–14 Jan 2027 · "
                "7 of 31 days × 30 % of 9,000.00 = 609.68",
            ],
        )
        history.run(held, "2027-01-08")
        self.assertEqual(
            sentences(line, "2027-01-08", history.billed)[0],
            "Fixed desk monthly (credit: resumed) · 8–14 Jan 2027 · "
            "7 of 31 days × 2,700.00 = −609.68",
        )


class TestCredit(TestCase):
    def test_what_was_left_of_a_charge(self):
        charge = billed("2027-01-01", "2027-02-01", "310.00", name="Desk")
        gift = billed("2027-01-01", "2027-01-01", "-290", key="g", credits=charge.key)
        line = terms("2027-01-01", "310", is_void=True)
        self.assertEqual(
            sentences(line, "2027-01-01", [charge, gift]),
            ["Desk (credit: not taken up) · 1–31 Jan 2027 · rest of 310.00 = −20.00"],
        )

    def test_no_proration_gives_back_the_charge_not_days(self):
        line, history = terms("2027-01-01", "300", proration="none"), History()
        history.run(line, "2027-01-01")
        self.assertEqual(
            sentences(line.changed(is_void=True), "2027-01-01", history.billed),
            [
                "Fixed desk monthly (credit: not taken up) · 1–31 Jan 2027 · "
                "rest of 300.00 = −300.00"
            ],
        )

    def test_quantity_and_discount_come_from_the_charge(self):
        line = terms("2026-12-01", "1800", quantity="2", discount="10")
        history = History()
        history.run(line, "2026-12-01")
        ended = line.changed(last_day=d("2026-12-10"), discount=Decimal(0))
        self.assertEqual(
            sentences(ended, "2026-12-11", history.billed),
            [
                "Fixed desk monthly (credit: ended) · 11–31 Dec 2026 · "
                "21 of 31 days × (2 × 1,800.00 − 10 %) = −2,194.84"
            ],
        )


class TestMoney(TestCase):
    def _say(self, charge):
        return explain(charge.computation, TEMPLATES, money, period)

    def test_set_up_fee(self):
        self.assertEqual(
            self._say(setup_charge(1, Decimal(200), name="Set-up")),
            "Set-up · once · 200.00",
        )
        self.assertEqual(
            self._say(setup_charge(1, Decimal(200), quantity=3, name="Set-up")),
            "Set-up · once · 3 × 200.00 = 600.00",
        )

    def test_deposit_top_up_and_refund(self):
        lines = [
            DepositLine(
                name="Office",
                price=Decimal(7500),
                first_day=d("2026-12-11"),
                months=Decimal(2),
            ),
            DepositLine(
                name="Locker",
                price=Decimal(30),
                first_day=d("2026-12-11"),
                months=Decimal("0.5"),
                quantity=Decimal(2),
            ),
        ]
        day = d("2026-12-11")
        self.assertEqual(
            self._say(deposit_charge(5, lines[:1], day, 0, name="Deposit")),
            "Deposit · 2 months × 7,500.00 = 15,000.00",
        )
        self.assertEqual(
            self._say(deposit_charge(5, lines, day, 3600, name="Deposit")),
            "Deposit · 2 months × 7,500.00 + 0.5 months × 2 × 30.00"
            " − 3,600.00 charged before = 11,430.00",
        )
        self.assertEqual(
            self._say(deposit_refund(5, 18000, name="Deposit refund")),
            "Deposit refund · 18,000.00 held = −18,000.00",
        )


class TestTranslation(TestCase):
    def test_sentences_are_written_in_the_words_given(self):
        chinese = dict(
            TEMPLATES,
            part="%(name)s · %(period)s · %(price)s × %(days)s/%(basis)s 天"
            " = %(amount)s",
        )
        (charge,) = reconcile(
            terms("2026-11-16", "1800", name="固定工位"), [], d("2026-11-16")
        ).charges
        self.assertEqual(
            explain(
                charge.computation,
                chinese,
                lambda amount: f"¥{amount}",
                lambda first, last: f"{first:%Y/%m/%d}–{last:%d}",
            ),
            "固定工位 · 2026/11/16–30 · ¥1800 × 15/30 天 = ¥900.00",
        )

    def test_a_percent_sign_in_a_name_is_harmless(self):
        (charge,) = reconcile(
            terms("2026-12-01", "10", name="50 % desk %(x)s"), [], d("2026-12-01")
        ).charges
        self.assertEqual(
            explain(charge.computation, TEMPLATES, money, period),
            "50 % desk %(x)s · 1–31 Dec 2026 · 10.00",
        )

    def test_every_template_is_a_valid_sentence(self):
        for key, template in TEMPLATES.items():
            self.assertNotIn("{", template)
            values = dict.fromkeys(
                "name period price amount days basis charged sum months held "
                "quantity discount percent code items unit margin day what item parts "
                "count of reason required before".split(),
                "x",
            )
            self.assertNotIn("%(", template % values, key)
            self.assertTrue(set(key) <= set(string.ascii_lowercase + "_"))

    def test_numbers_without_needless_zeros(self):
        for number, text in (("12.50", "12.5"), ("10", "10"), ("100.0", "100")):
            self.assertEqual(plain_number(Decimal(number)), text)
