from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.visitor_identity import keys, matches

KEYS = ("name_key", "email_key", "phone_key")


class CoworkVisitorBlock(models.Model):
    """Somebody who is not let in, and why."""

    _name = "cowork.visitor.block"
    _description = "Black-listed Visitor"
    _inherit = ["cowork.protected.mixin", "mail.thread"]
    _order = "name, id"
    _check_company_auto = True
    _scope_fields = frozenset({"company_id"})
    _protected_fields = frozenset(KEYS)

    name = fields.Char(help="First and last name, in any order.")
    email = fields.Char()
    phone = fields.Char()
    name_key = fields.Char(compute="_compute_keys", store=True, index=True)
    email_key = fields.Char(compute="_compute_keys", store=True, index=True)
    phone_key = fields.Char(compute="_compute_keys", store=True, index=True)
    reason = fields.Text(
        required=True, tracking=True, help="For the staff. Members are never told."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    location_ids = fields.Many2many(
        "cowork.location",
        "cowork_visitor_block_location_rel",
        "block_id",
        "location_id",
        "Only At",
        check_company=True,
        help="Empty: at all locations of the company.",
    )
    date_to = fields.Date(
        "Until", tracking=True, help="Last day. The entry is deleted after it."
    )

    @api.depends("name", "email", "phone")
    def _compute_keys(self):
        for block in self:
            block.update(keys(block.name, block.email, block.phone))

    @api.depends("name", "email", "phone")
    def _compute_display_name(self):
        for block in self:
            block.display_name = block.name or block.email or block.phone

    @api.constrains("name", "email", "phone")
    def _check_keys(self):
        for block in self:
            if not any(block[key] for key in KEYS):
                raise ValidationError(
                    self.env._(
                        "Give a name, an e-mail address or a telephone number of at"
                        " least six digits, by which the person is recognised."
                    )
                )

    @api.model
    def _find_for(self, visitors):
        """:param visitors: ``cowork.visitor``
        :returns: dict of visitor to the entries (sudo) they match at their location"""
        people = {v: keys(v.name, v.email, v.phone) for v in visitors}
        wanted = {
            key: list({person[key] for person in people.values() if person[key]})
            for key in KEYS
        }
        # sudo: who is asked for is looked for, whoever asks.
        found = self.sudo().search(
            Domain("company_id", "in", visitors.company_id.ids)
            & Domain.OR(Domain(key, "in", values) for key, values in wanted.items())
        )
        return {
            visitor: found.browse(
                block.id
                for block in matches(people[visitor], found)
                if block._is_for(visitor.location_id)
            )
            for visitor in visitors
        }

    @api.model
    def _get_over_domain(self):
        """:returns: domain of the entries whose last day is over, wherever that is"""
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        return Domain("date_to", "<", yesterday)

    def _is_for(self, location):
        """:returns: whether one entry is in force at a location today"""
        return (
            self.company_id == location.company_id
            and (not self.location_ids or location in self.location_ids)
            and (not self.date_to or self.date_to >= location._today())
        )
