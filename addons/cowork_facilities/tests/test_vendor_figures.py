from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .vendor_common import MONDAY, VendorCommon


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestVendorFigures(VendorCommon):
    """Who is late is noted, and who works well has a score."""

    # Deadlines -----------------------------------------------------------------------

    def test_silence_is_noted_once(self):
        order = self.send()
        late = order.answer_deadline + timedelta(seconds=1)
        with freeze_time(order.answer_deadline):
            self.run_cron("cron_watch_vendors")
        self.assertFalse(order.answer_status)
        for _time in range(2):
            with freeze_time(late):
                self.run_cron("cron_watch_vendors")
        self.assertEqual(order.answer_status, "missed")
        self.assertEqual(
            self.todos(self.request),
            [(self.technician, "Liftworks has not answered: call them")],
        )
        with freeze_time(late):
            self.assertTrue(order.is_late)
            self.assertIn(order, order.search([("is_late", "=", True)]))
            order._vendor_accept()
        self.assertEqual(order.answer_status, "missed")

    def test_late_work_is_noted_once(self):
        self.agreement.write({"answer_hours": 0, "done_hours": 10})
        order = self.send()
        order._vendor_accept()
        self.assertFalse(order.answer_status)
        late = order.done_deadline + timedelta(minutes=1)
        for _time in range(2):
            with freeze_time(late):
                self.run_cron("cron_watch_vendors")
        self.assertEqual(
            self.todos(self.request),
            [(self.technician, "Liftworks is late: call them")],
        )
        with freeze_time(late):
            order._vendor_finish("5", "")
        self.assertEqual(order.done_status, "missed")

    def test_what_was_called_back_is_not_late(self):
        self.agreement.done_hours = 10
        order = self.send()
        order.action_revoke()
        with freeze_time("2027-03-01 00:00:00"):
            self.run_cron("cron_watch_vendors")
        self.assertFalse(order.answer_status or order.done_status)
        self.assertEqual(self.todos(self.request), [])

    # Figures -------------------------------------------------------------------------

    def finish(self, name, **moments):
        """:returns: an order that is done, of a new work order of that name"""
        order = self.send(self.make_request(name))
        order._vendor_accept()
        order._vendor_finish("10", "")
        return order

    def reopen(self, request, moment):
        self.env["cowork.work.reopening"]._by_action().create(
            {"request_id": request.id, "reopened_at": moment}
        )

    def rate(self, request, stars):
        self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(request._name),
                "res_id": request.id,
                "rating": stars,
                "consumed": True,
            }
        )

    def test_a_fault_that_comes_back_counts_against_who_was_last_done(self):
        request = self.request
        first = self.send()
        first._vendor_accept()
        first._vendor_finish("10", "")
        with freeze_time("2027-01-12 01:00:00"):
            self.reopen(request, fields.Datetime.now())
        with freeze_time("2027-01-13 01:00:00"):
            second = self.send()
            second._vendor_accept()
            second._vendor_finish("10", "")
        self.assertEqual(str(first.reopened_at), "2027-01-12 01:00:00")
        self.assertFalse(second.reopened_at)
        with freeze_time("2027-01-14 01:00:00"):
            self.reopen(request, fields.Datetime.now())
        self.assertEqual(str(first.reopened_at), "2027-01-12 01:00:00")
        self.assertEqual(str(second.reopened_at), "2027-01-14 01:00:00")

    def test_the_score_of_a_vendor(self):
        self.assertFalse(self.vendor.cowork_vendor_has_score)
        good, bad = self.finish("A"), self.finish("B")
        self.reopen(bad.request_id, fields.Datetime.now())
        self.rate(good.request_id, 5)
        self.rate(bad.request_id, 2)
        self.env.flush_all()
        self.vendor.invalidate_recordset()
        # Answers 2/2 × 20, stars (3.5 − 1)/4 × 20, lasting 1/2 × 20, of 60 in all:
        # 70.8.
        self.assertTrue(self.vendor.cowork_vendor_has_score)
        self.assertEqual(self.vendor.cowork_vendor_score, 71)
        report = self.env["cowork.vendor.report"]
        figures = report._read_group(
            [("partner_id", "=", self.vendor.id)],
            ["partner_id"],
            ["answer_share:avg", "done_share:avg", "rating:avg", "amount:sum"],
        )
        self.assertEqual(figures, [(self.vendor, 100.0, False, 3.5, 20.0)])

    def test_scores_of_many_vendors_take_as_many_queries_as_of_one(self):
        vendors = self.env["res.partner"].create(
            [{"name": f"V{n}", "email": f"v{n}@example.com"} for n in range(12)]
        )
        for vendor in vendors:
            agreement = self.make_agreement(vendor)
            self.send(self.make_request(vendor.name), agreement)._vendor_accept()
        self.env.flush_all()
        names = ["cowork_vendor_score", "cowork_vendor_open_count"]

        def count(partners):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.read(names)
            return self.cr.sql_log_count - before

        count(vendors[:1])
        self.assertEqual(count(vendors), count(vendors[:1]))

    def test_history_from_elsewhere_counts_and_tells_nobody(self):
        mails = self.env["mail.mail"].search_count([("id", ">", 0)])
        order = self.env["cowork.vendor.order"]._record_past(
            [
                {
                    "request": {
                        "name": "Lift 4 hums",
                        "category": self.lifts.id,
                        "space_id": self.floor.id,
                        "company_id": self.company.id,
                        "reported_at": "2026-12-01 01:00:00",
                        "closed_at": "2026-12-02 01:00:00",
                        "stage_id": self.env.ref("maintenance.stage_3").id,
                    },
                    "agreement_id": self.agreement.id,
                    "state": "done",
                    "sent_at": "2026-12-01 02:00:00",
                    "done_deadline": "2026-12-01 20:00:00",
                    "answered_at": "2026-12-01 03:00:00",
                    "done_at": "2026-12-01 21:00:00",
                    "amount": 90.0,
                    "stars": 4,
                    "reopened": "2026-12-03 01:00:00",
                }
            ]
        )
        self.assertEqual(order.done_status, "missed")
        self.assertEqual(str(order.reopened_at), "2026-12-03 01:00:00")
        self.assertEqual(order.request_id.vendor_cost, 90.0)
        self.assertEqual(order.request_id.rating_last_value, 4)
        self.assertEqual(str(order.request_id.request_date), "2026-12-01")
        self.assertFalse(order.token)
        self.assertEqual(self.env["mail.mail"].search_count([("id", ">", 0)]), mails)
        self.env.flush_all()
        self.vendor.invalidate_recordset()
        # Work in time 0 of 1 × 40, stars (4 − 1)/4 × 20, lasting 0 of 1 × 20, of 80.
        self.assertEqual(self.vendor.cowork_vendor_score, 19)
