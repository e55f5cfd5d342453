"""What tests of parcels share: a member with a desk, and ways to take parcels in."""

from base64 import b64encode
from io import BytesIO

from PIL import Image

from odoo import Command

PDF = b64encode(b"%PDF-1.4 a letter").decode()


def png():
    """:returns: a drawn signature, in Base64"""
    stream = BytesIO()
    Image.new("RGB", (40, 20), "white").save(stream, "PNG")
    return b64encode(stream.getvalue()).decode()


class ParcelMixin:
    """Next to ``CoworkMixin``."""

    @classmethod
    def _setup_parcels(cls):
        """A contract of the company, with one of its people and another person."""
        cls.member.email = "office@quiet.example.com"
        # Users of tests are named after their logins.
        cls.person.name = "Rafa Silva"
        cls.person.email = "rafa@quiet.example.com"
        cls.freelancer = cls.env["res.partner"].create(
            {"name": "Mara Lind", "email": "mara@lind.example.com"}
        )
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_1,
            member_ids=[Command.set((cls.person | cls.freelancer).ids)],
        )
        cls.storage = cls.env.ref("cowork_members.usage_parcel_storage")
        cls.forwarding = cls.env.ref("cowork_members.usage_mail_forwarding")

    @classmethod
    def receive(cls, label="Rafa Silva", **vals):
        """:returns: what was taken in at the first location, found by its label"""
        return cls.env["cowork.parcel"].create(
            {"location_id": cls.location.id, "recipient_name": label, **vals}
        )

    @classmethod
    def make_rule(cls, action, **vals):
        """:returns: what is done with the mail of the contract"""
        return cls.env["cowork.parcel.rule"].create(
            {"contract_id": cls.contract.id, "action": action, **vals}
        )

    def usage_of(self, parcels):
        """:returns: what parcels wrote into the ledger, in order"""
        return self.env["cowork.usage"].search(
            [("origin_model", "=", "cowork.parcel"), ("origin_id", "in", parcels.ids)],
            order="date, id",
        )

    def told(self, parcels):
        """:returns: list of ``(partner, subject)``: who was written to"""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "cowork.parcel"),
                ("res_id", "in", parcels.ids),
                ("message_type", "=", "user_notification"),
            ],
            order="id",
        )
        return [(message.partner_ids, message.subject) for message in messages]
