"""Fills the demo's database: an operator's workbook, a billing run, deposits.

Runs on the ERP's Python: ``python demo.py DATABASE WORKBOOK DATE RESULT``. What was
done, and what the database holds now, is left in the JSON file RESULT.
"""

import base64
import json
import sys
import time
from datetime import date
from pathlib import Path

from demo_deposits import DemoDeposits
from demo_spending import DemoSpending

import odoo.modules.registry
from odoo import api, tools

#: the cut-over date of the first import: a later one would change what was imported
CUTOVER = "cowork_demo.cutover_date"
#: the workbook's things, in the order in which they depend on each other
IMPORTED = {
    "locations": "cowork.location",
    "spaces": "cowork.space",
    "plans": "cowork.plan",
    "members": "res.partner",
    "contracts": "cowork.contract",
}


class Demo:
    """One run of the demo; safe to repeat."""

    def __init__(self, env, workbook, bill_date):
        self.env = env
        self.workbook = workbook
        self.bill_date = bill_date
        self.steps = []
        self.result = {"steps": self.steps}

    def run(self):
        """Do every step that the installed addons allow.

        :returns: what was done, for the table
        """
        self._step("Chart of accounts", self._load_chart)
        if "cowork.import" in self.env:
            before = self._imported()
            self._step(f"Import of {self.workbook.name}", self._import)
            after = self._imported()
            self.result["imported"] = {
                "workbook rows": self.rows,
                **{name: [new, new - before[name]] for name, new in after.items()},
            }
        if "cowork.billing.run" in self.env:
            before = self._billed()
            self._step(f"Billing run of {self.bill_date}", self._bill)
            deposits = DemoDeposits(self.env, self.bill_date)
            self._step("Deposits and a settlement", deposits.run)
            spending = DemoSpending(self.env, self.bill_date)
            self._step("What fees were spent on", spending.run)
            self.result["billed"] = {
                name: [value, value - before[name]]
                for name, value in self._billed().items()
            }
            self.result["currency"] = self.env.company.currency_id.name
        return self.result

    def _step(self, title, method):
        print(f"{title} ...", flush=True)
        start = time.monotonic()
        method()
        self.env.cr.commit()
        self.steps.append([title, time.monotonic() - start])

    def _load_chart(self):
        """Accounts to post on, as the accounting app's own set-up would load them."""
        company = self.env.company
        if "chart_template" not in company._fields or company.chart_template:
            return
        template = self.env["account.chart.template"].sudo()
        code = template._guess_chart_template(company.country_id)
        template.try_loading(code, company, install_demo=False)

    def _import(self):
        wizard = self.env["cowork.import"].create(
            {
                "file": base64.b64encode(self.workbook.read_bytes()),
                "filename": self.workbook.name,
                "cutover_date": self._cutover(),
            }
        )
        wizard.action_check()
        errors = wizard.report_ids.filtered(lambda line: line.severity == "error")
        if errors:
            raise SystemExit(f"{self.workbook.name} has {len(errors)} error(s).")
        wizard.action_import()
        self.rows = [wizard.row_count, wizard.create_count + wizard.update_count]

    def _cutover(self):
        """The first of the month that is billed first."""
        parameters = self.env["ir.config_parameter"].sudo()
        if not parameters.get_param(CUTOVER):
            parameters.set_param(CUTOVER, self.bill_date.replace(day=1).isoformat())
        return date.fromisoformat(parameters.get_param(CUTOVER))

    def _imported(self):
        counts = {}
        for name, model in IMPORTED.items():
            if model in self.env:
                member = model == "res.partner"
                domain = [("is_cowork_member", "=", True)] if member else []
                counts[name] = self.env[model].search_count(domain)
        return counts

    def _bill(self):
        values = {"date": self.bill_date, "company_id": self.env.company.id}
        runs = self.env["cowork.billing.run"]
        domain = [(name, "=", value) for name, value in values.items()]
        # of everywhere: the story of the deposits bills one place again
        domain.append(("location_ids", "=", False))
        # one run of a day is enough: a second demo finds it done
        run = runs.search(domain, order="id desc", limit=1) or runs.create(values)
        # sudo: as its own button and the scheduler do; nobody writes the ledger by hand
        run.sudo()._run_to_end()
        if run.state != "done":
            raise SystemExit("The billing run waits for another one; see the log.")
        self.result["errors"] = len(run.error_ids)

    def _billed(self):
        ours = [("cowork_contract_id", "!=", False)]
        moves = self.env["account.move"].search_count(ours)
        [(lines, total)] = self.env["cowork.fee.line"]._read_group(
            [("state", "=", "invoiced")], [], ["__count", "amount_untaxed:sum"]
        )
        return {
            "invoices": moves,
            "fee lines": lines,
            "total": total or 0.0,
            "deposits": self.env["cowork.deposit"].search_count([]),
            "settlements": self.env["cowork.settlement"].search_count([]),
        }


def main(database, workbook, bill_date, result):
    tools.config.parse_config(["-d", database, "--no-http"], setup_logging=True)
    registry = odoo.modules.registry.Registry(database)
    with registry.cursor() as cr:
        admin = api.Environment(cr, api.SUPERUSER_ID, {}).ref("base.user_admin")
        env = api.Environment(cr, admin.id, {"tz": admin.tz})
        done = Demo(env, Path(workbook), date.fromisoformat(bill_date)).run()
    Path(result).write_text(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
