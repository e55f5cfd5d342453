from odoo import fields, models


class CoworkEquipmentInspection(models.Model):
    """Inspections that need work done, such as opening a shaft or being there with the
    inspector: their work order is made when somebody is reminded of them."""

    _inherit = "cowork.equipment.inspection"

    makes_order = fields.Boolean(
        "Make a Work Order",
        default=True,
        help="When the notice begins, a work order is made for the day of the"
        " inspection, once for each time it is due.",
    )
    request_ids = fields.One2many(
        "maintenance.request", "inspection_id", "Work Orders", readonly=True
    )
    request_count = fields.Integer("Orders Made", compute="_compute_request_count")

    def _compute_request_count(self):
        counts = dict(
            self.env["maintenance.request"]._read_group(
                [("inspection_id", "in", self.ids)], ["inspection_id"], ["__count"]
            )
        )
        for inspection in self:
            inspection.request_count = counts.get(inspection, 0)

    def _remind(self):
        result = super()._remind()
        self.filtered("makes_order")._make_orders()
        return result

    def _make_orders(self):
        """Make the work orders of these inspections, each due day once."""
        # sudo: work orders that the user does not see are there as well.
        requests = self.env["maintenance.request"].sudo()
        known = {
            (request.inspection_id, request.plan_date)
            for request in requests.search([("inspection_id", "in", self.ids)])
        }
        requests._by_action().create(
            [
                inspection._prepare_order()
                for inspection in self
                if (inspection, inspection.next_date) not in known
            ]
        )

    def _prepare_order(self):
        """:returns: dict of values of the work order for the next time of one
        inspection"""
        company = self.company_id or self.location_id.company_id or self.env.company
        start = self.equipment_id._get_morning(self.next_date)
        return {
            **self.equipment_id._get_label_place(),
            "name": self.display_name,
            "company_id": company.id,
            "source": "plan",
            "maintenance_type": "preventive",
            "inspection_id": self.id,
            "plan_date": self.next_date,
            "schedule_date": start,
        }

    def action_view_requests(self):
        """List the work orders made for these inspections.

        :returns: the window action
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance.hr_equipment_request_action"
        )
        return {
            **action,
            "domain": [("inspection_id", "in", self.ids)],
            "context": {"create": False},
        }
