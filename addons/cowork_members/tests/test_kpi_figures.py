from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon

JAN, FEB, MAR, APR = "2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01"


@freeze_time("2027-04-15 04:00:00")
@tagged("post_install", "-at_install")
class TestKpiOccupancy(KpiCommon):
    """Desks and square metres, by the day and on the first."""

    def test_desks_by_the_day(self):
        self.make_contract(self.plan_desk, self.desk_1, "2027-02-15", "2027-03-10")
        self.make_contract(self.plan_office, self.office, JAN)
        count = self.count
        # 14 days of one desk, 28 of four; an office of six and a desk are free.
        self.assertEqual(count("occupancy_desks_days", FEB), (14 + 4 * 28, 12 * 28))
        self.assertEqual(count("occupancy_desks_days", MAR), (10 + 4 * 31, 12 * 31))
        # This month as far as it has come.
        self.assertEqual(count("occupancy_desks_days", APR), (4 * 15, 12 * 15))
        self.assertIsNone(count("occupancy_desks_days", "2027-05-01"))

    def test_desks_on_the_first(self):
        self.make_contract(self.plan_desk, self.desk_1, "2027-02-15", MAR)
        self.make_contract(self.plan_office, self.office, JAN)
        self.assertEqual(self.count("occupancy_desks_first", FEB), (4, 12))
        self.assertEqual(self.count("occupancy_desks_first", MAR), (5, 12))
        self.assertEqual(self.count("occupancy_desks_first", APR), (4, 12))

    def test_area(self):
        self.make_contract(self.plan_desk, self.desk_1, "2027-02-15")
        self.make_contract(self.plan_office, self.office, JAN)
        self.assertEqual(
            self.count("occupancy_area_days", FEB), (5 * 14 + 40 * 28, 110 * 28)
        )
        self.assertEqual(self.count("occupancy_area_first", FEB), (40, 110))

    @freeze_time("2028-03-05 04:00:00")
    def test_february_of_a_leap_year(self):
        self.make_contract(self.plan_desk, self.desk_1, "2028-02-29", "2028-02-29")
        self.assertEqual(self.count("occupancy_desks_days", "2028-02-01"), (1, 12 * 29))

    def test_a_space_counts_while_it_can_be_let(self):
        self.desk_2.write({"lettable_from": "2027-02-11"})
        self.office_2.write({"lettable_to": "2027-02-10"})
        self.assertEqual(
            self.count("occupancy_desks_days", FEB), (0, 5 * 28 + 18 + 6 * 10)
        )
        self.assertEqual(self.count("occupancy_desks_first", FEB), (0, 11))
        self.assertEqual(self.count("occupancy_desks_first", MAR), (0, 6))

    def test_a_let_space_can_be_let_whatever_its_dates_say(self):
        self.make_contract(self.plan_desk, self.desk_1, "2027-02-01", "2027-02-10")
        self.desk_1.lettable_from = "2027-02-06"
        self.assertEqual(self.count("occupancy_desks_days", FEB), (10, 11 * 28 + 28))

    def test_an_archived_space_counts_until_that_day(self):
        self.office_2.active = False
        self.assertEqual(self.office_2.lettable_to, date(2027, 4, 15))
        self.assertEqual(self.count("occupancy_desks_first", APR), (0, 12))
        self.office_2.active = True
        self.assertFalse(self.office_2.lettable_to)

    def test_a_space_added_to_a_running_location_is_new(self):
        self.assertFalse(self.make_space("Desk 8", "fixed_desk").lettable_from)
        self.location._count_kpis([date(2027, 3, 1)])
        desk = self.make_space("Desk 9", "fixed_desk")
        self.assertEqual(desk.lettable_from, date(2027, 4, 15))
        self.assertFalse(self.make_space("Floor 9", "floor").lettable_from)
        far = self.make_space("Desk B", "fixed_desk", location_id=self.location_2.id)
        self.assertFalse(far.lettable_from)

    def test_blocked_spaces_and_suspended_contracts_count(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, JAN)
        contract.action_suspend(APR)
        self.desk_2.blocked = True
        self.assertEqual(self.count("occupancy_desks_first", APR), (1, 12))
        self.assertEqual(self.count("retention", MAR), (1, 1))

    def test_drafts_cancelled_and_superseded_lines_do_not_count(self):
        self.make_contract(self.plan_desk, self.desk_1, MAR, state="draft")
        self.make_contract(self.plan_desk, self.desk_1, MAR, state="cancelled")
        contract = self.make_contract(self.plan_office, self.office, MAR)
        contract.action_amend(contract.line_ids, self.plan_office, MAR, self.office_2)
        self.assertEqual(self.count("occupancy_desks_first", MAR), (6, 12))
        self.assertEqual(self.count("members_new", MAR), (1, None))

    def test_a_signed_contract_holds_its_space_from_its_first_day(self):
        self.make_contract(self.plan_desk, self.desk_1, MAR, state="signed")
        self.assertEqual(self.count("occupancy_desks_first", MAR), (1, 12))

    def test_a_location_without_spaces_has_no_data(self):
        empty = self.make_location("Empty", "T-EMP")
        empty._count_kpis([date(2027, 3, 1)])
        value = self.values("occupancy_area_days", empty)
        self.assertIs(value.value, False)
        self.assertEqual(value.status, "no_data")
        self.assertEqual(value.value_text, "–")
        self.env.cr.execute(
            "SELECT value, denominator FROM cowork_kpi_value WHERE id = %s", value.ids
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, 0.0)])


