from odoo import api, fields, models
from odoo.exceptions import UserError

from .cowork_plan_allowance import PERIODS


class CoworkContractLineAllowance(models.Model):
    """What a contract line includes, as it was agreed: a copy of the plan's."""

    _name = "cowork.contract.line.allowance"
    _description = "Included Usage"
    _inherit = ["cowork.protected.mixin"]
    _order = "line_id, usage_type_id, id"
    # x2many commands must not ride on a sudo'ed line.
    _allow_sudo_commands = False
    _owner_fields = frozenset({"line_id"})

    line_id = fields.Many2one(
        "cowork.contract.line", required=True, index=True, ondelete="cascade"
    )
    usage_type_id = fields.Many2one(
        "cowork.usage.type",
        string="What",
        required=True,
        index=True,
        ondelete="restrict",
    )
    uom_id = fields.Many2one(related="usage_type_id.uom_id")
    quantity = fields.Float(required=True, default=1.0, digits=(16, 2))
    period = fields.Selection(PERIODS, required=True, default="billing")
    rollover = fields.Boolean(help="What is left moves on to the next period.")

    _quantity_finite = models.Constraint(
        "CHECK (quantity >= 0 AND quantity < 1000000000)",
        "What is included must be zero or a positive number.",
    )
    _line_type_uniq = models.UniqueIndex(
        "(line_id, usage_type_id, period)",
        "The line includes something of this kind for this period already.",
    )

    def _check_may_agree(self):
        """:raises UserError: when somebody but a manager changes what was signed"""
        if self._is_by_action() or self.env["cowork.contract"]._may_correct():
            return
        for allowance in self:
            if allowance.line_id.state not in (False, "draft"):
                raise UserError(
                    self.env._(
                        "%(line)s: what is included was signed. Ask a manager to"
                        " correct it, or amend the contract.",
                        line=allowance.line_id.name,
                    )
                )

    def _log_correction(self, text):
        """Tell in the chatter of signed contracts what a manager corrects.

        :param text: function that says of one allowance what happens to it"""
        if self._is_by_action() or self.env.su:
            return
        bodies = {}
        for allowance in self:
            if allowance.line_id.state not in (False, "draft"):
                bodies.setdefault(allowance.line_id.contract_id, []).append(
                    text(allowance)
                )
        contracts = self.line_id.contract_id.filtered(lambda c: c in bodies)
        contracts._message_log_batch(
            bodies={c.id: "; ".join(texts) for c, texts in bodies.items()}
        )

    def _describe(self):
        """:returns: “Desk: 8 Hours of meeting rooms per Month” (one record)"""
        self.ensure_one()
        periods = dict(self._fields["period"]._description_selection(self.env))
        return self.env._(
            "%(line)s includes %(quantity)s %(unit)s %(type)s per %(period)s",
            line=self.line_id.name,
            quantity=f"{self.quantity:g}",
            unit=self.uom_id.name,
            type=self.usage_type_id.name,
            period=periods[self.period].lower(),
        )

    @api.model_create_multi
    def create(self, vals_list):
        allowances = super().create(vals_list)
        allowances._check_may_agree()
        allowances._log_correction(lambda allowance: allowance._describe())
        return allowances

    def write(self, vals):
        self._check_may_agree()
        result = super().write(vals)
        self._log_correction(lambda allowance: allowance._describe())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_may_agree()
        self._log_correction(
            lambda allowance: self.env._("No longer: %s", allowance._describe())
        )
