import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD
from .test_portal import PortalCase
from .visitor_common import VisitorCase


class VisitorPortalCase(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitors = cls.env["cowork.visitor"]
        cls.person.name = "Rafa Silva"
        cls.tomorrow = cls.day(1)

    def words(self, text):
        main = text.split("<main", 1)[-1]
        return " ".join(re.sub("<[^>]+>", " ", main).split())

    def announce(self, people, **more):
        return self.post(
            "/my/cowork/visitors/new",
            **{
                "people": people,
                "date": str(self.tomorrow),
                "begin": "09:30",
                "location": str(self.location.id),
                **more,
            },
        )

    def own(self):
        return self.visitors.search([("partner_id", "=", self.person.id)], order="id")

    def make_visitor(self, **vals):
        visitor = self.visitors.create(
            {
                "name": "Ana Ruiz",
                "location_id": self.location.id,
                "partner_id": self.person.id,
                "expected_at": f"{self.tomorrow} 01:30:00",
                **vals,
            }
        )
        self.env.flush_all()
        return visitor


@tagged("post_install", "-at_install")
class TestPortalVisitors(VisitorPortalCase):
    """A member's own visitors on their pages."""

    def setUp(self):
        super().setUp()
        self.sign_in(self.portal_a)

    def test_announce_several_people_at_once(self):
        path, _response = self.announce(
            "Ana Ruiz, ana@example.com, Blue Lab\nBo Li", purpose="Budget"
        )
        self.assertEqual(path, "/my/cowork/visitors")
        ana, bo = self.own()
        self.assertEqual(ana.email, "ana@example.com")
        self.assertEqual(ana.company_name, "Blue Lab")
        self.assertEqual(
            (bo.name, bo.purpose, bo.source), ("Bo Li", "Budget", "portal")
        )
        self.assertEqual(ana.local_time[-5:], "09:30")
        self.assertTrue(ana.invited_at)
        text = self.words(self.get("/my/cowork/visitors")[1])
        self.assertIn("Ana Ruiz, Blue Lab", text)
        self.assertIn(bo.code, text)

    def test_again_and_again(self):
        self.announce("Ana", repeat="weekly", times="3")
        self.assertEqual(len(self.own()), 3)
        self.post(f"/my/cowork/visitors/{self.own()[1].id}/cancel", series="1")
        self.assertEqual(
            self.own().mapped("state"), ["expected", "cancelled", "cancelled"]
        )

    def test_what_is_wrong_is_said_and_the_form_kept(self):
        for people, more, message in (
            ("ana@example.com", {}, "has no name"),
            ("Ana", {"date": "soon"}, "Choose the day"),
            ("Ana", {"begin": "noon"}, "hours and minutes"),
            ("Ana", {"date": str(self.day(-1))}, "That day is over"),
            ("Ana", {"date": str(self.day(500))}, "a year ahead"),
        ):
            _path, response = self.announce(people, **more)
            self.assertEqual(response.status_code, 409)
            self.assertIn(message, response.text)
            self.assertIn(people, response.text)
        self.assertFalse(self.own())

    def test_the_reason_of_a_refusal_is_not_told(self):
        self.env["cowork.visitor.block"].create(
            {"name": "Ana Ruiz", "reason": "Threw a chair"}
        )
        _path, response = self.announce("Bo\nAna Ruiz")
        self.assertEqual(response.status_code, 409)
        self.assertIn("Please ask the front desk", response.text)
        self.assertNotIn("chair", response.text)
        self.assertFalse(self.own())

    def test_the_limit_is_told(self):
        self.plan_desk.visitors_per_day = 1
        _path, response = self.announce("Ana\nBo")
        self.assertIn("allows 1 visitors a day", response.text)
        self.assertFalse(self.own())

    def test_call_off_and_invite_again(self):
        visitor = self.make_visitor(email="ana@example.com")
        path, _response = self.post(f"/my/cowork/visitors/{visitor.id}/invite")
        self.assertEqual(path, "/my/cowork/visitors")
        self.post(f"/my/cowork/visitors/{visitor.id}/cancel")
        self.assertEqual(visitor.state, "cancelled")
        text = self.words(self.get("/my/cowork/visitors?past=1")[1])
        self.assertIn("Ana Ruiz", text)

    def test_nobody_elses(self):
        visitor = self.make_visitor(partner_id=self.portal_b.partner_id.id)
        for action in ("cancel", "invite"):
            _path, response = self.post(f"/my/cowork/visitors/{visitor.id}/{action}")
            self.assertEqual(response.status_code, 404)
        self.assertEqual(visitor.state, "expected")
        self.assertNotIn("Ana Ruiz", self.get("/my/cowork/visitors")[1])

    @mute_logger("odoo.http")
    def test_without_a_token_of_the_form_nothing_happens(self):
        _path, response = self.post("/my/cowork/visitors/new", csrf=False, people="Ana")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.own())

    def test_who_is_no_member_is_told_so(self):
        self.sign_in(self.portal_b)
        text = self.words(self.get("/my/cowork/visitors/new")[1])
        self.assertIn("You need a membership", text)
        _path, response = self.announce("Ana")
        self.assertEqual(response.status_code, 409)


