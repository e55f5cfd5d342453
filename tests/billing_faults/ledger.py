"""What billing has written, in a form that can be compared; and what must hold."""

#: What a charge is, apart from ids that differ from run to run.
FEES = """
    SELECT f.key, f.kind, f.state, f.contract_id, f.contract_line_id, f.partner_id,
           f.amount, f.amount_untaxed, f.quantity, f.price_unit, f.discount,
           f.period_start, f.period_end, f.name, f.computation::text, f.released,
           credited.key, f.run_id, f.move_id IS NOT NULL
      FROM cowork_fee_line f
      LEFT JOIN cowork_fee_line credited ON credited.id = f.credited_line_id
  ORDER BY f.key
"""
MOVES = """
    SELECT m.move_type, m.state, m.partner_id, m.commercial_partner_id, m.journal_id,
           m.currency_id, m.invoice_date, m.date, m.invoice_date_due,
           m.invoice_origin, m.amount_untaxed, m.amount_tax, m.amount_total,
           m.amount_residual, m.payment_state, m.cowork_contract_id, m.cowork_run_id,
           m.sequence_prefix,
           (SELECT array_agg(
                ROW(l.display_type, l.account_id, l.product_id, l.name, l.quantity,
                    l.price_unit, l.discount, l.debit, l.credit, l.amount_currency,
                    l.price_subtotal, l.price_total, l.tax_base_amount,
                    l.analytic_distribution, l.date_maturity, f.key)::text
                ORDER BY f.key, l.account_id, l.balance, l.name)
              FROM account_move_line l
              LEFT JOIN cowork_fee_line f ON f.id = l.cowork_fee_line_id
             WHERE l.move_id = m.id AND coalesce(l.name, '') NOT LIKE m.name || '%%'),
           (SELECT array_agg(ROW(l.account_id, l.balance, l.date_maturity)::text
                ORDER BY l.account_id, l.balance)
              FROM account_move_line l
             WHERE l.move_id = m.id AND l.name LIKE m.name || '%%'),
           (SELECT array_agg(ROW(a.account_id, a.amount)::text
                ORDER BY a.account_id, a.amount)
              FROM account_analytic_line a
              JOIN account_move_line l ON l.id = a.move_line_id
             WHERE l.move_id = m.id)
      FROM account_move m
"""
NUMBERS = """
    SELECT array_agg(name ORDER BY name) FROM account_move WHERE state = 'posted'
"""
BALANCES = """
    SELECT account_id, sum(balance), sum(amount_currency), count(*)
      FROM account_move_line WHERE parent_state = 'posted'
  GROUP BY account_id ORDER BY account_id
"""
ERRORS = """
    SELECT run_id, contract_id, kind, regexp_replace(message, 'INV/\\S+', 'INV')
      FROM cowork_billing_error ORDER BY 1, 2, 3, 4
"""
USAGE = """
    SELECT u.key, u.state, u.quantity, u.quantity_included, u.quantity_pack,
           u.quantity_billable, f.key, u.fee_amount,
           (SELECT array_agg(ROW(d.pack_id, d.date, d.quantity)::text
                ORDER BY d.pack_id, d.quantity)
              FROM cowork_pack_draw d WHERE d.usage_id = u.id)
      FROM cowork_usage u
      LEFT JOIN cowork_fee_line f ON f.id = u.fee_line_id
  ORDER BY u.key
"""
CONTRACTS = """
    SELECT id, billing_next_date, billing_run_id FROM cowork_contract ORDER BY id
"""
RUNS = "SELECT id, state, contract_count FROM cowork_billing_run ORDER BY id"


def snapshot(lab):
    """:returns: all that billing has written, without ids and without who got which
    number: two runs that did the same give the same"""
    return {
        "fee lines": lab.sql(FEES),
        # sorted here: without ids and numbers SQL has nothing to order by
        "invoices": sorted(map(repr, lab.sql(MOVES))),
        "numbers": lab.value(NUMBERS),
        "balances": lab.sql(BALANCES),
        "usage": lab.sql(USAGE),
        "errors": lab.sql(ERRORS),
        "contracts": lab.sql(CONTRACTS),
        "runs": lab.sql(RUNS),
    }


