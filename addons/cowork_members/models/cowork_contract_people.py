from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

# An identity in the context: the people of today are being put in step.
IN_STEP = object()


class CoworkContract(models.Model):
    """Who uses a membership: today's people, and the history behind them."""

    _inherit = "cowork.contract"

    member_history_ids = fields.One2many(
        "cowork.contract.member", "contract_id", "Who and When", copy=False
    )
    people_problem = fields.Char(
        compute="_compute_people_problem",
        groups="base.group_user",
        help="A coming day on which more people are named than the plans allow.",
    )

    # The limits of the plans -----------------------------------------------------

    @api.constrains("member_ids", "line_ids")
    def _check_member_limit(self):
        for contract in self:
            day = contract._get_reference_day()
            contract._check_people(day, len(contract.member_ids))

    def _check_people_on(self, days):
        """:raises ValidationError: when more people are in one contract on one of
        ``days`` than its plans allow"""
        for day in days:
            self._check_people(day, self._count_people_on(day))

    def _check_people(self, day, count):
        limit = self._get_member_limit(day)
        if limit is not None and count > limit:
            raise ValidationError(self._explain_member_limit(day, count, limit))

    def _explain_member_limit(self, day, count, limit):
        return self.env._(
            "%(contract)s names %(count)s people, but its plans allow %(limit)s on"
            " %(day)s.",
            contract=self.display_name,
            count=count,
            limit=limit,
            day=format_date(self.env, day),
        )

    def _get_member_limit(self, day):
        """:returns: how many people the plans in force on ``day`` allow, or None"""
        self.ensure_one()
        lines = self._get_lines_on(day)
        if not lines or not all(lines.plan_id.mapped("member_limit")):
            return None
        return int(sum(line.plan_id.member_limit * line.quantity for line in lines))

    def _count_people_on(self, day):
        return len(self.member_history_ids.filtered(lambda row: row._covers(day)))

    def _get_members_on(self, day):
        """:returns: ``res.partner`` who were in one contract on ``day``"""
        self.ensure_one()
        rows = self.member_history_ids.filtered(lambda row: row._covers(day))
        return rows.partner_id

    @api.depends(
        "state",
        "line_ids.date_start",
        "line_ids.date_stop",
        "line_ids.plan_id",
        "member_history_ids.date_from",
        "member_history_ids.date_to",
    )
    def _compute_people_problem(self):
        for contract in self:
            contract.people_problem = contract._find_people_problem()

    def _find_people_problem(self):
        """:returns: sentence on the first coming day with too many people, or False"""
        start = self._get_reference_day()
        if self.state in ("ended", "cancelled") or not start:
            return False
        days = {line.date_start for line in self.line_ids}
        days |= {
            fields.Date.add(line.date_stop, days=1)
            for line in self.line_ids
            if line.date_stop
        }
        days |= {row.date_from for row in self.member_history_ids}
        for day in sorted(day for day in days | {start} if day and day >= start):
            limit, count = self._get_member_limit(day), self._count_people_on(day)
            if limit is not None and count > limit:
                return self._explain_member_limit(day, count, limit)
        return False

    # In step with the history ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts.filtered("member_ids")._record_people()
        return contracts

    def write(self, vals):
        starts = {c: c.date_start for c in self} if "date_start" in vals else {}
        result = super().write(vals)
        if starts:
            self._move_people(starts)
        if (
            "member_ids" in vals
            and self.env.context.get("cowork_people") is not IN_STEP
        ):
            self._record_people()
        return result

    def _move_people(self, starts):
        """Who is in from the beginning is so when the contract begins another day.

        :param starts: dict of contract to its first day before"""
        rows = self.with_context(cowork_people=IN_STEP).member_history_ids
        moved = rows.filtered(
            lambda row: row.date_from == starts[row.contract_id]
            or row.date_from < row.contract_id.date_start
        )
        over = moved.filtered(
            lambda row: row.date_to and row.date_to < row.contract_id.date_start
        )
        over._by_action().unlink()
        for contract, kept in (moved - over).grouped("contract_id").items():
            kept.date_from = contract.date_start
        self._follow_people()

    def _record_people(self):
        """Write into the history who was named or taken out among today's people."""
        # sudo: people of other companies the user cannot see stay in; the user may
        # write the contract.
        rows = self.env["cowork.contract.member"].sudo()
        rows = rows.with_context(cowork_people=IN_STEP)._by_action()
        made, gone = [], rows.browse()
        for contract in self.sudo():
            day = contract._get_reference_day()
            inside = contract.member_history_ids.filtered(lambda r, d=day: r._covers(d))
            for partner in contract.member_ids - inside.partner_id:
                made.append(self._prepare_person(contract, partner, day))
            gone |= inside.filtered(
                lambda row, c=contract: row.partner_id not in c.member_ids
            ).with_env(rows.env)
        never = gone.filtered(
            lambda row: row.date_from >= row.contract_id._get_reference_day()
        )
        for contract, left in (gone - never).grouped("contract_id").items():
            left.date_to = fields.Date.subtract(contract._get_reference_day(), days=1)
        never.unlink()
        # Who was to join later joins now.
        sooner = rows.browse([vals.pop("id") for vals in made if "id" in vals])
        for contract, later in sooner.grouped("contract_id").items():
            later.date_from = contract._get_reference_day()
        rows.create([vals for vals in made if vals])

    def _prepare_person(self, contract, partner, day):
        """:returns: values of the row of somebody named today; only the ``id`` of one
        that was planned for later"""
        later = contract.member_history_ids.filtered(
            lambda row: row.partner_id == partner and row.date_from > day
        ).sorted("date_from")[:1]
        if later:
            return {"id": later.id}
        return {
            "contract_id": contract.id,
            "partner_id": partner.id,
            "date_from": day,
        }

    def _follow_people(self):
        """Let the people named be those who are in today by the history."""
        if self.env.context.get("cowork_people") is IN_STEP:
            return
        # sudo: as when they are recorded.
        for contract in self.sudo():
            day = contract._get_reference_day()
            people = contract._get_members_on(day)
            if people != contract.member_ids:
                contract.with_context(cowork_people=IN_STEP)._by_action().write(
                    {"member_ids": [Command.set(people.ids)]}
                )

    def _follow_changes(self):
        super()._follow_changes()
        self._follow_people()

    # Coming and going ------------------------------------------------------------

    def action_add_member(self, partner, date=None):
        """Let a person use the membership from a day on.

        :param partner: ``res.partner`` or its id
        :param date: first day (``YYYY-MM-DD``); today, or the contract's first day
            when that is later, when not given
        :returns: True
        :raises UserError: when the contract is over
        :raises ValidationError: when the plans allow no more people on a day, or the
            person is in already
        """
        self.ensure_one()
        self._require_state(
            ("draft", "signed", "active", "suspended"), self.env._("Add a person")
        )
        self.env["cowork.contract.member"].create(
            {
                "contract_id": self.id,
                "partner_id": self._to_person(partner).id,
                "date_from": self._to_day(date) or self._get_reference_day(),
            }
        )
        return True

    def action_remove_member(self, partner, date=None):
        """Let a person use the membership no longer than a day.

        :param partner: ``res.partner`` or its id
        :param date: last day, inclusive (``YYYY-MM-DD``); today when not given
        :returns: True
        :raises UserError: when the person is not in on that day or later
        """
        self.ensure_one()
        self._require_state(
            ("draft", "signed", "active", "suspended"), self.env._("Remove a person")
        )
        partner = self._to_person(partner)
        day = self._to_day(date) or self._get_reference_day()
        row = self.member_history_ids.filtered(
            lambda row: row.partner_id == partner
            and (not row.date_to or row.date_to >= day)
        ).sorted("date_from")[:1]
        if not row:
            raise UserError(
                self.env._(
                    "%(person)s is not in %(contract)s on %(day)s.",
                    person=partner.name,
                    contract=self.display_name,
                    day=format_date(self.env, day),
                )
            )
        if row.date_from > day or self.state == "draft":
            row.unlink()
        else:
            row.date_to = day
        return True

    def _to_person(self, partner):
        partner = self._to_record("res.partner", partner)
        if not partner:
            raise UserError(self.env._("Choose a person."))
        partner.check_access("read")
        return partner