@tagged("post_install", "-at_install")
class TestVisitorPage(VisitorPortalCase):
    """The page behind the link in an invitation."""

    def setUp(self):
        super().setUp()
        self.sign_in(None)

    def page(self, visitor):
        return f"/cowork/visit/{visitor.token}"

    def test_when_where_and_the_code(self):
        self.location.directions = "<p>Blue door, third floor.</p>"
        self.location.partner_id = self.env["res.partner"].create(
            {"name": "Riverside", "street": "8 Quay", "city": "Shanghai"}
        )
        visitor = self.make_visitor(purpose="Budget")
        text = self.get(self.page(visitor))[1]
        for wanted in (
            visitor.code,
            "Blue door",
            "8 Quay",
            "Rafa Silva",
            f"/cowork/visit/{visitor.token}/qr.png",
            "openstreetmap.org",
        ):
            self.assertIn(wanted, text)

    def test_the_code_is_a_picture(self):
        visitor = self.make_visitor()
        response = self.url_open(f"{self.page(visitor)}/qr.png")
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertTrue(response.content.startswith(b"\x89PNG"))
        self.assertEqual(
            self.url_open(f"/cowork/visit/{'x' * 32}/qr.png").status_code, 404
        )

    def test_the_house_rules_are_accepted_beforehand(self):
        rules = self.env["cowork.visitor.rules"].create(
            {"location_id": self.location.id, "body": "<p>No dogs.</p>"}
        )
        rules.action_publish()
        visitor = self.make_visitor()
        self.assertIn("No dogs", self.get(self.page(visitor))[1])
        self.post(f"{self.page(visitor)}/accept", rules=str(rules.id))
        self.assertEqual(visitor.rules_id, rules)
        self.assertTrue(visitor.rules_accepted_at)
        self.assertIn("You have accepted", self.get(self.page(visitor))[1])

    def test_files_are_no_texts_of_forms(self):
        visitor = self.make_visitor()
        self.assertTakesNoFiles(f"{self.page(visitor)}/accept", rules="1")
        self.sign_in(self.portal_a)
        path = "/my/cowork/visitors"
        self.assertTakesNoFiles(f"{path}/{visitor.id}/cancel", series="1")
        self.assertTakesNoFiles(
            f"{path}/new",
            people="Ana",
            date=str(self.tomorrow),
            begin="09:30",
            location=str(self.location.id),
            booking="1",
            purpose="Budget",
            repeat="weekly",
            times="2",
        )

    def test_other_rules_than_those_in_force_are_not_accepted(self):
        rules = self.env["cowork.visitor.rules"].create(
            {"location_id": self.location.id, "body": "<p>No dogs.</p>"}
        )
        rules.action_publish()
        visitor = self.make_visitor()
        for forged in ("0", str(rules.id + 1), "x", "", "9" * 5000):
            response = self.post(f"{self.page(visitor)}/accept", rules=forged)[1]
            self.assertIn("have changed", response.text)
        self.assertFalse(visitor.rules_id)

    def test_only_the_token_opens_it(self):
        visitor = self.make_visitor()
        for path in (
            "/cowork/visit/x",
            f"/cowork/visit/{'x' * 32}",
            f"/cowork/visit/{visitor.code}",
            f"/cowork/visit/{visitor.id}",
        ):
            self.assertEqual(self.url_open(path).status_code, 404, path)

    def test_it_ends_with_the_visit(self):
        visitor = self.make_visitor()
        path = self.page(visitor)
        visitor.action_cancel()
        self.env.flush_all()
        self.assertIn("This visit is cancelled", self.get(path)[1])
        visitor.sudo()._erase()
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 404)


