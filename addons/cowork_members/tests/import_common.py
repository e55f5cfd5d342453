"""What the tests of the import build on: a manager and a small workbook."""

import base64

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from .workbooks import xlsx

MODELS = ("location", "space", "plan", "contract", "contract.line")


class ImportCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, **DISABLED_MAIL_CONTEXT))
        cls.company = cls.env["res.company"].create({"name": "Import Test Company"})
        cls.manager = cls.make_user("import_manager", "cowork_members.group_manager")

    @classmethod
    def make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def wizard(self, data, user=None, **vals):
        """:param data: bytes of a workbook, or ``{sheet name: rows}``
        :returns: a ``cowork.import`` of the manager"""
        data = data if isinstance(data, bytes) else xlsx(data)
        wizard = self.env["cowork.import"].with_user(user or self.manager)
        return wizard.create(
            {
                "file": base64.b64encode(data),
                "filename": "operator.xlsx",
                "cutover_date": "2026-11-01",
                **vals,
            }
        )

    def run_import(self, data, **vals):
        """Import a workbook; :returns: the wizard"""
        wizard = self.wizard(data, **vals)
        wizard.action_import()
        self.env.flush_all()
        return wizard

    def report(self, wizard, severity="error"):
        """:returns: ``(sheet, row, column)`` of the report's lines"""
        return [
            (line.sheet, line.row, line.column)
            for line in wizard.report_ids
            if line.severity == severity
        ]

    def messages(self, wizard, severity="error"):
        lines = wizard.report_ids.filtered(lambda line: line.severity == severity)
        return lines.mapped("message")

    def counts(self, wizard):
        return (wizard.create_count, wizard.update_count, wizard.unchanged_count)

    def records(self, model):
        """:returns: all records of a model in the company"""
        return (
            self.env[f"cowork.{model}"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company.id)])
        )

    def contract(self, number):
        return self.records("contract").filtered(lambda c: c.external_ref == number)

    def partner(self, code):
        domain = [("ref", "=", code), ("company_id", "=", self.company.id)]
        return self.env["res.partner"].search(domain)

    def stamps(self):
        """:returns: when every record of the company was written last"""
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for model in MODELS:
            for record in self.records(model):
                found[record._name, record.id] = record.write_date
        partners = self.env["res.partner"].search(
            [("company_id", "=", self.company.id)]
        )
        for partner in partners:
            found[partner._name, partner.id] = partner.write_date
        return found
