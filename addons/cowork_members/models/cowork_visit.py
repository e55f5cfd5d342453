from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_datetime

from ..engine.visits import local_day
from .cowork_visit_outcome import VISIT_KINDS

VISIT_HOURS = 0.5


class CoworkVisit(models.Model):
    """A viewing with somebody who asks for a desk, or a follow-up with a member."""

    _name = "cowork.visit"
    _description = "Visit"
    _inherit = [
        "cowork.protected.mixin",
        "cowork.desk.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "start desc, id desc"
    _check_company_auto = True
    _owner_fields = frozenset({"contract_id"})
    _protected_fields = frozenset(
        {"company_id", "location_id", "state", "done_on", "due_on"}
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
    kind = fields.Selection(VISIT_KINDS, required=True, default="viewing")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Done"),
            ("no_show", "Did not come"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        tracking=True,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="With",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        help="Whom we meet.",
    )
    phone = fields.Char(related="partner_id.phone")
    user_id = fields.Many2one(
        "res.users",
        string="Visitor",
        default=lambda self: self.env.user,
        index=True,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who of us shows the place, or asks how things are.",
    )
    start = fields.Datetime(
        required=True, index=True, tracking=True, default=lambda self: self._next_hour()
    )
    # In hours, so that a visit that is moved keeps its length.
    duration = fields.Float(default=VISIT_HOURS, required=True)
    stop = fields.Datetime(
        "End",
        compute="_compute_stop",
        inverse="_inverse_stop",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    local_time = fields.Char(
        "At the Location", compute="_compute_local_time", compute_sudo=True
    )
    space_ids = fields.Many2many(
        "cowork.space",
        "cowork_visit_space_rel",
        "visit_id",
        "space_id",
        string="Spaces Shown",
        check_company=True,
        domain="[('location_id', '=', location_id), ('usage', '!=', 'none')]",
    )
    outcome_id = fields.Many2one(
        "cowork.visit.outcome",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('kind', '=', kind)]",
        tracking=True,
    )
    notes = fields.Text()
    done_on = fields.Datetime(readonly=True, copy=False)
    due_on = fields.Date(
        "Regular Visit Of",
        readonly=True,
        copy=False,
        help="The day of the regular follow-up that this visit is.",
    )
    is_late = fields.Boolean("Overdue", compute="_compute_is_late")

    _follow_up_once = models.UniqueIndex(
        "(contract_id, due_on) WHERE due_on IS NOT NULL",
        "This regular visit is planned already.",
    )
    _ends_after_start = models.Constraint(
        "CHECK (stop > start AND stop <= start + INTERVAL '1 day')",
        "A visit ends after it begins, on the same day.",
    )
    _duration_sane = models.Constraint(
        "CHECK (duration > 0 AND duration <= 24)",
        "A visit takes up to 24 hours.",
    )

    # Computed ----------------------------------------------------

    @api.model
    def _next_hour(self):
        now = fields.Datetime.now()
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    @api.depends("contract_id")
    def _compute_partner_id(self):
        for visit in self:
            contract = visit.contract_id
            visit.partner_id = contract.contact_id or contract.partner_id

    @api.depends("start", "duration")
    def _compute_stop(self):
        for visit in self:
            visit.stop = visit.start and visit.start + timedelta(hours=visit.duration)

    def _inverse_stop(self):
        for visit in self:
            visit.duration = (visit.stop - visit.start).total_seconds() / 3600

    @api.depends("start", "location_id")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for visit in self:
            zone = visit.location_id.tz
            visit.local_time = (
                visit.start
                and zone
                and format_datetime(
                    self.env, visit.start, tz=zone, dt_format="EEE d MMM, HH:mm"
                )
            )

    @api.depends("kind", "partner_id", "contract_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for visit in self:
            name = visit.partner_id.name or visit.contract_id.display_name
            visit.display_name = " · ".join(
                part for part in (labels.get(visit.kind), name) if part
            )

    @api.depends("start", "state", "location_id")
    def _compute_is_late(self):
        for visit in self:
            visit.is_late = bool(
                visit.state == "planned"
                and visit.start
                and visit.location_id
                and visit._get_day() < visit.location_id._today()
            )

    def _get_day(self):
        """:returns: the day of the visit on the location's clock (one record)"""
        self.ensure_one()
        # sudo: whoever has the visit in their to-do list may know its day.
        return local_day(self.start, ZoneInfo(self.sudo().location_id.tz or "UTC"))

    # What may be written ----------------------------------------------------

    @api.constrains("space_ids", "location_id")
    def _check_spaces(self):
        for visit in self:
            if elsewhere := visit.space_ids.filtered(
                lambda space, v=visit: space.location_id != v.location_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(space)s is not at %(location)s, where the visit is.",
                        space=elsewhere[0].display_name,
                        location=visit.location_id.name,
                    )
                )

    @api.constrains("start", "stop")
    def _check_times(self):
        for visit in self:
            if not timedelta(0) < visit.stop - visit.start <= timedelta(days=1):
                raise ValidationError(
                    self.env._("A visit ends after it begins, on the same day.")
                )

    @api.constrains("outcome_id", "kind")
    def _check_outcome_kind(self):
        for visit in self:
            if visit.outcome_id and visit.outcome_id.kind != visit.kind:
                raise ValidationError(
                    self.env._(
                        "“%s” is no outcome of this kind of visit.",
                        visit.outcome_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._make_activities()
        visits.filtered(lambda visit: visit.kind == "viewing")._announce_viewing()
        return visits

    def _announce_viewing(self):
        """Move the cards of enquiries to the column of viewings."""
        stage = self.env["cowork.contract.stage"]._get_viewing()
        self.contract_id._advance_to(stage)

    def write(self, vals):
        if not self._is_by_action() and {"start", "stop", "kind"} & vals.keys():
            self._require_planned(self.env._("Its time and kind are settled"))
        result = super().write(vals)
        if {"start", "user_id"} & vals.keys():
            self._update_activities()
        if "outcome_id" in vals:
            self.filtered(lambda visit: visit.state == "done")._follow_outcome()
        return result

    def _follow_outcome(self):
        """Move the cards of enquiries as far as the outcomes say."""
        for stage, visits in self.grouped(lambda v: v.outcome_id.stage_id).items():
            visits.contract_id._advance_to(stage)

    def _require_planned(self, what):
        """:raises UserError: naming the first visit that is not planned any more"""
        if settled := self.filtered(lambda visit: visit.state != "planned"):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(visit)s is “%(state)s”: %(what)s.",
                    visit=settled[0].display_name,
                    state=labels[settled[0].state],
                    what=what,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self._is_by_action():
            return
        if done := self.filtered(lambda visit: visit.state in ("done", "no_show")):
            raise UserError(
                self.env._("%s took place: it stays.", done[0].display_name)
            )

    # What happens to it ----------------------------------------------------

    def action_done(self, outcome=None, notes=None):
        """Note that the visits took place. The outcome of a viewing may move the card
        of an enquiry forward.

        :param outcome: ``cowork.visit.outcome``, or its id; what is chosen on the
            visit when not given
        :param notes: text, added to the notes of the visits
        :returns: True
        :raises UserError: when a visit was called off, is still to come, or a viewing
            has no outcome
        """
        self.check_access("write")
        contracts = self.env["cowork.contract"]
        outcome = contracts._to_record("cowork.visit.outcome", outcome)
        if off := self.filtered(lambda v: v.state in ("no_show", "cancelled")):
            off._require_planned(self.env._("press “Plan Again” first"))
        if outcome:
            self.write({"outcome_id": outcome.id})
        for visit in self:
            visit._check_may_be_done()
            if notes:
                visit.notes = "\n".join(filter(None, (visit.notes, str(notes))))
        self._set_done()
        self._follow_outcome()
        return True

    def _check_may_be_done(self):
        """:raises UserError: when one visit cannot have taken place like this"""
        if self.kind == "viewing" and not self.outcome_id:
            raise UserError(
                self.env._("%s: choose what came out of it.", self.display_name)
            )
        if self._get_day() > self.location_id._today():
            raise UserError(
                self.env._(
                    "%(visit)s is planned for %(day)s. Change its time if it took place"
                    " before.",
                    visit=self.display_name,
                    day=format_date(self.env, self._get_day()),
                )
            )

    def _set_done(self):
        """Note that planned visits took place, and close their to-dos."""
        planned = self.filtered(lambda visit: visit.state == "planned")
        planned._by_action().write({"state": "done", "done_on": fields.Datetime.now()})
        # sudo: the to-do may stand in a colleague's list.
        planned.sudo().activity_ids.filtered("automated")._action_done()

    def action_no_show(self):
        """Note that nobody came.

        :returns: True
        :raises UserError: when a visit is not planned, or still to come
        """
        self.check_access("write")
        self._require_planned(self.env._("only planned visits can be missed"))
        if coming := self.filtered(lambda v: v.start > fields.Datetime.now()):
            raise UserError(self.env._("%s is still to come.", coming[0].display_name))
        self._close("no_show")
        return True

    def action_cancel(self):
        """Call planned visits off.

        :returns: True
        :raises UserError: when a visit is not planned
        """
        self.check_access("write")
        self._require_planned(self.env._("only planned visits can be called off"))
        self._close("cancelled")
        return True

    def _close(self, state):
        self._by_action().write({"state": state})
        # sudo: the to-do may stand in a colleague's list.
        self.sudo().activity_ids.filtered("automated").unlink()

    def action_plan_again(self):
        """Plan visits again that were missed or called off; then give them a new time.

        :returns: True
        :raises UserError: when a visit took place, or is planned
        """
        self.check_access("write")
        if wrong := self.filtered(lambda v: v.state not in ("no_show", "cancelled")):
            raise UserError(
                self.env._(
                    "%s: only missed and cancelled visits can be planned again.",
                    wrong[0].display_name,
                )
            )
        self._by_action().write({"state": "planned", "outcome_id": False})
        self._make_activities()
        return True

    def action_open_contract(self):
        """:returns: the window action with the contract of this visit"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.contract",
            "views": [(False, "form")],
            "res_id": self.contract_id.id,
        }
