from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .fault_common import FaultCommon


@tagged("post_install", "-at_install")
class TestEquipment(FaultCommon):
    """Equipment, its labels, its inspections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inspection = cls.env["cowork.equipment.inspection"].create(
            {
                "name": "Main inspection",
                "equipment_id": cls.printer.id,
                "interval_number": 1,
                "interval_unit": "year",
                "first_date": cls.day(20),
                "notice_days": 30,
                "user_id": cls.technician.id,
            }
        )
        cls.results = cls.env["cowork.equipment.inspection.result"]

    def test_equipment_is_not_part_of_itself(self):
        part = self.printer.copy({"name": "Tray", "parent_id": self.printer.id})
        with self.assertRefused(ValidationError, "part of itself"):
            self.printer.parent_id = part

    def test_every_label_is_its_own_and_is_renewed_at_once(self):
        labels = {self.printer.fault_token, self.hall.fault_token}
        self.assertEqual(len(labels | {self.office.fault_token}), 3)
        old = self.printer.fault_token
        equipment = self.env["maintenance.equipment"]
        self.assertEqual(equipment._find_label(old), self.printer)
        self.printer.with_user(self.facility_manager).action_renew_label()
        self.assertFalse(equipment._find_label(old))
        self.assertFalse(equipment._find_label("x"))
        self.assertNotEqual(self.printer.copy().fault_token, self.printer.fault_token)
        with self.assertRefused(AccessError, "not allowed"):
            self.printer.with_user(self.technician).action_renew_label()
        with self.assertRefused(AccessError, "kept by the system"):
            self.printer.fault_token = old

    def test_labels_are_printed(self):
        reports = self.env["ir.actions.report"].with_user(self.technician)
        for record, name in (
            (self.printer, "equipment"),
            (self.hall, "space"),
        ):
            html = reports._render_qweb_html(
                f"cowork_facilities.fault_label_{name}", record.ids
            )[0].decode()
            self.assertIn("Something wrong?", html)
            self.assertIn("data:image/png;base64,", html)
            self.assertIn(record.name, html)

    def test_the_next_is_due_a_year_after_the_last(self):
        self.assertEqual(self.inspection.next_date, self.day(20))
        self.assertEqual(self.inspection.due_state, "soon")
        self.assertEqual(self.printer.next_inspection, self.day(20))
        day = self.day(-1)
        self.results.with_user(self.technician).create(
            {"inspection_id": self.inspection.id, "date": day}
        )
        self.assertEqual(self.inspection.next_date, fields.Date.add(day, years=1))
        self.assertEqual(self.inspection.last_outcome, "passed")
        self.assertEqual(self.inspection.due_state, "later")

    def test_what_failed_is_repaired_and_inspected_again(self):
        result = self.results.with_user(self.technician).create(
            {
                "inspection_id": self.inspection.id,
                "date": self.day(),
                "outcome": "failed",
                "note": "The brake slips",
                "retest_by": self.day(14),
            }
        )
        request = result.request_id
        self.assertRecordValues(
            request,
            [
                {
                    "equipment_id": self.printer.id,
                    "space_id": self.hall.id,
                    "category": self.category.id,
                    "source": "plan",
                    "priority": "3",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertIn("The brake slips", request.description)
        self.assertEqual(self.inspection.next_date, self.day(14))
        result.outcome = "conditions"
        result.outcome = "failed"
        self.assertEqual(result.request_id, request)

    def test_results_that_make_no_sense(self):
        base = {"inspection_id": self.inspection.id, "date": self.day()}
        for values, message in (
            ({"date": self.day(1)}, "has not come yet"),
            ({"outcome": "failed", "retest_by": self.day(-1)}, "inspected again"),
            ({"request_id": 1}, "kept by the system"),
        ):
            with self.assertRefused(UserError, message):
                self.results.create({**base, **values})
        self.results.create(base)
        with self.assertRejected():
            self.results.create(base)
            self.env.flush_all()
        for values in (
            {"interval_number": 0},
            {"notice_days": -1},
            {"interval_number": float("nan")},
        ):
            with self.assertRejected():
                self.inspection.write(values)
                self.env.flush_all()
        for cost in (-1, float("inf"), float("nan")):
            with self.assertRejected():
                self.printer.cost = cost
                self.env.flush_all()

    def test_somebody_is_told_in_time_and_once(self):
        other = self.inspection.copy({"first_date": self.day(60), "user_id": False})
        self.printer.warranty_date = self.day(-400)
        self.assertFalse(self.printer.remind_on)
        self.printer.warranty_date = self.day(3)
        self.location.manager_id = self.user.employee_ids
        # Run twice, as after a crash: nothing is made a second time.
        for _time in range(2):
            for model in ("cowork.equipment.inspection", "maintenance.equipment"):
                records = self.env[model]
                records.search(records._get_remind_domain())._remind()
        self.assertRecordValues(
            self.inspection.activity_ids,
            [
                {
                    "user_id": self.technician.id,
                    "date_deadline": self.day(20),
                    "summary": "Main inspection of Printer/T-4711 is due",
                }
            ],
        )
        self.assertFalse(other.activity_ids)
        self.assertRecordValues(
            self.printer.activity_ids,
            [
                {
                    "user_id": self.user.id,
                    "date_deadline": self.day(3),
                    "summary": "The warranty of Printer/T-4711 ends",
                }
            ],
        )
        self.results.create(
            {"inspection_id": self.inspection.id, "date": self.day(-350)}
        )
        self.assertFalse(self.inspection.activity_ids)
        self.inspection._remind()
        self.assertEqual(len(self.inspection.activity_ids), 1)

    def test_the_scheduled_action_works_in_batches(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("cowork_facilities.cron_remind_inspections")
            cron.method_direct_trigger()
        self.assertEqual(len(self.inspection.activity_ids), 1)

    def test_reminders_of_many_cost_as_many_queries_as_those_of_few(self):
        counts = []
        for number in (2, 20):
            inspections = self.env["cowork.equipment.inspection"].create(
                [
                    {
                        "name": f"Check {number}",
                        "equipment_id": self.printer.id,
                        "first_date": self.day(5),
                        "makes_order": False,
                    }
                    for _index in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            inspections._remind()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 6, counts)

    # Who sees what --------------------------------------------------------------------

    def test_a_dialog_is_its_own_users(self):
        dialog = self.env["cowork.fault.report"].with_user(self.front_desk)
        dialog = dialog.create({"location_id": self.location.id, "text": "Secret"})
        self.assertFalse(dialog.with_user(self.technician).has_access("read"))
