from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.assignment import Team, Technician, assign, choose_team, fits


class MaintenanceRequest(models.Model):
    """Which team a work order comes to, and who of it does it."""

    _inherit = "maintenance.request"

    # Chosen by what is to be done and where, not the first there is.
    maintenance_team_id = fields.Many2one(
        default=None,
        compute="_compute_maintenance_team_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        waiting = requests.filtered(
            lambda r: r.maintenance_team_id.auto_assign
            and not (r.user_id or r.is_closed)
        )
        waiting._assign()
        return requests

    # The team -------------------------------------------------------------------------

    @api.depends("category", "location_id")
    def _compute_maintenance_team_id(self):
        super()._compute_maintenance_team_id()
        for company, requests in self.grouped("company_id").items():
            teams = requests._get_teams(company)
            for request in requests:
                request.maintenance_team_id = request._choose_team(teams)

    @api.model
    def _get_teams(self, company):
        """:returns: dict of id to :class:`~..engine.assignment.Team`, of a company;
        its own before those of all"""
        # sudo: work comes to the right team whoever reports it.
        teams = self.env["maintenance.team"].sudo()
        found = teams.search(
            [("company_id", "in", [company.id, False])], order="company_id, id"
        )
        return {
            team.id: Team(
                team.id, set(team.location_ids.ids), set(team.work_category_ids.ids)
            )
            for team in found
        }

    def _choose_team(self, teams):
        """:returns: id of the team of one order; the one it has, as long as it fits"""
        location, category = self.location_id.id, self.category.id
        present = teams.get(self.maintenance_team_id.id)
        if present and self.equipment_id.maintenance_team_id:
            return present.key
        # On a new order it is but what the first guess was.
        if present and self._origin and fits(present, location, category):
            return present.key
        chosen = choose_team(list(teams.values()), location, category)
        # Somebody has to look at what is nobody's.
        return chosen or next(iter(teams), False)

    # The technician -------------------------------------------------------------------

    def _assign(self):
        """Give orders to who of their team serves the location, has the skills, and has
        the least to do.

        :returns: the orders somebody was found for"""
        crews = {request: request._get_crew() for request in self}
        technicians = self._get_technicians(
            self.env["res.users"].union(*crews.values())
        )
        given = assign(
            [
                # sudo: as for the technicians' skills.
                (request.id, set(request.category.sudo().skill_ids.ids), crew.ids)
                for request, crew in crews.items()
            ],
            technicians,
        )
        assigned = self.filtered(lambda r: r.id in given)
        for user_id, requests in assigned.grouped(lambda r: given[r.id]).items():
            requests.write({"user_id": user_id})
        return assigned

    def _get_crew(self):
        """:returns: the users who may do one order: of its team, at its location"""
        # sudo: who serves a location is no secret to who gives out work there.
        request = self.sudo()
        crew = request.maintenance_team_id.member_ids.filtered("active")
        if request.location_id:
            crew &= request.location_id.staff_user_ids
        return crew.filtered(lambda u: request.company_id in u.company_ids).sorted("id")

    @api.model
    def _get_technicians(self, users):
        """:returns: dict of user id to :class:`~..engine.assignment.Technician`"""
        today = fields.Date.context_today(self)
        # sudo: files of colleagues are closed; only whether they can do it is used.
        skills = self.env["hr.employee.skill"].sudo()
        known = skills._read_group(
            Domain("employee_id.user_id", "in", users.ids)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", today)),
            ["employee_id"],
            ["skill_id:array_agg"],
        )
        by_user = {}
        for employee, skill_ids in known:
            by_user.setdefault(employee.user_id.id, set()).update(skill_ids)
        # sudo: what they have to do elsewhere counts as well.
        loads = self.sudo()._read_group(
            [
                ("user_id", "in", users.ids),
                ("is_closed", "=", False),
                ("hold_reason_id", "=", False),
            ],
            ["user_id"],
            ["__count"],
        )
        load = {user.id: count for user, count in loads}
        return {
            user.id: Technician(
                user.id, by_user.get(user.id, set()), load.get(user.id, 0)
            )
            for user in users
        }

    def action_assign(self):
        """Give open orders to who of their team serves the location, has the skills for
        the kind of work, and has the least to do.

        :returns: True
        :raises AccessError: when the user may not write the orders
        :raises UserError: when there is nobody for one of them
        """
        self.check_access("write")
        waiting = self.filtered(lambda r: not r.is_closed)
        left = waiting - waiting._assign()
        if left:
            raise UserError(
                self.env._(
                    "Nobody of the team %(team)s serves the location and has the skills"
                    " for “%(order)s”. Choose somebody yourself, or change the team.",
                    team=left[0].maintenance_team_id.name,
                    order=left[0].name,
                )
            )
        return True
