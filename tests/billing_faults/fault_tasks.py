"""What a process of the driver can be told to do, each in a transaction of its own."""

import time

from odoo.fields import Command

BATCH_PARAMETER = "cowork_billing.batch_size"
PLANS = [
    {"name": "Hot Desk", "code": "HOT", "list_price": 199.99, "deposit_months": 1},
    {
        "name": "Fixed Desk",
        "code": "FIX",
        "list_price": 1000.0,
        "anchor": "anniversary",
        "setup_fee": 50.0,
    },
    {"name": "Office", "code": "OFF", "list_price": 7500.0, "proration": "thirty"},
    {"name": "Print", "code": "PRT", "list_price": 33.33, "bill_in": "arrears"},
]


def prepare(env, contracts, batch):
    """An operator with contracts that began, one after the other, since January.

    :param contracts: how many
    :param batch: contracts a run commits at a time
    """
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company, install_demo=False
        )
    company._create_missing_deposit_accounts()
    env["ir.config_parameter"].set_param(BATCH_PARAMETER, batch)
    locations = env["cowork.location"].create(
        [{"name": "North", "code": "FN"}, {"name": "South", "code": "FS"}]
    )
    kind = env.ref("cowork_members.kind_hot_desk")
    plans = env["cowork.plan"].create([{**vals, "kind_id": kind.id} for vals in PLANS])
    partners = env["res.partner"].create(
        [
            {"name": f"Member {index:03}", "country_id": env.ref("base.us").id}
            for index in range(contracts * 2 // 3)
        ]
    )
    env["cowork.contract"].create(
        [
            _prepare_contract(index, locations, plans, partners)
            for index in range(contracts)
        ]
    )
    made = env["cowork.contract"].search([], order="id")
    made.action_sign()
    made.action_activate()
    for contract in made[::9]:
        contract.action_suspend("2026-03-05", "2026-03-20")
    return made.ids


def _prepare_contract(index, locations, plans, partners):
    first = f"2026-{1 + index % 3:02}-{1 + index * 5 % 28:02}"
    return {
        "partner_id": partners[index % len(partners)].id,
        # the last quarter is for the tests that need a small run
        "location_id": locations[index % 4 // 3].id,
        "date_start": first,
        "line_ids": [
            Command.create(
                {
                    "plan_id": plans[(index + number) % len(plans)].id,
                    "quantity": 1 + (index + number) % 2,
                    "date_start": first,
                }
            )
            for number in range(1 + index % 3)
        ],
    }


def spoil(env):
    """Damage three contracts as only a bug or a hand in the database could.

    :returns: ids of the contracts that no run can bill
    """
    contracts = env["cowork.contract"].search([], order="id")
    taken, broken, archived = contracts[5], contracts[11], contracts[17]
    env.cr.execute(
        "UPDATE cowork_fee_line SET computation = '{}' WHERE contract_id = %s",
        [broken.id],
    )
    product = archived.line_ids[0].product_id.copy({"name": "Gone", "active": False})
    archived.line_ids[0].product_id = product
    # The key of the next charge is taken, by a charge of somebody else.
    built, _ = env["cowork.fee.builder"]._build(taken, env.cr.now().date())
    vals = dict(built[0].vals[0], amount_untaxed=0.0, state="waived")
    vals["contract_id"] = contracts[0].id
    vals["contract_line_id"] = False
    env["cowork.fee.line"].create([vals])
    return [taken.id, broken.id, archived.id]


def new_run(env, date, location=None):
    """:returns: id of a draft run"""
    places = env["cowork.location"].search([("code", "=", location)])
    return (
        env["cowork.billing.run"]
        .create({"date": date, "location_ids": [Command.set(places.ids)]})
        .id
    )


def to_end(env, run):
    """Start a run or let it go on, until nothing is left.

    :returns: its state
    """
    run = env["cowork.billing.run"].browse(run)
    run._run_to_end()
    return run.state


def batches(env, run, count):
    """Start a run or let it go on for some batches."""
    run = env["cowork.billing.run"].browse(run)
    if run.state != "running":
        run._start()
    for _ in range(count):
        run._work()


def start_only(env, run):
    """Start a run that has looked at nothing yet, whatever else is running."""
    env["cowork.billing.run"].browse(run).write(
        {"state": "running", "started_at": env.cr.now()}
    )


def action(env, run, method):
    """Press a button of a run, as the administrator."""
    user = env.ref("base.user_admin")
    user.group_ids += env.ref("cowork_billing.group_manager")
    getattr(env["cowork.billing.run"].with_user(user).browse(run), method)()


def preview(env, run):
    """:returns: how many fee lines a run would make, and their untaxed sum"""
    run = env["cowork.billing.run"].browse(run)
    run.action_preview()
    return [run.preview_count, run.preview_total]


def figures(env, run):
    """:returns: what the run's form shows"""
    names = [
        "state",
        "contract_count",
        "done_count",
        "fee_line_count",
        "invoice_count",
        "error_count",
        "notice_count",
        "amount_total",
        "plain_count",
    ]
    [values] = env["cowork.billing.run"].browse(run).read(names)
    return values


def call(env, model, ids, method, args=()):
    """Call a method on records: what a user does meanwhile."""
    getattr(env[model].browse(ids), method)(*args)


def hold(env, contracts, seconds, vals):
    """A user whose change of contracts takes a while to be committed."""
    env["cowork.contract"].browse(contracts).write(vals)
    env.flush_all()
    env.cr.execute("SELECT pg_advisory_xact_lock(1)")
    time.sleep(seconds)


def cron(env, number):
    """Let the scheduler run one of the workers as it does itself."""
    env.ref(f"cowork_billing.cron_billing_{number}").method_direct_trigger()


def due(env, contract, date):
    """:returns: how many charges of a contract are due"""
    run = env["cowork.billing.run"].new({"date": date})
    contracts = env["cowork.contract"].browse(contract)
    built, _ = env["cowork.fee.builder"]._build(contracts, run.date)
    return sum(len(fees.vals) for fees in built)


def set_price(env, contracts, price):
    """A user changes what contracts cost."""
    lines = env["cowork.contract"].browse(contracts).line_ids
    lines.write({"price_unit": price})
