"""What the tests of work orders build on: two locations, a team, roles, prices."""

import base64
from io import BytesIO

from PIL import Image

from odoo import Command

from odoo.addons.cowork_members.tests.common import CoworkCommon


class WorkOrderCommon(CoworkCommon):
    """A house team, a kind of work that asks for nothing, and roles of facilities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Teams, and deadlines, of a demo would take the orders of the tests.
        cls.env["maintenance.team"].search([]).action_archive()
        cls.env["cowork.sla.policy"].search([]).action_archive()
        cls.team = cls.make_team("House")
        cls.category = cls.make_category("T-Plain")
        cls.new, cls.working, cls.done = (
            cls.env.ref(f"maintenance.stage_{number}") for number in (0, 1, 3)
        )
        cls.technician, cls.facility_manager = cls.make_users(
            ("t_technician", "cowork_facilities.group_user", [cls.location]),
            ("t_facility_manager", "cowork_facilities.group_manager"),
        )

    @classmethod
    def make_team(cls, name, members=(), **vals):
        """:param members: list of ``res.users``
        :returns: a new ``maintenance.team`` of ``cls.company``"""
        return cls.env["maintenance.team"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "member_ids": [Command.set([user.id for user in members])],
                **vals,
            }
        )

    @classmethod
    def make_category(cls, code, **vals):
        """:returns: a new ``cowork.work.category``"""
        return cls.env["cowork.work.category"].create(
            {"name": code.removeprefix("T-"), "code": code, **vals}
        )

    @classmethod
    def make_order(cls, name="Lamp flickers", **vals):
        """:returns: a new ``maintenance.request`` for an office, of the plain kind"""
        return cls.env["maintenance.request"].create(
            {
                "name": name,
                "space_id": cls.office.id,
                "category": cls.category.id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def make_photo(cls, name="after.png", **vals):
        """:returns: an ``ir.attachment`` as a form uploads it, that hangs on nothing"""
        picture = BytesIO()
        Image.new("RGB", (2, 2), "red").save(picture, "PNG")
        datas = base64.b64encode(picture.getvalue())
        return cls.env["ir.attachment"].create({"name": name, "datas": datas, **vals})

    @classmethod
    def add_labour(cls, order, hours, employee=None, **vals):
        """:returns: a new ``cowork.work.labour``, of the technician unless told
        otherwise"""
        employee = employee or cls.technician.employee_ids
        return cls.env["cowork.work.labour"].create(
            {
                "request_id": order.id,
                "employee_id": employee.id,
                "hours": hours,
                **vals,
            }
        )
