from odoo.exceptions import UserError
from odoo.tests import tagged

from .complaint_common import ComplaintCommon

MAIL = """Return-Path: <{sender}>
To: {to}
From: {sender}
Subject: {subject}
Message-ID: <{number}@quiet.example>
Date: Wed, 13 Jan 2027 04:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestComplaintOrigin(ComplaintCommon):
    """Complaints that nobody typed in."""

    colleagues = ("cora", "desk")

    def prepare(self, number, **vals):
        return {
            "origin_model": "rating.rating",
            "origin_id": number,
            "source": "rating",
            "subject": "1 star for a repair",
            "partner_id": self.person.id,
            "contract_id": self.contract.id,
            **vals,
        }

    def test_the_same_origin_never_opens_two(self):
        open_from = self.env["cowork.complaint"].with_user(self.desk)._open_from
        made = open_from([self.prepare(7), self.prepare(8), self.prepare(7)])
        self.assertEqual(
            made.mapped("key"),
            ["rating.rating,7", "rating.rating,8", "rating.rating,7"],
        )
        again = open_from([self.prepare(8, subject="Again"), self.prepare(9)])
        self.assertEqual(again[0], made[1])
        self.assertEqual(again[0].subject, "1 star for a repair")
        self.assertEqual(again[1].location_id, self.location)
        again[1].active = False
        self.assertEqual(open_from([self.prepare(9)]), again[1])

    def test_whoever_answers_is_not_stopped_by_a_contract_of_others(self):
        complaint = self.env["cowork.complaint"]._open_from(
            [self.prepare(7, partner_id=self.other_member.id)]
        )
        self.assertFalse(complaint.contract_id)
        self.assertEqual(complaint.location_id, self.location)

    def test_the_database_refuses_the_second(self):
        self.env["cowork.complaint"]._open_from([self.prepare(7)])
        with self.assertRejected():
            self.env["cowork.complaint"]._by_action().create(
                {"subject": "x", "key": "rating.rating,7"}
            )

    def test_nobody_forges_an_origin(self):
        with self.assertRejected():
            self.env["cowork.complaint"].with_user(self.cora).create(
                {"subject": "x", "origin_model": "res.users", "origin_id": 2}
            )

    def test_the_origin_is_a_button_away_until_it_is_gone(self):
        origin = self.env["res.partner"].create({"name": "Any record"})
        complaint = self.env["cowork.complaint"]._open_from(
            [self.prepare(origin.id, origin_model="res.partner")]
        )
        self.assertEqual(complaint.action_open_origin()["res_id"], origin.id)
        origin.unlink()
        with self.assertRefused(UserError, "is gone"):
            complaint.action_open_origin()

    def test_opening_many_asks_no_more_often_than_opening_few(self):
        complaints = self.env["cowork.complaint"]

        def count(numbers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            complaints._open_from([self.prepare(number) for number in numbers])
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count([1])
        few = count(range(10, 12))
        many = count(range(20, 40))
        # The number of each is taken from its sequence.
        self.assertLess(many - few, 18 * 12)

    def test_a_bad_rating_of_a_repair_is_a_complaint_once(self):
        request = self.env["maintenance.request"].create(
            {
                "name": "Door of the booth",
                "location_id": self.location.id,
                "partner_id": self.person.id,
                "contract_id": self.contract.id,
            }
        )
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("maintenance.request"),
                "res_id": request.id,
                "partner_id": self.person.id,
                "rating": 5,
                "consumed": True,
            }
        )
        made = [("key", "=", f"rating.rating,{rating.id}")]
        self.assertFalse(self.env["cowork.complaint"].search(made))
        rating.write({"rating": 1, "feedback": "It still sticks."})
        rating.write({"feedback": "It still sticks, every day."})
        complaint = self.env["cowork.complaint"].search(made)
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "Not content with “Door of the booth”",
                    "description": "It still sticks.",
                    "source": "rating",
                    "partner_id": self.person.id,
                    "location_id": self.location.id,
                }
            ],
        )

    # E-mails ----------------------------------------------------------------------

    def receive(self, sender, subject="Too loud", body="Every day!", number=1):
        """:returns: the complaint a mail to the alias made"""
        alias = self.env.ref("cowork_feedback.mail_alias_complaints")
        self.env["mail.thread"].message_process(
            False,
            MAIL.format(
                sender=sender,
                to=alias.display_name,
                subject=subject,
                body=body,
                number=number,
            ),
        )
        return self.env["cowork.complaint"].search([], order="id desc", limit=1)

    def setUp(self):
        super().setUp()
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "cowork.example"}
        )
        self.env.ref(
            "cowork_feedback.mail_alias_complaints"
        ).alias_domain_id = self.env.company.alias_domain_id

    def test_a_mail_of_a_member_is_their_complaint(self):
        complaint = self.receive("Rafa <rafa@quiet.example>")
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "Too loud",
                    "source": "mail",
                    "partner_id": self.person.id,
                    "contract_id": self.contract.id,
                    "location_id": self.location.id,
                    "description": "Every day!",
                }
            ],
        )

    def test_with_two_contracts_somebody_says_which(self):
        self.make_contract(partner_id=self.member.id)
        complaint = self.receive("rafa@quiet.example")
        self.assertFalse(complaint.contract_id or complaint.location_id)
        self.assertEqual(complaint.partner_id, self.person)
        # Managers see what has no location yet.
        self.assertTrue(complaint.with_user(self.cora).has_access("read"))
        self.assertFalse(complaint.with_user(self.anna).has_access("read"))

    def test_a_mail_of_a_stranger_is_a_complaint_of_nobody_known(self):
        complaint = self.receive("who@else.example", subject="", body="<b>Hi</b>")
        self.assertEqual(complaint.subject, "Complaint by e-mail")
        self.assertFalse(complaint.contract_id)

    def test_a_mail_of_nonsense_is_a_complaint_that_can_be_read(self):
        for number, (subject, body) in enumerate(
            (
                ("a\x00b", "a\x00b"),
                ("x" * 5000, "x" * 300_000),
                ("🔥 א\u202eb", "<script>alert(1)</script> 🔥 א\u202eb"),
                ("{{7*7}} %(x)s", "=HYPERLINK(1)\x1b[2J"),
                ("=?utf-8?b?????=", ""),
            ),
            2,
        ):
            complaint = self.receive("rafa@quiet.example", subject, body, number)
            self.assertEqual(complaint.partner_id, self.person, subject[:20])
            self.assertTrue(complaint.subject)
            self.assertLessEqual(len(complaint.subject), 200)
            self.assertLessEqual(len(complaint.description or ""), 10_000)
            for text in (complaint.subject, complaint.description or ""):
                self.assertFalse(set(text) & set("\x00\x1b\u202e"), text[:50])
