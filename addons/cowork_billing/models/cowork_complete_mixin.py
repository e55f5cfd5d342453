from functools import partial

from odoo import api, models

from .complete_invoice import (
    COMPLETE,
    CURRENCIES,
    company_questions,
    currency_record,
)


class CoworkCompleteMixin(models.AbstractModel):
    """What the ORM asks for every amount and row of a batch, asked once.

    Only while rows are created whose values are all given.
    """

    _name = "cowork.complete.mixin"
    _description = "Rows That Come Complete"

    #: many2one to the document a row hangs on, different for each
    _complete_document = None

    @api.model
    def _comes_complete(self):
        return self.env.context.get("cowork_complete_invoice") is COMPLETE

    @api.model
    @api.private
    def new(self, values=None, origin=None, ref=None):
        """Look the currency of amounts up once for all rows."""
        if not self._comes_complete():
            return super().new(values, origin, ref)
        return currency_record(self, values, partial(super().new, values, origin, ref))

    @api.private
    def with_context(self, *args, **overrides):
        """Find the context in which the ORM reads the currency of an amount once.

        It asks for it again for every amount it puts into its cache.
        """
        if overrides != {"prefetch_fields": False} or not self._comes_complete():
            return super().with_context(*args, **overrides)
        memo = self.env.cr.cache
        asked, found = memo.get("cowork_currency_env", (None, None))
        if asked is not self.env:
            found = super().with_context(*args, **overrides).env
            memo["cowork_currency_env"] = self.env, found
        return self.with_env(found)

    @api.model
    def default_get(self, fields):
        """Look for defaults once for all rows: most fields have none.

        Those that have one are asked for every row.
        """
        if not self._comes_complete():
            return super().default_get(fields)
        memo = self.env.cr.cache.setdefault("cowork_defaults", {})
        key = self.env, self._name, tuple(fields)
        if key in memo:
            return super().default_get(memo[key])
        defaults = super().default_get(fields)
        memo[key] = [fname for fname in fields if fname in defaults]
        return defaults

    @api.model
    def _create(self, data_list):
        if self._comes_complete():
            for data in data_list:
                # Cached in this order: currencies first, else they are read again.
                stored = data["stored"]
                first = {
                    fname: stored[fname] for fname in CURRENCIES if fname in stored
                }
                data["stored"] = {**first, **stored}
        return super()._create(data_list)

    def _check_company(self, fnames=None):
        """Ask once for rows with the same company and partner, account or tax."""
        if fnames or not self._comes_complete():
            return super()._check_company(fnames)
        for fname, records in company_questions(self, self._complete_document):
            super(CoworkCompleteMixin, records)._check_company([fname])
        return None
