import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_floor_plan import SVG, draw
from .test_portal_booking import PortalBookingCase


@tagged("post_install", "-at_install")
class TestFloorPlanPortal(PortalBookingCase):
    """Members find rooms on the plan, and nothing about who has the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rooms = cls.room | cls.room_2
        rooms.parent_id = cls.floor
        cls.plan = cls.env["cowork.floor.plan"].create(
            {
                "space_id": cls.floor.id,
                "image": base64.b64encode(SVG),
                "shapes": draw(cls.desk_1, cls.office, *rooms),
            }
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.sign_in(self.portal_a)

    def plan_page(self, **query):
        _path, text = self.get(f"/my/cowork/book?{self.query(**query)}")
        return text.split("o_cowork_plans", 1)[-1].split("</details>", 1)[0]

    def test_free_rooms_lead_to_their_form(self):
        text = self.plan_page()
        self.assertIn(f"/my/cowork/book/{self.room.id}?date=", text)
        self.assertIn("Boardroom: free, book it", text)
        self.assertEqual(text.count("o_cowork_plan_free"), 2)

    def test_rooms_others_have_are_shown_without_a_name(self):
        self.book(partner=self.other_member)
        text = self.plan_page()
        self.assertNotIn(f"/my/cowork/book/{self.room.id}?", text)
        self.assertIn("Boardroom: not free at that time", text)
        for secret in ("Blue Lab", self.other_member.name):
            self.assertNotIn(secret, text)

    def test_what_members_do_not_book_is_not_drawn(self):
        self.make_contract(self.plan_office, self.office, partner_id=self.member.id)
        text = self.plan_page()
        for space in (self.desk_1, self.office):
            self.assertNotIn(space.name, text)
        self.room.blocked = True
        self.env.flush_all()
        self.assertNotIn("Boardroom", self.plan_page())

    def test_rooms_too_small_are_not_offered(self):
        text = self.plan_page(people=7)
        self.assertIn("Boardroom: free", text)
        self.assertIn("Library: not free at that time, or not for so many", text)

    def test_the_image_is_for_who_may_book_there(self):
        url = f"/my/cowork/book/plan/{self.plan.id}"
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            response.headers["Content-Type"], "image/svg+xml; charset=utf-8"
        )
        self.assertEqual(
            response.headers["Content-Security-Policy"], "default-src 'none'"
        )
        # Nothing that can be booked on it: not theirs to see.
        self.plan.shapes = draw(self.desk_1, self.office)
        self.env.flush_all()
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.url_open(f"{url}9999").status_code, 404)
        # The staff's address of the image is not for them either.
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/web/image/cowork.floor.plan/{self.plan.id}/image"
            )
        self.assertNotIn(b"<svg xmlns", response.content)

    def test_member_books_on_the_plan(self):
        self.start_tour("/my/cowork", "cowork_portal_book_plan", login="t_portal_a")
        booking = self.env["cowork.booking"].search(
            [("space_id", "=", self.room_2.id), ("name", "=", "Pitch")]
        )
        self.assertEqual(len(booking), 1)
        self.assertEqual(booking.partner_id, self.person)
