import logging
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import ONE_DAY
from odoo.addons.cowork_members.engine.proration import round_amount

from ..engine.charges import next_due, reconcile
from ..engine.computation import billed_from
from ..engine.values import Billed
from .cowork_contract import NEVER
from .cowork_contract_line import decimal
from .fee_checks import FeeChecker
from .usage_bill import UsageBill, UsageFees

_logger = logging.getLogger(__name__)

# What reading a damaged history can raise.
DAMAGE = (ArithmeticError, LookupError, TypeError, ValueError)


class ContractFees(NamedTuple):
    """What a run has to do for one contract.

    ``vals`` are values of fee lines to create, ``next_date`` the first day on which
    something is due afterwards, ``notices`` sentences somebody should read; ``usage``
    is the :class:`~.usage_bill.UsageFees` to settle, if any.
    """

    contract: models.Model
    vals: list
    next_date: fields.Date
    notices: list
    usage: UsageFees | None = None


class CoworkFeeBuilder(models.AbstractModel):
    """From contracts to the values of their fee lines. Writes nothing.

    A run and its preview call the same code, so they cannot differ.
    """

    _name = "cowork.fee.builder"
    _description = "Fee Builder"

    @api.model
    def _build(self, contracts, day):
        """What is due on contracts by a day.

        :param contracts: ``cowork.contract``, any number, of one company
        :param day: the run's date
        :returns: list of :class:`ContractFees` and dict of contract to error sentence
        """
        history = self._get_history(contracts)
        given_back = self._get_given_back(history)
        checker = FeeChecker(self.env, day)
        usage_bill = UsageBill(contracts, day)
        charged = self._get_charged_usage(contracts)
        built, errors = [], {}
        for contract in contracts:
            try:
                past = history[contract.id]
                fees = self._build_contract(contract, day, past, given_back)
                usage = usage_bill.get_fees(contract, past, given_back)
                fees = self._add_usage(fees, day, past, usage, charged[contract])
                checker.check(contract, fees)
                built.append(fees)
            except EngineError as error:
                errors[contract] = self._explain_engine_error(contract, error)
            except UserError as error:
                errors[contract] = str(error)
            except DAMAGE as error:
                _logger.info("cannot bill %s", contract.name, exc_info=True)
                errors[contract] = self._explain_damage(contract, error)
        return built, errors

    @api.model
    def _get_history(self, contracts):
        """:returns: dict of contract id to its fee lines, void ones included, since
        their keys are taken"""
        fee_lines = self.env["cowork.fee.line"].search_fetch(
            [("contract_id", "in", contracts.ids)],
            [
                "key",
                "kind",
                "state",
                "amount",
                "amount_untaxed",
                "computation",
                "released",
                "contract_id",
                "contract_line_id",
                "credited_line_id",
                "period_start",
                "period_end",
            ],
        )
        history = defaultdict(fee_lines.browse)
        for contract, fees in fee_lines.grouped("contract_id").items():
            history[contract.id] = fees
        return history

    @api.model
    def _build_contract(self, contract, day, history, given_back):
        suspensions = tuple(
            (pause.date_from, pause.date_to or None)
            for pause in contract.suspension_ids
        )
        by_line = history.grouped("contract_line_id")
        replaced = contract.line_ids.previous_line_id
        vals, notices, dates = [], [], []
        early = contract.state == "signed"
        for line in contract.line_ids:
            if early and not line.bill_before_move_in:
                continue
            past = by_line.get(line, history.browse())
            terms = line._to_terms(suspensions)
            if contract.state == "cancelled":
                # Called off before it began: what was billed early is given back.
                terms = terms.changed(is_void=True)
            # The credit of a replaced plan comes on one bill with the new plan.
            pieces, found, date = self._build_line(
                terms,
                day,
                self._to_billed(past, given_back),
                early,
                credit_ahead=line not in replaced,
            )
            by_key = {fee.key: fee for fee in past}
            vals += [self._prepare_piece(line, piece, by_key) for piece in pieces]
            vals += self._prepare_setup(line, past, day, early, line in replaced)
            notices += found
            dates.append(date)
            if line.date_start > day and (line.setup_fee or line.deposit_months):
                dates.append(line.date_start)
        vals += self._prepare_deposit(contract, history, day, early)
        dates = [date for date in dates if date]
        return ContractFees(contract, vals, min(dates, default=NEVER), notices)

    @api.model
    def _add_usage(self, fees, day, history, usage, charged):
        """Add to what is due by days what was used, is charged once, or is billed anew.

        :param fees: :class:`ContractFees`
        :param usage: :class:`~.usage_bill.UsageFees` or None
        :param charged: list of (day, amount) of usage that was charged before
        """
        contract = fees.contract
        vals = fees.vals + self._prepare_again(history)
        if usage:
            vals += self._prepare_usage(contract, usage)
            charged = charged + usage.costs
        lacking, date = self._prepare_minimum(contract, day, history, vals, charged)
        dates = [fees.next_date, date, *self._get_planned_days(history, day)]
        return fees._replace(
            vals=vals + lacking, next_date=min(filter(None, dates)), usage=usage
        )

    @api.model
    def _get_planned_days(self, history, day):
        """:returns: days after ``day`` for which somebody has entered a charge"""
        planned = history.filtered(
            lambda fee: fee.kind == "one_off" and fee.state == "open"
        )
        return [date for date in planned.mapped("period_start") if date > day]

    @api.model
    def _build_line(self, terms, day, billed, early, credit_ahead):
        """:returns: pieces to bill, notices, and the next date something is due"""
        if early:
            # Before moving in only the first period is paid.
            is_paid = any(not piece.released for piece in billed)
            day = max(day, terms.first_day)
            first = reconcile(terms, billed, day, max_periods=0 if is_paid else 1)
            return first.pieces, [], None
        result = reconcile(terms, billed, day, credit_ahead=credit_ahead)
        made = [Billed.of(piece) for piece in result.pieces]
        notices = [self._explain_notice(notice) for notice in result.notices]
        date = next_due(terms, billed + made, day, credit_ahead=credit_ahead)
        return result.pieces, notices, date

    @api.model
    def _to_billed(self, past, given_back):
        """:param past: fee lines of one contract line
        :param given_back: dict of fee line to the amount that went back
        :returns: the engine's view of them"""
        billed = []
        for fee in past:
            if fee.kind not in ("membership", "credit"):
                continue
            try:
                piece = billed_from(fee.key, fee.computation, released=fee.released)
            except DAMAGE:
                raise UserError(
                    self.env._(
                        "The charge “%(key)s” of %(contract)s has lost what it was"
                        " computed from. Choose “Repair” beside this error: until then"
                        " nothing can be billed that depends on it.",
                        key=fee.key,
                        contract=fee.contract_id.name,
                    )
                ) from None
            billed.append(piece)
            if fee.kind == "credit" or fee.released:
                continue
            # What was voided was never paid: the days stay billed, the money is gone.
            share = 1 if fee.state == "void" else self._get_share(fee, given_back)
            if share:
                step = decimal(fee.currency_id.rounding)
                billed.append(self._allowance(piece, share, step))
        return billed

    @api.model
    def _get_share(self, fee, given_back):
        """:returns: which share of a charge went back by hand"""
        if fee not in given_back or not fee.amount:
            return 0
        return decimal(given_back[fee]) / decimal(fee.amount)

    @api.model
    def _allowance(self, piece, share, step):
        """A credit note made by hand: the days stay billed, the money went back."""
        return Billed(
            key=f"manual:{piece.key}",
            period_start=piece.period_start,
            period_stop=piece.period_stop,
            start=piece.start,
            stop=piece.start,
            full_amount=piece.full_amount,
            amount=-round_amount(piece.amount * min(max(share, 0), 1), step),
            proration=piece.proration,
            credits=piece.key,
        )

    @api.model
    def _get_given_back(self, history):
        """:param history: dict of contract id to its fee lines
        :returns: dict of fee line to what credit notes made by hand gave back of it"""
        fee_lines = self.env["cowork.fee.line"].union(*history.values())
        return fee_lines.filtered(
            lambda fee: fee.state in ("invoiced", "credited")
        )._get_given_back()

    # Values of fee lines -------------------------------------------------------

    @api.model
    def _prepare_fee(self, contract, line, kind, key, amount, computation, days):
        return {
            "key": key,
            "kind": kind,
            "contract_id": contract.id,
            "contract_line_id": line.id,
            "partner_id": contract.partner_id.id,
            "company_id": contract.company_id.id,
            "currency_id": contract.currency_id.id,
            "location_id": contract.location_id.id,
            "space_id": line.space_id.id,
            "product_id": line.product_id.id,
            "name": computation["name"],
            "period_start": days[0],
            "period_end": days[1],
            "quantity": 1.0,
            "price_unit": float(amount),
            "discount": 0.0,
            "amount": float(amount),
            "computation": computation,
        }

    @api.model
    def _prepare_piece(self, line, piece, by_key):
        """:param by_key: dict of the key of the line's fee lines to them
        :returns: values of the fee line that a charge or credit of days becomes"""
        vals = self._prepare_fee(
            line.contract_id,
            line,
            "membership" if piece.credits is None else "credit",
            piece.key,
            piece.amount,
            piece.computation,
            (piece.start, piece.stop - ONE_DAY),
        )
        if piece.credits is not None:
            charge = by_key[piece.credits]
            vals.update(
                quantity=-1.0,
                price_unit=-float(piece.amount),
                credited_line_id=charge.id,
            )
            for key in {"names", "promotion"} & charge.computation.keys():
                vals["computation"][key] = charge.computation[key]
            return vals
        self._add_names(vals, lambda builder: line.with_env(builder.env).plan_id.name)
        if self._is_plain_price(line, piece):
            vals.update(
                quantity=float(piece.quantity),
                price_unit=float(piece.price_unit),
                discount=float(piece.discount),
            )
        return vals

    @api.model
    def _add_names(self, vals, get_name, one="name", every="names"):
        """Keep what a charge is called in every language: members read theirs.

        :param vals: values of a fee line
        :param get_name: function of this model in one language, gives the name
        :param one: where the computation has the name, and ``every`` the others
        """
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        if len(codes) > 1:
            computation = vals["computation"]
            names = {code: get_name(self.with_context(lang=code)) for code in codes}
            computation[every] = {
                code: name for code, name in names.items() if name != computation[one]
            }

    @api.model
    def _is_plain_price(self, line, piece):
        """Whether quantity × price − discount is the amount, as the ERP rounds it."""
        full = float(piece.price_unit) * (1 - float(piece.discount) / 100)
        full *= float(piece.quantity)
        return piece.amount == piece.full_amount and not (
            line.currency_id.compare_amounts(full, float(piece.amount))
        )

    # Sentences -----------------------------------------------------------------

    @api.model
    def _explain_notice(self, notice):
        return self.env._(
            "%(count)s more periods are due than one run bills for a line. Run billing"
            " again to bill them.",
            count=notice.params["count"],
        )

    @api.model
    def _explain_engine_error(self, contract, error):
        """:returns: a sentence for a history or terms the engine refuses to bill"""
        return self.env._(
            "%(contract)s cannot be billed: %(why)s. Correct its lines, or its charges"
            " if they are wrong, then retry.",
            contract=contract.name,
            why=self.env["cowork.fee.text"]._explain_error(error),
        )

    @api.model
    def _explain_damage(self, contract, error):
        """:returns: a sentence for terms or a history that no arithmetic can use"""
        return self.env._(
            "The terms or the history of %(contract)s are damaged (%(kind)s:"
            " %(error)s). Check price, quantity and dates of its lines; the server's"
            " log says more.",
            contract=contract.name,
            kind=type(error).__name__,
            error=error,
        )
