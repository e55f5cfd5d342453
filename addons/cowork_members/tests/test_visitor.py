from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .visitor_common import NOW, VisitorCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorArrival(VisitorCase):
    """From the announcement to the sign-out."""

    def test_who_arrives_is_in_the_building_and_the_host_is_told(self):
        visitor = self.expect()
        visitor.action_arrive()
        self.assertEqual(visitor.state, "inside")
        self.assertEqual(visitor.arrived_at, datetime(2027, 1, 11, 2))
        presence = visitor.sudo().presence_ids
        self.assertRecordValues(
            presence,
            [
                {
                    "kind": "visitor",
                    "name": "Ana Ruiz",
                    "left_at": False,
                    # Where the host sits.
                    "space_id": self.desk_1.id,
                    "floor_id": self.floor.id,
                }
            ],
        )
        message = self.env["mail.message"].search(
            [("model", "=", "cowork.visitor"), ("res_id", "=", visitor.id)], limit=1
        )
        self.assertEqual(message.subject, "Ana Ruiz is here for you, at Riverside")
        self.assertEqual(message.notified_partner_ids, self.person)
        self.assertTrue(visitor.host_told_at)

    def test_a_host_who_works_here_finds_it_in_the_inbox(self):
        self.user.notification_type = "inbox"
        visitor = self.expect(partner_id=self.user.partner_id.id)
        visitor.action_arrive()
        note = self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", self.user.partner_id.id),
                ("mail_message_id.res_id", "=", visitor.id),
            ]
        )
        self.assertEqual(note.notification_type, "inbox")

    def test_a_host_without_an_address_is_told_by_the_desk(self):
        self.person.email = False
        self.person.user_ids.active = False
        visitor = self.expect()
        visitor.action_arrive()
        self.assertEqual(visitor.state, "inside")
        self.assertFalse(visitor.host_told_at)

    def test_leaving_ends_the_presence_whichever_way_round(self):
        first, second = self.expect(), self.expect("Bo Li")
        (first | second).action_arrive()
        with freeze_time("2027-01-11 04:00:00"):
            first.action_leave()
            second.sudo().presence_ids.with_user(self.front_desk).action_leave()
        for visitor in first | second:
            self.assertEqual(visitor.state, "left")
            self.assertEqual(visitor.left_at, datetime(2027, 1, 11, 4))
            self.assertEqual(
                visitor.sudo().presence_ids.left_at, datetime(2027, 1, 11, 4)
            )
        with self.assertRefused(UserError, "not in the building"):
            first.action_leave()

    def test_nobody_arrives_twice_or_on_another_day(self):
        visitor = self.expect()
        visitor.action_arrive()
        with self.assertRefused(UserError, "cannot be let in"):
            visitor.action_arrive()
        tomorrow = self.expect("Bo Li", at="2027-01-12 02:00:00")
        with self.assertRefused(UserError, "is expected on"):
            tomorrow.action_arrive()

    def test_the_day_is_that_of_the_location(self):
        # 01:00 of the 12th in Shanghai.
        visitor = self.expect(at="2027-01-11 17:00:00")
        self.assertEqual(visitor.day, date(2027, 1, 12))

    def test_who_did_not_come_may_be_expected_again(self):
        visitor = self.expect()
        visitor.action_cancel()
        self.assertEqual(visitor.state, "cancelled")
        visitor.action_expect()
        self.assertEqual(visitor.state, "expected")
        with self.assertRefused(UserError, "already"):
            visitor.action_expect()
        visitor.action_refuse()
        self.assertEqual(visitor.state, "refused")

    def test_what_is_settled_stays(self):
        visitor = self.expect()
        visitor.action_arrive()
        for vals in (
            {"expected_at": "2027-01-13 02:00:00"},
            {"partner_id": self.colleague.id},
        ):
            with self.assertRefused(UserError, "is settled"):
                visitor.write(vals)
        visitor.badge = "17"
        with self.assertRaises(AccessError):
            visitor.write({"state": "left"})
        with self.assertRefused(UserError, "the log keeps that"):
            visitor.with_user(self.manager).unlink()

    def test_texts_are_as_long_as_people_write_them(self):
        visitor = self.expect("  Ana \n Ruiz ", purpose="x" * 500)
        self.assertEqual(visitor.name, "Ana Ruiz")
        self.assertEqual(len(visitor.purpose), 120)

    def test_a_booking_elsewhere_is_refused(self):
        room = self.make_space("Far", "meeting_small", location_id=self.location_2.id)
        booking = self.env["cowork.booking"].create(
            {
                "space_id": room.id,
                "partner_id": self.person.id,
                "start": "2027-01-12 09:00:00",
                "stop": "2027-01-12 10:00:00",
                "is_exception": True,
            }
        )
        with self.assertRefused(UserError, "at another location"):
            self.expect(booking_id=booking.id)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorRules(VisitorCase):
    """House rules: which version was accepted, and when."""

    def test_nobody_is_let_in_before_accepting(self):
        rules = self.put_rules_in_force()
        visitor = self.expect()
        with self.assertRefused(UserError, "has not accepted the house rules"):
            visitor.action_arrive()
        visitor.action_accept_rules()
        visitor.action_arrive()
        self.assertRecordValues(
            visitor.sudo(),
            [
                {
                    "rules_id": rules.id,
                    "rules_accepted_at": datetime(2027, 1, 11, 2),
                    "rules_lang": "en_US",
                }
            ],
        )

    def test_the_desk_ticks_it_while_registering(self):
        rules = self.put_rules_in_force()
        visitor = self.expect(has_accepted=True)
        self.assertEqual(visitor.sudo().rules_id, rules)
        visitor.action_arrive()
        self.assertEqual(visitor.state, "inside")

    def test_what_was_accepted_is_kept(self):
        first = self.put_rules_in_force()
        visitor = self.expect(has_accepted=True)
        with self.assertRefused(UserError, "Make a new version"):
            first.body = "<p>No cats.</p>"
        with self.assertRefused(UserError, "Make a new version"):
            first.update_field_translations("body", {"en_US": "<p>No cats.</p>"})
        with self.assertRefused(UserError, "Make a new version"):
            first.unlink()
        draft = self.env["cowork.visitor.rules"].browse(
            first.action_new_version()["res_id"]
        )
        draft.body = "<p>No cats.</p>"
        draft.action_publish()
        self.assertEqual((first.version, draft.version), (1, 2))
        self.assertEqual((first.state, draft.state), ("old", "current"))
        self.assertEqual(self.location.visitor_rules_id, draft)
        self.assertEqual(visitor.sudo().rules_id, first)
        self.assertIn("No dogs", first.body)
        # The new ones are to be accepted.
        self.assertTrue(visitor.needs_rules)
        with self.assertRefused(UserError, "Only a draft"):
            draft.action_publish()

    def test_rules_that_changed_while_they_were_read_are_read_again(self):
        first = self.put_rules_in_force()
        visitor = self.expect()
        self.put_rules_in_force("<p>No cats.</p>")
        with self.assertRefused(UserError, "have changed"):
            visitor.sudo()._accept_rules(first.id)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorBlock(VisitorCase):
    """The black-list."""

    def test_the_desk_reads_the_reason_and_members_do_not(self):
        self.block(name="RUIZ, Ána")
        visitor = self.expect("Ana Ruiz")
        self.assertEqual(visitor.block_reason, "Threw a chair")
        with self.assertRefused(UserError, "Threw a chair"):
            visitor.action_arrive()
        with self.assertRefused(UserError, "Please ask the front desk") as caught:
            self.announce("Ana Ruiz")
        self.assertNotIn("chair", str(caught.exception))
        self.assertNotIn("black", str(caught.exception))
        self.assertNotIn("block_reason", visitor.with_user(self.portal_a).fields_get())

    def test_by_address_and_number(self):
        self.block(email="ana@example.com", phone="+86 138 0013 8000")
        for vals in ({"email": "Ana+1@example.com"}, {"phone": "13800138000"}):
            self.assertTrue(self.expect("Somebody", **vals).block_reason)
        self.assertFalse(self.expect("Ana Ruiz", phone="13900138001").block_reason)

    def test_only_where_and_while_it_is_in_force(self):
        block = self.block(name="Ana Ruiz", location_ids=[(4, self.location_2.id)])
        visitor = self.expect()
        self.assertFalse(visitor.block_reason)
        block.location_ids = False
        block.date_to = "2027-01-11"
        visitor.invalidate_recordset()
        self.assertTrue(visitor.block_reason)
        block.date_to = "2027-01-10"
        visitor.invalidate_recordset()
        self.assertFalse(visitor.block_reason)

    def test_another_company_has_its_own(self):
        self.block(name="Ana Ruiz", company_id=self.company_b.id)
        self.assertFalse(self.expect().block_reason)

    def test_a_manager_tells_namesakes_apart(self):
        self.block(name="Ana Ruiz")
        visitor = self.expect()
        visitor.action_refuse()
        with self.assertRaises(AccessError):
            visitor.action_clear()
        visitor.with_user(self.user).action_clear()
        self.assertEqual(visitor.sudo().cleared_by_id, self.user)
        visitor.action_arrive()
        self.assertEqual(visitor.state, "inside")
        with self.assertRefused(UserError, "is not on the black-list"):
            self.expect("Bo Li").with_user(self.user).action_clear()

    def test_nobody_on_it_is_sent_an_invitation(self):
        self.block(email="ana@example.com")
        visitor = self.expect(email="ana@example.com", at="2027-01-12 02:00:00")
        self.assertFalse(visitor.invited_at)
        self.assertFalse(self.mails(res_id=visitor.id, model="cowork.visitor"))

    def test_an_entry_recognises_somebody(self):
        with self.assertRefused(ValidationError, "by which the person is recognised"):
            self.block(name="?", phone="12")

    def test_a_thousand_are_looked_up_with_as_many_queries_as_one(self):
        self.block(name="Person 3")

        def count(number):
            visitors = self.visitors.create(
                [
                    {
                        "name": f"Person {index}",
                        "location_id": self.location.id,
                        "partner_id": self.person.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = visitors.filtered("block_reason")
            self.assertEqual(len(found), number > 3)
            return self.cr.sql_log_count - before

        count(4)
        self.assertLessEqual(count(300), count(4))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorLimits(VisitorCase):
    """What the plans allow."""

    def test_so_many_a_day_for_all_of_a_membership(self):
        self.plan_desk.visitors_per_day = 2
        self.announce("Ana", "Bo")
        with self.assertRefused(UserError, "allows 2 visitors a day"):
            self.announce("Chen")
        # Another day is another day; a cancelled visit does not count.
        visitors = self.announce("Chen", start="2027-01-13 02:00:00")
        self.announce("Dora", start="2027-01-13 02:00:00")
        visitors.with_user(self.portal_a).action_cancel()
        self.announce("Emil", start="2027-01-13 02:00:00")

    def test_the_visitors_of_colleagues_count(self):
        self.plan_desk.visitors_per_day = 1
        self.announce("Ana")
        colleague = self.make_user(
            "t_colleague", "base.group_portal", partner_id=self.colleague.id
        )
        with self.assertRefused(UserError, "allows 1 visitors a day"):
            self.announce("Bo", user=colleague)

    def test_so_many_a_month(self):
        self.plan_desk.visitors_per_month = 3
        self.announce("Ana", "Bo", "Chen")
        with self.assertRefused(UserError, "3 visitors in January 2027"):
            self.announce("Dora", start="2027-01-30 02:00:00")
        self.announce("Dora", start="2027-02-01 02:00:00")
        with self.assertRefused(UserError, "3 visitors in February 2027"):
            self.announce(
                "Emil", start="2027-02-02 02:00:00", rule="FREQ=DAILY;COUNT=3"
            )

    def test_staff_may_go_beyond(self):
        self.plan_desk.visitors_per_day = 1
        self.expect()
        with self.assertRefused(UserError, "Tick “Beyond the Limit”"):
            self.expect("Bo")
        visitor = self.expect("Bo", is_exception=True)
        self.assertEqual(visitor.state, "expected")
        with self.assertRefused(UserError, "allows 1 visitors a day"):
            visitor.is_exception = False

    def test_moving_a_visit_asks_again(self):
        self.plan_desk.visitors_per_day = 1
        self.expect(at="2027-01-12 02:00:00")
        other = self.expect("Bo", at="2027-01-13 02:00:00")
        with self.assertRefused(UserError, "allows 1 visitors a day"):
            other.expected_at = "2027-01-12 02:00:00"

    def test_a_limited_visitor_marks_the_contract(self):
        self.announce("Ana")
        self.assertEqual(self.contract.visitors_registered, 0)
        self.plan_desk.visitors_per_day = 5
        self.announce("Bo", "Chen")
        self.assertEqual(self.contract.visitors_registered, 2)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorRegister(VisitorCase):
    """Announcing by one call."""

    def test_a_member_announces_and_the_guests_are_invited(self):
        visitors = self.announce(
            {"name": "Ana Ruiz", "email": "ana@example.com", "company": "Blue Lab"},
            "Bo Li",
            purpose="Budget",
        )
        self.assertRecordValues(
            visitors,
            [
                {
                    "name": "Ana Ruiz",
                    "company_name": "Blue Lab",
                    "partner_id": self.person.id,
                    "contract_id": self.contract.id,
                    "purpose": "Budget",
                    "source": "portal",
                    "invited_at": datetime(2027, 1, 11, 2),
                },
                {
                    "name": "Bo Li",
                    "company_name": False,
                    "partner_id": self.person.id,
                    "contract_id": self.contract.id,
                    "purpose": "Budget",
                    "source": "portal",
                    "invited_at": False,
                },
            ],
        )
        mail = self.mails(model="cowork.visitor", res_id=visitors[0].id)
        self.assertEqual(mail.email_to, '"Ana Ruiz" <ana@example.com>')
        self.assertEqual(mail.subject, "Your visit to Riverside, Tue 12 Jan, 10:00")
        self.assertIn(visitors[0].code, mail.body_html)
        self.assertIn(f"/{visitors[0].token}/qr.png", mail.body_html)
        self.assertIn(visitors[0].token, mail.body_html)
        self.assertIn(b"METHOD:REQUEST", mail.attachment_ids.raw)
        self.assertIn(b"DTSTART:20270112T020000Z", mail.attachment_ids.raw)

    def test_the_way_is_part_of_the_invitation(self):
        self.location.directions = "<p>Bus 9, blue door, third floor.</p>"
        visitor = self.announce({"name": "Ana", "email": "ana@example.com"})
        self.assertIn("blue door", self.mails(res_id=visitor.id).body_html)

    def test_a_series_is_one_invitation(self):
        visitors = self.announce(
            {"name": "Ana", "email": "ana@example.com"},
            rule="FREQ=WEEKLY;COUNT=3",
        )
        self.assertEqual(
            visitors.mapped("day"),
            [date(2027, 1, 12), date(2027, 1, 19), date(2027, 1, 26)],
        )
        self.assertEqual(len(set(visitors.mapped("token"))), 1)
        mail = self.mails(model="cowork.visitor", email_to='"Ana" <ana@example.com>')
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.attachment_ids.raw.count(b"BEGIN:VEVENT"), 3)

    def test_a_series_is_called_off_from_a_day_on(self):
        visitors = self.announce("Ana", "Bo", rule="FREQ=WEEKLY;COUNT=3")
        ana = visitors.filtered(lambda v: v.name == "Ana").sorted("day")
        ana[1].with_user(self.portal_a).action_cancel_series()
        self.assertEqual(ana.mapped("state"), ["expected", "cancelled", "cancelled"])
        self.assertEqual(set((visitors - ana).mapped("state")), {"expected"})

    def test_guests_are_told_of_changes(self):
        visitor = self.announce({"name": "Ana", "email": "ana@example.com"})
        visitor.with_user(self.front_desk).expected_at = "2027-01-13 02:00:00"
        mail = self.mails(res_id=visitor.id, model="cowork.visitor").sorted("id")[-1]
        self.assertEqual(
            mail.subject, "Moved: your visit to Riverside, Wed 13 Jan, 10:00"
        )
        visitor.with_user(self.portal_a).action_cancel()
        mail = self.mails(res_id=visitor.id, model="cowork.visitor").sorted("id")[-1]
        self.assertIn("Cancelled", mail.subject)
        self.assertIn(b"METHOD:CANCEL", mail.attachment_ids.raw)

    def test_for_a_booking_of_ones_own(self):
        room = self.make_space("Room", "meeting_small", location_id=self.location_2.id)
        booking = self.env["cowork.booking"].create(
            {
                "space_id": room.id,
                "partner_id": self.person.id,
                "start": "2027-01-12 09:00:00",
                "stop": "2027-01-12 10:00:00",
                "is_exception": True,
            }
        )
        visitor = self.announce("Ana", booking=booking.id)
        self.assertEqual(visitor.location_id, self.location_2)
        self.assertEqual(booking.visitor_count, 1)
        with self.assertRaises(AccessError):
            self.announce("Ana", booking=booking.id, user=self.portal_b)

    def test_the_host_is_oneself_and_the_place_ones_own(self):
        with self.assertRaises(AccessError):
            self.announce("Ana", partner=self.colleague.id)
        for place in (self.location_2.id, self.location_b.id, 0, "x", None):
            with self.assertRaises(AccessError):
                self.announce("Ana", location=place)
        with self.assertRaises(AccessError):
            self.announce("Ana", user=self.portal_b)
        with self.assertRaises(AccessError):
            self.announce("Ana", user=self.internal)

    def test_staff_announce_for_anybody(self):
        visitor = self.announce("Ana", user=self.front_desk, partner=self.colleague.id)
        self.assertEqual(visitor.partner_id, self.colleague)
        self.assertEqual(visitor.source, "desk")
        with self.assertRaises(AccessError):
            self.announce(
                "Ana",
                user=self.front_desk,
                partner=self.colleague.id,
                location=self.location_2.id,
            )

    def test_nonsense_is_refused_and_nobody_is_registered(self):
        calls = (
            ({"visitors": []}, "Name at least one"),
            ({"visitors": "Ana"}, "Name at least one"),
            ({"visitors": [{"name": " "}]}, "needs a name"),
            ({"visitors": [7]}, "needs a name"),
            ({"visitors": [{"name": "A", "email": "a@b"}]}, "not an e-mail"),
            ({"start": "tomorrow"}, "Give the first time in UTC"),
            ({"start": "2027-01-10 02:00:00"}, "That day is over"),
            ({"start": "2029-01-10 02:00:00"}, "a year ahead"),
            ({"rule": "FREQ=DAILY"}, "A series has an end"),
            ({"rule": "FREQ=DAILY;COUNT=61"}, "at most 60 dates"),
            ({"visitors": [{"name": f"V{n}"} for n in range(201)]}, "At most 200"),
        )
        for changed, message in calls:
            values = {
                "location": self.location.id,
                "start": "2027-01-12 02:00:00",
                "visitors": [{"name": "Ana"}],
                **changed,
            }
            with self.assertRefused(UserError, message):
                self.visitors.with_user(self.portal_a).register(**values)
        self.assertFalse(self.visitors.search([]))

    def test_defaults_of_the_caller_set_nothing(self):
        visitors = self.visitors.with_user(self.portal_a).with_context(
            default_is_exception=True, default_state="inside", default_badge="1"
        )
        (answer,) = visitors.register(
            self.location.id, "2027-01-12 02:00:00", [{"name": "Ana"}]
        )
        visitor = self.visitors.browse(answer["id"])
        self.assertEqual((visitor.state, visitor.badge), ("expected", False))
        self.assertFalse(visitor.is_exception)

    def test_many_are_registered_with_few_queries_each(self):
        def count(number, day):
            people = [{"name": f"Person {index}"} for index in range(number)]
            before = self.cr.sql_log_count
            self.announce(*people, start=f"2027-01-{day} 02:00:00")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2, 12)
        few = count(2, 13)
        self.assertLessEqual(count(100, 14), few + 10)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorNight(VisitorCase):
    """What the night does."""

    def run_cron(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_sign_out").method_direct_trigger()
        self.env.invalidate_all()

    def test_whom_nobody_signed_out_is_signed_out_at_the_locations_night(self):
        visitor = self.expect()
        visitor.action_arrive()
        member = self.env["cowork.presence"]._enter(
            [{"location_id": self.location.id, "partner_id": self.colleague.id}]
        )
        # 23:30 there, and 03:30: not yet.
        for moment in ("2027-01-11 15:30:00", "2027-01-11 19:30:00"):
            self.run_cron(moment)
            self.assertEqual(visitor.state, "inside")
        # 04:10 there.
        self.run_cron("2027-01-11 20:10:00")
        self.assertEqual(visitor.state, "left")
        self.assertTrue(member.left_at)
        self.assertTrue(member.is_forgotten)
        left = visitor.left_at
        self.run_cron("2027-01-11 21:10:00")
        self.assertEqual(visitor.left_at, left)

    def test_who_came_after_midnight_works_on(self):
        with freeze_time("2027-01-11 16:30:00"):
            presence = self.env["cowork.presence"]._enter(
                [{"location_id": self.location.id, "partner_id": self.colleague.id}]
            )
        self.run_cron("2027-01-11 20:10:00")
        self.assertFalse(presence.left_at)

    def test_who_did_not_come_is_noted_when_the_day_is_over(self):
        visitor = self.expect()
        self.run_cron("2027-01-11 15:30:00")
        self.assertEqual(visitor.state, "expected")
        self.run_cron("2027-01-11 16:10:00")
        self.assertEqual(visitor.state, "missed")

    def test_more_than_one_batch(self):
        visitors = self.visitors.create(
            [
                {
                    "name": f"V{index}",
                    "location_id": self.location.id,
                    "partner_id": self.person.id,
                }
                for index in range(5)
            ]
        )
        cron = self.env.ref("cowork_members.cron_sign_out")
        cron.code = "model._cron_sign_out(limit=2)"
        self.run_cron("2027-01-12 16:10:00")
        self.assertEqual(set(visitors.mapped("state")), {"missed"})

    def test_leaving_within_the_minute_of_arriving(self):
        visitor = self.expect()
        visitor.action_arrive()
        visitor.sudo()._set_left(visitor.arrived_at - timedelta(minutes=1))
        self.assertEqual(visitor.left_at, visitor.arrived_at)
