from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CoworkMixin


@tagged("post_install", "-at_install")
class TestEnquiryTour(CoworkMixin, HttpCase):
    """The community manager's own clicks, from the telephone to the signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls.community = cls.make_user(
            "t_community", "cowork_members.group_user", [cls.location]
        )

    def test_phone_call_viewing_outcome_signature(self):
        # A viewing that begins in an hour may be tomorrow's.
        an_hour_ago = fields.Datetime.now() - timedelta(hours=1)
        self.env["ir.default"].set("cowork.visit", "start", str(an_hour_ago))
        self.start_tour(
            "/odoo/cowork-contracts",
            "cowork_enquiry_to_signature",
            login=self.community.login,
        )
        contract = self.env["cowork.contract"].search(
            [("partner_id.name", "=", "Lumen Atelier")]
        )
        self.assertEqual(len(contract), 1)
        self.assertEqual(contract.state, "signed")
        self.assertEqual(contract.contact_id.name, "Nora Quinn")
        visit = contract.visit_ids
        self.assertEqual((visit.state, visit.kind), ("done", "viewing"))
        self.assertEqual(visit.outcome_id.name, "Interested")
        self.assertEqual(contract.date_first_viewing, visit._get_day())
        self.assertEqual(contract.date_signed, self.day())

    def test_a_dragged_card_asks_why(self):
        contract = self.make_contract(
            state="draft",
            user_id=self.community.id,
            partner_id=self.other_member.id,
        )
        # Where a card can be dragged to without scrolling.
        cancelled = self.env.ref("cowork_members.stage_cancelled")
        cancelled.write({"fold": False, "sequence": 11})
        # What the server asks back is logged like a fault.
        with mute_logger("odoo.http"):
            self.start_tour(
                "/odoo/cowork-contracts",
                "cowork_enquiry_lost",
                login=self.community.login,
            )
        self.assertEqual(contract.state, "cancelled")
        self.assertEqual(contract.lost_reason_id.name, "Chose a competitor")
