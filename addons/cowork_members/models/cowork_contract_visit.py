from zoneinfo import ZoneInfo

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.visits import at_local_hour, next_visit_day

# Regular visits come into the to-do lists this long before their day.
PLAN_AHEAD_DAYS = 30
# When nothing else was agreed; people move it.
REGULAR_VISIT_HOUR = 10


class CoworkContract(models.Model):
    """Viewings before the signature, follow-ups while the member is with us."""

    _inherit = "cowork.contract"

    visit_ids = fields.One2many(
        "cowork.visit",
        "contract_id",
        string="Visits",
        copy=False,
        groups="cowork_members.group_front_desk",
    )
    visit_count = fields.Integer(
        compute="_compute_visit_figures", groups="cowork_members.group_front_desk"
    )
    next_visit = fields.Char(
        compute="_compute_visit_figures",
        groups="cowork_members.group_front_desk",
        help="The first visit that is planned, on the location's clock.",
    )
    has_late_visit = fields.Boolean(
        "Visit Overdue",
        compute="_compute_visit_figures",
        groups="cowork_members.group_front_desk",
    )
    date_first_viewing = fields.Date(
        "First Viewing",
        compute="_compute_date_first_viewing",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
        help="The location's day of the first viewing that took place.",
    )
    visit_error = fields.Char(
        "Visit Problem",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Why the next regular visit could not be planned.",
    )

    @api.depends("visit_ids.state", "visit_ids.start", "visit_ids.kind")
    @api.depends_context("lang")
    def _compute_visit_figures(self):
        visits = self.env["cowork.visit"]
        counts = dict(
            visits._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        # Oldest last, so that the first one stays in the dict.
        planned = visits.search(
            [("contract_id", "in", self.ids), ("state", "=", "planned")],
            order="start desc",
        )
        following = {visit.contract_id: visit for visit in planned}
        kinds = dict(visits._fields["kind"]._description_selection(self.env))
        for contract in self:
            visit = following.get(contract._origin, visits)
            contract.visit_count = counts.get(contract._origin, 0)
            contract.has_late_visit = visit.is_late
            contract.next_visit = (
                f"{kinds[visit.kind]}: {visit.local_time}" if visit else False
            )

    @api.depends("visit_ids.state", "visit_ids.start", "visit_ids.kind")
    def _compute_date_first_viewing(self):
        for contract in self:
            seen = contract.visit_ids.filtered(
                lambda visit: visit.kind == "viewing" and visit.state == "done"
            )
            contract.date_first_viewing = min(
                (visit._get_day() for visit in seen), default=False
            )

    def _advance_to(self, stage):
        """Move the cards of drafts to ``stage`` when it lies further on; never back."""
        behind = self.filtered(
            lambda c: stage
            and c.state == stage.state == "draft"
            and c.stage_id.sequence < stage.sequence
        )
        behind._by_action().write({"stage_id": stage.id})

    def _enter_state(self, state, **vals):
        result = super()._enter_state(state, **vals)
        if state in ("ended", "cancelled"):
            # sudo: whoever ends a contract ends what was planned for it.
            visits = self.env["cowork.visit"].sudo()
            visits.search(
                [("contract_id", "in", self.ids), ("state", "=", "planned")]
            )._close("cancelled")
        return result

    def unlink(self):
        # sudo: visits go with their contract, to-dos and messages included.
        self.sudo().visit_ids._by_action().unlink()
        return super().unlink()

    def action_plan_visit(self):
        """Plan a viewing for an enquiry, a follow-up for a member.

        :returns: the window action with the form of a new visit
        """
        self.ensure_one()
        self.check_access("write")
        enquiry = self.state == "draft"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Viewing")
            if enquiry
            else self.env._("Plan a Follow-up"),
            "res_model": "cowork.visit",
            "views": [
                (self.env.ref("cowork_members.view_cowork_visit_plan_form").id, "form")
            ],
            "target": "new",
            "context": {
                "default_contract_id": self.id,
                "default_kind": "viewing" if enquiry else "follow_up",
                "default_space_ids": self.line_ids.space_id.ids if enquiry else [],
            },
        }

    def action_view_visits(self):
        """:returns: the window action with the visits of this contract"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_visit"
        )
        # The week of today may be empty: all of them first.
        action["views"].sort(key=lambda view: view[1] != "list")
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {
            "default_contract_id": self.id,
            "default_kind": "viewing" if self.state == "draft" else "follow_up",
        }
        return action

    # Regular follow-ups ----------------------------------------------------

    @api.model
    def _get_follow_up_domain(self):
        """:returns: domain of the contracts whose members are visited regularly"""
        return (
            Domain("state", "=", "active")
            & Domain("is_leaving", "=", False)
            & (
                Domain("location_id.follow_up_months", ">", 0)
                | Domain("line_ids.plan_id.follow_up_months", ">", 0)
            )
        )

    @api.model
    def _cron_plan_follow_ups(self, limit=500):
        """Plan the next regular visit of every member, once."""
        contracts = self.search(self._get_follow_up_domain(), order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(contracts))
        for start in range(0, len(contracts), limit):
            batch = contracts[start : start + limit]
            batch.try_lock_for_update()._plan_follow_ups_safely()
            if not cron._commit_progress(len(batch)):
                break

    def _plan_follow_ups_safely(self):
        """Plan for all; one contract that fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._plan_follow_ups()
        except (UserError, IntegrityError):
            for contract in self:
                contract._plan_follow_up_alone()
            return
        self.filtered("visit_error")._by_action().write({"visit_error": False})

    def _plan_follow_up_alone(self):
        """Plan for one contract, keeping on it why that was not possible."""
        problem = False
        try:
            with self.env.cr.savepoint():
                self._plan_follow_ups()
        except UserError as error:
            problem = str(error)
        except IntegrityError as error:
            problem = self._sql_error_to_message(error)
        if problem != self.visit_error:
            self._by_action().write({"visit_error": problem})

    def _plan_follow_ups(self):
        """Plan the next regular visit of each contract that has none yet."""
        due = self._get_follow_up_days()
        visits = self.env["cowork.visit"]
        planned = visits._read_group(
            [("contract_id", "in", self.ids), ("due_on", "!=", False)],
            ["contract_id", "due_on:day"],
        )
        done = {(contract.id, day) for contract, day in planned}
        missing = {c: day for c, day in due.items() if (c.id, day) not in done}
        # A hundred members are no reason for a hundred log notes.
        quiet = visits._by_action().with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        quiet.create(self._prepare_follow_ups(missing))

    def _get_follow_up_days(self):
        """:returns: dict from the contracts to the day of their next regular visit,
        when that is near and still within the contract"""
        due = {}
        for contract in self:
            today = contract.location_id._today()
            months = contract._get_follow_up_months(today)
            if not months:
                continue
            day = next_visit_day(contract.date_start, months, today)
            stays = not contract.date_end or day <= contract.date_end
            if stays and day <= fields.Date.add(today, days=PLAN_AHEAD_DAYS):
                due[contract] = day
        return due

    def _get_follow_up_months(self, day):
        """:returns: months between regular visits: the fewest a plan in force on
        ``day`` asks for, or as the location says; 0 for none (one record)"""
        asked = self._get_lines_on(day).plan_id.mapped("follow_up_months")
        return min(filter(None, asked), default=self.location_id.follow_up_months)

    def _prepare_follow_ups(self, due):
        """:param due: dict from contracts to days
        :returns: list of values of the visits, each on a working day"""
        at_location = {}
        for contract, day in due.items():
            at_location.setdefault(contract.location_id, []).append((day, 0))
        moved = {
            location: location._shift_working_days(days)
            for location, days in at_location.items()
        }
        vals_list = []
        for contract, day in due.items():
            location = contract.location_id
            on = max(location._today(), moved[location][day, 0])
            # sudo: staff files are closed to others.
            manager = location.sudo().manager_id.user_id
            vals_list.append(
                {
                    "contract_id": contract.id,
                    "kind": "follow_up",
                    "due_on": day,
                    "start": at_local_hour(
                        on, REGULAR_VISIT_HOUR, ZoneInfo(location.tz or "UTC")
                    ),
                    "user_id": (contract.user_id.filtered("active") or manager).id,
                }
            )
        return vals_list
