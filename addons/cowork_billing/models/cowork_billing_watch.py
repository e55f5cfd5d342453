from odoo import fields, models
from odoo.fields import Domain


class CoworkBillingRun(models.Model):
    """What the end of a run means for who watches over scheduled billing."""

    _inherit = "cowork.billing.run"

    def _finish(self):
        super()._finish()
        for run in self:
            places = Domain("company_id", "=", run.company_id.id)
            if run.location_ids:
                places &= Domain("location_id", "in", run.location_ids.ids)
            # sudo: a run made by hand is a success as well.
            schedules = self.env["cowork.billing.schedule"].sudo().search(places)
            schedules._by_action().succeeded_at = fields.Datetime.now()
