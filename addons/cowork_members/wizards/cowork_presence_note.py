from odoo import fields, models
from odoo.exceptions import UserError


class CoworkPresenceNote(models.TransientModel):
    """The front desk notes who comes in, where no door does."""

    _name = "cowork.presence.note"
    _description = "Note Who Comes In"

    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        default=lambda self: self.env["cowork.visitor"]._get_default_location(),
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "cowork_presence_note_partner_rel",
        "note_id",
        "partner_id",
        "Who",
        help="Members, and people who work here.",
    )
    space_id = fields.Many2one(
        "cowork.space", "Where", domain="[('location_id', '=', location_id)]"
    )

    def action_apply(self):
        """Note that these people are in the building from now on.

        :returns: the window action with who is in the building
        :raises AccessError: when the user does not serve the location
        :raises UserError: when nobody is named
        """
        self.ensure_one()
        self.location_id.check_access("read")
        if not self.partner_ids:
            raise UserError(self.env._("Say who comes in."))
        employees = self._get_employees()
        place = {
            "location_id": self.location_id.id,
            "space_id": self.space_id.id,
            "source": "desk",
        }
        self.env["cowork.presence"]._enter(
            [
                {"employee_id": employees[partner.id], **place}
                if partner.id in employees
                else {"partner_id": partner.id, **place}
                for partner in self.partner_ids
            ]
        )
        return self.location_id.action_view_presence()

    def _get_employees(self):
        """:returns: dict of id of partner to id of the employee they are"""
        # sudo: the desk knows who works here, but reads no records of employees.
        employees = self.env["hr.employee"].sudo()
        found = employees.search(
            [
                ("work_contact_id", "in", self.partner_ids.ids),
                ("company_id", "=", self.location_id.company_id.id),
            ]
        )
        return {one.work_contact_id.id: one.id for one in found}
