from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..models.organisation_chart import CHECKLIST, DEPARTMENTS, JOBS, TOP, say


class CoworkOrganisationLoad(models.TransientModel):
    """Loads the organisation chart, as often as one likes."""

    _name = "cowork.organisation.load"
    _description = "Load Organisation Chart"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    may_allow = fields.Boolean(compute="_compute_may")
    may_add_checklists = fields.Boolean(compute="_compute_may")
    adopt = fields.Boolean(
        "Use what has the same name",
        default=True,
        help="A department or job of the same name becomes the one of the chart, and"
        " stays as it is. Otherwise a second one is created.",
    )
    allow_permissions = fields.Boolean(
        "Let these jobs give their permissions",
        default=lambda self: self._may_allow(),
        help="Allows jobs to grant the Coworking roles. Only an administrator can.",
    )
    with_checklists = fields.Boolean(
        "Check-lists of moving in and out",
        help="A template for each step of the departments. From then on nobody moves in"
        " before the blocking steps are done.",
    )
    preview = fields.Html(compute="_compute_preview")

    @api.model
    def _may_allow(self):
        return self.env.user.has_group("base.group_erp_manager")

    @api.depends_context("uid")
    def _compute_may(self):
        self.may_allow = self._may_allow()
        templates = self.env["cowork.contract.step.template"]
        self.may_add_checklists = templates.has_access("create")

    @api.depends("company_id", "with_checklists", "adopt")
    def _compute_preview(self):
        for load in self:
            missing = load._get_missing()
            if not load.with_checklists:
                missing.pop("cowork.contract.step.template")
            rows = Markup().join(
                Markup("<li><b>%s</b>: %s</li>")
                % (
                    self.env["ir.model"]._get(model).name,
                    ", ".join(names)
                    if names
                    else self.env._("all of them are there already"),
                )
                for model, names in missing.items()
            )
            load.preview = Markup("<ul>%s</ul>") % rows

    def _get_missing(self):
        """:returns: dict from each model to the names that will be created"""
        sources = {
            "hr.department": {code: row.name for code, row in DEPARTMENTS.items()},
            "hr.job": {code: row.name for code, row in JOBS.items()},
            "cowork.contract.step.template": {
                code: row.name for code, row in CHECKLIST.items()
            },
        }
        missing = {}
        for model, names in sources.items():
            found = self._find(model, names)
            missing[model] = [
                say(name, self.env) for code, name in names.items() if code not in found
            ]
        return missing

    # Loading ----------------------------------------------------

    def action_load(self):
        """Create what is missing of the chart in the company; what is there, also
        under another name or archived, stays as it is.

        :returns: the window action with the departments
        :raises AccessError: when the user may not create departments and jobs, or
            wants to allow permissions without being an administrator
        """
        self.ensure_one()
        self.env["hr.department"].check_access("create")
        self.env["hr.job"].check_access("create")
        # A company the user does not work in is none of their business.
        if self.company_id not in self.env.companies:
            # sudo: who chose the company may be told its name.
            company = self.company_id.sudo().name
            raise AccessError(self.env._("You do not work in %s.", company))
        if self.allow_permissions:
            self._allow()
        departments = self._load_departments()
        self._load_jobs(departments)
        if self.with_checklists:
            self._load_checklists(departments)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_hr_department_organisation"
        )
        return {**action, "target": "main"}

    def _allow(self):
        """Let jobs grant the roles that the posts of the chart have.

        :raises AccessError: when the user is no administrator of access rights"""
        groups = self.env["res.groups"].union(
            *(self._get_permission(code) for code in JOBS)
        )
        groups.filtered(lambda g: not g.cowork_grantable).cowork_grantable = True

    @api.model
    def _get_permission(self, code):
        """:param code: of a job of the chart
        :returns: ``res.groups`` its holder gets"""
        permission = JOBS[code].permission
        return self.env.ref(permission) if permission else self.env["res.groups"]

    @api.model
    def _name_roles(self, roles):
        """Name roles of an addon on posts of a chart that was loaded before the addon
        was there. Posts whose permissions somebody changed stay as they are, and an
        administrator has to allow the roles before anybody gets them.

        :param roles: dict from the code of a post to the external id of its role"""
        jobs = self.env["hr.job"].with_context(active_test=False)
        jobs = jobs.search([("cowork_chart_code", "in", list(roles))])
        for code, posts in jobs.grouped("cowork_chart_code").items():
            wanted = self._get_permission(code)
            former = wanted - self.env.ref(roles[code])
            unchanged = posts.filtered(
                lambda job, former=former: job.cowork_group_ids == former
            )
            unchanged.cowork_group_ids = wanted

    def _find(self, model, names):
        """:param names: dict from code to name
        :returns: dict from code to the record of the company that is it already:
            by its code, or by its name"""
        records = self.env[model].with_context(active_test=False)
        domain = Domain("company_id", "=", self.company_id.id)
        code_field = "cowork_chart_code"
        found = {
            record[code_field]: record
            for record in records.search(domain & Domain(code_field, "in", [*names]))
        }
        if not self.adopt:
            return found
        free = records.search(domain & Domain(code_field, "=", False))
        by_name = {record.name.casefold(): record for record in reversed(free)}
        for code, name in names.items():
            same = by_name.get(say(name, self.env).casefold())
            if code not in found and same:
                found[code] = same
        return found

    def _load(self, model, names, prepare):
        """:param names: dict from code to name
        :param prepare: function from a code to further values of a new record
        :returns: dict from code to record, and the list of codes created just now"""
        found = self._find(model, names)
        missing = [code for code in names if code not in found]
        for code, record in found.items():
            if not record.cowork_chart_code:
                record.cowork_chart_code = code
        records = self.env[model].create(
            [
                {
                    "name": say(names[code], self.env),
                    "cowork_chart_code": code,
                    "company_id": self.company_id.id,
                    **prepare(code),
                }
                for code in missing
            ]
        )
        for code, record in zip(missing, records, strict=True):
            self._translate(record, "name", names[code])
        return {**found, **dict(zip(missing, records, strict=True))}, missing

    def _translate(self, record, field, term):
        """Say a name in every language of the database."""
        for code, _name in self.env["res.lang"].get_installed():
            translated = record.with_context(lang=code)
            value = say(term, translated.env)
            if value != translated[field]:
                translated[field] = value

    def _load_departments(self):
        names = {code: row.name for code, row in DEPARTMENTS.items()}
        head, _new = self._load(
            "hr.department", {TOP: names.pop(TOP)}, self._prepare_department
        )
        others, _new = self._load(
            "hr.department",
            names,
            lambda code: {"parent_id": head[TOP].id, **self._prepare_department(code)},
        )
        return {**head, **others}

    def _prepare_department(self, code):
        return {"note": say(DEPARTMENTS[code].note, self.env)}

    def _load_jobs(self, departments):
        def prepare(code):
            department, _name, _permission, duties = JOBS[code]
            items = Markup().join(
                Markup("<li>%s</li>") % say(duty, self.env) for duty in duties
            )
            return {
                "department_id": departments[department].id,
                "description": Markup("<ul>%s</ul>") % items,
                "user_id": False,
                "no_of_recruitment": 0,
            }

        names = {code: row.name for code, row in JOBS.items()}
        jobs, new = self._load("hr.job", names, prepare)
        # An operator's own post keeps the permissions it has.
        for code in new:
            # sudo: named only; nothing is granted before an administrator allows it.
            jobs[code].sudo().cowork_group_ids = self._get_permission(code)
        return jobs

    def _load_checklists(self, departments):
        kinds = {
            kind.code: kind.id for kind in self.env["cowork.space.kind"].search([])
        }

        def prepare(code):
            direction, department, days, blocking, only, _name, note = CHECKLIST[code]
            return {
                "direction": direction,
                "department_id": departments[department].id,
                "offset_days": days,
                "blocking": blocking,
                "kind_ids": [kinds[kind] for kind in only if kind in kinds],
                "note": say(note, self.env),
            }

        names = {code: row.name for code, row in CHECKLIST.items()}
        templates, new = self._load("cowork.contract.step.template", names, prepare)
        for code in new:
            self._translate(templates[code], "note", CHECKLIST[code].note)

    @api.model
    def _load_demo(self):
        """The chart of the demo, with names for the demo's other files to refer to."""
        load = self.create({"adopt": False})
        load._allow()
        departments = load._load_departments()
        jobs = load._load_jobs(departments)
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"cowork_members.{prefix}_{code}",
                    "record": record,
                    "noupdate": True,
                }
                for prefix, records in (("department", departments), ("job", jobs))
                for code, record in records.items()
            ]
        )

    @api.model
    def _load_demo_checklists(self):
        """The check-lists of the demo: after its contracts, which are older."""
        load = self.create({"adopt": False})
        load._load_checklists(load._load_departments())
