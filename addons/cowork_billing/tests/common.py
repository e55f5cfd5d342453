"""A coworking operator in a company with a chart of accounts and 15 % tax."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields

from odoo.addons.account.models.chart_template import AccountChartTemplate
from odoo.addons.account.tests.common import AccountTestInvoicingCommon

_look_for_charts = AccountChartTemplate._get_chart_template_mapping
_charts = {}


def _get_charts(self, get_all=False):
    """Which charts of accounts there are. The ERP looks into all its modules, several
    times for each class; none is installed while tests run, so that once is enough."""
    key = (self.env.cr.dbname, self.env.lang, get_all)
    if key not in _charts:
        _charts[key] = _look_for_charts(self, get_all)
    return _charts[key]


class AccountCommon(AccountTestInvoicingCommon):
    """A company with a chart of accounts, set up in less time."""

    @classmethod
    def setUpClass(cls):
        name = "_get_chart_template_mapping"
        with patch.object(AccountChartTemplate, name, _get_charts):
            super().setUpClass()


class BillingCommon(AccountCommon):
    """Contracts by one call, runs by another, and what they charged by a third."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.currency = cls.company.currency_id
        cls.quay = cls._location("Quay", "Q", tz="Asia/Shanghai")
        cls.desk = cls._plan(
            "Fixed desk monthly",
            "FIX",
            "fixed_desk",
            1800,
            deposit_months=2,
            setup_fee=200,
        )
        cls.office = cls._plan("Office", "OFF", "office", 7500, deposit_months=2)
        cls.big_office = cls._plan(
            "Big office", "BIG", "office", 9000, deposit_months=2
        )
        cls.hot_desk = cls._plan("Hot desk", "HOT", "hot_desk", 900)
        cls.member = cls.env["res.partner"].create({"name": "Ada Ltd"})

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("cowork_billing.group_manager")
            | cls.quick_ref("cowork_members.group_manager")
        )

    # Making things -------------------------------------------------------------

    @classmethod
    def _location(cls, name, code, **vals):
        vals = {"name": name, "code": code, "company_id": cls.company.id, **vals}
        return cls.env["cowork.location"].create(vals)

    @classmethod
    def _plan(cls, name, code, kind, price, **vals):
        return cls.env["cowork.plan"].create(
            {
                "name": name,
                "code": code,
                "kind_id": cls.env.ref(f"cowork_members.kind_{kind}").id,
                "list_price": price,
                "company_id": cls.company.id,
                **vals,
            }
        )

    def contract(
        self, plan=None, start="2026-11-16", line=None, state="active", **vals
    ):
        """A contract with one line.

        Like :meth:`bill` it needs nothing of a test but what the class has, which may
        stand for a test while it is set up.

        :param line: values of the line beside its plan
        :param state: ``draft``, ``signed`` or ``active``
        :param vals: values of the contract
        """
        with self.on(start):
            contract = self.env["cowork.contract"].create(
                {
                    "partner_id": self.member.id,
                    "location_id": self.quay.id,
                    "date_start": start,
                    "line_ids": [
                        Command.create(
                            {"plan_id": (plan or self.desk).id, **(line or {})}
                        )
                    ],
                    **vals,
                }
            )
            if state != "draft":
                contract.action_sign()
            if state == "active":
                contract.action_activate()
        return contract

    @staticmethod
    def on(day):
        """Work as if it were noon of that day in London."""
        return freeze_time(f"{day} 12:00:00")

    def bill(self, day, **vals):
        """:returns: a run that has billed everything due on ``day``"""
        run = self.env["cowork.billing.run"].create(
            {"date": day, "company_id": self.company.id, **vals}
        )
        with self.on(day):
            run.action_run()
        return run

    def amend(self, contract, plan, day, on=None, **kwargs):
        line = contract.line_ids.filtered(
            lambda ln: not ln.is_void and ln not in contract.line_ids.previous_line_id
        )
        with self.on(on or day):
            return contract.action_amend(line, plan, day, **kwargs)

    # Looking at them -----------------------------------------------------------

    def assertFees(self, records, *expected):
        """:param records: fee lines, or a run or contract with them
        :param expected: ``(kind, first day, last day, untaxed amount)``, any order"""
        if "fee_line_ids" in records._fields:
            records = records.fee_line_ids
        found = sorted(
            (
                fee.kind,
                fields.Date.to_string(fee.period_start),
                fields.Date.to_string(fee.period_end),
                self.currency.round(fee.amount_untaxed),
            )
            for fee in records
        )
        self.assertEqual(found, sorted(expected))

    def assertErrors(self, run, *expected, kind="error"):
        """:param expected: pairs of contract and a part of the sentence"""
        found = run.error_ids.filtered(lambda error: error.kind == kind)
        self.assertEqual(len(found), len(expected), found.mapped("message"))
        for error, (contract, part) in zip(found, expected, strict=True):
            self.assertEqual(error.contract_id, contract)
            self.assertIn(part, error.message)

    def assertBalanced(self):
        """The ledger says what the fee lines say: everything ties out, to the cent."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COALESCE(SUM(balance), 0) FROM account_move_line"
            " WHERE company_id = %s AND parent_state = 'posted'",
            [self.company.id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        self.env.cr.execute(
            "SELECT COALESCE(SUM(line.balance), 0),"
            " COALESCE(SUM(line.amount_residual), 0)"
            " FROM account_move_line line JOIN account_account account"
            " ON account.id = line.account_id"
            " WHERE line.company_id = %s AND line.parent_state = 'posted'"
            " AND account.account_type = 'asset_receivable'",
            [self.company.id],
        )
        balance, residual = self.env.cr.fetchone()
        self.assertEqual(balance, residual)
        fees = self.env["cowork.fee.line"].search(
            [("company_id", "=", self.company.id)]
        )
        for fee in fees.filtered(lambda each: each.state == "invoiced"):
            line = fee.move_line_id
            self.assertEqual(line.cowork_fee_line_id, fee)
            self.assertEqual(line.move_id, fee.move_id)
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            self.assertEqual(
                fee.currency_id.compare_amounts(
                    sign * line.price_subtotal, fee.amount_untaxed
                ),
                0,
                fee.explanation,
            )

    def get_credit_note(self, move, is_modify=False, **vals):
        """What the ERP's own wizard makes of an invoice."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, **vals})
        )
        action = wizard.reverse_moves(is_modify=is_modify)
        return self.env["account.move"].browse(action["res_id"])
