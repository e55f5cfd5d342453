import json
from unittest.mock import patch
from xmlrpc.client import Fault

from odoo import Command
from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PASSWORD
from .door_common import CARD, DoorMixin
from .test_access_rights import PUBLIC_METHODS
from .test_access_rpc import RpcCommon

#: what a program tries first, on any model
GENERIC = {
    "search": {"domain": []},
    "search_read": {"domain": [], "fields": ["id"]},
    "search_count": {"domain": []},
    "read": {"ids": [1], "fields": ["id"]},
    "write": {"ids": [1], "vals": {}},
    "create": {"vals_list": [{}]},
    "unlink": {"ids": [1]},
    "copy": {"ids": [1]},
    "name_search": {},
    "name_create": {"name": "x"},
    "fields_get": {},
    "default_get": {"fields": ["name"]},
    "export_data": {"ids": [1], "fields_to_export": ["id"]},
    "load": {"fields": ["name"], "data": [["x"]]},
    "has_access": {"operation": "read"},
    "check_access": {"operation": "read"},
    "formatted_read_group": {"domain": [], "groupby": [], "aggregates": ["__count"]},
    "web_search_read": {"domain": [], "specification": {}},
    "get_views": {"views": [[False, "list"]]},
    "onchange": {"values": {}, "field_names": [], "fields_spec": {}},
}
FIRST = {name: GENERIC[name] for name in ("search_read", "write", "create")}
#: of the ERP itself
CORE = (
    "res.users",
    "res.partner",
    "res.company",
    "res.groups",
    "res.users.apikeys",
    "ir.config_parameter",
    "ir.attachment",
    "ir.model",
    "ir.cron",
    "ir.actions.server",
    "ir.module.module",
    "mail.message",
    "mail.thread",
    "hr.employee",
    "hr.employee.public",
    "product.product",
    "resource.calendar",
)


