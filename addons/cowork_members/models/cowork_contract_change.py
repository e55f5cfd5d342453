from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.terms import renewed_last_day


class CoworkContract(models.Model):
    """Changing a running contract: another plan, another space, another term."""

    _inherit = "cowork.contract"

    # Amendment -------------------------------------------------------------------

    def action_amend(self, line, plan, date, space=None):
        """Replace a line by another plan from a day on (upgrade, downgrade, move).

        :param line: ``cowork.contract.line`` of this contract, or its id
        :param plan: ``cowork.plan``, or its id
        :param date: first day of the new plan (``YYYY-MM-DD``)
        :param space: ``cowork.space`` of the new line, or its id; the old one stays
            when the new plan is for the same kind of space
        :returns: the new ``cowork.contract.line``
        :raises UserError: when the line is not of this contract or not in force on
            that day
        :raises ValidationError: when the space is let to another contract
        """
        self.ensure_one()
        self._require_state(
            ("draft", "signed", "active", "suspended"), self.env._("Amend")
        )
        line = self._to_record("cowork.contract.line", line)
        plan = self._to_record("cowork.plan", plan)
        space = self._to_record("cowork.space", space)
        day = self._to_day(date)
        self._check_amendment(line, plan, day)
        if not space and line.plan_id.kind_id == plan.kind_id:
            space = line.space_id
        vals = self._prepare_amended_line(line, plan, day, space)
        if day == line.date_start:
            line._by_action().write({"is_void": True})
        else:
            line._by_action().write({"date_end": fields.Date.subtract(day, days=1)})
        # The old line must have left the space before the new one takes it.
        line.flush_recordset()
        lines = self.env["cowork.contract.line"]
        new_line = lines._by_action().create(vals).with_env(self.env)
        new_line._check_space_kind()
        if self.state != "draft":
            self._log_amendment(line, new_line)
        return new_line

    def _log_amendment(self, line, new_line):
        """Note on the contract what changes from when."""
        self._message_log(
            body=self.env._(
                "Amended from %(day)s on: %(old)s at %(old_price)s becomes %(new)s at"
                " %(new_price)s.",
                day=format_date(self.env, new_line.date_start),
                old=line.name,
                old_price=line._format_amount(line._get_price_on(new_line.date_start)),
                new=new_line.name,
                new_price=new_line._format_amount(new_line.price_unit),
            )
        )

    def _check_amendment(self, line, plan, day):
        if line.contract_id != self or not plan or not day:
            raise UserError(
                self.env._(
                    "Choose a line of %s, the new plan and its first day.",
                    self.display_name,
                )
            )
        in_force = (
            not line.is_void
            and line.date_start <= day
            and (not line.date_stop or day <= line.date_stop)
        )
        if not in_force:
            raise UserError(
                self.env._(
                    "“%(line)s” is not in force on %(day)s.",
                    line=line.name,
                    day=format_date(self.env, day),
                )
            )

    def _prepare_amended_line(self, line, plan, day, space):
        """:returns: values of the line that replaces ``line`` from ``day`` on"""
        vals = {
            "contract_id": self.id,
            "plan_id": plan.id,
            "space_id": space.id,
            "date_start": day,
            "date_end": line.date_end,
            "quantity": line.quantity,
            "sequence": line.sequence,
            "previous_line_id": line.id,
            "billed_through": (
                line.billed_through
                if line.billed_through and line.billed_through >= day
                else False
            ),
            # Moving to another plan of the house is no second entry.
            "setup_fee": 0.0,
        }
        # Another plan begins at its own price and at what it grants for the term.
        return vals | line._prepare_same_terms(day) if plan == line.plan_id else vals

    # Renewal ---------------------------------------------------------------------

    def action_renew(self):
        """Extend contracts with an end by their renewal term, at the agreed increase.

        :returns: True
        :raises UserError: when a contract is not running or has no end
        :raises ValidationError: when a space is let to another contract from then on
        """
        self._require_state(("signed", "active", "suspended"), self.env._("Renew"))
        if endless := self.filtered(lambda contract: not contract.date_end):
            raise UserError(
                self.env._(
                    "%s has an open end: there is nothing to renew.",
                    ", ".join(endless.mapped("display_name")),
                )
            )
        lines = self._get_renewed_lines()
        self.env["cowork.contract.price.step"].create(lines._prepare_renewal_steps())
        terms = self.grouped(
            lambda c: (
                c.date_end,
                renewed_last_day(c.date_start, c.date_end, c.renewal_months),
            )
        )
        with lines._named_double_let():
            lines.filtered(
                lambda line: line.date_end == line.contract_id.date_end
            )._by_action().write({"date_end": False})
            for (_old, new), contracts in terms.items():
                contracts.write({"date_end": new, "notice_date": False})
        self._log_renewal(terms)
        return True

    def _get_renewed_lines(self):
        """:returns: the lines that are in force on the first day after the term"""
        superseded = self.line_ids.previous_line_id

        def goes_on(line):
            end = line.contract_id.date_end
            if line.is_void or line.date_start > fields.Date.add(end, days=1):
                return False
            # A line that was to end with its contract is renewed with it.
            ends_too = line.date_end == end and line not in superseded
            return not line.date_end or line.date_end > end or ends_too

        return self.line_ids.filtered(goes_on)

    def _log_renewal(self, terms):
        """Note on each contract from when to when it was renewed."""
        bodies = {}
        for (old, new), contracts in terms.items():
            body = self.env._(
                "Renewed from %(start)s to %(end)s.",
                start=format_date(self.env, fields.Date.add(old, days=1)),
                end=format_date(self.env, new),
            )
            bodies.update(dict.fromkeys(contracts.ids, body))
        self._message_log_batch(bodies=bodies)
