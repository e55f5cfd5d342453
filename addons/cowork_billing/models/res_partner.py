from odoo import models

from .posting_batch import PostingBatch


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _increase_rank(self, field, n=1):
        """Count the invoices of a posting, to write each rank once at its end."""
        batch = PostingBatch.of(self)
        if not batch:
            return super()._increase_rank(field, n)
        for partner in self:
            batch.ranks[field][partner.id] += n
        return None

    def _apply_ranks(self, batch):
        """Increase the ranks counted during a posting.

        :param batch: the :class:`PostingBatch`
        """
        for field, counts in batch.ranks.items():
            partners = self.browse(counts)
            by_count = partners.grouped(lambda p, counts=counts: counts[p.id])
            for count, some in by_count.items():
                # sudo: as in _increase_rank, who may post may also count.
                new = some.filtered(lambda p, field=field: not p[field]).sudo()
                new.write({field: count})
                (some - new)._increase_rank(field, count)
