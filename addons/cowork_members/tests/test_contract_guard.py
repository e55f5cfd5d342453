from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractGuard(CoworkCommon):
    """What users send to create and write, whatever the screens show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, start="2026-11-01")
        cls.line = cls.contract.line_ids
        cls.other = cls.make_contract(cls.plan_hot, start="2026-11-01")
        cls.draft = cls.make_contract(cls.plan_hot, state="draft")

    # Fields of the system ----------------------------------------------------------

    def test_nobody_writes_the_fields_of_the_system(self):
        forged = {
            "cowork.contract": {
                "state": "ended",
                "company_id": self.company_b.id,
                "monthly_value": 1.0,
                "calendar_error": "x",
                "date_signed": "2026-10-01",
                "is_leaving": True,
                "end_before_notice": "2027-10-01",
                "renewal_before_notice": "automatic",
                "date_first_viewing": "2026-10-01",
                "date_lost": "2026-10-01",
                "lost_note": "x",
                "lost_reason_id": self.env.ref("cowork_members.lost_reason_price").id,
                "next_change_date": "2026-10-01",
                "promotion_id": False,
                "proposal_due": "2026-10-01",
                "proposal_error": "x",
                "visit_error": "x",
                "usage_settlements": 7,
                "visitors_registered": 3,
            },
            "cowork.contract.line": {
                "company_id": self.company_b.id,
                "location_id": self.location_2.id,
                "partner_id": self.other_member.id,
                "price_subtotal": 0.0,
                "monthly_value": 0.0,
                "date_stop": "2026-12-31",
                "is_void": True,
                "previous_line_id": self.other.line_ids.id,
                "holds_space": False,
            },
        }
        records = {"cowork.contract": self.contract, "cowork.contract.line": self.line}
        for user in (self.user, self.manager):
            for model, values in forged.items():
                # Those of deadlines, and of other addons, are tried where they are.
                protected = self.env[model]._get_protected_fields()
                protected -= self.env["cowork.sla.mixin"]._get_protected_fields()
                fields = self.env[model]._fields
                self.assertEqual(
                    values.keys(),
                    {n for n in protected if "cowork_members" in fields[n]._modules},
                )
                for name, value in values.items():
                    record = records[model].with_user(user)
                    with self.assertRefused(AccessError, "is kept by the system"):
                        record.write({name: value})
                    with self.assertRefused(AccessError, "is kept by the system"):
                        record.create({name: value})

    def test_the_context_cannot_claim_to_be_an_action(self):
        for claim in (True, "STATE_CHANGE", 1, {}):
            record = self.contract.with_user(self.user).with_context(
                cowork_state_change=claim
            )
            with self.assertRaises(AccessError):
                record.write({"state": "ended"})

    def test_defaults_in_the_context_do_not_forge(self):
        contract = (
            self.env["cowork.contract"]
            .with_user(self.user)
            .with_context(
                default_state="active",
                default_company_id=self.company_b.id,
                default_monthly_value=1e6,
            )
            .create({"partner_id": self.member.id, "location_id": self.location.id})
        )
        self.assertRecordValues(
            contract,
            [
                {
                    "state": "draft",
                    "company_id": self.company.id,
                    "monthly_value": 0.0,
                }
            ],
        )
        line = (
            self.env["cowork.contract.line"]
            .with_user(self.user)
            .with_context(default_is_void=True, default_holds_space=True)
            .create({"contract_id": contract.id, "plan_id": self.plan_hot.id})
        )
        self.assertRecordValues(line, [{"is_void": False, "holds_space": False}])

    def test_nothing_moves_to_another_owner(self):
        step, period = (
            self.env[model].create({"line_id": self.line.id, **vals})
            for model, vals in (
                (
                    "cowork.contract.price.step",
                    {"date_start": "2027-06-01", "price_unit": 1},
                ),
                (
                    "cowork.contract.free.period",
                    {"date_start": "2027-06-01", "date_end": "2027-06-30"},
                ),
            )
        )
        suspension = self.env["cowork.contract.suspension"].create(
            {"contract_id": self.contract.id, "date_from": "2027-06-01"}
        )
        target = self.contract_b
        moves = (
            (self.line, "contract_id", target),
            (self.draft.line_ids, "contract_id", self.contract),
            (step, "line_id", target.line_ids),
            (period, "line_id", target.line_ids),
            (suspension, "contract_id", target),
        )
        for record, name, owner in moves:
            with self.assertRefused(AccessError, "is kept by the system"):
                record.with_user(self.manager).write({name: owner.id})
            # Writing what is there already is no move.
            record.with_user(self.manager).write({name: record[name].id})

    def test_commands_of_a_contract_do_not_take_foreign_lines(self):
        contract = self.draft.with_user(self.user)
        for command in (
            Command.link(self.other.line_ids.id),
            Command.set([self.other.line_ids.id]),
        ):
            with self.as_request_of(self.user), self.assertRaises(UserError):
                contract.write({"line_ids": [command]})
        running = self.contract.with_user(self.user)
        for command in (
            Command.delete(self.line.id),
            Command.unlink(self.line.id),
            Command.clear(),
            Command.set([]),
            Command.update(self.line.id, {"is_void": True}),
            Command.update(self.line.id, {"price_unit": 1.0}),
        ):
            with self.as_request_of(self.user), self.assertRaises(UserError):
                running.write({"line_ids": [command]})
        self.assertEqual(self.contract.line_ids, self.line)

    def test_commands_do_not_ride_on_a_partner_written_as_superuser(self):
        partner = self.member.with_user(self.front_desk).sudo()
        with self.as_request_of(self.front_desk), self.assertRaises(AccessError):
            partner.write(
                {
                    "cowork_contract_ids": [
                        Command.create({"location_id": self.location.id})
                    ]
                }
            )

    # What a signature fixes ----------------------------------------------------------

    def test_signed_terms_are_fixed_for_users(self):
        values = {
            "quantity": 2.0,
            "price_unit": 1.0,
            "discount": 99.0,
            "date_start": "2026-12-01",
            "billed_through": "2099-12-31",
            "space_id": self.desk_2.id,
            "product_id": self.plan_hot.product_id.id,
            "billing_interval": 12,
            "billing_unit": "year",
            "bill_in": "arrears",
            "anchor": "anniversary",
            "billing_day": 15,
            "proration": "none",
            "lead_days": 3,
            "deposit_months": 0.0,
            "setup_fee": 0.0,
            "holding_percent": 1.0,
            "bill_before_move_in": True,
            "notice_days": 0,
            "min_term_months": 0,
        }
        line = self.line.with_user(self.user)
        for name, value in values.items():
            with self.assertRefused(UserError, "belongs to a signed contract"):
                line.write({name: value})
            # Sending what is there already changes nothing.
            line.write({name: line._fields[name].convert_to_write(line[name], line)})
        for user in (self.user, self.manager):
            with self.assertRefused(UserError, "belongs to a signed contract"):
                self.line.with_user(user).plan_id = self.plan_hot
        line.name = "Desk by the window"

    def test_a_manager_corrects_and_the_chatter_tells(self):
        line = self.line.with_user(self.manager)
        line.write({"price_unit": 1750.0, "space_id": self.desk_2.id})
        self.assertEqual(line.price_unit, 1750.0)
        body = self.contract.message_ids[0].body
        self.assertIn("Price corrected from 1800.0 to 1750.0", body)
        self.assertIn("Desk 2", body)
        self.assertEqual(
            self.contract.message_ids[0].author_id, self.manager.partner_id
        )

    def test_signed_contracts_keep_place_currency_and_payer(self):
        euro = self.env["res.currency"].with_context(active_test=False)
        euro = euro.search([("id", "!=", self.contract.currency_id.id)], limit=1)
        for user in (self.user, self.manager):
            for vals in (
                {"location_id": self.location_2.id},
                {"location_id": self.location_b.id},
                {"currency_id": euro.id},
            ):
                with self.assertRefused(UserError, "cannot be changed any more"):
                    self.contract.with_user(user).write(vals)
        for vals in (
            {"partner_id": self.other_member.id},
            {"billing_day": 5},
            {"date_start": "2026-12-01"},
            {"deposit_opening": 5000.0},
        ):
            with self.assertRefused(UserError, "cannot be changed any more"):
                self.contract.with_user(self.user).write(vals)
        self.contract.with_user(self.manager).partner_id = self.other_member
        self.assertEqual(self.line.partner_id, self.other_member)

    def test_a_new_billing_day_leaves_running_lines_alone(self):
        self.contract.billing_day = 5
        self.assertEqual(self.line.billing_day, 1)

    def test_only_managers_claim_what_was_billed_or_held_elsewhere(self):
        contracts = self.env["cowork.contract"].with_user(self.user)
        vals = {"partner_id": self.member.id, "location_id": self.location.id}
        with self.assertRefused(AccessError, "Deposit Held Before"):
            contracts.create({**vals, "deposit_opening": 1000.0})
        with (
            self.as_request_of(self.user),
            self.assertRefused(AccessError, "Billed Through"),
        ):
            contracts.create(
                {
                    **vals,
                    "line_ids": [
                        Command.create(
                            {
                                "plan_id": self.plan_hot.id,
                                "billed_through": "2099-12-31",
                            }
                        )
                    ],
                }
            )
        with self.assertRefused(UserError, "Billed Through"):
            self.draft.line_ids.with_user(self.user).billed_through = "2099-12-31"
        with self.assertRefused(UserError, "Deposit Held Before"):
            self.draft.with_user(self.user).deposit_opening = 1.0
        self.draft.with_user(self.manager).deposit_opening = 1.0

    def test_past_price_steps_and_free_days_are_for_managers(self):
        step = {"line_id": self.line.id, "price_unit": 0.0}
        yesterday = {**step, "date_start": "2027-01-09"}
        steps = self.env["cowork.contract.price.step"]
        free = self.env["cowork.contract.free.period"]
        past = {
            "line_id": self.line.id,
            "date_start": "2026-12-01",
            "date_end": "2027-03-31",
        }
        for create in (
            lambda env: steps.with_env(env).create(yesterday),
            lambda env: free.with_env(env).create(past),
        ):
            with self.assertRefused(AccessError, "has passed"):
                create(self.env(user=self.user))
            record = create(self.env(user=self.manager)).with_user(self.user)
            for change in (
                lambda r=record: r.write({"date_start": "2027-02-01"}),
                lambda r=record: r.unlink(),
            ):
                with self.assertRefused(AccessError, "has passed"):
                    change()
        future = steps.with_user(self.user).create({**step, "date_start": "2027-01-10"})
        with self.assertRefused(AccessError, "has passed"):
            future.date_start = "2026-12-01"
        future.unlink()

    # Companies and nonsense ----------------------------------------------------------

    def test_records_of_another_company_are_refused(self):
        partner_b = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": self.company_b.id}
        )
        pricelist_b = self.env["product.pricelist"].create(
            {"name": "Theirs", "company_id": self.company_b.id}
        )
        for vals in (
            {"partner_id": partner_b.id},
            {"member_ids": [Command.set(partner_b.ids)]},
            {"pricelist_id": pricelist_b.id},
        ):
            with self.assertRefused(UserError, "(?i)compan"):
                self.draft.with_user(self.manager).write(vals)
        line = self.draft.line_ids.with_user(self.manager)
        for vals in (
            {"plan_id": self.plan_b.id},
            {"space_id": self.space_b.id},
            {"product_id": self.plan_b.product_id.id},
        ):
            with self.assertRaises(UserError):
                line.write(vals)
        # A location of another company takes the rest of the contract along: no.
        both = self.make_user(
            "t_both",
            "cowork_members.group_manager",
            company_ids=[Command.set((self.company | self.company_b).ids)],
        )
        draft = self.draft.with_user(both).with_context(
            allowed_company_ids=(self.company | self.company_b).ids
        )
        with self.assertRefused(UserError, "(?i)compan"):
            draft.location_id = self.location_b

    def test_no_contract_is_pushed_out_of_sight(self):
        for location in (self.location_2, self.location_b):
            with self.assertRaises(UserError):
                self.draft.with_user(self.user).location_id = location

    def test_numbers_that_are_none_are_refused(self):
        nonsense = (float("nan"), float("inf"), -float("inf"), 1e308, -1.0)
        step = {"line_id": self.line.id, "date_start": "2027-06-01", "price_unit": 1}
        step = self.env["cowork.contract.price.step"].create(step)
        fields = (
            (self.draft.line_ids, ("price_unit", "quantity", "discount", "setup_fee")),
            (self.draft.line_ids, ("deposit_months", "holding_percent")),
            (self.draft, ("deposit_opening",)),
            (step, ("price_unit",)),
            (self.plan_hot, ("list_price", "setup_fee", "deposit_months")),
            (self.plan_hot, ("holding_percent",)),
            (self.desk_2, ("area", "hourly_price")),
            (self.location, ("area",)),
        )
        for record, names in fields:
            for name in names:
                for value in nonsense:
                    with (
                        self.subTest(field=name, value=value),
                        self.assertRejected(),
                    ):
                        record.write({name: value})
                        self.env.flush_all()
        for value in (0.0, -1.0, 0.004):
            with self.assertRejected():
                self.draft.line_ids.quantity = value
                self.env.flush_all()

    def test_dates_outside_any_calendar_are_refused(self):
        for vals in (
            {"date_start": "0001-01-01"},
            {"date_end": "9999-12-31"},
            {"date_start": "1989-12-31"},
        ):
            with self.assertRejected():
                self.draft.write(vals)
                self.env.flush_all()
        with self.assertRejected():
            self.draft.line_ids.date_end = "9999-12-31"
            self.env.flush_all()
