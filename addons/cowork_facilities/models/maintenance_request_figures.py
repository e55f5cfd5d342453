from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..engine.work_figures import hours_between, is_repeat, last_repair


class MaintenanceRequest(models.Model):
    """What of a work order is measured: hours by the clock, and what failed again."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset({"reported_at", "waits", "waiting_since"})

    reported_at = fields.Datetime(
        "Reported",
        readonly=True,
        default=fields.Datetime.now,
        copy=False,
        index=True,
    )
    # Pairs of moments between which it was on hold.
    waits = fields.Json(copy=False)
    waiting_since = fields.Datetime("On Hold Since", readonly=True, copy=False)
    response_hours = OptionalFloat(
        "Hours to Respond",
        compute="_compute_response_hours",
        store=True,
        copy=False,
        aggregator="avg",
        help="From the report to the first answer, by the clock, nights included.",
    )
    repair_hours = OptionalFloat(
        "Hours to Repair",
        compute="_compute_repair_hours",
        store=True,
        copy=False,
        aggregator="avg",
        help="From the report to the completion, by the clock, nights included, without"
        " the time it was on hold or was taken for done.",
    )
    last_repair_id = fields.Many2one(
        "maintenance.request",
        "Last Repair",
        compute="_compute_last_repair_id",
        store=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The repair completed last before this failure was reported: of the same"
        " equipment or, without any, of the same kind in the same space.",
    )
    between_hours = OptionalFloat(
        "Hours Since Last Repair",
        compute="_compute_last_repair_id",
        store=True,
        copy=False,
        aggregator="avg",
        help="From the completion of the last repair to this failure, by the clock.",
    )
    is_repeat = fields.Boolean(
        "Repeat Failure",
        compute="_compute_last_repair_id",
        store=True,
        copy=False,
        help="The same failed again within 30 days of its last repair.",
    )

    _open_by_team = models.Index("(maintenance_team_id) WHERE is_closed IS NOT TRUE")
    _repairs_of_equipment = models.Index(
        "(equipment_id, closed_at) WHERE equipment_id IS NOT NULL"
    )

    def _init_column(self, column_name):
        if column_name != "reported_at":
            return super()._init_column(column_name)
        # Orders from before this addon was installed are as old as they are.
        return self.env.cr.execute(
            SQL(
                "UPDATE %s SET reported_at = create_date WHERE reported_at IS NULL",
                SQL.identifier(self._table),
            )
        )

    def write(self, vals):
        result = super().write(vals)
        if {"hold_reason_id", "stage_id", "archive"} & vals.keys():
            self._note_waits()
        return result

    # Hours ----------------------------------------------------------------------

    @api.depends("reported_at", "answered_at")
    def _compute_response_hours(self):
        for request in self:
            request.response_hours = hours_between(
                request.reported_at, request.answered_at
            )

    @api.depends(
        "reported_at", "closed_at", "is_closed", "archive", "waits", "reopening_ids"
    )
    def _compute_repair_hours(self):
        for request in self:
            # What was cancelled has not been repaired.
            is_done = request.is_closed and not request.archive
            request.repair_hours = hours_between(
                request.reported_at,
                is_done and request.closed_at,
                request._get_waits() if is_done else (),
            )

    def _get_waits(self):
        """:returns: list of the times at which nobody had to work on one order, as
        pairs of moments"""
        held = [
            tuple(map(fields.Datetime.to_datetime, wait)) for wait in self.waits or []
        ]
        return held + [
            (reopening.closed_at, reopening.reopened_at)
            for reopening in self.reopening_ids
            if reopening.closed_at
        ]

    def _note_waits(self):
        """Keep since when orders are on hold, and the times they were."""
        now = fields.Datetime.now()
        # sudo: whoever moves an order need not be allowed to write what is measured.
        orders = self.sudo()._by_action().with_context(tracking_disable=True)
        waiting = orders.filtered(
            lambda r: r.hold_reason_id.pauses_clock and not r.is_closed
        )
        waiting.filtered(lambda r: not r.waiting_since).write({"waiting_since": now})
        for request in (orders - waiting).filtered("waiting_since"):
            wait = [
                fields.Datetime.to_string(moment)
                for moment in (request.waiting_since, now)
            ]
            request.write(
                {"waits": [*(request.waits or []), wait], "waiting_since": False}
            )

    # Failures of the same thing ---------------------------------------------------

    @api.depends(
        "reported_at", "maintenance_type", "equipment_id", "space_id", "category"
    )
    def _compute_last_repair_id(self):
        repairs = self._read_repairs()
        for request in self:
            known = [
                (moment, number)
                for moment, number in repairs.get(request._get_thing(), ())
                if number != request._origin.id
            ]
            found = last_repair(request.reported_at, known) if known else None
            moment, number = found or (None, False)
            hours = hours_between(moment, request.reported_at)
            request.last_repair_id = number
            request.between_hours = hours
            request.is_repeat = is_repeat(hours)

    def _get_thing(self):
        """:returns: what failed, by which two failures are told to be of the same: the
        equipment, or the kind of work in a space; None where nothing tells"""
        if self.maintenance_type != "corrective":
            return None
        if self.equipment_id:
            return "equipment", self.equipment_id.id
        if self.space_id and self.category:
            return "space", self.space_id.id, self.category.id
        return None

    def _read_repairs(self):
        """:returns: {what failed: list of (moment of completion, id)} of the repairs of
        all that failed in these orders"""
        failures = self.filtered(lambda r: r._get_thing())
        if not failures:
            return {}
        elsewhere = failures.filtered(lambda r: not r.equipment_id)
        same = Domain("equipment_id", "in", failures.equipment_id.ids) | (
            Domain("equipment_id", "=", False)
            & Domain("space_id", "in", elsewhere.space_id.ids)
            & Domain("category", "in", elsewhere.category.ids)
        )
        done = Domain("closed_at", "!=", False) & Domain("archive", "=", False)
        found = {}
        # sudo: whether it is a repeat does not depend on who reports it.
        for repair in self.sudo().search_fetch(
            same & done & Domain("is_closed", "=", True),
            ["equipment_id", "space_id", "category", "maintenance_type", "closed_at"],
        ):
            found.setdefault(repair._get_thing(), []).append(
                (repair.closed_at, repair.id)
            )
        return found

    # History ----------------------------------------------------------------------

    @api.model
    def _record_past(self, vals_list):
        """Make orders as they were, with the moments they had: history that comes from
        elsewhere. Their deadlines are counted from the moment of the report.

        :param vals_list: values, also of ``reported_at``, ``answered_at`` and
            ``closed_at``
        :returns: the orders"""
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        dated = [{"request_date": vals["reported_at"], **vals} for vals in vals_list]
        # sudo: moments of the past are kept by the system.
        orders = quiet.sudo()._by_action().create(dated)
        now = fields.Datetime.now()
        for policy, matching in orders._sla_choose_policies().items():
            for order in matching:
                order._sla_write(
                    {
                        "sla_policy_id": policy.id,
                        "sla_started_at": order.reported_at,
                        "responded_at": order.answered_at,
                        "resolved_at": order.closed_at,
                    }
                )
            matching._sla_refresh(now)
        return orders
