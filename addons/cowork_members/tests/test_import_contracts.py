from datetime import date

from odoo.tests import freeze_time, tagged

from .import_common import ImportCommon
from .workbooks import contract, operator


@freeze_time("2026-11-22 12:00:00")
@tagged("post_install", "-at_install")
class TestImportedRecords(ImportCommon):
    """Which record every row becomes."""

    def test_location_with_address_hours_and_time_zone(self):
        sheets = operator(contracts=None)
        sheets["Locations"] = [
            ["Code", "Name", "Street", "City", "Time zone", "Area", "Opens", "Closes"],
            ["RIV", "Riverside", "12 Dock Road", "Shanghai", "asia/shanghai", 1978, 8.5,
             "20:00"],
        ]  # fmt: skip
        wizard = self.run_import(sheets)
        location = self.records("location")
        self.assertEqual((location.tz, location.area), ("Asia/Shanghai", 1978.0))
        self.assertEqual(
            (location.partner_id.street, location.partner_id.city),
            ("12 Dock Road", "Shanghai"),
        )
        hours = location.resource_calendar_id
        self.assertEqual(hours.tz, "Asia/Shanghai")
        self.assertEqual(
            [(a.dayofweek, a.hour_from, a.hour_to) for a in hours.attendance_ids],
            [(str(day), 8.5, 20.0) for day in range(5)],
        )
        self.assertTrue(
            any("Monday to Friday" in text for text in self.messages(wizard, "info"))
        )

    def test_spaces_in_their_tree_whatever_the_order_of_the_rows(self):
        rows = [
            ["RIV", "R1", "Room", "Z1", "meeting room", 6, 24],
            ["RIV", "D1", "Desk", "Z1", "desk", 1, 4.5],
            ["RIV", "Z1", "Zone", "F1", "zone", None, 60],
            ["RIV", "F1", "Floor", None, "floor", None, 100],
        ]
        self.run_import(operator(spaces=rows, contracts=None))
        spaces = {space.code: space for space in self.records("space")}
        self.assertEqual(spaces["R1"].complete_name, "Floor / Zone / Room")
        self.assertEqual(spaces["R1"].kind_id.code, "meeting_medium")
        self.assertEqual(spaces["F1"].capacity_total, 7)

    def test_plans_with_periods_anchors_and_meeting_hours(self):
        rows = [
            ["M", "Monthly", "open desk", "month", 1200, 4],
            ["Q", "Quarterly", "open desk", "quarter", 3400, 0],
            ["Y", "Yearly", "office", "year", 81000, 240],
        ]
        self.run_import(operator(plans=rows, contracts=None))
        plans = {plan.code: plan for plan in self.records("plan")}
        self.assertEqual(
            {
                code: (p.billing_interval, p.billing_unit, p.anchor)
                for code, p in plans.items()
            },
            {
                "M": (1, "month", "calendar"),
                "Q": (3, "month", "calendar"),
                "Y": (1, "year", "anniversary"),
            },
        )
        hours = self.env.ref("cowork_members.usage_meeting_hours")
        self.assertEqual(plans["M"].allowance_ids.usage_type_id, hours)
        self.assertEqual(plans["M"].allowance_ids.quantity, 4.0)
        self.assertFalse(plans["Q"].allowance_ids)
        self.assertEqual(plans["M"].product_id.type, "service")

    def test_company_with_its_contact_and_person_without_company(self):
        sheets = operator(contracts=None)
        sheets["Members"] = [
            ["Code", "Company", "Contact", "Email", "Phone", "Tax ID", "Birthday",
             "Language"],
            ["M1", "Iron Lab", "Ada", "ada@example.com", "+1", "PT123", "1985-06-01",
             "English"],
            ["M2", None, "Rafa", "rafa@example.com", None, None, "01/13/1990", "xx_XX"],
        ]  # fmt: skip
        wizard = self.run_import(sheets)
        company, person = self.partner("M1"), self.partner("M2")
        contact = company.child_ids
        self.assertEqual((company.is_company, company.vat), (True, "PT123"))
        self.assertEqual(company.email, "ada@example.com")
        self.assertEqual((contact.name, contact.type), ("Ada", "contact"))
        self.assertEqual(contact.cowork_birthday, date(1985, 6, 1))
        self.assertEqual((contact.lang, contact.vat), ("en_US", "PT123"))
        self.assertEqual(contact.commercial_partner_id, company)
        self.assertEqual((person.is_company, person.name), (False, "Rafa"))
        self.assertEqual(person.cowork_birthday, date(1990, 1, 13))
        self.assertEqual(self.report(wizard, "warning"), [("Members", 3, "Language")])

    def test_contract_with_its_line_and_people(self):
        rows = [
            contract("C1", "M1", space="D1", price="1,750.50", discount="5%",
                     deposit=3600),
            contract("C2", "M2", quantity=2),
        ]  # fmt: skip
        self.run_import(operator(contracts=rows))
        one, two = self.contract("C1"), self.contract("C2")
        self.assertEqual((one.name, one.external_ref), ("C1", "C1"))
        self.assertEqual(one.partner_id, self.partner("M1"))
        self.assertEqual(one.member_ids, self.partner("M1").child_ids)
        self.assertEqual(two.member_ids, self.partner("M2"))
        self.assertEqual(one.deposit_opening, 3600.0)
        line = one.line_ids
        self.assertEqual((line.price_unit, line.discount), (1750.5, 5.0))
        self.assertEqual((line.space_id.code, line.holds_space), ("D1", True))
        self.assertEqual(two.line_ids.quantity, 2.0)
        self.assertTrue(self.partner("M1").is_cowork_member)
        self.assertEqual(line.product_id, line.plan_id.product_id)

    def test_states_by_the_dates_at_the_location(self):
        # In Shanghai it is the 23rd already.
        with freeze_time("2026-11-22 20:00:00"):
            self.run_import(
                operator(
                    contracts=[
                        contract("C1", "M1", end="2026-11-22"),
                        contract("C2", "M1", end="2026-11-23"),
                        contract("C3", "M1", start="2026-11-23"),
                        contract("C4", "M1", start="2026-11-24"),
                    ]
                )
            )
        states = {c.external_ref: c.state for c in self.records("contract")}
        self.assertEqual(
            states, {"C1": "ended", "C2": "active", "C3": "active", "C4": "signed"}
        )

    def test_cutover_decides_from_when_contracts_are_billed_here(self):
        wizard = self.run_import(
            operator(
                contracts=[
                    contract("C1", "M1", start="2026-10-31"),
                    contract("C2", "M1", start="2026-11-01"),
                    contract("C3", "M1", start="2026-01-01", billed="2026-12-31"),
                ]
            )
        )
        billed = {
            c.external_ref: c.line_ids.billed_through for c in self.records("contract")
        }
        self.assertEqual(
            billed,
            {"C1": date(2026, 10, 31), "C2": False, "C3": date(2026, 12, 31)},
        )
        self.assertIn(
            "1 new contracts count as billed through 2026-10-31.",
            self.messages(wizard, "info"),
        )

    def test_default_cutover_is_the_first_of_the_month(self):
        wizard = self.env["cowork.import"].with_user(self.manager).create({})
        self.assertEqual(wizard.cutover_date, date(2026, 11, 1))

    def test_without_a_price_column_the_plan_says_the_price(self):
        sheets = operator(contracts=None)
        sheets["Contracts"] = [
            ["Number", "Member", "Location", "Plan", "Start"],
            ["C1", "M1", "RIV", "FIX-M", "2026-01-01"],
        ]
        self.run_import(sheets)
        line = self.contract("C1").line_ids
        self.assertEqual((line.price_unit, line.quantity), (1800.0, 1.0))

    def test_space_let_here_to_somebody_else_is_an_error(self):
        self.run_import(operator())
        other = contract("C2", "M2", space="D1", start="2027-01-01")
        wizard = self.wizard(operator(contracts=[other]))
        wizard.action_check()
        self.assertEqual(self.report(wizard), [("Contracts", 2, "Space")])
        self.assertIn("C1", self.messages(wizard)[0])
