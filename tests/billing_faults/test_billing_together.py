"""Several at work at once: workers, runs, and users who change things meanwhile."""

import time

import ledger
import pytest
from erp_databases import connect
from test_billing_killed import assert_as_undisturbed

from conftest import SECOND

PARTNERWISE = "UPDATE res_company SET cowork_invoice_grouping = 'partner'"


def test_two_workers_do_the_work_of_one(lab, undisturbed):
    pids = [lab.start("to_end", run=lab.run) for _ in range(2)]
    assert [lab.wait(pid) for pid in pids] == [{"result": "done"}] * 2
    assert_as_undisturbed(undisturbed, lab)
    ledger.assert_second_run_bills_nothing(lab, SECOND)


def test_worker_finishes_what_the_other_one_was_killed_at(lab, undisturbed):
    first = lab.start("to_end", run=lab.run)
    other = lab.start("to_end", run=lab.run)
    lab.wait_for_contracts(lab.run, 8)
    assert "killed" in lab.kill(other)
    assert lab.wait(first) == {"result": "done"}
    assert_as_undisturbed(undisturbed, lab)


def test_two_workers_never_split_the_invoice_of_a_member(lab):
    lab.sql(PARTNERWISE)
    assert lab.do("to_end", run=lab.run) == "done"
    expected = ledger.snapshot(lab)
    lab.reset()
    lab.sql(PARTNERWISE)
    pids = [lab.start("to_end", run=lab.run) for _ in range(2)]
    assert [lab.wait(pid) for pid in pids] == [{"result": "done"}] * 2
    assert_as_undisturbed(expected, lab)
    shared = "SELECT count(*) FROM account_move WHERE cowork_run_id = %s"
    assert lab.value(f"{shared} AND cowork_contract_id IS NULL", lab.run) > 3


def test_second_run_is_told_which_one_is_running_since_when(lab):
    lab.do("batches", run=lab.run, count=1)
    [(start,)] = lab.sql(
        "SELECT started_at::date::text FROM cowork_billing_run WHERE id = %s",
        lab.run,
    )
    outcome = lab.attempt("action", run=lab.small, method="action_run")
    assert outcome["error"] == "UserError"
    assert "Billing 05/31/2026" in outcome["message"]
    assert start in outcome["message"]


def test_two_runs_started_at_the_same_moment_bill_nothing_twice(lab, undisturbed):
    other = lab.do("new_run", date=SECOND)
    pids = [lab.start("to_end", run=run) for run in (lab.run, other)]
    outcomes = [lab.wait(pid) for pid in pids]
    assert {"result": "done"} in outcomes
    assert {o.get("result") or o["error"] for o in outcomes} <= {"done", "UserError"}
    assert_same_charges(undisturbed, lab)


def test_two_runs_forced_to_run_at_once_bill_nothing_twice(lab, undisturbed):
    other = lab.do("new_run", date=SECOND)
    runs = [lab.run, other]
    for run in runs:
        lab.do("start_only", run=run)
    pids = [lab.start("to_end", run=run) for run in runs]
    assert [lab.wait(pid) for pid in pids] == [{"result": "done"}] * 2
    assert_same_charges(undisturbed, lab)
    assert lab.value("SELECT count(DISTINCT run_id) FROM cowork_fee_line") == 3
    refused = lab.sql(
        "SELECT DISTINCT contract_id FROM cowork_billing_error ORDER BY contract_id"
    )
    assert [row[0] for row in refused] == lab.bad


def test_two_credit_notes_at_once_give_back_no_more_than_was_charged(lab):
    fee, notes = lab.do("draft_credits", count=2, share=0.6)
    post = {"task": "call", "model": "account.move", "method": "action_post"}
    blocker = connect(lab.database)
    blocker.autocommit = False
    with blocker.cursor() as cr:
        cr.execute("SELECT FROM cowork_fee_line WHERE id = %s FOR UPDATE", [fee])
    pids = [lab.start(**post, ids=[note]) for note in notes]
    # Both have read what was given back so far, and neither has given back anything.
    lab.wait_until("SELECT count(*) >= 2 FROM pg_locks WHERE NOT granted")
    blocker.close()
    outcomes = [lab.wait(pid) for pid in pids]
    assert sorted(o.get("error", "") for o in outcomes) == ["", "SerializationFailure"]
    # Who is tried again, as every button of the ERP is, sees what the other one did.
    late = [note for note, o in zip(notes, outcomes, strict=True) if "error" in o]
    assert "too much" in lab.attempt(**post, ids=late)["message"]
    posted = "SELECT count(*) FROM account_move WHERE id = ANY(%s) AND state = 'posted'"
    assert lab.value(posted, notes) == 1


