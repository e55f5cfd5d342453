from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.cowork_members.tests.common import PASSWORD
from odoo.addons.cowork_members.tests.public_methods import PublicMethodsMixin

from .facilities_access_common import FacilitiesAccessCommon

OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}

ACTORS = (
    "public",
    "portal_a",
    "portal_b",
    "internal",
    "front_desk",
    "technician",
    "technician_2",
    "facility_manager",
    "facility_manager_b",
)

#: who may do what with lists of words that all companies share
WORDS = ("", "", "", "r", "r", "r", "r", "crwu", "crwu")
# What each actor may do with a record of location 1 of the first company.
# ``technician_2`` serves another location.
ACCESS = {
    # model: public, portal A, portal B, internal, front desk, technician, technician of
    #        another location, manager, manager of another company
    "maintenance.request": ("", "", "", "", "crwu", "crwu", "", "crwu", ""),
    "cowork.work.category": WORDS,
    "cowork.work.cause": WORDS,
    "cowork.work.remedy": WORDS,
    "cowork.work.hold.reason": WORDS,
    "cowork.work.labour": ("", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.work.material": ("", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.work.reopening": ("", "", "", "", "r", "r", "", "r", ""),
    "cowork.equipment.inspection": ("", "", "", "", "r", "r", "", "crwu", ""),
    "cowork.equipment.inspection.result": ("", "", "", "", "r", "crw", "", "crwu", ""),
    "cowork.round.template": ("", "", "", "", "", "r", "", "crwu", ""),
    "cowork.round.template.point": ("", "", "", "", "", "r", "", "crwu", ""),
    "cowork.round.shift": ("", "", "", "", "", "r", "", "crwu", ""),
    "cowork.round": ("", "", "", "", "", "r", "", "crwu", ""),
    "cowork.round.line": ("", "", "", "", "", "r", "", "r", ""),
    "cowork.round.entry": ("", "", "", "", "", "r", "", "r", ""),
    "cowork.round.coverage": ("", "", "", "", "", "r", "", "r", ""),
    "cowork.vendor.agreement": ("", "", "", "", "r", "r", "", "crwu", ""),
    "cowork.vendor.order": ("", "", "", "", "r", "rw", "", "rw", ""),
    "cowork.vendor.report": ("", "", "", "", "", "r", "", "r", ""),
    "cowork.maintenance.plan": ("", "", "", "", "r", "r", "", "crwu", ""),
    "cowork.work.report": ("", "", "", "", "r", "r", "", "r", ""),
    "cowork.work.cost": ("", "", "", "", "", "", "", "r", ""),
}
#: dialogs: what who has a role may do; nobody else, and no member, may anything
MODEL_ACCESS = {
    "cowork.work.reopen": dict.fromkeys(ACTORS[3:], "crw"),
    "cowork.work.charge.back": {
        "facility_manager": "crw",
        "facility_manager_b": "crw",
    },
    "cowork.fault.report": dict.fromkeys(ACTORS[4:], "crw"),
    "cowork.vendor.note": dict.fromkeys(ACTORS[5:], "crw"),
    "cowork.vendor.send": dict.fromkeys(ACTORS[5:], "crw"),
}
#: what remote callers may call beside what the ERP and the other addons have
PUBLIC_METHODS = {
    "maintenance.request": {
        "action_approve_charge",
        "action_assign",
        "action_choose_vendor",
        "action_go_on",
        "action_refuse_charge",
        "action_merge",
        "action_reopen",
        "action_same_fault",
        "action_take_back_charge",
        "action_view_charge",
        "action_view_merged",
        "action_view_reopenings",
        "action_view_round_lines",
        "action_view_similar",
        "action_view_vendor_bill",
        "report_fault",
    },
    "maintenance.equipment": {
        "action_renew_label",
        "action_report_fault",
        "action_view_documents",
        "action_view_figures",
        "action_view_inspections",
        "action_view_plans",
    },
    "maintenance.team": {
        "action_view_analysis",
        "action_view_missed_rounds",
        "action_view_orders",
    },
    "cowork.work.report": {"action_open_request"},
    "cowork.work.cost": {"action_open_record"},
    "cowork.space": {
        "action_renew_label",
        "action_report_fault",
        "action_view_equipment",
        "action_view_rounds",
    },
    "cowork.location": {"action_view_rounds"},
    "cowork.fault.label.mixin": {"action_renew_label"},
    "cowork.equipment.inspection": {
        "action_open_equipment",
        "action_record_result",
        "action_view_requests",
    },
    "cowork.maintenance.plan": {"action_make_orders", "action_view_requests"},
    "cowork.vendor.agreement": {"action_view_orders", "action_view_vendor"},
    "cowork.vendor.note": {"action_apply"},
    "cowork.vendor.order": {
        "action_open_page",
        "action_revoke",
        "action_send_again",
        "action_view_request",
    },
    "cowork.vendor.report": {"action_open_order"},
    "cowork.vendor.send": {"action_send"},
    "res.partner": {
        "action_view_cowork_vendor_agreements",
        "action_view_cowork_vendor_figures",
        "action_view_cowork_vendor_orders",
    },
    "cowork.fault.report": {"action_report"},
    "cowork.round": {
        "action_cancel",
        "action_open_phone",
        "action_reopen",
        "action_view_requests",
        "action_view_spaces",
        "get_rounds",
        "save_answers",
    },
    "cowork.round.template": {"action_plan", "action_view_rounds"},
    "cowork.round.template.point": {"action_renew_code"},
    "cowork.work.charge.back": {"action_apply"},
    "cowork.work.reopen": {"action_apply"},
}


@tagged("post_install", "-at_install")
class TestAccessRightsFacilities(PublicMethodsMixin, FacilitiesAccessCommon):
    """Who may do what, against the tables above."""

    addon = "cowork_facilities"
    public_methods = PUBLIC_METHODS

    def test_every_model_is_in_the_tables(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cowork_facilities" and not model._abstract
        }
        inherited = {name for name in ACCESS if not name.startswith("cowork.")}
        self.assertEqual(models, (ACCESS.keys() | MODEL_ACCESS.keys()) - inherited)
        self.assertEqual(ACCESS.keys(), self.samples.keys())

    def _allowed(self, records):
        """:returns: set of letters of what the records' user may do with them"""
        return {
            letter
            for letter, operation in OPERATIONS.items()
            if records.has_access(operation)
        }

    def test_actors_and_records(self):
        for model, row in ACCESS.items():
            for actor, expected in zip(ACTORS, row, strict=True):
                record = self.samples[model].with_user(getattr(self, actor))
                self.assertEqual(
                    self._allowed(record), set(expected), f"{actor} × {model}"
                )

    def test_actors_and_dialogs(self):
        for model, row in MODEL_ACCESS.items():
            for actor in ACTORS:
                records = self.env[model].with_user(getattr(self, actor))
                self.assertEqual(
                    self._allowed(records),
                    set(row.get(actor, "")),
                    f"{actor} × {model}",
                )

    def test_searches_find_what_may_be_read(self):
        for model, row in ACCESS.items():
            for actor, expected in zip(ACTORS, row, strict=True):
                records = self.env[model].with_user(getattr(self, actor))
                sample = self.samples[model]
                if not records.has_access("read"):
                    with self.assertRaises(AccessError):
                        records.search([("id", "=", sample.id)])
                    continue
                found = records.search([("id", "=", sample.id)])
                self.assertEqual(bool(found), "r" in expected, f"{actor} × {model}")

    def test_every_field_a_role_may_read_can_be_read(self):
        for actor in ("internal", "front_desk", "technician", "facility_manager"):
            for model in ACCESS:
                record = self.samples[model].with_user(getattr(self, actor))
                if record.has_access("read"):
                    names = [
                        name
                        for name in record.fields_get()
                        # Other addons see to their own fields.
                        if record._fields[name]._module == "cowork_facilities"
                    ]
                    record.invalidate_recordset()
                    self.assertEqual(len(record.read(names)), 1, f"{actor} × {model}")

    # Public methods ----------------------------------------------------------------

    def test_who_may_not_see_an_order_does_nothing_with_it(self):
        calls = {
            "action_approve_charge": (),
            "action_assign": (),
            "action_choose_vendor": (),
            "action_go_on": (),
            "action_merge": (),
            "action_refuse_charge": (),
            "action_reopen": ("Again",),
            "action_take_back_charge": ("No",),
            "action_view_charge": (),
            "action_view_merged": (),
            "action_view_reopenings": (),
            "action_view_round_lines": (),
            "action_view_similar": (),
            "action_view_vendor_bill": (),
        }
        actors = (
            self.public,
            self.portal_a,
            self.portal_b,
            self.internal,
            self.technician_2,
            self.facility_manager_b,
        )
        for name, args in calls.items():
            for actor in actors:
                with self.assertRaises(AccessError, msg=f"{actor.login} {name}"):
                    getattr(self.order.with_user(actor), name)(*args)

    # Going around ---------------------------------------------------------------------

    def test_nobody_enters_costs_on_orders_they_do_not_see(self):
        vals = {"request_id": self.order.id, "hours": 1}
        far = self.technician_2
        for actor in (self.portal_a, self.internal, self.front_desk, far):
            labour = self.env["cowork.work.labour"].with_user(actor)
            with self.assertRaises(AccessError, msg=actor.login):
                labour.create({**vals, "employee_id": far.employee_ids.id})

    def test_the_order_is_no_way_to_hours_of_others(self):
        own = self.make_order("Own", space_id=self.desk_far.id)
        with self.assertRaises(AccessError):
            own.with_user(self.technician_2).write(
                {"labour_line_ids": [(1, self.labour.id, {"hours": 9})]}
            )
        with self.assertRaises(AccessError):
            own.with_user(self.technician_2).write(
                {"labour_line_ids": [(4, self.labour.id)]}
            )
        self.assertEqual(self.labour.hours, 1)
        self.assertEqual(self.labour.request_id, self.order)

    def test_the_technician_of_an_order_sees_it_wherever_it_is(self):
        self.order.user_id = self.technician_2
        order = self.order.with_user(self.technician_2)
        self.assertEqual(order.labour_line_ids.hours, 1)

    def test_an_order_without_a_place_is_seen_by_its_team(self):
        nowhere = self.make_order("Nowhere", space_id=False, owner_user_id=False)
        technician = nowhere.with_user(self.technician)
        nowhere.message_unsubscribe(self.technician.partner_id.ids)
        self.assertFalse(technician.has_access("read"))
        self.team.member_ids = self.technician
        self.assertTrue(technician.has_access("write"))

    def test_companies_do_not_see_each_other(self):
        team = self.env["maintenance.team"].create(
            {"name": "B", "company_id": self.company_b.id}
        )
        order_b = self.make_order(
            space_id=self.space_b.id,
            company_id=self.company_b.id,
            maintenance_team_id=team.id,
        )
        self.assertFalse(order_b.with_user(self.facility_manager).has_access("read"))
        self.assertTrue(order_b.with_user(self.facility_manager_b).has_access("read"))


@tagged("post_install", "-at_install")
class TestFacilitiesRpc(FacilitiesAccessCommon, HttpCase):
    """The rules hold for what comes over the wire."""

    def _call(self, model, method, *args, **kwargs):
        """:returns: the answer to the web client's call, or the error's name"""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        try:
            answer = self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException as error:
            answer = error.args[0]
        self.env.invalidate_all()
        return answer

    def test_a_technician_repairs_and_a_manager_charges_the_member(self):
        contract = self.make_contract(self.plan_hot)
        self.technician.employee_ids.hourly_cost = 30
        self.team.member_ids = self.technician
        self.order.write({"partner_id": False, "user_id": False, "vendor_cost": 0})
        self.order.partner_id = self.person
        model, ids = "maintenance.request", self.order.ids
        self.authenticate(self.technician.login, PASSWORD)
        cause = self.env.ref("cowork_facilities.work_cause_damage")
        self.assertTrue(self._call(model, "action_assign", ids))
        self.assertEqual(self.order.user_id, self.technician)
        vals = {"cause": cause.id, "labour_line_ids": [[0, 0, {"hours": 2}]]}
        self.assertTrue(self._call(model, "web_save", ids, vals, {"stage_id": {}}))
        self.assertTrue(self._call(model, "write", ids, {"stage_id": self.done.id}))
        self.assertTrue(self.order.is_closed)
        self.assertEqual(self.order.contract_id, contract)
        self.authenticate(self.facility_manager.login, PASSWORD)
        for _again in range(2):
            self.assertTrue(self._call(model, "action_approve_charge", ids))
        usage = self.order.charge_usage_id
        self.assertEqual(usage.contract_id, contract)
        self.assertEqual(usage.cost_unit, 60)
        self.assertTrue(self._call(model, "action_view_charge", ids))

    @mute_logger("odoo.http")
    def test_a_technician_of_another_location_and_a_member_get_nothing(self):
        refused = "odoo.exceptions.AccessError"
        ids = self.order.ids
        for actor in (self.technician_2, self.portal_a):
            self.authenticate(actor.login, PASSWORD)
            model = "maintenance.request"
            for method, args in (
                ("read", (["name"],)),
                ("write", ({"name": "Mine"},)),
                ("unlink", ()),
                ("action_assign", ()),
                ("action_reopen", ("Again",)),
                ("action_approve_charge", ()),
            ):
                answer = self._call(model, method, ids, *args)
                self.assertEqual(answer, refused, f"{actor.login} {method}")
            labour = self._call(
                "cowork.work.labour", "read", self.labour.ids, ["hours"]
            )
            self.assertEqual(labour, refused)

    @mute_logger("odoo.http")
    def test_private_steps_cannot_be_called(self):
        self.authenticate(self.facility_manager.login, PASSWORD)
        for method in ("_post_costs", "_decide_charge", "_assign", "_note_closing"):
            answer = self._call("maintenance.request", method, self.order.ids)
            self.assertEqual(answer, "odoo.exceptions.AccessError", method)

    @mute_logger("odoo.http")
    def test_a_technician_does_not_forge_what_the_system_keeps(self):
        self.authenticate(self.technician.login, PASSWORD)
        for vals in (
            {"closed_at": "2027-01-01 00:00:00"},
            {"charge_decision": "approved"},
            {"resolution_status": "met"},
            {"escalation_level": 0},
        ):
            answer = self._call("maintenance.request", "write", self.order.ids, vals)
            self.assertEqual(answer, "odoo.exceptions.AccessError", str(vals))
        context = {"cowork_state_change": True}
        answer = self._call(
            "maintenance.request",
            "write",
            self.order.ids,
            {"charge_decision": "approved"},
            context=context,
        )
        self.assertEqual(answer, "odoo.exceptions.AccessError")
        self.assertFalse(self.order.charge_decision)
