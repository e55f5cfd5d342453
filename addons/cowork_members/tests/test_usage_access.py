from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .test_access_rights import AccessCommon
from .test_access_rpc import RpcCommon


class UsageAccessMixin:
    """An open line beside the settled one, and what the dialog is given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env.ref("cowork_members.usage_meeting_hours")
        cls.open = cls.env["cowork.usage"]._record(
            [
                {
                    "key": "t-access,2",
                    "contract_id": cls.contract.id,
                    "partner_id": cls.person.id,
                    "usage_type_id": cls.hours.id,
                    "quantity": 3,
                    "date": "2026-12-06",
                }
            ]
        )

    def _entry(self, **vals):
        return {
            "partner_id": self.person.id,
            "contract_id": self.contract.id,
            "usage_type_id": self.hours.id,
            "quantity": 2.5,
            "date": "2027-01-09",
            **vals,
        }

    def _added(self):
        """:returns: what was entered by hand"""
        return self.env["cowork.usage"].search(
            [("contract_id", "=", self.contract.id), ("entered_by", "!=", False)]
        )


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestUsageAccess(UsageAccessMixin, AccessCommon):
    """Who enters, strikes and takes back, and what nobody can do."""

    def _dialog(self, user, **vals):
        return self.env["cowork.usage.add"].with_user(user).create(self._entry(**vals))

    # By hand ------------------------------------------------------------------------

    def test_the_front_desk_adds_usage(self):
        dialog = self._dialog(self.front_desk, note="Aurora room")
        dialog.action_add()
        # A second click finds it there.
        dialog.action_add()
        usage = self._added()
        self.assertEqual(len(usage), 1)
        self.assertEqual((usage.quantity, usage.state), (2.5, "open"))
        self.assertEqual(usage.partner_id, self.person)
        self.assertEqual(usage.location_id, self.location)
        self.assertEqual(usage.entered_by, self.front_desk)
        self.assertTrue(usage.entered_on)
        self.assertEqual(usage.key, f"cowork.usage.add,{dialog.id}")

    def test_the_contract_of_a_member_is_found(self):
        add = self.env["cowork.usage.add"].with_user(self.front_desk)
        for partner in (self.member, self.person, self.named.partner_id):
            dialog = add.create(
                {"partner_id": partner.id, "usage_type_id": self.hours.id}
            )
            self.assertEqual(dialog.contract_id, self.contract)
            self.assertIn("Hours", dialog.balance)
        self.assertEqual(
            add.with_context(default_contract_id=self.contract.id).default_get(
                ["contract_id", "partner_id"]
            )["partner_id"],
            self.member.id,
        )
        # Of a contract at another location nothing is proposed.
        self.make_contract(
            self.plan_desk, self.desk_far, partner_id=self.other_member.id
        )
        other = add.new({"partner_id": self.other_member.id})
        self.assertFalse(other.contract_id)

    def test_one_after_the_other(self):
        action = self._dialog(self.user).action_add_next()
        self.assertEqual(action["context"]["default_date"], "2027-01-09")
        self.assertEqual(action["context"]["default_usage_type_id"], self.hours.id)
        self.assertEqual(len(self._added()), 1)

    def test_what_makes_no_sense_is_refused(self):
        archived = self.hours.copy({"code": "T-OLD", "active": False})
        calls = (
            ({"quantity": 0}, "greater than zero"),
            ({"quantity": 0.001}, "greater than zero"),
            ({"quantity": -2}, "greater than zero"),
            ({"quantity": 1e6}, "greater than zero"),
            ({"date": "2027-01-11"}, "still to come"),
            ({"date": "2026-10-31"}, "had no use of"),
            ({"partner_id": self.other_member.id}, "had no use of"),
            ({"usage_type_id": archived.id}, "is archived"),
            ({"space_id": self.desk_far.id}, "is not at"),
        )
        for vals, message in calls:
            dialog = self._dialog(self.manager, **vals)
            with self.assertRefused(UserError, message):
                dialog.action_add()
        self.assertFalse(self._added())

    def test_an_ended_contract_takes_what_was_used_before(self):
        self.contract.sudo().action_terminate("2027-01-09")
        self.contract._enter_state("ended")
        self._dialog(self.front_desk).action_add()
        self.assertEqual(len(self._added()), 1)
        with self.assertRefused(UserError, "had no use of"):
            self._dialog(self.front_desk, date="2027-01-10").action_add()

    def test_only_staff_of_the_location_add(self):
        with self.assertRaises(AccessError):
            self._dialog(self.user_2).action_add()
        with self.assertRaises(AccessError):
            self._dialog(self.manager_b).action_add()
        for actor in (self.portal_a, self.internal):
            with self.assertRaises(AccessError):
                self._dialog(actor)
        self.assertFalse(self._added())

    def test_the_dialogs_show_no_balance_of_others(self):
        for model, vals in (
            ("cowork.usage.add", self._entry()),
            (
                "cowork.usage.balance",
                {"contract_id": self.contract.id, "date": "2027-01-09"},
            ),
        ):
            dialog = self.env[model].with_user(self.user_2).create(vals)
            with self.assertRaises(AccessError):
                dialog.read(["balance"])

    # Corrections --------------------------------------------------------------------

    def test_the_front_desk_voids_and_users_reverse(self):
        with self.assertRaises(AccessError):
            self.usage.with_user(self.front_desk).action_reverse("Wrong")
        correct = self.env["cowork.usage.correct"]
        correct.with_user(self.front_desk).create(
            {"usage_ids": self.open.ids, "reason": "Typed twice"}
        ).action_apply()
        self.assertEqual(self.open.state, "void")
        dialog = correct.with_user(self.user).create(
            {"usage_ids": self.usage.ids, "reason": "Wrong member"}
        )
        self.assertTrue(dialog.is_settled)
        dialog.action_apply()
        reversal = self.usage.reversal_ids
        self.assertEqual(reversal.quantity, -2)
        self.assertEqual(reversal.entered_by, self.user)
        action = self.usage.with_user(self.user).action_open_reversal()
        self.assertEqual(action["res_id"], reversal.id)

    def test_others_correct_nothing(self):
        for actor in (
            self.portal_a,
            self.named,
            self.portal_b,
            self.internal,
            self.user_2,
            self.manager_b,
        ):
            with self.assertRaises(AccessError):
                self.open.with_user(actor).action_void("x")
            with self.assertRaises(AccessError):
                self.usage.with_user(actor).action_reverse("x")

    # The ledger and what it is computed from ------------------------------------------

    def test_nobody_writes_the_ledger(self):
        draw = self.samples["cowork.pack.draw"]
        for actor in (self.portal_a, self.front_desk, self.user, self.manager):
            for record in (self.open, self.usage, draw):
                with self.assertRaises(AccessError):
                    record.with_user(actor).write({"quantity": 1})
                with self.assertRaises(AccessError):
                    record.with_user(actor).unlink()
                with self.assertRaises(AccessError):
                    record.with_user(actor).create({"quantity": 1})
        pack = self.samples["cowork.pack"].with_user(self.manager)
        for vals in (
            {"remaining": 5},
            {"draw_ids": [Command.clear()]},
            {"commercial_partner_id": self.other_member.id},
        ):
            with self.assertRaises(AccessError):
                pack.write(vals)

    def test_even_with_every_right_it_takes_the_ledgers_own_methods(self):
        with self.assertRaises(AccessError):
            self.open.sudo().write({"quantity": 1})
        with self.assertRaises(AccessError):
            self.env["cowork.usage"].sudo().create({"key": "forged"})

    def test_members_see_no_void_lines_and_no_internals(self):
        self.open._void("Typed twice")
        self.assertFalse(self.open.with_user(self.portal_a).has_access("read"))
        usage = self.usage.with_user(self.portal_a)
        for name in ("entered_by", "draw_ids"):
            with self.assertRaises(AccessError):
                usage.read([name])

    def test_signed_allowances_are_corrected_by_managers_only(self):
        allowance = self.contract.line_ids.allowance_ids
        for call in (
            lambda records: records.write({"quantity": 99}),
            lambda records: records.unlink(),
            lambda records: records.create(
                {
                    "line_id": self.contract.line_ids.id,
                    "usage_type_id": self.hours.id,
                    "period": "day",
                }
            ),
        ):
            with self.assertRefused(UserError, "was signed"):
                call(allowance.with_user(self.user))
        draft = self.make_contract(self.plan_desk, state="draft")
        draft.line_ids.allowance_ids.with_user(self.user).quantity = 2
        with self.assertRaises(AccessError):
            draft.line_ids.allowance_ids.with_user(self.user).write(
                {"line_id": self.contract.line_ids.id}
            )
        allowance.with_user(self.manager).quantity = 12
        self.assertIn("includes 12", self.contract.message_ids[0].body)


@tagged("post_install", "-at_install")
class TestUsageRpc(UsageAccessMixin, RpcCommon):
    """The same over the wire."""

    @mute_logger("odoo.http")
    def test_the_ledger_cannot_be_forged(self):
        ids = self.open.ids
        forged = {
            "key": "forged",
            "contract_id": self.contract.id,
            "usage_type_id": self.hours.id,
            "partner_id": self.person.id,
            "location_id": self.location.id,
            "date": "2026-12-06",
            "quantity": 1,
            "state": "rated",
        }
        context = {"cowork_state_change": True}
        calls = (
            ("cowork.usage", "create", {"vals_list": [forged]}),
            ("cowork.usage", "write", {"ids": ids, "vals": {"state": "void"}}),
            ("cowork.usage", "write", {"ids": ids, "vals": {"key": "other"}}),
            ("cowork.usage", "unlink", {"ids": ids}),
            ("cowork.usage", "copy", {"ids": ids}),
            (
                "cowork.pack.draw",
                "create",
                {
                    "vals_list": [
                        {
                            "pack_id": self.samples["cowork.pack"].id,
                            "usage_id": self.open.id,
                            "date": "2026-12-06",
                            "quantity": -5,
                        }
                    ]
                },
            ),
            (
                "cowork.pack",
                "write",
                {
                    "ids": self.samples["cowork.pack"].ids,
                    "vals": {"remaining": 99, "quantity": 99},
                },
            ),
        )
        for actor in (self.portal_a, self.front_desk, self.user, self.manager):
            for model, method, body in calls:
                status, answer = self._json2(
                    actor, model, method, context=context, **body
                )
                self.assertEqual(status, 403, f"{actor.login} {method}: {answer}")
        for method in ("_record", "_rate", "_void", "_reverse", "_update"):
            status, _answer = self._json2(self.manager, "cowork.usage", method, ids=ids)
            self.assertIn(status, (403, 404), method)
        self.assertEqual((self.open.state, self.open.quantity), ("open", 3))

    @mute_logger("odoo.http")
    def test_public_methods_with_ids_of_others(self):
        calls = (
            ("cowork.usage", "action_void", {"reason": "x"}, self.open),
            ("cowork.usage", "action_reverse", {"reason": "x"}, self.usage),
            ("cowork.usage", "action_open_origin", {}, self.usage),
            ("cowork.usage", "action_open_reversal", {}, self.usage),
        )
        for actor in (self.portal_b, self.internal, self.user_2, self.manager_b):
            for model, method, body, records in calls:
                status, answer = self._json2(
                    actor, model, method, ids=records.ids, **body
                )
                self.assertEqual(status, 403, f"{actor.login} {method}: {answer}")
        # Of one's own, but as a member.
        for model, method, body, records in calls[:2]:
            status, _answer = self._json2(
                self.portal_a, model, method, ids=records.ids, **body
            )
            self.assertEqual(status, 403, method)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nonsense_is_a_sentence_and_no_server_error(self):
        for vals in (
            {"quantity": float("nan")},
            {"quantity": float("inf")},
            {"date": "9999-12-31"},
        ):
            status, answer = self._json2(
                self.front_desk,
                "cowork.usage.add",
                "create",
                vals_list=[self._entry(**vals)],
            )
            if status == 200:
                status, answer = self._json2(
                    self.front_desk, "cowork.usage.add", "action_add", ids=answer
                )
            self.assertEqual(status, 422, f"{vals}: {answer}")
        for reason in (None, "", 7, ["x"]):
            status, answer = self._json2(
                self.front_desk,
                "cowork.usage",
                "action_void",
                ids=self.open.ids,
                reason=reason,
            )
            self.assertEqual(status, 422, f"{reason}: {answer}")

    @mute_logger("odoo.http")
    def test_members_read_their_own_usage_only(self):
        models = ("cowork.usage", "cowork.pack", "cowork.contract.line.allowance")
        for model in models:
            ids = self.samples[model].ids
            status, answer = self._json2(
                self.portal_a, model, "read", ids=ids, fields=["quantity"]
            )
            self.assertEqual(status, 200, answer)
            status, _answer = self._json2(
                self.portal_b, model, "read", ids=ids, fields=["quantity"]
            )
            self.assertEqual(status, 403)
            status, answer = self._json2(self.portal_b, model, "search", domain=[])
            self.assertEqual((status, answer), (200, []))
        # A person who is named in somebody else's contract sees what they used.
        status, answer = self._json2(self.named, "cowork.usage", "search", domain=[])
        self.assertEqual((status, answer), (200, self.usage.ids))
