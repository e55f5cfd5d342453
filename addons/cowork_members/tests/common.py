"""What the tests of all addons build on: two locations, spaces, plans, roles."""

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

#: a strong password, as all users of the tests have one
PASSWORD = "Cowork-tests-1"


class CoworkMixin:
    """Set up with ``cls._setup_cowork()`` in any test class that has ``cls.env``."""

    @classmethod
    def _setup_cowork(cls, company=None):
        """Two locations of one company, their spaces and plans.

        :param company: ``res.company``; the environment's when not given
        """
        cls.company = company or cls.env.company
        cls.env.user.tz = "UTC"
        # Check-lists of a demo, or of an operator, would hold up every move.
        cls.env["cowork.contract.step.template"].search([]).action_archive()
        cls.kinds = {
            kind.code: kind for kind in cls.env["cowork.space.kind"].search([])
        }
        cls.location = cls.make_location("Riverside", "T-RIV", "Asia/Shanghai")
        cls.location_2 = cls.make_location("Alameda", "T-ALA", "Europe/Lisbon")
        cls.floor = cls.make_space("Floor 1", "floor")
        cls.desk_1 = cls.make_space("Desk 1", "fixed_desk", cls.floor)
        cls.desk_2 = cls.make_space("Desk 2", "fixed_desk", cls.floor)
        cls.office = cls.make_space("Office 1", "office", cls.floor, capacity=4)
        cls.office_2 = cls.make_space("Office 2", "office", cls.floor, capacity=6)
        cls.hall = cls.make_space("Open Area", "hot_desk", cls.floor, capacity=20)
        cls.desk_far = cls.make_space(
            "Desk A", "fixed_desk", location_id=cls.location_2.id
        )
        cls.plan_hot = cls.make_plan("Hot desk", "hot_desk", 1200.0, notice_days=0)
        cls.plan_desk = cls.make_plan(
            "Fixed desk",
            "fixed_desk",
            1800.0,
            deposit_months=2,
            setup_fee=200.0,
            notice_days=30,
            min_term_months=3,
        )
        cls.plan_office = cls.make_plan(
            "Office",
            "office",
            7500.0,
            deposit_months=2,
            notice_days=60,
            min_term_months=6,
            member_limit=5,
        )
        cls.member = cls.env["res.partner"].create(
            {"name": "Quiet Ledger Ltd", "is_company": True, "ref": "T-M1"}
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Rafa Silva", "parent_id": cls.member.id}
        )
        cls.other_member = cls.env["res.partner"].create(
            {"name": "Blue Lab Ltd", "is_company": True, "ref": "T-M2"}
        )

    @classmethod
    def make_location(cls, name, code, tz="UTC", **vals):
        """:returns: a new ``cowork.location`` of ``cls.company``"""
        return cls.env["cowork.location"].create(
            {"name": name, "code": code, "tz": tz, "company_id": cls.company.id, **vals}
        )

    @classmethod
    def make_space(cls, name, kind, parent=None, **vals):
        """:param kind: code of its kind
        :returns: a new ``cowork.space``, at ``cls.location`` unless told otherwise"""
        location = parent.location_id if parent else cls.location
        vals.setdefault("location_id", location.id)
        return cls.env["cowork.space"].create(
            {
                "name": name,
                "kind_id": cls.kinds[kind].id,
                "parent_id": parent and parent.id,
                **vals,
            }
        )

    @classmethod
    def make_plan(cls, name, kind, price, **vals):
        """:param kind: code of the kind of space
        :returns: a new ``cowork.plan`` of ``cls.company``"""
        return cls.env["cowork.plan"].create(
            {
                "name": name,
                "code": f"T-{name}",
                "kind_id": cls.kinds[kind].id,
                "list_price": price,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def make_contract(
        cls, plan=None, space=None, start=None, end=None, state="active", **vals
    ):
        """One contract with one line, brought to a state by its own actions.

        :param plan: ``cowork.plan``; ``cls.plan_hot`` when not given
        :param start: first day; today at the location when not given
        :param state: ``draft``, ``signed``, ``active``, ``ended`` or ``cancelled``
        :param vals: further values of the contract; ``line`` those of its line
        :returns: ``cowork.contract``
        """
        line = {"plan_id": (plan or cls.plan_hot).id, **vals.pop("line", {})}
        if space:
            line["space_id"] = space.id
        location = space.location_id if space else cls.location
        vals.setdefault("location_id", location.id)
        location = location.browse(vals["location_id"])
        contract = cls.env["cowork.contract"].create(
            {
                "partner_id": cls.member.id,
                "date_start": start or location._today(),
                "date_end": end,
                "line_ids": [Command.create(line)],
                **vals,
            }
        )
        if state in ("signed", "active", "ended"):
            contract.action_sign()
        if state in ("active", "ended"):
            contract.action_activate()
        if state == "ended":
            contract.action_terminate(max(contract.date_start, cls.day(-1)))
            contract._enter_state("ended")
        if state == "cancelled":
            contract.action_cancel()
        return contract

    @classmethod
    def day(cls, offset=0):
        """:returns: today at ``cls.location``, or so many days from it"""
        return fields.Date.add(cls.location._today(), days=offset)

    @classmethod
    def make_user(cls, login, group="cowork_members.group_user", locations=(), **vals):
        """A user with an employee, who serves ``locations``.

        :param group: xml ids of groups, comma separated
        :returns: ``res.users``
        """
        return cls.make_users((login, group, locations, vals))

    @classmethod
    def make_users(cls, *specs):
        """Several users, in less time than one after the other.

        :param specs: what :meth:`make_user` takes, as tuples: login, groups and perhaps
            locations and other values
        :returns: ``res.users``
        """
        users = (
            cls.env["res.users"]
            .with_context(**DISABLED_MAIL_CONTEXT)
            .create([cls._prepare_user(*spec) for spec in specs])
        )
        places = [spec[2] if spec[2:] else () for spec in specs]
        served = zip(users, places, strict=True)
        cls._make_employees({user: found for user, found in served if found})
        return users

    @classmethod
    def _prepare_user(cls, login, group, locations=(), vals=None):
        vals = {"company_id": cls.company.id, **(vals or {})}
        groups = [cls.env.ref(xml_id.strip()).id for xml_id in group.split(",")]
        return {
            "name": f"{login} ({group})",
            "login": login,
            "email": f"{login[0]}.{login[0]}@example.com",
            "password": PASSWORD,
            "company_ids": [Command.link(vals["company_id"])],
            "group_ids": [Command.set(groups)],
            **vals,
        }

    @classmethod
    def _make_employees(cls, served):
        """:param served: dict from a user to the locations where they work"""
        employees = cls.env["hr.employee"].create(
            [
                {
                    "name": user.login,
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                }
                for user in served
            ]
        )
        for employee, locations in zip(employees, served.values(), strict=True):
            for location in locations:
                location.employee_ids += employee

    @classmethod
    def _setup_roles(cls):
        """Users of every role, and a second company with a location of its own."""
        cls.company_b = cls.env["res.company"].create({"name": "Other Operator"})
        other_person = cls.env["res.partner"].create(
            {"name": "Yuki Sato", "parent_id": cls.other_member.id}
        )
        (
            cls.front_desk,
            cls.user,
            cls.manager,
            cls.internal,
            cls.manager_b,
            cls.portal_a,
            cls.portal_b,
        ) = cls.make_users(
            ("t_front_desk", "cowork_members.group_front_desk", [cls.location]),
            ("t_user", "cowork_members.group_user", [cls.location]),
            ("t_manager", "cowork_members.group_manager"),
            ("t_internal", "base.group_user"),
            (
                "t_manager_b",
                "cowork_members.group_manager",
                (),
                {"company_id": cls.company_b.id},
            ),
            ("t_portal_a", "base.group_portal", (), {"partner_id": cls.person.id}),
            ("t_portal_b", "base.group_portal", (), {"partner_id": other_person.id}),
        )
        cls.location_b = cls.make_location(
            "Elsewhere", "T-B", company_id=cls.company_b.id
        )
        cls.space_b = cls.make_space(
            "Desk B", "fixed_desk", location_id=cls.location_b.id
        )
        cls.plan_b = cls.make_plan(
            "Desk B", "fixed_desk", 900.0, company_id=cls.company_b.id
        )
        cls.contract_b = cls.make_contract(
            cls.plan_b, cls.space_b, partner_id=cls.other_member.id
        )


class CoworkCommon(CoworkMixin, TransactionCase):
    """A test case with two locations, spaces, plans and members."""

    @contextmanager
    def assertRefused(self, exception, pattern):
        """Like ``assertRaisesRegex``, and what was written is undone.

        :param exception: class of the exception
        :param pattern: regular expression its message contains
        """
        with mute_logger("odoo.sql_db"), self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @contextmanager
    def as_request_of(self, user):
        """x2many commands run as whoever sent the request, whatever the record's user.

        :param user: ``res.users``
        """
        transaction = self.env.transaction
        default = transaction.default_env
        transaction.default_env = self.env(user=user)
        try:
            yield
        finally:
            transaction.default_env = default

    @contextmanager
    def assertRejected(self):
        """What is written is refused with a sentence, by the ORM or the database."""
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            yield caught
        self.assertIsInstance(caught.exception, (UserError, IntegrityError))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **DISABLED_MAIL_CONTEXT})
        cls._setup_cowork()