def differences(expected, actual):
    """:returns: rows that are in one snapshot only, by what they are"""
    found = {}
    for name, rows in expected.items():
        if rows != actual[name]:
            missing = [row for row in rows if row not in actual[name]]
            extra = [row for row in actual[name] if row not in rows]
            found[name] = {"missing": missing[:5], "extra": extra[:5]}
    return found


#: Usage on charges, as these list it; one that was billed anew is listed again.
LISTED = """
    SELECT f.id, f.key, f.amount, (item->>'usage')::int AS usage,
           (item->>'amount')::numeric AS share
      FROM cowork_fee_line f, jsonb_array_elements(f.computation->'items') item
     WHERE f.state <> 'void' AND f.released IS NOT TRUE
"""

#: Each query finds what must not be; named after what would be wrong.
UNSOUND = {
    "usage on two charges": f"""
        SELECT usage, array_agg(key) FROM ({LISTED}) listed
      GROUP BY usage HAVING count(*) > 1
    """,
    "usage on another charge than the one that lists it, or with another amount": f"""
        SELECT u.key, u.fee_line_id, u.fee_amount, listed.key, listed.share
          FROM cowork_usage u FULL JOIN ({LISTED}) listed ON listed.usage = u.id
         WHERE u.fee_line_id IS DISTINCT FROM listed.id
            OR coalesce(u.fee_amount, 0) <> coalesce(listed.share, 0)
    """,
    "usage settled but lost, or charged but left open": """
        SELECT key, state, fee_line_id FROM cowork_usage
         WHERE (state = 'rated') <> (fee_line_id IS NOT NULL)
    """,
    "a charge of usage that is not the sum of its uses": f"""
        SELECT key, amount, sum(share) FROM ({LISTED}) listed
      GROUP BY key, amount HAVING amount <> sum(share)
    """,
    "prepaid units that were not drawn from a pack, or drawn twice": """
        SELECT u.key, u.quantity_pack, sum(d.quantity)
          FROM cowork_usage u LEFT JOIN cowork_pack_draw d ON d.usage_id = u.id
         WHERE u.state = 'rated'
      GROUP BY u.id HAVING coalesce(u.quantity_pack, 0) <> coalesce(sum(d.quantity), 0)
    """,
    "a pack from which more was drawn than was bought": """
        SELECT p.id, p.quantity, sum(d.quantity)
          FROM cowork_pack p JOIN cowork_pack_draw d ON d.pack_id = p.id
      GROUP BY p.id HAVING sum(d.quantity) NOT BETWEEN 0 AND p.quantity
    """,
    "a day of a contract line billed twice, or given back twice": """
        SELECT contract_line_id, day, sum(sign)
          FROM (SELECT contract_line_id,
                       CASE kind WHEN 'credit' THEN -1 ELSE 1 END AS sign,
                       generate_series(period_start, period_end, '1 day') AS day
                  FROM cowork_fee_line
                 WHERE kind IN ('membership', 'credit') AND contract_line_id IS NOT NULL
                   AND state <> 'void' AND released IS NOT TRUE) days
      GROUP BY contract_line_id, day HAVING sum(sign) NOT IN (0, 1)
    """,
    "a day left out between two billed ones": """
        WITH pieces AS (
            SELECT contract_line_id AS line, contract_id AS contract, period_start,
                   lead(period_start) OVER (PARTITION BY contract_line_id
                                            ORDER BY period_start) AS next_start,
                   period_end
              FROM cowork_fee_line
             WHERE kind = 'membership' AND contract_line_id IS NOT NULL
               AND state <> 'void' AND released IS NOT TRUE)
        SELECT line, day FROM (
            SELECT line, contract, generate_series(
                       period_end + 1, next_start - 1, '1 day')::date AS day
              FROM pieces WHERE next_start > period_end + 1) gaps
         WHERE NOT EXISTS (
            SELECT FROM cowork_contract_suspension s
             WHERE s.contract_id = gaps.contract
               AND day BETWEEN s.date_from AND coalesce(s.date_to, 'infinity'))
    """,
    "an invoice that does not balance": """
        SELECT move_id, sum(balance) FROM account_move_line
      GROUP BY move_id HAVING sum(balance) <> 0
    """,
    "a gap or a repetition in the numbers": """
        SELECT journal_id, sequence_prefix, count(*), max(sequence_number)
          FROM account_move WHERE state = 'posted'
      GROUP BY journal_id, sequence_prefix
        HAVING count(*) <> max(sequence_number)
            OR count(*) <> count(DISTINCT sequence_number)
    """,
    "a gap the ERP itself noticed": """
        SELECT name FROM account_move WHERE state = 'posted' AND made_sequence_gap
    """,
    "an invoice of a run that is not posted": """
        SELECT id, state FROM account_move
         WHERE cowork_run_id IS NOT NULL AND state <> 'posted'
    """,
    "an invoice line without its charge": """
        SELECT l.id FROM account_move_line l JOIN account_move m ON m.id = l.move_id
         WHERE m.cowork_run_id IS NOT NULL AND l.display_type = 'product'
           AND NOT EXISTS (SELECT FROM cowork_fee_line f
                            WHERE f.id = l.cowork_fee_line_id AND f.move_line_id = l.id
                              AND f.move_id = m.id)
    """,
    "a charge that is not what its invoice line says": """
        SELECT f.key, f.amount_untaxed, l.price_subtotal
          FROM cowork_fee_line f
          LEFT JOIN account_move_line l ON l.id = f.move_line_id
          LEFT JOIN account_move m ON m.id = l.move_id
         WHERE f.state = 'invoiced'
           AND f.amount_untaxed IS DISTINCT FROM
               l.price_subtotal * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
    """,
    "a charge that waits for its invoice": """
        SELECT key FROM cowork_fee_line WHERE state = 'open' AND released IS NOT TRUE
    """,
    "a charge on two invoice lines": """
        SELECT cowork_fee_line_id FROM account_move_line
         WHERE cowork_fee_line_id IS NOT NULL
      GROUP BY cowork_fee_line_id HAVING count(*) > 1
    """,
    "a receivable that is not what is still to be paid": """
        SELECT m.id, m.amount_residual_signed, sum(l.balance)
          FROM account_move m
          JOIN account_move_line l ON l.move_id = m.id
          JOIN account_account a ON a.id = l.account_id
         WHERE m.cowork_run_id IS NOT NULL AND a.account_type = 'asset_receivable'
      GROUP BY m.id HAVING sum(l.amount_residual) <> m.amount_residual_signed
    """,
    "a contract both billed and refused in one run": """
        SELECT run_id, contract_id FROM cowork_billing_error e
         WHERE kind = 'error' AND EXISTS (
            SELECT FROM cowork_fee_line f
             WHERE f.run_id = e.run_id AND f.contract_id = e.contract_id)
    """,
    "a contract refused twice in one run": """
        SELECT run_id, contract_id FROM cowork_billing_error WHERE kind = 'error'
      GROUP BY run_id, contract_id HAVING count(*) > 1
    """,
}


def assert_ledger_is_sound(lab):
    """Whatever happened: nothing is billed twice, left out or left half done."""
    found = {name: lab.sql(query) for name, query in UNSOUND.items()}
    found = {name: rows[:5] for name, rows in found.items() if rows}
    assert not found, found


def assert_second_run_bills_nothing(lab, date):
    """Whoever bills the same day again gets nothing but the same refusals."""
    count = "SELECT count(*) FROM cowork_fee_line"
    before = lab.value(count), lab.value("SELECT count(*) FROM account_move")
    run = lab.do("new_run", date=date)
    assert lab.do("to_end", run=run) == "done"
    after = lab.value(count), lab.value("SELECT count(*) FROM account_move")
    assert before == after
