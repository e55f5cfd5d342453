"""The same over HTTP and by the scheduler of a real server."""

from concurrent.futures import ThreadPoolExecutor

import ledger
import pytest
from erp_server import Refused, Server
from test_billing_killed import assert_as_undisturbed

from conftest import SECOND

MODEL = "cowork.billing.run"


@pytest.fixture
def server(lab, tmp_path):
    lab.sql(
        "INSERT INTO res_groups_users_rel (gid, uid) SELECT g.res_id, u.res_id"
        " FROM ir_model_data g, ir_model_data u WHERE g.module = 'cowork_billing'"
        " AND g.name = 'group_manager' AND u.module = 'base' AND u.name = 'user_admin'"
        " ON CONFLICT DO NOTHING"
    )
    server = Server(lab.database, str(tmp_path / "server.log"))
    server.start()
    yield server
    server.kill()


def set_batch(lab, size):
    lab.sql(
        "UPDATE ir_config_parameter SET value = %s"
        " WHERE key = 'cowork_billing.batch_size'",
        size,
    )


def test_killed_server_goes_on_with_both_workers(lab, undisturbed, server):
    server.log_in()(MODEL, "action_run", [lab.run])
    for done in (6, 16):
        lab.wait_for_contracts(lab.run, done)
        server.kill()
        lab.wait_alone()
        ledger.assert_ledger_is_sound(lab)
        server.start()
        server.wake()
    lab.wait_for_contracts(lab.run, 22)
    # the database drops every connection, the scheduler's too
    lab.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    server.wake()
    lab.wait_until(
        "SELECT state = 'done' FROM cowork_billing_run WHERE id = %s",
        lab.run,
        seconds=150,
    )
    workers = lab.sql(
        "SELECT cron_name FROM ir_cron c JOIN ir_cron_progress p ON p.cron_id = c.id"
        " WHERE p.done > 0 AND cron_name LIKE '%%(worker %%' GROUP BY cron_name"
    )
    assert len(workers) == 2
    assert_as_undisturbed(undisturbed, lab)
    assert lab.value(
        "SELECT bool_and(active) FROM ir_cron WHERE cron_name LIKE '%%(worker %%'"
    )
    ledger.assert_second_run_bills_nothing(lab, SECOND)


def test_bill_now_pressed_twice_at_once_bills_once(lab, undisturbed_small, server):
    # small enough to be billed while the user waits
    set_batch(lab, "200")
    users = [server.log_in() for _ in range(3)]

    def press(call):
        try:
            return call(MODEL, "action_run", [lab.small])
        except Refused as refusal:
            return str(refusal)

    with ThreadPoolExecutor() as pool:
        answers = set(pool.map(press, users))
    assert True in answers
    assert all("is over" in answer for answer in answers - {True})
    assert_as_undisturbed(undisturbed_small, lab)