@freeze_time("2027-04-15 04:00:00")
@tagged("post_install", "-at_install")
class TestKpiMembers(KpiCommon):
    """Who stays, who leaves, and what they were worth."""

    def hot(self, start, end=None, member=None, **vals):
        partner = (member or self.member).id
        return self.make_contract(start=start, end=end, partner_id=partner, **vals)

    def test_who_ends_on_the_last_of_the_month_has_left(self):
        self.hot(JAN, "2027-03-31")
        self.hot(JAN, APR, self.other_member)
        self.assertEqual(self.count("retention", FEB), (2, 2))
        self.assertEqual(self.count("retention", MAR), (1, 2))
        self.assertEqual(self.count("churn_members", MAR), (1, 2))
        self.assertEqual(self.count("churn_members", APR), (1, 1))
        self.assertEqual(self.count("members_left", MAR), (1, None))

    def test_this_month_is_counted_as_of_today(self):
        self.hot(JAN, "2027-04-20")
        self.hot("2027-04-20", member=self.other_member)
        self.assertEqual(self.count("retention", APR), (1, 1))
        self.assertEqual(self.count("members_left", APR), (0, None))
        self.assertEqual(self.count("members_new", APR), (0, None))

    def test_a_contract_that_follows_makes_nobody_new(self):
        self.hot(JAN, "2027-02-28")
        self.hot(MAR, member=self.person)
        self.assertEqual(self.count("retention", FEB), (1, 1))
        self.assertEqual(self.count("members_new", MAR), (0, None))
        self.assertEqual(self.count("members_left", FEB), (0, None))

    def test_new_left_and_net(self):
        self.hot(FEB)
        self.hot("2027-02-05", "2027-02-20", self.other_member)
        for number in range(2):
            partner = self.env["res.partner"].create({"name": f"P{number}"})
            self.hot("2027-01-10", "2027-02-28", partner)
        self.assertEqual(self.count("members_new", FEB), (2, None))
        self.assertEqual(self.count("members_left", FEB), (3, None))
        self.assertEqual(self.count("members_net", FEB), (-1, None))
        self.assertEqual(self.count("churn_members", FEB), (2, 3))

    def test_churn_of_revenue_takes_the_price_of_the_first(self):
        self.hot(JAN, "2027-03-10", self.other_member, line={"discount": 25})
        line = self.hot(JAN, line={"quantity": 2}).line_ids
        self.env["cowork.contract.price.step"].create(
            {"line_id": line.id, "date_start": MAR, "price_unit": 1300.0}
        )
        self.assertEqual(self.count("churn_revenue", FEB), (0, 900 + 2400))
        self.assertEqual(self.count("churn_revenue", MAR), (900, 900 + 2600))

    def test_yearly_prices_count_by_the_month(self):
        yearly = self.make_plan("Year", "hot_desk", 12000.0, billing_unit="year")
        self.make_contract(yearly, start=JAN)
        self.assertEqual(self.count("revenue_area", FEB), (1000.0, 200.0))

    def test_revenue_per_square_metre_in_the_companys_currency(self):
        currency = self.env["res.currency"].create({"name": "TKP", "symbol": "T"})
        self.env["res.currency.rate"].create(
            {
                "name": JAN,
                "rate": 4.0,
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "T", "currency_id": currency.id}
        )
        contract = self.hot(JAN, pricelist_id=pricelist.id)
        self.assertEqual(contract.line_ids.price_unit, 4800.0)
        self.assertEqual(self.count("revenue_area", FEB), (1200.0, 200.0))


