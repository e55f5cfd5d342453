from odoo import http
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .care_common import CareCommon
from .form_common import FileFormMixin


@tagged("post_install", "-at_install")
class TestCarePage(FileFormMixin, CareCommon, HttpCase):
    """The page behind the link of a greeting: only its button changes anything."""

    def path(self, partner, token=None):
        return (
            f"/cowork/greetings/{partner.id}/{token or partner._get_greetings_token()}"
        )

    def post(self, path, **data):
        response = self.url_open(
            path, data={"csrf_token": http.Request.csrf_token(self), **data}
        )
        self.env.invalidate_all()
        return response

    def test_a_click_asks_and_the_button_declines(self):
        self.authenticate(None, None)
        page = self.url_open(self.path(self.person))
        self.assertEqual(page.status_code, 200)
        self.assertIn("No more greetings", page.text)
        self.assertNotIn("Rafa", page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.env.invalidate_all()
        self.assertFalse(self.person.cowork_no_greetings)
        page = self.post(self.path(self.person), decline="1", email="x@example.com")
        self.assertIn("no more greetings from us", page.text)
        self.assertTrue(self.person.cowork_no_greetings)
        self.assertEqual(self.person.email, "rafa@quiet.example.com")
        self.post(self.path(self.person), decline="nonsense")
        self.assertTrue(self.person.cowork_no_greetings)
        self.post(self.path(self.person), decline="0")
        self.assertFalse(self.person.cowork_no_greetings)

    def test_files_are_no_texts_of_forms(self):
        self.authenticate(None, None)
        self.assertTakesNoFiles(self.path(self.person), decline="1")
        self.assertFalse(self.person.cowork_no_greetings)

    def test_wrong_and_missing_look_the_same(self):
        self.authenticate(None, None)
        missing = self.env["res.partner"].browse(2**31 - 1)
        pages = [
            self.url_open(self.path(self.person, "0" * 64)),
            self.url_open(self.path(self.person, self.member._get_greetings_token())),
            self.url_open(self.path(self.person, "é")),
            self.url_open(self.path(missing, "0" * 64)),
            self.url_open(self.path(missing)),
            self.url_open("/cowork/greetings/99999999999999999999/x"),
        ]
        self.assertEqual({page.status_code for page in pages}, {404})
        self.post(self.path(self.person, "0" * 64), decline="1")
        self.assertFalse(self.person.cowork_no_greetings)

    @mute_logger("odoo.http")
    def test_a_form_of_another_site_changes_nothing(self):
        self.authenticate(None, None)
        response = self.url_open(self.path(self.person), data={"decline": "1"})
        self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(self.person.cowork_no_greetings)

    @freeze_time("2027-01-12 04:00:00")
    def test_the_link_of_a_sent_mail_leads_here(self):
        self.make_member()
        self.env["cowork.care.greeting"]._plan(
            self.env["cowork.care.greeting"]._get_missing()
        )._greet_safely()
        self.assertIn(self.path(self.person), self.mails().body_html)
