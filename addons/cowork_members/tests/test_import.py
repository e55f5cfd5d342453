from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .import_common import ImportCommon
from .workbooks import CONTRACTS, contract, example, operator, xlsx


@freeze_time("2026-11-22 12:00:00")
@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    """What becomes of a workbook: all of it, or nothing and a report."""

    def test_english_example_imports_completely(self):
        wizard = self.run_import(example("operator_en.xls"))
        self.assertEqual(wizard.state, "done")
        self.assertEqual(
            [(s.row_count, s.create_count) for s in wizard.summary_ids],
            [(3, 3), (114, 114), (7, 7), (150, 150), (150, 150)],
        )
        self.assertEqual(
            [len(self.records(model)) for model in ("location", "space", "plan")],
            [3, 114, 7],
        )
        self.assertEqual(len(self.records("contract").line_ids), 150)

    def test_chinese_example_after_the_english_one_updates_what_they_share(self):
        self.run_import(example("operator_en.xls"))
        wizard = self.run_import(example("operator_zh.xls"))
        self.assertEqual(
            [(s.create_count, s.update_count) for s in wizard.summary_ids],
            [(2, 0), (76, 0), (0, 7), (0, 60), (0, 60)],
        )
        self.assertEqual(self.partner("M0000").name, "云帆科技000有限公司")
        moved = self.contract("C-2025-0000")
        self.assertEqual(moved.location_id.code, "SH01")
        self.assertEqual(moved.line_ids.space_id.code, "SH01-F2-OPEN-02")
        self.assertEqual(len(self.records("contract")), 150)

    def test_broken_example_names_every_problem_and_writes_nothing(self):
        wizard = self.wizard(example("operator_broken.xls"))
        wizard.action_check()
        self.assertEqual(
            self.report(wizard),
            [
                ("Spaces", 8, "Parent"),
                ("Spaces", 10, "Capacity"),
                ("Plans", 3, "Price"),
                ("Plans", 4, "Billing period"),
                ("Members", 5, "Email"),
                ("Members", 7, "Code"),
                ("Contracts", 2, "Start"),
                ("Contracts", 3, "Plan"),
                ("Contracts", 4, "End"),
                ("Contracts", 7, "Member"),
                ("Contracts", 9, "Plan"),
                ("Contracts", 9, "Space"),
                ("Contracts", 10, "Discount %"),
                ("Contracts", 11, "Member"),
            ],
        )
        self.assertEqual(wizard.error_count, 14)
        errors = wizard.report_ids.filtered(lambda line: line.severity == "error")
        self.assertTrue(all(errors.mapped("expected")))
        self.assertEqual(errors[0].value, "NO-SUCH-PARENT")
        with self.assertRaisesRegex(UserError, r"(?s)Spaces, row 8, Parent.*4 more"):
            wizard.action_import()
        self.assertEqual(len(wizard.report_ids), wizard.error_count + 2)
        self.assertFalse(self.stamps())

    def test_check_writes_nothing_but_its_report(self):
        wizard = self.wizard(operator())
        wizard.action_check()
        self.assertEqual(wizard.state, "checked")
        self.assertEqual(self.counts(wizard), (8, 0, 0))
        self.assertFalse(self.stamps())

    def test_another_file_makes_the_check_void(self):
        wizard = self.wizard(example("operator_broken.xls"))
        wizard.action_check()
        wizard.write({"file": self.wizard(operator()).file})
        self.assertEqual((wizard.state, wizard.error_count), ("draft", 0))
        self.assertFalse(wizard.report_ids)

    def test_what_is_no_workbook_gets_one_sentence(self):
        for data, message in (
            (b"Code,Name\nA,B\n", "text table (CSV)"),
            (b"<html><table>", "web page"),
            (example("operator_en.xls")[:30000], "damaged or incomplete"),
        ):
            with self.subTest(message=message):
                wizard = self.wizard(data)
                wizard.action_check()
                (line,) = wizard.report_ids
                self.assertIn(message, line.message)
                self.assertTrue(line.expected)
                with self.assertRaises(UserError):
                    wizard.action_import()
        wizard = self.wizard(operator(), file=False)
        wizard.action_check()
        self.assertEqual(self.messages(wizard), ["There is no file."])

    def test_nothing_stays_when_the_last_row_fails(self):
        wizard = self.wizard(operator())
        problems, steps = wizard._plan()
        # What only the database refuses, in the very last record that is written.
        steps[-1].new_lines["c1"][0]["quantity"] = -1
        self.patch(
            self.registry["cowork.import"], "_plan", lambda _s: (problems, steps)
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(CheckViolation, "price_finite"),
            self.env.cr.savepoint(),
        ):
            wizard.action_import()
        self.env.invalidate_all()
        self.assertFalse(self.stamps())

    def test_text_that_could_be_code_stays_text(self):
        names = [
            "<script>alert(1)</script>",
            '=HYPERLINK("http://x","y")',
            "{{7*7}} ${7*7} %(x)s %s",
            "\u202eright to left 😀",
            "x" * 5000,
        ]
        members = [[f"M{n}", name, None, None] for n, name in enumerate(names)]
        sheets = operator(members=members, contracts=None)
        self.run_import(sheets)
        for number, name in enumerate(names):
            self.assertEqual(self.partner(f"M{number}").name, name)

    def test_report_shows_values_with_placeholders_as_they_are(self):
        sheets = operator(contracts=[contract("C1", "%(x)s %s {0}")])
        wizard = self.wizard(sheets)
        wizard.action_check()
        (line,) = wizard.report_ids.filtered(lambda line: line.severity == "error")
        self.assertEqual(line.value, "%(x)s %s {0}")

    def test_dates_counted_from_1904_arrive_as_the_same_days(self):
        rows = [contract("C1", "M1", start=date(2026, 3, 31), space="D1")]
        self.run_import(xlsx(operator(contracts=rows), epoch_1904=True))
        self.assertEqual(self.contract("C1").date_start, date(2026, 3, 31))

    def test_traditional_chinese_workbook(self):
        self.run_import(
            {
                "場地": [["編號", "名稱", "時區"], ["TP", "信義", "Asia/Taipei"]],
                "空間": [
                    ["場地", "編號", "名稱", "類型"],
                    ["TP", "A1", "座位一", "固定座位"],
                ],
                "方案": [
                    ["編號", "名稱", "類型", "計費週期", "收費方式", "單價"],
                    ["FIX", "固定座位季繳", "固定座位", "季", "後付", "NT$5,100"],
                ],
                "會員": [["編號", "公司", "聯絡人"], ["M1", "青禾公司", "張偉"]],
                "合約": [
                    ["合約號碼", "會員", "場地", "方案", "空間", "起始日", "單價"],
                    ["C1", "M1", "TP", "FIX", "A1", "民國115年3月31日", 5100],
                ],
            }
        )
        line = self.contract("C1").line_ids
        self.assertEqual(line.date_start, date(2026, 3, 31))
        self.assertEqual((line.billing_interval, line.billing_unit), (3, "month"))
        self.assertEqual(line.bill_in, "arrears")
        self.assertEqual(line.plan_id.list_price, 5100.0)

    def test_members_and_contracts_alone_for_places_that_are_here(self):
        self.run_import(operator(contracts=None, members=None))
        wizard = self.run_import(
            {
                "Members": [["Code", "Contact"], ["M9", "Mara Kowalska"]],
                "Contracts": [
                    CONTRACTS,
                    contract("C9", "m9", location="riv", plan="fix-m", space="d2"),
                ],
            }
        )
        self.assertEqual(self.counts(wizard), (2, 0, 0))
        self.assertEqual(self.contract("C9").line_ids.space_id.code, "D2")
