from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date

from ..engine.terms import broken_limit


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
    beyond_limits = fields.Boolean(
        help="A manager allowed it although the plan does not.",
    )

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

    def _describe(self):
        self.ensure_one()
        start = format_date(self.env, self.date_from)
        if not self.date_to:
            return self.env._("Suspended from %s on", start)
        return self.env._(
            "Suspended from %(start)s to %(end)s",
            start=start,
            end=format_date(self.env, self.date_to),
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

    @api.constrains("contract_id", "date_from", "date_to", "beyond_limits", "reason")
    def _check_limits(self):
        for suspension in self.filtered(lambda each: not each._is_by_action()):
            if suspension.beyond_limits:
                if not suspension.reason:
                    raise ValidationError(
                        self.env._("Say why the suspension may exceed the limits.")
                    )
                continue
            contract = suspension.contract_id
            others = contract.suspension_ids - suspension
            limits = contract._get_suspension_limits(suspension.date_from)
            broken = broken_limit(
                limits,
                contract.date_start,
                (suspension.date_from, suspension.date_to or None),
                [(each.date_from, each._get_last_counted()) for each in others],
            )
            if broken:
                raise ValidationError(
                    contract._explain_suspension_limit(broken, limits)
                )

    def _get_last_counted(self):
        """:returns: the last day of the suspension; of one that is open, today"""
        self.ensure_one()
        today = self.contract_id.location_id._today()
        return self.date_to or max(self.date_from, today)

    @api.model_create_multi
    def create(self, vals_list):
        suspensions = super().create(vals_list)
        # Asked afterwards: a default in the context is no way around it.
        if suspensions.filtered("beyond_limits"):
            self._require_manager()
        suspensions._log_days(self.env._("Suspended"))
        suspensions.contract_id._follow_calendar()
        return suspensions

    def write(self, vals):
        if "beyond_limits" in vals or self._would_grow(vals):
            self._require_manager()
        result = super().write(vals)
        if {"date_from", "date_to"} & vals.keys():
            self._log_days(self.env._("Suspension changed"))
        self.contract_id._follow_calendar()
        return result

    def _would_grow(self, vals):
        """:returns: whether ``vals`` prolong what a manager allowed beyond the limits;
        whoever comes back sooner needs no manager"""
        last = fields.Date.to_date(vals.get("date_to"))
        return any(
            ("date_to" in vals and (not last or (s.date_to and last > s.date_to)))
            or ("date_from" in vals and s._would_change("date_from", vals["date_from"]))
            for s in self.filtered("beyond_limits")
        )

    def _require_manager(self):
        """:raises AccessError: when the user may not go beyond what plans allow"""
        if not self.env["cowork.contract"]._may_correct():
            raise AccessError(
                self.env._("Only a manager allows a suspension beyond the limits.")
            )

    def _log_days(self, what):
        """Tell in the chatter of the contracts from when to when they are suspended."""
        bodies = {}
        for suspension in self:
            values = {
                "what": what,
                "start": format_date(self.env, suspension.date_from),
                "end": format_date(self.env, suspension.date_to),
            }
            text = (
                self.env._("%(what)s: from %(start)s to %(end)s", **values)
                if suspension.date_to
                else self.env._("%(what)s: from %(start)s until resumed", **values)
            )
            if suspension.beyond_limits:
                text = self.env._(
                    "%s, beyond the limits of the plan, by a manager", text
                )
            if suspension.reason:
                text = f"{text} ({suspension.reason})"
            bodies.setdefault(suspension.contract_id.id, []).append(text)
        self.contract_id._message_log_batch(
            bodies={key: "; ".join(texts) for key, texts in bodies.items()}
        )

    def unlink(self):
        contracts = self.contract_id
        self._log_days(self.env._("Suspension called off"))
        result = super().unlink()
        contracts.exists()._follow_calendar()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        if self.filtered(lambda s: s.contract_id.state == "ended"):
            raise ValidationError(
                self.env._("The contract has ended: its suspensions are history.")
            )
