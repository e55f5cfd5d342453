from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .vendor_common import VendorCommon


@tagged("post_install", "-at_install")
class TestVendorAgreement(VendorCommon):
    """Which agreement a work order falls under, and who is told when one ends."""

    def test_where_a_contract_and_an_insurance_stand(self):
        agreement = self.agreement
        for offset, state in ((-1, "ended"), (0, "ending"), (30, "ending"), (31, "")):
            agreement.date_end = agreement.insurance_end = self.day(offset)
            self.assertEqual(agreement.state, state or "running")
            self.assertEqual(agreement.insurance_state, state or "valid")
        agreement.date_end = False
        agreement.insurance_end = False
        self.assertEqual(
            (agreement.state, agreement.insurance_state), ("running", "missing")
        )
        agreement.insurance_required = False
        self.assertEqual(agreement.insurance_state, "none")
        agreement.date_start = self.day(3)
        self.assertEqual(agreement.state, "future")

    def test_states_can_be_looked_for(self):
        agreements = self.env["cowork.vendor.agreement"]
        mine = [("partner_id", "=", self.vendor.id)]
        self.agreement.insurance_end = self.day(-1)
        self.assertEqual(
            agreements.search([*mine, ("insurance_state", "=", "ended")]),
            self.agreement,
        )
        self.assertFalse(agreements.search([*mine, ("state", "!=", "running")]))
        self.assertFalse(
            agreements.search([*mine, ("insurance_state", "in", ["valid", "none"])])
        )

    def test_nonsense_is_refused(self):
        for vals in (
            {"date_end": self.day(-31)},
            {"answer_hours": -1},
            {"done_hours": float("nan")},
            {"remind_days": 0},
            {"link_days": 1000},
        ):
            with self.assertRejected(), self.cr.savepoint():
                self.agreement.write(vals)
                self.env.flush_all()

    # Which one -----------------------------------------------------------------------

    def test_who_fits_best_comes_first(self):
        others = self.env["res.partner"].create(
            [
                {"name": name, "email": f"{name}@example.com"}
                for name in ("every", "far", "ended", "uninsured", "busy")
            ]
        )
        every, far, ended, uninsured, busy = others
        anything = self.make_agreement(every, category_ids=False, location_ids=False)
        self.make_agreement(far, location_ids=self.location_2.ids)
        self.make_agreement(ended, date_end=self.day(-1))
        self.make_agreement(uninsured, insurance_end=self.day(-1))
        second = self.make_agreement(busy)
        found = self.env["cowork.vendor.agreement"]._get_fitting(self.request)
        mine = found.filtered(lambda a: a.partner_id in others | self.vendor)
        self.assertEqual(mine, self.agreement | second | anything)
        self.assertEqual(mine[0], self.agreement)
        # Who has more to do comes after.
        self.send(self.make_request("Lift 3 rattles"), self.agreement)
        found = self.env["cowork.vendor.agreement"]._get_fitting(self.request)
        mine = found.filtered(lambda a: a.partner_id in others | self.vendor)
        self.assertEqual(mine.ids, [second.id, self.agreement.id, anything.id])

    def test_the_vendor_of_the_equipment_comes_first(self):
        maker = self.env["res.partner"].create({"name": "T-Maker"})
        theirs = self.make_agreement(maker, category_ids=False)
        agreements = self.env["cowork.vendor.agreement"]
        self.assertEqual(agreements._get_fitting(self.request)[:1], self.agreement)
        self.request.equipment_id = self.env["maintenance.equipment"].create(
            {
                "name": "Lift 2",
                "partner_id": maker.id,
                "space_id": self.floor.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(agreements._get_fitting(self.request)[:1], theirs)

    def test_why_an_agreement_is_not_for_a_work_order(self):
        for vals, message in (
            ({"insurance_end": self.day(-1)}, "Liftworks has no valid insurance"),
            ({"insurance_end": False}, "Liftworks has no valid insurance"),
            ({"date_end": self.day(-1)}, "does not run today"),
            ({"date_start": self.day(1)}, "does not run today"),
            ({"active": False}, "not an agreement in use"),
            ({"location_ids": self.location_2.ids}, "is not for Riverside"),
            ({"category_ids": self.water.ids}, "not for this kind of work: Lifts"),
        ):
            with self.assertRefused(UserError, message), self.cr.savepoint():
                self.agreement.write(vals)
                self.send(agreement=self.agreement, user=self.facility_manager)
        self.assertFalse(self.newest(self.request))

    def test_one_in_use_is_archived_and_not_deleted(self):
        self.send()
        with self.assertRefused(UserError, "Archive it instead"):
            self.agreement.unlink()
        self.assertEqual(self.agreement.order_count, 1)

    # Reminders -----------------------------------------------------------------------

    def test_an_end_is_reminded_of_once_and_a_new_one_again(self):
        self.agreement.write({"date_end": self.day(30), "insurance_end": self.day(31)})
        for _time in range(2):
            self.run_cron("cron_remind_vendors")
            self.assertEqual(
                self.todos(self.agreement),
                [
                    (
                        self.facility_manager,
                        "Liftworks: renew the contract, or find another vendor",
                    )
                ],
            )
        insurance = "Liftworks: ask for the new insurance certificate"
        with freeze_time(self.day(1)):
            self.run_cron("cron_remind_vendors")
        self.assertEqual(
            [text for _user, text in self.todos(self.agreement)][1:], [insurance]
        )
        self.agreement.insurance_end = self.day(20)
        self.run_cron("cron_remind_vendors")
        self.run_cron("cron_remind_vendors")
        self.assertEqual(len(self.todos(self.agreement)), 3)

    def test_the_insurance_of_a_vendor_who_left_is_no_matter(self):
        self.agreement.write(
            {
                "date_start": self.day(-60),
                "date_end": self.day(-40),
                "insurance_end": self.day(5),
            }
        )
        self.run_cron("cron_remind_vendors")
        self.assertEqual(self.todos(self.agreement), [])
