"""What the demo's fees are spent on: the page that a location publishes has figures."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

#: by published category: code and name of its account, amount of a usual month
SPENT = {
    "rent": ("61201", "Rent of locations", 8400.0),
    "energy": ("61202", "Energy of locations", 1130.0),
    "cleaning": ("61203", "Cleaning of locations", 960.0),
    "staff": ("61204", "Staff on site", 5200.0),
    "repairs": ("61205", "Repairs of locations", 410.0),
    "community": ("61206", "Events for members", 275.0),
}
#: part of the usual month, by location and for each of the last months
SHARES = {"jade": (1.0, 1.02, 0.97), "lane": (0.6, 0.63, 0.58)}


class DemoSpending:
    """Bills of vendors on the cost centres of the demo's locations; done once."""

    def __init__(self, env, bill_date):
        self.env = env
        self.bill_date = bill_date

    def run(self):
        """Post the bills, unless something is published as spent already."""
        spent = [
            ("cowork_category_id", "!=", False),
            ("account_type", "=", "expense"),
        ]
        if self.env["account.account"].search_count(spent, limit=1):
            return
        locations = {
            self.env.ref(f"cowork_members.location_{name}"): shares
            for name, shares in SHARES.items()
        }
        accounts = self._make_accounts()
        vendor = self.env["res.partner"].create({"name": "Jade Property Services"})
        bills = self.env["account.move"].create(
            [
                self._prepare_bill(vendor, location, accounts, share, months + 1)
                for location, shares in locations.items()
                for months, share in enumerate(shares)
            ]
        )
        bills.action_post()

    def _make_accounts(self):
        """:returns: {account: amount of a usual month}"""
        created = self.env["account.account"].create(
            [
                {
                    "code": code,
                    "name": name,
                    "account_type": "expense",
                    "cowork_category_id": self.env.ref(
                        f"cowork_billing.disclosure_{category}"
                    ).id,
                }
                for category, (code, name, _amount) in SPENT.items()
            ]
        )
        amounts = (amount for _code, _name, amount in SPENT.values())
        return dict(zip(created, amounts, strict=True))

    def _prepare_bill(self, vendor, location, accounts, share, months):
        """:param months: how many months ago it was
        :returns: values of a vendor's bill of one location"""
        day = self.bill_date - relativedelta(months=months, day=15)
        return {
            "move_type": "in_invoice",
            "partner_id": vendor.id,
            "ref": f"{location.code} {day:%Y-%m}",
            "invoice_date": day,
            "date": day,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": account.name,
                        "account_id": account.id,
                        "quantity": 1,
                        "price_unit": round(amount * share, 2),
                        "tax_ids": [Command.clear()],
                        "analytic_distribution": {
                            str(location.analytic_account_id.id): 100
                        },
                    }
                )
                for account, amount in accounts.items()
            ],
        }
