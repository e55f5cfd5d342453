from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .test_usage import UsageCommon
from .tracking_common import TrackingMixin
from .upgrade_common import load_script

SCRIPT = "cowork_members/migrations/19.0.1.1.0/post-migration.py"


@freeze_time("2026-11-30 12:00:00")
@tagged("post_install", "-at_install")
class TestMigration(TrackingMixin, UsageCommon):
    """A database of 19.0.1.0.0: contracts without what came afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._track_everything()

    def _migrate(self):
        self.env.flush_all()
        load_script(SCRIPT).migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def _forget(self, table):
        """Empty a table that 19.0.1.0.0 did not have."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        self.env.invalidate_all()

    def _included(self, contract):
        return [
            (each.usage_type_id, each.quantity, each.period, each.rollover)
            for each in contract.line_ids.allowance_ids
        ]

    def test_lines_include_what_their_plan_includes(self):
        draft = self.make_contract(self.plan_desk, self.desk_2, state="draft")
        ended = self.make_contract(
            self.plan_desk, self.desk_far, start="2026-10-01", state="ended"
        )
        nothing = self.make_contract(self.plan_hot)
        self._forget("cowork_contract_line_allowance")
        self.plan_desk.allowance_ids.quantity = 10
        self._migrate()
        for contract in (self.contract, draft):
            self.assertEqual(
                self._included(contract), [(self.hours, 10.0, "month", False)]
            )
        self.assertFalse(ended.line_ids.allowance_ids)
        self.assertFalse(nothing.line_ids.allowance_ids)
        [row] = self.contract._get_usage_balance("2026-11-30")[self.contract]
        self.assertEqual((row["included"], row["left"]), (10.0, 10.0))

    def test_again_changes_nothing(self):
        self._forget("cowork_contract_line_allowance")
        self._migrate()
        rows = self.contract.line_ids.allowance_ids
        rows.quantity = 3
        self._migrate()
        self.assertEqual(self.contract.line_ids.allowance_ids, rows)
        self.assertEqual(rows.mapped("quantity"), [3.0])

    def test_any_number_of_lines_in_batches(self):
        contracts = self.contract
        for _number in range(4):
            contracts += self.make_contract(self.plan_desk, start="2026-11-01")
        self._forget("cowork_contract_line_allowance")
        script = load_script(SCRIPT)
        self.patch(script, "BATCH", 2)
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(
            [len(contract.line_ids.allowance_ids) for contract in contracts], [1] * 5
        )

    def test_people_stay_in_their_contracts(self):
        self.contract.member_ids = self.person
        self._forget("cowork_contract_member")
        self._migrate()
        [row] = self.contract.member_history_ids
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(str(row.date_from), "2026-10-01")
        self.assertEqual(row.company_id, self.company)
        self.contract._follow_people()
        self.assertEqual(self.contract.member_ids, self.person)
        self._migrate()
        self.assertEqual(self.contract.member_history_ids, row)

    def test_the_signature_is_read_from_the_conversation(self):
        with self.at("2026-11-30 12:00:00"):
            contract = self.make_contract(self.plan_desk, self.desk_2, state="draft")
        # Past midnight in Shanghai.
        with self.at("2026-11-30 18:00:00"):
            contract.action_sign()
        self.assertEqual(str(contract.date_signed), "2026-12-01")
        self.env.flush_all()
        self.env.cr.execute("UPDATE cowork_contract SET date_signed = NULL")
        self._migrate()
        self.assertEqual(str(contract.date_signed), "2026-12-01")
        # Nothing is known of the other one.
        self.assertFalse(self.contract.date_signed)

    def test_meeting_hours_count_in_quarters_unless_somebody_chose(self):
        self.hours.step = 1.0
        self._migrate()
        self.assertEqual(self.hours.step, 0.25)
        self.hours.step = 0.5
        self._migrate()
        self.assertEqual(self.hours.step, 0.5)

    def test_viewings_have_a_stage(self):
        stages = self.env["cowork.contract.stage"]
        stages.search([]).for_viewing = False
        self._migrate()
        self.assertEqual(
            stages._get_viewing(), self.env.ref("cowork_members.stage_viewing")
        )
        other = stages.create({"name": "Tour", "for_viewing": True})
        stages.search([("id", "!=", other.id)]).for_viewing = False
        self._migrate()
        self.assertEqual(stages._get_viewing(), other)

    def test_kinds_are_booked_by_the_policies_of_new_databases(self):
        kinds = self.env["cowork.space.kind"].search([])
        kinds.booking_policy_id = False
        self._migrate()
        by_code = {kind.code: kind.booking_policy_id for kind in kinds}
        policies = {
            code: self.env.ref(f"cowork_members.{name}")
            for code, name in (
                ("meeting_small", "policy_meeting"),
                ("event", "policy_event"),
                ("phone_booth", "policy_booth"),
                ("hot_desk", "policy_desk"),
            )
        }
        self.assertEqual({code: by_code[code] for code in policies}, policies)
        self.assertFalse(by_code["office"])
        # What somebody chose stays.
        self.kinds["meeting_small"].booking_policy_id = False
        self._migrate()
        self.assertFalse(self.kinds["meeting_small"].booking_policy_id)
