from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CoworkContractSuspension(models.Model):
    """Days on which a contract sleeps: nothing is due but the holding fee."""

    _name = "cowork.contract.suspension"
    _description = "Contract Suspension"
    _inherit = ["cowork.protected.mixin"]
    _order = "contract_id, date_from"
    _check_company_auto = True
    # x2many commands must not ride on a sudo'ed contract.
    _allow_sudo_commands = False
    _protected_fields = frozenset({"company_id"})
    _owner_fields = frozenset({"contract_id"})

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    date_from = fields.Date("First Day", required=True)
    date_to = fields.Date("Last Day", help="Inclusive. Empty: until resumed.")
    reason = fields.Char()

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A suspension cannot end before it begins.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from >= '1990-01-01' AND date_to <= '2200-12-31')",
        "The days of a suspension lie between 1990 and 2200.",
    )
    # The range is computed with an exclusive end, so back-to-back ones may touch.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(contract_id, contract_id, '[]') WITH =,"
        " daterange(date_from, date_to + 1, '[)') WITH &&)",
        "The contract is suspended on some of these days already.",
    )

    @api.constrains("contract_id", "date_from", "date_to")
    def _check_contract(self):
        for suspension in self:
            contract = suspension.contract_id
            if contract.state in ("draft", "cancelled", "ended"):
                raise ValidationError(
                    self.env._(
                        "%s is not running: it cannot be suspended.",
                        contract.display_name,
                    )
                )
            day = suspension.date_from
            if day < contract.date_start or (
                contract.date_end and day > contract.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "%(contract)s cannot be suspended from %(day)s on: it runs from"
                        " %(start)s to %(end)s.",
                        contract=contract.display_name,
                        day=format_date(self.env, day),
                        start=format_date(self.env, contract.date_start),
                        end=(
                            format_date(self.env, contract.date_end)
                            if contract.date_end
                            else self.env._("open end")
                        ),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        suspensions = super().create(vals_list)
        suspensions.contract_id._follow_calendar()
        return suspensions

    def write(self, vals):
        result = super().write(vals)
        self.contract_id._follow_calendar()
        return result

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts.exists()._follow_calendar()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        if self.filtered(lambda s: s.contract_id.state == "ended"):
            raise ValidationError(
                self.env._("The contract has ended: its suspensions are history.")
            )
