from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.fault_report import clean_text

PHOTOS = ("photo_before_ids", "photo_after_ids")
PHOTO_TYPES = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"}


class MaintenanceRequest(models.Model):
    """A work order waits, is done, and is reopened; its deadlines follow."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset({"answered_at", "closed_at"})

    # Whoever does not say how urgent it is, means the usual.
    priority = fields.Selection(default="2")
    hold_reason_id = fields.Many2one(
        "cowork.work.hold.reason",
        "On Hold",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="What is waited for. Most reasons let the deadlines stand still.",
    )
    # Kept for every order; those of the deadlines are only where there is a policy.
    answered_at = fields.Datetime(
        "First Response",
        readonly=True,
        copy=False,
        help="When it left the first stage, or the member was first answered.",
    )
    closed_at = fields.Datetime(
        "Closed", readonly=True, copy=False, help="When it was done, the last time."
    )
    is_closed = fields.Boolean(
        compute="_compute_is_closed",
        store=True,
        help="Done, or cancelled.",
    )
    cause = fields.Many2one(
        "cowork.work.cause",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    remedy = fields.Many2one(
        "cowork.work.remedy",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    photo_before_ids = fields.Many2many(
        "ir.attachment",
        "maintenance_request_photo_before_rel",
        "request_id",
        "attachment_id",
        "Photos Before",
        copy=False,
    )
    photo_after_ids = fields.Many2many(
        "ir.attachment",
        "maintenance_request_photo_after_rel",
        "request_id",
        "attachment_id",
        "Photos After",
        copy=False,
    )
    reopening_ids = fields.One2many(
        "cowork.work.reopening", "request_id", "Reopenings", readonly=True
    )
    reopen_count = fields.Integer(
        "Times Reopened", compute="_compute_reopen_count", store=True
    )

    @api.depends("stage_id.done", "archive")
    def _compute_is_closed(self):
        for request in self:
            request.is_closed = request.stage_id.done or request.archive

    @api.depends("reopening_ids")
    def _compute_reopen_count(self):
        for request in self:
            request.reopen_count = len(request.reopening_ids)

    @api.constrains(*PHOTOS)
    def _check_photos(self):
        for request in self:
            # sudo: photos may hang on what the user does not see, such as a message.
            photos = request.sudo().photo_before_ids | request.sudo().photo_after_ids
            others = photos.filtered(lambda file: file.mimetype not in PHOTO_TYPES)
            if others:
                raise ValidationError(
                    self.env._(
                        "“%s” is no photo. Choose a picture as a camera takes it (JPEG,"
                        " PNG, WebP, GIF or HEIC).",
                        others[0].name,
                    )
                )

    # Writing -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._adopt_photos()
        # An import brings its own moments.
        requests.filtered(lambda r: r.is_closed and not r.closed_at)._note_closing()
        requests.filtered("hold_reason_id")._follow_hold()
        return requests

    def write(self, vals):
        if "hold_reason_id" in vals and "kanban_state" not in vals:
            state = "blocked" if vals["hold_reason_id"] else "normal"
            vals = {**vals, "kanban_state": state}
        closed = self.filtered("is_closed")
        result = super().write(vals)
        if {"stage_id", "archive"} & vals.keys():
            self._follow_stage(closed)
        if "hold_reason_id" in vals:
            self._follow_hold()
        if any(name in vals for name in PHOTOS):
            self._adopt_photos()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        # sudo: hours the user does not see are history as well.
        for request in self.sudo():
            if request.closed_at or request.labour_line_ids or request.reopen_count:
                raise UserError(
                    self.env._(
                        "“%s” has a history, which stays. Cancel it instead of deleting"
                        " it.",
                        request.name,
                    )
                )

    def _adopt_photos(self):
        """Let who sees an order see the photos that were taken for it."""
        for request in self:
            # sudo: a file just sent belongs to nothing yet; only one's own is taken.
            photos = request.sudo().photo_before_ids | request.sudo().photo_after_ids
            photos.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            ).write({"res_model": self._name, "res_id": request.id})

    # What follows from it -------------------------------------------------------------

    def _sla_filter_covered(self):
        # What was done long ago, and is only noted down, has no deadlines.
        return super()._sla_filter_covered().filtered(lambda r: not r.is_closed)

    def _follow_stage(self, were_closed):
        """Let moments, deadlines and history follow the stage.

        :param were_closed: those of the orders that were closed before"""
        now_closed = self.filtered("is_closed")
        (now_closed - were_closed)._close()
        (were_closed - now_closed)._note_reopening()
        first = self._default_stage()
        still_open = self - now_closed
        still_open.filtered(lambda r: r.stage_id != first)._note_answer()
        # The ERP takes the mark off whatever moves.
        held = still_open.filtered("hold_reason_id")
        held.filtered(lambda r: r.kanban_state == "normal").kanban_state = "blocked"

    def _close(self):
        """Everything of the kind of work is there: the order is closed."""
        self.filtered(lambda r: not r.archive)._check_complete()
        self._note_closing()
        self._sla_resolve()
        self.filtered("hold_reason_id").write({"hold_reason_id": False})

    def _note_closing(self):
        """Note when orders were closed."""
        now = fields.Datetime.now()
        self._note_answer()
        self._by_action().write({"closed_at": now})

    def _note_answer(self):
        """Note when somebody answered first."""
        silent = self.filtered(lambda r: not r.answered_at)
        silent._by_action().write({"answered_at": fields.Datetime.now()})
        self._sla_respond()

    def _note_reopening(self):
        """Keep what closed orders were like, and let their clock go on."""
        reopenings = self.env["cowork.work.reopening"]
        # sudo: a history is written by the system, whoever reopens the order.
        reopenings.sudo()._by_action().create(
            [
                {
                    "request_id": request.id,
                    "closed_at": request.closed_at,
                    "reopened_by": self.env.uid,
                    "user_id": request.user_id.id,
                    "cause": request.cause.id,
                    "remedy": request.remedy.id,
                }
                for request in self
            ]
        )
        self._by_action().write({"closed_at": False})
        self._sla_reopen()

    def _follow_hold(self):
        """Stop the clock of what waits for others, and let that of the rest go on."""
        waiting = self.filtered("hold_reason_id.pauses_clock")
        waiting._sla_pause()
        (self - waiting)._sla_resume()

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        internal = not self.env.user.share and message.message_type == "comment"
        if internal and self.partner_id and not message.is_internal:
            # What the member reads is an answer; a note is none.
            self._note_answer()
        return result

    # What has to be there -------------------------------------------------------------

    def _check_complete(self):
        """:raises UserError: naming what the kind of work asks for and is not there"""
        for request in self:
            if missing := request._get_missing():
                raise UserError(
                    self.env._(
                        "“%(order)s” cannot be closed yet. %(kind)s asks for:"
                        " %(missing)s.",
                        order=request.name,
                        kind=request.category.name,
                        missing=", ".join(missing),
                    )
                )

    def _get_missing(self):
        """:returns: list of what has to be there before one order is closed, and is
        not"""
        category = self.category
        # sudo: whether there is a cost or a photo is no secret to who closes the order.
        request = self.sudo()
        needed = [
            (
                category.needs_photo,
                request.photo_after_ids,
                self.env._("a photo after"),
            ),
            (category.needs_cause, request.cause, self.env._("the cause")),
            (category.needs_cause, request.remedy, self.env._("the remedy")),
            (
                category.needs_cost,
                request.labour_line_ids
                or request.material_line_ids
                or request.vendor_cost,
                self.env._("labour, material or the vendor's cost"),
            ),
        ]
        return [word for wanted, there, word in needed if wanted and not there]

    # Buttons --------------------------------------------------------------------------

    def action_reopen(self, reason):
        """Open orders again that were not done after all; their history is kept.

        :param str reason: what is not right, for the technician
        :returns: True
        :raises AccessError: when the user may not write the orders
        :raises UserError: without a reason, or when an order is open
        """
        self.check_access("write")
        reason = clean_text(reason, 500)
        if not reason:
            raise UserError(self.env._("Say what is not right, for the technician."))
        for request in self:
            if not request.is_closed:
                raise UserError(self.env._("“%s” is open already.", request.name))
        self.write({"archive": False, "stage_id": self._default_stage().id})
        for request in self:
            latest = request.reopening_ids.sorted("id")[-1:]
            # sudo: as for the rest of the history.
            latest.sudo()._by_action().write({"reason": reason})
        return True

    def action_go_on(self):
        """What was waited for is there: the deadlines go on.

        :returns: True
        :raises AccessError: when the user may not write the orders
        """
        self.check_access("write")
        self.filtered("hold_reason_id").write({"hold_reason_id": False})
        return True

    def action_view_reopenings(self):
        """List how often an order was reopened, and why.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopenings"),
            "res_model": "cowork.work.reopening",
            "view_mode": "list",
            "domain": [("request_id", "=", self.id)],
        }
