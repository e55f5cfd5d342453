from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .cowork_parcel_rule import INSTRUCTIONS, PARCEL_KINDS

STATES = [
    ("waiting", "Waiting"),
    ("handed_over", "Handed over"),
    ("forwarded", "Forwarded"),
    ("refused", "Refused"),
    ("destroyed", "Scanned and destroyed"),
]
#: what only whoever is behind the desk needs to know
DESK = "cowork_members.group_front_desk"


class CoworkParcel(models.Model):
    """A letter or parcel that came for a member, until it has left the house."""

    _name = "cowork.parcel"
    _description = "Parcel"
    _inherit = [
        "cowork.protected.mixin",
        "cowork.desk.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "received_at desc, id desc"
    _check_company_auto = True
    _owner_fields = frozenset({"location_id"})
    _protected_fields = frozenset(
        {
            "name",
            "company_id",
            "state",
            "received_at",
            "received_by",
            "asked_at",
            "closed_at",
            "closed_by",
        }
    )

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._get_default_location(),
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(PARCEL_KINDS, required=True, default="parcel")
    pieces = fields.Integer(required=True, default=1)
    recipient_name = fields.Char(
        "On the Label", help="As it stands there; the member is found by it."
    )
    partner_id = fields.Many2one(
        "res.partner",
        "For",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: nobody knows whom it is for yet.",
    )
    contract_id = fields.Many2one(
        "cowork.contract",
        "Charged To",
        compute="_compute_contract_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=DESK,
        help="The membership that pays for storage and forwarding.",
    )
    carrier = fields.Char()
    tracking_number = fields.Char(
        copy=False, index="btree_not_null", help="Scanned, or typed from the label."
    )
    shelf = fields.Char(index="btree_not_null", tracking=True)
    photo = fields.Image(max_width=1920, max_height=1920, copy=False)
    notes = fields.Text(groups=DESK)
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="waiting",
        copy=False,
        tracking=True,
        index=True,
    )
    instruction = fields.Selection(
        INSTRUCTIONS,
        "To Do",
        required=True,
        default="hold",
        tracking=True,
        help="What is to be done with it: by the member's mail rule, or as the member"
        " asked on their pages.",
    )
    forward_address = fields.Text("Forward To")
    asked_at = fields.Datetime("Asked On", readonly=True, copy=False)
    received_at = fields.Datetime(
        "Received",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=fields.Datetime.now,
    )
    received_by = fields.Many2one(
        "res.users", readonly=True, copy=False, groups="base.group_user"
    )
    closed_at = fields.Datetime("Left On", readonly=True, copy=False)
    closed_by = fields.Many2one(
        "res.users", readonly=True, copy=False, groups="base.group_user"
    )
    days_waiting = fields.Integer(
        "Days",
        compute="_compute_days_waiting",
        compute_sudo=True,
        help="How long it has been here, or was.",
    )

    _tracking_once = models.UniqueIndex(
        "(location_id, tracking_number)"
        " WHERE tracking_number IS NOT NULL AND state = 'waiting'",
        "A parcel with this tracking number is waiting at the location already. Raise"
        " its number of pieces if this is another one.",
    )
    _pieces_sane = models.Constraint(
        "CHECK (pieces BETWEEN 1 AND 1000)", "A parcel has between 1 and 1000 pieces."
    )
    _state_known = models.Constraint(
        "CHECK (state IN ('waiting', 'handed_over', 'forwarded', 'refused',"
        " 'destroyed') AND (state = 'waiting') = (closed_at IS NULL))",
        "A parcel that has left has a day on which it left.",
    )
    _waiting_index = models.Index("(location_id, received_at) WHERE state = 'waiting'")

    @api.model
    def _get_default_location(self):
        """:returns: the location whose front desk the user sees first"""
        locations = self.env["cowork.location"].search([("active", "=", True)])
        return locations._get_usual_desk()

    # Computed ------------------------------------------------------------------------

    @api.depends("recipient_name", "location_id")
    def _compute_partner_id(self):
        """Whom the label means beyond doubt; else whoever is chosen already."""
        from_label = self.filtered(
            lambda p: p.recipient_name and p.location_id and not p.partner_id
        )
        for location, parcels in from_label.grouped("location_id").items():
            found = location._choose_recipients(parcels.mapped("recipient_name"))
            for parcel in parcels:
                parcel.partner_id = found[parcel.recipient_name]
        for parcel in self - from_label:
            parcel.partner_id = parcel.partner_id

    @api.depends("partner_id", "location_id")
    def _compute_contract_id(self):
        for location, parcels in self.grouped("location_id").items():
            found = location._find_parcel_contracts(parcels.partner_id)
            for parcel in parcels:
                parcel.contract_id = found.get(parcel.partner_id, False)

    @api.depends("received_at", "closed_at", "location_id")
    def _compute_days_waiting(self):
        for parcel in self:
            location = parcel.location_id
            if not (parcel.received_at and location):
                parcel.days_waiting = 0
                continue
            end = parcel.closed_at or fields.Datetime.now()
            days = location._day_of(end) - location._day_of(parcel.received_at)
            parcel.days_waiting = days.days

    @api.depends("name", "kind", "recipient_name", "partner_id")
    def _compute_display_name(self):
        for parcel in self:
            # sudo: whoever sees a parcel sees whom it is for.
            whom = parcel.sudo().partner_id.name or parcel.recipient_name
            parcel.display_name = " · ".join(filter(None, (parcel.name, whom)))

    # Writing -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        parcels = super().create([self._clean(vals) for vals in vals_list])
        parcels._number()
        parcels._follow_rules()
        return parcels

    @api.model
    def _receive(self, vals_list):
        """Take parcels in for another part, such as a kiosk or an import.

        :param vals_list: list of values; ``received_at`` (naive UTC) where it was not
            now
        :returns: the parcels
        """
        return self._by_action().create(vals_list).with_env(self.env)

    def _number(self):
        """Give new parcels their numbers, and note who took them in."""
        # sudo: counting on needs no right to change sequences.
        sequences = self.env["ir.sequence"].sudo()
        for company, parcels in self.grouped("company_id").items():
            sequence = sequences.with_company(company)
            for parcel in parcels._by_action():
                parcel.write(
                    {
                        "name": sequence.next_by_code("cowork.parcel") or "/",
                        "received_by": self.env.uid,
                    }
                )

    def _follow_rules(self):
        """Take over what the members' mail rules say, where nothing else was said."""
        open_ones = self.filtered(lambda p: p.partner_id and p.instruction == "hold")
        for (location, kind), parcels in open_ones.grouped(
            lambda parcel: (parcel.location_id, parcel.kind)
        ).items():
            rules = self.env["cowork.parcel.rule"]._find_rules(
                location, parcels.partner_id, kind
            )
            for parcel in parcels:
                parcel._follow_rule(rules[parcel.partner_id])

    def _follow_rule(self, rule):
        """:param rule: ``cowork.parcel.rule`` (sudo), possibly empty"""
        if rule.action and rule.action != "hold":
            self._by_action().write(
                {"instruction": rule.action, "forward_address": rule.forward_address}
            )

    def write(self, vals):
        vals = self._clean(vals)
        if not self._is_by_action():
            self._check_may_change(vals)
        # A label that is corrected may tell whom it is for.
        before = {}
        if {"partner_id", "recipient_name"} & vals.keys():
            before = {parcel: parcel.partner_id for parcel in self}
        result = super().write(vals)
        changed = self.filtered(lambda p: p in before and p.partner_id != before[p])
        if changed:
            changed._readdress()
        return result

    def _readdress(self):
        """Whom it is for was corrected: their rules hold, not the other's."""
        self._by_action().write({"instruction": "hold", "forward_address": False})
        self._follow_rules()

    @api.model
    def _clean(self, vals):
        """:returns: the values without what scanners and hurried hands leave around a
        text"""
        texts = {
            name: " ".join(vals[name].split())[:200] or False
            for name in ("tracking_number", "shelf", "carrier", "recipient_name")
            if isinstance(vals.get(name), str)
        }
        return {**vals, **texts}

    def _check_may_change(self, vals):
        """:raises UserError: when something would change that is history"""
        settled = {"partner_id", "contract_id", "kind", "pieces", "instruction"}
        if settled & vals.keys():
            self._require_waiting()

    def _require_waiting(self):
        """:raises UserError: naming the first that is not in the house any more"""
        if gone := self.filtered(lambda parcel: parcel.state != "waiting"):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(parcel)s is not here any more: “%(state)s”.",
                    parcel=gone[0].display_name,
                    state=labels[gone[0].state],
                )
            )

    @api.constrains("instruction", "forward_address")
    def _check_forward_address(self):
        for parcel in self:
            address = (parcel.forward_address or "").strip()
            if parcel.instruction == "forward" and not address:
                raise ValidationError(
                    self.env._(
                        "%s: give the address to which it is forwarded.",
                        parcel.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_gone(self):
        if gone := self.filtered(lambda parcel: parcel.state != "waiting"):
            raise UserError(
                self.env._(
                    "%s has left the house: it stays in the register.",
                    gone[0].display_name,
                )
            )

    @api.model
    def _get_waiting_domain(self):
        return Domain("state", "=", "waiting")
