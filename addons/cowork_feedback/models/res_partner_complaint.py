from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The complaints of a member."""

    _inherit = "res.partner"

    complaint_count = fields.Integer(
        "Complaints",
        compute="_compute_complaint_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_complaint_count(self):
        self.complaint_count = 0
        counts = self.env["cowork.complaint"]._read_group(
            [("partner_id", "child_of", self.commercial_partner_id.ids)],
            ["partner_id"],
            ["__count"],
        )
        for partner in self:
            family = partner | partner.child_ids
            partner.complaint_count = sum(
                count for found, count in counts if found in family
            )

    def action_view_complaints(self):
        """:returns: the window action with the complaints of a member"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaints"),
            "res_model": "cowork.complaint",
            "view_mode": "list,kanban,form",
            "domain": [("partner_id", "child_of", self.ids)],
            "context": {"default_partner_id": self.id},
        }

    def _get_complaint_contracts(self):
        """:returns: contracts in force (sudo) that one person has, or is named in"""
        family = (self | self.commercial_partner_id).ids
        # sudo: members choose among their own contracts.
        return (
            self.env["cowork.contract"]
            .sudo()
            .search(
                Domain("state", "in", ("signed", "active", "suspended"))
                & (
                    Domain("partner_id", "in", family)
                    | Domain("member_ids", "in", self.ids)
                ),
                order="date_start desc, id desc",
            )
        )

    def _get_complaint_contract(self):
        """:returns: the only contract a person may complain about; empty if not one"""
        contracts = self._get_complaint_contracts()
        return contracts if len(contracts) == 1 else contracts.browse()
