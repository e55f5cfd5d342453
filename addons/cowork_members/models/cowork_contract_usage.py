from odoo import fields, models

from .usage_coverage import UsageCoverage


class CoworkContract(models.Model):
    """What the members of a contract used, and what they have left."""

    _inherit = "cowork.contract"
    _protected_fields = frozenset({"usage_settlements"})

    usage_ids = fields.One2many(
        "cowork.usage",
        "contract_id",
        "Usage Lines",
        readonly=True,
        groups="cowork_members.group_front_desk",
    )
    usage_settlements = fields.Integer(
        "Settlements of Usage",
        readonly=True,
        copy=False,
        groups="base.group_no_one",
        help="How often usage was settled. Two servers that settle at once write the"
        " same row, so that one of them starts again: they would count the same"
        " included units.",
    )
    usage_count = fields.Integer(
        "Usage",
        compute="_compute_usage_count",
        groups="cowork_members.group_front_desk",
    )
    usage_balance = fields.Html(
        "Balance Today",
        compute="_compute_usage_balance",
        sanitize=False,
        groups="cowork_members.group_front_desk",
    )

    def _count_settlement(self):
        """Let whoever settles usage of these contracts at this moment try again."""
        # sudo: who settles need not be allowed to write contracts.
        contracts = self.sudo()._by_action()
        # Not a moment: two of them may be the same. Most have settled equally often.
        for count, some in contracts.grouped("usage_settlements").items():
            some.usage_settlements = count + 1

    def _compute_usage_count(self):
        counts = dict(
            self.env["cowork.usage"]._read_group(
                [("contract_id", "in", self.ids), ("state", "!=", "void")],
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.usage_count = counts.get(contract, 0)

    def _compute_usage_balance(self):
        saved = self.filtered("id")
        (self - saved).usage_balance = False
        days = saved.grouped(lambda contract: contract.location_id._today())
        for day, contracts in days.items():
            for contract, rows in contracts._get_usage_balance(day).items():
                contract.usage_balance = contract._render_usage_balance(rows)

    def _render_usage_balance(self, rows):
        """:param rows: from ``_get_usage_balance()``
        :returns: the table as a person reads it"""
        return self.env["ir.qweb"]._render(
            "cowork_members.usage_balance_table", {"rows": rows}
        )

    def _get_usage_balance(self, day):
        """What the members of contracts used and have left, as of the end of a day.

        Of what is not settled yet this is a preview: settling it gives the same.

        :param day: date
        :returns: dict of contract to a list of dicts, one for each usage type and
            period that holds the day: ``usage_type`` (record, readable by whoever may
            read the contract), ``unit`` (its name), ``included``, ``rollover`` (from
            earlier periods), ``used`` (since the period began), ``left``,
            ``packs_left``, ``billable``, ``period_start`` and ``period_end``
            (inclusive). A type with nothing included has the calendar month as its
            period. Quantities are floats of two decimals
        :raises AccessError: when the user may not read the contracts
        """
        self.check_access("read")
        coverage = UsageCoverage(self, fields.Date.to_date(day))
        return {contract: coverage.get_balances(contract) for contract in self}

    def action_view_usage(self):
        """:returns: the window action with the usage of this contract"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_usage"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {"default_contract_id": self.id}
        return action
