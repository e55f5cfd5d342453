from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS, Domain

#: the fields of which one says whose it is
HOLDERS = ("partner_id", "employee_id")
KINDS = [("card", "Card"), ("pin", "Number and PIN"), ("qr", "QR code")]


class CoworkAccessCredential(models.Model):
    """What somebody holds to a reader: a card, a number and PIN, a QR code. What it
    says is not kept, only a keyed hash of it."""

    _name = "cowork.access.credential"
    _description = "Access Credential"
    _inherit = ["cowork.protected.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "kind",
            "partner_id",
            "employee_id",
            "location_id",
            "company_id",
            "number",
            "secret_hash",
            "state",
            "issued_at",
            "issued_by",
            "is_portal",
            "ended_at",
            "end_reason",
        }
    )

    kind = fields.Selection(KINDS, required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    holder = fields.Char(compute="_compute_holder", compute_sudo=True)
    location_id = fields.Many2one(
        "cowork.location",
        "Issued At",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    any_location = fields.Boolean(
        "At All Locations",
        tracking=True,
        help="Of the company: the membership decides which. A number and PIN are for"
        " one location.",
    )
    label = fields.Char(
        "Printed On It", tracking=True, help="What tells one card from another by eye."
    )
    number = fields.Char(
        "Number at the Keypad",
        readonly=True,
        copy=False,
        help="Typed before the PIN: a PIN is for one person only. It is no secret.",
    )
    secret_hash = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)
    state = fields.Selection(
        [("active", "Valid"), ("lost", "Lost"), ("revoked", "Revoked")],
        required=True,
        readonly=True,
        default="active",
        copy=False,
        tracking=True,
    )
    valid_from = fields.Datetime(tracking=True, help="Empty: from its issue on.")
    valid_to = fields.Datetime(tracking=True, help="Empty: until it is revoked.")
    is_expired = fields.Boolean(
        "Expired", compute="_compute_is_expired", search="_search_is_expired"
    )
    issued_at = fields.Datetime("Issued On", readonly=True, copy=False)
    issued_by = fields.Many2one(
        "res.users", readonly=True, copy=False, groups="base.group_user"
    )
    is_portal = fields.Boolean(
        "Taken Out on the Portal",
        readonly=True,
        help="For a day: the next one ends it.",
    )
    ended_at = fields.Datetime("Ended On", readonly=True, copy=False)
    end_reason = fields.Char("Why It Ended", readonly=True, copy=False)

    # The index by which every reader finds it; unknown ones are looked for as well.
    _secret_hash_index = models.Index("(secret_hash)")
    _secret_uniq = models.UniqueIndex(
        "(secret_hash) WHERE state = 'active'",
        "Somebody has this card already: withdraw it first.",
    )
    _number_location_uniq = models.UniqueIndex(
        "(location_id, number) WHERE number IS NOT NULL AND state = 'active'",
        "Another person of this location has this number.",
    )
    _one_holder = models.Constraint(
        "CHECK (num_nonnulls(partner_id, employee_id) = 1)",
        "A credential is one member's or one employee's.",
    )
    _valid_order = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from)",
        "A credential cannot expire before it is valid.",
    )
    _pin_of_one_location = models.Constraint(
        "CHECK ((kind = 'pin') = (number IS NOT NULL)"
        " AND (kind <> 'pin' OR any_location IS NOT TRUE))",
        "A PIN goes with a number, and both are for one location.",
    )
    _state_known = models.Constraint(
        "CHECK (state IN ('active', 'lost', 'revoked'))", "Unknown state."
    )

    # Computed ------------------------------------------------------------------------

    def _get_holder(self):
        """:returns: the record of whose it is (one credential)"""
        self.ensure_one()
        for name in HOLDERS:
            if self[name]:
                return self[name]
        return self.env["res.partner"]

    @api.depends("partner_id.name", "employee_id.name")
    def _compute_holder(self):
        for credential in self:
            credential.holder = credential._get_holder().display_name

    @api.depends("kind", "label", "number", "holder")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for credential in self:
            parts = [
                kinds.get(credential.kind),
                credential.label or credential.number,
                credential.holder,
            ]
            credential.display_name = " · ".join(filter(None, parts))

    @api.depends("valid_to", "state")
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for credential in self:
            until = credential.valid_to
            credential.is_expired = (
                credential.state == "active" and bool(until) and until <= now
            )

    def _search_is_expired(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("state", "=", "active") & Domain(
            "valid_to", "<=", fields.Datetime.now()
        )

    # Withdrawing ---------------------------------------------------------------------

    def action_report_lost(self):
        """Let credentials open nothing any more, because they were lost.

        :returns: True
        :raises AccessError: when they are neither the user's own nor of a location the
            user serves
        """
        self._for_staff()._end("lost", self.env._("Reported lost"))
        return True

    def action_revoke(self, reason=None):
        """Let credentials open nothing any more.

        :param str reason: why, for the front desk; may be left out
        :returns: True
        :raises AccessError: when the user does not serve their location
        """
        reason = str(reason or self.env._("Handed back"))[:200]
        self._for_staff()._end("revoked", reason)
        return True

    def _for_staff(self):
        """:returns: the credentials, as the system may write them
        :raises AccessError: when the user may not change them"""
        self.check_access("write")
        # sudo: its state is kept by the system.
        return self.sudo()

    def _end(self, state, reason):
        """:param state: ``lost`` or ``revoked``; what has ended stays as it is, but
        what was revoked can still turn out to be lost"""
        ending = self.filtered(
            lambda one: one.state == "active"
            or (state == "lost" and one.state == "revoked")
        )
        ending._by_action().write(
            {
                "state": state,
                "ended_at": fields.Datetime.now(),
                "end_reason": reason,
            }
        )
        # What ended is not in the way of what is issued next.
        ending.flush_recordset(["state"])

    def action_view_events(self):
        """:returns: the window action with the attempts with one credential"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_access_event"
        )
        action["domain"] = [("credential_id", "=", self.id)]
        action["context"] = {}
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        raise UserError(
            self.env._(
                "What was issued stays on record: revoke a credential instead of"
                " deleting it."
            )
        )

    @api.constrains("valid_from", "valid_to")
    def _check_valid(self):
        for credential in self:
            start, stop = credential.valid_from, credential.valid_to
            if start and stop and stop <= start:
                raise ValidationError(
                    self.env._(
                        "%s cannot expire before it is valid: check the two times.",
                        credential.display_name,
                    )
                )
