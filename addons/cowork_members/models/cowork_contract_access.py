from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.tools import SQL


class CoworkContract(models.Model):
    """What a contract means at the door, and the day pass that a day costs."""

    _inherit = "cowork.contract"

    credential_count = fields.Integer(
        "Cards and Codes",
        compute="_compute_credential_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_credential_count(self):
        counts = dict(
            self.env["cowork.access.credential"]._read_group(
                [
                    ("partner_id", "in", self._get_credential_partners().ids),
                    ("state", "=", "active"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for contract in self:
            people = contract._get_credential_partners()
            contract.credential_count = sum(counts.get(one, 0) for one in people)

    def _get_credential_partners(self):
        """:returns: ``res.partner`` whose cards open doors by these contracts"""
        return self.member_ids | self.partner_id

    def action_view_credentials(self):
        """:returns: the window action with the credentials of one contract's people"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_access_credential"
        )
        action["domain"] = [("partner_id", "in", self._get_credential_partners().ids)]
        people = self.member_ids
        action["context"] = {
            "default_partner_id": len(people) == 1 and people.id,
            "default_location_id": self.location_id.id,
        }
        return action

    def _is_access_blocked(self):
        """For other parts, such as billing, to keep people of a contract outside.

        :returns: whether nobody may enter by this contract (one record), whatever its
            state and plans say
        """
        self.ensure_one()
        return False

    def _take_day_pass(self, plan, partner, moment, location):
        """Let a member's day cost a day pass: one for each person and day, however many
        doors they pass.

        :param plan: ``cowork.plan`` by which the door opens
        :param partner: ``res.partner`` who enters by this contract (one record, sudo)
        :param moment: naive UTC
        :returns: False when the plan wants a pass and there is none left
        """
        day = location._day_of(moment)
        key = f"access,{self.id},{partner.id},{day}"
        # sudo: nobody at a door reads the ledger.
        usages = self.env["cowork.usage"].sudo()
        if usages.search_count([("key", "=", key)], limit=1):
            return True
        usage_type = self.env.ref("cowork_members.usage_day_pass")
        if plan.access_needs_pass and not self._has_pass_left(usage_type, day):
            return False
        self._record_day_pass(
            {
                "key": key,
                "contract_id": self.id,
                "partner_id": partner.id,
                "location_id": location.id,
                "usage_type_id": usage_type.id,
                "used_at": moment,
                "quantity": 1,
            }
        )
        return True

    def _record_day_pass(self, vals):
        try:
            with self.env.cr.savepoint():
                self.env["cowork.usage"]._record([vals])
        except UniqueViolation:
            # Another door let the same person in at this moment, and took the pass.
            return

    def _has_pass_left(self, usage_type, day):
        """:returns: whether the plan or a pack has a pass left, of which nobody else
        can take the last one meanwhile"""
        # Written, not only locked: who comes second has to look again, in a new
        # transaction, at what the first one took. All packs hang on this one row.
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET write_date = write_date WHERE id = %s",
                self.partner_id.commercial_partner_id.id,
            )
        )
        rows = [
            row
            for row in self._get_usage_balance(day)[self]
            if row["usage_type"] == usage_type
        ]
        # What is left in packs belongs to the member: each row says the same.
        packs = max((row["packs_left"] for row in rows), default=0.0)
        return sum(row["left"] for row in rows) + packs >= 1
