"""What must be true of the books after a measurement, whoever wrote them."""

import sys

from common import DAY
from databases import client

QUERY = f"""
WITH bill AS (
    SELECT * FROM account_move
     WHERE move_type = 'out_invoice' AND invoice_date = '{DAY}'
), item AS (
    SELECT * FROM account_move_line WHERE move_id IN (SELECT id FROM bill)
)
SELECT count(*), sum(amount_untaxed), sum(amount_tax), sum(amount_residual),
       count(*) FILTER (WHERE state = 'posted'),
       (SELECT sum(balance) FROM item),
       (SELECT count(*) FROM item),
       (SELECT sum(amount) FROM account_analytic_line
         WHERE move_line_id IN (SELECT id FROM item)),
       max(sequence_number) - min(sequence_number) + 1,
       count(*) FILTER (WHERE made_sequence_gap)
  FROM bill
"""


def check(database, size):
    """Check the books.

    :returns: totals, which must be the same for every engine
    :raises SystemExit: what is wrong
    """
    row = client("psql", "-XAtq", "-d", database, "-c", QUERY).strip().split("|")
    count, untaxed, tax, residual, posted, balance, lines, analytic, span, gaps = row
    wrong = {
        "invoices": int(count) != size,
        "posted": int(posted) != size,
        "balance": float(balance) != 0,
        "residual": abs(float(untaxed) + float(tax) - float(residual)) > 0.001,
        "analytic": abs(float(untaxed) - float(analytic)) > 0.001,
        "numbers": int(span) != size or int(gaps),
    }
    if any(wrong.values()):
        failed = [name for name, is_wrong in wrong.items() if is_wrong]
        sys.exit(f"{database}: wrong {', '.join(failed)}: {row}")
    return untaxed, tax, lines, analytic
