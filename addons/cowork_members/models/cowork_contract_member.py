from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class CoworkContractMember(models.Model):
    """From when to when a person uses a membership."""

    _name = "cowork.contract.member"
    _description = "Person in a Contract"
    _inherit = ["cowork.protected.mixin"]
    _order = "contract_id, date_from, id"
    _check_company_auto = True
    # x2many commands must not ride on a sudo'ed contract.
    _allow_sudo_commands = False
    _protected_fields = frozenset({"company_id"})
    _owner_fields = frozenset({"contract_id", "partner_id"})

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    date_from = fields.Date(
        "First Day",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date("Last Day", help="Inclusive. Empty: as long as it runs.")

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A person cannot leave a contract before joining it.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from >= '1990-01-01' AND date_to <= '2200-12-31')",
        "People join and leave between 1990 and 2200.",
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(contract_id, contract_id, '[]') WITH =,"
        " int4range(partner_id, partner_id, '[]') WITH =,"
        " daterange(date_from, date_to + 1, '[)') WITH &&)",
        "This person is in the contract on some of these days already.",
    )

    @api.depends("contract_id")
    def _compute_date_from(self):
        for row in self:
            row.date_from = row.date_from or row.contract_id._get_reference_day()

    @api.depends("partner_id", "date_from")
    def _compute_display_name(self):
        # sudo: who pays may know whom the contract names.
        for row, known in zip(self, self.sudo(), strict=True):
            day = row.date_from and format_date(self.env, row.date_from)
            parts = [known.partner_id.name, day]
            row.display_name = " · ".join(part for part in parts if part)

    def _covers(self, day):
        """:returns: whether the person is in the contract on ``day`` (one record)"""
        self.ensure_one()
        return self.date_from <= day and (not self.date_to or day <= self.date_to)

    @api.constrains("date_from", "date_to", "contract_id")
    def _check_dates(self):
        for row in self:
            contract = row.contract_id
            start, end = contract.date_start, contract.date_end
            if row.date_from < start or (end and row.date_from > end):
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot join %(contract)s on %(day)s: it runs from"
                        " %(start)s to %(end)s.",
                        person=row.partner_id.name,
                        contract=contract.display_name,
                        day=format_date(self.env, row.date_from),
                        start=format_date(self.env, start),
                        end=(
                            format_date(self.env, end)
                            if end
                            else self.env._("open end")
                        ),
                    )
                )

    @api.constrains("date_from", "date_to", "contract_id")
    def _check_member_limit(self):
        for contract, rows in self.grouped("contract_id").items():
            history = contract.member_history_ids
            # More people are in only from a day on which somebody joins.
            days = set(rows.mapped("date_from")) | {
                other.date_from
                for other in history
                if any(row._covers(other.date_from) for row in rows)
            }
            contract._check_people_on(sorted(days))

    # The contract knows who is in today --------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # Who leaves must be out before joining again.
        self.flush_model(["date_from", "date_to"])
        rows = super().create(vals_list)
        closed = rows.contract_id.filtered(lambda c: c.state in ("ended", "cancelled"))
        if closed and not self._is_by_action():
            raise UserError(
                self.env._(
                    "%s is over: nobody joins it any more.",
                    ", ".join(closed.mapped("name")),
                )
            )
        rows._log_people(self.env._("joins"))
        rows.contract_id._follow_people()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if {"date_from", "date_to"} & vals.keys():
            self._log_people(self.env._("is now named"))
            self.contract_id._follow_people()
        return result

    def unlink(self):
        contracts = self.contract_id
        self._log_people(self.env._("does not join after all"))
        result = super().unlink()
        contracts.exists()._follow_people()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if self._is_by_action():
            return
        for row in self:
            contract = row.contract_id
            if contract.state in ("draft", "cancelled"):
                continue
            if row.date_from <= contract.location_id._today():
                raise UserError(
                    self.env._(
                        "%(person)s is in %(contract)s since %(day)s: give a last day"
                        " instead, so that the history stays.",
                        person=row.partner_id.name,
                        contract=contract.display_name,
                        day=format_date(self.env, row.date_from),
                    )
                )

    def _log_people(self, what):
        """Tell in the chatter of signed contracts who comes and goes."""
        bodies = {}
        for row in self:
            if row.contract_id.state in (False, "draft"):
                continue
            values = {
                "person": row.partner_id.name,
                "what": what,
                "start": format_date(self.env, row.date_from),
                "end": row.date_to and format_date(self.env, row.date_to),
            }
            text = (
                self.env._("%(person)s %(what)s: from %(start)s to %(end)s", **values)
                if row.date_to
                else self.env._("%(person)s %(what)s: from %(start)s", **values)
            )
            bodies.setdefault(row.contract_id.id, []).append(text)
        if bodies:
            self.env["cowork.contract"].browse(bodies)._message_log_batch(
                bodies={key: "; ".join(texts) for key, texts in bodies.items()}
            )
