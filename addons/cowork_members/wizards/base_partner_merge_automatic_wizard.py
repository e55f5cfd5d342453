from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Contracts move in the database, past the ORM: whether the remaining partner
        is a member has to be asked again."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        self.env.add_to_compute(dst_partner._fields["is_cowork_member"], dst_partner)
        return result
