"""Fill a database with contracts: ``fill.py ADDONS_PATH DATABASE KIND SIZE USAGE``.

The same members, products, prices, taxes and analytic accounts for every engine.
"""

import sys

from common import BATCH, BEFORE, DAY, LINES, price
from multiply import multiply
from process import environment, say

PLACES = 5
#: contracts that are written by the ERP; a multiple of them is copied
WRITTEN = 10_000
#: posted invoices from before: no database plans well for an empty ledger
HISTORY = 400


def fill_common(env, size):
    """What both engines bill from.

    :returns: partners, products, analytic accounts
    """
    company = env.company
    country = env.ref("base.us")
    company.country_id = country
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, False)
    # As real ones: to an account of their own, not to the analytic account.
    standard = company.account_sale_tax_id
    taxes = standard.union(
        *(standard.copy({"name": f"Tax {rate} %", "amount": rate}) for rate in (10, 2))
    )[1:]
    products = env["product.product"].create(
        [
            {
                "name": f"Membership {number}",
                "type": "service",
                # one line with two taxes, the others with one
                "taxes_id": [(6, 0, taxes.ids if not number else taxes[:1].ids)],
            }
            for number in range(LINES)
        ]
    )
    plan = env["account.analytic.plan"].create({"name": "Benchmark"})
    accounts = env["account.analytic.account"].create(
        [{"name": f"Place {n}", "plan_id": plan.id} for n in range(PLACES)]
    )
    quiet = env["res.partner"].with_context(tracking_disable=True)
    partners = quiet.create(
        [
            {
                "name": f"Member {number:05d}",
                "email": f"member{number}@example.com",
                "country_id": country.id,
            }
            for number in range(size)
        ]
    )
    fill_history(env, partners, products)
    return partners, products, accounts


def fill_history(env, partners, products):
    """Last month's invoices, written by the ERP alone for every engine."""
    moves = env["account.move"].with_context(tracking_disable=True)
    bills = [
        {
            "move_type": "out_invoice",
            "partner_id": partners[number % len(partners)].id,
            "invoice_date": BEFORE,
            "invoice_line_ids": [
                (0, 0, {"product_id": product.id, "price_unit": price(number, line)})
                for line, product in enumerate(products)
            ],
        }
        for number in range(min(HISTORY, 2 * len(partners)))
    ]
    for first in range(0, len(bills), BATCH):
        moves.create(bills[first : first + BATCH])._post()
        env.cr.commit()
    env.cr.execute("ANALYZE")


def fill_ours(env, size, usage):
    partners, products, accounts = fill_common(env, size)
    locations = env["cowork.location"].create(
        [
            {"name": f"Place {n}", "code": f"B{n}", "tz": "UTC"}
            for n, _account in enumerate(accounts)
        ]
    )
    for location, account in zip(locations, accounts, strict=True):
        location.analytic_account_id = account
    kind = env.ref("cowork_members.kind_hot_desk")
    plans = env["cowork.plan"].create(
        [
            {
                "name": product.name,
                "code": f"BENCH-{number}",
                "kind_id": kind.id,
                "product_id": product.id,
                "list_price": 100.0,
                "billing_interval": 1,
                "billing_unit": "month",
                "bill_in": "advance",
                "anchor": "calendar",
            }
            for number, product in enumerate(products)
        ]
    )
    if usage:
        include_hours(env, plans[:1])
    contracts = env["cowork.contract"].with_context(tracking_disable=True)
    written = min(size, WRITTEN)
    if size % written:
        sys.exit(f"More than {WRITTEN} contracts: a multiple of them, please.")
    for first in range(0, written, 500):
        some = contracts.create(
            [
                {
                    "partner_id": partners[number].id,
                    "location_id": locations[number % PLACES].id,
                    "date_start": DAY,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "plan_id": plan.id,
                                "price_unit": price(number, line),
                                "date_start": DAY,
                            },
                        )
                        for line, plan in enumerate(plans)
                    ],
                }
                for number in range(first, min(first + 500, written))
            ]
        )
        some.action_sign()
        some._enter_state("active")
        fill_usage(env, some, usage)
        # What has been written is read no more: memory stays the same however many.
        env.cr.commit()
        env.invalidate_all()
    if size > written:
        multiply(env, written, size // written)


def include_hours(env, plan):
    """Eight meeting hours a month; more of them cost 80.00 each."""
    hours = env.ref("cowork_members.usage_meeting_hours")
    hours.product_id = env["product.product"].create(
        {"name": "Meeting hours", "type": "service", "list_price": 80.0}
    )
    plan.allowance_ids = [
        (0, 0, {"usage_type_id": hours.id, "quantity": 8, "period": "month"})
    ]


def fill_usage(env, contracts, usage):
    """What each contract used: less than is included, or more."""
    hours = env.ref("cowork_members.usage_meeting_hours")
    env["cowork.usage"]._record(
        [
            {
                "key": f"bench,{contract.id},{number}",
                "contract_id": contract.id,
                "usage_type_id": hours.id,
                "used_at": f"{DAY} {number % 24:02}:00:00",
                "quantity": 0.5 + (contract.id + number) % 6 / 2,
            }
            for contract in contracts
            for number in range(usage)
        ]
    )


def fill_rival(env, size, _usage):
    partners, products, accounts = fill_common(env, size)
    contracts = env["contract.contract"].with_context(tracking_disable=True)
    for first in range(0, size, 500):
        contracts.create(
            [
                {
                    "name": f"Contract {number:05d}",
                    "partner_id": partners[number].id,
                    "line_recurrence": True,
                    "contract_line_ids": [
                        (
                            0,
                            0,
                            {
                                "product_id": product.id,
                                "name": f"{product.name} #START# - #END#",
                                "quantity": 1,
                                "price_unit": price(number, line),
                                "analytic_distribution": {
                                    str(accounts[number % PLACES].id): 100
                                },
                                "recurring_rule_type": "monthly",
                                "recurring_interval": 1,
                                "recurring_invoicing_type": "pre-paid",
                                "date_start": DAY,
                                "recurring_next_date": DAY,
                            },
                        )
                        for line, product in enumerate(products)
                    ],
                }
                for number in range(first, min(first + 500, size))
            ]
        )


def main(addons_path, database, kind, size, usage):
    with environment(addons_path, database) as env:
        {"ours": fill_ours, "rival": fill_rival}[kind](env, int(size), int(usage))
        env.cr.commit()
        # Without statistics the first batches are planned for empty tables.
        env.cr.execute("ANALYZE")
        env.cr.commit()
    say(filled=database)


if __name__ == "__main__":
    main(*sys.argv[1:])
