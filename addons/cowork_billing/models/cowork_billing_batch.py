import gc
import logging
from collections import defaultdict
from contextlib import contextmanager

import psycopg2

from odoo import api, models
from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cowork_members.engine.periods import ONE_DAY

from .complete_invoice import COMPLETE
from .date_multirange import to_multirange
from .fee_taxes import FeeTaxes

_logger = logging.getLogger(__name__)

BATCH_SIZE = 200
BATCH_PARAMETER = "cowork_billing.batch_size"
# Nobody's contract is to blame for these: the server, or somebody else at work.
NOT_THE_CONTRACT = (ConcurrencyError, LockError, MemoryError)
# What a database says of values; anything else it says is not about a contract.
WRONG_VALUES = (psycopg2.DataError, psycopg2.IntegrityError)


@contextmanager
def without_collector():
    """Do not look for garbage among the records of a batch: all are in use.

    They are given back with the batch; looking through them took a twentieth of it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class CoworkBillingRun(models.Model):
    """How a run bills a batch of contracts: each whole or not at all."""

    _inherit = "cowork.billing.run"

    @api.model
    def _get_batch_size(self):
        """:returns: how many contracts are committed at a time"""
        # sudo: a setting of the server, not a secret.
        parameters = self.env["ir.config_parameter"].sudo()
        size = parameters.get_param(BATCH_PARAMETER, "")
        return max(int(size), 1) if size.isdecimal() else BATCH_SIZE

    def _get_due_domain(self):
        """:returns: domain of contracts this run has not looked at yet"""
        self.ensure_one()
        due = self.env["cowork.contract"]._get_billable_domain(
            self.company_id, self.date, self.location_ids
        )
        if self.retry_contract_ids:
            due &= Domain("id", "in", self.retry_contract_ids.ids)
        # What it has refused stays refused, whoever has looked at it since.
        refused = Domain("run_id", "=", self.id) & Domain("kind", "=", "error")
        return (
            due
            & Domain("billing_run_id", "!=", self.id)
            & Domain("billing_error_ids", "not any", refused)
        )

    def _has_due(self):
        return bool(
            self.env["cowork.contract"].search_count(self._get_due_domain(), limit=1)
        )

    # Claiming ------------------------------------------------------------------

    def _claim(self, limit):
        """:returns: at most ``limit`` due contracts, locked; others may work on the
        rest at the same time"""
        if self.company_id.cowork_invoice_grouping == "partner":
            return self._claim_families(limit)
        contracts = self.env["cowork.contract"]
        due = contracts._search(self._get_due_domain(), order="id", limit=limit)
        # Members and the front desk may go on referring to them. A contract that has
        # changed since this transaction began is refused by the database: see _work.
        lock = SQL("%s FOR NO KEY UPDATE OF cowork_contract SKIP LOCKED", due.select())
        return contracts.browse([row[0] for row in self.env.execute_query(lock)])

    def _claim_families(self, limit):
        """Claim all contracts of a member together: they share an invoice.

        :param limit: how many members at most
        """
        contracts = self.env["cowork.contract"]
        due = self._get_due_domain()
        # The first contract stands for all, so that two workers never share them out.
        firsts = self.env.execute_query(
            SQL(
                "SELECT min(c.id) FROM cowork_contract c"
                " JOIN res_partner p ON p.id = c.partner_id"
                " WHERE c.id IN %s GROUP BY p.commercial_partner_id ORDER BY 1",
                contracts._search(due).subselect(),
            )
        )
        first = contracts.browse([row[0] for row in firsts])
        first = first.try_lock_for_update(allow_referencing=True, limit=limit)
        members = first.partner_id.commercial_partner_id
        of_members = Domain("partner_id.commercial_partner_id", "in", members.ids)
        others = contracts.search(due & of_members) - first
        locked = first | others.try_lock_for_update(allow_referencing=True)
        busy = (others - locked).partner_id.commercial_partner_id
        return locked.filtered(lambda c: c._get_family() not in busy)

    # Billing -------------------------------------------------------------------

    def _process_batch(self, limit=BATCH_SIZE):
        """Bill some contracts. Commits nothing.

        :param limit: how many contracts at most
        :returns: how many contracts were looked at
        """
        self.ensure_one()
        run = self.with_company(self.company_id)
        contracts = run._claim(limit)
        if contracts:
            run._show_share(len(contracts))
            with without_collector():
                run._bill_or_park(contracts)
        return len(contracts)

    def _bill_or_park(self, contracts):
        """Bill contracts; one that cannot be billed is found by halving and parked."""
        try:
            with self.env.cr.savepoint():
                self._bill(contracts)
        except Exception as error:
            if not self._is_about_contract(error):
                raise
            halves = self._halve(contracts)
            if not halves:
                self._park(contracts, error)
            for half in halves:
                self._bill_or_park(half)

    @api.model
    def _is_about_contract(self, error):
        if isinstance(error, psycopg2.Error):
            return isinstance(error, WRONG_VALUES)
        return not isinstance(error, NOT_THE_CONTRACT)

    def _halve(self, contracts):
        """:returns: list of two halves that share no invoice, if possible"""
        groups = list(contracts)
        if self.company_id.cowork_invoice_grouping == "partner":
            families = contracts.grouped(lambda c: c._get_family())
            groups = list(families.values()) if len(families) > 1 else groups
        if len(groups) == 1:
            return []
        middle = len(groups) // 2
        union = contracts.browse().union
        return [union(*groups[:middle]), union(*groups[middle:])]

    def _park(self, contract, error):
        """Leave a contract out of this run, saying why."""
        contract.billing_run_id = self
        self._note(contract, self._explain_error(contract, error))

    def _explain_error(self, contract, error):
        """:returns: why something could not be done, as a sentence"""
        if isinstance(error, UserError):
            return str(error)
        _logger.warning("cannot bill %s", contract.name, exc_info=error)
        if isinstance(error, psycopg2.IntegrityError):
            models = self.env.registry.values()
            table = error.diag.table_name
            name = next((m._name for m in models if m._table == table), "base")
            said = self.env[name]._sql_error_to_message(error)
            return f"{said}\n{error.diag.message_detail or ''}".strip()
        return self.env._(
            "Something in the history of %(contract)s is damaged (%(kind)s: %(error)s)."
            " The server's log says more.",
            contract=contract.name,
            kind=type(error).__name__,
            error=error,
        )

    def _bill(self, contracts):
        """Make the fee lines and invoices of contracts, or raise."""
        built, errors = self.env["cowork.fee.builder"]._build(contracts, self.date)
        vals_list = [vals for fees in built for vals in fees.vals]
        fee_lines = self._create_fee_lines(vals_list)
        self._settle_usage(built, vals_list, fee_lines)
        billed = self.env["cowork.contract"].union(*(fees.contract for fees in built))
        written = self._draft(fee_lines | self._get_open_fee_lines(billed))
        self._remember(contracts, built)
        for contract, message in errors.items():
            self._note(contract, message)
        for fees in built:
            for message in fees.notices:
                self._note(fees.contract, message, kind="notice")
            if fees.vals and not fees.contract.partner_id.active:
                self._note(
                    fees.contract, self.env._("The member is archived."), kind="notice"
                )
        # A row of its own: workers that wrote the run would wait for each other.
        self.env["cowork.billing.progress"].create(
            {
                "run_id": self.id,
                "contract_count": len(contracts),
                "invoice_count": len(written.moves),
                "plain_count": written.plain_count,
                "plain_reasons": ", ".join(sorted(written.plain)),
            }
        )
        self._post(written.moves)

    def _remember(self, contracts, built):
        """Note that contracts were looked at, and when something is due again."""
        dates = {fees.contract.id: fees.next_date for fees in built}
        # One write for each date: most contracts share the first of the month.
        for date, some in contracts.grouped(lambda c: dates.get(c.id)).items():
            next_date = {"billing_next_date": date} if date else {}
            some.write({"billing_run_id": self.id, **next_date})

    def _note(self, contract, message, kind="error"):
        self.env["cowork.billing.error"].create(
            {
                "run_id": self.id,
                "contract_id": contract.id,
                "message": message,
                "kind": kind,
            }
        )

    def _create_fee_lines(self, vals_list):
        FeeTaxes(self.env).add_untaxed(vals_list)
        credits, charges = [], []
        for vals in vals_list:
            days = (vals["period_start"], vals["period_end"] + ONE_DAY)
            is_membership = vals["kind"] == "membership"
            vals["run_id"] = self.id
            vals["covered"] = is_membership and to_multirange([days])
            (credits if vals["kind"] == "credit" else charges).append(vals)
        fee_lines = self.env["cowork.fee.line"].with_context(
            cowork_complete_invoice=COMPLETE
        )
        credits = fee_lines.create(credits)
        # Days are given back before they are charged anew: none may stand on two.
        credits.credited_line_id.flush_recordset(["covered"])
        by_key = {fee.key: fee.id for fee in credits | fee_lines.create(charges)}
        return self.env["cowork.fee.line"].browse(
            by_key[vals["key"]] for vals in vals_list
        )

    def _settle_usage(self, built, vals_list, fee_lines):
        """Settle what was charged, in the transaction that charges it: both are done,
        or neither.

        :param built: list of ``ContractFees``
        :param vals_list: values of fee lines, usage that is billed anew among them
        :param fee_lines: what was made from them, in their order
        """
        # sudo: the ledger of usage is written by its own methods alone.
        ledger = self.env["cowork.usage"].sudo()._by_action()
        ledger = ledger.with_context(cowork_complete_invoice=COMPLETE)
        # Read for all at once, not one by one for each amount.
        used = ledger.union(*(fees.usage.usages for fees in built if fees.usage))
        used.mapped("currency_id")
        by_amount = defaultdict(list)
        for fee, vals in zip(fee_lines, vals_list, strict=True):
            # Not from the record, which copies all of it each time it is read.
            items = vals["computation"].get("items", ())
            if items:
                ids = [item["usage"] for item in items]
                ledger.browse(ids).write({"fee_line_id": fee.id})
            for item in items:
                by_amount[float(item["amount"])].append(item["usage"])
        for amount, ids in by_amount.items():
            ledger.browse(ids).write({"fee_amount": amount})
        settled = defaultdict(list)
        for fees in built:
            if fees.usage:
                settled[fees.usage.coverage].append(fees.usage.usages)
        for coverage, usages in settled.items():
            ledger.union(*usages)._rate(coverage)

    def _get_open_fee_lines(self, contracts):
        """:returns: fee lines whose invoice was cancelled or deleted, and what was
        entered to be charged by the run's day"""
        return self.env["cowork.fee.line"].search(
            [
                ("contract_id", "in", contracts.ids),
                ("state", "=", "open"),
                ("released", "=", False),
                "|",
                ("kind", "!=", "one_off"),
                ("period_start", "<=", self.date),
            ]
        )
