from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models import survey_user_input_sealed
from .survey_attack import Attack
from .survey_common import SurveyCommon

# What an answer may differ in from another one: what it says.
CONTENT = {
    "id",
    "access_token",
    "nps",
    "nps_group",
    "nps_points",
    "csat",
    "csat_points",
}
LINE_CONTENT = {
    "id",
    "user_input_id",
    "question_id",
    "question_sequence",
    "answer_type",
    "value_scale",
    "value_text_box",
    "verbatim",
    "skipped",
}


@tagged("post_install", "-at_install")
class TestSurveyAnonymous(Attack, SurveyCommon):
    """Nothing in the database leads from an anonymous answer to who gave it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.make_members(6)
        cls.answers = cls.env["survey.user_input"]
        cls.campaign = cls.make_campaign("quarterly")
        mails = cls.ask(cls.campaign)
        cls.mails = [mails[person.email] for person in cls.people]

    def answer(self, count=6):
        """The first so many people answer, each with a recommendation of its own."""
        for number, tokens in enumerate(self.mails[:count]):
            sheet = self.sheet_of(tokens)
            self.fill_in(sheet, "quarterly", number, 1 + number % 5, f"Text {number}")

    def release(self):
        with self.enter_registry_test_mode():
            self.env.ref("cowork_feedback.cron_survey_release").method_direct_trigger()
        return self.released()

    def released(self):
        return self.answers.search(
            [
                ("survey_id", "=", self.surveys["quarterly"].id),
                ("location_id", "=", self.location.id),
                ("is_ticket", "=", False),
            ]
        )

    def test_a_sheet_knows_nobody(self):
        for tokens in self.mails:
            sheet = self.sheet_of(tokens)
            self.assertTrue(sheet.is_anonymous and sheet.is_ticket)
            self.assertFalse(
                sheet.partner_id
                or sheet.email
                or sheet.nickname
                or sheet.contract_id
                or sheet.tenure
            )

    def test_no_table_keeps_who_got_which_sheet(self):
        for tokens in self.mails[:2]:
            self.assertEqual(self.tables_with(tokens[1]), {"survey_user_input"})

    def test_no_mail_is_left(self):
        subject = self.surveys["quarterly"].title
        mails = self.env["mail.mail"].search([("subject", "=", subject)])
        messages = self.env["mail.message"].search([("subject", "=", subject)])
        self.assertFalse(mails or messages)

    def test_sheets_are_handed_out_in_random_order(self):
        survey, wave = self.surveys["quarterly"], self.campaign.wave_ids
        orders = set()
        for _time in range(4):
            ids = self.answers._hand_out_sheets(survey, wave, 8, False).ids
            orders.add(tuple(sheet - min(ids) for sheet in ids))
        # Four times the same of 40,320 orders is no accident.
        self.assertGreater(len(orders), 1)

    def test_answering_leaves_invitations_as_they_are(self):
        query = "SELECT *, xmin, ctid FROM cowork_survey_invitation ORDER BY id"
        before = self._rows(query)
        self.answer()
        self.release()
        self.assertEqual(self._rows(query), before)

    def test_answering_writes_on_the_sheet_only(self):
        before = self.written()
        self.answer()
        now = self.written()
        touched = {name for name in now if now[name] != before.get(name, 0)}
        self.assertLessEqual(
            touched,
            {
                "survey_user_input",
                "survey_user_input_line",
                "survey_question_survey_user_input_rel",
            },
        )

    def test_a_sheet_keeps_days_and_no_moments(self):
        self.answer()
        for table in ("survey_user_input", "survey_user_input_line"):
            column = "id" if table == "survey_user_input" else "user_input_id"
            rows = self._rows(
                "SELECT create_date, write_date, create_uid, write_uid FROM %s"
                " WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                [self.sheet_of(tokens).id for tokens in self.mails],
            )
            self.assertTrue(rows)
            for row in rows:
                for name in ("create_date", "write_date"):
                    self.assertEqual(str(row[name].time()), "00:00:00")
                self.assertEqual((row["create_uid"], row["write_uid"]), (1, 1))

    def test_released_answers_differ_in_what_they_say_only(self):
        self.answer()
        answers = self.release()
        self.assertEqual(len(answers), 6)
        rows = self._rows(
            "SELECT * FROM survey_user_input WHERE id = ANY(%s)", answers.ids
        )
        self.assertLessEqual(self.columns_that_differ(rows), CONTENT)
        self.assertFalse(rows[0]["lang_id"] or rows[0]["wave_id"])
        lines = self._rows(
            "SELECT * FROM survey_user_input_line WHERE user_input_id = ANY(%s)",
            answers.ids,
        )
        self.assertLessEqual(self.columns_that_differ(lines), LINE_CONTENT)

    def test_what_is_said_is_all_there(self):
        self.answer()
        answers = self.release()
        self.assertEqual(
            sorted(
                (a.nps, a.csat, a.user_input_line_ids.filtered("verbatim").verbatim)
                for a in answers
            ),
            [(float(n), 1.0 + n % 5, f"Text {n}") for n in range(6)],
        )

    def test_the_order_of_released_answers_comes_from_the_shuffle(self):
        self.answer()
        with patch.object(
            survey_user_input_sealed.SystemRandom, "shuffle", lambda _self, x: x.sort()
        ):
            self.answers._release(self.surveys["quarterly"], self.location)
        sheets = [self.sheet_of(tokens) for tokens in self.mails]
        by_sheet = [sheets.index(s) for s in sorted(sheets, key=lambda s: s.id)]
        by_answer = [int(a.nps) for a in self.released().sorted("id")]
        # Without the shuffle the order of sheets shows: nothing else hides it.
        self.assertEqual(by_answer, by_sheet)

    def test_the_sheets_are_empty_afterwards(self):
        self.answer()
        answers = self.release()
        for tokens in self.mails:
            sheet = self.sheet_of(tokens)
            self.assertNotIn(sheet, answers)
            self.assertFalse(sheet.user_input_line_ids)
            self.assertFalse(sheet.nps_group or sheet.answered_on)
            self.assertEqual(sheet.state, "done")

    def test_nothing_refers_to_an_answer(self):
        self.answer()
        ids = self.release().ids
        self.assertLessEqual(
            self.references(ids),
            {"survey_user_input_line", "survey_question_survey_user_input_rel"},
        )
        self.assertEqual(self.notes(ids), set())
        tokens = self.answers.browse(ids).mapped("access_token")
        self.assertEqual(self.tables_with(tokens[0]), {"survey_user_input"})

    def test_no_join_of_values_leads_to_a_person(self):
        """Every number of an answer, against every number of who was asked."""
        self.answer()
        answers = self.release()
        invitations = self._rows(
            "SELECT * FROM cowork_survey_invitation WHERE campaign_id = %s",
            self.campaign.id,
        )
        shared = self._rows(
            "SELECT * FROM survey_user_input WHERE id = ANY(%s)", answers.ids
        )
        for name in self.columns_that_differ(shared) - {"id", "access_token"}:
            # Only what was said tells them apart.
            self.assertIn(name, CONTENT)
        single = self.columns_that_differ(invitations)
        self.assertLessEqual(single, {"id", "key", "partner_id"})
        self.assertFalse(any(row["user_input_id"] for row in invitations))

    def test_fewer_than_five_answers_stay_sealed(self):
        self.answer(4)
        self.assertFalse(self.release())
        self.assertEqual(self.campaign.answered_count, 0)
        sheet = self.sheet_of(self.mails[4])
        self.fill_in(sheet, "quarterly", 9, 5, "The fifth")
        self.assertEqual(len(self.release()), 5)
        self.assertEqual(self.campaign.answered_count, 5)
        # The sixth answers alone: it waits for four others.
        self.fill_in(self.sheet_of(self.mails[5]), "quarterly", 2, 1, "Alone")
        self.assertEqual(len(self.release()), 5)

    def test_sealed_answers_are_written_anew_every_night(self):
        self.answer(4)
        sheets = self.answers.union(*(self.sheet_of(t) for t in self.mails[:4]))
        before = sheets.user_input_line_ids

        def said():
            return {
                (line.user_input_id.id, line.question_id.id, line.display_name)
                for line in sheets.user_input_line_ids
            }

        wanted = said()
        with patch.object(
            survey_user_input_sealed.SystemRandom,
            "shuffle",
            lambda _self, x: x.sort(key=lambda vals: -vals["user_input_id"]),
        ):
            self.assertFalse(self.release())
        self.assertFalse(before.exists())
        self.assertEqual(said(), wanted)
        # Numbered in the order of the shuffle, not in that of answering.
        lines = sheets.user_input_line_ids.sorted("id")
        order = lines.user_input_id.ids
        self.assertEqual(order, sorted(order, reverse=True))

    def test_nobody_sees_sealed_sheets(self):
        self.answer(4)
        sheets = self.answers.union(*(self.sheet_of(t) for t in self.mails))
        for group in ("cowork_feedback.group_manager", "survey.group_survey_manager"):
            user = new_test_user(self.env, f"t_{group}", groups=group)
            mine = self.answers.with_user(user)
            self.assertFalse(mine.search([("id", "in", sheets.ids)]))
            self.assertFalse(
                mine.env["survey.user_input.line"].search(
                    [("user_input_id", "in", sheets.ids)]
                )
            )
            with self.assertRefused(AccessError, "Survey"):
                sheets[0].with_user(user).read(["state"])

    def test_many_are_asked_in_crowds_each_of_enough(self):
        campaign = self.make_campaign("quarterly", name="Many", recontact_days=0)
        campaign._plan_safely()
        invitations = self.invitations_of(campaign)
        crowds = campaign._get_batches(crowd=3)
        self.assertEqual([len(crowd) for crowd in crowds], [3, 3])
        self.assertEqual(set(crowds[0] | crowds[1]), set(invitations))
        self.assertEqual([len(c) for c in campaign._get_batches(crowd=4)], [6])
        # Asked by the button, the second crowd waits for the scheduled action.
        self.patch(type(campaign), "_get_batches", lambda jobs: crowds)
        cron = self.env.ref("cowork_feedback.cron_survey_ask")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search([("cron_id", "=", cron.id)])
        with self.mock_mail_gateway(mail_unlink_sent=True):
            campaign.action_ask_now()
        self.assertEqual(len(self._mails), 3)
        self.assertEqual(set(crowds[0].mapped("state")), {"sent"})
        self.assertEqual(set(crowds[1].mapped("state")), {"planned"})
        asked = triggers.search([("cron_id", "=", cron.id)]) - before
        self.assertEqual(len(asked), 1)

    def test_few_people_are_not_asked_anonymously(self):
        campaign = self.make_campaign(
            "quarterly",
            name="Four",
            recontact_days=0,
            sample_size=4,
        )
        self.assertEqual(self.ask(campaign), {})
        self.assertIn("Fewer than 5", campaign.problem)
        self.assertIn("Riverside", campaign.problem)

    def test_a_mail_that_was_not_sent_leaves_no_trace(self):
        campaign = self.make_campaign("quarterly", name="Again", recontact_days=0)
        campaign._plan_safely()
        invitations = self.invitations_of(campaign)
        count = self.answers.search_count([("is_ticket", "=", True)])
        send = type(self.env["mail.mail"]).send

        def fail_first(mails, **options):
            mails[:1].write({"state": "exception", "failure_reason": "refused"})
            return send(mails[1:], **options)

        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.patch(type(self.env["mail.mail"]), "send", fail_first)
            invitations._send_safely()
        self.assertEqual(invitations[0].state, "failed")
        self.assertEqual(invitations[0].reason, "refused")
        self.assertEqual(set(invitations[1:].mapped("state")), {"sent"})
        self.assertEqual(
            self.answers.search_count([("is_ticket", "=", True)]), count + 5
        )
        title = self.surveys["quarterly"].title
        self.assertFalse(self.env["mail.mail"].search([("subject", "=", title)]))

    def test_reminders_go_to_all_and_hold_no_link(self):
        self.answer(2)
        invitations = self.invitations_of(self.campaign)
        invitations._by_action().write({"date": self.day(-10)})
        due = invitations._get_due_reminders()
        self.assertEqual(len(due), 6)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            due._remind_safely()
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(len(self._mails), 6)
        for mail in self._mails:
            self.assertNotIn("answer_token", mail["body"])

    def test_low_answers_open_no_complaint(self):
        before = self.env["cowork.complaint"].search_count([])
        self.answer()
        self.release()
        self.assertEqual(self.env["cowork.complaint"].search_count([]), before)

    # The promise cannot be broken ----------------------------------------------------

    def test_the_database_refuses_a_name_on_an_answer(self):
        sheet = self.sheet_of(self.mails[0])
        contract = self.env["cowork.contract"].search([], limit=1)
        for vals in (
            {"partner_id": self.people[0].id},
            {"email": "person0@example.com"},
            {"nickname": "Person 0"},
            {"contract_id": contract.id},
            {"tenure": "year"},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                sheet._by_action().write(vals)
                sheet.flush_recordset()

    def test_the_database_refuses_an_answer_on_an_invitation(self):
        invitation = self.invitations_of(self.campaign)[0]
        for vals in (
            {"user_input_id": self.sheet_of(self.mails[0]).id},
            {"state": "answered"},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                invitation._by_action().write(vals)
                invitation.flush_recordset()

    def test_a_survey_that_asked_stays_anonymous(self):
        with self.assertRefused(UserError, "under another promise"):
            self.surveys["quarterly"].anonymous = False
        copy = self.surveys["quarterly"].copy()
        copy.anonymous = False
        self.assertFalse(copy.anonymous)

    def test_an_anonymous_survey_does_not_ask_who_answers(self):
        with self.assertRefused(ValidationError, "asks who answers"):
            self.surveys["quarterly"].write(
                {
                    "question_and_page_ids": [
                        Command.create(
                            {
                                "title": "Your e-mail",
                                "question_type": "char_box",
                                "validation_email": True,
                                "save_as_email": True,
                            }
                        )
                    ]
                }
            )
        with self.assertRefused(ValidationError, "asks nobody to log in"):
            self.surveys["quarterly"].users_login_required = True
        with self.assertRefused(ValidationError, "on one page"):
            self.surveys["quarterly"].questions_layout = "page_per_question"
