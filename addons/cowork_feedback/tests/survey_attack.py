"""Searches of the whole database for a trace of who gave an anonymous answer."""

from odoo.tools import SQL


class Attack:
    """What somebody can find out who reads the whole database."""

    def _rows(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(SQL(query, *args))
        return self.env.cr.dictfetchall()

    def tables(self):
        return [
            row["table_name"]
            for row in self._rows(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
        ]

    def tables_with(self, text):
        """:returns: the tables with a row that has ``text`` anywhere"""
        return {
            table
            for table in self.tables()
            if self._rows(
                "SELECT 1 FROM %s t WHERE t::text LIKE %s LIMIT 1",
                SQL.identifier(table),
                f"%{text}%",
            )
        }

    def columns_that_differ(self, rows):
        return {name for name in rows[0] if len({str(row[name]) for row in rows}) > 1}

    def references(self, ids):
        """:returns: tables with a foreign key to one of these answers"""
        found = set()
        for key in self._rows(
            "SELECT conrelid::regclass::text AS name, a.attname AS attribute"
            " FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'survey_user_input'::regclass"
        ):
            if self._rows(
                "SELECT 1 FROM %s WHERE %s = ANY(%s) LIMIT 1",
                SQL.identifier(key["name"]),
                SQL.identifier(key["attribute"]),
                ids,
            ):
                found.add(key["name"])
        return found

    def notes(self, ids):
        """:returns: tables with a row about one of these answers by model and id"""
        found = set()
        for row in self._rows(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name IN ('model', 'res_model')"
        ):
            names = {
                r["column_name"]
                for r in self._rows(
                    "SELECT column_name FROM information_schema.columns"
                    " WHERE table_schema = 'public' AND table_name = %s",
                    row["table_name"],
                )
            }
            if "res_id" in names and self._rows(
                "SELECT 1 FROM %s WHERE %s = 'survey.user_input' AND res_id = ANY(%s)",
                SQL.identifier(row["table_name"]),
                SQL.identifier(row["column_name"]),
                ids,
            ):
                found.add(row["table_name"])
        return found

    def written(self):
        """:returns: {table: rows written so far in this transaction}"""
        return {
            row["relname"]: row["n"]
            for row in self._rows(
                "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS n"
                " FROM pg_stat_xact_user_tables"
            )
        }
