from odoo import Command, api, models
from odoo.exceptions import UserError

# What the signature fixes. Nobody moves a signed contract to another place or currency.
FIXED_BY_SIGNATURE = {"location_id", "currency_id"}
# A manager may correct these afterwards: the chatter tells.
CORRECTED_BY_MANAGER = {"partner_id", "pricelist_id", "billing_day"}
# Money that was never charged here: only who migrates contracts may claim it.
MIGRATED = {"deposit_opening"}


class CoworkContract(models.Model):
    """What may be written into a contract, by whom and when."""

    _inherit = "cowork.contract"

    # What may still be written ---------------------------------------------------

    def _may_correct(self):
        """:returns: whether the user may correct what a signature has fixed"""
        return self.env.su or self.env.user.has_group("cowork_members.group_manager")

    def _check_new_values(self, vals_list):
        stage_id = self.env.context.get("default_stage_id")
        stage_ids = {vals.get("stage_id", stage_id) for vals in vals_list}
        self._check_new_stages([i for i in stage_ids if i])
        if self._is_by_action() or self._may_correct():
            return
        self._refuse_fields(
            {name for vals in vals_list for name in MIGRATED if vals.get(name)}
        )

    def _check_new_stages(self, stage_ids):
        """:raises UserError: when a new contract would skip the signature"""
        stages = self.env["cowork.contract.stage"].browse(stage_ids)
        if not self._is_by_action() and set(stages.mapped("state")) - {"draft"}:
            raise UserError(
                self.env._(
                    "A new contract begins as a draft. Create it in one of the first"
                    " columns, then sign it."
                )
            )

    def _check_frozen(self, vals):
        """:raises UserError: when ``vals`` change what is settled for a contract"""
        may_correct = self._may_correct()
        for contract in self:
            names = contract._get_frozen_fields(may_correct) & vals.keys()
            frozen = [n for n in names if contract._would_change(n, vals[n])]
            if frozen:
                labels = [self._fields[n]._description_string(self.env) for n in frozen]
                raise UserError(
                    self.env._(
                        "%(contract)s is “%(state)s”: %(fields)s cannot be changed any"
                        " more.",
                        contract=contract.name,
                        state=contract.stage_id.name,
                        fields=", ".join(sorted(labels)),
                    )
                )

    def _get_frozen_fields(self, may_correct):
        """:param may_correct: whether the user may correct signed terms
        :returns: set of the names of fields that cannot change any more"""
        self.ensure_one()
        frozen = set() if may_correct else set(MIGRATED)
        if self.state == "draft":
            return frozen
        frozen |= FIXED_BY_SIGNATURE
        if not may_correct:
            frozen |= CORRECTED_BY_MANAGER
        if self.state in ("active", "suspended") and not may_correct:
            frozen.add("date_start")
        if self.state in ("ended", "cancelled"):
            frozen |= {"date_start", "date_end"}
        return frozen

    # Create, write, delete -----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        unnamed = [vals for vals in vals_list if vals.get("name", "/") == "/"]
        numbers = self._next_numbers(len(unnamed))
        for vals, number in zip(unnamed, numbers, strict=True):
            vals["name"] = number
        # Asked once, not by every record's default.
        if "default_stage_id" not in self.env.context:
            first = self.default_get(["stage_id"])
            vals_list = [{**first, **vals} for vals in vals_list]
        self._check_new_values(vals_list)
        contracts = super().create(vals_list)
        self._check_new_stages(contracts.stage_id.ids)
        return contracts

    @api.model
    def _next_numbers(self, count):
        """:returns: ``count`` contract numbers, drawn from the sequence at once"""
        # sudo: numbering belongs to the system, also where sequences are hidden.
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", "cowork.contract"),
                    ("company_id", "in", (self.env.company.id, False)),
                ],
                order="company_id",
                limit=1,
            )
        )
        if not sequence or sequence.implementation != "standard":
            return [sequence._next() if sequence else "/" for _i in range(count)]
        if sequence.use_date_range:
            return [sequence._next() for _i in range(count)]
        self.env.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"ir_sequence_{sequence.id:03d}", count],
        )
        return [sequence.get_next_char(row[0]) for row in self.env.cr.fetchall()]

    def write(self, vals):
        if not self._is_by_action():
            self._check_frozen(vals)
            if "stage_id" in vals:
                self._follow_stage(
                    self.env["cowork.contract.stage"].browse(vals["stage_id"])
                )
        if not {"stage_id", "date_start", "date_end", "location_id"} & vals.keys():
            return super().write(vals)
        with self.env["cowork.contract.line"]._named_double_let():
            later, earlier = self._get_following_lines(vals)
            # No line may begin before its contract, at no moment.
            if later:
                later._by_action().write({"date_start": vals["date_start"]})
            result = super().write(vals)
            if earlier:
                earlier._by_action().write({"date_start": vals["date_start"]})
            return result

    def _get_following_lines(self, vals):
        """:returns: lines that begin with their contract and move with its first day,
        those that move to a later day apart from those that move to an earlier"""
        lines = self.env["cowork.contract.line"]
        day = self._to_day(vals.get("date_start"))
        if not day:
            return lines, lines
        lines = self.line_ids.filtered(
            lambda line: line.state in ("draft", "signed")
            and not line.is_void
            and line.date_start == line.contract_id.date_start
        )
        later = lines.filtered(lambda line: line.date_start < day)
        return later, lines.filtered(lambda line: line.date_start > day)

    @api.onchange("date_start")
    def _onchange_date_start(self):
        before = self._origin.date_start
        if self.date_start and self.state in (False, "draft", "signed"):
            for line in self.line_ids:
                if not before or line.date_start == before:
                    line.date_start = self.date_start

    def copy_data(self, default=None):
        """A copy is a new draft with what is in force now, at today's terms."""
        vals_list = super().copy_data(default)
        for contract, vals in zip(self, vals_list, strict=True):
            if "line_ids" in (default or {}):
                continue
            today = contract.location_id._today()
            lines = contract._get_final_lines() or contract.line_ids.filtered(
                lambda line: not line.is_void
            )
            vals["line_ids"] = [
                Command.create(
                    {**data, "price_unit": line._get_regular_price_on(today)}
                )
                for line, data in zip(lines, lines.copy_data(), strict=True)
            ]
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if self.filtered(lambda c: c.state not in ("draft", "cancelled")):
            raise UserError(
                self.env._(
                    "A signed contract cannot be deleted: terminate or cancel it, so"
                    " that its history stays."
                )
            )
