"""What a process of the driver can be told to do with the scheduled actions."""

import os
import re
import signal
import threading
from pathlib import Path

from freezegun import freeze_time

from odoo.fields import Command
from odoo.service.model import retrying

#: a Thursday morning on which everything is due, and the morning three days before
NOW, BEFORE = "2027-01-14 09:00:00", "2027-01-11 09:00:00"
#: how many of each thing there are, and how many a scheduled action takes at a time
COUNT, LIMIT = 6, 2
LINK = re.compile(r"/survey/start/[\w-]+\?answer_token=[\w-]+")
WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(?!"?(ir_cron|bus_))')

# The same morning in every process, with clocks that go on.
freeze_time(NOW, tick=True).start()


# What there is ------------------------------------------------------------------------


def prepare(env, crons):
    """Fill the database with work for scheduled actions.

    :param crons: {xml id: the code that it runs}
    """
    for xml_id, code in crons.items():
        env.ref(xml_id).write({"code": code, "active": True})
    env["ir.cron"].search([]).write({"nextcall": "2099-01-01 00:00:00"})
    with freeze_time(BEFORE, tick=True):
        company = env.company
        company.email = "hello@example.com"
        env["cowork.sla.policy"].search([]).action_archive()
        location, chief = _make_place(env)
        _make_rounds(env, location)
        _make_plans(env, location)
        _make_late(env, location, chief)
        _make_campaigns(env, location)
        _make_actions(env, location)


def _make_place(env):
    """:returns: a location, and the user above its manager"""
    users = env["res.users"].with_context(no_reset_password=True)
    manager, chief = users.create(
        [
            {
                "name": name,
                "login": name.lower(),
                "email": f"{name.lower()}@example.com",
                "group_ids": [
                    Command.link(env.ref(f"cowork_{addon}.group_manager").id)
                    for addon in ("facilities", "feedback")
                ],
            }
            for name in ("Marta", "Chen")
        ]
    )
    employees = env["hr.employee"].create(
        [{"name": user.name, "user_id": user.id} for user in (chief, manager)]
    )
    employees[1].parent_id = employees[0]
    location = env["cowork.location"].create(
        {
            "name": "North",
            "code": "CRON",
            "tz": "UTC",
            "manager_id": employees[1].id,
            "employee_ids": [Command.set(employees.ids)],
        }
    )
    return location, chief


def _make_rounds(env, location):
    """Rounds every day, planned until today: two more days come into reach."""
    hall = env["cowork.space"].create(
        {
            "name": "Hall",
            "location_id": location.id,
            "kind_id": env.ref("cowork_members.kind_hot_desk").id,
        }
    )
    templates = env["cowork.round.template"].create(
        [
            {
                "name": f"Round {number}",
                "location_id": location.id,
                "ahead_days": 3,
                "point_ids": [
                    Command.create({"name": name, "space_id": hall.id})
                    for name in ("Door", "Light")
                ],
            }
            for number in range(COUNT)
        ]
    )
    templates._generate()


def _make_plans(env, location):
    """Equipment that is looked after every week."""
    equipment = env["maintenance.equipment"].create(
        {"name": "Lift", "company_id": env.company.id, "location_id": location.id}
    )
    env["cowork.maintenance.plan"].create(
        [
            {
                "name": f"Work {number}",
                "equipment_id": equipment.id,
                "interval_number": 1,
                "interval_unit": "week",
                "date_start": "2027-01-13",
                "ahead_days": 8,
            }
            for number in range(COUNT)
        ]
    )


def _make_late(env, location, chief):
    """Work orders and complaints that nobody has looked at since."""
    env["cowork.sla.policy"].create(
        [
            {
                "name": model,
                "model": model,
                "response_hours": 1.0,
                "resolution_hours": 2.0,
                "escalation_hours": 1.0,
                "warn_by": "none",
            }
            for model in ("maintenance.request", "cowork.complaint")
        ]
    )
    member = env["res.partner"].create({"name": "Rafa", "email": "rafa@example.com"})
    env["maintenance.request"].create(
        [
            {
                "name": f"Fault {number}",
                "location_id": location.id,
                "company_id": env.company.id,
                # some belong to somebody, others to the site manager
                "user_id": chief.id if number % 2 else False,
            }
            for number in range(COUNT)
        ]
    )
    env["cowork.complaint"].create(
        [
            {
                "subject": f"Noise {number}",
                "description": "Every afternoon.",
                "location_id": location.id,
                "partner_id": member.id,
                "category_id": env.ref("cowork_feedback.category_noise").id,
                "user_id": location.manager_id.user_id.id,
            }
            for number in range(COUNT)
        ]
    )


def _make_campaigns(env, location):
    """Members to be asked, by name and anonymously."""
    kind = env.ref("cowork_members.kind_hot_desk")
    plan = env["cowork.plan"].create({"name": "Hot", "code": "CR", "kind_id": kind.id})
    people = env["res.partner"].create(
        [
            {"name": f"Person {number}", "email": f"person{number}@example.com"}
            for number in range(COUNT)
        ]
    )
    contracts = env["cowork.contract"].create(
        [
            {
                "partner_id": person.id,
                "location_id": location.id,
                "date_start": "2026-11-01",
                "line_ids": [Command.create({"plan_id": plan.id})],
            }
            for person in people
        ]
    )
    contracts.action_sign()
    contracts.action_activate()
    surveys = [env.ref(f"cowork_feedback.survey_{key}") for key in ("nps", "quarterly")]
    env["cowork.survey.campaign"].create(
        [
            {
                "name": survey.title,
                "survey_id": survey.id,
                "trigger": "cadence",
                "company_id": env.company.id,
                "location_ids": [Command.set(location.ids)],
                "date_start": "2027-01-14",
                "answer_days": 60,
                "recontact_days": 0,
                "reminder_limit": 1,
                "reminder_days": 1,
            }
            for survey in surveys
        ]
    ).action_start()


def _make_actions(env, location):
    """An improvement whose actions are overdue."""
    owner = location.manager_id.user_id
    env["cowork.improvement"].create(
        {
            "name": "Fewer loud calls",
            "location_id": location.id,
            "user_id": owner.id,
            "kpi_id": env.ref("cowork_feedback.kpi_complaints_rate").id,
            "action_ids": [
                Command.create(
                    {
                        "name": f"Booth {number}",
                        "user_id": owner.id,
                        "due_on": "2027-01-12",
                    }
                )
                for number in range(COUNT)
            ],
        }
    )


# What is done -------------------------------------------------------------------------


def run(env, cron, post, batches=None, writes=None):
    """Let the scheduler run a scheduled action as it does itself, on the next morning
    that it is due.

    :param post: path of a file to which mails are delivered
    :param batches: how many batches are committed before the process is killed; None to
        leave it alive
    :param writes: how many statements have written of the next batch by then; None for
        all, just before they are committed
    :returns: list of how many statements have written in each batch
    """
    _deliver(env, Path(post))
    fuse = _Fuse(env, batches, writes)
    env.ref(cron).method_direct_trigger()
    return fuse.seen


def post_out(env, post):
    """Send what is in the outbox."""
    _deliver(env, Path(post))
    env["mail.mail"].process_email_queue()


def _deliver(env, post):
    """Let mails arrive in a file, whatever becomes of the transaction."""
    server = env.registry["ir.mail_server"]

    def send_email(self, message, *args, **kwargs):
        body = message.get_body(("html", "plain")).get_content()
        found = LINK.search(body)
        with post.open("a") as file:
            file.write(f"{message['To']}\t{message['Subject']}\t")
            file.write((found[0] if found else "") + "\n")
        return message["Message-Id"]

    server._connect__ = lambda self, *args, **kwargs: None
    server.send_email = send_email


class _Fuse:
    """Counts what a scheduled action writes, and kills the process at one place of it:
    nothing of Python, of the ERP or of its connection gets to clean up."""

    def __init__(self, env, batches, writes):
        self.batches, self.writes = batches, writes
        #: how many statements have written in each batch that was committed
        self.seen = []
        self.count = 0
        threading.current_thread().query_hooks = [self._count]
        self._watch(env.registry["ir.cron"])

    def _watch(self, job):
        commit, fuse = job._commit_progress, self

        def _commit_progress(self, *args, **kwargs):
            self.env.flush_all()
            if fuse.writes is None:
                fuse._burn(fuse.count)
            result = commit(self, *args, **kwargs)
            if fuse.count:
                fuse.seen.append(fuse.count)
                fuse.count = 0
            return result

        job._commit_progress = _commit_progress

    def _count(self, cr, query, params, start, delay):
        if WRITES.match(query):
            self.count += 1
            self._burn(self.writes)

    def _burn(self, wanted):
        if self.batches == len(self.seen) and self.count and self.count == wanted:
            os.kill(os.getpid(), signal.SIGKILL)


# Beside the scheduler -----------------------------------------------------------------


def generate(env, batches):
    """Plan rounds as the scheduler of another server would."""
    _start_together(env)
    for _number in range(batches):
        env["cowork.round.template"]._cron_generate(limit=LIMIT)


def press_plan(env):
    """Plan rounds by the button, as the administrator does."""
    user = env.ref("base.user_admin")
    user.group_ids += env.ref("cowork_facilities.group_manager")
    templates = env["cowork.round.template"].with_user(user).search([])
    _start_together(env)
    retrying(templates.action_plan, env)


def _start_together(env):
    """Wait until the test lets go of all who wait."""
    env.cr.commit()
    env.cr.execute("SELECT pg_advisory_xact_lock_shared(1)")
    env.cr.commit()
