from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What cannot change once something was taken from a pack.
FIXED_BY_USE = {"partner_id", "usage_type_id", "company_id"}


class CoworkPack(models.Model):
    """Units a member paid for in advance: ten day passes, five hours."""

    _name = "cowork.pack"
    _description = "Prepaid Pack"
    _inherit = ["cowork.protected.mixin"]
    _order = "date_to, date_from, id"
    _check_company_auto = True
    _protected_fields = frozenset({"remaining", "commercial_partner_id", "draw_ids"})
    _scope_fields = frozenset({"company_id"})

    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Everybody of the member's company may use the pack.",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Member",
        store=True,
        precompute=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    usage_type_id = fields.Many2one(
        "cowork.usage.type", string="What", required=True, ondelete="restrict"
    )
    uom_id = fields.Many2one(related="usage_type_id.uom_id")
    quantity = fields.Float("Bought", required=True, digits=(16, 2))
    remaining = fields.Float(
        compute="_compute_remaining",
        store=True,
        precompute=True,
        compute_sudo=True,
        digits=(16, 2),
        help="What settled usage has left of it.",
    )
    date_from = fields.Date(
        "First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date("Last Day", help="Inclusive. Empty: it does not expire.")
    note = fields.Char()
    draw_ids = fields.One2many(
        "cowork.pack.draw",
        "pack_id",
        "Used",
        readonly=True,
        groups="cowork_members.group_front_desk",
    )

    is_drawn = fields.Boolean(
        "Drawn From", compute="_compute_is_drawn", compute_sudo=True
    )

    # Two servers that settle at once write the same row: one of them starts again, and
    # never is more taken than there is.
    _remaining_sane = models.Constraint(
        "CHECK (remaining >= 0 AND remaining <= quantity AND quantity > 0"
        " AND quantity < 1000000000)",
        "A pack holds a positive quantity, and no more can be taken from it than is"
        " left.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A pack cannot expire before its first day.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from >= '1990-01-01' AND date_to <= '2200-12-31')",
        "The days of a pack lie between 1990 and 2200.",
    )

    @api.depends("quantity", "draw_ids.quantity")
    def _compute_remaining(self):
        for pack in self:
            drawn = sum(pack.draw_ids.mapped("quantity"))
            pack.remaining = round(pack.quantity - drawn, 2)

    @api.depends("draw_ids")
    def _compute_is_drawn(self):
        for pack in self:
            pack.is_drawn = bool(pack.draw_ids)

    @api.depends("usage_type_id", "quantity", "date_to")
    def _compute_display_name(self):
        # sudo: members may know what they bought, but not read usage types.
        for pack in self.sudo():
            if not pack.usage_type_id:
                pack.display_name = ""
                continue
            values = {
                "quantity": f"{pack.quantity:g}",
                "unit": pack.uom_id.name or "",
                "type": pack.usage_type_id.name or "",
            }
            pack.display_name = (
                self.env._(
                    "%(quantity)s %(unit)s %(type)s, until %(day)s",
                    day=format_date(self.env, pack.date_to),
                    **values,
                )
                if pack.date_to
                else self.env._("%(quantity)s %(unit)s %(type)s", **values)
            )

    def write(self, vals):
        for pack in self.filtered("draw_ids"):
            for name in FIXED_BY_USE & vals.keys():
                if pack._would_change(name, vals[name]):
                    raise UserError(
                        self.env._(
                            "“%(pack)s” has been used: %(field)s does not change any"
                            " more.",
                            pack=pack.display_name,
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered("draw_ids"):
            raise UserError(
                self.env._(
                    "“%s” has been used: give it a last day instead.",
                    used[0].display_name,
                )
            )
