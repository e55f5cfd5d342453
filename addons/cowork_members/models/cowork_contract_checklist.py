from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cowork_contract import LIVE_STATES


class CoworkContract(models.Model):
    """The check-lists of a contract: made on signing and on notice, once, and dated
    from the first and the last day."""

    _inherit = "cowork.contract"

    step_ids = fields.One2many(
        "cowork.contract.step",
        "contract_id",
        string="Check-list",
        copy=False,
        groups="base.group_user",
    )
    # One reading for all cards: figures, not records.
    step_count = fields.Integer(
        "Steps", compute="_compute_step_figures", groups="base.group_user"
    )
    step_done_count = fields.Integer(
        "Steps Done", compute="_compute_step_figures", groups="base.group_user"
    )
    step_progress = fields.Integer(
        "Progress (%)", compute="_compute_step_figures", groups="base.group_user"
    )
    has_overdue_steps = fields.Boolean(
        "Overdue Steps", compute="_compute_step_figures", groups="base.group_user"
    )
    open_leaving_steps = fields.Char(
        "Left Open",
        compute="_compute_open_leaving_steps",
        groups="base.group_user",
        help="Blocking steps of the move-out that are still open although the contract"
        " has ended.",
    )

    # Figures of the card ----------------------------------------------------

    @api.depends("step_ids.done_on", "step_ids.deadline", "state", "date_end")
    def _compute_step_figures(self):
        # sudo: the figures of a card, for whoever sees the contract.
        steps = self.env["cowork.contract.step"].sudo()
        groups = steps._read_group(
            [("contract_id", "in", self.ids)],
            ["contract_id", "direction", "is_done"],
            ["__count", "deadline:min"],
        )
        figures = {
            (contract.id, direction, done): (count, first_due)
            for contract, direction, done, count, first_due in groups
        }
        nothing = (0, None)
        for contract in self:
            direction = contract._get_checklist_direction()
            key = (contract.id or contract._origin.id, direction)
            done = figures.get((*key, True), nothing)[0]
            still_open, first_due = figures.get((*key, False), nothing)
            total = done + still_open
            today = contract.location_id and contract.location_id._today()
            contract.step_count = total
            contract.step_done_count = done
            contract.step_progress = 100 * done // total if total else 0
            contract.has_overdue_steps = bool(first_due and first_due < today)

    def _get_checklist_direction(self):
        """:returns: which check-list the card shows: that of the move-out, once the
        member is leaving"""
        self.ensure_one()
        return "out" if self.is_leaving or self.state == "ended" else "in"

    @api.depends("state", "step_ids.done_on")
    def _compute_open_leaving_steps(self):
        # sudo: the figures of a card, for whoever sees the contract.
        steps = self.env["cowork.contract.step"].sudo()
        domain = self._get_open_blocking_domain("out")
        left = steps.search(domain & Domain("contract_id", "in", self.ids))
        names = left.grouped("contract_id")
        for contract in self:
            over = contract.state == "ended" and names.get(contract)
            contract.open_leaving_steps = over and ", ".join(over.mapped("name"))

    @api.model
    def _get_open_blocking_domain(self, direction):
        """:returns: domain of the steps that are still to be done before a move"""
        return (
            Domain("direction", "=", direction)
            & Domain("blocking", "=", True)
            & Domain("done_on", "=", False)
        )

    # Making them ----------------------------------------------------

    def action_make_checklist(self):
        """Add the steps that are missing: to signed contracts those of the move-in, to
        contracts whose member is leaving those of the move-out.

        :returns: True
        :raises UserError: when nobody is moving in or out
        """
        self.check_access("write")
        coming = self.filtered(lambda contract: contract.state == "signed")
        leaving = self.filtered(lambda c: c.is_leaving and c.state in LIVE_STATES)
        if not coming and not leaving:
            raise UserError(
                self.env._(
                    "There is a check-list from the signature to the move-in, and from"
                    " the notice to the last day."
                )
            )
        coming._make_steps("in")
        leaving._make_steps("out")
        return True

    def _make_steps(self, direction):
        """Make the steps of all templates these contracts do not have yet."""
        templates = self.env["cowork.contract.step.template"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("direction", "=", direction),
            ]
        )
        if not templates:
            return
        # sudo: making a check-list is the consequence of a signature or a notice.
        steps = self.env["cowork.contract.step"].sudo()
        existing = steps._read_group(
            [("contract_id", "in", self.ids), ("template_id", "in", templates.ids)],
            ["contract_id", "template_id"],
        )
        made = {(contract.id, template.id) for contract, template in existing}
        wanted = [
            (contract, template)
            for contract in self
            for template in templates._filter_for(contract)
            if (contract.id, template.id) not in made
        ]
        vals_list = self._prepare_steps(wanted, direction)
        steps._by_action().create(vals_list)

    def _prepare_steps(self, wanted, direction):
        """:param wanted: list of ``(contract, template)``
        :returns: list of values of their steps, dated and assigned"""
        due = self._get_due_days(
            [(contract, template.offset_days) for contract, template in wanted],
            direction,
        )
        owners = self._choose_owners(wanted)
        return [
            {
                "contract_id": contract.id,
                "template_id": template.id,
                "name": template.name,
                "note": template.note,
                "sequence": template.sequence,
                "direction": direction,
                "department_id": template.department_id.id,
                "offset_days": template.offset_days,
                "blocking": template.blocking,
                "deadline": due[contract, template.offset_days],
                "employee_id": employee.id,
                "user_id": user.id,
            }
            for (contract, template), (employee, user) in zip(
                wanted, owners, strict=True
            )
        ]

    def _get_due_days(self, wanted, direction):
        """:param wanted: list of ``(contract, offset in working days)``
        :returns: dict from each pair to its day, never before today"""
        field = "date_start" if direction == "in" else "date_end"
        by_location = {}
        for contract, offset in wanted:
            day = contract[field] or contract.location_id._today()
            pairs = by_location.setdefault(contract.location_id, {})
            pairs[contract, offset] = (day, offset)
        due = {}
        for location, pairs in by_location.items():
            days = location._shift_working_days(list(pairs.values()))
            today = location._today()
            due.update({key: max(today, days[pair]) for key, pair in pairs.items()})
        return due

    # Who does them ----------------------------------------------------

    def _choose_owners(self, wanted):
        """:param wanted: list of ``(contract, template)``
        :returns: list of ``(employee, user)``: of the employees of the department who
            serve the location the one with the fewest open steps, otherwise the
            department's manager"""
        departments = self.env["hr.department"].union(
            *(template.department_id for _contract, template in wanted)
        )
        # sudo: staff files are closed to who signs contracts.
        employees = (
            self.env["hr.employee"]
            .sudo()
            .search([("department_id", "in", departments.ids)], order="id")
        )
        employees.mapped("user_id.active")
        employees.mapped("cowork_location_ids")
        load = self._get_open_steps_per_employee(employees)
        teams = employees.grouped("department_id")
        owners = []
        for contract, template in wanted:
            department = template.department_id.sudo()
            team = teams.get(department, employees.browse()).filtered(
                lambda e, c=contract: c.location_id in e.sudo().cowork_location_ids
            )
            # Who has a to-do list comes first.
            team = team.filtered("user_id") or team
            manager = department.manager_id
            employee = min(team, key=lambda e: load.get(e.id, 0), default=manager)
            load[employee.id] = load.get(employee.id, 0) + 1
            user = (
                employee.user_id
                or manager.user_id
                or contract.location_id.sudo().manager_id.user_id
                or contract.user_id
            )
            owners.append((employee, user))
        return owners

    @api.model
    def _get_open_steps_per_employee(self, employees):
        """:returns: dict from the id of an employee to how many steps they have open"""
        # sudo: the load counts everywhere, not only where the user may look.
        steps = self.env["cowork.contract.step"].sudo()
        counts = steps._read_group(
            [("employee_id", "in", employees.ids), ("done_on", "=", False)],
            ["employee_id"],
            ["__count"],
        )
        return {employee.id: count for employee, count in counts}

    # Following the contract ----------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        for field, direction in (("date_start", "in"), ("date_end", "out")):
            if field in vals:
                self._redate_steps(direction)
        return result

    def _redate_steps(self, direction):
        """Date the open steps anew that are counted from the first or last day."""
        field = "date_start" if direction == "in" else "date_end"
        contracts = self.filtered(field)
        # sudo: the check-list follows its contract, whoever owns its steps.
        steps = self.env["cowork.contract.step"].sudo()
        steps = steps.search(
            [
                ("contract_id", "in", contracts.ids),
                ("direction", "=", direction),
                ("template_id", "!=", False),
                ("done_on", "=", False),
            ]
        )
        pairs = [
            (step.contract_id.with_env(self.env), step.offset_days) for step in steps
        ]
        due = self._get_due_days(pairs, direction)
        by_day = {}
        for step, pair in zip(steps, pairs, strict=True):
            if step.deadline != due[pair]:
                by_day[due[pair]] = by_day.get(due[pair], steps.browse()) | step
        for day, late in by_day.items():
            late._by_action().write({"deadline": day})

    def _drop_steps(self, direction, only_open=True):
        """Remove the steps of a move that will not take place."""
        # sudo: the check-list follows its contract, whoever owns its steps.
        steps = self.env["cowork.contract.step"].sudo()
        domain = [("contract_id", "in", self.ids), ("direction", "=", direction)]
        if only_open:
            domain.append(("done_on", "=", False))
        steps.search(domain)._by_action().unlink()

    def action_sign(self):
        """Sign draft contracts: their exclusive spaces are held from now on, and the
        check-list of the move-in is made.

        :returns: True
        :raises UserError: when a contract is no draft or has no plan
        :raises ValidationError: when a space is let to another contract
        """
        result = super().action_sign()
        self._make_steps("in")
        return result

    def action_cancel(self, reason=None, note=None):
        """Call off contracts that never began; their spaces are free again, and what
        was still to be done for them is not done.

        :param reason: ``cowork.lost.reason``, or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is running already
        """
        result = super().action_cancel(reason, note)
        self._drop_steps("in")
        self._drop_steps("out")
        return result

    def action_reopen(self):
        """Make drafts of cancelled contracts again; signing them looks for their
        spaces anew and makes a new check-list.

        :returns: True
        :raises UserError: when a contract is not cancelled
        """
        result = super().action_reopen()
        self._drop_steps("in", only_open=False)
        self._drop_steps("out", only_open=False)
        return result

    # The gate ----------------------------------------------------

    def _get_move_in_obstacles(self):
        obstacles = super()._get_move_in_obstacles()
        # sudo: steps of departments the user does not belong to block as well.
        steps = self.sudo().step_ids.filtered(lambda step: step.direction == "in")
        waiting = steps.filtered(lambda step: step.blocking and not step.done_on)
        if waiting:
            obstacles.append(self.env._("still to be done:\n%s", waiting._describe()))
        # Who has no check-list moves in as it was agreed before there were any.
        return obstacles + (self._get_missing_details() if steps else [])

    def _get_missing_details(self):
        """:returns: list of sentences about what a move-in needs and is not there"""
        missing = []
        homeless = self._get_current_lines().filtered(
            lambda line: line.plan_id.kind_id.usage == "exclusive" and not line.space_id
        )
        if homeless:
            missing.append(
                self.env._(
                    "%s has no space yet.", ", ".join(homeless.plan_id.mapped("name"))
                )
            )
        if not self.partner_id.email:
            missing.append(
                self.env._("%s has no e-mail address.", self.partner_id.name)
            )
        if not (self.partner_id.street or self.partner_id.city):
            missing.append(self.env._("%s has no address.", self.partner_id.name))
        return missing
