import json

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import BillingCommon

#: actor: group
STAFF = {
    "nobody": "base.group_user",
    "front_desk": "cowork_members.group_front_desk",
    "members_user": "cowork_members.group_user",
    "members_manager": "cowork_members.group_manager",
    "billing_user": "cowork_billing.group_user",
    "billing_manager": "cowork_billing.group_manager",
    "invoicing": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
FINANCE_READS = dict.fromkeys(
    ("billing_user", "billing_manager", "invoicing", "auditor"), "r"
)
STAFF_READS = {
    **dict.fromkeys(("front_desk", "members_user", "members_manager"), "r"),
    **FINANCE_READS,
}
#: model: actor: rights of create, read, write, delete; who is not named has none
MATRIX = {
    "cowork.fee.line": {
        "front_desk": "r",
        "members_user": "r",
        "members_manager": "r",
        "billing_user": "r",
        "billing_manager": "r",
        "invoicing": "r",
        "auditor": "r",
        "portal": "r",
    },
    "cowork.fee.question": {
        "front_desk": "r",
        "members_user": "r",
        "members_manager": "r",
        "billing_user": "rw",
        "billing_manager": "rw",
        "portal": "r",
    },
    "cowork.disclosure.category": {
        **dict.fromkeys(STAFF.keys() - {"portal", "public"}, "r"),
        "billing_manager": "crwd",
    },
    "cowork.billing.run": {"billing_user": "r", "billing_manager": "crwd"},
    "cowork.billing.error": {
        "front_desk": "r",
        "members_user": "r",
        "members_manager": "r",
        "billing_user": "r",
        "billing_manager": "r",
    },
    "cowork.billing.progress": {"billing_user": "r", "billing_manager": "r"},
    "cowork.billing.schedule": {"billing_user": "r", "billing_manager": "crwd"},
    "cowork.billing.preview": {"billing_manager": "crw"},
    "cowork.billing.preview.line": {"billing_manager": "crw"},
    "cowork.billing.repair": {"billing_manager": "crw"},
    "cowork.billing.repair.line": {"billing_manager": "crw"},
    "cowork.charge.add": {
        "members_user": "crw",
        "members_manager": "crw",
        "billing_manager": "crw",
    },
    "cowork.deposit": STAFF_READS,
    "cowork.deposit.entry": STAFF_READS,
    "cowork.deposit.ageing": FINANCE_READS,
    "cowork.deposit.reconciliation": FINANCE_READS,
    "cowork.deposit.forfeiture": {"billing_user": "crw", "billing_manager": "crwd"},
    "cowork.deposit.draw": {"billing_manager": "crw"},
    "cowork.deposit.transfer": {"billing_manager": "crw"},
    "cowork.settlement": {
        "members_manager": "r",
        "billing_user": "crw",
        "billing_manager": "crwd",
        "portal": "r",
    },
    "cowork.settlement.line": {
        "members_manager": "r",
        "billing_user": "r",
        "billing_manager": "r",
    },
    "cowork.settlement.damage": {
        "members_manager": "r",
        "billing_user": "crwd",
        "billing_manager": "crwd",
    },
}
RIGHTS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}
#: what remote callers may call beside what every model has
PUBLIC_METHODS = {
    "cowork.fee.line": {
        "action_bill_again",
        "action_void",
        "action_open_invoice",
        "action_view_questions",
    },
    "cowork.fee.question": {"action_answer", "action_reopen"},
    "cowork.disclosure.category": {"action_view_accounts"},
    "cowork.billing.run": {
        "action_preview",
        "action_run",
        "action_retry",
        "preview_lines",
        "action_view_fee_lines",
        "action_view_invoices",
        "action_view_errors",
        "action_undo_drafts",
        "action_send",
        "action_view_unsent",
    },
    "cowork.billing.error": {
        "action_open_contract",
        "action_repair",
        "action_retry",
    },
    "cowork.billing.progress": set(),
    "cowork.billing.schedule": {"action_bill_now", "get_alarms"},
    "cowork.billing.preview": set(),
    "cowork.billing.preview.line": set(),
    "cowork.billing.repair": {"action_repair"},
    "cowork.billing.repair.line": set(),
    "cowork.charge.add": {"action_add"},
    "cowork.deposit": {
        "action_draw",
        "action_transfer",
        "action_view_contract",
        "action_view_journal_items",
    },
    "cowork.deposit.entry": {"action_open_move", "action_open_origin"},
    "cowork.deposit.ageing": {"action_open_deposit"},
    "cowork.deposit.reconciliation": {
        "action_view_items",
        "action_view_strays",
        "action_view_entries",
    },
    "cowork.deposit.forfeiture": {"action_approve", "action_refuse"},
    "cowork.deposit.draw": {"action_draw"},
    "cowork.deposit.transfer": {"action_transfer"},
    "cowork.settlement": {
        "action_approve",
        "action_cancel",
        "action_draft",
        "action_post",
        "action_refresh",
        "action_send",
        "action_submit",
        "action_view_contract",
        "action_view_move",
        "action_view_payment",
    },
    "cowork.settlement.line": set(),
    "cowork.settlement.damage": set(),
    "cowork.fee.builder": set(),
    "cowork.fee.text": set(),
    "cowork.invoice.writer": set(),
}
INHERITED_METHODS = {
    "cowork.contract": {
        "action_view_deposit",
        "action_view_fee_lines",
        "action_view_invoices",
        "action_view_settlement",
        "action_view_fee_questions",
    },
    "cowork.location": {"action_open_schedule", "action_open_disclosure"},
    "cowork.space": {"action_create_cost_centre"},
    "account.move": {"action_view_cowork_fee_lines"},
}


