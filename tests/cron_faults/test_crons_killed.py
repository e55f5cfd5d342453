"""Scheduled actions of facilities and feedback that are killed and run again leave what
undisturbed ones leave: nothing twice, nothing missing."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from lab import opened

TASKS = Path(__file__).with_name("cron_tasks.py")
#: Each takes a few records at a time, so that there are several batches.
CRONS = {
    "cowork_facilities.cron_generate_rounds": "model._cron_generate(limit=2)",
    "cowork_facilities.cron_missed_rounds": "model._cron_mark_missed(limit=6)",
    "cowork_facilities.cron_make_planned_orders": "model._cron_make_orders(limit=2)",
    "cowork_members.cron_check_deadlines": "model._cron_check_deadlines(limit=4)",
    "cowork_feedback.cron_survey_ask": "model._cron_ask(limit=2, crowd=3)",
    "cowork_feedback.cron_survey_remind": "model._cron_remind(limit=4)",
    "cowork_feedback.cron_escalate_actions": "model._cron_escalate(limit=2)",
}
GENERATE, MISSED, *_others = CRONS
ASK, REMIND = "cowork_feedback.cron_survey_ask", "cowork_feedback.cron_survey_remind"
#: batches with which each run begins anew: it looks at both campaigns every time
FIRST = {ASK: 2}
#: more batches than any has
MOST = 20
KILLED = {"killed": -signal.SIGKILL}

#: What scheduled actions leave, without ids of their own and moments.
LEFT = {
    "rounds": """
        SELECT r.key, r.name, r.state, r.date::text, r.start::text, r.due::text,
               (SELECT array_agg(l.name ORDER BY l.name)
                  FROM cowork_round_line l WHERE l.round_id = r.id)
          FROM cowork_round r
    """,
    "templates": """
        SELECT id, generated_until::text, generate_on::text, generation_error
          FROM cowork_round_template
    """,
    "plans": """
        SELECT id, generated_to::text, make_on::text, problem
          FROM cowork_maintenance_plan
    """,
    "work orders": """
        SELECT name, plan_id, plan_date::text, user_id, escalation_level,
               response_status, resolution_status
          FROM maintenance_request
    """,
    "complaints": """
        SELECT id, escalation_level, response_status, answer_status, resolution_status
          FROM cowork_complaint
    """,
    "actions": """
        SELECT id, escalation_level, escalated_on::text FROM cowork_improvement_action
    """,
    "campaigns": "SELECT id, problem, last_run::text FROM cowork_survey_campaign",
    "invitations": """
        SELECT i.key, i.state, i.reminder_count, i.reminded_on::text, i.reason,
               w.date::text, a.partner_id, a.state
          FROM cowork_survey_invitation i
          JOIN cowork_survey_wave w ON w.id = i.wave_id
          LEFT JOIN survey_user_input a ON a.id = i.user_input_id
    """,
    "to-dos": """
        SELECT res_model, summary, note, user_id, date_deadline::text, active
          FROM mail_activity
    """,
    "messages": """
        SELECT model, body, message_type, subtype_id, author_id FROM mail_message
    """,
    # whatever else there may be twice
    "rows": """
        SELECT relname, (xpath('/row/n/text()', query_to_xml(
                   format('SELECT count(*) AS n FROM %I', relname), false, true, ''
               )))[1]::text
          FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
           AND relname !~ '^(ir_cron|bus_|base_registry_signaling)'
    """,
}


class Post:
    """Mails that have arrived, in a file of their own: nothing takes them back."""

    def __init__(self, path):
        self.path = path
        self.path.touch()

    def look(self, lab):
        """:returns: mails but those with a link that leads nowhere: sent by a process
        that was killed before it had saved what they lead to"""
        known = {
            row[0] for row in lab.sql("SELECT access_token FROM survey_user_input")
        }
        mails = [line.split("\t") for line in self.path.read_text().splitlines()]
        return sorted(
            (to, subject)
            for to, subject, link in mails
            if not link or link.rpartition("=")[2] in known
        )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    log = str(tmp_path_factory.mktemp("crons") / "driver.log")
    with opened(log, TASKS, lambda lab: lab.do("prepare", crons=CRONS)) as lab:
        yield lab


@pytest.fixture(scope="module")
def undisturbed(prepared, tmp_path_factory):
    """What scheduled actions leave that nobody disturbs."""
    prepared.reset()
    post = Post(tmp_path_factory.mktemp("post") / "undisturbed")
    for cron in CRONS:
        prepare_for(prepared, cron)
        assert len(prepared.do("run", cron=cron, post=str(post.path))) > 2
    return look(prepared, post)


@pytest.fixture
def lab(undisturbed, prepared):
    """The prepared database, as if no test had used it before."""
    prepared.reset()
    return prepared


def prepare_for(lab, cron):
    """Bring the database to where a scheduled action has something to do."""
    if cron == REMIND:
        lab.sql("UPDATE cowork_survey_invitation SET date = date - 1")


def look(lab, post):
    """:returns: all that is there now, in a form that can be compared"""
    lab.do("post_out", post=str(post.path))
    left = {name: sorted(map(repr, lab.sql(query))) for name, query in LEFT.items()}
    return {**left, "mails": post.look(lab)}


def assert_same(expected, actual):
    """Say what is missing or too much, not all that there is."""
    for name, rows in expected.items():
        rest = list(actual[name])
        missing = [row for row in rows if row not in rest or rest.remove(row)]
        assert not missing and not rest, f"{name}: missing {missing}, extra {rest}"


def kill_in_every_batch(lab, cron, post):
    """Run a scheduled action to its end, over many dead bodies of itself."""

    def run(**kill):
        outcome = lab.attempt("run", cron=cron, post=str(post.path), **kill)
        lab.wait_alone()
        return outcome

    # before anything is committed: at its first statement, and when all is done
    assert run(batches=0, writes=1) == KILLED
    assert run(batches=0, writes=None) == KILLED
    first = FIRST.get(cron, 0)
    for number in range(first):
        assert run(batches=number + 1, writes=1) == KILLED
    # then each goes on for one batch and dies in the next one, up to the last
    kills = 0
    while run(batches=first + 1, writes=(1, 3, None)[kills % 3]) == KILLED:
        kills += 1
        assert kills < MOST
    assert kills > 1
    assert run() == {"result": [1] * first}


def test_killed_in_every_batch_they_go_on_to_the_same_end(lab, undisturbed, tmp_path):
    post = Post(tmp_path / "killed")
    for cron in CRONS:
        prepare_for(lab, cron)
        kill_in_every_batch(lab, cron, post)
    assert_same(undisturbed, look(lab, post))


def test_only_the_crowd_that_was_being_mailed_is_mailed_again(lab, tmp_path):
    post = Post(tmp_path / "crowds")
    # two campaigns are planned and three batches asked by name; then the first crowd is
    # saved, and the second one mailed only
    killed = lab.attempt("run", cron=ASK, post=str(post.path), batches=6, writes=None)
    lab.wait_alone()
    assert killed == KILLED
    lab.do("run", cron=ASK, post=str(post.path))
    mailed = Counter(line.split("\t")[0] for line in post.path.read_text().splitlines())
    assert sorted(mailed.values()) == [1, 1, 1, 2, 2, 2]
    # each of them has one link that works
    assert len(set(post.look(lab))) == len(post.look(lab)) == 6


@pytest.mark.parametrize("other", ["generate", "press_plan"])
def test_rounds_planned_by_two_at_once_are_planned_once(
    lab, undisturbed, tmp_path, other
):
    lab.sql("SELECT pg_advisory_lock(1)")
    arguments = {"generate": {"batches": 4}, "press_plan": {}}
    pids = [lab.start(task, **arguments[task]) for task in ("generate", other)]
    lab.wait_until("SELECT count(*) = 2 FROM pg_locks WHERE NOT granted")
    lab.sql("SELECT pg_advisory_unlock(1)")
    outcomes = [lab.wait(pid) for pid in pids]
    # who came second may be told to try again, which the scheduler does
    told = {outcome.get("error") for outcome in outcomes} - {None}
    assert told <= {"SerializationFailure"}
    post = Post(tmp_path / "together")
    for cron in (GENERATE, MISSED):
        lab.do("run", cron=cron, post=str(post.path))
    for name in ("rounds", "templates"):
        assert undisturbed[name] == sorted(map(repr, lab.sql(LEFT[name])))
