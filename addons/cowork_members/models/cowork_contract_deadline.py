from odoo import models


class CoworkContract(models.Model):
    """An enquiry is answered, and decided, within the deadlines of its policy."""

    _name = "cowork.contract"
    _inherit = ["cowork.sla.mixin", "cowork.contract"]
    _sla_match_fields = frozenset({"location_id"})

    def _sla_filter_covered(self):
        # What was migrated from an old system was answered long ago.
        return self.filtered(lambda c: c.state == "draft" and not c.external_ref)

    def write(self, vals):
        before = {contract: contract.state for contract in self}
        result = super().write(vals)
        if "stage_id" in vals:
            self._sla_follow_stage(before)
        return result

    def _sla_follow_stage(self, before):
        """An enquiry that moves on is answered; one that is signed or lost is decided.

        :param before: dict from contracts to their states before"""
        first = self.env["cowork.contract.stage"]._get_first("draft")
        drafts = self.filtered(lambda c: c.state == "draft")
        drafts.filtered(lambda c: before[c] != "draft")._sla_reopen()
        drafts.filtered(lambda c: c.stage_id != first)._sla_respond()
        self.filtered(
            lambda c: before[c] == "draft" and c.state != "draft"
        )._sla_resolve()

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        internal = not self.env.user.share and message.message_type == "comment"
        if internal and not message.is_internal:
            # What the member reads is an answer; a note is none.
            self._sla_respond()
        return result
