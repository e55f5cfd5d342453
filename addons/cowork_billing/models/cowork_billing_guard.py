from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What a person decides; all else of a run is kept by the system.
DECIDED = {"date", "company_id", "location_ids"}
KEPT = {
    "state",
    "contract_count",
    "preview_total",
    "preview_count",
    "preview_error_count",
    "started_at",
    "finished_at",
    "retry_contract_ids",
    "fee_line_ids",
    "move_ids",
    "error_ids",
    "progress_ids",
}


class CoworkBillingRun(models.Model):
    """What may be written into a run, and when."""

    _inherit = "cowork.billing.run"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_kept({name for vals in vals_list for name in vals})
        runs = super().create(vals_list)
        # Nor does a default from the context.
        if not self.env.su and any(run.state != "draft" for run in runs):
            self._refuse_kept(KEPT)
        return runs

    def write(self, vals):
        self._refuse_kept(vals.keys())
        if DECIDED & vals.keys() and not self.env.su:
            if self.filtered(lambda run: run.state not in ("draft", "preview")):
                raise UserError(
                    self.env._(
                        "What a run has billed for cannot be changed afterwards."
                    )
                )
            # What was previewed is not what would be billed now.
            # sudo: the state is kept by the system.
            self.sudo().with_context(tracking_disable=True).write({"state": "draft"})
        return super().write(vals)

    def _refuse_kept(self, names):
        """:raises AccessError: when somebody writes what a run says of itself"""
        if not self.env.su and KEPT & names:
            raise AccessError(
                self.env._("A billing run itself says how far it is: use its buttons.")
            )