def assert_same_charges(expected, lab):
    """Equal but for the run that made them."""
    ledger.assert_ledger_is_sound(lab)
    actual = ledger.snapshot(lab)
    for name in ("numbers", "balances"):
        assert expected[name] == actual[name]
    run = -2
    assert [fee[:run] for fee in expected["fee lines"]] == [
        fee[:run] for fee in actual["fee lines"]
    ]


@pytest.fixture
def left(lab):
    """Good contracts that a run in the middle of its work has not looked at."""
    lab.do("batches", run=lab.run, count=4)
    rows = lab.sql(
        "SELECT id FROM cowork_contract WHERE billing_run_id <> %s AND state = 'active'"
        " AND id <> ALL(%s) ORDER BY id",
        lab.run,
        lab.bad,
    )
    return [row[0] for row in rows]


def test_what_users_committed_meanwhile_decides(lab, left):
    done = lab.sql(
        "SELECT contract_id, sum(amount) FROM cowork_fee_line WHERE run_id = %s"
        " GROUP BY contract_id ORDER BY contract_id",
        lab.run,
    )
    priced, ended, archived = left[:3]
    lab.do("set_price", contracts=[priced, done[0][0]], price=4321.0)
    lab.do(
        "call",
        model="cowork.contract",
        ids=[ended],
        method="action_terminate",
        args=["2026-04-10"],
    )
    [(partner,)] = lab.sql(
        "SELECT partner_id FROM cowork_contract WHERE id = %s", archived
    )
    lab.sql("UPDATE res_partner SET active = false WHERE id = %s", partner)
    assert lab.do("to_end", run=lab.run) == "done"
    ledger.assert_ledger_is_sound(lab)
    assert lab.value(
        "SELECT bool_and((computation->>'price_unit')::numeric = 4321)"
        " FROM cowork_fee_line WHERE run_id = %s AND contract_id = %s"
        " AND kind = 'membership'",
        lab.run,
        priced,
    )
    assert (
        lab.sql(
            "SELECT contract_id, sum(amount) FROM cowork_fee_line WHERE run_id = %s"
            " AND contract_id = ANY(%s) GROUP BY contract_id ORDER BY contract_id",
            lab.run,
            [row[0] for row in done],
        )
        == done
    )
    last = "SELECT max(period_end)::text FROM cowork_fee_line WHERE contract_id = %s"
    assert lab.value(f"{last} AND kind = 'membership'", ended) == "2026-04-10"
    assert lab.sql(
        "SELECT kind, message FROM cowork_billing_error WHERE contract_id = %s",
        archived,
    ) == [("notice", "The member is archived.")]


def test_contract_in_the_hands_of_a_user_is_billed_as_he_leaves_it(lab, left):
    [(term,)] = lab.sql("SELECT max(id) FROM account_payment_term")
    user = lab.start(
        "hold", contracts=left[:2], seconds=2.0, vals={"payment_term_id": term}
    )
    lab.wait_for_hold()
    start = time.monotonic()
    assert lab.do("to_end", run=lab.run) == "done"
    assert "result" in lab.wait(user)
    assert time.monotonic() - start > 1
    ledger.assert_ledger_is_sound(lab)
    assert lab.sql(
        "SELECT DISTINCT invoice_payment_term_id FROM account_move"
        " WHERE cowork_run_id = %s AND cowork_contract_id = ANY(%s)",
        lab.run,
        left[:2],
    ) == [(term,)]


def test_worker_passes_by_what_others_hold(lab, left):
    user = lab.start(
        "hold", contracts=left[:-4], seconds=2.0, vals={"note": "being read"}
    )
    lab.wait_for_hold()
    lab.do("batches", run=lab.run, count=1)
    billed = (
        "SELECT count(*) FROM cowork_contract WHERE billing_run_id = %s AND id = ANY"
    )
    assert lab.value(f"{billed}(%s)", lab.run, left[-4:])
    lab.wait(user)
