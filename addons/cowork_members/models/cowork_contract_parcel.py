from odoo import fields, models


class CoworkContract(models.Model):
    """What is done with the mail of a membership."""

    _inherit = "cowork.contract"

    parcel_rule_count = fields.Integer(
        "Mail Rules",
        compute="_compute_parcel_rule_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_parcel_rule_count(self):
        counts = dict(
            self.env["cowork.parcel.rule"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.parcel_rule_count = counts.get(contract, 0)

    def action_view_parcel_rules(self):
        """:returns: the window action with the mail rules of this contract"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_parcel_rule"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {"default_contract_id": self.id}
        return action