@tagged("post_install", "-at_install")
class TestDoorApi(DoorMixin, RpcCommon):
    """A door controller asks for its doors over JSON-2, and can do nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_doors()
        cls.far = cls.make_point("FAR", location=cls.location_2)
        cls.side = cls.make_point("SIDE")
        cls.door_user = cls.connect(cls.main)
        cls.side_user = cls.connect(cls.side)

    @classmethod
    def connect(cls, points):
        """:returns: account of a new controller of ``points``"""
        dialog = cls.env["cowork.access.connect"].create(
            {"name": "Gate", "point_ids": [Command.set(points.ids)]}
        )
        cls.keys = {**getattr(cls, "keys", {})}
        key = dialog.action_connect()["context"]["default_secret"]
        cls.keys[points.controller_user_id] = key
        return points.controller_user_id

    def _key(self, user):
        return self.keys.get(user) or super()._key(user)

    def ask_door(self, user=None, location=None, **body):
        """:returns: HTTP status and answer"""
        body.setdefault("ids", (location or self.location).ids)
        body.setdefault("credential", CARD)
        return self._json2(
            user or self.door_user, "cowork.location", "check_access", **body
        )

    # What it is for ----------------------------------------------------------------

    def test_it_asks_whether_a_door_opens(self):
        status, answer = self.ask_door(access_point="MAIN")
        self.assertEqual(status, 200, answer)
        self.assertEqual(
            (answer["granted"], answer["reason"], answer["message"]),
            (True, "contract", "Welcome."),
        )
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertEqual((event.user_id, event.point_id), (self.door_user, self.main))
        status, answer = self.ask_door(credential="04FFFFFF")
        self.assertEqual((status, answer["granted"]), (200, False))
        self.assertEqual(answer["reason"], "unknown")

    def test_the_front_desk_asks_for_the_locations_it_serves(self):
        self.assertEqual(self.ask_door(self.front_desk)[0], 200)
        with mute_logger("odoo.http"):
            for user in (self.user_2, self.internal, self.portal_a, self.manager_b):
                self.assertEqual(self.ask_door(user)[0], 403, user.login)

    @mute_logger("odoo.http")
    def test_it_asks_for_its_own_doors_only(self):
        self.assertEqual(self.ask_door(access_point="SIDE")[0], 403)
        self.assertEqual(self.ask_door(self.side_user, access_point="SIDE")[0], 200)
        for location in (self.location_2, self.location_b):
            self.assertEqual(self.ask_door(location=location)[0], 403)
        self.assertEqual(self.ask_door(ids=[2**30])[0], 403)
        before = self.env["cowork.access.event"].search_count([])
        self.ask_door(access_point="SIDE")
        self.assertEqual(self.env["cowork.access.event"].search_count([]), before)

    @mute_logger("odoo.http")
    def test_a_key_that_was_replaced_or_an_account_that_is_archived_asks_nothing(self):
        old = self.keys
        self.addCleanup(setattr, type(self), "keys", old)
        type(self).connect(self.main)
        self.assertEqual(self.ask_door()[0], 200)
        self.keys[self.door_user] = old[self.door_user]
        self.assertEqual(self.ask_door()[0], 401)
        self.side_user.active = False
        self.assertEqual(self.ask_door(self.side_user)[0], 401)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nonsense_is_a_sentence_and_no_server_error(self):
        for body in (
            {"ids": []},
            {"ids": [self.location.id, self.location_2.id]},
            {"ids": ["x"]},
            {"ids": "x"},
            {"ids": None},
            {"ids": [10**30]},
            {"ids": [True]},
            {"credential": None},
            {"credential": {"a": 1}},
            {"credential": ""},
            {"credential": "x" * 10_000},
            {"at": "soon"},
            {"at": 1e308},
            {"at": {"a": 1}},
            {"access_point": "NONE"},
            {"access_point": [1]},
            {"access_point": 10**30},
        ):
            status, answer = self.ask_door(**body)
            self.assertIn(status, (403, 422), f"{body}: {answer}")
        for context in ("x", None, {"lang": "xx"}, {"lang": 7}, {"lang": []}):
            self.assertEqual(self.ask_door(context=context)[0], 200, context)

    def test_the_context_claims_nothing(self):
        status, answer = self.ask_door(
            credential="04FFFFFF",
            context={
                "default_granted": True,
                "default_partner_id": self.person.id,
                "cowork_state_change": True,
                "allowed_company_ids": [self.company_b.id],
            },
        )
        self.assertEqual((status, answer["reason"]), (200, "unknown"))
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertFalse(event.partner_id or event.granted)

    def test_the_list_comes_over_the_same_interface(self):
        self.location.access_offline = True
        body = {"ids": self.location.ids}
        for method, name in (("get_access_list", "entries"), ("get_access_key", "key")):
            status, answer = self._json2(
                self.door_user, "cowork.location", method, **body
            )
            self.assertEqual(status, 200, answer)
            self.assertTrue(answer[name])

    # What it cannot do -------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_every_public_method_of_every_model_of_ours_is_refused(self):
        allowed = {"check_access", "get_access_list", "get_access_key"}
        for model, methods in PUBLIC_METHODS.items():
            for method in methods:
                if model == "cowork.location" and method in allowed:
                    continue
                status, answer = self._json2(
                    self.door_user, model, method, ids=[self.location.id]
                )
                self.assertEqual(status, 403, f"{model}.{method}: {answer}")

    @mute_logger("odoo.http")
    def test_the_methods_of_the_erp_are_refused(self):
        ours = [name for name in self.env.registry if name.startswith("cowork.")]
        for model in (*ours, *CORE):
            some = GENERIC if model in CORE else FIRST
            for method, body in some.items():
                if (model, method) == ("cowork.location", "check_access"):
                    continue
                status, answer = self._json2(self.door_user, model, method, **body)
                self.assertEqual(status, 403, f"{model}.{method}: {answer}")

    @mute_logger("odoo.http")
    def test_it_gets_nothing_by_what_asks_for_no_rights(self):
        for model, method, body in (
            ("res.users", "context_get", {}),
            ("res.users", "has_group", {"ids": [2], "group_ext_id": "base.group_user"}),
            ("res.users", "change_password", {"old_passwd": "a", "new_passwd": "b"}),
            ("res.users", "api_key_wizard", {}),
            ("res.lang", "get_installed", {}),
            ("ir.http", "session_info", {}),
            ("res.users.apikeys", "remove", {"ids": [1]}),
        ):
            status, answer = self._json2(self.door_user, model, method, **body)
            self.assertEqual(status, 403, f"{model}.{method}: {answer}")

    @mute_logger("odoo.http")
    def test_its_key_opens_no_page(self):
        key = self.keys[self.door_user]
        for path in (
            "/json/1/contacts",
            f"/cowork/access/{self.location.id}/list.json",
            "/doc-bearer/index.json",
        ):
            answer = self.url_open(
                path,
                headers={"Authorization": f"Bearer {key}"},
                allow_redirects=False,
            )
            self.assertIn(answer.status_code, (303, 401, 403, 404), path)

    def test_it_cannot_log_in_whatever_password_it_has(self):
        self.door_user.password = PASSWORD
        self.env.flush_all()
        credential = {
            "login": self.door_user.login,
            "password": PASSWORD,
            "type": "password",
        }
        with mute_logger("odoo.addons.base.models.res_users"):
            with self.assertRaises(AccessDenied):
                self.env["res.users"].authenticate(credential, {"interactive": True})
        with mute_logger("odoo.http", "odoo.addons.base.models.res_users"):
            answer = self.url_open(
                "/web/session/authenticate",
                data=json.dumps(
                    {
                        "params": {
                            "db": self.env.cr.dbname,
                            "login": self.door_user.login,
                            "password": PASSWORD,
                        }
                    }
                ),
                headers={"Content-Type": "application/json"},
            ).json()
        self.assertNotIn("result", answer)

    @mute_logger("odoo.http")
    def test_even_with_a_session_the_web_client_stays_shut(self):
        self.authenticate(self.internal.login, PASSWORD)
        users = type(self.env["res.users"])
        with patch.object(users, "_is_cowork_door_controller", return_value=True):
            for path in ("/odoo", "/web", "/my", "/my/cowork", "/my/cowork/access"):
                answer = self.url_open(path, allow_redirects=False)
                self.assertEqual(answer.status_code, 403, path)
            for model, method in (("res.users", "context_get"), ("res.lang", "search")):
                answer = self._call_kw(model, method, [])
                self.assertNotIsInstance(answer, (list, dict), model)

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users", "odoo.addons.rpc")
    def test_the_older_protocols_refuse_its_key(self):
        key = self.keys[self.door_user]
        database, uid = self.env.cr.dbname, self.door_user.id
        common = self.xmlrpc_common
        self.assertFalse(common.authenticate(database, self.door_user.login, key, {}))
        with self.assertRaises(Fault):
            self.xmlrpc_object.execute_kw(
                database, uid, key, "res.partner", "search", [[]]
            )

    # Its rights, even past the interface ---------------------------------------------

    def test_it_has_no_right_on_any_model(self):
        for name, model in self.env.registry.items():
            if model._abstract:
                continue
            records = self.env[name].with_user(self.door_user)
            rights = {
                operation[0]
                for operation in ("create", "read", "write", "unlink")
                if records.has_access(operation)
            }
            self.assertFalse(rights, name)

    def test_a_bare_account_asks_for_nothing(self):
        bare = self.make_user("t_bare_door", "cowork_members.group_door_controller")
        with self.assertRaises(AccessError):
            self.location.with_user(bare).check_access(CARD)
