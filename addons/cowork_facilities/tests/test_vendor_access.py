from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.cowork_members.tests.common import PASSWORD

from .vendor_common import MANAGER, STAFF, VendorCommon


@tagged("post_install", "-at_install")
class TestVendorAccess(VendorCommon):
    """Who sees which vendor's work; nobody else, by no way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.elsewhere = cls.make_user("t_tech_2", STAFF, [cls.location_2])
        cls.manager_b = cls.make_user(
            "t_facilities_b", MANAGER, company_id=cls.company_b.id
        )
        cls.order = cls.send()
        cls.env.flush_all()

    def test_an_agreement_for_all_locations_is_seen_at_each(self):
        self.agreement.location_ids = False
        self.assertTrue(self.agreement.with_user(self.elsewhere).has_access("read"))
        self.assertFalse(self.agreement.with_user(self.manager_b).has_access("read"))

    def test_links_are_for_who_may_send(self):
        for name in ("token", "page_url"):
            self.assertTrue(self.order.with_user(self.technician)[name])
            with self.assertRaises(AccessError):
                self.order.with_user(self.front_desk).read([name])

    def test_buttons_are_for_who_may_change_the_order(self):
        for actor in (self.elsewhere, self.front_desk, self.internal, self.portal_a):
            order = self.order.with_user(actor)
            for method in ("action_send_again", "action_revoke", "action_open_page"):
                with self.assertRaises(AccessError):
                    getattr(order, method)()
            for model, vals in (
                ("cowork.vendor.send", {"request_id": self.request.id}),
                ("cowork.vendor.note", {"order_id": self.order.id, "step": "accept"}),
            ):
                with self.assertRaises(AccessError):
                    wizard = self.env[model].with_user(actor).create(vals)
                    (
                        wizard.action_send()
                        if model == "cowork.vendor.send"
                        else wizard.action_apply()
                    )
        self.assertEqual(self.order.state, "sent")

    def test_companies_stay_apart(self):
        foreign = self.make_agreement(
            self.env["res.partner"].create({"name": "B", "email": "b@example.com"}),
            company_id=self.company_b.id,
            location_ids=False,
        )
        with self.assertRefused(Exception, "not an agreement in use|No agreement"):
            self.send(self.make_request("Lift 9"), foreign, user=self.env.user)


@tagged("post_install", "-at_install")
class TestVendorRpc(VendorCommon, HttpCase):
    """The same over the wire."""

    def _call(self, model, method, *args, **kwargs):
        """:returns: the answer to the web client's call, or the error's name"""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        try:
            answer = self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException as error:
            answer = error.args[0]
        self.env.invalidate_all()
        return answer

    @mute_logger("odoo.http")
    def test_a_technician_sends_and_nobody_forges(self):
        self.authenticate(self.technician.login, PASSWORD)
        model = "cowork.vendor.send"
        ids = self._call(model, "create", [{"request_id": self.request.id}])
        self._call(model, "action_send", ids)
        order = self.newest(self.request)
        self.assertEqual(order.state, "sent")
        refused = "odoo.exceptions.AccessError"
        for method, args in (
            ("write", (order.ids, {"state": "done"})),
            ("write", (order.ids, {"amount": 1})),
            ("create", ([{"request_id": self.request.id}],)),
            ("unlink", (order.ids,)),
            ("_vendor_accept", (order.ids,)),
        ):
            answer = self._call(
                "cowork.vendor.order",
                method,
                *args,
                context={"cowork_state_change": True},
            )
            self.assertEqual(answer, refused, method)
        self.assertEqual((order.state, order.amount), ("sent", 0.0))
