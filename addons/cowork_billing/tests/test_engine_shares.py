from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_billing.engine.shares import share_of, sum_shares


@tagged("post_install", "-at_install")
class TestEngineShares(BaseCase):
    """What part of a booked amount belongs to a place."""

    def test_all_part_or_nothing_of_a_line(self):
        for distribution, share in (
            ({"12": 100.0}, "1"),
            ({"12": 60.0, "13": 40.0}, "1"),
            ({"12": 33.33, "99": 66.67}, "0.3333"),
            ({"99": 100.0}, "0"),
            ({}, "0"),
            (None, "0"),
        ):
            with self.subTest(distribution=distribution):
                self.assertEqual(share_of(distribution, {12, 13}), Decimal(share))

    def test_an_account_of_another_plan_beside_it_counts_once(self):
        self.assertEqual(share_of({"12,7": 50.0, "99,7": 50.0}, {12}), Decimal("0.5"))
        self.assertEqual(share_of({"12,13": 50.0}, {12, 13}), Decimal("0.5"))

    def test_1_is_no_part_of_12(self):
        self.assertEqual(share_of({"12": 100.0}, {1, 2}), 0)

    def test_sums_by_group_without_groups_that_have_nothing(self):
        rows = [
            ("rent", {"12": 100.0}, "900.00"),
            ("rent", {"12": 50.0, "99": 50.0}, "100.01"),
            ("staff", {"99": 100.0}, "50.00"),
        ]
        self.assertEqual(sum_shares(rows, {12}), {"rent": Decimal("950.005")})