@tagged("post_install", "-at_install")
class TestEvacuation(VisitorCase, HttpCase):
    """Who is in the building, for an evacuation."""

    def setUp(self):
        super().setUp()
        self.upstairs = self.make_space("Floor 2", "floor")
        self.env["cowork.presence"]._enter(
            [
                {
                    "location_id": self.location.id,
                    "partner_id": self.person.id,
                    "space_id": self.upstairs.id,
                },
                {
                    "location_id": self.location.id,
                    "employee_id": self.front_desk.employee_ids.id,
                },
                {
                    "location_id": self.location_2.id,
                    "partner_id": self.portal_b.partner_id.id,
                },
            ]
        )
        visitor = self.visitors.create(
            {
                "name": "Ana Ruiz",
                "phone": "13800138000",
                "location_id": self.location.id,
                "partner_id": self.person.id,
            }
        )
        visitor.action_arrive()
        self.env.flush_all()

    def test_by_floor_with_the_unknown_last(self):
        floors = self.location.with_user(self.front_desk)._get_inside_by_floor()
        self.assertEqual(
            [(one["floor"], one["count"]) for one in floors],
            [("Floor 1", 1), ("Floor 2", 1), ("Floor not known", 1)],
        )
        ana = floors[0]["people"][0]
        self.assertEqual((ana["name"], ana["kind"]), ("Ana Ruiz", "Visitor"))
        self.assertEqual(ana["detail"], "13800138000 · visits Rafa Silva · Desk 1")

    def test_on_a_telephone_for_who_serves_the_location(self):
        path = f"/cowork/evacuation/{self.location.id}"
        self.authenticate(self.front_desk.login, PASSWORD)
        text = self.url_open(path).text
        for wanted in ("Ana Ruiz", "Rafa Silva", "t_front_desk", "Floor 2"):
            self.assertIn(wanted, text)
        self.assertNotIn("Yuki Sato", text)
        far = f"/cowork/evacuation/{self.location_2.id}"
        self.assertEqual(self.url_open(far).status_code, 404)
        for user in (self.portal_a, self.internal):
            self.authenticate(user.login, PASSWORD)
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_the_menu_leads_to_ones_own_location(self):
        self.authenticate(self.front_desk.login, PASSWORD)
        response = self.url_open("/cowork/evacuation")
        self.assertTrue(response.url.endswith(f"/cowork/evacuation/{self.location.id}"))
        self.authenticate(self.manager.login, PASSWORD)
        text = self.url_open("/cowork/evacuation").text
        for place in (self.location, self.location_2):
            self.assertIn(f"/cowork/evacuation/{place.id}", text)
        self.assertNotIn(f'/cowork/evacuation/{self.location_b.id}"', text)
        self.authenticate(self.portal_a.login, PASSWORD)
        self.assertEqual(self.url_open("/cowork/evacuation").status_code, 404)

    def test_a_guard_counts_people_and_reads_nothing_else(self):
        guard = self.make_user("t_guard", "base.group_user", [self.location])
        self.env.flush_all()
        self.authenticate(guard.login, PASSWORD)
        response = self.url_open("/cowork/evacuation")
        self.assertTrue(response.url.endswith(f"/cowork/evacuation/{self.location.id}"))
        self.assertIn("Ana Ruiz", response.text)
        self.assertNotIn("PDF", response.text)
        far = f"/cowork/evacuation/{self.location_2.id}"
        self.assertEqual(self.url_open(far).status_code, 404)
        for model in ("cowork.visitor", "cowork.presence"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(guard).search([])

    def test_as_a_pdf(self):
        report = self.env["ir.actions.report"].with_user(self.front_desk)
        html, _kind = report._render_qweb_html(
            "cowork_members.report_evacuation_list", self.location.ids
        )
        for wanted in (b"Ana Ruiz", b"Floor not known", b"<strong>3</strong>"):
            self.assertIn(wanted, html)

    def test_the_badge(self):
        visitor = self.visitors.search([("name", "=", "Ana Ruiz")])
        report = self.env["ir.actions.report"].with_user(self.front_desk)
        html, _kind = report._render_qweb_html(
            "cowork_members.report_visitor_badge", visitor.ids
        )
        for wanted in (b"Ana Ruiz", b"Rafa Silva", b"data:image/png;base64"):
            self.assertIn(wanted, html)
