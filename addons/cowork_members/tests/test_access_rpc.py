import json

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD
from .test_access_rights import AccessCommon


class RpcCommon(AccessCommon, HttpCase):
    """Calls as a remote program, or the web client, makes them."""

    def _key(self, user):
        """:returns: a new API key of ``user``"""
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "tests", None)

    def _json2(self, user, model, method, **body):
        """:returns: HTTP status and decoded answer"""
        response = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body),
            headers={
                "Authorization": f"Bearer {self._key(user)}",
                "Content-Type": "application/json",
            },
        )
        self.env.invalidate_all()
        return response.status_code, response.json()

    def _call_kw(self, model, method, *args, **kwargs):
        """:returns: the answer to the web client's call, or the error's name"""
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return answer.get("result", answer.get("error", {}).get("data", {}).get("name"))


@tagged("post_install", "-at_install")
class TestAccessRpc(RpcCommon):
    """The rules hold for what comes over the wire, in both of the ERP's protocols."""

    # Reading ---------------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_members_read_their_own_contract_lines_steps_and_suspensions_only(self):
        models = (
            "cowork.contract",
            "cowork.contract.line",
            "cowork.contract.price.step",
            "cowork.contract.free.period",
            "cowork.contract.suspension",
        )
        for model in models:
            ids = self.samples[model].ids
            body = {"ids": ids, "fields": ["id"]}
            status, answer = self._json2(self.portal_a, model, "read", **body)
            self.assertEqual((status, answer), (200, [{"id": ids[0]}]), model)
            for actor in (self.portal_b, self.internal, self.user_2, self.manager_b):
                status, _answer = self._json2(actor, model, "read", **body)
                self.assertEqual(status, 403, f"{actor.login} × {model}")
        for model in models[1:4]:
            status, _answer = self._json2(
                self.named, model, "read", ids=self.samples[model].ids, fields=["id"]
            )
            self.assertEqual(status, 403, f"named × {model}")

    @mute_logger("odoo.http")
    def test_prices_of_others_are_no_oracle(self):
        for domain in (
            [["price_unit", ">", 0]],
            [["contract_id.partner_id.name", "like", "Quiet"]],
        ):
            status, answer = self._json2(
                self.portal_b, "cowork.contract.line", "search", domain=domain
            )
            self.assertEqual((status, answer), (200, []))
        status, answer = self._json2(
            self.portal_b,
            "cowork.contract.line",
            "formatted_read_group",
            domain=[],
            groupby=["plan_id"],
            aggregates=["price_unit:sum"],
        )
        self.assertEqual((status, answer), (200, []))

    @mute_logger("odoo.http")
    def test_the_web_client_of_a_member_reads_only_what_is_theirs(self):
        self.authenticate(self.portal_b.login, PASSWORD)
        for model in ("cowork.contract", "cowork.contract.line"):
            ids = self.samples[model].ids
            self.assertEqual(
                self._call_kw(model, "read", ids, ["id"]),
                "odoo.exceptions.AccessError",
            )
            self.assertEqual(self._call_kw(model, "search_read", [], ["id"]), [])
        self.authenticate(self.portal_a.login, PASSWORD)
        self.assertEqual(
            self._call_kw("cowork.contract", "search_read", [], ["id"]),
            [{"id": self.contract.id}],
        )

    # Writing ---------------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_nobody_forges_the_state(self):
        for actor in (self.user, self.manager):
            for vals in ({"state": "ended"}, {"company_id": self.company_b.id}):
                status, answer = self._json2(
                    actor,
                    "cowork.contract",
                    "write",
                    ids=self.contract.ids,
                    vals=vals,
                    context={"cowork_state_change": True},
                )
                self.assertEqual(status, 403, answer)
        self.assertEqual(self.contract.state, "active")

    @mute_logger("odoo.http")
    def test_commands_do_not_carry_what_the_user_may_not_write(self):
        line = self.contract.line_ids
        other = self.make_contract(self.plan_hot).line_ids
        for command in (
            Command.update(line.id, {"is_void": True}),
            Command.update(line.id, {"price_unit": 1.0}),
            Command.delete(line.id),
            Command.link(other.id),
            Command.link(self.contract_b.line_ids.id),
            Command.create(
                {"plan_id": self.plan_hot.id, "billed_through": "2099-12-31"}
            ),
        ):
            status, answer = self._json2(
                self.user,
                "cowork.contract",
                "write",
                ids=self.contract.ids,
                vals={"line_ids": [list(command)]},
            )
            self.assertIn(status, (403, 422), f"{command}: {answer}")
        self.assertEqual(self.contract.line_ids, line)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nonsense_is_a_sentence_and_no_server_error(self):
        draft = self.make_contract(state="draft")
        for value in (float("nan"), float("inf"), 1e308, -1):
            for name in ("price_unit", "quantity", "billing_day"):
                status, answer = self._json2(
                    self.user,
                    "cowork.contract.line",
                    "write",
                    ids=draft.line_ids.ids,
                    vals={name: value},
                )
                self.assertEqual(status, 422, f"{name}={value}: {answer}")
        self.assertEqual(draft.line_ids.price_unit, 1200.0)

    @mute_logger("odoo.http")
    def test_actions_take_ids_and_give_ids(self):
        status, answer = self._json2(
            self.user,
            "cowork.contract",
            "action_amend",
            ids=self.contract.ids,
            line=self.contract.line_ids.id,
            plan=self.plan_desk.id,
            date="2027-09-01",
            space=self.desk_2.id,
        )
        self.assertEqual(status, 200, answer)
        self.assertEqual(answer, self.contract._get_final_lines().ids)
        status, answer = self._json2(
            self.user,
            "cowork.contract",
            "action_amend",
            ids=self.contract.ids,
            line=self.contract_b.line_ids.id,
            plan=self.plan_desk.id,
            date="2027-09-01",
        )
        self.assertIn(status, (403, 422), answer)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_a_let_space_is_refused_by_the_name_of_its_contract(self):
        draft = self.make_contract(self.plan_desk, self.desk_1, state="draft")
        status, answer = self._json2(
            self.user, "cowork.contract", "action_sign", ids=draft.ids
        )
        self.assertEqual(status, 422)
        self.assertIn(f"let to contract {self.contract.name}", answer["message"])

    @mute_logger("odoo.http")
    def test_private_methods_are_private(self):
        for method in ("_enter_state", "_by_action", "_follow_calendar"):
            status, _answer = self._json2(
                self.manager, "cowork.contract", method, ids=self.contract.ids
            )
            self.assertIn(status, (403, 404))