class BillingActors(BillingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {}
        for name, group in STAFF.items():
            if name == "public":
                cls.users[name] = cls.env.ref("base.public_user")
                continue
            cls.users[name] = new_test_user(
                cls.env,
                login=f"billing_{name}",
                password=f"billing_{name}",
                groups=group,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
        cls.other_company = cls.setup_other_company()["company"]
        cls.users["other"] = new_test_user(
            cls.env,
            login="billing_other",
            password="billing_other",
            groups="cowork_billing.group_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.users["portal"].partner_id.parent_id = cls.member
        day = "2026-12-01"
        cls.mine = cls.contract(cls, cls.hot_desk, day)
        stranger = cls.env["res.partner"].create({"name": "Stranger"})
        cls.theirs = cls.contract(cls, cls.hot_desk, day, partner_id=stranger.id)
        cls.bad = cls.contract(cls, cls.hot_desk, day, line={"price_unit": 0})
        cls.run_ = cls.bill(cls, day)
        cls.fee = cls.mine.fee_line_ids

    def as_(self, actor, records):
        return records.with_user(self.users[actor]).with_company(
            self.users[actor].company_id
        )


@tagged("post_install", "-at_install")
class TestAccessRightsBilling(BillingActors):
    def test_every_model_is_in_the_matrix(self):
        own = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cowork_billing" and not model._abstract
        }
        self.assertEqual(own, set(MATRIX))

    def test_who_may_do_what_with_which_model(self):
        for model, rights in MATRIX.items():
            for actor, user in self.users.items():
                expected = rights.get(
                    "billing_manager" if actor == "other" else actor, ""
                )
                records = self.env[model].with_user(user)
                found = "".join(
                    letter
                    for letter, right in RIGHTS.items()
                    if records.has_access(right)
                )
                with self.subTest(model=model, actor=actor):
                    self.assertEqual(found, expected)

    def test_public_methods_are_those_we_mean(self):
        expected = {**PUBLIC_METHODS, **INHERITED_METHODS}
        found = {}
        for name, model in self.env.registry.items():
            methods = {
                method
                for cls in model.__mro__
                if cls.__module__.startswith("odoo.addons.cowork_billing")
                for method, value in vars(cls).items()
                if not method.startswith("_")
                and callable(value)
                and not getattr(value, "_api_private", False)
                and not hasattr(model.__mro__[-2], method)
                and not any(
                    method in vars(base)
                    for base in model.__mro__
                    if not base.__module__.startswith("odoo.addons.cowork_")
                )
            }
            if methods or name in expected:
                found[name] = methods
        self.assertEqual(found, expected)

    # Reading -------------------------------------------------------------------

    def test_portal_sees_its_own_invoiced_charges_only(self):
        charges = self.as_("portal", self.env["cowork.fee.line"]).search([])
        self.assertEqual(charges, self.as_("portal", self.fee))
        self.assertIn("1–31 Dec 2026", charges.explanation)
        with self.assertRaises(AccessError):
            self.as_("portal", self.theirs.fee_line_ids).read(["amount"])
        self.fee.move_id.button_draft()
        self.fee.move_id.button_cancel()
        self.assertFalse(self.as_("portal", self.env["cowork.fee.line"]).search([]))

    def test_front_desk_sees_the_charges_of_the_locations_it_serves(self):
        user = self.users["front_desk"]
        fees = self.as_("front_desk", self.env["cowork.fee.line"])
        errors = self.as_("front_desk", self.env["cowork.billing.error"])
        self.assertFalse(fees.search([]) or errors.search([]))
        staff = (
            self.env["hr.employee"].sudo().create({"name": "Fred", "user_id": user.id})
        )
        self.quay.sudo().employee_ids = staff
        self.env.flush_all()
        self.assertEqual(len(fees.search([])), 2)
        self.assertEqual(errors.search([]).contract_id.id, self.bad.id)
        dock = self._location("Dock", "D")
        self.contract(self.hot_desk, "2026-12-01", location_id=dock.id)
        self.bill("2026-12-02")
        self.assertEqual(len(fees.search([])), 2)

    def test_other_company_sees_nothing(self):
        # The categories are words that all companies share.
        for model in MATRIX.keys() - {"cowork.disclosure.category"}:
            with self.subTest(model=model):
                self.assertFalse(self.as_("other", self.env[model]).search([]))
        with self.assertRaises(AccessError):
            self.as_("other", self.fee).read(["amount"])
        with self.assertRaises(AccessError):
            self.as_("other", self.run_).read(["date"])

    def test_preview_is_nobody_elses(self):
        run = self.env["cowork.billing.run"].create(
            {"date": "2027-01-01", "company_id": self.company.id}
        )
        with self.on("2026-12-02"):
            action = run.action_preview()
        lines = self.env[action["res_model"]]
        self.assertTrue(lines.search(action["domain"]))
        self.assertFalse(self.as_("billing_manager", lines).search(action["domain"]))

    # Doing ---------------------------------------------------------------------

    def test_only_billing_managers_run_preview_retry_void_and_bill_again(self):
        draft = self.env["cowork.billing.run"].create(
            {"date": "2027-01-01", "company_id": self.company.id}
        )
        calls = [
            (draft, "action_preview"),
            (draft, "action_run"),
            (self.run_, "action_retry"),
            (self.run_, "action_undo_drafts"),
            (self.run_, "action_send"),
            (self.run_.error_ids, "action_retry"),
            (self.fee, "action_void"),
            (self.fee, "action_bill_again"),
        ]
        for actor in self.users:
            if actor == "billing_manager":
                continue
            for records, method in calls:
                with self.subTest(actor=actor, method=method):
                    with self.assertRaises(AccessError):
                        getattr(self.as_(actor, records), method)()
        self.assertEqual(draft.state, "draft")

    def test_who_only_reads_billing_gets_the_preview_of_its_company(self):
        draft = self.env["cowork.billing.run"].create(
            {"date": "2027-01-01", "company_id": self.company.id}
        )
        shown = self.as_("billing_user", draft).preview_lines()
        self.assertEqual(len(shown["fee_lines"]), 2)
        for actor in ("front_desk", "portal", "other", "nobody", "invoicing"):
            with self.subTest(actor=actor), self.assertRaises(AccessError):
                self.as_(actor, draft).preview_lines()

    def test_billing_manager_needs_no_other_rights_to_bill(self):
        run = self.as_("billing_manager", self.env["cowork.billing.run"]).create(
            {"date": "2027-01-01"}
        )
        with self.on("2027-01-01"):
            run.action_preview()
            run.action_run()
        self.assertEqual(
            (run.state, run.invoice_count, run.error_count), ("done", 2, 1)
        )
        run.action_view_fee_lines()
        run.action_view_invoices()
        run.action_view_errors()
        run.read()


@tagged("post_install", "-at_install")
class TestForgeryBilling(BillingActors, HttpCase):
    """What a billing manager, or an accountant, could send past the screens."""

    def call(self, actor, model, method, *args, **kwargs):
        """:returns: the answer of a real JSON-RPC request"""
        self.authenticate(f"billing_{actor}", f"billing_{actor}")
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def assertRefused(self, *call, kinds=("AccessError", "UserError"), **kwargs):
        with mute_logger("odoo.http"):
            answer = self.call(*call, **kwargs)
        self.assertIn("error", answer)
        name = answer["error"]["data"]["name"].split(".")[-1]
        self.assertIn(name, kinds, answer["error"]["data"]["message"])

    def test_nobody_writes_fee_lines(self):
        vals = {"state": "open", "amount": 1.0}
        for actor in ("billing_manager", "members_manager", "invoicing", "portal"):
            with self.subTest(actor=actor):
                call = (actor, "cowork.fee.line")
                self.assertRefused(*call, "write", [self.fee.id], vals)
                self.assertRefused(*call, "unlink", [self.fee.id])
                self.assertRefused(*call, "create", [{"key": "x", **vals}])
                self.assertRefused(*call, "copy", [self.fee.id])
        self.env.invalidate_all()
        self.assertEqual((self.fee.state, self.fee.amount), ("invoiced", 900.0))

    def test_nobody_postpones_the_billing_of_a_contract(self):
        never = {"billing_next_date": "2199-01-01"}
        run = {"billing_run_id": self.run_.id}
        for vals in (never, run):
            for actor in ("billing_manager", "members_manager"):
                with self.subTest(actor=actor, vals=vals):
                    self.assertRefused(
                        actor, "cowork.contract", "write", [self.mine.id], vals
                    )
        new = {
            "partner_id": self.member.id,
            "location_id": self.quay.id,
            "line_ids": [(0, 0, {"plan_id": self.hot_desk.id})],
        }
        self.assertRefused(
            "members_manager", "cowork.contract", "create", [{**new, **never}]
        )
        answer = self.call(
            "members_manager",
            "cowork.contract",
            "create",
            [new],
            context={"default_billing_next_date": "2199-01-01"},
        )
        self.env.invalidate_all()
        if "result" in answer:
            made = self.env["cowork.contract"].browse(answer["result"])
            self.assertFalse(made.billing_next_date)

    def test_nobody_claims_that_a_deposit_is_held(self):
        self.assertRefused(
            "members_user",
            "cowork.contract",
            "write",
            [self.mine.id],
            {"deposit_opening": 5000},
            kinds=("AccessError", "UserError", "ValidationError"),
        )

    def test_state_and_figures_of_a_run_are_its_own(self):
        for vals in (
            {"state": "draft"},
            {"contract_count": 0},
            {"finished_at": False},
            {"retry_contract_ids": [(4, self.mine.id)]},
            {"error_ids": [(5,)]},
            {"move_ids": [(5,)]},
            {"fee_line_ids": [(5,)]},
            {"date": "2027-01-01"},
        ):
            with self.subTest(vals=vals):
                self.assertRefused(
                    "billing_manager",
                    "cowork.billing.run",
                    "write",
                    [self.run_.id],
                    vals,
                )
        for vals in ({"state": "done"}, {"contract_count": 5}):
            self.assertRefused(
                "billing_manager", "cowork.billing.run", "create", [vals]
            )
        self.assertRefused(
            "billing_manager",
            "cowork.billing.run",
            "create",
            [{}],
            context={"default_state": "running"},
        )

    def test_nobody_ties_invoice_lines_to_charges(self):
        invoice = self.fee.move_id
        copy = {"include_business_fields": True}
        self.assertRefused(
            "invoicing", "account.move", "copy", [invoice.id], context=copy
        )
        self.assertRefused(
            "invoicing",
            "account.move",
            "create",
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.member.id,
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "x",
                                "price_unit": 1,
                                "cowork_fee_line_id": self.fee.id,
                            },
                        )
                    ],
                }
            ],
        )
        plain = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.member.id,
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 1})],
            }
        )
        line = plain.invoice_line_ids
        self.assertRefused(
            "invoicing",
            "account.move.line",
            "write",
            [line.id],
            {"cowork_fee_line_id": self.fee.id},
        )
        self.assertRefused(
            "invoicing",
            "account.move",
            "write",
            [plain.id],
            {"cowork_run_id": self.run_.id},
        )
        self.assertRefused(
            "invoicing",
            "account.move",
            "write",
            [plain.id],
            {"cowork_contract_id": self.mine.id},
        )
        self.assertRefused(
            "invoicing",
            "account.move",
            "create",
            [{"move_type": "out_invoice", "partner_id": self.member.id}],
            context={"default_cowork_run_id": self.run_.id},
        )
        self.env.invalidate_all()
        self.assertEqual(self.fee.move_id, invoice)

    def test_private_methods_are_not_reachable(self):
        for model, method in (
            ("cowork.billing.run", "_process_batch"),
            ("cowork.billing.run", "_run_to_end"),
            ("cowork.fee.line", "_detach"),
            ("cowork.fee.line", "_adopt"),
            ("cowork.contract", "_bill_from_scratch"),
            ("cowork.invoice.writer", "_create_invoices"),
        ):
            with self.subTest(method=method):
                self.assertRefused("billing_manager", model, method, [1])

    def test_numbers_that_are_none(self):
        for date in ("9999-12-31", "0001-01-01", "NaN", "2026-13-01"):
            with self.subTest(date=date), mute_logger("odoo.http"):
                answer = self.call(
                    "billing_manager", "cowork.billing.run", "create", [{"date": date}]
                )
                if "result" in answer:
                    answer = self.call(
                        "billing_manager",
                        "cowork.billing.run",
                        "preview_lines",
                        answer["result"],
                    )
                error = answer.get("error")
                if error:
                    name = error["data"]["name"].split(".")[-1]
                    self.assertIn(name, ("UserError", "ValidationError", "ValueError"))
                else:
                    self.assertFalse(answer["result"]["fee_lines"])

    def test_json2_with_a_key(self):
        """The ERP's newer API takes the same road."""
        user = self.users["billing_user"]
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate(
                "rpc", "test", fields.Datetime.add(fields.Datetime.now(), days=1)
            )
        )
        draft = self.env["cowork.billing.run"].create(
            {"date": "2027-01-01", "company_id": self.company.id}
        )
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

        def post(method, **body):
            return self.url_open(
                f"/json/2/cowork.billing.run/{method}",
                data=json.dumps({"ids": draft.ids, **body}),
                headers=headers,
            )

        answer = post("preview_lines")
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(len(answer.json()["fee_lines"]), 2)
        with mute_logger("odoo.http"):
            self.assertEqual(post("action_run").status_code, 403)
            self.assertEqual(
                post("write", vals={"date": "2026-01-01"}).status_code, 403
            )

    def test_errors_are_said_to_the_right_people(self):
        with self.assertRaises(AccessError):
            self.as_("portal", self.run_.error_ids).read(["message"])
