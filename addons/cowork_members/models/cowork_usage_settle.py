from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .usage_coverage import UsageCoverage


class CoworkUsage(models.Model):
    """How a line of the ledger ends: settled, void or reversed."""

    _inherit = "cowork.usage"

    # Settling -----------------------------------------------------------------------

    def _rate(self, coverage=None):
        """Settle open usage: from now on what covers it stays as it is.

        Earlier usage of the same members has its share first, whether it is settled now
        or not, so that settling a part never changes the rest. A reversal gives back
        what covered the line it reverses, pack units included.

        :param coverage: :class:`UsageCoverage` that holds all of it, when there is one
            of this moment already
        :returns: dict of usage to :class:`~..engine.allowances.Cover`; reversals, whose
            cover is the opposite of the original's, are not in it
        """
        usages = self.filtered(lambda usage: usage.state == "open")
        if not usages:
            return {}
        # sudo: who bills need not be allowed to write the ledger.
        usages = usages.sudo()._by_action()
        if coverage is None:
            coverage = UsageCoverage(usages.contract_id, max(usages.mapped("date")))
        covers, draws, alike = {}, [], defaultdict(list)
        for usage in usages:
            original = usage.reversed_id
            if original:
                parts = [
                    -original[name]
                    for name in (
                        "quantity_included",
                        "quantity_pack",
                        "quantity_billable",
                    )
                ]
                draws += usage._prepare_returns()
            else:
                found = covers[usage.with_env(self.env)] = coverage.covers[usage.id]
                parts = [
                    float(found.included),
                    float(found.from_packs),
                    float(found.billable),
                ]
                draws += [
                    usage._prepare_draw(pack_id, float(quantity))
                    for pack_id, quantity in found.packs
                ]
            alike[tuple(parts)].append(usage.id)
        # One write for all that are covered alike: many are.
        for parts, ids in alike.items():
            usages.browse(ids).write(
                {
                    "quantity_included": parts[0],
                    "quantity_pack": parts[1],
                    "quantity_billable": parts[2],
                }
            )
        usages.write({"state": "rated", "rated_on": fields.Datetime.now()})
        owed = usages._get_owed(coverage, draws)
        for reversal in owed:
            draws += reversal._prepare_returns()
        (usages | owed).contract_id._count_settlement()
        # Whoever settles the same usage at this moment tries again and finds it done.
        usages.flush_recordset(["state"])
        # sudo: as above.
        self.env["cowork.pack.draw"].sudo().create(draws)
        return covers

    def _prepare_draw(self, pack_id, quantity):
        return {
            "pack_id": pack_id,
            "usage_id": self.id,
            "date": self.date,
            "quantity": quantity,
        }

    def _prepare_returns(self):
        """:returns: list of values: what a reversal gives back to packs, unless it has
        done so already"""
        if self.draw_ids:
            return []
        return [
            self._prepare_draw(draw.pack_id.id, -draw.quantity)
            for draw in self.reversed_id.draw_ids
        ]

    def _get_owed(self, coverage, draws):
        """Open reversals of the members' other contracts that give something back to
        packs which are drawn on now: it counts as there, so it has to be there first.

        :param coverage: :class:`UsageCoverage` that was settled by
        :param draws: list of values of what is drawn
        :returns: ``cowork.usage`` (sudo)
        """
        packs = {draw["pack_id"] for draw in draws if draw["quantity"] > 0}
        reversals = coverage.open.filtered("reversed_id") - self
        return reversals.filtered(
            lambda usage: packs.intersection(usage.reversed_id.draw_ids.pack_id.ids)
        )

    # Void and reversal --------------------------------------------------------------

    def action_void(self, reason):
        """Strike open lines that are wrong; they stay readable, and count no more.

        :param str reason: why, for whoever reads the ledger later
        :returns: True
        :raises AccessError: for members and for who does not serve the location
        :raises UserError: without a reason, or when a line is settled
        """
        self._check_may_correct("cowork_members.group_front_desk")
        self._void(reason)
        return True

    def _void(self, reason):
        """Strike open lines; for the parts that recorded them.

        :param reason: why, kept with the lines
        :raises UserError: without a reason, or when a line is settled
        """
        reason = self._check_reason(reason)
        # What is settled or void refuses this by itself.
        # sudo: nobody has the right to write the ledger but its own methods.
        lines = self.sudo()._by_action()
        lines.write({"state": "void", "void_reason": reason})
        # What an open reversal has given back to a pack is refused if it is used.
        lines.draw_ids.unlink()

    def action_reverse(self, reason):
        """Take settled lines back, each by a line of the opposite quantity.

        The reversal belongs to the same day. It is settled like any other line, and
        then gives back what covered the original.

        :param str reason: why, for the member and whoever reads the ledger later
        :returns: the reversals
        :raises AccessError: for members, the front desk and who does not serve the
            location
        :raises UserError: without a reason; when a line is not settled, is a reversal,
            or was reversed before
        """
        self._check_may_correct("cowork_members.group_user")
        return self._reverse(reason)

    def _reverse(self, reason):
        """Take settled lines back; for the parts that recorded them.

        :param reason: why, kept with the reversals
        :returns: the reversals
        :raises UserError: as for ``action_reverse``
        """
        reason = self._check_reason(reason)
        for usage in self:
            if usage.state != "rated" or usage.reversed_id or usage.reversal_ids:
                raise UserError(
                    self.env._(
                        "“%s” cannot be reversed: only a settled line can, once, and a"
                        " reversal cannot. Void what is still open.",
                        usage.display_name,
                    )
                )
        # sudo: nobody has the right to write the ledger but its own methods.
        ledger = self.sudo()._by_action()
        reversals = ledger.create([usage._prepare_reversal(reason) for usage in ledger])
        return reversals.with_env(self.env)

    def _prepare_reversal(self, reason):
        self.ensure_one()
        return {
            "key": f"reversal,{self.id}",
            "reversed_id": self.id,
            "quantity": -self.quantity,
            "contract_id": self.contract_id.id,
            "partner_id": self.partner_id.id,
            "location_id": self.location_id.id,
            "space_id": self.space_id.id,
            "usage_type_id": self.usage_type_id.id,
            "date": self.date,
            "used_at": self.used_at,
            "price_unit": self.price_unit,
            "cost_unit": self.cost_unit,
            "is_price_fixed": self.is_price_fixed,
            "origin_model": self.origin_model,
            "origin_id": self.origin_id,
            "note": reason,
            "entered_by": self.env.uid,
            "entered_on": fields.Datetime.now(),
        }

    def _check_reason(self, reason):
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(
                self.env._("Say why: others will read the ledger after you.")
            )
        return reason[:500]

    def _check_may_correct(self, group):
        """:raises AccessError: when the user has not the role ``group``, or does not
        see all of these lines"""
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "You may not correct the usage ledger. Ask the community manager of"
                    " the location."
                )
            )
        self.check_access("read")

    # Where the buttons lead ---------------------------------------------------------

    def action_open_origin(self):
        """:returns: the window action with what this line was recorded for"""
        self.ensure_one()
        self.check_access("read")
        known = self.origin_model in self.env and self.origin_id
        origin = known and self.env[self.origin_model].browse(self.origin_id).exists()
        if not origin:
            raise UserError(self.env._("What this was recorded for is gone."))
        return {
            "type": "ir.actions.act_window",
            "res_model": origin._name,
            "views": [(False, "form")],
            "res_id": origin.id,
        }

    def action_open_reversal(self):
        """:returns: the window action with the line on the other side of a reversal"""
        self.ensure_one()
        self.check_access("read")
        other = self.reversal_ids or self.reversed_id
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(False, "form")],
            "res_id": other.id,
        }
