from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .cowork_contract import NEVER
from .fee_taxes import FeeTaxes


class NextInvoice(NamedTuple):
    """What the next billing run would charge for one contract.

    ``day`` is the run's date, None when nothing is due any more; ``lines`` are dicts of
    the values of fee lines, each with its ``explanation`` and ``place``; ``problem``
    says whether billing has something to clear up first.
    """

    day: fields.Date
    lines: list
    untaxed: float
    total: float
    problem: bool


class CoworkContract(models.Model):
    """What who pays sees of the charges: past ones, and those to come."""

    _inherit = "cowork.contract"

    billing_contact_ids = fields.Many2many(
        "res.partner",
        "cowork_contract_billing_contact_rel",
        "contract_id",
        "partner_id",
        string="Billing Contacts",
        help="Who of the member sees charges, invoices and questions about them. Empty:"
        " everybody of the member but those who are only named as using it.",
    )

    fee_question_count = fields.Integer(compute="_compute_fee_question_count")

    def _compute_fee_question_count(self):
        counts = dict(
            self.env["cowork.fee.question"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.fee_question_count = counts.get(contract, 0)

    def action_view_fee_questions(self):
        """:returns: the window action with what members asked about their charges"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_billing.action_cowork_fee_question"
        )
        action["domain"] = [("contract_id", "in", self.ids)]
        action["context"] = {}
        return action

    @api.constrains("billing_contact_ids", "partner_id")
    def _check_billing_contacts(self):
        for contract in self:
            family = contract.partner_id.commercial_partner_id
            strangers = contract.billing_contact_ids.filtered(
                lambda p, family=family: p.commercial_partner_id != family
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(member)s: billing contacts are"
                        " people of the member.",
                        person=strangers[0].display_name,
                        member=family.display_name,
                    )
                )

    def _shows_fees_to(self, user):
        """:param user: ``res.users`` who asks
        :returns: whether they may see what is charged for one contract"""
        self.ensure_one()
        # sudo: contacts are hidden from members; only yes or no is told.
        contract, partner = self.sudo(), user.sudo().partner_id
        if not contract._is_paid_by(partner):
            return False
        if contract.billing_contact_ids:
            return partner in contract.billing_contact_ids
        return partner == contract.partner_id or partner not in contract.member_ids

    # The next invoice ----------------------------------------------------------

    def _preview_next_invoice(self):
        """What comes on the next invoice, as of now. Writes nothing.

        :returns: :class:`NextInvoice`"""
        self.ensure_one()
        # sudo: members read no plans or prices; that they may see this is asked before.
        contract = self.sudo().with_company(self.sudo().company_id)
        if not contract.filtered_domain(contract._get_billed_states()):
            return NextInvoice(None, [], 0.0, 0.0, False)
        found, next_date = contract._preview_due(contract.location_id._today())
        # What is only used so far comes with the next charge for days.
        is_due = any(vals["kind"] != "usage" for vals in found.lines)
        if found.problem or is_due or not next_date:
            return found
        return contract._preview_due(next_date)[0]

    @api.model
    def _get_billed_states(self):
        """:returns: domain of contracts that a run looks at"""
        return Domain("state", "in", ("active", "suspended", "ended")) | (
            Domain("state", "=", "signed")
            & Domain("line_ids.bill_before_move_in", "=", True)
        )

    def _preview_due(self, day):
        """:param day: the run's date
        :returns: :class:`NextInvoice` of a run on that day, and the first day on which
            something is due after it, or None"""
        built, errors = self.env["cowork.fee.builder"]._build(self, day)
        if errors:
            return NextInvoice(day, [], 0.0, 0.0, True), None
        fees = built[0]
        taxes = FeeTaxes(self.env)
        taxes.add_untaxed(fees.vals)
        run = self.env["cowork.billing.run"].new({"date": day})
        lines = fees.vals + run._get_open_fee_lines(self)._to_preview()
        next_date = fees.next_date if day < fees.next_date < NEVER else None
        if not lines:
            return NextInvoice(None, [], 0.0, 0.0, False), next_date
        self._add_preview_words(lines)
        untaxed = self.currency_id.round(sum(vals["amount_untaxed"] for vals in lines))
        total = taxes.get_total_of_values(lines)
        return NextInvoice(day, lines, untaxed, total, False), next_date

    def _add_preview_words(self, lines):
        """:param lines: values of charges to come, completed here"""
        explain = self.env["cowork.fee.text"]._get_writer(self.currency_id)
        ids = {vals["space_id"] for vals in lines if vals["space_id"]}
        names = {place.id: place.name for place in self.env["cowork.space"].browse(ids)}
        for vals in lines:
            vals["explanation"] = explain(vals["computation"])
            vals["place"] = names.get(vals["space_id"])
