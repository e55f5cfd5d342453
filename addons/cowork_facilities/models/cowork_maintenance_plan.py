from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.maintenance_plan import missing_days, next_day

UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")]


class CoworkMaintenancePlan(models.Model):
    """Work on equipment that is done again and again before anything fails: work orders
    for it are made in good time."""

    _name = "cowork.maintenance.plan"
    _description = "Maintenance Plan"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "next_date, id"
    _check_company_auto = True
    _protected_fields = frozenset({"generated_to", "make_on", "problem"})

    name = fields.Char("Work", required=True, tracking=True)
    active = fields.Boolean(default=True)
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="equipment_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        "cowork.location",
        related="equipment_id.location_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    category = fields.Many2one(
        "cowork.work.category",
        "Kind of Work",
        compute="_compute_category",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    interval_number = fields.Integer("Every", required=True, default=3)
    interval_unit = fields.Selection(UNITS, "Unit", required=True, default="month")
    date_start = fields.Date(
        "First Time", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date("Last Time", tracking=True, help="Empty: without end.")
    ahead_days = fields.Integer(
        "Plan Ahead",
        required=True,
        default=14,
        help="So many days before the day the work order is made.",
    )
    hours = fields.Float("Planned Hours", default=1.0)
    user_id = fields.Many2one(
        "res.users",
        "Technician",
        domain="[('share', '=', False)]",
        help="Empty: the technician of the equipment.",
    )
    instruction = fields.Html("What Is Done")
    generated_to = fields.Date(
        "Made Until", copy=False, help="The last day for which there is a work order."
    )
    next_date = fields.Date(
        "Next Time",
        compute="_compute_next_date",
        store=True,
        help="The first day without a work order.",
    )
    make_on = fields.Date(
        "Order Made On",
        compute="_compute_next_date",
        store=True,
        index="btree_not_null",
        help="On that day the next work order is made.",
    )
    problem = fields.Char(
        copy=False, readonly=True, help="Why no work order could be made."
    )
    request_ids = fields.One2many("maintenance.request", "plan_id", "Work Orders")
    request_count = fields.Integer("Orders Made", compute="_compute_request_count")

    _interval_range = models.Constraint(
        "CHECK (interval_number BETWEEN 1 AND 240)",
        "Planned work is repeated every 1 to 240 days, weeks, months or years.",
    )
    _ahead_range = models.Constraint(
        "CHECK (ahead_days BETWEEN 0 AND 366)",
        "Work orders are made 0 to 366 days ahead.",
    )
    _hours_range = models.Constraint(
        "CHECK (hours >= 0 AND hours <= 1000)",
        "Planned work takes 0 to 1,000 hours.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "Planned work cannot end before it starts.",
    )

    @api.depends("equipment_id")
    def _compute_category(self):
        for plan in self:
            plan.category = plan.equipment_id.work_category_id or plan.category

    @api.depends(
        "date_start",
        "date_end",
        "interval_number",
        "interval_unit",
        "generated_to",
        "ahead_days",
        "active",
    )
    def _compute_next_date(self):
        for plan in self:
            day = plan.active and plan._get_next_date()
            plan.next_date = day
            plan.make_on = day and fields.Date.subtract(day, days=plan.ahead_days)

    def _get_next_date(self):
        """:returns: the first day of one plan that has no work order yet, or False"""
        first, number, unit = self.date_start, self.interval_number, self.interval_unit
        if not first or not unit or not number:
            return False
        return next_day(first, number, unit, self.date_end, self.generated_to) or False

    def _compute_request_count(self):
        counts = dict(
            self.env["maintenance.request"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.request_count = counts.get(plan, 0)

    # Making work orders --------------------------------------------------------------

    @api.model
    def _get_due_domain(self):
        """:returns: domain of the plans of which a work order has to be made, where
        they are"""
        today = fields.Date.context_today(self)
        nowhere = Domain("location_id", "=", False) & Domain("make_on", "<=", today)
        there = self.env["cowork.location"]._get_day_domain(
            lambda today: [("make_on", "<=", today)]
        )
        return Domain("equipment_id.active", "=", True) & (nowhere | there)

    def _make_orders(self):
        """Make the work orders of plans that are due, each day once."""
        # sudo: what is planned is made, whoever may assign work orders.
        requests = self.env["maintenance.request"].sudo()._by_action()
        known = {
            (request.plan_id.id, request.plan_date)
            for request in requests.search_fetch(
                [("plan_id", "in", self.ids)], ["plan_id", "plan_date"]
            )
        }
        missing = {plan: plan._get_missing_days() for plan in self}
        requests.create(
            [
                plan._prepare_order(day)
                for plan, days in missing.items()
                for day in days
                if (plan.id, day) not in known
            ]
        )
        for plan, days in missing.items():
            if days:
                plan._by_action().write({"generated_to": days[-1], "problem": False})

    def _get_missing_days(self):
        """:returns: list of the days of one plan for which work orders are made now"""
        return missing_days(
            self.date_start,
            self.interval_number,
            self.interval_unit,
            self.equipment_id._today(),
            self.ahead_days,
            self.date_end,
            self.generated_to,
        )

    def _prepare_order(self, day):
        """:returns: dict of values of the work order of one plan for a day"""
        equipment = self.equipment_id
        start = equipment._get_morning(day)
        vals = {
            **equipment._get_label_place(),
            "name": self.env._(
                "%(work)s: %(equipment)s", work=self.name, equipment=equipment.name
            ),
            "company_id": (self.company_id or self.env.company).id,
            "category": self.category.id,
            "source": "plan",
            "maintenance_type": "preventive",
            "plan_id": self.id,
            "plan_date": day,
            "schedule_date": start,
            "schedule_end": fields.Datetime.add(start, hours=self.hours or 1.0),
            "instruction_type": "text",
            "instruction_text": self.instruction,
        }
        if self.user_id:
            vals["user_id"] = self.user_id.id
        return vals

    def _make_safely(self):
        """Make what is due; a plan that fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._make_orders()
            return
        except (UserError, IntegrityError):
            self.env.invalidate_all()
        for plan in self:
            try:
                with self.env.cr.savepoint():
                    plan._make_orders()
            except (UserError, IntegrityError) as error:
                self.env.invalidate_all()
                plan._by_action().problem = plan._word_problem(error)

    def _word_problem(self, error):
        if isinstance(error, IntegrityError):
            return self._sql_error_to_message(error)[:500]
        return str(error)[:500]

    @api.model
    def _cron_make_orders(self, limit=100):
        """Make the work orders of all plans that are due.

        Work is committed after each batch; what a killed run left is due still."""
        cron, domain, seen = self.env["ir.cron"], self._get_due_domain(), 0
        left = cron._commit_progress(remaining=self.search_count(domain))
        while left:
            # Ordered by id: what fails, or is locked, is not met again in this run.
            batch = self.search(
                domain & Domain("id", ">", seen), order="id", limit=limit
            )
            if not batch:
                break
            seen = batch[-1].id
            batch.try_lock_for_update().filtered_domain(domain)._make_safely()
            left = cron._commit_progress(len(batch))

    # Buttons -------------------------------------------------------------------------

    def action_make_orders(self):
        """Make the work orders of these plans that are due now, without waiting.

        :returns: True
        :raises AccessError: when the user may not change the plans
        """
        self.check_access("write")
        self.try_lock_for_update()._make_orders()
        return True

    def action_view_requests(self):
        """List the work orders made by these plans.

        :returns: the window action
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance.hr_equipment_request_action"
        )
        return {
            **action,
            "domain": [("plan_id", "in", self.ids)],
            "context": {"create": False},
        }
