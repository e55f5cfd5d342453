from odoo import api, fields, models


class CoworkImportTrace(models.Model):
    """What a row of the workbook looked like when it was imported last.

    A row that did not change since leaves its record alone, so a file can be imported
    again without undoing what people did in between.
    """

    _name = "cowork.import.trace"
    _description = "Imported Row"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    digest = fields.Char(required=True)

    _record_uniq = models.UniqueIndex(
        "(res_model, res_id)", "A record comes from one row."
    )

    @api.model
    def _load(self, model, ids):
        """:returns: ``{record id: digest}`` of the rows that became these records"""
        # sudo: digests of earlier imports are the import's own, nobody reads them.
        traces = self.sudo().search_fetch(
            [("res_model", "=", model), ("res_id", "in", ids)], ["res_id", "digest"]
        )
        return {trace.res_id: trace.digest for trace in traces}

    @api.model
    def _save(self, model, digests):
        """:param digests: ``{record id: digest}``; only differences are written"""
        # sudo: nobody writes these rows but the import.
        traces = self.sudo().search_fetch(
            [("res_model", "=", model), ("res_id", "in", list(digests))],
            ["res_id", "digest"],
        )
        for trace in traces:
            digest = digests.pop(trace.res_id)
            if trace.digest != digest:
                trace.digest = digest
        self.sudo().create(
            [
                {"res_model": model, "res_id": res_id, "digest": digest}
                for res_id, digest in digests.items()
            ]
        )
