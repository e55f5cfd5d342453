from odoo import api, fields, models


class CoworkContractLine(models.Model):
    """The least that is charged for a line per period, agreed with its other terms."""

    _inherit = "cowork.contract.line"

    minimum_charge = fields.Monetary(
        "Minimum per Period",
        compute="_compute_minimum_charge",
        store=True,
        readonly=False,
        precompute=True,
        help="When the fee and what was used come to less in a billing period, the"
        " difference is charged after its end. 0: no minimum.",
    )

    _minimum_finite = models.Constraint(
        "CHECK (minimum_charge >= 0 AND minimum_charge < 1000000000000)",
        "The minimum per period must be zero or a positive number.",
    )

    @api.depends("plan_id", "contract_id.currency_id")
    def _compute_minimum_charge(self):
        for line in self:
            if line._keeps_terms():
                continue
            plan = line.plan_id
            line.minimum_charge = plan.currency_id._convert(
                plan.minimum_charge,
                line.currency_id,
                line.company_id or plan.company_id,
                line.date_start or fields.Date.context_today(line),
            )

    def _prepare_same_terms(self, day):
        return super()._prepare_same_terms(day) | {
            "minimum_charge": self.minimum_charge
        }

    def _get_billing_sentences(self):
        sentences = super()._get_billing_sentences()
        if self.minimum_charge:
            sentences.append(
                self.env._(
                    "At least %s is charged per period, for the fee and what is used"
                    " together.",
                    self._format_amount(self.minimum_charge),
                )
            )
        return sentences
