from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.cowork_members.engine.periods import cycle_of
from odoo.addons.cowork_members.engine.proration import currency_step, full_amount

from ..engine.computation import billed_from
from ..engine.repair import Invoiced, Row, find_damage, give_back, rebuild
from ..models.cowork_contract_line import decimal
from ..models.fee_taxes import FeeTaxes

#: charges and credits in these states are not on any invoice
UNBILLED = ("open", "waived", "void")


class CoworkBillingRepair(models.TransientModel):
    """What contradicts itself in the charges of a contract, and what would mend it.

    Nothing is done before an accountant confirms it; what is done stands in the
    contract's history.
    """

    _name = "cowork.billing.repair"
    _description = "Repair of a Billing History"

    contract_id = fields.Many2one("cowork.contract", required=True, ondelete="cascade")
    line_ids = fields.One2many(
        "cowork.billing.repair.line", "repair_id", "Findings", readonly=False
    )

    @api.model
    def _open(self, contract):
        """:returns: window action with what is wrong with a contract's charges
        :raises UserError: when nothing is"""
        # sudo: reading all of its charges, whatever the user sees of them.
        findings = self._find(contract.sudo())
        if not findings:
            raise UserError(
                self.env._(
                    "The charges of %s do not contradict each other. Correct what the"
                    " error says, then retry.",
                    contract.name,
                )
            )
        repair = self.create(
            {
                "contract_id": contract.id,
                "line_ids": [
                    Command.create(self._prepare_line(fee, finding))
                    for fee, finding in findings
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repair %s", contract.name),
            "res_model": self._name,
            "res_id": repair.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _find(self, contract):
        """:returns: list of pairs of fee line and what is wrong with it"""
        found = []
        fees = contract.fee_line_ids.filtered(
            lambda fee: fee.kind in ("membership", "credit") and fee.contract_line_id
        ).sorted("id")
        by_key = {fee.key: fee for fee in fees}
        for own in fees.grouped("contract_line_id").values():
            findings = find_damage([self._to_row(fee) for fee in own])
            found += [(by_key[finding.key], finding) for finding in findings]
        return found

    @api.model
    def _to_row(self, fee):
        step = currency_step(decimal(fee.currency_id.rounding))
        return Row(
            fee.key,
            *fee._get_days(),
            decimal(fee.amount).quantize(step),
            fee.computation,
            fee.released,
            (fee.credited_line_id.key or "") if fee.kind == "credit" else None,
        )

    @api.model
    def _prepare_line(self, fee, finding):
        return {
            "fee_line_id": fee.id,
            "code": finding.code,
            "remedy": finding.remedy,
            "problem": self._word_problem(finding),
            "proposal": self._word_proposal(fee, finding),
        }

    @api.model
    def _word_problem(self, finding):
        if finding.code == "unreadable":
            return self.env._("It has lost what it was computed from.")
        if finding.code == "different":
            return self.env._("What it was computed from says something else.")
        sentence = self.env["cowork.fee.text"]._explain_error(finding)
        return sentence[:1].upper() + sentence[1:] + "."

    @api.model
    def _word_proposal(self, fee, finding):
        if finding.remedy == "rebuild":
            return self.env._("Compute it anew from what the invoice says.")
        if fee.state in UNBILLED:
            return self.env._("Void it: it is on no invoice.")
        if finding.remedy == "give_back":
            return self.env._("Give it back with the next invoice.")
        if finding.code == "credit_overlap":
            return self.env._("Charge it back with the next invoice.")
        return self.env._("Leave the money as it is, and let it count no more.")

    def action_repair(self):
        """Do what is proposed for the findings that are ticked.

        :returns: action that closes the dialog
        :raises UserError: when nothing is ticked, or the charges have changed meanwhile
        :raises AccessError: for others than billing managers
        """
        self.ensure_one()
        self.env["cowork.billing.run"].check_access("create")
        self.contract_id.check_access("read")
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Tick what should be repaired."))
        # sudo: charges are written by billing alone; who may repair was checked.
        self.sudo()._repair(chosen.sudo())
        return {"type": "ir.actions.act_window_close"}

    def _repair(self, chosen):
        known = {(fee, each.code): each for fee, each in self._find(self.contract_id)}
        for line in chosen:
            finding = known.get((line.fee_line_id, line.code))
            if not finding:
                raise UserError(
                    self.env._(
                        "The charges have changed meanwhile. Close this and look again."
                    )
                )
            getattr(self, f"_{finding.remedy}")(line.fee_line_id, finding)
        self.contract_id._bill_from_scratch()
        self.contract_id._message_log(body=self._word_done(chosen))

    @api.model
    def _word_done(self, lines):
        return " ".join(
            [
                self.env._("The billing history was repaired."),
                *(
                    f"{line.fee_line_id.name} ({line.fee_line_id.key}): {line.problem}"
                    f" {line.proposal}"
                    for line in lines
                ),
            ]
        )

    # What is done ---------------------------------------------------------------

    def _rebuild(self, fee, finding):
        line = fee.contract_line_id
        terms = line._to_terms(())
        step = currency_step(decimal(fee.currency_id.rounding))
        invoiced = Invoiced(
            fee.name,
            decimal(fee.price_unit),
            abs(decimal(fee.quantity)),
            decimal(fee.discount),
            full_amount(terms.price, terms.quantity, terms.discount, step),
        )
        period = cycle_of(terms).containing(fee.period_start)
        fee.computation = rebuild(
            self._to_row(fee), invoiced, period, line.proration, step
        )

    def _give_back(self, fee, finding):
        if fee.state in UNBILLED:
            fee.write({"state": "void", "released": True})
            return
        credits = fee.credit_ids
        taken = credits.filtered(lambda credit: not credit.released)
        pieces = give_back(
            billed_from(fee.key, fee.computation),
            [billed_from(each.key, each.computation) for each in taken],
            len(credits),
            currency_step(decimal(fee.currency_id.rounding)),
        )
        builder = self.env["cowork.fee.builder"]
        self._create_open(
            [
                builder._prepare_piece(fee.contract_line_id, piece, {fee.key: fee})
                for piece in pieces
            ]
        )

    def _drop(self, fee, finding):
        if fee.state in UNBILLED:
            fee.write({"state": "void", "released": True})
            return
        fee.released = True
        if finding.code == "credit_overlap" and fee.amount:
            self._create_open([self._prepare_charge_back(fee)])

    def _prepare_charge_back(self, fee):
        """:returns: values of the charge of what a credit gave back once too often"""
        days = (fee.period_start, fee.period_end)
        computation = {
            "kind": "one_off",
            "name": fee.name,
            "from": fields.Date.to_string(days[0]),
            "to": fields.Date.to_string(days[1]),
            "reason": self.env._("was credited twice"),
            "price_unit": str(-decimal(fee.amount)),
            "quantity": "1",
            "amount": str(-decimal(fee.amount)),
        }
        return self.env["cowork.fee.builder"]._prepare_fee(
            fee.contract_id,
            fee.contract_line_id,
            "one_off",
            f"one_off:{fee.key}",
            -fee.amount,
            computation,
            days,
        ) | {"product_id": fee.product_id.id}

    def _create_open(self, vals_list):
        FeeTaxes(self.env).add_untaxed(vals_list)
        self.env["cowork.fee.line"].create(vals_list)


class CoworkBillingRepairLine(models.TransientModel):
    _name = "cowork.billing.repair.line"
    _description = "Finding in a Billing History"

    repair_id = fields.Many2one(
        "cowork.billing.repair", required=True, index=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean("Chosen", default=True)
    fee_line_id = fields.Many2one("cowork.fee.line", "Charge", readonly=True)
    period_start = fields.Date(related="fee_line_id.period_start")
    period_end = fields.Date(related="fee_line_id.period_end")
    currency_id = fields.Many2one(related="fee_line_id.currency_id")
    amount = fields.Monetary(related="fee_line_id.amount")
    move_id = fields.Many2one(related="fee_line_id.move_id")
    code = fields.Char(readonly=True)
    remedy = fields.Char(readonly=True)
    problem = fields.Text(readonly=True)
    proposal = fields.Text(readonly=True)
