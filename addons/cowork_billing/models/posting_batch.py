from collections import defaultdict


class PostingBatch:
    """What invoices posted together ask for again and again.

    Travels in the context. An object of this class cannot come from outside, so no
    caller of the API can bring answers of its own.
    """

    def __init__(self, keeps_totals=False):
        #: whether totals are computed by the ERP's own methods alone
        self.keeps_totals = keeps_totals
        #: format of the number by series
        self.formats = {}
        #: analytic accounts that are there, in this transaction's view of the table
        self.existing = set()
        #: lock dates that cover a day, by what was asked
        self.locks = {}
        #: invoices to add to a rank: {field: {partner id: count}}
        self.ranks = defaultdict(lambda: defaultdict(int))

    @classmethod
    def of(cls, records):
        """Return the batch these records are posted in, or None."""
        batch = records.env.context.get("cowork_posting_batch")
        return batch if isinstance(batch, cls) else None
