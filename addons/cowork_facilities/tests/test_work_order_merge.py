from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .fault_common import FaultCommon, make_picture


@tagged("post_install", "-at_install")
class TestWorkOrderMerge(FaultCommon):
    """What was reported twice is done once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.env["res.partner"].create(
            {"name": "Nina Neighbour", "email": "nina@example.com"}
        )
        cls.older = cls.make_order(partner_id=cls.person.id)
        cls.newer = cls.make_order(
            "It is dark",
            partner_id=cls.neighbour.id,
            photo_before_ids=[Command.set(cls.make_photo("dark.png").ids)],
        )
        cls.both = cls.older | cls.newer

    def merge(self, orders=None, user=None):
        orders = (orders or self.both).with_user(user or self.technician)
        return self.requests.browse(orders.action_merge()["res_id"])

    def test_the_older_goes_on_with_members_and_photos(self):
        photo = self.newer.photo_before_ids
        target = self.merge(self.newer | self.older)
        self.assertEqual(target, self.older)
        self.assertFalse(self.older.is_closed)
        self.assertEqual(self.older.affected_partner_ids, self.neighbour)
        self.assertEqual(self.older.affected_count, 2)
        self.assertEqual(self.older.photo_before_ids, photo)
        self.assertEqual(photo.res_id, self.older.id)
        self.assertEqual(self.newer.merged_into_id, self.older)
        self.assertTrue(self.newer.archive)
        self.assertEqual(self.older.merged_count, 1)
        merged = self.requests.search(self.older.action_view_merged()["domain"])
        self.assertEqual(merged, self.newer)

    def test_both_say_what_became_of_them(self):
        self.merge()
        self.assertIn(self.older.name, self.newer.message_ids[0].body)
        self.assertIn("Merged into", self.newer.message_ids[0].body)
        self.assertIn(self.newer.name, self.older.message_ids[0].body)
        # What was said of it stays where it was said.
        self.assertEqual(self.newer.partner_id, self.neighbour)

    def test_staff_follow_what_goes_on_and_members_do_not(self):
        self.newer.message_subscribe(
            (self.facility_manager.partner_id | self.neighbour).ids
        )
        self.merge()
        followers = self.older.message_partner_ids
        self.assertIn(self.facility_manager.partner_id, followers)
        self.assertNotIn(self.neighbour, followers)

    def test_what_is_more_urgent_stays_so(self):
        self.newer.priority = "3"
        self.older.priority = False
        self.merge()
        self.assertEqual(self.older.priority, "3")

    def test_the_member_hears_nothing_but_what_becomes_of_it(self):
        before = self.mails(self.newer)
        self.merge()
        self.assertEqual(self.newer._get_portal_state(), "received")
        self.older.stage_id = self.done
        self.assertEqual(self.newer._get_portal_state(), "done")
        self.assertEqual(self.mails(self.newer), before)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "maintenance.request"),
                ("res_id", "=", self.older.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(self.neighbour, told.notified_partner_ids)

    def test_members_do_not_see_the_photos_of_others(self):
        own = self.make_photo("own.png")
        self.older.photo_before_ids = [Command.link(own.id)]
        self.merge()
        person = self.older.with_user(self.portal_a).sudo()
        self.assertTrue(person._is_own())
        self.assertEqual(person._get_portal_photos(), own)

    def test_what_a_member_adds_later_reaches_who_works_on_it(self):
        self.older.user_id = self.technician
        self.merge()
        person = self.newer.with_user(self.portal_a).sudo()
        person._add_portal_words("It is <b>worse</b> now", [make_picture()])
        note = self.older.message_ids[0]
        self.assertEqual(note.author_id, self.portal_a.partner_id)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn("It is &lt;b&gt;worse&lt;/b&gt; now", note.body)
        self.assertIn(self.newer.name, note.body)
        self.assertEqual(note.notified_partner_ids, self.technician.partner_id)
        self.assertEqual(len(self.older.photo_before_ids), 2)
        # Other members do not read it.
        older = self.older.with_user(self.portal_a).sudo()
        self.assertFalse(older._get_portal_messages())
        self.assertFalse(older._get_portal_photos())

    def test_what_staff_answer_stays_where_it_was_said(self):
        self.merge()
        before = self.older.message_ids
        self.newer.with_user(self.technician).message_post(
            body="We come on Monday", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.older.message_ids, before)

    def test_merged_again_all_go_on_together(self):
        third = self.make_order("Dark again")
        self.merge(self.newer | third)
        self.merge()
        self.assertEqual(third.merged_into_id, self.older)
        self.assertEqual(self.older.merged_count, 2)

    def test_what_is_reopened_goes_its_own_way(self):
        self.merge()
        self.newer.with_user(self.technician).action_reopen("The hall, not the office")
        self.assertFalse(self.newer.merged_into_id)
        self.assertFalse(self.newer.is_closed)
        self.assertEqual(self.older.merged_count, 0)

    def test_what_cannot_be_merged_is_refused(self):
        far = self.make_order("Far", space_id=self.desk_far.id)
        closed = self.make_order("Closed", stage_id=self.done.id)
        begun = self.make_order("Begun")
        self.add_labour(begun, 1)
        for orders, message in (
            (self.older, "at least two"),
            (self.older | far, "different locations"),
            (self.older | closed, "“Closed” is closed"),
            (self.older | begun, "“Begun” has costs"),
        ):
            with self.assertRefused(UserError, message):
                orders.action_merge()
        # The oldest may have been begun.
        self.add_labour(self.older, 1)
        self.assertEqual(self.merge(), self.older)

    def test_who_may_not_write_one_of_them_merges_none(self):
        far = self.make_order("Far", space_id=self.desk_far.id)
        for user in (self.portal_a, self.internal):
            with self.assertRaises(AccessError):
                self.merge(user=user)
        with self.assertRaises(AccessError):
            self.merge(self.older | far, user=self.technician)
        with self.assertRefused(AccessError, "kept by the system"):
            self.newer.merged_into_id = self.older
