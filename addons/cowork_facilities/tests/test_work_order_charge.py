from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-01-11 20:00:00")
class TestWorkOrderCharge(WorkOrderCommon):
    """What a member caused is usage once a manager has approved: one line, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_contract(cls.plan_hot, start="2026-11-01")
        cls.order = cls.make_order("Door kicked in", partner_id=cls.member.id)
        cls.order.write({"vendor_cost": 240, "chargeable": True})
        cls.usage_type = cls.env.ref("cowork_facilities.usage_repair")

    def close(self):
        self.order.stage_id = self.done
        return self.order.with_user(self.facility_manager)

    def charges(self):
        return self.env["cowork.usage"].search(
            [
                ("origin_model", "=", "maintenance.request"),
                ("origin_id", "=", self.order.id),
            ]
        )

    # Who caused it --------------------------------------------------------------------

    def test_the_contract_is_that_of_the_member_at_the_location(self):
        self.assertEqual(self.order.contract_id, self.contract)
        self.assertFalse(self.make_order(partner_id=self.other_member.id).contract_id)
        far = self.make_order(partner_id=self.member.id, space_id=self.desk_far.id)
        self.assertFalse(far.contract_id)

    def test_the_contract_follows_the_member(self):
        self.order.partner_id = self.other_member
        self.assertFalse(self.order.contract_id)
        self.order.partner_id = self.person
        self.assertEqual(self.order.contract_id, self.contract)

    def test_a_cause_of_the_member_proposes_the_charge(self):
        order = self.make_order()
        order.cause = self.env.ref("cowork_facilities.work_cause_wear")
        self.assertFalse(order.chargeable)
        order.cause = self.env.ref("cowork_facilities.work_cause_misuse")
        self.assertTrue(order.chargeable)
        order.chargeable = False
        self.assertFalse(order.chargeable)

    # The decision --------------------------------------------------------------------

    def test_an_approved_charge_is_one_line_of_usage(self):
        order = self.close()
        order.action_approve_charge()
        usage = self.charges()
        self.assertRecordValues(
            usage,
            [
                {
                    "key": f"maintenance.request,{order.id}",
                    "contract_id": self.contract.id,
                    "partner_id": self.member.id,
                    "location_id": self.location.id,
                    "space_id": self.office.id,
                    "usage_type_id": self.usage_type.id,
                    "quantity": 1,
                    "cost_unit": 240,
                    "note": "Door kicked in",
                    "state": "open",
                }
            ],
        )
        # In Shanghai it is the next day already.
        self.assertEqual(str(usage.date), "2027-01-12")
        self.assertEqual(self.usage_type.rating, "cost_plus")
        self.assertEqual(order.charge_usage_id, usage)
        self.assertEqual(order.charge_decided_by, self.facility_manager)

    def test_approved_twice_is_charged_once(self):
        order = self.close()
        order.action_approve_charge()
        order.action_approve_charge()
        self.assertEqual(len(self.charges()), 1)

    def test_a_part_of_the_cost_may_be_charged(self):
        order = self.close()
        order.charge_amount = 100
        order.action_approve_charge()
        self.assertEqual(self.charges().cost_unit, 100)
        self.assertEqual(order.cost, 240)

    def test_what_cannot_be_charged_says_why(self):
        order = self.order.with_user(self.facility_manager)
        with self.assertRefused(UserError, "it is not done yet"):
            order.action_approve_charge()
        self.close()
        for vals, why in (
            ({"charge_amount": 0}, "it costs nothing"),
            ({"contract_id": False}, "there is no contract"),
            ({"chargeable": False}, "it is not marked to be charged"),
        ):
            before = {name: order[name] for name in vals}
            order.sudo().write(vals)
            with self.assertRefused(UserError, why):
                order.action_approve_charge()
            order.sudo().write(
                {
                    name: value.id if name == "contract_id" else value
                    for name, value in before.items()
                }
            )
        self.assertFalse(self.charges())

    def test_what_was_charged_does_not_change(self):
        order = self.close()
        order.action_approve_charge()
        for vals in (
            {"chargeable": False},
            {"charge_amount": 1},
            {"contract_id": False},
        ):
            with self.assertRefused(UserError, "has been charged to the member"):
                order.sudo().write(vals)
        order.vendor_cost = 999
        self.assertEqual(order.charge_amount, 240)
        order.partner_id = self.other_member
        self.assertEqual(order.sudo().contract_id, self.contract)
        self.assertEqual(self.charges().cost_unit, 240)

    def test_a_refused_charge_is_not_charged(self):
        order = self.close()
        order.action_refuse_charge()
        self.assertEqual(order.charge_decision, "refused")
        self.assertFalse(self.charges())
        order.action_approve_charge()
        self.assertEqual(len(self.charges()), 1)
        with self.assertRefused(UserError, "has been charged to the member"):
            order.action_refuse_charge()

    def test_an_open_charge_is_struck_and_may_be_made_again(self):
        order = self.close()
        order.action_approve_charge()
        dialog = self.env["cowork.work.charge.back"].with_user(self.facility_manager)
        dialog = dialog.with_context(active_id=order.id)
        dialog.create({"reason": "It was the storm"}).action_apply()
        self.assertEqual(self.charges().state, "void")
        self.assertFalse(order.charge_decision or order.charge_usage_id)
        order.charge_amount = 50
        order.action_approve_charge()
        charges = self.charges().sorted("id")
        self.assertEqual(charges.mapped("state"), ["void", "open"])
        self.assertEqual(charges.mapped("cost_unit"), [240, 50])

    def test_a_settled_charge_is_reversed(self):
        order = self.close()
        order.action_approve_charge()
        self.charges()._rate()
        order.action_take_back_charge("It was the storm")
        self.assertEqual(sorted(self.charges().mapped("quantity")), [-1, 1])
        order.action_approve_charge()
        self.assertEqual(sorted(self.charges().mapped("quantity")), [-1, 1, 1])

    # Who may decide -------------------------------------------------------------------

    def test_only_a_manager_of_facilities_decides(self):
        self.close()
        order = self.order.with_user(self.technician)
        for name, args in (
            ("action_approve_charge", ()),
            ("action_refuse_charge", ()),
            ("action_take_back_charge", ("No",)),
        ):
            with self.assertRefused(AccessError, "Only a manager of facilities"):
                getattr(order, name)(*args)

    def test_nobody_forges_a_decision(self):
        self.close()
        usage = self.env["cowork.usage"]._record(
            [
                {
                    "key": "t-forged",
                    "contract_id": self.contract.id,
                    "usage_type_id": self.usage_type.id,
                    "quantity": 1,
                    "date": "2027-01-11",
                }
            ]
        )
        order = self.order.with_user(self.facility_manager)
        for vals in (
            {"charge_decision": "approved"},
            {"charge_usage_id": usage.id},
            {"charge_decided_by": self.technician.id},
        ):
            with self.assertRaises(AccessError):
                order.write(vals)
        self.assertFalse(self.order.copy().chargeable)
