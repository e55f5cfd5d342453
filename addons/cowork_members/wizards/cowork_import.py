import base64
import binascii

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..engine.import_checks import check, report_order
from ..engine.import_columns import Context
from ..engine.import_tables import ERROR, INFO, Problem, is_known_sheet, read_tables
from ..engine.workbook_limits import WorkbookError
from ..engine.workbook_reader import read_workbook
from .cowork_import_messages import put_into_words
from .import_contracts import ContractStep
from .import_members import MemberStep
from .import_places import LocationStep, SpaceStep
from .import_plans import PlanStep
from .import_run import ImportRun, kind_words

STEPS = (LocationStep, SpaceStep, PlanStep, MemberStep, ContractStep)
# A report longer than this helps nobody to find what is wrong.
REPORT_LIMIT = 2000
ERRORS_TOLD = 10
# From so many rows on somebody waits long enough to wonder.
PROGRESS_FROM = 1000


class CoworkImport(models.TransientModel):
    """Bring an operator's workbook in: checked first, then all of it or nothing."""

    _name = "cowork.import"
    _description = "Import Workbook"
    _rec_name = "filename"

    file = fields.Binary("Workbook", attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    cutover_date = fields.Date(
        "Billed Here From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="First day that is billed here. Contracts that began before count as"
        " billed through the day before, unless the workbook says otherwise.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    report_ids = fields.One2many(
        "cowork.import.report", "import_id", string="Report", readonly=True
    )
    error_count = fields.Integer("Errors", readonly=True)
    warning_count = fields.Integer("Warnings", readonly=True)
    summary_ids = fields.One2many(
        "cowork.import.summary", "import_id", string="Records", readonly=True
    )
    row_count = fields.Integer("Rows", readonly=True)
    create_count = fields.Integer("New", readonly=True)
    update_count = fields.Integer("Changed", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)

    def write(self, vals):
        if {"file", "cutover_date", "company_id"} & vals.keys():
            # What was checked is no longer what would be imported.
            vals = {**vals, "state": "draft", "error_count": 0, "warning_count": 0}
            self.report_ids.unlink()
            self.summary_ids.unlink()
        return super().write(vals)

    # Actions -----------------------------------------------------------------------

    def action_check(self):
        """Read the workbook and report every problem; nothing else is written.

        :returns: True; the result is in ``report_ids`` and the counters
        :raises AccessError: when the user is not a coworking manager
        """
        self.ensure_one()
        self._check_permission()
        problems, steps = self._plan()
        self._store_report(problems, steps)
        self.state = "checked"
        return True

    def action_import(self):
        """Check the workbook again and import all of it, or nothing.

        :returns: True; what was done is in the counters
        :raises AccessError: when the user is not a coworking manager
        :raises UserError: when there are errors; nothing was written then
        """
        self.ensure_one()
        self._check_permission()
        problems, steps = self._plan()
        errors = [problem for problem in problems if problem.severity == ERROR]
        if errors:
            raise UserError(self._summarize_errors(errors))
        self._store_report(problems, steps)
        self._write_steps(steps)
        self.state = "done"
        return True

    def get_progress(self):
        """How far the import that is running has come.

        :returns: dict with ``done`` and ``total`` rows and the ``phase`` as text, empty
            when there is nothing to tell yet
        """
        self.ensure_one()
        self._check_permission()
        # sudo: the row was written for this very import.
        progress = self.env["cowork.import.progress"].sudo()
        row = progress.search([("import_ref", "=", self.id)], limit=1)
        return {"done": row.done, "total": row.total, "phase": row.phase} if row else {}

    def action_view_contracts(self):
        """:returns: the window action that lists the contracts"""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract"
        )

    def _check_permission(self):
        if not self.env.user.has_group("cowork_members.group_manager"):
            raise AccessError(
                self.env._("Only coworking managers can import workbooks.")
            )
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._("You cannot import into a company that is not yours.")
            )

    # Reading and checking ------------------------------------------------------------

    def _plan(self):
        """:returns: ``(problems, steps)``: the report, and what would be written;
        no steps when there are errors"""
        try:
            book = read_workbook(self._get_bytes(), wanted=is_known_sheet)
        except WorkbookError as error:
            problem = Problem(ERROR, "", 0, "", "", error.code, error.params)
            return [problem], []
        context = Context(
            today=fields.Date.context_today(self),
            kinds=kind_words(self.env),
            zones={name.lower(): name for name, _label in _tz_get(self)},
        )
        tables, problems = read_tables(book, context)
        run = ImportRun(self, tables)
        problems += check(tables, run.load(), run.today)
        steps = []
        if not any(problem.severity == ERROR for problem in problems):
            for step_class in STEPS:
                if step_class.table_name in tables:
                    step = step_class(run)
                    step.plan()
                    problems += step.problems
                    steps.append(step)
        return sorted(problems, key=report_order(tables)), steps

    def _get_bytes(self):
        # bin_size would give the size of the file in words instead of the file.
        content = self.with_context(bin_size=False).file
        if not content:
            raise WorkbookError("file_missing")
        try:
            return base64.b64decode(content, validate=False)
        except (binascii.Error, ValueError):
            raise WorkbookError("file_not_workbook") from None

    # Reporting -----------------------------------------------------------------------

    def _store_report(self, problems, steps):
        self.report_ids.unlink()
        self.summary_ids.unlink()
        shown = problems[:REPORT_LIMIT]
        if len(problems) > REPORT_LIMIT:
            params = {"count": len(problems) - REPORT_LIMIT}
            shown.append(Problem(INFO, "", 0, "", "", "report_cut", params))
        self.env["cowork.import.report"].create(
            [
                self._prepare_report_line(sequence, problem)
                for sequence, problem in enumerate(shown)
            ]
        )
        summaries = [self._prepare_summary(step) for step in steps]
        self.env["cowork.import.summary"].create(summaries)
        severities = [problem.severity for problem in problems]
        self.write(
            {
                "error_count": severities.count("error"),
                "warning_count": severities.count("warning"),
                **{
                    name: sum(summary[name] for summary in summaries)
                    for name in (
                        "row_count",
                        "create_count",
                        "update_count",
                        "unchanged_count",
                    )
                },
            }
        )

    def _prepare_report_line(self, sequence, problem):
        message, expected = put_into_words(self.env, problem.code, problem.params)
        return {
            "import_id": self.id,
            "sequence": sequence,
            "severity": problem.severity,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "message": message,
            "expected": expected,
        }

    def _prepare_summary(self, step):
        return {
            "import_id": self.id,
            "name": put_into_words(self.env, step.table_name, {})[0],
            "row_count": len(step.creates) + step.changed + step.unchanged,
            "create_count": len(step.creates),
            "update_count": step.changed,
            "unchanged_count": step.unchanged,
        }

    def _summarize_errors(self, errors):
        """:returns: the first errors in words, and how many more there are"""
        lines = self.env["cowork.import.report"].new
        told = []
        for problem in errors[:ERRORS_TOLD]:
            line = lines(self._prepare_report_line(0, problem))
            place = line._get_place()
            told.append(f"{place}: {line.message}" if place else line.message)
        if len(errors) > ERRORS_TOLD:
            told.append(
                self.env._(
                    "… and %s more: press “Check” for the full report.",
                    len(errors) - ERRORS_TOLD,
                )
            )
        head = self.env._("Nothing was imported. Correct the workbook first:")
        return "\n".join([head, *told])

    # Writing -------------------------------------------------------------------------

    def _write_steps(self, steps):
        total = sum(len(s.creates) + s.changed + s.unchanged for s in steps)
        done = 0

        def progress(count):
            nonlocal done
            done = min(done + count, total)
            if total >= PROGRESS_FROM:
                self.env["cowork.import.progress"]._publish(
                    self.id, done, total, summary
                )

        for step in steps:
            summary = self._prepare_summary(step)["name"]
            progress(0)
            step.apply(progress)
