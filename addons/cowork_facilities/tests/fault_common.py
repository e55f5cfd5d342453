"""What the tests of reported faults build on."""

from io import BytesIO

from PIL import Image

from odoo.http import Request

from odoo.addons.cowork_members.tests.common import PASSWORD

from .work_order_common import WorkOrderCommon


def make_picture(kind="JPEG", size=(8, 6), **options):
    """:returns: bytes of a picture"""
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, kind, **options)
    return stream.getvalue()


class FaultCommon(WorkOrderCommon):
    """A member with a desk, colleagues, strangers, and a machine with a label."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.requests = cls.env["maintenance.request"]
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, cls.day(-100))
        cls.person.email = "rafa@quiet.example.com"
        cls.printer = cls.env["maintenance.equipment"].create(
            {
                "name": "Printer",
                "serial_no": "T-4711",
                "space_id": cls.hall.id,
                "company_id": cls.company.id,
                "work_category_id": cls.category.id,
            }
        )

    @classmethod
    def report(cls, text="The tap drips", space=None, **vals):
        """:returns: the work order (sudo) for what a member reports"""
        place = (space or cls.hall)._get_label_place()
        values = {**place, "source": "portal", "partner_id": cls.person.id, **vals}
        return cls.requests._report(text, values)[0]

    def mails(self, request):
        """:returns: subjects of what was written about a work order, first to last"""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "maintenance.request"),
                ("res_id", "=", request.id),
                ("message_type", "=", "user_notification"),
            ],
            order="id",
        )
        return messages.mapped("subject")


class FaultPageMixin:
    """Pages as browsers ask for them; for ``HttpCase``."""

    def sign_in(self, user):
        self.authenticate(user and user.login, user and PASSWORD)

    def get(self, path):
        response = self.url_open(path)
        self.env.invalidate_all()
        return response

    def send(self, path, photos=(), csrf=True, follow=True, **data):
        """:param photos: list of ``(name, bytes, media type)``
        :returns: the answer to a form"""
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        files = [("photos", photo) for photo in photos]
        response = self.url_open(
            path, data=data, files=files or None, allow_redirects=follow
        )
        self.env.invalidate_all()
        return response
