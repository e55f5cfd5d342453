from odoo import Command, fields

from odoo.addons.cowork_members.tests.common import CoworkCommon

STAFF = "cowork_facilities.group_user"
MANAGER = "cowork_facilities.group_manager"
# A Monday morning in Shanghai.
MONDAY = "2027-01-11 01:00:00"


class VendorCommon(CoworkCommon):
    """A vendor for lifts at one location, and a work order that is theirs to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Deadlines of a demo, or of an operator, would be measured as well.
        cls.env["cowork.sla.policy"].search([("id", ">", 0)]).action_archive()
        cls.company.email = "hello@operator.example.com"
        email = {"email": "tech@operator.example.com"}
        cls.technician, cls.facility_manager = cls.make_users(
            ("t_technician", STAFF, [cls.location], email),
            ("t_facilities", MANAGER),
        )
        categories = cls.env["cowork.work.category"]
        cls.lifts, cls.water = categories.create(
            [{"name": "Lifts", "code": "t_lift"}, {"name": "Water", "code": "t_water"}]
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Liftworks", "is_company": True, "email": "work@lift.example.com"}
        )
        cls.agreement = cls.make_agreement(cls.vendor)
        cls.request = cls.make_request("Door of lift 2 sticks")

    @classmethod
    def make_agreement(cls, vendor, **vals):
        """:returns: ``cowork.vendor.agreement`` for lifts at ``cls.location``"""
        return cls.env["cowork.vendor.agreement"].create(
            {
                "name": f"Service of {vendor.name}",
                "partner_id": vendor.id,
                "company_id": cls.company.id,
                "user_id": cls.facility_manager.id,
                "category_ids": [Command.set(cls.lifts.ids)],
                "location_ids": [Command.set(cls.location.ids)],
                "date_start": cls.day(-30),
                "insurance_end": cls.day(300),
                "answer_hours": 8.0,
                **vals,
            }
        )

    @classmethod
    def make_request(cls, name, **vals):
        """:returns: ``maintenance.request`` on a lift at ``cls.location``"""
        return cls.env["maintenance.request"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "space_id": cls.floor.id,
                "category": cls.lifts.id,
                "user_id": cls.technician.id,
                **vals,
            }
        )

    @classmethod
    def send(cls, request=None, agreement=None, message=False, user=None):
        """:returns: the ``cowork.vendor.order`` (sudo) of a work order sent by the
        technician, unless told otherwise"""
        wizard = (
            cls.env["cowork.vendor.send"]
            .with_user(user or cls.technician)
            .create({"request_id": (request or cls.request).id, "message": message})
        )
        if agreement is not None:
            wizard.agreement_id = agreement
        wizard.action_send()
        return cls.newest(request or cls.request)

    @classmethod
    def newest(cls, request):
        """:returns: the last ``cowork.vendor.order`` of a work order"""
        return cls.env["cowork.vendor.order"].search(
            [("request_id", "=", request.id)], order="id desc", limit=1
        )

    def mails(self, order):
        """:returns: ``mail.mail`` about a sent order"""
        return self.env["mail.mail"].search(
            [("model", "=", order._name), ("res_id", "=", order.id)], order="id"
        )

    def todos(self, record):
        """:returns: list of ``(user, summary)`` of the vendor to-dos of a record"""
        kind = self.env.ref("cowork_facilities.mail_activity_type_vendor")
        found = self.env["mail.activity"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("activity_type_id", "=", kind.id),
            ],
            order="id",
        )
        return [(todo.user_id, todo.summary) for todo in found]

    def run_cron(self, name):
        """:param name: last part of the scheduled action's XML id"""
        with self.enter_registry_test_mode():
            self.env.ref(f"cowork_facilities.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def soon(self, **later):
        """:returns: a time of the location's clock from now on, as the page sends it"""
        moment = fields.Datetime.add(fields.Datetime.now(), **later)
        return self.newest(self.request)._to_page_time(moment)
