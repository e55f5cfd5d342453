from odoo import fields, models
from odoo.fields import Domain

from ..engine.complaint_figures import published
from .cowork_complaint import UNCOUNTED
from .cowork_complaint_flow import SOLVED

MONTHS = 12


class CoworkLocation(models.Model):
    """What a location tells everybody about its complaints."""

    _inherit = "cowork.location"

    complaint_access = fields.Selection(
        [
            ("none", "Nobody"),
            ("members", "Members, signed in"),
            ("public", "Everybody"),
        ],
        "Complaint Figures",
        required=True,
        default="none",
        help="Who sees the page with the figures of the last twelve months. Nobody can"
        " be recognised in them: fewer than five complaints are never counted.",
    )

    def _shows_complaints_to(self, user):
        """:param user: ``res.users`` who asks
        :returns: whether they may see the figures of one location, if there is one"""
        # sudo: visitors and members read no locations; only yes or no is told.
        location = self.sudo().exists()
        if not location.active:
            return False
        if location.with_user(user).has_access("read"):
            return True
        if location.complaint_access == "members":
            # sudo: see above.
            contracts = user.sudo().partner_id._get_complaint_contracts()
            return location in contracts.location_id
        return location.complaint_access == "public"

    def _get_complaint_figures(self):
        """:returns: dict for the published page of one location (sudo): see
        ``engine.complaint_figures``, with ``first`` and ``last`` day"""
        last = self._today()
        first = fields.Date.add(last, months=-MONTHS)
        complaints = self.env["cowork.complaint"].search_fetch(
            Domain("location_id", "=", self.id)
            & Domain("received_on", ">=", first)
            & Domain("received_on", "<=", last)
            & Domain("state", "not in", UNCOUNTED),
            [
                "category_id",
                "state",
                "solved_at",
                "received_at",
                "resolution_status",
                "reopen_count",
            ],
        )
        figures = published(self._read_figures(complaints))
        if not figures["too_few"]:
            names = {
                category.id: category.name
                for category in complaints.category_id._get_roots()
            }
            figures["categories"] = [
                (names.get(category), count)
                for category, count in figures["categories"]
            ]
        return {**figures, "first": first, "last": last}

    def _read_figures(self, complaints):
        """:returns: list of dict, as ``published`` takes them"""
        in_time = {"met": True, "missed": False}
        return [
            {
                "category": complaint.category_id._get_roots().id or None,
                "solved_days": (complaint.solved_at - complaint.received_at).days
                if complaint.state in SOLVED
                else None,
                "in_time": in_time.get(complaint.resolution_status),
                "reopened": bool(complaint.reopen_count),
            }
            for complaint in complaints
        ]

    def action_open_complaint_figures(self):
        """:returns: the action that opens the published figures of one location"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cowork/complaints/{self.id}",
            "target": "new",
        }
