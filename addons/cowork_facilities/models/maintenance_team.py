from odoo import fields, models


class MaintenanceTeam(models.Model):
    """Which work comes to which team, and whether it is given out by itself."""

    _inherit = "maintenance.team"

    location_ids = fields.Many2many(
        "cowork.location",
        "maintenance_team_cowork_location_rel",
        "team_id",
        "location_id",
        "Locations",
        check_company=True,
        help="Empty: the team works at all locations.",
    )
    work_category_ids = fields.Many2many(
        "cowork.work.category",
        "maintenance_team_work_category_rel",
        "team_id",
        "category_id",
        "Kinds of Work",
        help="Empty: the team does every kind of work.",
    )
    auto_assign = fields.Boolean(
        "Assign by Itself",
        help="New work orders go to the technician of the team who serves the location,"
        " has the skills, and has the least to do.",
    )
