"""A member with a hot desk and eight meeting hours a month; hours cost 80.00."""

from odoo import Command

from .common import BillingCommon


class UsageBillingCommon(BillingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env.ref("cowork_members.usage_meeting_hours")
        cls.prints = cls.env.ref("cowork_members.usage_prints")
        cls.hours.product_id = cls.env["product.product"].create(
            {"name": "Meeting hours", "type": "service", "list_price": 80.0}
        )
        cls.hot_desk.allowance_ids = [
            Command.create(
                {"usage_type_id": cls.hours.id, "quantity": 8, "period": "month"}
            )
        ]

    def record(self, contract, *entries, usage_type=None, **vals):
        """:param entries: pairs of day and quantity
        :returns: lines of the ledger, in that order"""
        first = self.env["cowork.usage"].search_count([])
        return self.env["cowork.usage"]._record(
            [
                {
                    "key": f"t-{first + number}",
                    "contract_id": contract.id,
                    "usage_type_id": (usage_type or self.hours).id,
                    "date": day,
                    "quantity": quantity,
                    **vals,
                }
                for number, (day, quantity) in enumerate(entries)
            ]
        )

    def used(self, contract, kinds=("usage", "credit", "minimum", "one_off")):
        """:returns: list of first day, untaxed amount of the contract's fee lines"""
        fees = contract.fee_line_ids.filtered(lambda fee: fee.kind in kinds)
        return [
            (str(fee.period_start), self.currency.round(fee.amount_untaxed))
            for fee in fees.sorted("id")
        ]

    def parts(self, usages):
        """:returns: for each line what is included, from packs, billable and charged"""
        return [
            (
                u.quantity_included,
                u.quantity_pack,
                u.quantity_billable,
                self.currency.round(u.fee_amount),
            )
            for u in usages
        ]


HISTORY = (("2026-11-03", 3), ("2026-11-12", 4.5), ("2026-11-20", 2))
