from odoo import api, fields, models

from ..models.maintenance_request_api import URGENCIES


class CoworkFaultReport(models.TransientModel):
    """The front desk takes down a fault, and sees first what is known already."""

    _name = "cowork.fault.report"
    _description = "Report a Fault"

    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        default=lambda self: self.env["cowork.visitor"]._get_default_location(),
    )
    company_id = fields.Many2one(related="location_id.company_id")
    space_id = fields.Many2one(
        "cowork.space", domain="[('location_id', '=', location_id)]"
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment", domain="[('location_id', '=', location_id)]"
    )
    partner_id = fields.Many2one(
        "res.partner", "Member", help="Who reports it, and is told how it goes on."
    )
    category_id = fields.Many2one(
        "cowork.work.category",
        "Kind of Fault",
        compute="_compute_category_id",
        store=True,
        readonly=False,
    )
    urgency = fields.Selection(
        [
            ("low", "It can wait"),
            ("normal", "Soon"),
            ("high", "Urgent: danger, or nobody can work"),
        ],
        required=True,
        default="normal",
    )
    text = fields.Text("What Is Wrong?")
    photo = fields.Binary(attachment=False)
    photo_name = fields.Char()
    known_ids = fields.Many2many(
        "maintenance.request", string="Known Already", compute="_compute_known_ids"
    )

    @api.model
    def _open(self, **context):
        """:param context: defaults of the dialog
        :returns: the action that opens it"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_fault_report"
        )
        action["context"] = {key: value for key, value in context.items() if value}
        return action

    @api.depends("equipment_id")
    def _compute_category_id(self):
        for report in self:
            system = report.equipment_id.work_category_id
            report.category_id = system or report.category_id

    @api.onchange("equipment_id")
    def _onchange_equipment_id(self):
        self.space_id = self.equipment_id.space_id or self.space_id

    @api.onchange("location_id")
    def _onchange_location_id(self):
        if self.space_id.location_id != self.location_id:
            self.space_id = False
        if self.equipment_id.location_id != self.location_id:
            self.equipment_id = False

    @api.depends("location_id", "space_id", "equipment_id")
    def _compute_known_ids(self):
        requests = self.env["maintenance.request"]
        for report in self:
            report.known_ids = (
                requests._find_known(report._get_place())
                if report.space_id or report.equipment_id
                else requests
            )

    def _get_place(self):
        """:returns: dict of values of a work order: where the fault is"""
        space = self.space_id or self.equipment_id.space_id
        values = {"location_id": self.location_id.id, "space_id": space.id}
        if self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
        return values

    def action_report(self):
        """Open the work order.

        :returns: the action that shows it
        :raises UserError: when nothing is said, or the photo is none
        """
        self.ensure_one()
        requests = self.env["maintenance.request"]
        requests.check_access("create")
        contract = requests._get_member_contract(self.partner_id, self.location_id)
        values = {
            **self._get_place(),
            "category": self.category_id.id,
            "partner_id": self.partner_id.id,
            "contract_id": contract,
            "priority": URGENCIES[self.urgency],
            "source": "desk",
        }
        photos = [requests._read_photo(self.photo)] if self.photo else []
        # One dialog opens one work order, however often the button is pressed.
        key = f"desk-{self.id}-{self.create_date}"
        request, _is_new = requests._report(self.text, values, photos, key)
        return request._open_form()
