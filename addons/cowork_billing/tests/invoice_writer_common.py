"""Builds the same bill both ways and compares every stored column."""

from odoo import Command, fields
from odoo.tools import SQL

from .common import AccountCommon

#: Differ between any two runs of the same code.
VOLATILE = {"create_date", "write_date", "access_token"}


class InvoiceWriterCommon(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.writer = cls.env["cowork.invoice.writer"]
        cls.journal = cls.company_data["default_journal_sale"]
        cls.day = fields.Date.to_date("2026-11-01")
        plan = cls.env["account.analytic.plan"].create({"name": "Locations"})
        cls.analytic = cls.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        cls.distribution = {str(cls.analytic[0].id): 100}
        cls.product = cls.product_a
        cls.tax_sale = cls.company_data["default_tax_sale"]

    def line(self, price=100.0, quantity=1.0, **values):
        """Return the command of one product line, with the product's taxes."""
        return Command.create(
            {
                "product_id": self.product.id,
                "name": "Desk, November 2026",
                "quantity": quantity,
                "price_unit": price,
                "analytic_distribution": self.distribution,
                **values,
            }
        )

    def bill(self, *lines, **values):
        """Return the values of an invoice."""
        return {
            "move_type": "out_invoice",
            "partner_id": self.partner_a.id,
            "company_id": self.company.id,
            "journal_id": self.journal.id,
            "invoice_date": self.day,
            "invoice_line_ids": list(lines) or [self.line()],
            **values,
        }

    def tax(self, amount, **values):
        return self.env["account.tax"].create(
            {
                "name": f"Tax {amount} {len(values)}",
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                **values,
            }
        )

    def assertBothWaysEqual(self, *bills, plain=0, post=True):
        """Write the bills both ways, compare drafts and, posted, once more."""
        expected = self._written(self._plain_way, bills, post)
        counts = []

        def fast_way(vals_list):
            written = self.writer._create_invoices(vals_list)
            counts.append((written.plain_count, dict(written.plain)))
            return written.moves, self.writer._post_invoices

        actual = self._written(fast_way, bills, post)
        self.maxDiff = None
        for table, rows in expected.items():
            self.assertEqual(len(rows), len(actual[table]), table)
            for row, other in zip(rows, actual[table], strict=True):
                different = (
                    {
                        column: (value, other[column])
                        for column, value in row.items()
                        if value != other[column]
                    }
                    if isinstance(row, dict)
                    else row != other and (row, other)
                )
                self.assertFalse(different, table)
        self.assertEqual(counts[0][0], plain, counts)

    def _plain_way(self, vals_list):
        Move = self.env["account.move"].with_context(**self.writer._quiet_context())
        return Move.create(vals_list), lambda moves: moves._post(soft=False)

    def _written(self, way, bills, post):
        """Return the stored rows and forget them, so both ways get the same numbers."""
        savepoint = self.env.cr.savepoint()
        try:
            moves, post_way = way([self._copied(bill) for bill in bills])
            self.env.flush_all()
            self.env.invalidate_all()
            rows = {f"draft {k}": v for k, v in self._rows(moves).items()}
            if post:
                post_way(moves)
                self.env.flush_all()
                rows.update(self._rows(moves))
            return rows
        finally:
            savepoint.close(rollback=True)
            self.env["account.move"]._get_sequence_cache().clear()
            self.env.invalidate_all()

    def _copied(self, bill):
        lines = [Command.create(dict(line[2])) for line in bill["invoice_line_ids"]]
        return {**bill, "invoice_line_ids": lines}

    def _rows(self, moves):
        """Return every stored column of the moves and what hangs on them."""
        lines = moves.line_ids
        rank = {}
        for table, column, order in (
            ("account_move", "id", "id"),
            # The plain way writes all product lines first, then all tax lines.
            ("account_move_line", "move_id", "move_id, id"),
            ("account_analytic_line", "move_line_id", "move_line_id, id"),
        ):
            self.env.cr.execute(
                SQL(
                    "SELECT * FROM %s WHERE %s = ANY(%s) ORDER BY %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    moves.ids if column != "move_line_id" else lines.ids,
                    SQL(order),
                )
            )
            rank[table] = self.env.cr.dictfetchall()
        number = {
            table: {row["id"]: index for index, row in enumerate(rows)}
            for table, rows in rank.items()
        }
        rank["account_analytic_line"].sort(
            key=lambda row: (
                number["account_move_line"][row["move_line_id"]],
                row["id"],
            )
        )
        for table, rows in rank.items():
            for index, row in enumerate(rows):
                row["id"] = index
                if table != "account_move":
                    row["move_id"] = number["account_move"].get(row.get("move_id"))
                    row["move_line_id"] = number["account_move_line"].get(
                        row.get("move_line_id")
                    )
                for column in VOLATILE & row.keys():
                    del row[column]
        for model, ids, target in (
            (moves, moves.ids, "account_move"),
            (lines, lines.ids, "account_move_line"),
        ):
            for field in model._fields.values():
                if field.type == "many2many" and field.store:
                    rank[field.relation] = self._relation_rows(
                        field, ids, number[target]
                    )
        return rank

    def _relation_rows(self, field, ids, number):
        query = SQL(
            "SELECT %(one)s, %(other)s FROM %(table)s WHERE %(one)s = ANY(%(ids)s)",
            one=SQL.identifier(field.column1),
            other=SQL.identifier(field.column2),
            table=SQL.identifier(field.relation),
            ids=list(ids),
        )
        self.env.cr.execute(query)
        return sorted((number[one], other) for one, other in self.env.cr.fetchall())
