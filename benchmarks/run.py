#!/usr/bin/env python3
"""Invoices per second of a billing run, beside the same work done by others.

``make bench`` runs it on the project's own database server. See ``README.md``.
"""

import argparse
import subprocess
import sys

from check import check
from common import RIVAL, answer, rival_path, run_python
from databases import Databases
from report import Result, progress, write

#: engine, and the kind of database it bills from
KINDS = {"ours": "ours", "rival": "rival", "floor": "ours", "writer": "ours"}
#: repetitions by number of contracts: large ones are steady enough
ROUNDS = {100: 3, 1000: 3, 5000: 1}


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="20 contracts, one round")
    parser.add_argument("--contracts", type=numbers, default=[100, 1000, 5000])
    parser.add_argument("--workers", type=numbers, default=[1, 2])
    parser.add_argument("--rounds", type=int, help="instead of 3, or 1 for 5,000")
    parser.add_argument("--engines", default="ours,rival,floor,writer")
    parser.add_argument(
        "--usage",
        type=int,
        default=0,
        help="lines of usage per contract to rate as well: ours only, others have none",
    )
    parser.add_argument("--without-rival", action="store_true", help="fetch nothing")
    parser.add_argument("--core", help="database to copy: the ERP's modules")
    parser.add_argument("--ours", help="database to copy: with our addons")
    parser.add_argument("--out", help="name of the result files")
    parsed = parser.parse_args(arguments)
    parsed.engines = [e for e in parsed.engines.split(",") if e in KINDS]
    if parsed.smoke:
        parsed.contracts, parsed.workers, parsed.rounds = [20], [1, 2], 1
    if parsed.usage:
        parsed.engines = [e for e in parsed.engines if e == "ours"]
    if parsed.smoke or parsed.without_rival:
        parsed.engines = [e for e in parsed.engines if e != "rival"]
    return parsed


def numbers(text):
    return [int(part) for part in text.split(",")]


def measure(databases, engine, size, workers, usage=0):
    """Bill once, on a fresh copy of the filled database.

    :param usage: lines of usage per contract
    :returns: :class:`report.Result`
    """
    template = databases.filled(KINDS[engine], size, usage)
    name = databases.copy(template, f"{databases.prefix}_run")
    paths = [rival_path()] if KINDS[engine] == "rival" else []
    try:
        processes = []
        for worker in range(workers):
            process = start(name, engine, worker, workers, paths)
            processes.append(process)
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [answer(process) for process in processes]
        totals = check(name, size)
    finally:
        databases.drop(name)
    return Result.of(engine, size, workers, answers, totals)


def start(name, engine, worker, workers, paths):
    """Start a worker and wait until it has loaded the ERP."""
    process = run_python(
        "measure.py", name, engine, str(worker), str(workers), paths=paths
    )
    if "ready" not in process.stdout.readline():
        sys.exit(f"{engine}: a worker did not start.")
    return process


def main(arguments):
    asked = options(arguments)
    results = []
    with Databases(asked.core, asked.ours) as databases:
        for size in asked.contracts:
            for number in range(asked.rounds or ROUNDS.get(size, 1)):
                # One engine after the other in every round: the machine drifts.
                for workers in asked.workers:
                    for engine in asked.engines:
                        result = measure(databases, engine, size, workers, asked.usage)
                        progress(result, number)
                        results.append(result)
            same_totals(results, size)
    if asked.smoke:
        print(
            "All engines billed the same amounts; a smoke test says nothing of speed."
        )
        return 0
    write(results, RIVAL, asked.out)
    return 0


def same_totals(results, size):
    """All engines must have billed the same."""
    totals = {result.totals for result in results if result.size == size}
    if len(totals) > 1:
        sys.exit(f"Different amounts for {size} contracts: {totals}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, subprocess.SubprocessError) as failure:
        sys.exit(str(failure) or "Stopped.")
