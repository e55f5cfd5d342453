from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

STATES = [("open", "Open"), ("rated", "Settled"), ("void", "Void")]


class CoworkUsage(models.Model):
    """One line of the usage ledger: what a member consumed, when and where.

    Other parts write it with ``_record()``, people with the dialog *Add Usage*; nobody
    has the right to create, change or delete lines by themselves. A settled line never
    changes: it is reversed by a second one.
    """

    _name = "cowork.usage"
    _description = "Usage"
    _inherit = ["cowork.protected.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    # What other parts may note on a line that is settled.
    _noted_when_settled = frozenset()

    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="What was recorded, e.g. “cowork.booking,12”; the database refuses a"
        " second line of it.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="open",
        help="Open: counted, and may still be corrected. Settled: billed, or covered"
        " for good.",
    )
    contract_id = fields.Many2one(
        "cowork.contract",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Used By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Where it happened; its time zone decides on which day.",
    )
    space_id = fields.Many2one(
        "cowork.space",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    usage_type_id = fields.Many2one(
        "cowork.usage.type",
        string="What",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    uom_id = fields.Many2one(related="usage_type_id.uom_id")
    date = fields.Date(
        "Day", required=True, readonly=True, help="The location's day it happened on."
    )
    used_at = fields.Datetime("Time", readonly=True, help="Where the time is known.")
    quantity = fields.Float(required=True, readonly=True, digits=(16, 2))
    currency_id = fields.Many2one(related="contract_id.currency_id")
    price_unit = fields.Float(
        "Fixed Price",
        readonly=True,
        digits=(16, 6),
        help="Price per unit that was promised when it was ordered. Not rounded: 3"
        " hours for 100.00 cost 33.333333 each.",
    )
    is_price_fixed = fields.Boolean("Price Is Fixed", readonly=True)
    cost_unit = fields.Float(
        "Cost per Unit",
        readonly=True,
        digits=(16, 6),
        help="What it cost the operator, in the currency of the contract: for usage"
        " that is charged on with a margin.",
    )
    note = fields.Char(readonly=True)
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(
        "Origin", model_field="origin_model", readonly=True
    )
    entered_by = fields.Many2one(
        "res.users", readonly=True, copy=False, groups="base.group_user"
    )
    entered_on = fields.Datetime(readonly=True, copy=False, groups="base.group_user")
    void_reason = fields.Char(readonly=True, copy=False)
    reversed_id = fields.Many2one(
        "cowork.usage",
        "Reverses",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversal_ids = fields.One2many("cowork.usage", "reversed_id", "Reversals")
    is_reversed = fields.Boolean(
        "Reversed", compute="_compute_is_reversed", search="_search_is_reversed"
    )
    quantity_included = fields.Float("Included", readonly=True, digits=(16, 2))
    quantity_pack = fields.Float("From Packs", readonly=True, digits=(16, 2))
    quantity_billable = fields.Float("Billable", readonly=True, digits=(16, 2))
    rated_on = fields.Datetime("Settled On", readonly=True, copy=False)
    draw_ids = fields.One2many(
        "cowork.pack.draw",
        "usage_id",
        "Drawn from Packs",
        readonly=True,
        groups="cowork_members.group_front_desk",
    )

    _key_uniq = models.UniqueIndex("(key)", "This usage is in the ledger already.")
    _reversed_uniq = models.UniqueIndex(
        "(reversed_id) WHERE reversed_id IS NOT NULL",
        "This usage has been reversed already.",
    )
    _contract_type_date_index = models.Index("(contract_id, usage_type_id, date)")
    # Few are open at any time: what a billing run looks for.
    _open_of_contract = models.Index("(contract_id, date) WHERE state = 'open'")
    # A reversal, and nothing else, is negative.
    _quantity_finite = models.Constraint(
        "CHECK (quantity > -1000000000 AND quantity < 1000000000"
        " AND quantity <> 0 AND (reversed_id IS NULL) = (quantity > 0))",
        "A quantity must be a positive number; a reversal takes it back.",
    )
    _price_finite = models.Constraint(
        "CHECK (price_unit >= 0 AND price_unit < 1000000000000"
        " AND cost_unit >= 0 AND cost_unit < 1000000000000)",
        "A price or cost must be zero or a positive number.",
    )
    _date_sane = models.Constraint(
        "CHECK (date BETWEEN '1990-01-01' AND '2200-12-31')",
        "The day lies between 1990 and 2200.",
    )
    _state_known = models.Constraint(
        "CHECK (state IN ('open', 'rated', 'void'))", "Unknown state."
    )
    _cover_adds_up = models.Constraint(
        "CHECK (state <> 'rated' OR coalesce(quantity_included, 0)"
        " + coalesce(quantity_pack, 0) + coalesce(quantity_billable, 0) = quantity)",
        "What is included, from packs and billable must add up to what was used.",
    )

    @api.model
    def _get_protected_fields(self):
        # A ledger: nothing in it is written by hand.
        return super()._get_protected_fields() | self._fields.keys()

    @api.depends("reversal_ids")
    def _compute_is_reversed(self):
        for usage in self:
            usage.is_reversed = bool(usage.reversal_ids)

    def _search_is_reversed(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [("reversal_ids", "!=", False)]

    @api.depends("usage_type_id", "quantity", "date")
    def _compute_display_name(self):
        # sudo: members may know what they used, but not read usage types.
        for usage in self.sudo():
            usage.display_name = self.env._(
                "%(quantity)s %(unit)s %(type)s, %(day)s",
                quantity=f"{usage.quantity:g}",
                unit=usage.uom_id.name or "",
                type=usage.usage_type_id.name or "",
                day=format_date(self.env, usage.date) if usage.date else "",
            )

    # What the other parts write ----------------------------------------------------

    @api.model
    def _record(self, vals_list):
        """Write usage into the ledger, each of it once.

        A key that is new makes a line. A key that is there changes its line while that
        is open (a booking that was prolonged); a settled, reversed or void one stays as
        it is. So a job may record the same things again.

        :param vals_list: list of values, with ``key``, ``contract_id``,
            ``usage_type_id``, ``quantity`` and either ``date`` (the location's day) or
            ``used_at`` (UTC), from which the day follows. ``location_id`` and
            ``partner_id`` are the contract's when not given; ``price_unit`` freezes a
            price
        :returns: the lines, in the order of ``vals_list``
        :raises ValidationError: for a quantity that is no positive number
        """
        wanted = {vals["key"]: vals for vals in vals_list}
        # sudo: origins record what happened, whoever caused it.
        ledger = self.sudo()._by_action()
        by_key = {
            usage.key: usage for usage in ledger.search([("key", "in", list(wanted))])
        }
        contracts = self.env["cowork.contract"].sudo()
        contracts = contracts.browse(
            {vals["contract_id"] for vals in wanted.values() if "contract_id" in vals}
        )
        # Fetches what the values need at once.
        contracts.fetch(["partner_id", "location_id"])
        contracts.location_id.fetch(["tz"])
        new = []
        for key, vals in wanted.items():
            usage = by_key.get(key)
            if usage is None:
                new.append(self._prepare_usage(vals))
            elif usage.state == "open" and not usage.reversed_id:
                usage._update(self._prepare_usage(vals, usage))
        by_key.update((usage.key, usage) for usage in ledger.create(new))
        return self.browse([by_key[vals["key"]].id for vals in vals_list])

    @api.model
    def _prepare_usage(self, vals, usage=None):
        """:param usage: the line that is there already
        :returns: values of the line"""
        vals = dict(vals)
        # sudo: as for the line itself.
        contracts = self.env["cowork.contract"].sudo()
        if usage:
            vals.pop("contract_id", None)
            contract = usage.contract_id
        else:
            contract = contracts.browse(vals["contract_id"])
            vals.setdefault("location_id", contract.location_id.id)
            vals.setdefault("partner_id", contract.partner_id.id)
        if not 0 < vals.get("quantity", 1) < 1e9:
            raise ValidationError(
                self.env._("%s: the quantity must be a positive number.", contract.name)
            )
        if vals.get("used_at"):
            # sudo: only the clock of the place.
            locations = self.env["cowork.location"].sudo()
            location = locations.browse(vals.get("location_id") or usage.location_id.id)
            vals["date"] = location._day_of(vals["used_at"])
        if "price_unit" in vals:
            vals["is_price_fixed"] = True
        return vals

    def _update(self, vals):
        """Write only what is different: recording something again changes nothing."""
        changes = {
            name: value
            for name, value in vals.items()
            if self._would_change(name, value)
        }
        if changes:
            self.write(changes)

    # What may be written ------------------------------------------------------------

    def write(self, vals):
        self.check_access("write")
        settled = self.filtered(lambda usage: usage.state != "open")
        if settled and not (self._is_by_action() and self._only_notes(vals)):
            raise UserError(
                self.env._(
                    "“%s” is settled or void: it does not change any more. Reverse it"
                    " if it was wrong.",
                    settled[0].display_name,
                )
            )
        return super().write(vals)

    @api.model
    def _only_notes(self, vals):
        return vals.keys() <= self._noted_when_settled

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        if settled := self.filtered(lambda usage: usage.state == "rated"):
            raise UserError(
                self.env._(
                    "“%s” is settled: it stays in the ledger. Reverse it if it was"
                    " wrong.",
                    settled[0].display_name,
                )
            )
