from odoo import fields, models


class CoworkComplaintReason(models.TransientModel):
    """Asks why a complaint is refused, reopened or withdrawn."""

    _name = "cowork.complaint.reason"
    _description = "Why a Complaint Takes Another Way"

    complaint_ids = fields.Many2many(
        "cowork.complaint",
        "cowork_complaint_reason_rel",
        "wizard_id",
        "complaint_id",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    step = fields.Selection(
        [
            ("refuse", "The member refuses the proposal"),
            ("reopen", "It is not solved"),
            ("withdraw", "The member takes it back, or it is none"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the complaints that way.

        :returns: action that closes the dialog
        :raises AccessError: when the user may not write the complaints
        :raises UserError: when it is not the next step
        """
        self.ensure_one()
        getattr(self.complaint_ids, f"action_{self.step}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
