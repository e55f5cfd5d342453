from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain


class CoworkRoundEntry(models.Model):
    """What failed on a round is repaired: it opens a work order."""

    _inherit = "cowork.round.entry"

    def _report_failures(self):
        """Open a work order for each answer (sudo) that says that a point failed; where
        one of the same point is open already, this is noted there."""
        failed = self.filtered(lambda entry: entry.result == "failed")
        waiting = failed._get_open_requests()
        fresh = failed.filtered(
            lambda e: not e.line_id.request_id and e.line_id.point_id not in waiting
        )
        opened = fresh._open_requests()
        for entry in failed:
            line = entry.line_id
            request = line.request_id or opened.get(line) or waiting[line.point_id]
            if line.request_id != request:
                line._by_action().request_id = request
            request._note_failure(entry)

    def _open_requests(self):
        """:returns: dict of the points on rounds to the work orders that are opened for
        these answers"""
        opened = {}
        for company, entries in self.grouped("company_id").items():
            # sudo: a failed point is to be repaired, whoever finds it.
            orders = self.env["maintenance.request"].sudo().with_company(company)
            made = orders._by_action().create([e._prepare_request() for e in entries])
            opened |= dict(zip(entries.line_id, made, strict=True))
        return opened

    def _get_open_requests(self):
        """:returns: dict of the points of these answers to the work order that is open
        there, or into which that was merged"""
        still_open = Domain("is_closed", "=", False)
        requests = self.env["maintenance.request"].search(
            Domain("round_point_id", "in", self.line_id.point_id.ids)
            & (still_open | Domain("merged_into_id.is_closed", "=", False)),
            order="id",
        )
        return {r.round_point_id: r.merged_into_id or r for r in requests}

    def _prepare_request(self):
        """:returns: values of the work order that one answer opens"""
        line, one = self.line_id, self.line_id.round_id
        vals = {
            "name": self.env._("%(point)s: failed on a round", point=line.name),
            "description": self._describe_failure(),
            "source": "round",
            # A phone's clock that is years behind makes no repair of years.
            "reported_at": max(self.answered_at, min(one.start, fields.Datetime.now())),
            "round_line_id": line.id,
            "company_id": one.company_id.id,
            "space_id": line.space_id.id,
            "location_id": one.location_id.id,
            "equipment_id": line.equipment_id.id,
            "category": line.category_id.id,
            "priority": line.priority,
            "maintenance_type": "corrective",
        }
        if one.team_id:
            vals["maintenance_team_id"] = one.team_id.id
        return vals

    def _describe_failure(self):
        """:returns: what was found by one answer, for the work order"""
        line = self.line_id
        lines = [line.round_id.display_name, line.answer_text, line.standard]
        return Markup("<br/>").join(filter(None, lines))
