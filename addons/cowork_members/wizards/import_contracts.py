"""Contracts, each with one line: a plan, its space, its price."""

from collections import namedtuple
from zoneinfo import ZoneInfo

from odoo import Command, fields

from ..engine.cell_values import fold
from ..engine.import_checks import space_key
from .import_run import Ref, chunks
from .import_step import ImportStep

Change = namedtuple("Change", "contract line vals line_vals state person")

# States in which the dates of a workbook decide; others were chosen by somebody here.
BY_DATES = ("signed", "active", "ended")
# A line that changes one of these leaves its space before it takes the new one.
PLACE_FIELDS = {"space_id", "date_start", "date_end", "location_id"}


class ContractStep(ImportStep):
    table_name = "contracts"
    model = "cowork.contract"

    def __init__(self, run):
        super().__init__(run)
        # Migrated contracts come with the state and the terms they have already.
        self.env = run.env["cowork.contract"]._by_action().env
        self.lines = self.env["cowork.contract.line"]
        self.new_lines = {}
        self._days = self._load_days()
        self._before_cutover = 0
        stage = run.env["cowork.contract.stage"]
        self._stages = {state: stage._get_first(state).id for state in BY_DATES}

    def _load_days(self):
        """:returns: today at every location, by key: it decides what has ended"""
        zones = {}
        ids = self.run.ids["locations"]
        records = self.env["cowork.location"].browse(ids.values())
        zones.update(zip(ids, records.mapped("tz"), strict=True))
        for key, row in self.run.first_rows("locations").items():
            zones[key] = row.get("tz") or zones.get(key)
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        return {
            key: now.astimezone(ZoneInfo(zone or "UTC")).date()
            for key, zone in zones.items()
        }

    def plan(self):
        super().plan()
        if self._before_cutover:
            day = fields.Date.subtract(self.run.cutover, days=1)
            self.note(
                "billed_before_cutover",
                count=self._before_cutover,
                day=fields.Date.to_string(day),
            )

    # Values ------------------------------------------------------------------------

    def _prepare(self, row, new):
        vals = {
            "partner_id": self._ref("members", row.get("member")),
            "location_id": self._ref("locations", row.get("location")),
            "date_start": row.get("start"),
            **self._dates(row, date_end="end"),
        }
        if self._given(row, "deposit"):
            vals["deposit_opening"] = self._round(row.get("deposit") or 0.0)
        if new:
            number = row.get("number")
            vals.update(
                name=number,
                external_ref=number,
                stage_id=self._stages[self._state(row)],
            )
        return vals

    def _dates(self, row, **names):
        return {
            field: row.get(name) or False
            for field, name in names.items()
            if self._given(row, name)
        }

    def _round(self, amount):
        return self.run.company.currency_id.round(amount)

    def _prepare_line(self, row, new):
        vals = {
            "plan_id": self._ref("plans", row.get("plan")),
            "date_start": row.get("start"),
        }
        if new or self._given(row, "quantity"):
            vals["quantity"] = row.get("quantity") or 1
        if self._given(row, "price"):
            vals["price_unit"] = self._round(row.get("price"))
        if self._given(row, "discount"):
            vals["discount"] = round(row.get("discount") or 0.0, 2)
        if self._given(row, "space"):
            key = space_key(row, "space")
            vals["space_id"] = Ref("spaces", key) if key else False
        billed = row.get("billed_through")
        if billed or (new and row.get("start") < self.run.cutover):
            vals["billed_through"] = billed or fields.Date.subtract(
                self.run.cutover, days=1
            )
        return vals

    def _state(self, row):
        today = self._days.get(fold(row.get("location")), self.run.today)
        if row.get("end") and row.get("end") < today:
            return "ended"
        return "signed" if row.get("start") > today else "active"

    # What would change -------------------------------------------------------------

    def _plan_create(self, key, row):
        self.new_lines[key] = (self._prepare_line(row, True), fold(row.get("member")))
        if not row.get("billed_through") and row.get("start") < self.run.cutover:
            self._before_cutover += 1
        super()._plan_create(key, row)

    def _prefetch(self, contracts):
        contracts.mapped("member_ids")
        contracts.line_ids.mapped("price_step_ids")

    def _plan_update(self, key, row, contract):
        if contract.state not in (*BY_DATES, "suspended"):
            labels = dict(contract._fields["state"]._description_selection(self.env))
            self.warn(row, "number", "state_kept", state=labels[contract.state])
            return False
        vals, line_vals = self._prepare(row, False), self._prepare_line(row, False)
        line = contract.line_ids.filtered(lambda ln: not ln.is_void)
        if len(line) != 1 or line.previous_line_id or line.price_step_ids:
            self.warn(row, "number", "amended_here")
            line, line_vals = line[:0], {}
            for name in ("location_id", "date_start", "date_end"):
                vals.pop(name, None)
        elif contract.notice_date or contract.end_reason_id:
            self.warn(row, "end", "ended_here")
            vals.pop("date_end", None)
        vals = self._changes(contract, vals)
        line_vals = self._changes(line, line_vals) if line else {}
        state = self._new_state(row, contract, vals)
        person = self._new_person(row, contract)
        change = Change(contract.id, line.id, vals, line_vals, state, person)
        if not any(change[2:]):
            return False
        self.updates.append(change)
        return True

    def _new_state(self, row, contract, vals):
        if not {"date_start", "date_end"} & vals.keys():
            return None
        state = self._state(row)
        return state if contract.state in BY_DATES and contract.state != state else None

    def _new_person(self, row, contract):
        """:returns: key of the member whose person is to be named in the contract"""
        key = fold(row.get("member"))
        member = self.run.first_rows("members").get(key)
        if not member or not member.get("contact"):
            return None
        person = self.run.ids["contacts"].get(key)
        return None if person and person in contract.member_ids.ids else key

    # The change --------------------------------------------------------------------

    def _people(self, key):
        person = self.run.ids["contacts"].get(key)
        return [Command.link(person)] if person else []

    def _create(self, part):
        for key, vals in part:
            vals["member_ids"] = self._people(self.new_lines[key][1])
        super()._create(part)
        self.lines.create(
            [
                self.run.resolve(
                    {
                        **self.new_lines.pop(key)[0],
                        "contract_id": self.run.ids["contracts"][key],
                    }
                )
                for key, _vals in part
            ]
        )

    def apply(self, progress):
        # Two contracts that swap spaces, or a new one that takes what another leaves,
        # would hold the same one for a moment: all leave before any enters.
        for part in chunks(self.updates):
            self._leave_spaces(part)
        super().apply(progress)

    def _leave_spaces(self, part):
        moved = [
            change
            for change in part
            if change.line and PLACE_FIELDS & (change.vals | change.line_vals).keys()
        ]
        lines = self.lines.browse([change.line for change in moved])
        for change, line in zip(moved, lines, strict=True):
            change.line_vals.setdefault("space_id", line.space_id.id)
        # A line never begins before its contract: what moves to a later day goes first.
        later = [
            (line.id, {"date_start": change.line_vals["date_start"]})
            for change, line in zip(moved, lines, strict=True)
            if change.line_vals.get("date_start", line.date_start) > line.date_start
        ]
        lines.write({"space_id": False})
        self._write_grouped(self.lines, later)
        self._forget()

    def _update(self, part):
        contracts = self.env[self.model]
        # The flush asks every line for its currency: all at once is one query.
        contracts.browse([change.contract for change in part]).mapped("currency_id")
        self._write_grouped(contracts, [(c.contract, c.vals) for c in part if c.vals])
        self._write_people(part)
        self._write_states(part)
        self._write_grouped(
            self.lines, [(c.line, c.line_vals) for c in part if c.line_vals]
        )

    def _write_people(self, part):
        contracts = self.env[self.model].browse([change.contract for change in part])
        for change, contract in zip(part, contracts, strict=True):
            people = self._people(change.person)
            if people:
                contract.member_ids = people

    def _write_states(self, part):
        by_state = {}
        for change in part:
            if change.state:
                by_state.setdefault(change.state, []).append(change.contract)
        for state, ids in by_state.items():
            self.env[self.model].browse(ids)._enter_state(state)
