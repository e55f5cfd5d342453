from odoo import fields, models


class CoworkContract(models.Model):
    """The complaints about a contract."""

    _inherit = "cowork.contract"

    complaint_count = fields.Integer(
        "Complaints",
        compute="_compute_complaint_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["cowork.complaint"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.complaint_count = counts.get(contract._origin, 0)

    def _is_of(self, partner):
        """:param partner: ``res.partner``, maybe empty
        :returns: whether one contract may be what their complaint is about"""
        # sudo: whether they belong together, which is all that is told.
        contract, partner = self.sudo(), partner.sudo()
        payer = contract.partner_id.commercial_partner_id
        return (
            not partner
            or partner.commercial_partner_id == payer
            or partner in contract.member_ids
        )

    def action_view_complaints(self):
        """:returns: the window action with the complaints about one contract"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaints"),
            "res_model": "cowork.complaint",
            "view_mode": "list,kanban,form",
            "domain": [("contract_id", "=", self.id)],
            "context": {
                "default_contract_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }

    def _get_complaint_spaces(self):
        """:returns: spaces (sudo) a member may complain about: what they have, and what
        everybody uses"""
        shared = self.env["cowork.space"].sudo()  # sudo: members read no spaces.
        shared = shared.search(
            [
                ("location_id", "in", self.location_id.ids),
                ("usage", "in", ("shared", "bookable")),
            ]
        )
        return self.line_ids.space_id | shared
