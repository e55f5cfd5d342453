from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..engine.yearly_days import day_in_year, original_days
from .care_common import CareCommon

FEW, MANY = 2, 60
NOTHING_TO_SAY = "Nothing to say"
# Noon of 12 January 2027 in Shanghai, and morning in Lisbon.
BIRTHDAY = "2027-01-12 04:00:00"


@tagged("post_install", "-at_install")
class TestYearlyDays(BaseCase):
    def test_the_29th_of_february_is_the_28th_in_common_years(self):
        self.assertEqual(day_in_year(2, 29, 2027), date(2027, 2, 28))
        self.assertEqual(day_in_year(2, 29, 2028), date(2028, 2, 29))
        self.assertEqual(original_days(date(2027, 2, 28)), {(2, 28), (2, 29)})
        self.assertEqual(original_days(date(2028, 2, 28)), {(2, 28)})
        self.assertEqual(original_days(date(2028, 2, 29)), {(2, 29)})
        self.assertEqual(original_days(date(2100, 2, 28)), {(2, 28), (2, 29)})


@tagged("post_install", "-at_install")
class TestCare(CareCommon):
    """Who is greeted, on which day, and never twice."""

    def cron_at(self, moment):
        with freeze_time(moment):
            self.run_cron()

    # Birthdays ------------------------------------------------------------------

    def test_a_member_is_greeted_on_their_birthday_once(self):
        self.make_member()
        self.cron_at("2027-01-11 04:00:00")
        self.assertFalse(self.greetings())
        self.cron_at(BIRTHDAY)
        greeting = self.greetings()
        self.assertEqual(greeting.partner_id, self.person)
        self.assertEqual(greeting.state, "sent")
        self.assertEqual(greeting.date, date(2027, 1, 12))
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.person)
        self.assertIn("Happy birthday, Rafa Silva", mail.subject)
        self.assertIn("hello@operator.example.com", mail.email_from)
        self.assertIn(self.person._get_greetings_url(), mail.body_html)
        for moment in (BIRTHDAY, "2027-01-12 15:59:00", "2027-01-13 04:00:00"):
            self.cron_at(moment)
        self.assertEqual(self.greetings(), greeting)
        self.assertEqual(len(self.mails()), 1)
        self.cron_at("2028-01-12 04:00:00")
        self.assertEqual(len(self.mails()), 2)

    def test_the_day_is_that_of_the_location(self):
        self.make_member()
        # Still the 11th in Greenwich, and in Lisbon.
        self.cron_at("2027-01-11 16:30:00")
        self.assertEqual(self.greetings().state, "sent")
        self.person.cowork_birthday = "1990-02-10"
        self.make_contract(
            location_id=self.location_2.id,
            partner_id=self.other_member.id,
            member_ids=self.env["res.partner"]
            .create(
                {
                    "name": "Ana",
                    "email": "ana@example.com",
                    "cowork_birthday": "1980-02-10",
                }
            )
            .ids,
            start="2026-11-01",
        )
        self.cron_at("2028-02-09 16:30:00")
        self.assertEqual(self.greetings()[0].partner_id, self.person)
        self.assertEqual(len(self.greetings()), 2)
        self.cron_at("2028-02-10 00:30:00")
        self.assertEqual(len(self.greetings()), 3)
        self.assertIn("Ana", self.greetings().partner_id.mapped("name"))

    def test_born_on_a_leap_day(self):
        self.make_member()
        self.person.cowork_birthday = "1992-02-29"
        self.cron_at("2027-02-28 04:00:00")
        self.assertEqual(self.greetings().date, date(2027, 2, 28))
        self.cron_at("2027-03-01 04:00:00")
        self.cron_at("2028-02-28 04:00:00")
        self.assertEqual(len(self.greetings()), 1)
        self.cron_at("2028-02-29 04:00:00")
        self.assertEqual(self.greetings().mapped("year"), [2028, 2027])
        self.cron_at("2028-03-01 04:00:00")
        self.assertEqual(len(self.mails()), 2)

    def test_only_live_members_are_greeted(self):
        for state in ("draft", "cancelled"):
            self.make_member(state=state)
        with freeze_time("2027-01-10 04:00:00"):
            self.make_member(state="ended", start="2026-11-01")
        self.cron_at(BIRTHDAY)
        self.assertFalse(self.greetings())

    def test_who_leaves_between_planning_and_the_day_is_not_greeted(self):
        self.birthday.write({"create_activity": True, "days_ahead": 5})
        contract = self.make_member()
        self.cron_at("2027-01-08 04:00:00")
        self.assertEqual(self.greetings().state, "planned")
        with freeze_time("2027-01-10 04:00:00"):
            contract.action_terminate("2027-01-10")
        with freeze_time("2027-01-11 04:00:00"):
            contract._follow_calendar()
        self.cron_at(BIRTHDAY)
        self.assertEqual(self.greetings().state, "skipped")
        self.assertIn("no member", self.greetings().reason)
        self.assertFalse(self.mails())

    def test_who_opted_out_is_not_greeted(self):
        self.make_member()
        self.person.cowork_no_greetings = True
        self.cron_at(BIRTHDAY)
        self.assertFalse(self.greetings())

    def test_without_an_address_it_is_said(self):
        self.make_member()
        self.person.email = False
        self.cron_at(BIRTHDAY)
        self.assertEqual(self.greetings().state, "skipped")
        self.assertIn("no e-mail", self.greetings().reason)

    def test_an_outage_of_a_day_is_made_up_for_a_longer_one_is_not(self):
        self.make_member()
        self.cron_at("2027-01-13 04:00:00")
        self.assertEqual(self.greetings().state, "sent")
        self.cron_at("2028-01-14 04:00:00")
        self.assertEqual(len(self.greetings()), 1)

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.birthday.template_id
        template.with_context(lang="fr_FR").subject = "Bon anniversaire"
        self.person.lang = "fr_FR"
        self.make_member()
        self.cron_at(BIRTHDAY)
        self.assertEqual(self.mails().subject, "Bon anniversaire")

    def test_names_are_escaped(self):
        self.person.name = "<img src=x onerror=alert(1)>"
        self.make_member()
        self.cron_at(BIRTHDAY)
        self.assertNotIn("<img src=x", self.mails().body_html)

    # Anniversaries and holidays -------------------------------------------------------

    def test_an_anniversary_counts_the_years(self):
        occasion = self.make_occasion("Anniversary", "anniversary")
        self.make_member(start="2024-03-01")
        self.make_member(start="2025-03-01")
        self.cron_at("2027-03-01 04:00:00")
        greeting = self.greetings(occasion)
        self.assertEqual(greeting.partner_id, self.member)
        self.assertEqual(greeting.years, 3)
        self.assertRegex(self.mails().body_html, r">3(</t>)?\s*years|3 years")

    def test_the_first_day_is_no_anniversary(self):
        occasion = self.make_occasion("Anniversary", "anniversary")
        with freeze_time("2027-03-01 04:00:00"):
            self.make_member(start="2027-03-01")
            self.run_cron()
        self.assertFalse(self.greetings(occasion))

    def test_holidays_are_for_who_lives_or_works_there(self):
        occasion = self.make_occasion(
            "National Day", "holiday", month=10, day=1, country_id=self.china.id
        )
        self.make_member()
        local = self.make_contract(
            location_id=self.location_2.id, partner_id=self.other_member.id
        )
        self.other_member.email = "lab@example.com"
        self.cron_at("2027-10-01 04:00:00")
        self.assertEqual(self.greetings(occasion).partner_id, self.member | self.person)
        self.other_member.country_id = self.china
        self.cron_at("2028-10-01 04:00:00")
        self.assertIn(local.partner_id, self.greetings(occasion).partner_id)

    def test_a_moving_holiday_comes_on_its_day(self):
        occasion = self.make_occasion(
            "Spring Festival",
            "holiday",
            is_moving=True,
            country_id=self.china.id,
            date_ids=[(0, 0, {"date": d}) for d in ("2027-02-06", "2028-01-26")],
        )
        self.make_member()
        self.cron_at("2027-02-05 04:00:00")
        self.assertFalse(self.greetings(occasion))
        self.cron_at("2027-02-06 04:00:00")
        self.assertEqual(len(self.greetings(occasion)), 2)
        self.cron_at("2028-01-26 04:00:00")
        self.assertEqual(len(self.greetings(occasion)), 4)
        with freeze_time("2027-06-01"):
            self.assertEqual(occasion.next_day, date(2028, 1, 26))

    def test_days_that_are_none_are_refused(self):
        for month, day in ((0, 0), (2, 30), (13, 1), (4, 31)):
            with self.assertRejected():
                self.make_occasion("Nonsense", "holiday", month=month, day=day)
        with self.assertRefused(ValidationError, "another kind"):
            self.birthday.template_id = self.env["mail.template"].create(
                {"name": "x", "model_id": self.env["ir.model"]._get_id("res.users")}
            )

    def test_the_sample_occasions_are_off(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "cowork_members"),
                ("model", "=", "cowork.care.occasion"),
            ]
        )
        occasions = self.env["cowork.care.occasion"].browse(data.mapped("res_id"))
        self.assertGreater(len(occasions), 10)
        spring = self.env.ref("cowork_members.care_cn_spring")
        with freeze_time("2027-01-10"):
            self.assertEqual(spring._get_holiday(2027), date(2027, 2, 6))

    # To-dos -------------------------------------------------------------------------

    def test_the_team_hears_of_it_days_ahead(self):
        self.birthday.write({"create_activity": True, "days_ahead": 3})
        user = self.make_user("t_care", "cowork_members.group_user", [self.location])
        self.make_member(user_id=user.id)
        self.cron_at("2027-01-08 04:00:00")
        self.assertFalse(self.person.activity_ids)
        self.cron_at("2027-01-09 04:00:00")
        self.cron_at("2027-01-10 04:00:00")
        todo = self.person.activity_ids
        self.assertEqual(todo.user_id, user)
        self.assertEqual(todo.date_deadline, date(2027, 1, 12))
        self.assertFalse(self.mails())
        self.cron_at(BIRTHDAY)
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(self.person.activity_ids, todo)

    def test_without_a_responsible_the_site_manager_has_it(self):
        self.birthday.write({"create_activity": True, "template_id": False})
        user = self.make_user("t_site", "cowork_members.group_user", [self.location_2])
        self.location.manager_id = user.employee_ids
        self.make_member(user_id=False)
        self.cron_at(BIRTHDAY)
        self.assertEqual(self.person.activity_ids.user_id, user)
        self.assertEqual(self.greetings().state, "sent")
        self.assertFalse(self.mails())

    # Being killed, failing -----------------------------------------------------

    def test_the_database_refuses_a_second_greeting(self):
        self.make_member()
        self.cron_at(BIRTHDAY)
        greeting = self.greetings()._by_action()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            greeting.create(
                {
                    "partner_id": greeting.partner_id.id,
                    "occasion_id": greeting.occasion_id.id,
                    "contract_id": greeting.contract_id.id,
                    "date": "2027-01-13",
                    "year": 2027,
                }
            )

    def test_one_mail_that_fails_does_not_stop_the_others(self):
        other = self.env["res.partner"].create(
            {
                "name": "Bad",
                "email": "bad@example.com",
                "cowork_birthday": "1970-01-12",
            }
        )
        self.make_contract(start="2026-11-01", member_ids=(self.person | other).ids)
        template = self.env.registry["mail.template"]
        send = template.send_mail_batch

        def fail(records, res_ids, **kwargs):
            names = self.env["cowork.care.greeting"].browse(res_ids)
            if "Bad" in names.partner_id.mapped("name"):
                raise UserError(NOTHING_TO_SAY)
            return send(records, res_ids, **kwargs)

        with patch.object(template, "send_mail_batch", fail):
            self.cron_at(BIRTHDAY)
        states = {g.partner_id.name: g.state for g in self.greetings()}
        self.assertEqual(states, {"Rafa Silva": "sent", "Bad": "failed"})
        failed = self.greetings().filtered(lambda g: g.state == "failed")
        self.assertIn("Nothing to say", failed.reason)
        self.assertEqual(len(self.mails()), 1)
        self.cron_at(BIRTHDAY)
        self.assertEqual(failed.state, "failed")
        user = self.make_user("t_retry", "cowork_members.group_user", [self.location])
        with freeze_time(BIRTHDAY):
            failed.with_user(user).action_retry()
        self.assertEqual(failed.state, "sent")
        self.assertEqual(len(self.mails()), 2)

    def test_more_members_take_no_more_queries(self):
        counts = {}
        for number in (FEW, FEW, MANY):
            with freeze_time("2027-01-10 04:00:00"):
                people = self.env["res.partner"].create(
                    [
                        {"name": f"P{i}", "email": f"p{i}@example.com"}
                        for i in range(number)
                    ]
                )
                people.cowork_birthday = "1980-01-12"
                for contract_people in (people[::2], people[1::2]):
                    self.make_contract(
                        start="2026-11-01", member_ids=contract_people.ids
                    )
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(BIRTHDAY):
                before = self.env.cr.sql_log_count
                made = self.greetings()._plan(self.greetings()._get_missing())
                self.env.flush_all()
                counts[number] = self.env.cr.sql_log_count - before
            self.assertEqual(len(made), number)
        self.assertLessEqual(counts[MANY], counts[FEW] + 3, counts)

    # Access -------------------------------------------------------------------------

    def test_nobody_forges_a_greeting(self):
        contract = self.make_member()
        self.cron_at(BIRTHDAY)
        greeting = self.greetings()
        manager = self.make_user("t_care_mgr", "cowork_members.group_manager")
        with self.assertRaises(AccessError):
            greeting.with_user(manager).write({"state": "planned"})
        with self.assertRaises(AccessError):
            greeting.with_user(manager).unlink()
        with self.assertRaises(AccessError):
            greeting.with_user(manager).create(
                {
                    "partner_id": self.member.id,
                    "occasion_id": self.birthday.id,
                    "contract_id": contract.id,
                    "date": "2027-01-12",
                    "year": 2027,
                }
            )

    def test_a_retry_needs_the_right_to_change_the_contract(self):
        self.make_member()
        self.cron_at(BIRTHDAY)
        desk = self.make_user(
            "t_desk", "cowork_members.group_front_desk", [self.location]
        )
        far = self.make_user("t_far", "cowork_members.group_user", [self.location_2])
        for user in (desk, far):
            with self.assertRaises(AccessError):
                self.greetings().with_user(user).action_retry()
