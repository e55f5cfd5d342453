"""The organisation chart of a coworking operator, as it is loaded: one source for the
screen that loads it and for the demo. Flat: all departments report to the director."""

# Constants: translated by ``say`` where they are used.
# pylint: disable=prefer-env-translation
from typing import NamedTuple

from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__)


def say(term, env):
    """:returns: a term of the chart in the language of ``env``"""
    return term._translate(env.lang or "en_US")


TOP = "management"


# Each row names what it is: after a bare tuple the search for translatable terms takes
# its codes for terms.
class Department(NamedTuple):
    name: LazyGettext
    note: LazyGettext


class Job(NamedTuple):
    department: str
    name: LazyGettext
    permission: str | None
    duties: list


class Step(NamedTuple):
    direction: str
    department: str
    days: int
    blocking: bool
    kinds: tuple
    name: LazyGettext
    note: LazyGettext


DEPARTMENTS = {
    TOP: Department(
        _lt("Directorate"),
        _lt("Leads the operation; every department reports here."),
    ),
    "customer_service": Department(
        _lt("Customer Service"),
        _lt("Enquiries, viewings, move-in, reception, complaints and member care."),
    ),
    "finance": Department(
        _lt("Finance"),
        _lt("Fees, deposits, invoices, cashier and budget."),
    ),
    "operations": Department(
        _lt("Operations Support"),
        _lt("Runs the locations and coordinates the support departments."),
    ),
    "administration": Department(
        _lt("Administration"),
        _lt("Personnel, purchasing, records and training."),
    ),
    "security": Department(
        _lt("Security"),
        _lt("Access, patrols, visitors and emergencies."),
    ),
    "cleaning": Department(
        _lt("Cleaning"),
        _lt("Daily and deep cleaning of every zone."),
    ),
    "engineering": Department(
        _lt("Engineering"),
        _lt("Power, water, air, lifts, fire systems and repairs."),
    ),
}

MANAGER = "cowork_members.group_manager"
USER = "cowork_members.group_user"
FRONT_DESK = "cowork_members.group_front_desk"

JOBS = {
    "director": Job(
        TOP,
        _lt("Director"),
        MANAGER,
        [
            _lt("Answers for all locations: targets, budget, people and standards."),
            _lt("Approves plans, prices and contracts outside the rules."),
            _lt("Reviews the figures of every location each month."),
        ],
    ),
    "site_manager": Job(
        "operations",
        _lt("Site Manager"),
        USER,
        [
            _lt("Runs one location: spaces, contracts and the staff on site."),
            _lt("Sees that check-lists of moving in and out are done on their day."),
            _lt("Walks the location every day and follows up what was found."),
            _lt("Answers for the members' satisfaction at the location."),
        ],
    ),
    "community": Job(
        "customer_service",
        _lt("Community Manager"),
        USER,
        [
            _lt("Enquiries, viewings, contracts and moving in."),
            _lt("Follow-up visits, greetings and community events."),
            _lt("Takes up complaints and sees them answered."),
        ],
    ),
    "receptionist": Job(
        "customer_service",
        _lt("Receptionist"),
        FRONT_DESK,
        [
            _lt("Front desk: visitors, parcels, bookings."),
            _lt("First answer to every question; passes on faults and complaints."),
            _lt("Hands out keys and badges, and takes them back."),
        ],
    ),
    "accountant": Job(
        "finance",
        _lt("Accountant"),
        FRONT_DESK,
        [
            _lt("Fee lines, invoices, deposits and the ledger."),
            _lt("Budget against actual, cost and margin per location."),
        ],
    ),
    "cashier": Job(
        "finance",
        _lt("Cashier"),
        FRONT_DESK,
        [
            _lt("Payments at the desk and the cashier's day report."),
            _lt("Reminders of what is overdue."),
        ],
    ),
    "admin_officer": Job(
        "administration",
        _lt("Administration Officer"),
        None,
        [
            _lt("Personnel files, purchasing, records."),
            _lt("Training plan and training files."),
        ],
    ),
    "guard": Job(
        "security",
        _lt("Security Guard"),
        None,
        [
            _lt("Patrols and access control."),
            _lt("Emergency team: drills and incidents."),
        ],
    ),
    "cleaner": Job(
        "cleaning",
        _lt("Cleaner"),
        None,
        [
            _lt("Cleaning rounds by check-list, deep cleaning by plan."),
            _lt("Prepares desks and offices for new members."),
        ],
    ),
    "technician": Job(
        "engineering",
        _lt("Technician"),
        None,
        [
            _lt("Inspections, repairs and meter readings."),
            _lt("Network, power and furniture of spaces before a move-in."),
        ],
    ),
}

EXCLUSIVE = ("office", "fixed_desk")

CHECKLIST = {
    "in_deposit": Step(
        "in",
        "finance",
        -3,
        True,
        (),
        _lt("Deposit and first payment received"),
        _lt("Compare with the agreement; give a receipt."),
    ),
    "in_space": Step(
        "in",
        "engineering",
        -2,
        True,
        EXCLUSIVE,
        _lt("Power, network and furniture checked"),
        _lt("Every socket and network port, lamps, air, chairs, lock."),
    ),
    "in_clean": Step(
        "in",
        "cleaning",
        -1,
        True,
        EXCLUSIVE,
        _lt("Space cleaned"),
        _lt("Floor, surfaces, windows, bins."),
    ),
    "in_access": Step(
        "in",
        "security",
        -1,
        True,
        (),
        _lt("Access rights prepared"),
        _lt("Doors and hours of the plan, for every person named."),
    ),
    "in_keys": Step(
        "in",
        "customer_service",
        0,
        True,
        (),
        _lt("Keys and badges ready to hand over"),
        _lt("Note their numbers; the member signs for them."),
    ),
    "in_tour": Step(
        "in",
        "customer_service",
        0,
        False,
        (),
        _lt("Welcome tour and house rules"),
        _lt("Rooms, booking, printing, emergency exits, whom to ask."),
    ),
    "in_call": Step(
        "in",
        "customer_service",
        10,
        False,
        (),
        _lt("Ask how the first two weeks were"),
        _lt("Note what is missing, and who sees to it."),
    ),
    "out_talk": Step(
        "out",
        "customer_service",
        -10,
        False,
        (),
        _lt("Talk about why the member leaves"),
        _lt("Note the reason; offer what would help."),
    ),
    "out_inspect": Step(
        "out",
        "engineering",
        0,
        True,
        EXCLUSIVE,
        _lt("Space inspected with the member"),
        _lt("Damage, missing furniture, photos; both sign."),
    ),
    "out_keys": Step(
        "out",
        "customer_service",
        0,
        True,
        (),
        _lt("Keys and badges returned"),
        _lt("Compare the numbers with those handed out."),
    ),
    "out_access": Step(
        "out",
        "security",
        0,
        True,
        (),
        _lt("Access rights withdrawn"),
        _lt("Every person named in the contract."),
    ),
    "out_clean": Step(
        "out",
        "cleaning",
        1,
        False,
        EXCLUSIVE,
        _lt("Space cleaned and ready to let"),
        _lt("Deep cleaning; report what has to be repaired."),
    ),
    "out_settle": Step(
        "out",
        "finance",
        5,
        True,
        (),
        _lt("Final account and deposit settled"),
        _lt("Open fees, damage, refund of the deposit."),
    ),
}
