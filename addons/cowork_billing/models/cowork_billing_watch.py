from odoo import fields, models
from odoo.fields import Domain


class CoworkBillingRun(models.Model):
    """What the end of a run means for who watches over scheduled billing."""

    _inherit = "cowork.billing.run"

    def _finish(self):
        # A few contracts tried again say nothing about the others.
        whole = self.filtered(lambda run: not run.retry_contract_ids)
        super()._finish()
        for run in whole:
            places = Domain("company_id", "=", run.company_id.id)
            if run.location_ids:
                places &= Domain("location_id", "in", run.location_ids.ids)
            # sudo: a run made by hand is a success as well.
            schedules = self.env["cowork.billing.schedule"].sudo().search(places)
            billed = schedules.filtered(lambda each, run=run: each._is_billed_by(run))
            billed._by_action().succeeded_at = fields.Datetime.now()
