import re

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.cowork_members.tests.common import PASSWORD, CoworkCommon
from odoo.addons.cowork_members.tests.form_common import FileFormMixin

from .complaint_common import ComplaintMixin

#: what people, phones and attackers write
WORDS = (
    "a\x00b",
    "\x1b[2J\x07",
    "🔥 Ünïcödé 𝔉𝔦𝔯𝔢 漏水",
    "א\u202eb\u200b",
    '"><svg onload=alert(1)>',
    "{{7*7}} ${7*7} %(x)s %s {0}",
    "=HYPERLINK(1)",
    "\x00",
    "\n" * 9_000,
)
#: what a form never sends instead of a number
CHOICES = ("", "0", "-1", "1e9", "9" * 30, "\x00", "٣", "abc", "1.5", "NaN")


@tagged("post_install", "-at_install")
class TestComplaintPortal(FileFormMixin, ComplaintMixin, CoworkCommon, HttpCase):
    """Members complain, follow, answer and reopen on their own pages."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls._setup_complaints()
        cls.contract.line_ids.space_id = False
        cls.complaint = cls.make_complaint()

    def open(self, path, login="t_portal_a", **data):
        """:returns: the response to a page, or to a form sent to it"""
        if getattr(self, "_login", None) != login:
            self.authenticate(login, login and PASSWORD)
            self._login = login
        if data:
            data["csrf_token"] = self.csrf_token()
        response = self.url_open(path, data=data or None)
        self.env.invalidate_all()
        return response

    def csrf_token(self):
        page = self.url_open("/my/complaints/new").text
        return re.search(r'name="csrf_token" value="(\w+)"', page).group(1)

    def text(self, response):
        return " ".join(html.fromstring(response.text).text_content().split())

    def fill(self, **vals):
        return {
            "subject": "No hot water",
            "description": "Since Monday.",
            "contract": str(self.contract.id),
            "category": str(self.cleaning.id),
            "space": str(self.hall.id),
            **vals,
        }

    def newest(self):
        return self.env["cowork.complaint"].search([], order="id desc", limit=1)

    # Making one ---------------------------------------------------------------------

    def test_a_member_complains(self):
        page = self.open("/my/complaints/new", **self.fill())
        complaint = self.newest()
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "No hot water",
                    "description": "Since Monday.",
                    "source": "portal",
                    "partner_id": self.person.id,
                    "contract_id": self.contract.id,
                    "location_id": self.location.id,
                    "category_id": self.cleaning.id,
                    "space_id": self.hall.id,
                    "state": "logged",
                }
            ],
        )
        self.assertTrue(page.url.endswith(f"/my/complaints/{complaint.id}?done=made"))
        self.assertIn("tell you who looks after it", self.text(page))

    def test_what_else_a_form_sends_is_not_looked_at(self):
        self.open(
            "/my/complaints/new",
            **self.fill(
                state="closed",
                partner_id=str(self.other_member.id),
                priority="3",
                user_id=str(self.anna.id),
                company_id=str(self.company_b.id),
                location_id=str(self.location_2.id),
                access_token="x",
            ),
        )
        complaint = self.newest()
        self.assertEqual(complaint.partner_id, self.person)
        self.assertEqual(complaint.state, "logged")
        self.assertEqual(complaint.priority, "1")
        self.assertEqual(complaint.location_id, self.location)
        self.assertFalse(complaint.user_id)

    def test_sent_twice_it_is_made_once(self):
        self.open("/my/complaints/new", **self.fill())
        complaint = self.newest()
        self.open("/my/complaints/new", **self.fill())
        self.assertEqual(self.newest(), complaint)

    def test_what_is_missing_or_too_long_is_said_and_the_rest_is_kept(self):
        for vals, said in (
            ({"subject": " "}, "both texts are needed"),
            ({"description": "x" * 10_001}, "up to 10,000 letters"),
            ({"contract": str(self.contract_b.id)}, "Choose the contract"),
            ({"contract": "1e9"}, "Choose the contract"),
        ):
            before = self.newest()
            page = self.open("/my/complaints/new", **self.fill(**vals))
            self.assertIn(said, self.text(page))
            self.assertEqual(self.newest(), before)
        self.assertIn("Since Monday.", page.text)

    def test_spaces_and_categories_that_are_not_theirs_are_left_out(self):
        self.open(
            "/my/complaints/new",
            **self.fill(space=str(self.space_b.id), category="999999999"),
        )
        complaint = self.newest()
        self.assertFalse(complaint.space_id or complaint.category_id)

    def test_markup_is_text(self):
        script = '<script>alert(1)</script>"><svg onload=alert(1)>'
        self.open("/my/complaints/new", **self.fill(subject=script, description=script))
        page = self.open(f"/my/complaints/{self.newest().id}")
        self.assertNotIn("<script>alert(1)", page.text)
        self.assertNotIn("<svg onload", page.text)
        self.assertIn(script, html.fromstring(page.text).text_content())

    def assertReadable(self, *texts):
        """Nothing is kept that no screen shows, or that turns other text around."""
        for text in texts:
            self.assertFalse(set(text or "") & set("\x00\x07\x1b\u202e\u200b"), text)

    def test_files_are_no_texts_of_forms(self):
        self.authenticate("t_portal_a", PASSWORD)
        path = f"/my/complaints/{self.complaint.id}"
        self.assertTakesNoFiles("/my/complaints/new", **self.fill())
        self.assertTakesNoFiles(f"{path}/words", text="Still cold")
        self.bring(self.complaint, "proposed")
        self.assertTakesNoFiles(f"{path}/refuse", reason="Too little")
        self.bring(self.complaint, "closed")
        self.assertTakesNoFiles(f"{path}/reopen", reason="Cold again")

    def test_whatever_is_written_can_be_read(self):
        for number, words in enumerate(WORDS):
            before = self.newest()
            page = self.open(
                "/my/complaints/new",
                **self.fill(subject=f"{number}", description=words),
            )
            self.assertEqual(page.status_code, 200, words[:20])
            self.assertNotIn("<svg onload", page.text)
            self.assertNotIn("49 49", page.text)
            made = self.newest()
            # Of the last two nothing is left to be read.
            self.assertEqual(made == before, number >= len(WORDS) - 2, words[:20])
            self.assertReadable(made.description)
        words = f"/my/complaints/{self.complaint.id}/words"
        for text in (*WORDS, "x" * 300_000):
            self.assertEqual(self.open(words, text=text).status_code, 200)
        self.assertReadable(*self.complaint.message_ids.mapped("body"))
        for reason in WORDS:
            self.bring(self.complaint, "proposed")
            path = f"/my/complaints/{self.complaint.id}/refuse"
            self.assertEqual(self.open(path, reason=reason).status_code, 200)
            self.assertReadable(self.complaint.refusal_reason)

    def test_choices_that_are_none(self):
        before = self.newest()
        for choice in (*CHOICES, str(self.contract_b.id)):
            page = self.open("/my/complaints/new", **self.fill(contract=choice))
            self.assertIn("Choose the contract", self.text(page))
        self.assertEqual(self.newest(), before)
        for number, choice in enumerate(CHOICES):
            self.open(
                "/my/complaints/new",
                **self.fill(subject=f"{number}", space=choice, category=choice),
            )
            made = self.newest()
            self.assertEqual(made.subject, f"{number}")
            self.assertFalse(made.space_id or made.category_id)
        with mute_logger("odoo.http"):
            for number in ("0", "-1", "2147483648", "9" * 30, "x"):
                for path in ("/my/complaints", "/cowork/complaints"):
                    page = self.open(f"{path}/{number}")
                    self.assertEqual(page.status_code, 404, number)

    @mute_logger("odoo.http")
    def test_forms_without_a_token_do_nothing(self):
        self.bring(self.complaint, "proposed")
        before = self.newest()
        self.open("/my/complaints")
        one = f"/my/complaints/{self.complaint.id}"
        for path in ("accept", "refuse", "reopen", "words"):
            page = self.url_open(f"{one}/{path}", data={"reason": "x", "text": "x"})
            self.assertEqual(page.status_code, 400, path)
        page = self.url_open("/my/complaints/new", data=self.fill())
        self.assertEqual(page.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.complaint.state, "proposed")
        self.assertEqual(self.newest(), before)

    # Answering ----------------------------------------------------------------------

    def test_accepted_by_a_click_and_not_by_looking(self):
        self.bring(self.complaint, "proposed")
        page = f"/my/complaints/{self.complaint.id}"
        self.assertIn("A second phone booth, by Friday.", self.open(page).text)
        # A mail scanner follows links, and sends no form.
        with mute_logger("odoo.http"):
            self.assertEqual(self.open(f"{page}/accept").status_code, 405)
        self.assertEqual(self.complaint.state, "proposed")
        self.open(f"{page}/accept", x="")
        self.assertEqual(self.complaint.state, "agreed")
        said = self.text(self.open(f"{page}/accept", x=""))
        self.assertIn("this is not the next step", said)

    def test_refused_with_a_reason(self):
        self.bring(self.complaint, "proposed")
        page = f"/my/complaints/{self.complaint.id}/refuse"
        self.assertIn("Say why", self.text(self.open(page, reason=" ")))
        self.open(page, reason="I need one today.")
        self.assertEqual(self.complaint.state, "analysed")
        self.assertEqual(self.complaint.refusal_reason, "I need one today.")

    def test_reopened_within_the_days_for_it(self):
        self.bring(self.complaint, "closed")
        page = f"/my/complaints/{self.complaint.id}"
        self.assertIn("There are two phone booths.", self.open(page).text)
        self.complaint._by_action().solved_at = fields.Datetime.add(
            fields.Datetime.now(), days=-31
        )
        self.env.flush_all()
        said = self.text(self.open(f"{page}/reopen", reason="Loud again."))
        self.assertIn("It is too long ago", said)
        self.assertEqual(self.complaint.state, "closed")
        self.complaint._by_action().solved_at = fields.Datetime.now()
        self.env.flush_all()
        self.open(f"{page}/reopen", reason="Loud again.")
        self.assertEqual(self.complaint.state, "analysed")
        self.assertEqual(self.complaint.reopen_count, 1)

    def test_words_are_added_and_notes_of_colleagues_are_not_read(self):
        self.complaint.message_post(body="Rude person.", subtype_xmlid="mail.mt_note")
        self.complaint.root_cause = "Thin walls."
        page = f"/my/complaints/{self.complaint.id}"
        shown = self.open(f"{page}/words", text="Today <b>again</b>.").text
        self.assertIn("Today &lt;b&gt;again&lt;/b&gt;.", shown)
        for hidden in ("Rude person.", "Thin walls."):
            self.assertNotIn(hidden, shown)

    def test_words_that_are_sent_twice_are_added_once(self):
        page = f"/my/complaints/{self.complaint.id}/words"
        text = "Today <b>again</b>.\n\nAs loud & long as ever"
        for words, count in ((text, 1), (text, 1), ("Now too", 2), (text, 3)):
            self.assertEqual(self.open(page, text=words).status_code, 200)
            messages = self.complaint._get_portal_messages()
            self.assertEqual(len(messages), count)

    # In a browser -------------------------------------------------------------------

    def test_from_the_complaint_to_an_agreed_proposal(self):
        self.start_tour("/my", "cowork_complaint_made", login="t_portal_a")
        complaint = self.newest()
        self.assertEqual(complaint.space_id, self.hall)
        # The handler sits at a desk.
        self.browser_size, self.touch_enabled = "1366x768", False
        self.start_tour(
            f"/odoo/complaints/{complaint.id}",
            "cowork_complaint_handled",
            login="t_anna",
        )
        self.browser_size, self.touch_enabled = "390x844", True
        self.start_tour(
            "/my/complaints", "cowork_complaint_accepted", login="t_portal_a"
        )
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "No hot water",
                    "category_id": self.cleaning.id,
                    "user_id": self.anna.id,
                    "proposal": "The boiler is looked at every week.",
                    "state": "agreed",
                }
            ],
        )

    # Nobody else's ------------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_another_members_is_as_one_that_does_not_exist(self):
        self.bring(self.complaint, "proposed")
        mine, none = self.complaint.id, 2_000_000_000
        for path in ("", "/accept", "/refuse", "/reopen", "/words"):
            data = {"reason": "x", "text": "x"} if path else {}
            theirs = self.open(f"/my/complaints/{mine}{path}", "t_portal_b", **data)
            missing = self.open(f"/my/complaints/{none}{path}", "t_portal_b", **data)
            self.assertEqual(theirs.status_code, 404, path)
            self.assertEqual(missing.status_code, 404, path)
        self.assertEqual(self.complaint.state, "proposed")
        self.assertNotIn(
            self.complaint.subject, self.open("/my/complaints", "t_portal_b").text
        )

    def test_their_own_list(self):
        page = self.open("/my/complaints")
        self.assertIn(self.complaint.subject, page.text)
        self.assertIn(self.complaint.name, page.text)

    # Published figures ----------------------------------------------------------------

    def figures(self, login):
        return self.open(f"/cowork/complaints/{self.location.id}", login)

    @mute_logger("odoo.http")
    def test_figures_are_shown_to_whom_the_location_says(self):
        for access, shown_to in (
            ("none", {"t_anna"}),
            ("members", {"t_anna", "t_portal_a"}),
            ("public", {"t_anna", "t_portal_a", "t_portal_b", None}),
        ):
            self.location.complaint_access = access
            self.env.flush_all()
            for login in ("t_anna", "t_portal_a", "t_portal_b", None):
                status = self.figures(login).status_code
                expected = 200 if login in shown_to else 404
                self.assertEqual(status, expected, f"{access} {login}")

    def test_figures_tell_nothing_about_anybody(self):
        self.location.complaint_access = "public"
        self.env.flush_all()
        self.assertIn("fewer than five complaints", self.text(self.figures(None)))
        for number in range(5):
            self.make_complaint(subject=f"Private matter {number}")
        self.make_complaint(category_id=self.cleaning.id)
        self.env.flush_all()
        page = self.figures(None)
        self.assertIn("7 received", self.text(page))
        self.assertIn("Other 7", self.text(page))
        for hidden in ("Private matter", self.person.name, "Premises"):
            self.assertNotIn(hidden, page.text)
