"""Bill with one engine: ``measure.py ADDONS_PATH DATABASE ENGINE WORKER WORKERS``.

Waits for a line on standard input before it starts, so that workers start together.
"""

import resource
import sys
import time
from contextlib import contextmanager

from common import BATCH, DAY
from process import environment, say

#: of our writer, timed to tell the cost of writing from that of rating
METHODS = ("_create_invoices", "_post_invoices")
WRITING = {"seconds": 0.0}


def mine(records, worker, workers):
    """The part of one worker, in batches."""
    part = records[worker::workers]
    return [part[at : at + BATCH] for at in range(0, len(part), BATCH)]


def done(env):
    """End a batch as every engine must: commit, and forget."""
    env.cr.commit()
    env.invalidate_all()


# Engines ---------------------------------------------------------------------


def ours(env, worker, workers):
    """A billing run: rating, fee lines with explanations, invoices, posting."""
    run = env["cowork.billing.run"].search([], limit=1)
    run._run_to_end()


def rival(env, worker, workers):
    """OCA's contract: what its scheduled action does, and posting."""
    from odoo import fields

    day = fields.Date.to_date(DAY)
    contracts = env["contract.contract"].search([], order="id")
    for some in mine(contracts, worker, workers):
        again(env, lambda some=some: some._recurring_create_invoice(day).action_post())
        done(env)


def floor(env, worker, workers):
    """The ERP alone: one ``create`` and one ``_post`` per batch of ready values."""
    for vals_list in prepared(env, worker, workers):
        moves = env["account.move"].create(vals_list)
        moves._post(soft=False)
        done(env)


def writer(env, worker, workers):
    """Our writer alone, with the values of the floor."""
    for vals_list in prepared(env, worker, workers):
        written = env["cowork.invoice.writer"]._create_invoices(vals_list)
        env["cowork.invoice.writer"]._post_invoices(written.moves)
        done(env)


ENGINES = {"ours": ours, "rival": rival, "floor": floor, "writer": writer}


def prepared(env, worker, workers):
    """Batches of values for ``account.move.create``, from our contracts."""
    from odoo import fields
    from odoo.fields import Command

    day = fields.Date.to_date(DAY)
    company = env.company
    journal = company._get_cowork_journal()
    contracts = env["cowork.contract"].search([], order="id")
    for some in mine(contracts, worker, workers):
        yield [
            {
                "move_type": "out_invoice",
                "partner_id": contract.partner_id.id,
                "company_id": company.id,
                "journal_id": journal.id,
                "currency_id": contract.currency_id.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "name": line.name,
                            "quantity": line.quantity,
                            "price_unit": line.price_unit,
                            "analytic_distribution": {
                                str(contract.location_id.analytic_account_id.id): 100
                            },
                        }
                    )
                    for line in contract.line_ids
                ],
            }
            for contract in some
        ]


def again(env, work, tries=5):
    """Repeat what another worker got in the way of, as the ERP does."""
    from psycopg2 import errors

    for attempt in range(1, tries + 1):
        try:
            return work()
        except (errors.SerializationFailure, errors.DeadlockDetected):
            if attempt == tries:
                raise
            env.cr.rollback()
            env.invalidate_all(flush=False)


# Measuring -------------------------------------------------------------------


@contextmanager
def watched(env):
    """Time spent in our writer; the rest of a run is rating and fee lines."""
    if "cowork.invoice.writer" not in env:
        yield
        return
    cls = type(env["cowork.invoice.writer"])
    originals = {name: getattr(cls, name) for name in METHODS}

    def wrap(original):
        def timed(*args, **kwargs):
            start = time.perf_counter()
            try:
                done = original(*args, **kwargs)
                if original.__name__ == "_post_invoices":
                    # What posting left for the end of the transaction is its own.
                    env.flush_all()
                return done
            finally:
                WRITING["seconds"] += time.perf_counter() - start

        return timed

    for name, original in originals.items():
        setattr(cls, name, wrap(original))
    try:
        yield
    finally:
        for name in METHODS:
            delattr(cls, name)


def prepare(env, engine):
    """Make the run's record, which is not part of the measurement."""
    if engine == "ours":
        run = env["cowork.billing.run"].search([], limit=1)
        if not run:
            run = env["cowork.billing.run"].create(
                {"date": DAY, "company_id": env.company.id}
            )
            run._start()
            env.cr.commit()


def warm_up(env, engine):
    """Let the ERP load what it loads on first use: one invoice, not kept."""
    if engine == "ours":
        env["cowork.billing.run"].search([], limit=1)._process_batch(1)
    elif engine == "rival":
        contract = env["contract.contract"].search([], order="id", limit=1)
        contract._recurring_create_invoice(contract.recurring_next_date).action_post()
    else:
        (vals,) = next(prepared(env, 0, 1))[:1]
        if engine == "floor":
            env["account.move"].create([vals])._post(soft=False)
        else:
            written = env["cowork.invoice.writer"]._create_invoices([vals])
            env["cowork.invoice.writer"]._post_invoices(written.moves)
    env.flush_all()
    env.cr.rollback()
    env.invalidate_all(flush=False)


def main(addons_path, database, engine, worker, workers):
    from odoo import sql_db

    with environment(addons_path, database) as env:
        if worker == "0":
            prepare(env, engine)
        warm_up(env, engine)
        say(ready=True)
        sys.stdin.readline()
        queries, cpu = sql_db.sql_counter, time.process_time()
        start = time.perf_counter()
        with watched(env):
            ENGINES[engine](env, int(worker), int(workers))
        end = time.perf_counter()
    say(
        seconds=end - start,
        cpu=time.process_time() - cpu,
        queries=sql_db.sql_counter - queries,
        writing=WRITING["seconds"],
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
