from odoo.tests import tagged

from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
class TestWorkOrderBatch(WorkOrderCommon):
    """Many new work orders at once: who follows them, and what that costs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opener = cls.make_user(
            "t_opener", "cowork_facilities.group_user", [cls.location]
        )

    def make_orders(self, count, **vals):
        """:returns: new orders of who opens them, for the technician"""
        return self.env["maintenance.request"].create(
            [
                {
                    "name": f"Order {index}",
                    "space_id": self.office.id,
                    "category": self.category.id,
                    "company_id": self.company.id,
                    "employee_id": self.opener.employee_ids.id,
                    "user_id": self.technician.id,
                    **vals,
                }
                for index in range(count)
            ]
        )

    def test_who_opens_them_and_who_does_them_follow(self):
        orders = self.make_orders(3)
        people = self.opener.partner_id | self.technician.partner_id
        for order in orders:
            self.assertEqual(order.message_partner_ids, people)
        other = self.make_user(
            "t_technician_2", "cowork_facilities.group_user", [self.location]
        )
        orders.user_id = other
        for order in orders:
            self.assertEqual(order.message_partner_ids, people | other.partner_id)

    def test_each_is_followed_by_its_own_people(self):
        one = self.make_orders(1)
        vals = {"space_id": self.office.id, "company_id": self.company.id}
        both = self.env["maintenance.request"].create(
            [
                {**vals, "name": "Mine", "user_id": self.opener.id},
                {**vals, "name": "Theirs", "user_id": self.technician.id},
            ]
        )
        self.assertEqual(
            [order.message_partner_ids for order in both],
            [self.opener.partner_id, self.technician.partner_id],
        )
        nobody = self.make_orders(1, employee_id=False, user_id=False)
        self.assertFalse(nobody.message_partner_ids & one.message_partner_ids)

    def test_a_new_order_is_in_the_first_stage_or_in_that_asked_for(self):
        self.assertEqual(self.make_orders(1).stage_id, self.new)
        self.assertEqual(self.make_orders(1, stage_id=self.done.id).stage_id, self.done)
        requests = self.env["maintenance.request"]
        order = requests.with_context(default_stage_id=self.working.id).create(
            {"name": "Begun", "company_id": self.company.id}
        )
        self.assertEqual(order.stage_id, self.working)

    def test_planned_orders_have_a_to_do_each(self):
        orders = self.make_orders(2, schedule_date="2030-01-01 08:00:00")
        for order in orders:
            self.assertEqual(order.activity_ids.user_id, self.technician)
            self.assertEqual(str(order.activity_ids.date_deadline), "2030-01-01")
        orders.schedule_date = "2030-01-02 08:00:00"
        for order in orders:
            self.assertEqual(str(order.activity_ids.date_deadline), "2030-01-02")

    def test_new_orders_cost_as_many_queries_whatever_their_number(self):
        for vals in ({}, {"schedule_date": "2030-01-01 08:00:00"}):
            self.make_orders(1, **vals)
            counts = []
            for number in (5, 50):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.make_orders(number, **vals)
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            with self.subTest(vals=vals):
                self.assertLessEqual(counts[1] - counts[0], 3, counts)
