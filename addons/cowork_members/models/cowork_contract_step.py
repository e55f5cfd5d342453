from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .cowork_contract_step_template import DIRECTIONS

# What a template decides: whoever could change it could open the gate for a member.
DECIDED_BY_TEMPLATE = {"direction", "blocking", "department_id"}


class CoworkContractStep(models.Model):
    """One thing to be done before a member moves in, or when they leave."""

    _name = "cowork.contract.step"
    _description = "Check-list Step"
    _inherit = ["cowork.protected.mixin", "cowork.desk.mixin"]
    _order = "direction, deadline, sequence, id"
    _check_company_auto = True
    _owner_fields = frozenset({"contract_id"})
    _protected_fields = frozenset(
        {
            "company_id",
            "location_id",
            "template_id",
            "offset_days",
            "activity_id",
            "is_done",
            "done_on",
            "done_by",
        }
    )

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    # Whoever does a step may know for whom and where, without seeing the contract.
    member_name = fields.Char("Member", related="contract_id.partner_id.name")
    space_names = fields.Char(related="contract_id.space_names")
    location_name = fields.Char(related="location_id.name")
    template_id = fields.Many2one(
        "cowork.contract.step.template", index=True, ondelete="restrict", readonly=True
    )
    offset_days = fields.Integer(readonly=True)
    name = fields.Char("Step", required=True)
    sequence = fields.Integer(default=10)
    direction = fields.Selection(DIRECTIONS, required=True, default="in")
    department_id = fields.Many2one("hr.department", index=True, check_company=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="Employee",
        index=True,
        check_company=True,
        help="Who does it.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="To-do Of",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        compute_sudo=True,
        index=True,
        domain="[('share', '=', False)]",
        help="In whose to-do list it stands.",
    )
    deadline = fields.Date("Due", required=True, index=True)
    blocking = fields.Boolean(default=True)
    note = fields.Text()
    activity_id = fields.Many2one(
        "mail.activity", index="btree_not_null", ondelete="set null", readonly=True
    )
    done_on = fields.Datetime(readonly=True, copy=False)
    done_by = fields.Many2one("res.users", readonly=True, copy=False)
    is_done = fields.Boolean(
        "Done", compute="_compute_is_done", store=True, precompute=True
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    may_tick = fields.Boolean(compute="_compute_may_tick")
    is_below_me = fields.Boolean(
        "My People's",
        compute="_compute_is_below_me",
        search="_search_is_below_me",
        help="The user's own steps, and those of people and departments below them.",
    )

    _once_per_template = models.UniqueIndex(
        "(contract_id, template_id, direction) WHERE template_id IS NOT NULL",
        "This step is on the contract's check-list already.",
    )

    @api.depends("employee_id")
    def _compute_user_id(self):
        for step in self:
            step.user_id = step.employee_id.user_id or step.user_id

    @api.depends("done_on")
    def _compute_is_done(self):
        for step in self:
            step.is_done = bool(step.done_on)

    @api.depends("done_on", "deadline")
    def _compute_is_overdue(self):
        # sudo: the time zone of a location the user does not serve.
        for step, sudo in zip(self, self.sudo(), strict=True):
            late = step.deadline and sudo.location_id and not step.done_on
            step.is_overdue = bool(late and step.deadline < sudo.location_id._today())

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # sudo: the time zones of all locations, whoever asks.
        locations = self.env["cowork.location"].sudo().with_context(active_test=False)
        zones = locations._read_group([], ["tz"], ["id:recordset"])
        late = Domain.OR(
            Domain("location_id", "in", places.ids)
            & Domain("deadline", "<", places[0]._today())
            for _zone, places in zones
        )
        return Domain("done_on", "=", False) & late

    @api.depends("department_id", "employee_id", "user_id")
    @api.depends_context("uid")
    def _compute_is_below_me(self):
        user = self.env.user
        # sudo: staff files are closed, but who is above whom is no secret to them.
        for step, sudo in zip(self, self.sudo(), strict=True):
            step.is_below_me = user in (
                sudo.user_id
                | sudo.department_id.cowork_overseer_ids
                | sudo.employee_id.cowork_overseer_ids
            )

    def _search_is_below_me(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        me = [self.env.uid]
        # sudo: staff files are closed, but who is above whom is no secret to them.
        below = (
            self.env["hr.employee"].sudo()._search([("cowork_overseer_ids", "in", me)])
        )
        return (
            Domain("department_id.cowork_overseer_ids", "in", me)
            | Domain("employee_id", "in", below)
            | Domain("user_id", "in", me)
        )

    @api.depends("department_id", "user_id", "employee_id", "contract_id")
    @api.depends_context("uid")
    def _compute_may_tick(self):
        mine = self._filter_mine()
        for step in self:
            step.may_tick = step in mine

    def _filter_mine(self):
        """:returns: the steps the user may tick: their own, their department's, those
        of people and departments below them, and those of contracts at a location they
        serve"""
        if self.env.su or self.env.user.has_group("cowork_members.group_manager"):
            return self
        user = self.env.user
        # sudo: nobody but the HR department reads who belongs to which department.
        employees = user.sudo().employee_ids.filtered("active")
        departments, places = employees.department_id, self.env["cowork.location"]
        if user.has_group("cowork_members.group_front_desk"):
            # sudo: the locations somebody serves are no secret to them.
            places = places.sudo().search([("staff_user_ids", "in", user.ids)])
        return self.filtered(
            lambda step: step.is_below_me
            or step.employee_id in employees
            or step.department_id in departments
            or step.location_id in places
        )

    def _check_may_tick(self):
        """:raises AccessError: naming the first step that is somebody else's"""
        self.check_access("read")
        if others := self - self._filter_mine():
            raise AccessError(
                self.env._(
                    "“%(step)s” belongs to %(department)s: only its owner, the"
                    " department or the team of the location can tick it.",
                    step=others[0].name,
                    department=others[0].department_id.name
                    or self.env._("somebody else"),
                )
            )

    # Ticking ----------------------------------------------------

    def action_done(self):
        """Tick steps off; their to-dos are done as well.

        :returns: True
        :raises AccessError: when a step is neither the user's, nor their department's,
            nor at a location they serve
        """
        self._check_may_tick()
        steps = self.filtered(lambda step: not step.done_on)
        steps._tick()
        # sudo: the to-do may stand in a colleague's list.
        steps.sudo().activity_id.filtered("active")._action_done()
        return True

    def action_undo(self):
        """Open steps again that were ticked by mistake; their to-dos come back.

        :returns: True
        :raises AccessError: as for ``action_done``
        :raises UserError: when the member has moved in or left since
        """
        self._check_may_tick()
        steps = self.filtered("done_on")
        # sudo: a step may be ticked by who does not see its contract.
        for step in steps.sudo():
            live = {"in": ("signed",), "out": ("signed", "active", "suspended")}
            if step.contract_id.state not in live[step.direction]:
                raise UserError(
                    self.env._(
                        "“%(step)s” of %(contract)s is history: the member has moved in"
                        " or left since.",
                        step=step.name,
                        contract=step.contract_id.name,
                    )
                )
        # sudo: the rule above decides who may, not the right to write steps.
        steps.sudo()._by_action().write({"done_on": False, "done_by": False})
        # sudo: the to-do may stand in a colleague's list.
        steps.sudo().activity_id.filtered(lambda a: not a.active).action_unarchive()
        return True

    def _tick(self):
        """Note who did the steps and when."""
        # sudo: whoever may tick a step need not be allowed to write steps.
        self.sudo()._by_action().write(
            {"done_on": fields.Datetime.now(), "done_by": self.env.uid}
        )

    # What may be written ----------------------------------------------------

    def write(self, vals):
        if not self._is_by_action():
            self._check_decided(vals)
        result = super().write(vals)
        if {"deadline", "employee_id", "user_id", "name"} & vals.keys():
            self._update_activities()
        return result

    def _check_decided(self, vals):
        """:raises AccessError: when somebody would open the gate without ticking"""
        if self.env.su or self.env.user.has_group("cowork_members.group_manager"):
            return
        for step in self.filtered("template_id"):
            self._refuse_fields(
                name
                for name in DECIDED_BY_TEMPLATE & vals.keys()
                if step._would_change(name, vals[name])
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self._is_by_action() or self.env.su:
            return
        manager = self.env.user.has_group("cowork_members.group_manager")
        if done := self.filtered(
            lambda s: s.done_on or (s.template_id and not manager)
        ):
            raise UserError(
                self.env._(
                    "“%s” stays on the check-list: it is done, or belongs to every"
                    " move. Ask a manager if it does not apply.",
                    done[0].name,
                )
            )

    def unlink(self):
        # sudo: the to-do goes with its step, in whosever list it stands.
        self.sudo().activity_id.unlink()
        return super().unlink()

    # To-dos ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.filtered(lambda step: not step.done_on)._make_activities()
        return steps

    def _make_activities(self):
        """Put each step into the to-do list of its owner, without a mail for each."""
        owned = self.filtered("user_id")
        if not owned:
            return
        # sudo: the owner need not be allowed to see the contract.
        activities = self.env["mail.activity"].sudo()
        made = activities.with_context(mail_activity_quick_update=True).create(
            owned._prepare_activities()
        )
        for step, activity in zip(owned.sudo()._by_action(), made, strict=True):
            step.activity_id = activity

    def _prepare_activities(self):
        """:returns: list of values of the to-dos of these steps"""
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        model = self.env["ir.model"]._get_id("cowork.contract")
        return [
            {
                "res_model_id": model,
                "res_id": step.contract_id.id,
                "activity_type_id": todo.id if todo else False,
                "summary": step.name,
                "date_deadline": step.deadline,
                "user_id": step.user_id.id,
                "automated": True,
            }
            for step in self
        ]

    def _update_activities(self):
        """Let the to-dos of open steps follow their day, owner and name."""
        # sudo: the to-do may stand in a colleague's list.
        steps = self.sudo().filtered(lambda step: not step.done_on)
        changed = {}
        for step in steps:
            activity = step.activity_id
            told = (activity.date_deadline, activity.user_id, activity.summary)
            wanted = (step.deadline, step.user_id, step.name)
            if activity and told != wanted:
                changed[wanted] = changed.get(wanted, activity.browse()) | activity
        for (deadline, user, name), activities in changed.items():
            activities.with_context(mail_activity_quick_update=True).write(
                {"date_deadline": deadline, "user_id": user.id, "summary": name}
            )
        steps.filtered(lambda step: not step.activity_id)._make_activities()

    def _describe(self):
        """:returns: the steps as a person reads them in a message, one per line"""
        return "\n".join(
            self.env._(
                "• %(step)s (%(department)s, due %(day)s)",
                step=step.name,
                department=step.department_id.name or step.user_id.name or "–",
                day=format_date(self.env, step.deadline),
            )
            for step in self
        )

    def action_open_contract(self):
        """:returns: the window action with the contract of this step"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.contract",
            "views": [(False, "form")],
            "res_id": self.contract_id.id,
        }
