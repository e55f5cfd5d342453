from odoo import fields, models


class CoworkDisclosureCategory(models.Model):
    """What members are told that money was spent on: rent, energy, cleaning."""

    _name = "cowork.disclosure.category"
    _description = "Published Category"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    account_ids = fields.One2many(
        "account.account", "cowork_category_id", "Published Accounts"
    )
    account_count = fields.Integer(compute="_compute_account_count")

    def _compute_account_count(self):
        counts = dict(
            self.env["account.account"]._read_group(
                [("cowork_category_id", "in", self.ids)],
                ["cowork_category_id"],
                ["__count"],
            )
        )
        for category in self:
            category.account_count = counts.get(category, 0)

    def action_view_accounts(self):
        """:returns: the window action with the accounts published under these"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_form"
        )
        action["domain"] = [("cowork_category_id", "in", self.ids)]
        action["context"] = {}
        return action
