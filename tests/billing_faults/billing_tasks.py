"""What a process of the driver can be told to do, each in a transaction of its own."""

import time

from odoo.fields import Command

BATCH_PARAMETER = "cowork_billing.batch_size"
#: numbers of the contracts whose charges lose what they were computed from
DAMAGED = (11,)
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
    _use(env, made)
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


def _use(env, contracts):
    """Let contracts use hours and prints from February to May: with what their plan
    includes, with packs that a member's contracts share, and beyond both."""
    hours = env.ref("cowork_members.usage_meeting_hours")
    prints = env.ref("cowork_members.usage_prints")
    for usage_type, price in ((hours, 80.0), (prints, 0.37)):
        usage_type.product_id = env["product.product"].create(
            {"name": usage_type.name, "type": "service", "list_price": price}
        )
    lines = contracts.line_ids.filtered(lambda line: line.plan_id.code == "HOT")
    included = {"usage_type_id": hours.id, "quantity": 2, "period": "month"}
    lines.plan_id.allowance_ids = [Command.create(included)]
    lines._copy_allowances()
    env["cowork.pack"].create(
        [
            {
                "partner_id": partner.id,
                "usage_type_id": hours.id,
                "quantity": 3.5,
                "date_from": "2026-02-01",
            }
            for partner in contracts.partner_id[::3]
        ]
    )
    env["cowork.usage"]._record(
        [
            vals
            for index, contract in enumerate(contracts)
            for vals in _prepare_usages(index, contract, (hours, prints))
        ]
    )


def _prepare_usages(index, contract, usage_types):
    """:returns: list of values: up to three uses a month while the contract runs"""
    # Those that are to lose their history have none that says what usage cost, and
    # those that are to end use nothing afterwards.
    months = (4, 5) if index in DAMAGED else (2,) if index % 9 == 4 else (2, 3, 4, 5)
    days = [
        f"2026-{month:02}-{1 + (index * 7 + number * 5) % 28:02}"
        for month in months
        for number in range(index % 4)
    ]
    return [
        {
            "key": f"fault,{contract.id},{number}",
            "contract_id": contract.id,
            "usage_type_id": usage_types[number % 5 // 4].id,
            "date": day,
            "quantity": 0.75 + (index + number) % 5 / 2,
        }
        for number, day in enumerate(days)
        if day >= str(contract.date_start)
    ]


def take_back(env):
    """Take settled usage back, of which some was paid, included and prepaid.

    :returns: how many lines
    """
    settled = env["cowork.usage"].search([("state", "=", "rated")], order="id")
    return len(settled[::5]._reverse("Entered for the wrong member"))


def draft_credits(env, count, share):
    """Pay an invoice, and draft credit notes that give back a share of one charge each.

    :returns: id of the charge, and ids of the credit notes
    """
    fees = env["cowork.fee.line"]
    invoiced = [("state", "=", "invoiced"), ("kind", "=", "membership")]
    fee = fees.search(invoiced, order="id", limit=1)
    payment = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=fee.move_id.ids
    )
    payment.create({})._create_payments()
    notes = env["account.move"]
    for _number in range(count):
        # A journal each: in one journal their numbers make them wait for each other.
        vals = {
            "invoice_date": fee.move_id.invoice_date,
            "journal_id": fee.move_id.journal_id.copy().id,
        }
        note = fee.move_id._reverse_moves([vals])
        line = note.invoice_line_ids.filtered(lambda x: x.cowork_fee_line_id == fee)
        (note.invoice_line_ids - line).unlink()
        line.price_unit *= share
        notes |= note
    return [fee.id, notes.ids]


def spoil(env):
    """Damage three contracts as only a bug or a hand in the database could.

    :returns: ids of the contracts that no run can bill
    """
    contracts = env["cowork.contract"].search([], order="id")
    taken, broken, archived = contracts[5], contracts[DAMAGED[0]], contracts[17]
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


def one_batch(env, run):
    """Start a run and bill a batch; whoever calls this decides what becomes of it."""
    run = env["cowork.billing.run"].browse(run)
    run._start()
    run._process_batch(run._get_batch_size())


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
