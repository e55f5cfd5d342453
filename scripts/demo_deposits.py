"""Deposits of the demo: one held, one drawn on, and a member who leaves."""

import base64

from odoo.fields import Command

STAINED = """Evening round, second floor.
Red wine on the carpet, about two square metres, from the member's anniversary.
The member was there and agrees. Cleaning firm called for tomorrow."""
HANDOVER = """Handover of the desk, together with the member.
Cleared: yes. Keys: 2 of 2. Cards: 1 of 2, one is lost.
Surface: a burn of 4 cm beside the lamp. The member agrees."""


class DemoDeposits:
    """What happened to deposits after the first bill; done once."""

    def __init__(self, env, bill_date):
        self.env = env
        self.bill_date = bill_date

    def run(self):
        """Tell the story, unless it was told already."""
        if self.env["cowork.settlement"].search_count([], limit=1):
            return
        # Those this bill asks for first: the workbook brings others in as held.
        domain = [
            ("state", "in", ("unpaid", "held")),
            ("contract_id.state", "=", "active"),
            ("contract_id.billing_run_id", "!=", False),
        ]
        deposits = self.env["cowork.deposit"].search(domain, order="id")
        deposits = deposits.sorted(lambda deposit: deposit.state != "unpaid")
        leaving = deposits.filtered("contract_id.date_end").sorted(
            lambda deposit: (deposit.state != "unpaid", deposit.contract_id.date_end)
        )[:1]
        if not leaving or len(deposits) < 3:
            # a day on which hardly anything is billed
            return
        held, drawn = (deposits - leaving)[:2]
        for deposit in held | drawn | leaving:
            self._pay(deposit.contract_id)
        self._draw(drawn)
        self._settle(leaving.contract_id)

    def _pay(self, contract):
        """The member pays what was billed, the deposit included."""
        invoices = contract._get_unpaid_invoices()
        if not invoices:
            return
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        wizard.create({"payment_date": self.bill_date})._create_payments()

    def _draw(self, deposit):
        """A cleaning nobody pays is taken from the deposit, with evidence."""
        contract = deposit.contract_id
        self.env["cowork.charge.add"].create(
            {
                "contract_id": contract.id,
                "product_id": self.env.ref("cowork_billing.product_cleaning").id,
                "date": self.bill_date,
                "reason": "Wine on the carpet",
            }
        ).action_add()
        # As the button does for one location: everybody else is billed already.
        run = self.env["cowork.billing.run"].create(
            {
                "date": self.bill_date,
                "company_id": contract.company_id.id,
                "location_ids": [Command.set(contract.location_id.ids)],
            }
        )
        # sudo: as its own button does; nobody writes the ledger by hand.
        run.sudo()._run_to_end()
        self.env["cowork.deposit.draw"].create(
            {
                "deposit_id": deposit.id,
                "reason": "Not paid; the member agreed that the deposit pays for it.",
                "attachment_ids": self._attach("Evening round.txt", STAINED),
                "to_top_up": True,
            }
        ).action_draw()

    def _settle(self, contract):
        """A member leaves; the accountant draws the account up, others approve it."""
        accountant = self.env.ref("cowork_members.user_accountant")
        self.env["cowork.settlement"].with_user(accountant).create(
            {
                "contract_id": contract.id,
                "damage_ids": [
                    Command.create(
                        {
                            "name": "Burn in the desk, surface renewed",
                            "price_unit": 95.0,
                            "attachment_ids": self._attach("Handover.txt", HANDOVER),
                        }
                    ),
                    Command.create(
                        {
                            "name": "Lost key card",
                            "product_id": self.env.ref(
                                "cowork_billing.product_key_card"
                            ).id,
                            "price_unit": 50.0,
                            "attachment_ids": self._attach("Handover.txt", HANDOVER),
                        }
                    ),
                ],
                "note": "Thank you for your time with us. Post is kept for a month.",
            }
        ).action_submit()

    def _attach(self, name, text):
        """:returns: command for a field of files, with one new file"""
        data = base64.b64encode(text.encode())
        return [Command.create({"name": name, "datas": data})]
