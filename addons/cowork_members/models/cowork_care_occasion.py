from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.yearly_days import day_in_year, original_days
from .cowork_contract import LIVE_STATES


class CoworkCareOccasion(models.Model):
    """A reason to greet members: a birthday, an anniversary, a holiday."""

    _name = "cowork.care.occasion"
    _description = "Greeting Occasion"
    _inherit = ["cowork.protected.mixin"]
    _order = "sequence, kind, month, day, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for the members of all companies."
    )
    kind = fields.Selection(
        [
            ("birthday", "Birthday"),
            ("anniversary", "Contract anniversary"),
            ("holiday", "Holiday"),
        ],
        required=True,
        default="holiday",
    )
    country_id = fields.Many2one(
        "res.country",
        help="Members of this country, and of locations in it. Empty: everybody.",
    )
    is_moving = fields.Boolean(
        "Another Day Every Year", help="As the Spring Festival: list the days."
    )
    month = fields.Integer()
    day = fields.Integer()
    date_ids = fields.One2many("cowork.care.occasion.date", "occasion_id", "Days")
    next_day = fields.Date(compute="_compute_next_day")
    template_id = fields.Many2one(
        "mail.template",
        string="Mail",
        domain="[('model', '=', 'cowork.care.greeting')]",
        ondelete="restrict",
        help="Sent on the day, in the member's language. Empty: no mail.",
    )
    create_activity = fields.Boolean(
        "To-do for the Team",
        help="For who is responsible for the contract, otherwise for the site manager.",
    )
    days_ahead = fields.Integer(
        default=3, help="How many days before the day the to-do is made."
    )
    greeting_count = fields.Integer(compute="_compute_greeting_count")

    _day_sane = models.Constraint(
        "CHECK (month BETWEEN 0 AND 12 AND day BETWEEN 0 AND 31)",
        "A day is given by its month, 1 to 12, and its day, 1 to 31.",
    )
    _days_ahead_sane = models.Constraint(
        "CHECK (days_ahead BETWEEN 0 AND 60)",
        "A to-do is made at most 60 days ahead.",
    )

    @api.constrains("kind", "is_moving", "month", "day")
    def _check_day(self):
        for occasion in self:
            if occasion.kind != "holiday" or occasion.is_moving:
                continue
            try:
                # 2028 is a leap year.
                fields.Date.to_date(f"2028-{occasion.month:02d}-{occasion.day:02d}")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(occasion)s: %(month)s/%(day)s is no day of a year. Give"
                        " month and day, or list the days.",
                        occasion=occasion.name,
                        month=occasion.month,
                        day=occasion.day,
                    )
                ) from error

    @api.constrains("template_id")
    def _check_template(self):
        for occasion in self.filtered("template_id"):
            # sudo: who chooses a template need not be allowed to read all of it.
            if occasion.template_id.sudo().model != "cowork.care.greeting":
                raise ValidationError(
                    self.env._(
                        "%s: the mail's template is for another kind of record.",
                        occasion.name,
                    )
                )

    @api.depends("kind", "is_moving", "month", "day", "date_ids.date")
    def _compute_next_day(self):
        today = fields.Date.context_today(self)
        for occasion in self:
            days = [
                day
                for year in (today.year, today.year + 1)
                if (day := occasion._get_holiday(year)) and day >= today
            ]
            occasion.next_day = min(days, default=False)

    def _compute_greeting_count(self):
        self.greeting_count = 0
        if not self.env["cowork.care.greeting"].has_access("read"):
            return
        counts = self.env["cowork.care.greeting"]._read_group(
            [("occasion_id", "in", self.ids)], ["occasion_id"], ["__count"]
        )
        for occasion, count in counts:
            occasion.greeting_count = count

    def _get_holiday(self, year):
        """:returns: the day of one holiday in ``year``, or False"""
        if self.kind != "holiday":
            return False
        if self.is_moving:
            days = self.date_ids.filtered(lambda line: line.date.year == year)
            return days[:1].date
        if not self.month or not self.day:
            return False
        return day_in_year(self.month, self.day, year)

    def action_view_greetings(self):
        """List the greetings of this occasion.

        :returns: the window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_care_greeting"
        )
        action["domain"] = [("occasion_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    # Whom it concerns ------------------------------------------------------------

    def _find(self, days, locations):
        """:param days: list of ``date``, as they are at ``locations``
        :returns: list of ``(contract, member, day)``: whom one occasion greets, the
            contracts that began first before the others"""
        self.ensure_one()
        live = Domain("state", "in", LIVE_STATES) & Domain(
            "location_id", "in", locations.ids
        )
        if self.company_id:
            live &= Domain("company_id", "=", self.company_id.id)
        if self.kind == "holiday":
            days = [day for day in days if self._get_holiday(day.year) == day]
        # What is remembered, month and day, and on which of the days.
        remembered = {key: day for day in days for key in original_days(day)}
        if self.kind == "birthday":
            born = self._get_domain_of_days("cowork_birthday", remembered)
            live &= Domain("partner_id", "any", born) | Domain(
                "member_ids", "any", born
            )
        elif self.kind == "anniversary":
            live &= self._get_domain_of_days("date_start", remembered)
        if not days:
            return []
        contracts = self.env["cowork.contract"].search(live, order="date_start, id")
        return [
            (contract, partner, day)
            for contract in contracts
            for partner, day in self._get_partners(contract, remembered, days)
        ]

    @api.model
    def _get_domain_of_days(self, name, remembered):
        """:returns: domain of records whose ``name`` is one of the days"""
        return Domain.OR(
            Domain(f"{name}.month_number", "=", month)
            & Domain(f"{name}.day_of_month", "=", number)
            for month, number in remembered
        )

    def _get_partners(self, contract, remembered, days):
        """:returns: list of ``(member, day)`` whom one occasion greets for it"""
        if self.kind == "anniversary":
            start = contract.date_start
            day = remembered[start.month, start.day]
            found = [(contract.partner_id, day)] if day.year > start.year else []
        elif self.kind == "birthday":
            found = [
                (partner, remembered[born.month, born.day])
                for partner in contract.partner_id | contract.member_ids
                if not partner.is_company
                and (born := partner.cowork_birthday)
                and (born.month, born.day) in remembered
            ]
        else:
            partners = contract.partner_id | contract.member_ids
            found = [(partner, day) for partner in partners for day in days]
        here = contract.location_id.partner_id.country_id
        return [
            (partner, day)
            for partner, day in found
            if partner.active
            and not partner.cowork_no_greetings
            and (not self.country_id or self.country_id in here | partner.country_id)
        ]
