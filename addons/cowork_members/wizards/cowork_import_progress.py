from odoo import api, fields, models
from odoo.tools import SQL


class CoworkImportProgress(models.TransientModel):
    """How far a running import has come.

    The import is one transaction, so nothing it writes can be seen before it ends. This
    row is written by a connection of its own, and is the only thing that is.
    """

    _name = "cowork.import.progress"
    _description = "Import Progress"

    # Not a Many2one: the row must not wait for a lock on the import.
    import_ref = fields.Integer(required=True)
    done = fields.Integer()
    total = fields.Integer()
    phase = fields.Char()

    _import_uniq = models.Constraint("UNIQUE (import_ref)", "One row per import.")

    @api.model
    def _publish(self, import_id, done, total, phase):
        """Commit how far the import has come, whatever becomes of its transaction.

        :param import_id: id of the ``cowork.import``
        :param done: rows done
        :param total: rows in all
        :param phase: what is being written
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    INSERT INTO %s (import_ref, done, total, phase, create_uid,
                                    create_date, write_uid, write_date)
                    VALUES (%s, %s, %s, %s, %s, now() at time zone 'UTC',
                            %s, now() at time zone 'UTC')
                    ON CONFLICT (import_ref) DO UPDATE
                    SET done = EXCLUDED.done, total = EXCLUDED.total,
                        phase = EXCLUDED.phase, write_date = EXCLUDED.write_date
                    """,
                    SQL.identifier(self._table),
                    import_id,
                    done,
                    total,
                    phase,
                    self.env.uid,
                    self.env.uid,
                )
            )
