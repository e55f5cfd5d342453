from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.rounds import round_days, shift_times
from .cowork_round_template_recurrence import PLAN_FIELDS

BATCH = 20
#: after an outage so many days are made up for, and count as missed
CATCH_UP_DAYS = 31
#: working days are looked up so far around
_AROUND = timedelta(days=62)


class CoworkRoundTemplate(models.Model):
    """Rounds planned ahead, each once, however often the job runs."""

    _inherit = "cowork.round.template"
    _protected_fields = frozenset(
        {"generated_until", "generate_on", "generation_error"}
    )

    ahead_days = fields.Integer(
        "Planned Ahead (days)", required=True, default=14, help="1 to 366 days."
    )
    generated_until = fields.Date("Planned Until", readonly=True, copy=False)
    generate_on = fields.Date(
        readonly=True, copy=False, index=True, default=fields.Date.today
    )
    generation_error = fields.Char(
        "Why Nothing is Planned", readonly=True, copy=False, tracking=True
    )

    _ahead_sane = models.Constraint(
        "CHECK (ahead_days BETWEEN 1 AND 366)",
        "Rounds are planned 1 to 366 days ahead.",
    )

    def write(self, vals):
        result = super().write(vals)
        if PLAN_FIELDS & vals.keys():
            self._plan_again()
        return result

    def action_plan(self):
        """Plan the rounds of these templates now, instead of by night.

        :returns: True
        :raises AccessError: when the user may not change the templates
        """
        self.check_access("write")
        # sudo: planned rounds are kept by the system.
        self.sudo()._generate_safely()
        return True

    def _plan_again(self):
        """Take back what is planned and has not begun, for the job to plan it anew."""
        # sudo: planned rounds are kept by the system.
        rounds = self.env["cowork.round"].sudo()
        rounds.search(
            [
                ("template_id", "in", self.ids),
                ("state", "=", "planned"),
                ("booking_id", "=", False),
                ("is_by_hand", "=", False),
                ("start", ">", fields.Datetime.now()),
            ]
        )._by_action().unlink()
        # sudo: how far it is planned is the job's own note, and the job is called by
        # whoever may change the template.
        templates = self.sudo()._by_action()
        templates.write({"generated_until": False, "generate_on": fields.Date.today()})
        self.env.ref("cowork_facilities.cron_generate_rounds").sudo()._trigger()

    # By night ------------------------------------------------------------------------

    @api.model
    def _cron_generate(self, limit=BATCH):
        """Plan the rounds of the days that have come into reach."""
        domain = self._get_to_generate_domain()
        templates = self.search(domain, order="generate_on, id", limit=limit)
        templates = templates.try_lock_for_update().filtered_domain(domain)
        templates._generate_safely()
        self.env["ir.cron"]._commit_progress(
            len(templates), remaining=self.search_count(domain) if templates else 0
        )

    @api.model
    def _get_to_generate_domain(self):
        return (
            Domain("active", "=", True)
            & Domain("trigger", "=", "schedule")
            & Domain("generate_on", "<=", fields.Date.today())
        )

    def _generate_safely(self):
        """Plan all; a template that fails does not stop the others, and says why."""
        try:
            with self.env.cr.savepoint():
                self._generate()
            return
        except (UserError, IntegrityError):
            self.env.invalidate_all()
        for template in self:
            try:
                with self.env.cr.savepoint():
                    template._generate()
            except (UserError, IntegrityError) as error:
                self.env.invalidate_all()
                template._keep_error(error)

    def _keep_error(self, error):
        """Note on one template why it cannot be planned; try again tomorrow."""
        problem = str(error)
        if isinstance(error, IntegrityError):
            problem = self._sql_error_to_message(error)
        self._by_action().write(
            {
                "generation_error": problem,
                "generate_on": fields.Date.add(fields.Date.today(), days=1),
            }
        )

    def _generate(self, since=None):
        """Plan every round up to the day until which these templates are planned.

        :param since: first ``date``; the one after the last that was planned, when not
            given
        """
        scheduled = self.filtered(lambda t: t.active and t.trigger == "schedule")
        wanted = scheduled._get_wanted(since)
        keys = [vals["key"] for vals in wanted]
        rounds = self.env["cowork.round"]
        known = rounds.search_fetch([("key", "in", keys)], ["key"]).mapped("key")
        rounds._plan([vals for vals in wanted if vals["key"] not in set(known)])
        for template in scheduled._by_action():
            until = template._get_horizon()
            template.write(
                {
                    "generated_until": until,
                    "generate_on": fields.Date.subtract(
                        until, days=template.ahead_days - 1
                    ),
                    "generation_error": False,
                }
            )

    def _get_horizon(self):
        """:returns: day until which one template is planned"""
        return self.location_id._today() + timedelta(days=self.ahead_days)

    def _get_span(self, since):
        """:returns: first and last day that are to be planned for one template"""
        today = self.location_id._today()
        first = since or today
        if self.generated_until and not since:
            made_up = today - timedelta(days=CATCH_UP_DAYS)
            first = max(self.generated_until + timedelta(days=1), made_up)
        last = self._get_horizon()
        return (
            max(first, self.date_start),
            min(last, self.date_end) if self.date_end else last,
        )

    def _get_wanted(self, since):
        """:returns: list of values of every round of the days that are to be planned"""
        wanted = []
        for location, templates in self.grouped("location_id").items():
            spans = {template: template._get_span(since) for template in templates}
            works = location._get_working_days(
                min(first for first, _last in spans.values()) - _AROUND,
                max(last for _first, last in spans.values()) + _AROUND,
            )
            for template, (first, last) in spans.items():
                days = round_days(
                    template._get_rule(),
                    template.date_start,
                    first,
                    last,
                    template.closed,
                    works.__contains__,
                )
                wanted += template._prepare_rounds(days)
        return wanted

    def _prepare_rounds(self, days):
        """:returns: list of values of the rounds of one template on ``days``"""
        # A template without shifts has one, the whole day.
        shifts = list(self.shift_ids) or [self.shift_ids]
        return [self._prepare_round(day, shift) for day in days for shift in shifts]

    def _prepare_round(self, day, shift):
        start, due = shift_times(day, shift._get_shift(), self.location_id.tz or "UTC")
        return {
            **self._prepare_any_round(shift),
            "key": f"{self.id},{day},{shift.id or 0}",
            "shift_id": shift.id,
            "date": day,
            "start": start,
            "due": due,
        }

    def _prepare_any_round(self, shift=None):
        """:returns: values that a round has whatever made it"""
        shift = shift or self.env["cowork.round.shift"]
        name = f"{self.name}, {shift.name}" if shift else self.name
        return {
            "name": name,
            "template_id": self.id,
            "team_id": (shift.team_id or self.team_id).id,
            "employee_id": (shift.employee_id or self.employee_id).id,
        }
