import re
from contextlib import contextmanager

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


def _double_let_message(env, diag):
    """Message of the exclusion constraint, naming the contract in the way.

    :param diag: the database's diagnostics, whose detail ends with the existing key
    """
    return env["cowork.contract.line"]._get_double_let_message(
        diag and diag.message_detail
    )


class CoworkContractLine(models.Model):
    """Lines hold exclusive spaces: one contract a day, the database sees to it."""

    _inherit = "cowork.contract.line"

    # int4range instead of the bare id: a gist index over an integer would need an
    # extension. The range is half-open, so a line may begin the day after another.
    _no_double_let = models.Constraint(
        "EXCLUDE USING gist (int4range(space_id, space_id, '[]') WITH =,"
        " daterange(date_start, date_stop + 1, '[)') WITH &&) WHERE (holds_space)",
        _double_let_message,
    )

    @api.depends("space_id.usage", "contract_id.state", "is_void")
    def _compute_holds_space(self):
        live = ("signed", "active", "suspended")
        for line in self:
            line.holds_space = (
                not line.is_void
                and line.space_id.usage == "exclusive"
                and line.contract_id.state in live
            )

    @api.constrains("space_id", "contract_id")
    def _check_space(self):
        for line in self.filtered("space_id"):
            space = line.space_id
            if space.location_id != line.contract_id.location_id:
                raise ValidationError(
                    self.env._(
                        "%(space)s is at %(other)s, but the contract is for"
                        " %(location)s.",
                        space=space.display_name,
                        other=space.location_id.name,
                        location=line.contract_id.location_id.name,
                    )
                )
            if space.usage == "none":
                raise ValidationError(
                    self.env._(
                        "%s is only part of the building's structure and cannot be"
                        " let. Choose a desk, an office or another space in it.",
                        space.display_name,
                    )
                )

    @api.constrains("space_id", "plan_id")
    def _check_space_kind(self):
        # What is migrated is taken as it was agreed; the import warns of it.
        for line in self.filtered("space_id") if not self._is_by_action() else ():
            space, kind = line.space_id, line.plan_id.kind_id
            if "exclusive" in (space.usage, kind.usage) and space.kind_id != kind:
                raise ValidationError(
                    self.env._(
                        "%(plan)s is for a space of the kind “%(kind)s”, but %(space)s"
                        " is of the kind “%(other)s”.",
                        plan=line.plan_id.name,
                        kind=kind.name,
                        space=space.display_name,
                        other=space.kind_id.name,
                    )
                )

    @contextmanager
    def _named_double_let(self):
        """Turn the database's refusal into a sentence that names the other contract."""
        under_way = self.env.cr.cache.setdefault("cowork_named_double_let", [])
        if under_way:
            yield
            return
        # What was pending before goes first: a refusal of that is not ours to explain.
        savepoint = self.env.cr.savepoint()
        under_way.append(True)
        try:
            # The flush at the end of the savepoint is what meets the constraint.
            with savepoint:
                yield
        except ExclusionViolation as error:
            if "no_double_let" not in (error.diag.constraint_name or ""):
                raise
            detail = error.diag.message_detail
            if not self._get_lines_in_the_way(detail):
                # Committed after this transaction began: the request is rolled back
                # and the constraint's own message, asked afterwards, can name it.
                raise
            raise ValidationError(self._get_double_let_message(detail)) from None
        finally:
            under_way.clear()

    @api.model
    def _get_lines_in_the_way(self, detail):
        """:param detail: ``Key (…)=(…) conflicts with existing key (…)=([5,6),
            [2026-01-01,2026-02-01))`` as PostgreSQL words it
        :returns: the existing line (sudo), possibly empty"""
        keys = re.findall(r"\(\[(\d+),\d+\), \[([\d-]+),", detail or "")
        if not keys:
            # sudo: empty, but of the same kind as what is found below.
            return self.sudo().browse()
        space_id, date_start = keys[-1]
        # sudo: only the name of the contract is told, whoever asks.
        return self.sudo().search(
            [
                ("space_id", "=", int(space_id)),
                ("date_start", "=", date_start),
                ("holds_space", "=", True),
            ],
            limit=1,
        )

    @api.model
    def _get_double_let_message(self, detail):
        line = self._get_lines_in_the_way(detail)
        if not line:
            return self.env._(
                "The space is let to another contract on some of these days."
            )
        until = (
            format_date(self.env, line.date_stop)
            if line.date_stop
            else self.env._("open end")
        )
        return self.env._(
            "%(space)s is let to contract %(contract)s from %(start)s to %(end)s."
            " Choose other days or another space.",
            space=line.space_id.display_name,
            contract=line.contract_id.name,
            start=format_date(self.env, line.date_start),
            end=until,
        )

    @api.model
    def _get_lines_holding_today(self, spaces=None):
        """:param spaces: ``cowork.space`` to look at; all when not given
        :returns: lines that hold an exclusive space on their location's today"""
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        domain = Domain("holds_space", "=", True)
        if spaces is not None:
            domain &= Domain("space_id", "in", spaces.ids)
        # No time zone is more than a day away from UTC.
        domain &= Domain("date_start", "<=", fields.Date.add(today, days=1))
        domain &= Domain("date_stop", "=", False) | Domain(
            "date_stop", ">=", fields.Date.subtract(today, days=1)
        )
        # sudo: whether a space is let does not depend on who looks at it.
        lines = self.sudo().search(domain)
        days = {location: location._today() for location in lines.location_id}
        return lines.filtered(
            lambda line: line.date_start <= days[line.location_id]
            and (not line.date_stop or line.date_stop >= days[line.location_id])
        ).with_env(self.env)
