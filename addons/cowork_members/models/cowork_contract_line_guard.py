from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from .cowork_contract_line import TERM_FIELDS

# What the signature fixes for good: an amendment changes it and keeps the history.
FIXED_BY_SIGNATURE = {"plan_id"}
# What a manager may correct afterwards: the contract's chatter tells from what to what.
CORRECTED_BY_MANAGER = {
    *TERM_FIELDS,
    "product_id",
    "space_id",
    "quantity",
    "price_unit",
    "discount",
    "date_start",
    "billing_day",
    "setup_fee",
    "minimum_charge",
    "billed_through",
}
# Days that were never charged here: only who migrates contracts may claim them.
MIGRATED = {"billed_through"}
# Writing one of these may take a space that is let.
SPACE_FIELDS = {"space_id", "date_start", "date_end", "is_void", "plan_id"}


class CoworkContractLine(models.Model):
    """What may be written into a line, by whom and when."""

    _inherit = "cowork.contract.line"

    @api.constrains("date_start", "date_end", "is_void", "contract_id")
    def _check_dates(self):
        for line in self.filtered(lambda line: not line.is_void):
            contract = line.contract_id
            if line.date_end and line.date_end < line.date_start:
                raise ValidationError(
                    self.env._(
                        "%(line)s: the last day (%(end)s) is before the first day"
                        " (%(start)s).",
                        line=line.name,
                        end=format_date(self.env, line.date_end),
                        start=format_date(self.env, line.date_start),
                    )
                )
            if line.date_start < contract.date_start:
                raise ValidationError(
                    self.env._(
                        "%(line)s cannot begin on %(day)s: %(contract)s begins on"
                        " %(start)s.",
                        line=line.name,
                        day=format_date(self.env, line.date_start),
                        contract=contract.name,
                        start=format_date(self.env, contract.date_start),
                    )
                )

    @api.constrains("price_unit", "quantity", "setup_fee")
    def _check_amounts(self):
        # Before anything is computed from them: the database would refuse them later.
        for line in self:
            if not (
                0 <= line.price_unit < 1e12
                and 0 < line.quantity <= 1e6
                and 0 <= line.setup_fee < 1e12
            ):
                raise ValidationError(
                    self.env._(
                        "%s: the quantity must be a positive number, price and set-up"
                        " fee zero or positive.",
                        line.name,
                    )
                )

    @api.constrains("plan_id", "quantity", "contract_id", "is_void", "date_end")
    def _check_member_limit(self):
        self.contract_id._check_member_limit()

    @api.model_create_multi
    def create(self, vals_list):
        by_action = self._is_by_action()
        if not by_action and not self.env["cowork.contract"]._may_correct():
            self._refuse_fields(
                {name for vals in vals_list for name in MIGRATED if vals.get(name)}
            )
        with self._named_double_let():
            lines = super().create(vals_list)
            over = lines.contract_id.filtered(
                lambda contract: contract.state in ("ended", "cancelled")
            )
            if over and not by_action:
                raise UserError(
                    self.env._(
                        "%s is over: nothing can be added to it.",
                        ", ".join(over.mapped("name")),
                    )
                )
            return lines

    def write(self, vals):
        if not self._is_by_action():
            self._check_frozen(vals)
            self._log_correction(vals)
        if not SPACE_FIELDS & vals.keys():
            return super().write(vals)
        with self._named_double_let():
            return super().write(vals)

    def _check_frozen(self, vals):
        """:raises UserError: when ``vals`` change what is settled for a line"""
        may_correct = self.env["cowork.contract"]._may_correct()
        for line in self:
            names = line._get_frozen_fields(may_correct) & vals.keys()
            frozen = [n for n in names if line._would_change(n, vals[n])]
            if frozen:
                labels = [self._fields[n]._description_string(self.env) for n in frozen]
                raise UserError(
                    self.env._(
                        "%(line)s belongs to a signed contract: %(fields)s cannot be"
                        " changed. Amend the contract, or ask a manager for a"
                        " correction.",
                        line=line.name,
                        fields=", ".join(sorted(labels)),
                    )
                )

    def _get_frozen_fields(self, may_correct):
        """:param may_correct: whether the user may correct signed terms
        :returns: set of the names of fields that cannot change any more"""
        self.ensure_one()
        if self.state == "draft":
            return set() if may_correct else set(MIGRATED)
        frozen = set(FIXED_BY_SIGNATURE)
        if self.state in ("ended", "cancelled"):
            frozen |= {"date_start", "date_end"}
        if not may_correct:
            frozen |= CORRECTED_BY_MANAGER
            if not self.space_id:
                # A space may still be assigned where none was.
                frozen.discard("space_id")
        return frozen

    def _log_correction(self, vals):
        """Tell in the chatter of signed contracts what a manager corrects."""
        bodies = {}
        for line in self:
            if self.env.su or line.state in (False, "draft"):
                continue
            for name in sorted(CORRECTED_BY_MANAGER & vals.keys()):
                if line._would_change(name, vals[name]):
                    bodies.setdefault(line.contract_id.id, []).append(
                        line._describe_change(name, vals[name])
                    )
        if bodies:
            self.env["cowork.contract"].browse(bodies)._message_log_batch(
                bodies={key: "; ".join(texts) for key, texts in bodies.items()}
            )

    def _describe_change(self, name, value):
        field = self._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        old = self[name]
        if field.relational:
            old, new = old.display_name, new.display_name
        return self.env._(
            "%(line)s: %(field)s corrected from %(old)s to %(new)s",
            line=self.name,
            field=field._description_string(self.env),
            old=old or "–",
            new=new or "–",
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if self.filtered(lambda line: line.state not in (False, "draft", "cancelled")):
            raise ValidationError(
                self.env._(
                    "A line of a signed contract cannot be deleted: amend it or give it"
                    " a last day, so that its history stays."
                )
            )

    def _require_future(self, day):
        """Agreements about days that have passed were billed: managers correct them.

        :param day: first day of a price step or rent-free period
        :raises AccessError: for other users, when the contract is signed and ``day``
            has passed"""
        self.ensure_one()
        if (
            self._is_by_action()
            or self.state in (False, "draft")
            or not day
            or day >= self.location_id._today()
            or self.env["cowork.contract"]._may_correct()
        ):
            return
        raise AccessError(
            self.env._(
                "%(line)s: %(day)s has passed. Ask a manager to correct what was agreed"
                " for past days.",
                line=self.name,
                day=format_date(self.env, day),
            )
        )
