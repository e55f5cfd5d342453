"""A member with three people, and somebody of another member, on the portal."""

import re
from urllib.parse import urlsplit

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from odoo.addons.cowork_members.tests.form_common import FileFormMixin

from .common import BillingCommon

PASSWORD = "Cowork-tests-1"


class PortalFeesCommon(FileFormMixin, BillingCommon, HttpCase):
    """A company with three people: who answers for bills, who only has a desk, and one
    of neither; and somebody of another member."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member.is_company = True
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Blue Lab", "is_company": True}
        )
        cls.payer = cls.make_member("fee_payer", cls.member)
        cls.colleague = cls.make_member("fee_colleague", cls.member)
        cls.other = cls.make_member("fee_other", cls.stranger)
        cls.finance = new_test_user(
            cls.env,
            "fee_finance",
            groups="cowork_billing.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.company.cowork_finance_user_id = cls.finance
        cls.mine = cls.contract(
            cls,
            cls.desk,
            "2026-11-16",
            member_ids=[Command.set(cls.colleague.partner_id.ids)],
        )
        cls.theirs = cls.contract(
            cls, cls.hot_desk, "2026-11-16", partner_id=cls.stranger.id
        )
        cls.bill(cls, "2026-11-16")
        cls.fee = cls.mine.fee_line_ids.filtered(lambda fee: fee.kind == "membership")

    @classmethod
    def make_member(cls, login, parent):
        user = new_test_user(
            cls.env,
            login,
            password=PASSWORD,
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        user.partner_id.parent_id = parent
        return user

    def sign_in(self, user):
        self.authenticate(user.login, PASSWORD)

    def get(self, path):
        """:returns: path of the page in the end, and its words"""
        response = self.url_open(path)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200, path)
        words = " ".join(re.sub("<[^>]+>", " ", response.text).split())
        return urlsplit(response.url).path, words

    def ask(self, text, contract=None, fee=None, csrf=True):
        contract, fee = contract or self.mine, fee or self.fee
        data = {"question": text}
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(
            f"/my/cowork/{contract.id}/fees/{fee.id}/question", data=data
        )
        self.env.invalidate_all()
        return response

    def get_questions(self):
        return self.env["cowork.fee.question"].search([])
