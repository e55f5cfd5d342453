"""Plans with the meeting hours they include."""

from odoo import Command

from .import_step import ImportStep


class PlanStep(ImportStep):
    table_name = "plans"
    model = "cowork.plan"

    def __init__(self, run):
        super().__init__(run)
        self.usage_type = run.env.ref("cowork_members.usage_meeting_hours")

    def plan(self):
        super().plan()
        if self.creates:
            self.note("plan_anchors")

    def _prepare(self, row, new):
        interval, unit = row.get("period")
        vals = {
            "name": row.get("name"),
            "kind_id": self.run.kinds[row.get("kind")],
            "list_price": self.run.company.currency_id.round(row.get("price")),
            "billing_interval": interval,
            "billing_unit": unit,
            **self._filled(row, bill_in="bill_in"),
            **self._told(row, deposit_months="deposit_months"),
            **self._told(row, notice_days="notice_days"),
            **self._told(row, min_term_months="min_term_months"),
        }
        if new:
            vals.update(
                code=row.get("code"),
                company_id=self.run.company.id,
                anchor="anniversary" if unit == "year" else "calendar",
            )
            if row.get("meeting_hours"):
                vals["allowance_ids"] = [
                    Command.create(self._prepare_allowance(row.get("meeting_hours")))
                ]
        return vals

    def _prepare_allowance(self, hours):
        return {
            "usage_type_id": self.usage_type.id,
            "quantity": round(hours, 2),
            "period": "billing",
        }

    def _changes(self, record, vals):
        changes = super()._changes(record, vals)
        if {"billing_interval", "billing_unit"} & changes.keys():
            # Another period is another rule; the same one keeps what was chosen here.
            unit = vals["billing_unit"]
            changes["anchor"] = "anniversary" if unit == "year" else "calendar"
        return changes

    def _plan_update(self, key, row, plan):
        vals = self._changes(plan, self._prepare(row, False))
        if self._given(row, "meeting_hours"):
            command = self._allowance_command(plan, row.get("meeting_hours") or 0.0)
            if command:
                vals["allowance_ids"] = [command]
        if vals:
            self.updates.append((plan.id, vals))
        return bool(vals)

    def _allowance_command(self, plan, hours):
        """:returns: x2many command that gives the plan these hours, None when it has"""
        allowance = plan.allowance_ids.filtered(
            lambda a: a.usage_type_id == self.usage_type and a.period == "billing"
        )
        if not allowance:
            return Command.create(self._prepare_allowance(hours)) if hours else None
        if not hours:
            return Command.delete(allowance.id)
        if self._differs(allowance, "quantity", round(hours, 2)):
            return Command.update(allowance.id, {"quantity": round(hours, 2)})
        return None
