from odoo import fields, models

from ..engine.visitor_limits import limit_of


class CoworkContract(models.Model):
    """The visitors of a membership, and how many of them its plans allow."""

    _inherit = "cowork.contract"
    _protected_fields = frozenset({"visitors_registered"})

    visitor_ids = fields.One2many(
        "cowork.visitor",
        "contract_id",
        "Visitors",
        copy=False,
        groups="cowork_members.group_front_desk",
    )
    visitor_count = fields.Integer(
        compute="_compute_visitor_count", groups="cowork_members.group_front_desk"
    )
    # Written with every visitor that counts against a limit: of two that are registered
    # at the same moment the database then refuses one, and it is tried again.
    visitors_registered = fields.Integer(
        "Visitors So Far",
        readonly=True,
        copy=False,
        groups="cowork_members.group_front_desk",
        help="Visitors registered under a limit of the plans since the beginning.",
    )

    def _compute_visitor_count(self):
        counts = dict(
            self.env["cowork.visitor"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.visitor_count = counts.get(contract, 0)

    def _get_visitor_limit(self, day, period):
        """:param period: ``day`` or ``month``
        :returns: how many visitors the plans in force on ``day`` allow in it, or None
            (one contract)"""
        name = f"visitors_per_{period}"
        lines = self._get_lines_on(day)
        return limit_of([(line.quantity, line.plan_id[name]) for line in lines])

    def action_view_visitors(self):
        """:returns: the window action that lists this contract's visitors."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_visitor"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {
            "default_location_id": self.location_id.id,
            "default_partner_id": (self.contact_id or self.partner_id).id,
        }
        return action
