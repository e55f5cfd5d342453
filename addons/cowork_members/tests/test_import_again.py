from datetime import date

from odoo.tests import freeze_time, tagged, warmup

from .import_common import ImportCommon
from .workbooks import contract, example, operator


@tagged("post_install", "-at_install")
class TestImportAgain(ImportCommon):
    """The same file changes nothing, a corrected one updates."""

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-11-22 12:00:00")
        frozen.start()
        self.addCleanup(frozen.stop)

    def test_same_file_changes_nothing_at_all(self):
        for name in ("operator_en.xls", "operator_zh.xls"):
            with self.subTest(name=name):
                self.run_import(example(name))
                before = self.stamps()
                with freeze_time("2026-12-24 12:00:00"):
                    wizard = self.run_import(example(name), cutover_date="2026-12-01")
                self.assertEqual(wizard.create_count + wizard.update_count, 0)
                self.assertEqual(wizard.unchanged_count, wizard.row_count)
                self.assertEqual(self.stamps(), before)

    def test_same_file_does_not_undo_what_was_done_here(self):
        self.run_import(operator())
        self.records("plan").list_price = 1900
        self.contract("C1").action_terminate("2026-12-31")
        self.partner("M1").child_ids.phone = "+1"
        wizard = self.run_import(operator())
        self.assertEqual(self.counts(wizard), (0, 0, 8))
        self.assertEqual(self.records("plan").list_price, 1900)
        self.assertEqual(self.contract("C1").date_end, date(2026, 12, 31))

    def test_corrected_file_updates_and_keeps_the_records(self):
        self.run_import(operator())
        before = self.stamps()
        corrected = operator(
            spaces=[
                ["RIV", "F1", "Ground floor", None, "floor", None, 100],
                ["RIV", "D1", "Desk 1", None, "fixed desk", 1, 4.5],
                ["RIV", "D2", "Desk 2", "F1", "fixed desk", 1, 4.5],
            ],
            plans=[["FIX-M", "Fixed desk", "fixed desk", "year", 18000, 0]],
            members=[
                ["M1", "Iron Lab Inc", "Ada O'Neill", "ada@example.com"],
                ["M2", None, "Rafa Silva", "rafa@example.org"],
            ],
            contracts=[
                contract("C1", "M1", space="D2", start="2026-02-01", price=1700,
                         end="2026-12-31", discount=10, deposit=100)
            ],
        )  # fmt: skip
        wizard = self.run_import(corrected)
        self.assertEqual(self.counts(wizard), (0, 6, 2))
        self.assertEqual(self.stamps().keys(), before.keys())
        spaces = {space.code: space for space in self.records("space")}
        self.assertEqual(spaces["D2"].complete_name, "Ground floor / Desk 2")
        self.assertFalse(spaces["D1"].parent_id)
        plan = self.records("plan")
        self.assertEqual((plan.billing_unit, plan.anchor), ("year", "anniversary"))
        self.assertFalse(plan.allowance_ids)
        self.assertEqual(self.partner("M1").name, "Iron Lab Inc")
        self.assertEqual(self.partner("M1").child_ids.name, "Ada O'Neill")
        self.assertEqual(self.partner("M2").email, "rafa@example.org")
        agreement = self.contract("C1")
        self.assertEqual(agreement.date_start, date(2026, 2, 1))
        self.assertEqual(agreement.date_end, date(2026, 12, 31))
        self.assertEqual(agreement.deposit_opening, 100.0)
        line = agreement.line_ids
        self.assertEqual((line.price_unit, line.discount), (1700.0, 10.0))
        self.assertEqual(line.date_start, date(2026, 2, 1))
        self.assertEqual(line.space_id, spaces["D2"])
        self.assertEqual(line.billed_through, date(2026, 10, 31))

    def test_two_contracts_that_swap_desks(self):
        one, two = (
            contract("C1", "M1", space="D1"),
            contract("C2", "M2", space="D2"),
        )
        self.run_import(operator(contracts=[one, two]))
        one, two = (
            contract("C1", "M1", space="D2"),
            contract("C2", "M2", space="D1"),
        )
        self.run_import(operator(contracts=[one, two]))
        desks = {
            c.external_ref: c.line_ids.space_id.code for c in self.records("contract")
        }
        self.assertEqual(desks, {"C1": "D2", "C2": "D1"})

    def test_new_contract_takes_the_desk_another_leaves(self):
        self.run_import(operator())
        self.run_import(
            operator(
                contracts=[
                    contract("C2", "M2", space="D1"),
                    contract("C1", "M1", space="D2"),
                ]
            )
        )
        self.assertEqual(self.contract("C2").line_ids.space_id.code, "D1")

    def test_end_that_moves_changes_the_state(self):
        self.run_import(operator(contracts=[contract("C1", "M1", end="2026-06-30")]))
        self.assertEqual(self.contract("C1").state, "ended")
        self.run_import(operator(contracts=[contract("C1", "M1")]))
        self.assertEqual(self.contract("C1").state, "active")
        self.assertFalse(self.contract("C1").date_end)

    def test_contract_amended_here_keeps_its_plan(self):
        self.run_import(operator())
        agreement = self.contract("C1")
        plan = self.records("plan").copy({"code": "FIX-2", "list_price": 2000})
        agreement.action_amend(agreement.line_ids, plan, "2026-12-01")
        wizard = self.run_import(
            operator(contracts=[contract("C1", "M1", space="D2", price=1)])
        )
        self.assertEqual(agreement.line_ids.mapped("price_unit"), [1800.0, 2000.0])
        self.assertIn(("Contracts", 2, "Number"), self.report(wizard, "warning"))

    def test_language_installed_later_is_taken_up(self):
        sheets = operator(contracts=None)
        sheets["Members"] = [["Code", "Contact", "Language"], ["M1", "Ana", "pt_PT"]]
        wizard = self.run_import(sheets)
        self.assertEqual(wizard.warning_count, 1)
        self.env["res.lang"]._activate_lang("pt_PT")
        wizard = self.run_import(sheets)
        self.assertEqual((wizard.warning_count, wizard.update_count), (0, 1))
        self.assertEqual(self.partner("M1").lang, "pt_PT")

    @warmup
    def test_queries_do_not_grow_with_the_rows(self):
        def rows(prefix, count):
            names = [f"{prefix}{n}" for n in range(count)]
            return operator(
                spaces=[["RIV", n, n, None, "fixed desk", 1, 1] for n in names],
                members=[[n, n, f"Person {n}", f"{n}@example.com"] for n in names],
                contracts=[contract(n, n, space=n) for n in names],
            )

        def queries(data):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.run_import(data)
            return self.cr.sql_log_count - before

        self.run_import(rows("W", 3))
        few, many = queries(rows("A", 5)), queries(rows("B", 60))
        self.assertLess(many - few, 12, "55 more of each must cost no query each")
        again = queries(rows("B", 60))
        self.assertLess(again, 70)

    @warmup
    def test_queries_do_not_grow_with_the_rows_that_changed(self):
        def rows(prefix, count, price):
            names = [f"{prefix}{n}" for n in range(count)]
            return operator(
                members=[[n, n, None, f"{n}@example.com"] for n in names],
                contracts=[contract(n, n, price=price) for n in names],
            )

        def queries(data):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.run_import(data)
            return self.cr.sql_log_count - before

        for prefix, count in (("A", 5), ("B", 60)):
            self.run_import(rows(prefix, count, 1800))
        few, many = queries(rows("A", 5, 1900)), queries(rows("B", 60, 1900))
        self.assertLess(many - few, 12, "55 more contracts must cost no query each")
