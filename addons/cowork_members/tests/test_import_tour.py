import base64
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .workbooks import example

MODULE = "odoo.addons.cowork_members.wizards.cowork_import"


@tagged("post_install", "-at_install")
class TestImportTour(HttpCase):
    """The import as a manager sees it, progress included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Import Tour Company"})
        cls.manager = new_test_user(
            cls.env,
            "import_tour_manager",
            groups="cowork_members.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _start(self, tour, workbook):
        wizard = (
            self.env["cowork.import"]
            .with_user(self.manager)
            .create({"file": base64.b64encode(example(workbook)), "filename": workbook})
        )
        self.start_tour(
            f"/odoo/cowork-import/{wizard.id}", tour, login=self.manager.login
        )
        return wizard

    def test_manager_checks_and_imports_and_sees_the_progress(self):
        with patch(f"{MODULE}.PROGRESS_FROM", 1):
            wizard = self._start("cowork_import_run", "operator_en.xls")
        self.assertEqual(wizard.state, "done")
        contracts = self.env["cowork.contract"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(contracts, 150)

    def test_manager_sees_what_is_wrong_and_cannot_import(self):
        wizard = self._start("cowork_import_refuse", "operator_broken.xls")
        self.assertEqual(wizard.state, "checked")
