"""Import a generated workbook and print time, queries and peak memory.

Run it in the shell of a database that has ``cowork_members``; everything is rolled
back at the end::

    CONTRACTS=10000 scripts/odoo shell -d DB --no-http < benchmarks/import_bench.py
"""

import base64
import os
import resource
import time
from datetime import date, timedelta
from io import BytesIO

import openpyxl

CONTRACTS = int(os.environ.get("CONTRACTS", "10000"))
LOCATIONS = 10


def generate(contracts):
    """:returns: an .xlsx with as many members and contracts, half with own desks"""
    book = openpyxl.Workbook(write_only=True)

    def sheet(name, headings, rows):
        target = book.create_sheet(name)
        target.append(headings)
        for row in rows:
            target.append(row)

    places = [f"L{i:02d}" for i in range(LOCATIONS)]
    sheet(
        "Locations",
        ["Code", "Name", "Street", "City", "Time zone", "Area (m2)", "Opens", "Closes"],
        [
            [
                code,
                f"House {code}",
                f"{i} Dock Road",
                "Lisbon",
                "Europe/Lisbon",
                90000,
                8.5,
                20,
            ]
            for i, code in enumerate(places)
        ],
    )
    desks = [(places[i % LOCATIONS], i) for i in range(contracts // 2)]
    spaces = [
        [code, f"{code}-F", "Floor", None, "floor", None, 8000] for code in places
    ]
    spaces += [
        [code, f"{code}-D{i:05d}", f"Desk {i}", f"{code}-F", "fixed desk", 1, 4.5]
        for code, i in desks
    ]
    sheet(
        "Spaces",
        ["Location", "Code", "Name", "Parent", "Kind", "Capacity", "Area (m2)"],
        spaces,
    )
    sheet(
        "Plans",
        ["Code", "Name", "Kind", "Billing period", "Billed", "Price", "Meeting hours"],
        [
            ["HOT-M", "Hot desk", "open desk", "month", "advance", 1200, 4],
            ["FIX-M", "Fixed desk", "fixed desk", "month", "advance", 1800, 8],
        ],
    )
    sheet(
        "Members",
        ["Code", "Company", "Contact", "Email", "Phone", "Tax ID", "Birthday"],
        [
            [
                f"M{i:05d}",
                f"Company {i} Ltd",
                f"Person {i}",
                f"m{i:05d}@example.com",
                f"+351 21 {i:07d}",
                f"PT{i:09d}",
                date(1970, 1, 1) + timedelta(days=i),
            ]
            for i in range(contracts)
        ],
    )

    def contract(i):
        desk = desks[i] if i < len(desks) else None
        return [
            f"C-{i:06d}",
            f"M{i:05d}",
            desk[0] if desk else places[i % LOCATIONS],
            "FIX-M" if desk else "HOT-M",
            f"{desk[0]}-D{desk[1]:05d}" if desk else None,
            date(2025, 1, 1) + timedelta(days=i % 365),
            None,
            1,
            1800 if desk else 1200,
            i % 3 * 5,
            3600 if desk else 0,
        ]

    sheet(
        "Contracts",
        [
            "Number",
            "Member",
            "Location",
            "Plan",
            "Space",
            "Start",
            "End",
            "Quantity",
            "Price",
            "Discount %",
            "Deposit held",
        ],
        map(contract, range(contracts)),
    )
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def measure(name, call):
    """Print how long a call takes, its queries and the memory high-water mark."""
    cr = env.cr  # noqa: F821 (the shell's environment)
    queries, start, work = cr.sql_log_count, time.monotonic(), time.process_time()
    call()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds, work = time.monotonic() - start, time.process_time() - work
    # On a machine that is shared, the processor's own time says more.
    print(
        f"{name:<22}{seconds:8.1f} s ({work:6.1f} s of Python)"
        f"{cr.sql_log_count - queries:10d} queries{peak:8d} MB peak",
        flush=True,
    )


data = generate(CONTRACTS)
print(f"{CONTRACTS} contracts, {len(data) / 1048576:.1f} MB workbook", flush=True)


def wizard():
    return env["cowork.import"].create(  # noqa: F821
        {"file": base64.b64encode(data), "filename": "bench.xlsx"}
    )


first, again = wizard(), wizard()
measure("nothing", lambda: None)
measure("check", first.action_check)
assert not first.error_count, first.report_ids[:5].mapped("message")
measure("import", first.action_import)
measure("the same file again", again.action_import)
assert again.unchanged_count == again.row_count
env.cr.rollback()  # noqa: F821
