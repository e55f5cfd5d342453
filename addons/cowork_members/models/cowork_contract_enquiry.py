from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, ValidationError

from ..engine.visits import local_day


class CoworkContract(models.Model):
    """The enquiry a contract begins as: who asks, for what, and what became of it."""

    _inherit = "cowork.contract"

    date_enquiry = fields.Date(
        "Enquiry On",
        compute="_compute_date_enquiry",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index=True,
        tracking=True,
        groups="base.group_user",
        help="The location's day on which somebody first asked. Empty for contracts"
        " that come from another system.",
    )
    source_id = fields.Many2one(
        "cowork.enquiry.source",
        string="Source",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="How they came to ask.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups="base.group_user",
        help="Whom to talk to about this contract, when it is not the member.",
    )
    wanted_kind_id = fields.Many2one(
        "cowork.space.kind",
        string="Looking For",
        ondelete="restrict",
        copy=False,
        groups="base.group_user",
    )
    people_count = fields.Integer(
        "For How Many", copy=False, groups="base.group_user", help="0: not known yet."
    )
    enquiry_note = fields.Text("What They Said", copy=False, groups="base.group_user")
    date_lost = fields.Date(
        "Lost On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The location's day on which it was clear that nothing comes of it.",
    )
    lost_reason_id = fields.Many2one(
        "cowork.lost.reason",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        groups="base.group_user",
    )
    lost_note = fields.Text(readonly=True, copy=False, groups="base.group_user")

    _people_sane = models.Constraint(
        "CHECK (people_count BETWEEN 0 AND 100000)",
        "The number of people must be zero or a positive number.",
    )

    @api.depends("location_id")
    def _compute_date_enquiry(self):
        for contract in self:
            if contract.external_ref or not contract.location_id:
                contract.date_enquiry = contract.date_enquiry
                continue
            zone = ZoneInfo(contract.location_id.tz or "UTC")
            # What was there before this field was asked for when it was made.
            now = fields.Datetime.now()
            made = min(contract._origin.create_date or now, now)
            contract.date_enquiry = contract.date_enquiry or local_day(made, zone)

    @api.constrains("date_enquiry")
    def _check_date_enquiry(self):
        for contract in self:
            day = contract.date_enquiry
            if day and day > (contract.date_signed or contract.location_id._today()):
                raise ValidationError(
                    self.env._(
                        "%s: nobody asks after today, or after they signed.",
                        contract.name,
                    )
                )

    def _get_frozen_fields(self, may_correct):
        frozen = super()._get_frozen_fields(may_correct)
        # A figure that managers are measured by.
        if self.state != "draft" and not may_correct:
            frozen.add("date_enquiry")
        return frozen

    # Lost and found ----------------------------------------------------

    def _follow_stage(self, stage):
        if stage.exists().state == "cancelled":
            self._ask_lost_reason()
        return super()._follow_stage(stage)

    def _ask_lost_reason(self):
        """:raises RedirectWarning: leading to the dialog that asks for the reason"""
        open_ones = self.filtered(lambda c: c.state in ("draft", "signed"))
        if not open_ones:
            return
        raise RedirectWarning(
            self.env._(
                "Why does nothing come of %s? Give the reason, and the card moves to"
                " “Cancelled”.",
                ", ".join(open_ones.mapped("display_name")),
            ),
            self.env.ref("cowork_members.action_cowork_contract_lose").id,
            self.env._("Give the Reason"),
            {"default_contract_ids": open_ones.ids},
        )

    def action_cancel(self, reason=None, note=None):
        """Call off contracts that never began; their spaces are free again, and what
        was still to be done for them is not done.

        :param reason: ``cowork.lost.reason``, or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is running already
        """
        reason = self._to_record("cowork.lost.reason", reason)
        result = super().action_cancel(reason, note)
        for day, contracts in self.grouped(lambda c: c.location_id._today()).items():
            contracts._by_action().write(
                {
                    "date_lost": day,
                    "lost_reason_id": reason.id,
                    "lost_note": note and str(note),
                }
            )
        return result

    def action_reopen(self):
        """Make drafts of cancelled contracts again, as if they had never been lost;
        signing them looks for their spaces anew.

        :returns: True
        :raises UserError: when a contract is not cancelled
        """
        result = super().action_reopen()
        self._by_action().write(
            {"date_lost": False, "lost_reason_id": False, "lost_note": False}
        )
        return result
