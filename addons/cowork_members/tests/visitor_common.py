from odoo import fields
from odoo.tests import freeze_time

from .common import CoworkCommon

#: 10:00 at the location
NOW = "2027-01-11 02:00:00"


@freeze_time(NOW)
class VisitorCase(CoworkCommon):
    """A member with a membership at one location, and their visitors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls._setup_visitors()

    @classmethod
    def _setup_visitors(cls):
        cls.visitors = cls.env["cowork.visitor"]
        cls.colleague = cls.env["res.partner"].create(
            {"name": "Mira Sun", "parent_id": cls.member.id}
        )
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_1,
            start="2026-11-01",
            member_ids=[(6, 0, (cls.person | cls.colleague).ids)],
        )
        # Users of tests are named after their roles.
        cls.person.write({"name": "Rafa Silva", "email": "rafa@quiet.example.com"})

    def expect(self, name="Ana Ruiz", at=NOW, **vals):
        """:returns: a visitor of the member's person, as the front desk registers it"""
        return self.visitors.with_user(self.front_desk).create(
            {
                "name": name,
                "location_id": self.location.id,
                "partner_id": self.person.id,
                "expected_at": at,
                **vals,
            }
        )

    def announce(self, *people, user=None, start="2027-01-12 02:00:00", **more):
        """:returns: what a member registers by the API"""
        answer = self.visitors.with_user(user or self.portal_a).register(
            more.pop("location", self.location.id),
            start,
            [
                one if isinstance(one, dict) else {"name": one}
                for one in (people or ("Ana Ruiz",))
            ],
            **more,
        )
        return self.visitors.browse(one["id"] for one in answer)

    def block(self, **vals):
        return self.env["cowork.visitor.block"].create(
            {"reason": "Threw a chair", "company_id": self.company.id, **vals}
        )

    def put_rules_in_force(self, body="<p>No dogs.</p>"):
        rules = self.env["cowork.visitor.rules"].create(
            {"location_id": self.location.id, "body": body}
        )
        rules.action_publish()
        return rules

    def mails(self, **values):
        """:returns: the mails that wait to be sent, by the fields given"""
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["mail.mail"].sudo().search(domain)

    def day_of(self, text):
        return fields.Date.to_date(text)
