"""Offers that were sent to a member, and how they are accepted."""

from base64 import b64encode
from io import BytesIO

from PIL import Image


def make_signature():
    """:returns: base64 of a small PNG, as the browser's canvas sends it"""
    stream = BytesIO()
    Image.new("RGBA", (40, 20), "navy").save(stream, "PNG")
    return b64encode(stream.getvalue()).decode()


SIGNATURE = make_signature()


class DocumentMixin:
    """For test classes that were set up with ``_setup_cowork``."""

    @classmethod
    def make_offer(cls, plan=None, space=None, **vals):
        """:returns: a draft contract of a member with an e-mail address"""
        cls.member.write({"email": "office@quiet.example.com", "city": "Shanghai"})
        return cls.make_contract(
            plan or cls.plan_desk,
            cls.desk_1 if space is None else space,
            state="draft",
            **vals,
        )

    @classmethod
    def send(cls, contract):
        """:returns: the document that now waits for the member"""
        kind = "addendum" if contract._get_agreement() else "agreement"
        document = contract._get_document_to_send(kind)
        document._mark_sent(contract.partner_id)
        return document

    @classmethod
    def accept(cls, document, user=None, name="Rafa Silva", signature=SIGNATURE):
        """:returns: the sentence of a refusal, or an empty one"""
        user = user or cls.env.ref("base.public_user")
        return document._try_accept(user, name, signature, "192.0.2.7")

    @classmethod
    def make_signed(cls, plan=None, space=None, **vals):
        """:returns: a running contract whose agreement the member has accepted"""
        contract = cls.make_offer(plan, space, **vals)
        cls.accept(cls.send(contract))
        contract.action_activate()
        return contract
