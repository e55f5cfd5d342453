from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from odoo.addons.cowork_members.tests.race_common import RaceCase, get_maker

from .fault_common import make_picture

#: who races, each with a connection of their own
PARALLEL = 4


@tagged("post_install", "-at_install")
class TestVendorRace(RaceCase):
    """A work order is at one vendor, and what was said is said once, whoever presses
    what at the same moment."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            maker = get_maker(env, "T-VENDOR-RACE")
            category = env["cowork.work.category"].create(
                {"name": "Race", "code": "T-RACE"}
            )
            vendors = env["res.partner"].create(
                [
                    {"name": f"Vendor {number}", "email": f"v{number}@example.com"}
                    for number in range(2)
                ]
            )
            agreements = env["cowork.vendor.agreement"].create(
                [
                    {
                        "name": f"Service of {vendor.name}",
                        "partner_id": vendor.id,
                        "company_id": maker.company.id,
                        "category_ids": [Command.set(category.ids)],
                        "location_ids": [Command.set(maker.location.ids)],
                        "date_start": date(2020, 1, 1),
                        "insurance_end": date(2090, 1, 1),
                    }
                    for vendor in vendors
                ]
            )
            request = env["maintenance.request"].create(
                {
                    "name": "Lift rattles",
                    "location_id": maker.location.id,
                    "category": category.id,
                    "company_id": maker.company.id,
                }
            )
            self.request, self.agreements = request.id, agreements.ids
            self.made = [
                ("maintenance.request", request.ids),
                ("cowork.vendor.agreement", agreements.ids),
                ("cowork.work.category", category.ids),
                ("cowork.location", maker.location.ids),
                ("res.partner", vendors.ids),
            ]
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self._connection() as env:
            orders = self._orders(env)
            env["mail.mail"].search(
                [("model", "=", orders._name), ("res_id", "in", orders.ids)]
            ).unlink()
            orders._by_action().unlink()
            for model, ids in self.made:
                env[model].browse(ids).unlink()

    def _look(self, env):
        env["maintenance.request"].browse(self.request).read()
        self._orders(env).read()

    def _orders(self, env):
        return env["cowork.vendor.order"].search([("request_id", "=", self.request)])

    def _send(self, number):
        """:returns: a function that sends the work order to one of the vendors"""

        def call(env):
            wizard = env["cowork.vendor.send"].create({"request_id": self.request})
            wizard.agreement_id = self.agreements[number]
            return wizard.action_send()

        return call

    def _sent(self):
        """:returns: the token of the work order, which is at the first vendor"""
        with self._connection() as env:
            self._send(0)(env)
            return self._orders(env).token

    def _press(self, token, press):
        """:returns: a function that does what the vendor's page does"""

        def call(env):
            order = env["cowork.vendor.order"]._find_page(token)
            if not order._is_open_link():
                message = "The page has ended."
                raise UserError(message)
            order._count_change()
            press(order)
            return True

        return call

    def _said(self, env):
        """:returns: how often each note of the vendor is on the work order"""
        messages = env["maintenance.request"].browse(self.request).message_ids
        vendors = env["cowork.vendor.agreement"].browse(self.agreements).partner_id
        notes = messages.filtered(lambda m: m.author_id in vendors)
        return sorted(str(note.body) for note in notes)

    def test_sent_to_two_vendors_at_once_it_is_at_one(self):
        answers, refusals = self._in_parallel(self._send(0), self._send(1))
        self.assertEqual((len(answers), len(refusals)), (1, 1))
        self.assertIn("is at a vendor already. Call it back first.", refusals[0])
        with self._connection() as env:
            order = self._orders(env)
            self.assertEqual(order.state, "sent")
            mails = env["mail.mail"].search(
                [("model", "=", order._name), ("res_id", "=", order.id)]
            )
            self.assertEqual(mails.recipient_ids, order.partner_id)
            request = env["maintenance.request"].browse(self.request)
            self.assertEqual(request.vendor_id, order.partner_id)

    def test_called_back_while_the_vendor_accepts(self):
        token = self._sent()
        answers, refusals = self._in_parallel(
            self._press(token, lambda order: order._vendor_accept()),
            lambda env: self._orders(env).action_revoke(),
        )
        # Either the vendor was first, and is told; or comes too late, and reads so.
        self.assertIn(len(answers), (1, 2))
        self.assertLessEqual(set(refusals), {"The page has ended."})
        with self._connection() as env:
            order = self._orders(env)
            self.assertEqual(order.state, "revoked")
            self.assertEqual(bool(order.answered_at), len(answers) == 2)
            self.assertEqual(len(self._said(env)), len(answers) - 1)
            self.assertFalse(order.request_id.vendor_id)

    def test_called_back_twice_the_vendor_is_told_once(self):
        self._sent()
        answers, refusals = self._in_parallel(
            *[lambda env: self._orders(env).action_revoke()] * 2
        )
        self.assertEqual((len(answers), len(refusals)), (1, 1))
        self.assertIn("is over already", refusals[0])
        with self._connection() as env:
            orders = self._orders(env)
            mails = env["mail.mail"].search(
                [("model", "=", orders._name), ("res_id", "=", orders.id)]
            )
            # Sent, and called back.
            self.assertEqual(len(mails), 2)

    def test_accepted_by_many_clicks_it_is_accepted_once(self):
        press = self._press(self._sent(), lambda order: order._vendor_accept())
        answers, refusals = self._in_parallel(*[press] * PARALLEL)
        self.assertEqual((len(answers), refusals), (PARALLEL, []))
        with self._connection() as env:
            self.assertEqual(self._orders(env).state, "accepted")
            self.assertEqual(len(self._said(env)), 1)

    def test_done_by_many_clicks_it_is_done_once_with_each_photo_once(self):
        token = self._sent()
        photos = [("a.jpg", make_picture()), ("b.jpg", make_picture(size=(9, 9)))]

        def finish(order):
            order._add_photos(photos)
            order._vendor_finish("80.50", "New roller")

        with self._connection() as env:
            self._press(token, lambda order: order._vendor_accept())(env)
        answers, refusals = self._in_parallel(*[self._press(token, finish)] * PARALLEL)
        self.assertEqual((len(answers), refusals), (PARALLEL, []))
        with self._connection() as env:
            order = self._orders(env)
            self.assertEqual((order.state, order.amount), ("done", 80.5))
            self.assertEqual(len(order.photo_ids), 2)
            self.assertEqual(order.request_id.photo_after_ids, order.photo_ids)
            self.assertEqual(order.request_id.vendor_cost, 80.5)
            self.assertEqual(len(self._said(env)), 2)
            todos = env["mail.activity"].search(
                [
                    ("res_model", "=", "maintenance.request"),
                    ("res_id", "=", self.request),
                    ("summary", "like", "Check the work of"),
                ]
            )
            self.assertEqual(len(todos), 1)
