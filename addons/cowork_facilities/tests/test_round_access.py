from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .round_common import NOW, RoundCommon

MODELS = {
    # model: guard of the location, facility manager
    "cowork.round.template": ("r", "crwu"),
    "cowork.round.template.point": ("r", "crwu"),
    "cowork.round.shift": ("r", "crwu"),
    "cowork.round": ("r", "crwu"),
    "cowork.round.line": ("r", "r"),
    "cowork.round.entry": ("r", "r"),
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRoundAccess(RoundCommon):
    """Who sees rounds, who changes them, and what nobody does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.manager_elsewhere = cls.make_user(
            "t_fm_b", "cowork_facilities.group_manager", company_id=cls.company_b.id
        )
        cls.one = cls.make_round()
        cls.send(cls.answer(cls.one.line_ids[0]))
        cls.shift = cls.env["cowork.round.shift"].create(
            {"template_id": cls.patrol.id, "name": "Night"}
        )
        cls.records = {
            "cowork.round.template": cls.patrol,
            "cowork.round.template.point": cls.point_door,
            "cowork.round.shift": cls.shift,
            "cowork.round": cls.one,
            "cowork.round.line": cls.one.line_ids[0],
            "cowork.round.entry": cls.one.line_ids.entry_ids,
        }

    def test_what_each_role_may_do(self):
        nobody = (
            self.far_guard,
            self.manager_elsewhere,
            self.front_desk,
            self.manager,
            self.internal,
            self.portal_a,
        )
        for model, (guard, manager) in MODELS.items():
            record = self.records[model]
            wanted = dict.fromkeys(nobody, "")
            wanted |= {self.guard: guard, self.facility_manager: manager}
            for user, operations in wanted.items():
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, user=user.login, may=operation):
                        allowed = record.with_user(user).has_access(operation)
                        self.assertEqual(allowed, letter in operations)

    def test_coverage_is_of_the_locations_one_serves(self):
        rows = self.env["cowork.round.coverage"]
        with freeze_time("2027-01-06 00:00:00"):
            for user, count in (
                (self.guard, 3),
                (self.facility_manager, 3),
                (self.far_guard, 0),
                (self.manager_elsewhere, 0),
            ):
                with self.subTest(user=user.login):
                    mine = [("round_id", "=", self.one.id)]
                    self.assertEqual(rows.with_user(user).search_count(mine), count)

    def test_answers_come_from_who_makes_rounds(self):
        line = self.one.line_ids[1]
        rounds = self.env["cowork.round"]
        for user in (self.portal_a, self.internal, self.front_desk, self.manager):
            with self.subTest(user=user.login):
                answer = self.answer(line, value=2)
                with self.assertRefused(AccessError, "Facilities"):
                    rounds.with_user(user).save_answers([answer])
                with self.assertRefused(AccessError, "Facilities"):
                    rounds.with_user(user).get_rounds()
        for user in (self.far_guard, self.manager_elsewhere):
            found = self.send(self.answer(line, value=2), user=user)
            self.assertEqual(found, ["refused"])
        self.assertFalse(line.result)

    def test_nobody_writes_what_was_found(self):
        line, entry = self.one.line_ids[0], self.one.line_ids.entry_ids
        for user in (self.guard, self.facility_manager):
            for record, vals in (
                (line, {"result": "failed"}),
                (line, {"request_id": False}),
                (entry, {"answered_at": NOW}),
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRefused(AccessError, "not allowed|kept by|rights"):
                        record.with_user(user).write(vals)
            with self.assertRefused(AccessError, "not allowed|kept by|rights"):
                self.one.with_user(user).write({"state": "done"})
            with self.assertRefused(AccessError, "not allowed|kept by|rights"):
                entry.with_user(user).create(
                    {
                        "line_id": line.id,
                        "client_key": "forged-forged-forged",
                        "result": "ok",
                        "answered_at": NOW,
                        "user_id": user.id,
                    }
                )

    def test_a_guard_changes_nothing(self):
        guard = self.guard
        for call in (
            self.one.with_user(guard).action_cancel,
            self.one.with_user(guard).action_reopen,
            self.patrol.with_user(guard).action_plan,
            self.point_gate.with_user(guard).action_renew_code,
        ):
            with (
                self.subTest(call=call.__name__),
                self.assertRefused(AccessError, "not allowed|kept by|rights"),
            ):
                call()

    def test_a_guard_does_not_read_the_codes(self):
        with self.assertRefused(AccessError, "not allowed|kept by|rights"):
            self.point_gate.with_user(self.guard).read(["code"])
        with self.assertRefused(AccessError, "not allowed|kept by|rights"):
            self.env["cowork.round.template.point"].with_user(self.guard).search(
                [("code", "like", "A")]
            )

    def test_nothing_is_pushed_out_of_sight(self):
        bare = self.make_template("Bare", point_ids=[])
        with self.assertRefused(AccessError, "Other Operator|not allowed|access"):
            bare.with_user(self.facility_manager).location_id = self.location_b
