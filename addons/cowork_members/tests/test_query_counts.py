from uuid import uuid4

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon

FEW, MANY = 2, 50


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestQueryCounts(CoworkCommon):
    """What is done with many records takes no more queries than with a few."""

    def _count(self, call):
        """:returns: number of queries of ``call``, with an empty cache"""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_flat(self, prepare, call, slack=0):
        """:param prepare: makes so many records
        :param call: what is measured, with these records
        :param slack: queries more that are allowed for ``MANY``, in all"""
        # Twice: the first time fills the caches of the registry.
        self._count(lambda: call(prepare(FEW)))
        few_records = self._fresh(prepare(FEW))
        many_records = self._fresh(prepare(MANY))
        few = self._count(lambda: call(few_records))
        many = self._count(lambda: call(many_records))
        self.assertLessEqual(many, few + slack, f"{FEW}: {few}, {MANY}: {many} queries")

    def _fresh(self, records):
        """:returns: the records without what is known of how they were found"""
        return records.browse(records.ids) if hasattr(records, "browse") else records

    def _desks(self, count):
        return self.env["cowork.space"].create(
            [
                {
                    "name": f"Desk {number}",
                    "kind_id": self.kinds["fixed_desk"].id,
                    "location_id": self.location.id,
                }
                for number in range(count)
            ]
        )

    def _vals(self, desks, **vals):
        return [
            {
                "partner_id": self.member.id,
                "location_id": desk.location_id.id,
                "date_start": "2026-12-01",
                "line_ids": [
                    Command.create({"plan_id": self.plan_desk.id, "space_id": desk.id})
                ],
                **vals,
            }
            for desk in desks
        ]

    def _contracts(self, count, **vals):
        contracts = self.env["cowork.contract"].create(
            self._vals(self._desks(count), **vals)
        )
        contracts.action_sign()
        contracts.action_activate()
        return contracts

    # The tests -------------------------------------------------------------------

    def test_creating_contracts(self):
        contracts = self.env["cowork.contract"]
        self._assert_flat(
            lambda count: self._vals(self._desks(count)),
            lambda vals: contracts.create(vals),
            # Inserts go in batches of a size the ORM chooses.
            slack=2,
        )

    def test_signing_and_moving_in(self):
        contracts = self.env["cowork.contract"]
        self._assert_flat(
            lambda count: contracts.create(self._vals(self._desks(count))),
            lambda records: records.action_sign() and records.action_activate(),
        )

    def test_state_of_spaces(self):
        self._assert_flat(
            lambda count: self._contracts(count).line_ids.space_id,
            lambda spaces: spaces.mapped("state"),
        )

    def test_figures_of_locations(self):
        def locations(count):
            made = self.env["cowork.location"].create(
                [{"name": "L", "code": str(uuid4())} for _number in range(count)]
            )
            for location in made:
                self.make_space("Desk", "fixed_desk", location_id=location.id)
            return made

        self._assert_flat(
            locations,
            lambda records: records.read(
                ["space_count", "let_count", "occupancy", "contract_count"]
            ),
        )

    def test_reading_the_list_of_contracts(self):
        fields = {
            name: {}
            for name in (
                "name",
                "state",
                "date_start",
                "date_end",
                "plan_names",
                "space_names",
                "monthly_value",
                "earliest_end",
                "display_name",
            )
        } | {"partner_id": {"fields": {"display_name": {}}}}
        self._assert_flat(self._contracts, lambda contracts: contracts.web_read(fields))

    def test_the_calendar(self):
        def due(count):
            renewed = self._contracts(
                count,
                date_end="2027-01-10",
                renewal_mode="automatic",
                renewal_increase=3,
            )
            ended = self._contracts(count, date_end="2027-01-09")
            asleep = self._contracts(count)
            suspensions = self.env["cowork.contract.suspension"].create(
                [
                    {"contract_id": contract.id, "date_from": "2027-02-01"}
                    for contract in asleep
                ]
            )
            # As if the day had come since.
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cowork_contract_suspension SET date_from = '2027-01-10'"
                " WHERE id = ANY(%s)",
                [suspensions.ids],
            )
            self.env.invalidate_all()
            return renewed | ended | asleep

        self._assert_flat(
            due, lambda contracts: contracts._follow_calendar_safely(), slack=4
        )
        contracts = self.env["cowork.contract"].search([])
        self.assertFalse(contracts.filtered("calendar_error"))
        self.assertTrue(contracts.filtered(lambda c: c.state == "suspended"))

    def test_planned_changes_that_take_effect(self):
        def due(count):
            contracts = self._contracts(count)
            lines = self.env["cowork.contract.line"].create(
                [
                    {
                        "contract_id": contract.id,
                        "plan_id": self.plan_hot.id,
                        "date_start": "2027-02-01",
                    }
                    for contract in contracts
                ]
            )
            self.assertEqual(len(lines.filtered("is_planned")), count)
            return contracts

        def follow(contracts):
            with freeze_time("2027-02-01 12:00:00"):
                contracts._follow_calendar_safely()

        self._assert_flat(due, follow)

    def test_proposing_renewals(self):
        def due(count):
            return self._contracts(
                count,
                date_end="2027-02-10",
                renewal_mode="proposal",
                renewal_increase=3,
                user_id=self.env.uid,
            )

        self._assert_flat(due, lambda contracts: contracts._propose_due(), slack=8)

    def test_reading_members(self):
        def members(count):
            partners = self.env["res.partner"].create(
                [{"name": f"M{n}"} for n in range(count)]
            )
            contracts = self._contracts(count)
            for partner, contract in zip(partners, contracts, strict=True):
                contract.partner_id = partner
            return partners

        self._assert_flat(
            members,
            lambda partners: partners.read(
                ["is_cowork_member", "cowork_contract_count"]
            ),
        )
