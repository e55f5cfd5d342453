from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2026-11-25 12:00:00")
@tagged("post_install", "-at_install")
class TestPromotion(CoworkCommon):
    """Offers claimed by their code become prices and free days that were agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.autumn = cls._promotion("autumn26", percent=20, months=3)
        cls.contract = cls.make_contract(
            cls.plan_desk, cls.desk_1, start="2026-12-01", state="draft"
        )
        cls.line = cls.contract.line_ids

    @classmethod
    def _promotion(cls, code, **vals):
        return cls.env["cowork.promotion"].create(
            {
                "name": "Autumn offer",
                "code": code,
                "company_id": cls.company.id,
                "date_from": "2026-09-01",
                "date_to": "2026-11-30",
                **vals,
            }
        )

    def _apply(self, code="AUTUMN26", contract=None):
        (contract or self.contract).with_user(self.user).action_apply_promotion(code)

    def _steps(self, line=None):
        return [
            (str(step.date_start), step.price_unit)
            for step in (line or self.line).price_step_ids.sorted("date_start")
        ]

    def test_a_percentage_for_some_months_then_the_full_price(self):
        self._apply(" autumn26 ")
        self.assertEqual(
            self._steps(), [("2026-12-01", 1440.0), ("2027-03-01", 1800.0)]
        )
        self.assertEqual(self.line.price_unit, 1800.0)
        self.assertEqual(self.line.price_step_ids.promotion_id, self.autumn)
        self.assertEqual(self.contract.promotion_id, self.autumn)
        self.assertEqual(self.autumn.use_count, 1)
        text = "Autumn offer (AUTUMN26): 20 % off the price until 02/28/2027"
        self.assertEqual(self.contract.promotion_text, text)
        self.assertIn(f"{text}.", self.contract._get_agreement_terms())
        # Twice is once.
        self._apply()
        self.assertEqual(self.autumn.use_count, 1)
        self.assertEqual(len(self.line.price_step_ids), 2)

    def test_a_percentage_as_long_as_it_runs(self):
        self.autumn.months = 0
        self._apply()
        self.assertEqual(self._steps(), [("2026-12-01", 1440.0)])
        self.assertIn("as long as the contract runs", self.contract.promotion_text)

    def test_free_days_and_free_months(self):
        self._promotion("DAYS", kind="free_days", free_days=14)
        self._promotion("MONTHS", kind="free_months", free_months=2)
        self._apply("days")
        free = self.line.free_period_ids
        self.assertEqual(str(free.date_start), "2026-12-01")
        self.assertEqual(str(free.date_end), "2026-12-14")
        self._apply("months")
        free = self.line.free_period_ids
        self.assertEqual(str(free.date_end), "2027-01-31")
        self.assertEqual(free.name, "Autumn offer")
        self.assertIn("free of charge until 01/31/2027", self.contract.promotion_text)

    def test_refusals_are_sentences(self):
        self._promotion("LATER", percent=5, date_from="2026-12-01", date_to=False)
        self._promotion("OFFICE", percent=5, plan_ids=self.plan_office.ids)
        gone = self._promotion("GONE", percent=5)
        gone.active = False
        for code, sentence in (
            ("nothing", "No promotion has the code “nothing”"),
            (False, "No promotion has the code"),
            (["AUTUMN26"], "No promotion has the code"),
            ("LATER", "signed from 12/01/2026 on"),
            ("OFFICE", "is for other plans: Office"),
            ("GONE", "is over"),
        ):
            with self.assertRefused(UserError, sentence):
                self._apply(code)
        with (
            freeze_time("2026-12-01 12:00:00"),
            self.assertRefused(UserError, "signed until 11/30/2026"),
        ):
            self._apply()
        self.assertFalse(self.contract.promotion_id)
        self.contract.action_sign()
        with self.assertRefused(UserError, "not possible for"):
            self._apply()

    def test_it_must_be_signed_in_time(self):
        self._apply()
        with freeze_time("2026-12-01 12:00:00"):
            with self.assertRefused(UserError, "signed until 11/30/2026"):
                self.contract.action_sign()
            self.contract.action_remove_promotion()
            self.assertFalse(self.line.price_step_ids)
            self.contract.action_sign()

    def test_uses_are_counted_and_given_back(self):
        self.autumn.max_uses = 1
        self._apply()
        other = self.make_contract(start="2026-12-01", state="draft")
        with self.assertRefused(UserError, "is used up: it was for 1 contracts"):
            self._apply(contract=other)
        self.contract.action_cancel()
        self.assertFalse(self.contract.promotion_id)
        self.assertFalse(self.line.price_step_ids)
        self._apply(contract=other)
        other.unlink()
        self.assertEqual(self.autumn.use_count, 0)

    def test_it_follows_the_draft(self):
        self._apply()
        self.contract.date_start = "2026-12-15"
        self.assertEqual(
            self._steps(), [("2026-12-15", 1440.0), ("2027-03-15", 1800.0)]
        )
        self.line.price_unit = 1500.0
        self.assertEqual(
            self._steps(), [("2026-12-15", 1200.0), ("2027-03-15", 1500.0)]
        )
        second = self.env["cowork.contract.line"].create(
            {
                "contract_id": self.contract.id,
                "plan_id": self.plan_hot.id,
                "date_start": "2027-01-15",
            }
        )
        self.assertEqual(
            self._steps(second), [("2027-01-15", 960.0), ("2027-03-15", 1200.0)]
        )
        self.contract.action_sign()
        self.contract.date_start = "2026-12-20"
        self.assertEqual(
            self._steps(), [("2026-12-20", 1200.0), ("2027-03-20", 1500.0)]
        )

    def test_what_was_agreed_by_hand_is_not_overwritten(self):
        self.line.price_step_ids = [
            (0, 0, {"date_start": "2027-01-01", "price_unit": 1700.0})
        ]
        with self.assertRefused(UserError, "Remove them, or do without"):
            self._apply()
        self.line.price_step_ids.date_start = "2027-03-01"
        self._apply()
        self.assertEqual(
            self._steps(), [("2026-12-01", 1440.0), ("2027-03-01", 1700.0)]
        )

    def test_a_move_keeps_the_rest_of_it(self):
        self._apply()
        self.contract.action_sign()
        self.contract.action_activate()
        with freeze_time("2027-01-10 12:00:00"):
            new = self.contract.action_amend(
                self.line, self.plan_desk, "2027-01-11", self.desk_2
            )
        self.assertEqual(new.price_unit, 1800.0)
        self.assertEqual(
            self._steps(new), [("2027-01-11", 1440.0), ("2027-03-01", 1800.0)]
        )
        self.assertEqual(new.price_step_ids.promotion_id, self.autumn)
        # Nor does a copy begin at the reduced price.
        with freeze_time("2027-01-12 12:00:00"):
            self.assertEqual(self.contract.copy().line_ids.price_unit, 1800.0)

    def test_nobody_forges_it(self):
        for actor in (self.user, self.manager):
            for record, vals in (
                (self.contract, {"promotion_id": self.autumn.id}),
                (self.autumn, {"use_count": 0}),
            ):
                with self.assertRaises(AccessError):
                    record.with_user(actor).write(vals)
            with self.assertRaises(AccessError):
                self.env["cowork.contract.price.step"].with_user(actor).create(
                    {
                        "line_id": self.line.id,
                        "date_start": "2026-12-01",
                        "price_unit": 1.0,
                        "promotion_id": self.autumn.id,
                    }
                )
        with self.assertRaises(AccessError):
            self.contract.with_user(self.front_desk).action_apply_promotion("AUTUMN26")

    def test_the_dialog_claims_it(self):
        dialog = Form(
            self.env["cowork.contract.promote"]
            .with_user(self.user)
            .with_context(default_contract_id=self.contract.id)
        )
        dialog.code = "AUTUMN26"
        dialog.save().action_apply()
        self.assertEqual(self.contract.promotion_id, self.autumn)
        action = self.autumn.action_view_contracts()
        found = self.env["cowork.contract"].search(action["domain"])
        self.assertEqual(found, self.contract)
        self.assertEqual(self.line._get_price_on(date(2026, 12, 5)), 1440.0)
