from odoo import fields, models
from odoo.exceptions import UserError

from .cowork_complaint import OPEN


class CoworkComplaint(models.Model):
    """Several complaints about one thing are solved as one."""

    _inherit = "cowork.complaint"

    merged_into_id = fields.Many2one(
        "cowork.complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    merged_ids = fields.One2many(
        "cowork.complaint", "merged_into_id", "Merged Into This"
    )
    merged_count = fields.Integer("Merged", compute="_compute_merged_count")

    def _compute_merged_count(self):
        counts = dict(
            self.env["cowork.complaint"]._read_group(
                [("merged_into_id", "in", self.ids)], ["merged_into_id"], ["__count"]
            )
        )
        for complaint in self:
            complaint.merged_count = counts.get(complaint._origin, 0)

    def action_view_merged(self):
        """:returns: the window action with the complaints solved with this one"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merged"),
            "res_model": "cowork.complaint",
            "view_mode": "list,form",
            "domain": [("merged_into_id", "=", self.id)],
        }

    def action_merge(self, target):
        """Let duplicates be solved with another complaint. Their members are told what
        comes of it.

        :param target: id of the ``cowork.complaint`` that goes on
        :returns: True
        :raises AccessError: when the user may not write one of them
        :raises UserError: when one of them is over already, or at another company
        """
        if type(target) is not int or not 0 < target < 2**31:
            raise UserError(self.env._("Choose the complaint that goes on."))
        self._merge(self.browse(target))
        return True

    def _merge(self, target):
        target.ensure_one()
        others = self - target
        (others | target).check_access("write")
        if closed := (others | target).filtered(lambda c: c.state not in OPEN):
            raise UserError(
                self.env._("%s is over: it is not merged.", closed[0].display_name)
            )
        if others.filtered(lambda c: c.state in ("agreed", "carried_out")):
            raise UserError(
                self.env._("What was agreed with a member already is not merged.")
            )
        if others.company_id - target.company_id:
            raise UserError(
                self.env._("Complaints of different companies are not merged.")
            )
        moved = others | others.merged_ids
        moved._by_action().write({"state": "merged", "merged_into_id": target.id})
        others._sla_resolve()
        note = self.env._("Merged into %s.", target.display_name)
        others._message_log_batch(bodies=dict.fromkeys(others.ids, note))
        target._message_log(
            body=self.env._("Merged: %s.", ", ".join(others.mapped("name")))
        )
