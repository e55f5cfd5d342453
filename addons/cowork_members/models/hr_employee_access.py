from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cowork_credential_count = fields.Integer(
        "Credentials",
        compute="_compute_cowork_credential_count",
        groups="hr.group_hr_user",
    )

    def _compute_cowork_credential_count(self):
        counts = dict(
            # sudo: who looks after people sees how many cards they have; the list
            # itself asks for the rights to see them.
            self.env["cowork.access.credential"]
            .sudo()
            ._read_group(
                [("employee_id", "in", self.ids), ("state", "=", "active")],
                ["employee_id"],
                ["__count"],
            )
        )
        for employee in self:
            employee.cowork_credential_count = counts.get(employee, 0)

    def action_view_cowork_credentials(self):
        """:returns: the window action with the credentials of one employee"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_access_credential"
        )
        action["domain"] = [("employee_id", "=", self.id)]
        action["context"] = {
            "default_holder_kind": "employee",
            "default_employee_id": self.id,
        }
        return action
