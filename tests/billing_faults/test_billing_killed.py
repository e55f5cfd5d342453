"""A run that is stopped and started again leaves what an undisturbed one leaves."""

import os
import signal
import time

import ledger
import pytest
from lab import seeded

from conftest import SECOND

# What PostgreSQL says when somebody else is at work: tried again at once.
PASSING = {"40001": "serialization", "40P01": "deadlock", "55P03": "lock not available"}
# What needs somebody's hand, or at least time: the run stops where it is.
LASTING = {"53100": "disk full", "57P01": "shutdown"}
#: runs that are killed three times each; KILLED_RUNS=17 is a sweep of 51 kills
KILLED_RUNS = int(os.environ.get("KILLED_RUNS", "4"))
TABLES = {"account_move": 8, "account_move_line": 30, "cowork_fee_line": 20}


def assert_as_undisturbed(expected, lab):
    ledger.assert_ledger_is_sound(lab)
    assert not ledger.differences(expected, ledger.snapshot(lab))


def test_all_but_the_damaged_contracts_are_billed_and_previewed_alike(lab):
    before = ledger.snapshot(lab)
    count, total = lab.do("preview", run=lab.run)
    previewed = ledger.snapshot(lab)
    assert before.pop("runs") != previewed.pop("runs")
    assert before == previewed
    assert lab.do("to_end", run=lab.run) == "done"
    ledger.assert_ledger_is_sound(lab)
    figures = lab.do("figures", run=lab.run)
    assert figures["error_count"] == len(lab.bad)
    assert figures["done_count"] == figures["contract_count"]
    # the preview cannot know that the database will refuse a key
    refused = lab.do("due", contract=lab.bad[0], date=SECOND)
    assert figures["fee_line_count"] == count - refused
    assert figures["amount_total"] < total
    ledger.assert_second_run_bills_nothing(lab, SECOND)


@pytest.mark.parametrize("number", range(KILLED_RUNS))
def test_killed_run_goes_on_to_the_same_end(lab, undisturbed, number):
    random = seeded("killed", number)
    for done in sorted(random.sample(range(0, 26, 4), 3)):
        pid = lab.start("to_end", run=lab.run)
        lab.wait_for_contracts(lab.run, done)
        # anywhere in a batch: while it reads, computes, writes, numbers or commits
        time.sleep(random.uniform(0.0, lab.batch_seconds))
        assert lab.kill(pid) == {"killed": -signal.SIGKILL}
        lab.wait_alone()
        ledger.assert_ledger_is_sound(lab)
    assert lab.do("to_end", run=lab.run) == "done"
    assert_as_undisturbed(undisturbed, lab)


@pytest.mark.parametrize("number", range(2))
def test_run_goes_on_after_the_database_dropped_its_connection(
    lab, undisturbed, number
):
    pid = lab.start("to_end", run=lab.run)
    lab.wait_for_contracts(lab.run, 4 + 8 * number)
    lab.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    assert "error" in lab.wait(pid)
    assert lab.do("to_end", run=lab.run) == "done"
    assert_as_undisturbed(undisturbed, lab)


def inject(lab, table, code, number):
    """Let one insert fail: the number-th one, committed or not."""
    lab.sql("CREATE SEQUENCE fault")
    lab.sql(
        f"""
        CREATE FUNCTION fault() RETURNS trigger AS $$
        BEGIN
            IF nextval('fault') = {number} THEN
                RAISE EXCEPTION 'injected' USING ERRCODE = '{code}';
            END IF;
            RETURN NEW;
        END $$ LANGUAGE plpgsql;
        CREATE TRIGGER fault BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION fault();
        """
    )


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("code", PASSING, ids=PASSING.values())
def test_passing_failure_is_tried_again(lab, undisturbed_small, table, code):
    number = seeded(table, code).randint(1, TABLES[table])
    inject(lab, table, code, number)
    assert lab.do("to_end", run=lab.small) == "done"
    assert lab.value("SELECT last_value FROM fault") > number
    assert_as_undisturbed(undisturbed_small, lab)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("code", LASTING, ids=LASTING.values())
def test_lasting_failure_leaves_whole_batches_and_the_run_goes_on(
    lab, undisturbed_small, table, code
):
    number = seeded(table, code).randint(1, TABLES[table])
    inject(lab, table, code, number)
    outcome = lab.attempt("to_end", run=lab.small)
    assert "injected" in outcome["message"]
    ledger.assert_ledger_is_sound(lab)
    assert not lab.value(
        "SELECT count(*) FROM cowork_billing_error WHERE message LIKE '%injected%'"
    )
    assert lab.do("to_end", run=lab.small) == "done"
    assert_as_undisturbed(undisturbed_small, lab)


def test_scheduler_says_on_the_run_what_stops_it_and_goes_on(lab, undisturbed):
    lab.do("batches", run=lab.run, count=1)
    inject(lab, "account_move", "53100", "nextval('fault') - 1")
    for _ in range(2):
        lab.do("cron", number=1)
    said = lab.sql(
        "SELECT body FROM mail_message WHERE model = 'cowork.billing.run'"
        " AND res_id = %s AND body LIKE '%%injected%%'",
        lab.run,
    )
    assert len(said) == 1
    lab.sql("DROP TRIGGER fault ON account_move")
    assert lab.value(
        "SELECT active AND nextcall < now() AT TIME ZONE 'UTC' + interval '15 minutes'"
        " FROM ir_cron WHERE cron_name LIKE '%%worker 1%%'"
    )
    while lab.value("SELECT state FROM cowork_billing_run WHERE id = %s", lab.run) == (
        "running"
    ):
        lab.do("cron", number=1)
    assert_as_undisturbed(undisturbed, lab)


def test_workers_put_to_sleep_by_the_scheduler_are_woken_by_go_on(lab):
    lab.do("batches", run=lab.run, count=1)
    lab.sql("UPDATE ir_cron SET active = false")
    lab.do("action", run=lab.run, method="action_run")
    assert lab.value("SELECT count(*) FROM ir_cron WHERE active") == 2
    assert lab.value("SELECT count(*) FROM ir_cron_trigger") >= 2


def test_go_on_bills_a_batch_by_hand_when_nobody_has_been_at_work(lab):
    lab.do("batches", run=lab.run, count=1)
    done = "SELECT count(*) FROM cowork_contract WHERE billing_run_id = %s"
    lab.do("action", run=lab.run, method="action_run")
    assert lab.value(done, lab.run) == 4
    ago = "now() AT TIME ZONE 'UTC' - interval '11 minutes'"
    lab.sql(f"UPDATE cowork_billing_run SET write_date = {ago}")
    lab.sql(f"UPDATE cowork_billing_progress SET create_date = {ago}")
    lab.do("action", run=lab.run, method="action_run")
    assert lab.value(done, lab.run) == 8
