from base64 import b64encode
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.maintenance_request_limits import MOST_AT_PLACE
from .fault_common import FaultCommon, make_picture

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{id}@example.com>
Content-Type: {kind}; charset=utf-8; boundary=PART

{body}
"""
MAIL_BODY = "The tap in the pantry drips."
MAIL_FILE = """--PART
Content-Type: text/plain

It drips.
--PART
Content-Type: text/plain
Content-Disposition: attachment; filename*=utf-8''{name}

Here.
--PART--"""


@tagged("post_install", "-at_install")
class TestFaultReport(FaultCommon):
    """Whatever way a fault comes, it becomes one work order."""

    def as_(self, user):
        return self.requests.with_user(user)

    # The interface --------------------------------------------------------------------

    def test_a_program_reports_a_fault_once(self):
        desk = self.as_(self.front_desk)
        photo = b64encode(make_picture("PNG")).decode()
        first = desk.report_fault(
            "The tap drips. Since Monday.",
            space=self.hall.id,
            category="T-Plain",
            partner=self.person.id,
            urgency="high",
            photos=[photo],
            key="sensor-1",
        )
        request = self.requests.browse(first["id"])
        self.assertRecordValues(
            request,
            [
                {
                    "name": "The tap drips",
                    "reported_text": "The tap drips. Since Monday.",
                    "space_id": self.hall.id,
                    "location_id": self.location.id,
                    "category": self.category.id,
                    "partner_id": self.person.id,
                    "priority": "3",
                    "source": "api",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(request.photo_before_ids.mimetype, "image/jpeg")
        again = desk.report_fault("Other words", space=self.hall.id, key="sensor-1")
        self.assertEqual(again, {"id": request.id, "is_new": False, "open": []})
        other = desk.report_fault("It smells", space=self.hall.id)
        self.assertEqual((other["is_new"], other["open"]), (True, [request.id]))

    def test_equipment_says_where_and_of_what_kind(self):
        made = self.as_(self.front_desk).report_fault(
            "Paper jam", equipment=self.printer.id
        )
        request = self.requests.browse(made["id"])
        self.assertEqual(request.equipment_id, self.printer)
        self.assertEqual(request.space_id, self.hall)
        self.assertEqual(request.category, self.category)

    def test_nonsense_is_refused_with_a_sentence(self):
        desk = self.as_(self.front_desk)
        svg = b64encode(b"<svg onload='alert(1)'/>").decode()
        for arguments, message in (
            ({"text": " \n"}, "what is wrong"),
            ({"text": None}, "what is wrong"),
            ({"space": 10**12}, "no Coworking Space"),
            ({"space": "1"}, "no Coworking Space"),
            ({"space": self.space_b.id}, "no Coworking Space"),
            ({"space": self.desk_far.id}, "no Coworking Space"),
            ({"space": None}, "Say where it is"),
            ({"category": "NONE"}, "no kind of work"),
            ({"urgency": "9"}, "how urgent"),
            ({"photos": [svg]}, "not a photo"),
            ({"photos": ["%%%"]}, "not a photo"),
            ({"photos": [7]}, "not a photo"),
            ({"photos": [b64encode(make_picture()).decode()] * 5}, "up to 4"),
        ):
            values = {"text": "It drips", "space": self.hall.id, **arguments}
            with self.assertRefused(UserError, message):
                desk.report_fault(**values)
        self.assertFalse(self.requests.search([("space_id", "=", self.hall.id)]))

    def test_only_who_may_open_work_orders(self):
        for user in (self.portal_a, self.env.ref("base.public_user")):
            with self.assertRefused(AccessError, "not allowed"):
                self.as_(user).report_fault("It drips", space=self.hall.id)

    # The same once more ---------------------------------------------------------------

    def test_the_same_words_about_the_same_place_are_one_fault(self):
        first = self.report("The tap drips!")
        self.assertEqual(self.report("the tap  drips"), first)
        self.assertNotEqual(self.report("The tap drips", self.office), first)
        self.assertNotEqual(
            self.report("The tap drips", partner_id=self.named_partner().id), first
        )
        first.stage_id = self.done
        self.assertNotEqual(self.report("The tap drips!"), first)

    def named_partner(self):
        return self.env["res.partner"].create({"name": "Ana Ruiz"})

    def test_a_fault_of_the_floor_is_known_in_its_rooms(self):
        floor = self.report("No power", self.floor)
        known = self.requests._find_known(self.office._get_label_place())
        self.assertEqual(known, floor)

    def test_strangers_are_counted_at_the_place_and_by_device(self):
        values = {
            **self.hall._get_label_place(),
            "source": "qr",
            "partner_id": False,
            "reporter_mark": self.requests._mark_reporter("192.0.2.7"),
        }
        self.assertNotIn("192.0.2.7", values["reporter_mark"])
        for number in range(MOST_AT_PLACE):
            self.assertFalse(self.requests._is_too_often(values, "x"))
            self.requests._report(f"Fault {number}", values)
        self.assertTrue(self.requests._is_too_often(values, "x"))
        elsewhere = {**values, **self.office._get_label_place()}
        self.assertFalse(self.requests._is_too_often(elsewhere, "x"))
        self.env.cr.execute(
            "UPDATE maintenance_request SET create_date = create_date - interval '1 h'"
        )
        self.env.invalidate_all()
        self.assertFalse(self.requests._is_too_often(values, "x"))

    # Nobody forges --------------------------------------------------------------------

    def test_the_words_of_others_are_not_rewritten(self):
        request = self.report().with_user(self.facility_manager)
        for values in (
            {"reported_text": "All fine"},
            {"affected_partner_ids": [Command.link(self.member.id)]},
        ):
            with self.assertRefused(AccessError, "kept by the system"):
                request.write(values)

    # The front desk -------------------------------------------------------------------

    def test_the_desk_sees_what_is_known_and_reports_the_rest(self):
        known = self.report("The light is out", self.office)
        form = Form(self.env["cowork.fault.report"].with_user(self.front_desk))
        self.assertEqual(form.location_id, self.location)
        form.space_id = self.office
        self.assertEqual(form.known_ids[:], known.with_user(self.front_desk))
        form.partner_id = self.person
        form.text = "The lock sticks"
        form.urgency = "low"
        form.photo = b64encode(make_picture()).decode()
        dialog = form.save()
        action = dialog.action_report()
        request = self.requests.browse(action["res_id"])
        self.assertRecordValues(
            request,
            [
                {
                    "source": "desk",
                    "partner_id": self.person.id,
                    "contract_id": self.contract.id,
                    "priority": "1",
                    "space_id": self.office.id,
                }
            ],
        )
        self.assertEqual(len(request.photo_before_ids), 1)
        self.assertEqual(dialog.action_report()["res_id"], request.id)

    def test_a_second_member_joins_the_fault_that_is_known(self):
        known = self.report("The light is out", self.office)
        known = known.with_user(self.front_desk)
        with self.assertRefused(UserError, "Choose the member"):
            known.action_same_fault()
        joined = self.other_member
        known.with_context(cowork_partner_id=joined.id).action_same_fault()
        known.with_context(cowork_partner_id=joined.id).action_same_fault()
        self.assertEqual(known.sudo().affected_partner_ids, joined)
        self.assertEqual(known.affected_count, 2)

    # Mail -----------------------------------------------------------------------------

    def receive(
        self,
        sender,
        subject="Tap drips",
        number=1,
        body=MAIL_BODY,
        kind="text/plain",
    ):
        team = self.team
        team.alias_name = "t-faults"
        team.alias_domain_id = self.env["mail.alias.domain"].search(
            [], limit=1
        ) or self.env["mail.alias.domain"].create({"name": "cowork.example.com"})
        to = f"t-faults@{team.alias_domain_id.name}"
        number = self.env["mail.thread"].message_process(
            None,
            MAIL.format(
                sender=sender, to=to, subject=subject, id=number, body=body, kind=kind
            ),
        )
        return self.requests.browse(number)

    def test_a_mail_of_a_member_becomes_a_work_order_at_their_desk(self):
        request = self.receive("Rafa <rafa@quiet.example.com>")
        self.assertRecordValues(
            request,
            [
                {
                    "name": "Tap drips",
                    "source": "mail",
                    "partner_id": self.person.id,
                    "contract_id": self.contract.id,
                    "location_id": self.location.id,
                    "space_id": self.desk_1.id,
                    "maintenance_team_id": self.team.id,
                    "reported_text": "The tap in the pantry drips.",
                }
            ],
        )

    def test_who_is_a_member_of_two_locations_is_asked_where(self):
        self.make_contract(self.plan_desk, self.desk_far, self.day(-9))
        request = self.receive("rafa@quiet.example.com")
        self.assertEqual(request.partner_id, self.person)
        self.assertFalse(request.location_id | request.space_id.location_id)

    def test_a_stranger_writes_to_the_team_of_one_location(self):
        self.team.location_ids = self.location_2
        request = self.receive("Who <who@elsewhere.example.com>", subject="")
        self.assertFalse(request.partner_id)
        self.assertEqual(request.location_id, self.location_2)
        self.assertEqual(request.name, "The tap in the pantry drips")
        self.assertIn("who@elsewhere.example.com", request.reporter_contact)

    def test_a_mail_of_nonsense_is_a_work_order_that_can_be_read(self):
        for number, (sender, subject, body) in enumerate(
            (
                ("a\x00b <who@else.example.com>", "a\x00b", "a\x00b"),
                ("", "x" * 5000, "x" * 300_000),
                ("no address", "🔥 א\u202eb", "<script>alert(1)</script> א\u202eb"),
                ("rafa@quiet.example.com", "{{7*7}} %(x)s", "=HYPERLINK(1)\x1b[2J"),
                ("rafa@quiet.example.com", "=?utf-8?b?????=", ""),
            ),
            2,
        ):
            request = self.receive(sender, subject, number, body)
            self.assertEqual(request.source, "mail", subject[:20])
            self.assertTrue(request.name)
            self.assertLessEqual(len(request.reported_text or ""), 4000)
            texts = (request.name, request.reported_text, request.reporter_contact)
            for text in filter(None, texts):
                self.assertFalse(set(text) & set("\x00\x1b\u202e"), text[:50])

    def test_a_mail_is_kept_whatever_its_file_is_called(self):
        request = self.receive(
            "rafa@quiet.example.com",
            body=MAIL_FILE.format(name="a%00b.txt"),
            kind="multipart/mixed",
        )
        self.assertEqual(request.reported_text, "It drips.")
        files = request.message_ids.attachment_ids
        self.assertEqual(files.mapped("name"), ["ab.txt"])
        self.assertEqual(files.raw, b"Here.")

    # What the member hears ------------------------------------------------------------

    def test_the_member_is_told_how_it_goes_on(self):
        request = self.report()
        self.assertEqual(self.mails(request), ["We have it: The tap drips"])
        request.schedule_date = fields.Datetime.now() + timedelta(days=1)
        request.stage_id = self.working
        request.stage_id = self.done
        request.action_reopen("Still drips")
        request.action_go_on()
        request.archive_equipment_request()
        self.assertEqual(
            [subject.split(":")[0] for subject in self.mails(request)],
            ["We have it", "Planned", "Done", "We go on", "Closed"],
        )

    def test_who_is_only_affected_hears_it_without_the_words_of_others(self):
        request = self.report("My safe does not lock", category=self.category.id)
        self.other_member.email = "lab@example.com"
        request._add_affected(self.other_member)
        request.stage_id = self.done
        self.assertEqual(
            self.mails(request)[1:], ["Done: My safe does not lock", "Done: Plain"]
        )

    def test_only_what_is_said_to_them_reaches_the_member(self):
        request = self.report()
        follower = request.message_follower_ids.filtered(
            lambda f: f.partner_id == self.person
        )
        self.assertEqual(follower.subtype_ids, self.env.ref("mail.mt_comment"))

    # Rating ---------------------------------------------------------------------------

    def test_a_low_rating_is_put_on_the_list_of_the_site_manager_once(self):
        self.location.manager_id = self.user.employee_ids
        request = self.report()
        request.stage_id = self.done
        member = request.with_user(self.portal_a).sudo()
        member._rate(2, "It still drips")
        member._rate(1, "It pours")
        self.assertEqual(request.rating_last_value, 1)
        self.assertEqual(len(request.rating_ids), 1)
        activity = request.activity_ids
        self.assertEqual(
            (activity.user_id, activity.summary),
            (self.user, "Not satisfied: The tap drips"),
        )
        member._rate(5, "")
        self.assertEqual(request.rating_avg, 5)

    def test_only_what_was_done_is_rated_and_by_the_member(self):
        request = self.report()
        with self.assertRefused(UserError, "You can rate work"):
            request.with_user(self.portal_a).sudo()._rate(5, "")
        request.stage_id = self.done
        with self.assertRefused(UserError, "You can rate work"):
            request.with_user(self.portal_b).sudo()._rate(5, "")
        for stars in (0, 6, -1):
            with self.assertRefused(UserError, "one to five"):
                request.with_user(self.portal_a).sudo()._rate(stars, "")

    def test_the_link_in_the_mail_rates(self):
        request = self.report()
        request.stage_id = self.done
        [happy, _neutral, _unhappy] = request.with_context(
            cowork_reader=self.person.id
        )._get_rate_links()
        self.assertEqual(happy[0], 5)
        self.assertIn(f"/rate/{request.rating_ids.access_token}/5", happy[1])
        request._add_affected(self.other_member)
        reader = request.with_context(cowork_reader=self.other_member.id)
        self.assertEqual(reader._get_rate_links(), [])

    def test_members_have_no_rights_on_work_orders(self):
        request = self.report()
        for user in (self.portal_a, self.portal_b, self.env.ref("base.public_user")):
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(request.with_user(user).has_access(operation))
