import gc
from unittest.mock import patch

from odoo.tests import tagged

from ..models.cowork_billing_batch import without_collector
from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestBillingShare(BillingCommon):
    """How many contracts a worker takes at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing_run = cls.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": cls.company.id}
        )
        cls.env["ir.config_parameter"].sudo().set_param(
            "cowork_billing.batch_size", "40"
        )

    def share(self, left, others=0, taken=0, begun=True):
        """:param left: contracts that look due, those others have taken included"""
        cls = type(self.billing_run)
        contracts = type(self.env["cowork.contract"])
        with (
            patch.object(cls, "_count_others", return_value=(others, taken)),
            patch.object(cls, "_has_progress", return_value=begun),
            patch.object(contracts, "search_count", return_value=left),
        ):
            return self.billing_run._get_share()

    def test_who_works_alone_takes_whole_batches(self):
        self.assertEqual(self.share(60), 40)

    def test_at_the_beginning_something_is_left_for_another(self):
        self.assertEqual(self.share(60, begun=False), 30)

    def test_two_share_what_nobody_has_taken(self):
        self.assertEqual(self.share(100, others=1, taken=40), 30)

    def test_three_share_what_nobody_has_taken(self):
        self.assertEqual(self.share(180, others=2, taken=80), 34)

    def test_no_batch_is_larger_than_the_setting(self):
        self.assertEqual(self.share(1000, others=1, taken=40), 40)

    def test_no_batch_is_smaller_than_is_worth_it(self):
        self.assertEqual(self.share(50, others=1, taken=40), 25)

    def test_progress_tells_that_a_run_has_begun(self):
        self.assertFalse(self.billing_run._has_progress())
        self.env["cowork.billing.progress"].sudo().create(
            {"run_id": self.billing_run.id}
        )
        self.assertTrue(self.billing_run._has_progress())

    def test_workers_see_each_other_until_they_commit(self):
        with self.registry.cursor() as cr:
            other = self.billing_run.with_env(self.env(cr=cr))
            other._show_share(30)
            self.assertEqual(self.billing_run._count_others(), (1, 30))
            cr.rollback()
            self.assertEqual(self.billing_run._count_others(), (0, 0))

    def test_a_worker_does_not_count_itself(self):
        self.billing_run._show_share(30)
        self.assertEqual(self.billing_run._count_others(), (0, 0))

    def test_workers_of_another_run_do_not_count(self):
        another = self.billing_run.create({"date": "2026-12-02"})
        with self.registry.cursor() as cr:
            another.with_env(self.env(cr=cr))._show_share(30)
            self.assertEqual(self.billing_run._count_others(), (0, 0))
            cr.rollback()

    def test_a_claim_is_shown(self):
        self.contract(self.hot_desk, "2026-12-01")
        cls = type(self.billing_run)
        with patch.object(cls, "_show_share") as show:
            self.billing_run.sudo()._process_batch(40)
        show.assert_called_once_with(1)

    def test_the_collector_works_again_after_a_batch_that_failed(self):
        self.assertTrue(gc.isenabled())
        with self.assertRaises(ValueError), without_collector():
            self.assertFalse(gc.isenabled())
            raise ValueError
        self.assertTrue(gc.isenabled())