@freeze_time("2027-04-15 04:00:00")
@tagged("post_install", "-at_install")
class TestKpiContracts(KpiCommon):
    """Terms that come up, and enquiries that are decided."""

    def term(self, end, **vals):
        return self.make_contract(start="2026-03-15", end=end, **vals)

    def test_terms_renewed_of_terms_that_came_up(self):
        renewed, lapsed, followed, early, open_end = (
            self.term(end)
            for end in ("2027-03-14", "2027-03-31", "2027-03-20", "2027-12-31", None)
        )
        followed.partner_id = self.other_member
        self.make_contract(start="2027-03-21", partner_id=self.other_member.id)
        renewed.action_renew()
        early.action_terminate("2027-03-10")
        open_end.action_terminate("2027-03-11")
        self.assertEqual(self.count("renewal_rate", MAR), (2, 3))
        self.assertEqual(self.count("renewal_rate", FEB), (0, 0))
        self.assertEqual(lapsed.state, "active")
        records = self.kpis["renewal_rate"]._get_records(
            self.location.sudo(), date(2027, 3, 1)
        )
        self.assertEqual(set(records[0]), set((renewed | followed).ids))
        self.assertEqual(set(records[1]), set((renewed | followed | lapsed).ids))

    def test_a_renewal_that_was_called_off_is_none(self):
        contract = self.term("2027-04-10")
        contract.action_renew()
        contract.action_terminate("2027-04-05")
        self.assertEqual(self.count("renewal_rate", APR), (0, 0))

    def test_a_term_is_renewed_once(self):
        contract = self.term("2027-03-14")
        contract.action_renew()
        contract._by_action().write({"date_end": "2027-03-14"})
        contract.action_renew()
        renewals = self.env["cowork.contract.extension"].search(
            [("contract_id", "=", contract.id)]
        )
        self.assertEqual(renewals.mapped("date_end"), [date(2027, 3, 14)])
        self.assertEqual(renewals.date_renewed, date(2027, 4, 15))

    def test_a_term_that_ends_later_this_month_has_not_come_up(self):
        self.term("2027-04-15")
        self.assertEqual(self.count("renewal_rate", APR), (0, 0))

    def test_average_term(self):
        self.make_contract(start=JAN, end="2027-12-31")
        self.make_contract(start=JAN, end="2027-06-30").action_give_notice()
        self.make_contract(start=JAN).action_give_notice()
        self.make_contract(start="2027-02-02", end="2027-12-31")
        self.assertEqual(self.count("average_term", FEB), (18.0, 2))

    def test_no_contract_no_average(self):
        self.assertEqual(self.count("average_term", FEB), (0, 0))

    def test_every_active_figure_has_a_method_and_models(self):
        for kpi in self.kpis.values():
            self.assertTrue(kpi._get_method(), kpi.code)
            for model in (kpi.numerator_model, kpi.denominator_model):
                self.assertIn(model or "cowork.contract", self.env)

    def test_the_people_of_a_team_contract_are_one_member(self):
        self.make_contract(start=JAN, member_ids=[Command.link(self.person.id)])
        self.assertEqual(self.count("members_new", JAN), (1, None))

    def decide(self, enquired, decided, action, **vals):
        """:returns: a contract that was asked for and signed or cancelled on days"""
        contract = self.make_contract(start="2027-06-01", state="draft", **vals)
        contract.date_enquiry = enquired
        with freeze_time(f"{decided} 04:00:00"):
            getattr(contract, action)()
        return contract

    def test_enquiries_are_counted_in_the_month_of_the_decision(self):
        self.decide("2027-01-30", "2027-03-01", "action_sign")
        self.decide("2027-03-21", "2027-03-31", "action_sign")
        self.decide("2027-03-05", "2027-03-05", "action_cancel")
        self.decide("2027-02-05", "2027-02-15", "action_cancel")
        self.make_contract(start="2027-06-01", state="draft")
        self.assertEqual(self.count("enquiry_rate", MAR), (2, 3))
        self.assertEqual(self.count("enquiry_days", MAR), (30 + 10, 2))
        self.assertEqual(self.count("enquiry_rate", FEB), (0, 1))
        self.assertEqual(self.count("enquiry_days", FEB), (0, 0))

    def test_what_is_cancelled_after_the_signature_was_won(self):
        contract = self.decide("2027-03-01", "2027-03-03", "action_sign")
        contract.action_cancel()
        self.assertEqual(self.count("enquiry_rate", MAR), (1, 1))

    def test_a_migrated_contract_has_no_days_from_its_enquiry(self):
        self.decide(False, "2027-03-03", "action_sign", external_ref="T-OLD")
        self.assertEqual(self.count("enquiry_rate", MAR), (1, 1))
        self.assertEqual(self.count("enquiry_days", MAR), (0, 0))
