from odoo import fields, models
from odoo.exceptions import UserError


class CoworkBillingRun(models.Model):
    """How a run is taken back as long as nobody has posted what it made."""

    _inherit = "cowork.billing.run"

    draft_count = fields.Integer("Drafts", compute="_compute_draft_count")

    def _compute_draft_count(self):
        counts = dict(
            self.env["account.move"]._read_group(
                [("cowork_run_id", "in", self.ids), ("state", "=", "draft")],
                ["cowork_run_id"],
                ["__count"],
            )
        )
        for run in self:
            run.draft_count = counts.get(run, 0)

    def action_undo_drafts(self):
        """Delete the drafts of this run, as if it had not billed these contracts: the
        next run charges the same days anew, at the terms of then. What is posted stays.

        :returns: True
        :raises UserError: while the run is at work, or when it left no drafts
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: as in action_run; the run takes back what it wrote itself.
        run = self.sudo()
        run._lock_company()
        drafts = run.move_ids.filtered(lambda move: move.state == "draft")
        if run.state != "done" or not drafts:
            raise UserError(self.env._("%s has no drafts to undo.", self.name))
        fee_lines = drafts.invoice_line_ids.cowork_fee_line_id
        count = len(drafts)
        drafts.unlink()
        # What a credit note had taken back before is credited, and stays so.
        reopened = fee_lines.filtered(lambda fee: fee.state == "open")
        reopened.action_void()
        reopened.action_bill_again()
        run._message_log(
            body=self.env._(
                "%(count)s drafts were undone by %(user)s: the next run charges their"
                " days anew.",
                count=count,
                user=self.env.user.name,
            )
        )
        return True
