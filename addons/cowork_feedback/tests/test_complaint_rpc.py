from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.cowork_members.tests.test_access_rpc import RpcCommon

from .complaint_common import USER, ComplaintMixin


@tagged("post_install", "-at_install")
class TestComplaintRpc(ComplaintMixin, RpcCommon, HttpCase):
    """What a remote program may not do, whoever's key it has."""

    colleagues = ("cora", "dan", "desk")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_complaints()
        cls.complaint = cls.make_complaint()

    def call(self, user, record, method, **body):
        """:returns: HTTP status and the answer, or the error's name"""
        status, answer = self._json2(user, record._name, method, ids=record.ids, **body)
        return status, answer if status == 200 else answer["name"].split(".")[-1]

    @mute_logger("odoo.http")
    def test_the_solver_does_not_follow_up(self):
        self.bring(self.complaint, "carried_out")
        self.complaint.follow_up_note = "Fine."
        denied = (403, "AccessError")
        self.assertEqual(
            self.call(self.anna, self.complaint, "action_follow_up"), denied
        )
        self.assertEqual(
            self.call(self.anna, self.complaint, "action_not_solved"), denied
        )
        for vals in (
            {"state": "followed_up"},
            {"solver_ids": [[5]]},
            {"followed_up_by": self.ben.id},
        ):
            self.assertEqual(
                self.call(self.anna, self.complaint, "write", vals=vals), denied
            )
            # Nor by claiming to be one of our own methods.
            self.assertEqual(
                self.call(
                    self.anna,
                    self.complaint,
                    "write",
                    vals=vals,
                    context={"cowork_state_change": True},
                ),
                denied,
            )
        self.assertEqual(self.complaint.state, "carried_out")
        self.assertEqual(
            self.call(self.ben, self.complaint, "action_follow_up")[0], 200
        )
        self.assertEqual(self.complaint.state, "followed_up")

    @mute_logger("odoo.http")
    def test_who_proposed_does_not_approve(self):
        remedy = self.make_remedy(self.complaint, self.cora, amount=80.0)
        denied = (403, "AccessError")
        self.assertEqual(self.call(self.cora, remedy, "action_approve"), denied)
        self.assertEqual(self.call(self.ben, remedy, "action_approve"), denied)
        for vals in ({"approved_by": self.ben.id}, {"proposed_by": self.ben.id}):
            self.assertEqual(self.call(self.cora, remedy, "write", vals=vals), denied)
        self.assertEqual(
            self.call(
                self.cora,
                self.complaint,
                "write",
                vals={"remedy_ids": [[1, remedy.id, {"approved_by": self.ben.id}]]},
            ),
            denied,
        )
        status, _answer = self._json2(
            self.cora,
            "cowork.complaint.remedy",
            "create",
            vals_list=[
                {
                    "complaint_id": self.complaint.id,
                    "name": "A year for nothing",
                    "kind": "credit",
                    "amount": 9999,
                    "approved_at": "2027-01-01 00:00:00",
                }
            ],
        )
        self.assertEqual(status, 403)
        self.assertTrue(remedy.needs_approval)

    @mute_logger("odoo.http")
    def test_nothing_of_other_locations_companies_and_members(self):
        manager_b = self.make_user(
            "t_cora_b", "cowork_feedback.group_manager", company_id=self.company_b.id
        )
        for user in (self.dan, manager_b, self.portal_a, self.portal_b, self.internal):
            for method, body in (
                ("read", {"fields": ["subject"]}),
                ("write", {"vals": {"subject": "x"}}),
                ("action_acknowledge", {}),
                ("action_withdraw", {"reason": "x"}),
                ("action_merge", {"target": self.complaint.id}),
            ):
                status, _error = self.call(user, self.complaint, method, **body)
                self.assertEqual(status, 403, f"{user.login} {method}")
        self.assertEqual(self.complaint.state, "logged")

    @mute_logger("odoo.http")
    def test_the_front_desk_logs_and_reads_and_does_no_more(self):
        status, (made,) = self._json2(
            self.desk,
            "cowork.complaint",
            "create",
            vals_list=[{"subject": "Cold", "location_id": self.location.id}],
        )
        self.assertEqual(status, 200)
        complaint = self.complaint.browse(made)
        self.assertEqual(
            self.call(self.desk, complaint, "read", fields=["name"])[0], 200
        )
        self.assertEqual(self.call(self.desk, complaint, "action_acknowledge")[0], 403)
        status, _answer = self._json2(
            self.desk,
            "cowork.complaint",
            "create",
            vals_list=[{"subject": "Cold", "location_id": self.location_2.id}],
        )
        self.assertEqual(status, 403)

    def test_the_front_desk_finds_complaints_in_the_menu_and_no_figures(self):
        names = (
            "menu_cowork_feedback",
            "menu_cowork_complaints",
            "menu_cowork_complaint_figures",
            "menu_cowork_improvements",
            "menu_survey_root",
        )
        menus = {name: self.env.ref(f"cowork_feedback.{name}").id for name in names}
        for user, count in ((self.desk, 2), (self.anna, 5)):
            seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            found = [name for name in names if menus[name] in seen]
            self.assertEqual(found, list(names[:count]))

    @mute_logger("odoo.http")
    def test_nobody_pushes_a_complaint_out_of_their_sight(self):
        status, _error = self.call(
            self.anna, self.complaint, "write", vals={"location_id": self.location_2.id}
        )
        self.assertEqual(status, 403)

    @mute_logger("odoo.http")
    def test_private_methods_are_private(self):
        twin = self.make_user("t_twin", USER, [self.location])
        for method in ("_open_from", "_portal_accept", "_merge", "_sla_resolve"):
            status, _error = self.call(twin, self.complaint, method)
            self.assertNotEqual(status, 200, method)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_whatever_a_program_sends_is_refused_with_a_sentence(self):
        nan = float("nan")
        no_texts = (None, 7, nan, True, [], ["x"], {"a": 1}, "", " ", "\x00", "\ud800")
        no_ids = (None, 0, -1, 10**12, 10**30, "1", "\x00", 1.5, nan, [1], {}, True)
        unkept = ("a\x00b", "\ud800")
        remedy = {"kind": "credit", "name": "Rent", "complaint_id": self.complaint.id}
        calls = (
            *(("action_refuse", {"reason": value}) for value in no_texts),
            *(("action_withdraw", {"reason": value}) for value in no_texts),
            *(("action_merge", {"target": value}) for value in no_ids),
            *(
                ("write", {"vals": {name: value}})
                for name in ("subject", "description", "proposal", "root_cause")
                for value in unkept
            ),
            *(
                (
                    "write",
                    {"vals": {"remedy_ids": [[0, 0, {**remedy, "amount": value}]]}},
                )
                for value in (-1, nan, float("inf"), 1e308, "many", [1], {"a": 1})
            ),
        )
        self.bring(self.complaint, "proposed")
        catalogue = [
            (self.cora, self.noise, "write", {"vals": {"repeat_days": value}})
            for value in (-1, 10**12, 10**30, nan, "many", [1])
        ]
        catalogue += [
            (self.cora, record, "write", {"vals": {"code": value}})
            for record in (self.noise, self.cause)
            for value in unkept
        ]
        mine = [(self.anna, self.complaint, *call) for call in calls]
        for user, record, method, body in mine + catalogue:
            code, answer = self._json2(
                user, record._name, method, ids=record.ids, **body
            )
            said = f"{method} {body!r}: {code} {answer!r}"[:600]
            self.assertIn(code, (403, 404, 422), said)
            self.assertRegex(answer["message"], r"[.?!)]$", said)
            self.assertNotRegex(answer["message"], "psycopg|Traceback|singleton", said)
        self.assertEqual(self.complaint.state, "proposed")
        self.assertFalse(self.complaint.remedy_ids)
