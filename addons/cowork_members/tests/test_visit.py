from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 20:00:00")
@tagged("post_install", "-at_install")
class TestVisit(CoworkCommon):
    """Viewings and follow-ups. It is the 11th in Shanghai, the 10th in Lisbon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guide = cls.make_user("t_guide", locations=[cls.location, cls.location_2])
        cls.enquiry = cls.make_contract(state="draft")
        ref = cls.env.ref
        cls.interested = ref("cowork_members.outcome_interested")
        cls.undecided = ref("cowork_members.outcome_undecided")
        cls.satisfied = ref("cowork_members.outcome_satisfied")
        cls.viewing = ref("cowork_members.stage_viewing")
        cls.signing = ref("cowork_members.stage_signing")

    def plan(self, contract=None, start="2027-01-10 18:00:00", **vals):
        return self.env["cowork.visit"].create(
            {
                "contract_id": (contract or self.enquiry).id,
                "start": start,
                "user_id": self.guide.id,
                **vals,
            }
        )

    # Planning ----------------------------------------------------

    def test_a_planned_viewing_moves_the_card_and_is_a_to_do(self):
        visit = self.plan(start="2027-01-12 17:30:00", space_ids=self.desk_1.ids)
        self.assertEqual(self.enquiry.stage_id, self.viewing)
        todo = visit.activity_ids
        self.assertEqual(todo.user_id, self.guide)
        # Half past one in the morning, in Shanghai.
        self.assertEqual(todo.date_deadline, date(2027, 1, 13))
        self.assertEqual(visit.stop, datetime(2027, 1, 12, 18, 0))
        self.assertIn("01:30", visit.local_time)
        self.assertIn("01:30", self.enquiry.next_visit)
        self.assertEqual(self.enquiry.visit_count, 1)

    def test_the_to_do_follows_the_visit(self):
        visit = self.plan(start="2027-01-12 02:00:00")
        todo = visit.activity_ids
        visit.write({"start": "2027-01-14 02:00:00", "user_id": self.env.uid})
        self.assertEqual(visit.activity_ids, todo)
        self.assertEqual(todo.date_deadline, date(2027, 1, 14))
        self.assertEqual(todo.user_id, self.env.user)
        self.assertEqual(visit.stop, datetime(2027, 1, 14, 2, 30))
        todo.user_id = self.guide
        self.assertEqual(visit.user_id, self.guide)

    def test_the_card_never_goes_back(self):
        self.enquiry.stage_id = self.signing
        self.plan()
        self.assertEqual(self.enquiry.stage_id, self.signing)

    def test_the_contact_of_the_enquiry_is_met(self):
        self.enquiry.contact_id = self.person
        self.assertEqual(self.plan().partner_id, self.person)

    def test_only_spaces_of_the_location_are_shown(self):
        with self.assertRefused(ValidationError, "is not at Riverside"):
            self.plan(space_ids=self.desk_far.ids)

    def test_a_visit_ends_after_it_begins(self):
        for vals in (
            {"stop": "2027-01-10 17:00:00"},
            {"stop": "2027-01-12 17:00:00"},
            {"duration": 0.0},
            {"duration": float("nan")},
            {"start": "0001-01-01 00:00:00"},
            {"start": "9999-12-31 23:59:59"},
        ):
            with self.assertRejected(), self.env.cr.savepoint():
                self.plan(**vals)
        visit = self.plan(stop="2027-01-10 19:30:00")
        self.assertEqual(visit.duration, 1.5)
        with self.assertRefused(ValidationError, "ends after it begins"):
            visit.stop = "2027-01-10 17:00:00"

    # What came out of it ----------------------------------------------------

    def test_an_interested_visitor_moves_the_card_to_signing(self):
        visit = self.plan()
        visit.with_user(self.guide).action_done(self.interested.id, "Likes the light")
        self.assertEqual(visit.state, "done")
        self.assertEqual(visit.notes, "Likes the light")
        self.assertFalse(visit.activity_ids)
        self.assertEqual(self.enquiry.stage_id, self.signing)
        self.assertEqual(self.enquiry.date_first_viewing, date(2027, 1, 11))
        self.assertFalse(self.enquiry.next_visit)

    def test_who_is_undecided_stays_where_they_are(self):
        visit = self.plan()
        visit.action_done(self.undecided)
        self.assertEqual(self.enquiry.stage_id, self.viewing)
        # They call back the next day.
        visit.outcome_id = self.interested
        self.assertEqual(self.enquiry.stage_id, self.signing)

    def test_a_signed_contract_is_not_moved_by_an_outcome(self):
        visit = self.plan()
        self.enquiry.action_sign()
        stage = self.enquiry.stage_id
        visit.action_done(self.interested)
        self.assertEqual(self.enquiry.stage_id, stage)

    def test_a_viewing_needs_an_outcome_of_its_kind(self):
        visit = self.plan()
        with self.assertRefused(UserError, "choose what came out"):
            visit.action_done()
        with self.assertRefused(ValidationError, "no outcome of this kind"):
            visit.action_done(self.satisfied)

    def test_what_is_to_come_is_not_done(self):
        visit = self.plan(start="2027-01-12 02:00:00")
        with self.assertRefused(UserError, "is planned for"):
            visit.action_done(self.interested)
        with self.assertRefused(UserError, "still to come"):
            visit.action_no_show()

    def test_nobody_came_and_it_is_planned_again(self):
        visit = self.plan()
        visit.action_no_show()
        self.assertFalse(visit.activity_ids)
        self.assertFalse(self.enquiry.date_first_viewing)
        with self.assertRefused(UserError, "Plan Again"):
            visit.action_done(self.interested)
        visit.action_plan_again()
        visit.start = "2027-01-13 02:00:00"
        self.assertEqual(visit.activity_ids.date_deadline, date(2027, 1, 13))

    def test_ticking_the_to_do_is_doing_the_visit(self):
        visit = self.plan()
        visit.activity_ids.with_user(self.guide).action_feedback()
        self.assertEqual(visit.state, "done")
        self.assertEqual(self.enquiry.date_first_viewing, date(2027, 1, 11))

    def test_visits_go_with_a_draft_that_is_deleted(self):
        visit = self.plan()
        todo = visit.activity_ids
        visit.action_done(self.undecided)
        self.enquiry.unlink()
        self.assertFalse(visit.exists() | visit.browse(todo.exists().mapped("res_id")))

    def test_what_took_place_stays(self):
        visit = self.plan()
        visit.action_done(self.interested)
        with self.assertRefused(UserError, "it stays"):
            visit.unlink()
        with self.assertRefused(UserError, "settled"):
            visit.start = "2027-01-12 02:00:00"

    def test_a_lost_enquiry_is_not_visited(self):
        visit = self.plan(start="2027-01-12 02:00:00")
        self.enquiry.action_cancel()
        self.assertEqual(visit.state, "cancelled")
        self.assertFalse(visit.activity_ids)

    def test_a_late_visit_marks_the_card(self):
        visit = self.plan(start="2027-01-10 15:00:00")
        self.assertTrue(visit.is_late)
        self.assertTrue(self.enquiry.has_late_visit)
        # Not over yet on the location's clock.
        visit.start = "2027-01-10 16:00:00"
        self.assertFalse(visit.is_late)

    # Who may ----------------------------------------------------

    def test_nobody_forges_what_happened(self):
        visit = self.plan().with_user(self.guide)
        for vals in ({"state": "done"}, {"due_on": "2027-01-01"}):
            with self.assertRaises(AccessError):
                visit.write(vals)
        other = self.make_contract(state="draft")
        with self.assertRaises(AccessError):
            visit.contract_id = other

    def test_others_do_not_act_on_visits(self):
        self._setup_roles()
        visit = self.plan()
        for actor in (self.front_desk, self.internal, self.portal_a, self.manager_b):
            for call in ("action_done", "action_no_show", "action_cancel"):
                with self.assertRaises(AccessError, msg=f"{actor.login} {call}"):
                    getattr(visit.with_user(actor), call)()
            with self.assertRaises(AccessError):
                self.enquiry.with_user(actor).action_plan_visit()
        self.assertEqual(visit.with_user(self.front_desk).state, "planned")
