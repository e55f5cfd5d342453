"""Rooms, desks and people with API keys, committed: ``DATABASE LOG`` on the ERP's
Python; prints what it has made as JSON."""

import json
import sys

import odoo.modules.registry  # noqa: F401 - sets the ERP up
from odoo import api, tools
from odoo.modules.registry import Registry
from odoo.tests import new_test_user

PEOPLE = 12
SEATS = 4
#: who look at the board of the location
RECEPTIONISTS = ("day-shift", "night-shift")


def prepare(env):
    """:returns: ids of the spaces, and of people the API keys"""
    # Our addons can be imported only once their path is known.
    from odoo.addons.cowork_members.tests.common import PASSWORD
    from odoo.addons.cowork_members.tests.race_common import get_maker

    maker = get_maker(env, "T-HTTP")
    maker.policy = maker.make_policy("Rooms", audience="everybody", buffer_minutes=15)
    maker.seat_policy = maker.make_policy(
        "Desks", audience="everybody", allocation="seats"
    )
    hall = maker.make_room("Hall", capacity=60)
    spaces = {
        "room": maker.make_room("Room", capacity=8),
        "library": maker.make_room("Library", capacity=8),
        "hall": hall,
        "part": maker.make_room("Hall A", parent=hall, capacity=30),
        "part_2": maker.make_room("Hall B", parent=hall, capacity=30),
        "desks": maker.make_room("Desks", "hot_desk", policy="seats", capacity=SEATS),
    }
    people = [_make_user(env, f"racer-{number}") for number in range(PEOPLE)]
    staff = _make_user(env, "racing-staff", "cowork_members.group_manager")
    staff.group_ids |= env.ref("api_doc.group_allow_doc")
    for login in RECEPTIONISTS:
        maker.make_user(login, "cowork_members.group_front_desk", [maker.location])
    return {
        "location": maker.location.id,
        "spaces": {name: space.id for name, space in spaces.items()},
        "partners": [user.partner_id.id for user in people],
        "keys": [_make_key(user) for user in people],
        "staff": _make_key(staff),
        "receptionists": dict.fromkeys(RECEPTIONISTS, PASSWORD),
    }


def _make_user(env, login, group="base.group_portal"):
    name = login.replace("-", " ").title()
    context = {"no_reset_password": True}
    return new_test_user(env, login, groups=group, name=name, context=context)


def _make_key(user):
    # sudo: nobody else may make keys without their password.
    keys = user.env["res.users.apikeys"].with_user(user).sudo()
    return keys._generate("rpc", "tests", None)


def main(database, log):
    options = ["-d", database, "--no-http", "--max-cron-threads=0", f"--logfile={log}"]
    tools.config.parse_config(options, setup_logging=True)
    with Registry(database).cursor() as cr:
        made = prepare(api.Environment(cr, api.SUPERUSER_ID, {}))
    print(json.dumps(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
