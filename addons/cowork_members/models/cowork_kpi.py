from odoo import api, fields, models
from odoo.exceptions import UserError

from .kpi_facts import KpiFacts

#: units whose figures are hundred times the quotient
HUNDREDS = ("percent", "per_hundred")


class CoworkKpi(models.Model):
    """A figure per location and month: what it means, in words, and how it is counted.

    An addon adds one by a record of data and a method ``_kpi_<code>(facts, location,
    month)`` that returns two dicts, {id of a record: amount}: what is counted, and what
    it is divided by. Their sums make the figure, their records are what opens when
    somebody asks what is behind it.
    """

    _name = "cowork.kpi"
    _description = "KPI"
    _inherit = ["cowork.protected.mixin"]
    _order = "sequence, id"
    # The definition belongs to the code that counts.
    _protected_fields = frozenset(
        {
            "name",
            "code",
            "category",
            "unit",
            "direction",
            "is_total",
            "formula",
            "source",
            "numerator_model",
            "denominator_model",
        }
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable code used by reports and imports.")
    active = fields.Boolean(default=True, help="Figures are counted while it is set.")
    sequence = fields.Integer(default=10)
    category = fields.Selection(
        [
            ("occupancy", "Occupancy"),
            ("members", "Members"),
            ("contracts", "Contracts"),
            ("revenue", "Revenue"),
        ],
        required=True,
    )
    unit = fields.Selection(
        [
            ("percent", "%"),
            ("per_hundred", "Per 100"),
            ("count", "Number"),
            ("months", "Months"),
            ("days", "Days"),
            ("hours", "Hours"),
            ("money_area", "Amount per m²"),
        ],
        required=True,
    )
    direction = fields.Selection(
        [("up", "Higher is better"), ("down", "Lower is better")],
        "Good Direction",
        required=True,
        default="up",
    )
    is_total = fields.Boolean(
        "Adds Up",
        help="A number that adds up over months and locations. Otherwise one sum is"
        " divided by the other.",
    )
    formula = fields.Text(required=True, translate=True)
    source = fields.Text(
        translate=True, help="Where the numbers come from, and what counts."
    )
    numerator_model = fields.Char("Counted Records", required=True)
    denominator_model = fields.Char("Records Divided by")
    freeze_days = fields.Integer(
        "Frozen After (days)",
        default=10,
        required=True,
        help="A closed month is counted again for so many days. Afterwards its figure"
        " stays as it is, unless a manager has it counted again.",
    )
    target_ids = fields.One2many("cowork.kpi.target", "kpi_id", string="Targets")

    _code_uniq = models.UniqueIndex("(code)", "Another KPI has the same code.")
    _freeze_range = models.Constraint(
        "CHECK (freeze_days BETWEEN 0 AND 366)",
        "A month is frozen 0 to 366 days after its end.",
    )

    def _is_by_action(self):
        # Definitions come with the code that counts them, loaded by the superuser.
        return self.env.su or super()._is_by_action()

    @api.model
    def _get_counted(self):
        """:returns: the KPIs that are counted; there are a few dozen"""
        return self.search([])  # pylint: disable=no-search-all

    def _get_method(self):
        """:returns: the method that counts this figure
        :raises UserError: when the addon that brought it does not have it any more"""
        self.ensure_one()
        method = getattr(self, f"_kpi_{self.code}", None)
        if not method:
            raise UserError(
                self.env._(
                    "Nothing counts “%s” any more: archive it, or update the addon that"
                    " brought it.",
                    self.name,
                )
            )
        return method

    def _count(self, facts):
        """:param facts: ``KpiFacts``
        :returns: {(id of the KPI, id of the location, month): (what is counted, what it
            is divided by, or None where nothing is)}, without months to come"""
        counted = {}
        for kpi in self:
            method = kpi._get_method()
            for location in facts.locations:
                for month in facts.months:
                    if month > facts.today[location.id]:
                        continue
                    numerator, denominator = method(facts, location, month)
                    counted[kpi.id, location.id, month] = (
                        float(sum(numerator.values())),
                        None if kpi.is_total else float(sum(denominator.values())),
                    )
        return counted

    def _get_records(self, location, month):
        """:returns: ids of the records counted now, and of those divided by"""
        self.ensure_one()
        facts = KpiFacts(location, [month])
        numerator, denominator = self._get_method()(facts, location, month)
        return list(numerator), list(denominator)

    def action_view_values(self):
        """:returns: the window action with the figures of this KPI, month by month"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_kpi_value_analysis"
        )
        action["context"] = {"search_default_kpi_id": self.id}
        return action
