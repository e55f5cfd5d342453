from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .cowork_contract import LIVE_STATES

PARCEL_KINDS = [
    ("letter", "Letter"),
    ("parcel", "Parcel"),
    ("large", "Large parcel"),
]
INSTRUCTIONS = [
    ("hold", "Keep for pick-up"),
    ("forward", "Forward"),
    ("scan", "Open and scan"),
    ("refuse", "Refuse"),
]


class CoworkParcelRule(models.Model):
    """What is done with the mail of a member, without asking each time: the heart of a
    virtual office."""

    _name = "cowork.parcel.rule"
    _description = "Mail Rule"
    _inherit = ["cowork.protected.mixin"]
    _order = "contract_id, partner_id, kind, id"
    _check_company_auto = True
    _owner_fields = frozenset({"contract_id"})
    _protected_fields = frozenset({"company_id", "location_id"})

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Mail Of",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="One person or company. Empty: everybody of the contract.",
    )
    kind = fields.Selection(
        PARCEL_KINDS, "What", help="Empty: letters and parcels of any size."
    )
    action = fields.Selection(INSTRUCTIONS, "Is To Be", required=True, default="hold")
    forward_address = fields.Text(
        "Forwarded To", help="Name and address as they are to stand on the label."
    )
    reader_id = fields.Many2one(
        "res.partner",
        "Scans Are Read By",
        ondelete="restrict",
        check_company=True,
        help="The one person who sees the scans. Empty: whom the mail is for; for a"
        " company, the contact of the contract.",
    )
    active = fields.Boolean(default=True)

    _one_rule = models.UniqueIndex(
        "(contract_id, coalesce(partner_id, 0), coalesce(kind, '')) WHERE active",
        "There is a rule for this mail already: change that one.",
    )

    @api.depends("action", "kind", "partner_id")
    def _compute_display_name(self):
        actions = dict(self._fields["action"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            parts = (rule.partner_id.name, kinds.get(rule.kind), actions[rule.action])
            rule.display_name = " · ".join(filter(None, parts))

    @api.constrains("action", "forward_address")
    def _check_forward_address(self):
        for rule in self:
            if rule.action == "forward" and not (rule.forward_address or "").strip():
                raise ValidationError(
                    self.env._("Give the address to which the mail is forwarded.")
                )

    @api.model
    def _find_rules(self, location, partners, kind):
        """:param location: ``cowork.location``
        :param partners: ``res.partner``
        :param kind: of the parcels
        :returns: dict of partner to the rule (sudo) for their mail, possibly empty:
            one of their own before one of the whole contract, one for this kind before
            one for all"""
        # sudo: what is to be done with mail, whoever receives it.
        rules = self.sudo().search_fetch(
            [
                ("location_id", "=", location.id),
                ("contract_id.state", "in", LIVE_STATES),
                ("kind", "in", (kind, False)),
            ],
            ["partner_id", "kind", "contract_id"],
        )
        rules = rules.sorted(lambda rule: (not rule.partner_id, not rule.kind, rule.id))
        return {
            partner: rules.filtered(lambda rule, p=partner: rule._covers(p))[:1]
            for partner in partners
        }

    def _covers(self, partner):
        """:returns: whether one rule (sudo) is for the mail of a partner"""
        partner = partner.sudo()  # sudo: as the rule is.
        if self.partner_id:
            return self.partner_id == partner
        contract = self.contract_id
        everybody = contract.partner_id | contract.contact_id | contract.member_ids
        return partner in everybody or (
            partner == contract.partner_id.commercial_partner_id
        )
