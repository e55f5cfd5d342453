import base64
import io
from datetime import date

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .visitor_common import NOW, VisitorCase

#: in nothing else that is kept
SECRETS = ("Zquark", "zquark@private.example.com", "+86 138 9999 8888", "Xylab")


def picture():
    """:returns: a photo in base64"""
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(file, "JPEG")
    return base64.b64encode(file.getvalue())


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorErasure(VisitorCase):
    """What is erased is erased everywhere; the figures stay."""

    def visit(self, at=NOW):
        """:returns: somebody who was invited, photographed, talked about and let in"""
        name, email, phone, company = SECRETS
        rules = self.location.visitor_rules_id or self.put_rules_in_force()
        visitor = self.expect(
            f"Ana {name}",
            at="2027-01-11 09:00:00",
            email=email,
            phone=phone,
            company_name=company,
            purpose=f"Talk of {name}",
            badge=name,
            photo=picture(),
            has_accepted=True,
        )
        self.assertTrue(visitor.invited_at)
        visitor.message_post(body=f"{name} rang, {phone}")
        visitor.message_post(
            body="A file", attachments=[(f"{name}.txt", b"Of " + name.encode())]
        )
        visitor.action_arrive()
        self.assertEqual(visitor.sudo().rules_id, rules)
        visitor.action_leave()
        self.env.flush_all()
        return visitor

    def find_everywhere(self, words):
        """:returns: list of ``table.column`` in which one of the words stands"""
        columns = self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                " JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
                " AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')"
            )
        )
        found = []
        for table, column in columns:
            rows = self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text ILIKE ANY(%s) LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    [f"%{word}%" for word in words],
                )
            )
            if rows:
                found.append(f"{table}.{column}")
        return found

    def run_cron(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_erase_visitors").method_direct_trigger()
        self.env.invalidate_all()

    def test_nothing_is_left_in_any_table_or_file(self):
        visitor = self.visit()
        tokens = (visitor.sudo().token, visitor.code)
        before = self.find_everywhere(SECRETS)
        for place in (
            "cowork_visitor.name",
            "mail_message.body",
            "mail_mail.email_to",
            "ir_attachment.name",
        ):
            self.assertIn(place, before)
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "cowork.visitor"),
                ("res_id", "=", visitor.id),
                ("res_field", "in", [False, "photo"]),
            ]
        )
        self.assertGreaterEqual(len(files), 3)
        self.location.visitor_retention_days = 30
        self.run_cron("2027-02-11 02:00:00")
        self.env.flush_all()
        self.assertEqual(self.find_everywhere((*SECRETS, *tokens)), [])
        self.assertFalse(files.exists())
        self.assertFalse(visitor.photo)

    def test_the_figures_stay(self):
        visitor = self.visit()
        self.location.visitor_retention_days = 30
        self.run_cron("2027-02-11 02:00:00")
        self.assertRecordValues(
            visitor.sudo(),
            [
                {
                    "name": "—",
                    "email": False,
                    "phone": False,
                    "company_name": False,
                    "purpose": False,
                    "badge": False,
                    "code": False,
                    "state": "left",
                    "day": date(2027, 1, 11),
                    "location_id": self.location.id,
                    "contract_id": self.contract.id,
                    "erased_on": date(2027, 2, 11),
                }
            ],
        )
        self.assertTrue(visitor.arrived_at and visitor.left_at)
        self.assertEqual(visitor.sudo().presence_ids.kind, "visitor")
        self.assertEqual(self.contract.visitor_count, 1)

    def test_not_a_day_too_early_and_not_twice(self):
        visitor = self.visit()
        self.location.visitor_retention_days = 30
        # The 30th day after the visit, at the location.
        self.run_cron("2027-02-10 15:00:00")
        self.assertFalse(visitor.erased_on)
        self.run_cron("2027-02-10 17:00:00")
        self.assertEqual(visitor.erased_on, date(2027, 2, 10))
        written = visitor.write_date
        self.run_cron("2027-03-10 17:00:00")
        self.assertEqual(visitor.erased_on, date(2027, 2, 10))
        self.assertEqual(visitor.write_date, written)

    def test_the_company_says_it_where_the_location_does_not(self):
        visitor = self.visit()
        self.company.cowork_visitor_days = 7
        self.run_cron("2027-01-18 02:00:00")
        self.assertFalse(visitor.erased_on)
        self.run_cron("2027-01-19 02:00:00")
        self.assertTrue(visitor.erased_on)

    def test_who_is_in_the_building_is_not_forgotten(self):
        visitor = self.expect()
        visitor.action_arrive()
        self.company.cowork_visitor_days = 1
        self.run_cron("2027-03-01 02:00:00")
        self.assertFalse(visitor.erased_on)

    def test_members_and_staff_who_were_in_are_forgotten_too(self):
        presences = self.env["cowork.presence"]._enter(
            [
                {"location_id": self.location.id, "partner_id": self.person.id},
                {
                    "location_id": self.location.id,
                    "employee_id": self.front_desk.employee_ids.id,
                },
            ]
        )
        self.company.cowork_visitor_days = 7
        self.run_cron("2027-02-01 02:00:00")
        # They are in still.
        self.assertTrue(all(one._get_person() for one in presences))
        presences.action_leave()
        self.run_cron("2027-02-01 02:00:00")
        self.assertFalse(any(one._get_person() for one in presences))
        self.assertEqual(presences.mapped("kind"), ["member", "staff"])

    def test_guests_of_bookings_are_forgotten_too(self):
        booking = self.env["cowork.booking"].create(
            {
                "space_id": self.make_space("Room", "meeting_small").id,
                "partner_id": self.person.id,
                "start": "2027-01-12 02:00:00",
                "stop": "2027-01-12 03:00:00",
                "is_exception": True,
            }
        )
        guests = self.env["cowork.booking.guest"]._by_action()
        guest = guests.create({"booking_id": booking.id, "email": SECRETS[1]})
        self.company.cowork_visitor_days = 7
        self.run_cron("2027-01-19 02:00:00")
        self.assertTrue(guest.exists())
        self.run_cron("2027-01-20 02:00:00")
        self.assertFalse(guest.exists())
        self.assertTrue(booking.attendee_count)

    def test_entries_of_the_black_list_end(self):
        block = self.block(name="Ana", date_to="2027-01-15")
        self.run_cron("2027-01-15 02:00:00")
        self.assertTrue(block.exists())
        self.run_cron("2027-01-18 02:00:00")
        self.assertFalse(block.exists())

    def test_in_several_batches(self):
        for _number in range(3):
            self.visit()
        cron = self.env.ref("cowork_members.cron_erase_visitors")
        cron.code = "model._cron_erase(limit=2)"
        self.run_cron("2027-06-01 02:00:00")
        self.assertFalse(self.visitors.search([("erased_on", "=", False)]))

    def test_on_request_by_who_may(self):
        visitor = self.visit()
        with self.assertRaises(AccessError):
            visitor.with_user(self.front_desk).action_erase()
        visitor.with_user(self.user).action_erase()
        self.env.flush_all()
        self.assertEqual(self.find_everywhere(SECRETS), [])
        with self.assertRefused(UserError, "was erased on"):
            visitor.with_user(self.user).name = "Ana"
        with self.assertRefused(UserError, "cancel the visit"):
            self.expect().with_user(self.user).action_erase()

    def test_many_are_erased_with_as_many_queries_as_few(self):
        def count(number):
            visitors = self.visitors.create(
                [
                    {
                        "name": f"V{index}",
                        "location_id": self.location.id,
                        "partner_id": self.person.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            before = self.cr.sql_log_count
            visitors.sudo()._erase()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        few = count(2)
        self.assertLessEqual(count(100), few + 4)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitorPrivacy(VisitorCase):
    """A member sees nobody else's visitors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_colleague = cls.visitors.create(
            {
                "name": "Ana",
                "location_id": cls.location.id,
                "partner_id": cls.colleague.id,
            }
        )
        cls.mine = cls.visitors.create(
            {
                "name": "Bo",
                "location_id": cls.location.id,
                "partner_id": cls.person.id,
            }
        )

    def test_not_even_those_of_a_colleague_or_of_who_works_for_them(self):
        payer = self.make_user(
            "t_payer", "base.group_portal", partner_id=self.member.id
        )
        for user, seen in (
            (self.portal_a, self.mine),
            (self.portal_b, self.visitors),
            (payer, self.visitors),
        ):
            self.assertEqual(self.visitors.with_user(user).search([]), seen)
            theirs = self.of_colleague.with_user(user)
            for call in (
                lambda them: them.read(["name"]),
                lambda them: them.action_cancel(),
                lambda them: them.action_cancel_series(),
                lambda them: them.action_invite(),
            ):
                with self.assertRaises(AccessError):
                    call(theirs)

    def test_a_member_reads_no_secret_and_writes_nothing(self):
        mine = self.mine.with_user(self.portal_a)
        for name in (
            "token",
            "photo",
            "block_reason",
            "page_url",
            "cleared_by_id",
            "contract_id",
        ):
            with self.assertRaises(AccessError):
                mine.read([name])
            with self.assertRaises(AccessError):
                mine.search([(name, "!=", False)])
        for call in (
            lambda: mine.write({"name": "X"}),
            lambda: mine.unlink(),
            lambda: mine.create({"name": "X", "location_id": self.location.id}),
            lambda: mine.action_arrive(),
            lambda: mine.action_leave(),
            lambda: mine.action_accept_rules(),
            lambda: mine.action_clear(),
            lambda: mine.action_erase(),
            lambda: mine.action_expect(),
            lambda: mine.action_refuse(),
            lambda: mine.action_arrive_and_print(),
        ):
            with self.assertRaises(AccessError):
                call()
        mine.action_cancel()
        self.assertEqual(self.mine.state, "cancelled")

    def test_members_see_neither_the_black_list_nor_who_is_in(self):
        for model in (
            "cowork.visitor.block",
            "cowork.visitor.rules",
            "cowork.presence",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.portal_a).search([])

    def test_the_desk_of_another_location_sees_none(self):
        other = self.make_user(
            "t_desk_2", "cowork_members.group_front_desk", [self.location_2]
        )
        self.assertFalse(self.visitors.with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.mine.with_user(other).action_arrive()
        with self.assertRaises(AccessError):
            self.location.with_user(other)._get_inside_by_floor()

    def test_who_looks_after_employees_reads_locations_and_no_visitors(self):
        officer = self.make_user("t_officer", "hr.group_hr_user")
        location = self.location.with_user(officer)
        for name in ("inside_count", "visitor_count", "visitor_rules_ids"):
            self.assertNotIn(name, location.fields_get())
        self.assertTrue(location.read(["name", "sign_out_hour"]))
        with self.assertRaises(AccessError):
            self.visitors.with_user(officer).search([])

    def test_companies_apart(self):
        self.assertFalse(self.visitors.with_user(self.manager_b).search([]))
        self.block(name="Ana")
        blocks = self.env["cowork.visitor.block"].with_user(self.manager_b)
        self.assertFalse(blocks.search([]))

    def test_forged_fields_are_refused(self):
        for vals in (
            {"state": "inside"},
            {"token": "x" * 30},
            {"arrived_at": NOW},
            {"rules_accepted_at": NOW},
            {"erased_on": "2027-01-11"},
            {"source": "portal"},
        ):
            with self.assertRaises(AccessError):
                self.mine.with_user(self.manager).write(vals)
            with self.assertRaises(AccessError):
                self.expect(**vals)
