"""The import of one table: first what would change, then the change itself."""

import hashlib

from odoo.tools import float_compare

from ..engine.cell_values import fold
from ..engine.import_tables import INFO, WARNING, Problem
from .import_run import Ref, chunks


class ImportStep:
    """Creates and updates the records of one table.

    :param run: :class:`~.import_run.ImportRun`
    """

    #: name of the table and of the model it becomes
    table_name = None
    model = None

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.table = run.tables[self.table_name]
        self.creates = []
        self.updates = []
        self.changed = 0
        self.unchanged = 0
        self.problems = []
        self._digests = {}

    # What would change -------------------------------------------------------------

    def plan(self):
        """Compare every row with its record; nothing is written."""
        traces = self._load_traces()
        waiting = []
        for key, row in self.run.first_rows(self.table_name).items():
            record_id = self.run.ids[self.table_name].get(key)
            self._digests[key] = self._digest(row)
            if not record_id:
                self._plan_create(key, row)
            elif traces.get(record_id) == self._digests[key]:
                # Nothing new in the file: what was changed here since stays.
                self._keep(key, row, record_id)
                self.unchanged += 1
            else:
                waiting.append((key, row, record_id))
        for part in chunks(waiting):
            records = self._records([record_id for _key, _row, record_id in part])
            self._prefetch(records)
            for (key, row, _id), record in zip(part, records, strict=True):
                if self._plan_update(key, row, record):
                    self.changed += 1
                else:
                    self.unchanged += 1
            self.env.invalidate_all()

    def _records(self, ids):
        return self.env[self.model].browse(ids)

    def _prefetch(self, records):
        """Hook: fetch at once what every one of the records is asked for."""

    def _plan_create(self, key, row):
        self.creates.append((key, self._prepare(row, True)))

    def _plan_update(self, key, row, record):
        """:returns: whether something of the record changes"""
        vals = self._changes(record, self._prepare(row, False))
        if vals:
            self.updates.append((record.id, vals))
        return bool(vals)

    def _keep(self, key, row, record_id):
        """Hook: a row that is left alone may still be referred to."""

    def _prepare(self, row, new):
        """:returns: values of the record, references as :class:`Ref`"""
        raise NotImplementedError

    def _changes(self, record, vals):
        """:returns: those of ``vals`` that differ from what the record has"""
        return {
            name: value
            for name, value in vals.items()
            if self._differs(record, name, value)
        }

    def _differs(self, record, name, value):
        field = record._fields[name]
        current = record[name]
        if isinstance(value, Ref):
            return self.run.find(value) != current.id
        if field.type == "many2one":
            return (value or False) != current.id
        if field.type in ("float", "monetary"):
            return float_compare(value or 0.0, current, precision_digits=4) != 0
        return (value or False) != (current or False)

    def _given(self, row, name):
        """:returns: whether the sheet has the column ``name``"""
        return name in self.table.headings

    def _filled(self, row, **names):
        """:returns: values of the cells filled in; a blank cell says nothing"""
        return {
            field: row.get(name)
            for field, name in names.items()
            if row.get(name) is not None
        }

    def _told(self, row, **names):
        """:returns: values of the columns that are there; a blank cell means zero"""
        return {
            field: row.get(name) or 0
            for field, name in names.items()
            if self._given(row, name)
        }

    def note(self, code, **params):
        """Add a line of information about the whole sheet to the report."""
        self.problems.append(Problem(INFO, self.table.sheet, 0, "", "", code, params))

    def warn(self, row, name, code, **params):
        """Add a warning about a cell to the report."""
        self.problems.append(self.table.problem(WARNING, row, name, code, **params))

    # The change --------------------------------------------------------------------

    def apply(self, progress):
        """Create and update the records.

        :param progress: called with the number of rows done after every chunk
        """
        for part in chunks(self.creates):
            self._create(part)
            self._forget()
            progress(self._count_done(part))
        for part in chunks(self.updates):
            self._update(part)
            self._forget()
            progress(len(part))
        progress(self.unchanged)
        self._save_traces()

    def _count_done(self, part):
        """:returns: how many rows are done once a chunk of them is created"""
        return len(part)

    def _forget(self):
        """Write what is pending and free the memory of what was written."""
        self.env.flush_all()
        self.env.invalidate_all()

    def _create(self, part):
        records = self.env[self.model].create(
            [self.run.resolve(vals) for _key, vals in part]
        )
        for (key, _vals), record in zip(part, records, strict=True):
            self.run.ids[self.table_name][key] = record.id

    def _update(self, part):
        self._write_grouped(self.env[self.model], part)

    def _write_grouped(self, model, updates):
        """Write the same values to all records that get them at once."""
        groups = {}
        for record_id, vals in updates:
            vals = self.run.resolve(vals)
            group = groups.setdefault(repr(sorted(vals.items())), (vals, []))
            group[1].append(record_id)
        # What one record needs is fetched for all of them.
        everything = [record_id for record_id, _vals in updates]
        for vals, ids in groups.values():
            model.browse(ids).with_prefetch(everything).write(vals)

    # What the row was when it came in ------------------------------------------------

    def _digest(self, row):
        return hashlib.sha1(
            repr(sorted(row.values.items())).encode(), usedforsecurity=False
        ).hexdigest()

    def _load_traces(self):
        ids = [i for i in self.run.ids[self.table_name].values() if i]
        return self.env["cowork.import.trace"]._load(self.model, ids)

    def _save_traces(self):
        ids = self.run.ids[self.table_name]
        self.env["cowork.import.trace"]._save(
            self.model, {ids[key]: digest for key, digest in self._digests.items()}
        )

    def _ref(self, table, code):
        return Ref(table, fold(code))
