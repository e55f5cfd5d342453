import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .access_words import GRANTED, REASONS, get_sentence

_logger = logging.getLogger(__name__)

#: rows that one statement of the clean-up deletes
BATCH = 10_000


class CoworkAccessEvent(models.Model):
    """One attempt at a door, let in or not. Nothing changes here; what is older than
    the location keeps is deleted.

    An ordinary table, not a partitioned one: ``docs/access.md`` says why.
    """

    _name = "cowork.access.event"
    _description = "Access Event"
    _inherit = ["cowork.protected.mixin"]
    _order = "id desc"
    # Five columns and two indexes less, for millions of rows that never change.
    _log_access = False

    at = fields.Datetime("When", required=True, readonly=True)
    logged_at = fields.Datetime(
        "Logged",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="Later than the attempt where a controller reports what it decided alone.",
    )
    location_id = fields.Many2one(
        "cowork.location", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True
    )
    # Indexed like all below: a row that somebody deletes is looked for in millions.
    point_id = fields.Many2one(
        "cowork.access.point",
        "Access Point",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    credential_id = fields.Many2one(
        "cowork.access.credential",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    employee_id = fields.Many2one(
        "hr.employee", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "cowork.contract", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    booking_id = fields.Many2one(
        "cowork.booking", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Asked By", readonly=True, ondelete="restrict"
    )
    granted = fields.Boolean("Let In", readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    message = fields.Char("Said", compute="_compute_message")

    _location_at_index = models.Index("(location_id, at)")
    # A handful of rows, looked at with every PIN.
    _wrong_pins_index = models.Index(
        "(location_id, logged_at) WHERE reason = 'wrong_pin'"
    )
    _granted_for_a_reason = models.Constraint(
        "CHECK (coalesce(granted, false) = (reason IN ({})))".format(
            ", ".join(f"'{code}'" for code, _label in GRANTED)
        ),
        "Who is let in is so for a membership, a booking, as staff or on the way out.",
    )

    @api.model
    def _get_protected_fields(self):
        # A log: nothing in it is written by hand.
        return super()._get_protected_fields() | self._fields.keys()

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_message(self):
        for event in self:
            event.message = event.reason and get_sentence(self.env, event.reason)

    @api.depends("at", "reason")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for event in self:
            event.display_name = labels.get(event.reason)

    def write(self, vals):
        if self:
            raise UserError(self.env._("The log of the doors does not change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retention(self):
        raise UserError(
            self.env._(
                "The log of the doors is kept as long as the location says, and then"
                " deleted by itself."
            )
        )

    # What is forgotten ---------------------------------------------------------------

    @api.model
    def _cron_forget(self):
        """Delete what is older than each location keeps."""
        # sudo: a location that is archived forgets as well.
        locations = self.env["cowork.location"].sudo().with_context(active_test=False)
        cron = self.env["ir.cron"]
        for location in locations.search([("access_retention_days", ">", 0)]):
            while deleted := self._forget(location):
                left = cron._commit_progress(deleted, remaining=1)
                if not left:
                    return
        cron._commit_progress(remaining=0)

    @api.model
    def _forget(self, location, limit=BATCH):
        """Delete one batch of old attempts, straight in the database: nothing depends
        on them, and there may be millions.

        :returns: how many were deleted"""
        before = fields.Datetime.subtract(
            fields.Datetime.now(), days=location.access_retention_days
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM cowork_access_event WHERE id IN (SELECT id"
                " FROM cowork_access_event WHERE location_id = %s AND at < %s"
                " ORDER BY at LIMIT %s)",
                location.id,
                before,
                limit,
            )
        )
        deleted = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        if deleted:
            _logger.info("%s: %s access events forgotten", location.name, deleted)
        return deleted
