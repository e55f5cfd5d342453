from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .import_common import ImportCommon
from .workbooks import example, operator


@tagged("post_install", "-at_install")
class TestImportAccess(ImportCommon):
    """Who may import, and into what."""

    def test_only_managers_see_the_wizard(self):
        for groups in (
            "base.group_user",
            "base.group_portal",
            "cowork_members.group_front_desk",
            "cowork_members.group_user",
        ):
            with self.subTest(groups=groups):
                user = self.make_user(f"import_{groups}", groups)
                with self.assertRaises(AccessError):
                    self.wizard(operator(), user=user)
                wizard = self.wizard(operator()).with_user(user)
                for method in ("action_check", "action_import", "get_progress"):
                    with self.assertRaises(AccessError):
                        getattr(wizard, method)()

    def test_manager_needs_no_other_role(self):
        # Neither contacts nor working times may be created by a manager by hand.
        self.assertFalse(
            self.env["res.partner"].with_user(self.manager).has_access("create")
        )
        self.run_import(operator())
        self.assertEqual(len(self.records("contract")), 1)

    def test_no_import_into_a_company_of_others(self):
        other = self.env["res.company"].create({"name": "Other"})
        wizard = self.wizard(operator(), company_id=other.id)
        for method in (wizard.action_check, wizard.action_import):
            with self.assertRaises(AccessError):
                method()

    def test_managers_do_not_see_each_others_imports(self):
        wizard = self.wizard(operator())
        colleague = self.make_user("import_2", "cowork_members.group_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(colleague).read(["file"])

    def test_two_companies_with_the_same_codes_stay_apart(self):
        self.run_import(example("operator_en.xls"))
        before = self.stamps()
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids += other
        wizard = self.wizard(example("operator_zh.xls"), company_id=other.id)
        wizard.action_import()
        self.assertEqual(wizard.update_count, 0)
        self.assertEqual(self.stamps(), before)
        members = self.env["res.partner"].search([("ref", "=", "M0000")])
        self.assertEqual(members.company_id, self.company | other)

    def test_progress_is_told_for_large_files_only(self):
        calls = []
        progress = self.registry["cowork.import.progress"]
        self.patch(progress, "_publish", lambda self, *args: calls.append(args))
        self.run_import(operator())
        self.assertFalse(calls)
        module = "odoo.addons.cowork_members.wizards.cowork_import.PROGRESS_FROM"
        with patch(module, 5):
            wizard = self.run_import(example("operator_en.xls"))
        self.assertEqual(calls[-1][:3], (wizard.id, 424, 424))
        done = [call[1] for call in calls]
        self.assertEqual(done, sorted(done))

    def test_progress_is_read_by_its_owner(self):
        wizard = self.wizard(operator())
        self.assertEqual(wizard.get_progress(), {})
        self.env["cowork.import.progress"].create(
            {"import_ref": wizard.id, "done": 3, "total": 8, "phase": "Spaces"}
        )
        self.assertEqual(
            wizard.get_progress(), {"done": 3, "total": 8, "phase": "Spaces"}
        )
