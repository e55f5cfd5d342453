from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CoworkCommon


@tagged("post_install", "-at_install")
class TestPartner(CoworkCommon):
    """Who is a member, and what happens to contracts when contacts change."""

    def test_membership_follows_the_states_of_contracts(self):
        contract = self.make_contract(
            state="draft", member_ids=[(6, 0, self.person.ids)]
        )
        both = self.member | self.person
        self.assertEqual(both.mapped("is_cowork_member"), [False, False])
        contract.action_sign()
        self.assertEqual(both.mapped("is_cowork_member"), [True, True])
        contract.member_ids = False
        self.assertEqual(both.mapped("is_cowork_member"), [True, False])
        contract.action_cancel()
        self.assertEqual(both.mapped("is_cowork_member"), [False, False])

    def test_the_count_includes_the_people_of_a_company(self):
        self.make_contract()
        self.make_contract(partner_id=self.person.id)
        self.assertEqual(self.member.cowork_contract_count, 2)
        self.assertEqual(self.person.cowork_contract_count, 1)

    @mute_logger("odoo.sql_db")
    def test_a_partner_with_contracts_cannot_be_deleted(self):
        self.make_contract(state="cancelled")
        with self.assertRejected():
            self.member.unlink()

    @mute_logger("odoo.addons.base.partner.merge")
    def test_merging_partners_moves_their_contracts(self):
        twin = self.env["res.partner"].create({"name": "Quiet Ledger"})
        contract = self.make_contract(
            self.plan_desk,
            self.desk_1,
            partner_id=self.member.id,
            member_ids=[(6, 0, (self.person | twin).ids)],
        )
        other = self.make_contract(
            partner_id=twin.id, member_ids=[(6, 0, self.member.ids)]
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        fresh = self.env["res.partner"].create({"name": "Quiet Ledger Group"})
        wizard._merge((self.member | twin | fresh).ids, fresh)
        self.env.invalidate_all()
        self.assertEqual((contract | other).partner_id, fresh)
        self.assertEqual((contract | other).line_ids.partner_id, fresh)
        self.assertEqual(contract.member_ids, self.person | fresh)
        self.assertEqual(other.member_ids, fresh)
        self.assertTrue(fresh.is_cowork_member)

    def test_people_without_coworking_rights_read_partners_and_employees(self):
        self._setup_roles()
        self.make_contract(member_ids=[(6, 0, self.person.ids)])
        member = self.member.with_user(self.internal)
        names = [name for name in member.fields_get() if "cowork" in name]
        values = member.read(names)[0]
        self.assertTrue(values["is_cowork_member"])
        self.assertEqual(values["cowork_contract_count"], 0)
        self.assertNotIn("cowork_contract_ids", values)
        clerk = self.make_user("t_hr", "hr.group_hr_user")
        employee = self.user.employee_id.with_user(clerk)
        self.assertEqual(employee.read()[0]["cowork_location_ids"], self.location.ids)
        employee.cowork_location_ids = self.location_2.with_user(clerk)
        self.assertEqual(self.location_2.staff_user_ids, self.user)
        with self.assertRaises(UserError):
            self.location.with_user(clerk).name = "Mine"
