"""One record of every model of facilities, and a user of every role."""

from .round_common import RoundMixin
from .work_order_common import WorkOrderCommon


class FacilitiesAccessCommon(RoundMixin, WorkOrderCommon):
    """Everything is of location 1 of the first company; the office's lamp was reported
    by the member of portal user A."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.public = cls.env.ref("base.public_user")
        cls.technician_2, cls.facility_manager_b = cls.make_users(
            ("t_technician_2", "cowork_facilities.group_user", [cls.location_2]),
            (
                "t_facility_manager_b",
                "cowork_facilities.group_manager",
                (),
                {"company_id": cls.company_b.id},
            ),
        )
        cls.order = cls.make_order(partner_id=cls.person.id, owner_user_id=False)
        product = cls.env["product.product"].create({"name": "T-Tube"})
        cls.labour = cls.add_labour(cls.order, 1)
        cls.material = cls.env["cowork.work.material"].create(
            {"request_id": cls.order.id, "product_id": product.id}
        )
        reopened = cls.make_order("Reopened", stage_id=cls.done.id)
        reopened.action_reopen("Again")
        boiler = cls.env["maintenance.equipment"].create(
            {"name": "Boiler", "space_id": cls.office.id, "company_id": cls.company.id}
        )
        inspection = cls.env["cowork.equipment.inspection"].create(
            {"name": "Main inspection", "equipment_id": boiler.id}
        )
        template = cls.make_template("Patrol", team_id=False)
        shift = cls.env["cowork.round.shift"].create(
            {"template_id": template.id, "name": "Night"}
        )
        # Due already: it counts in the coverage.
        one = cls.make_round(template)
        one.write({"start": "2026-01-01 08:00:00", "due": "2026-01-01 09:00:00"})
        line = one.line_ids[0]
        cls.send(cls.answer(line), user=cls.technician)
        cls.order.vendor_cost = 10
        cls.agreement = cls.env["cowork.vendor.agreement"].create(
            {
                "name": "Lamps",
                "partner_id": cls.env["res.partner"]
                .create({"name": "T-Vendor", "email": "vendor@example.com"})
                .id,
                "location_ids": cls.location.ids,
                "insurance_required": False,
            }
        )
        sent = cls.env["cowork.vendor.order"]._send(cls.order, cls.agreement)
        cls.env.flush_all()
        cls.samples = {
            "maintenance.request": cls.order,
            "cowork.work.category": cls.category,
            "cowork.work.cause": cls.env.ref("cowork_facilities.work_cause_wear"),
            "cowork.work.remedy": cls.env.ref("cowork_facilities.work_remedy_part"),
            "cowork.work.hold.reason": cls.env.ref("cowork_facilities.work_hold_parts"),
            "cowork.work.labour": cls.labour,
            "cowork.work.material": cls.material,
            "cowork.work.reopening": reopened.reopening_ids,
            "cowork.equipment.inspection": inspection,
            "cowork.equipment.inspection.result": cls.env[
                "cowork.equipment.inspection.result"
            ].create({"inspection_id": inspection.id, "date": cls.day(-3)}),
            "cowork.round.template": template,
            "cowork.round.template.point": template.point_ids[0],
            "cowork.round.shift": shift,
            "cowork.round": one,
            "cowork.round.line": line,
            "cowork.round.entry": line.entry_ids,
            "cowork.round.coverage": cls.env["cowork.round.coverage"].search(
                [("round_id", "=", one.id)], limit=1
            ),
            "cowork.vendor.agreement": cls.agreement,
            "cowork.vendor.order": sent,
            "cowork.vendor.report": cls.env["cowork.vendor.report"].browse(sent.id),
            "cowork.maintenance.plan": cls.env["cowork.maintenance.plan"].create(
                {"name": "Clean it", "equipment_id": boiler.id}
            ),
            "cowork.work.report": cls.env["cowork.work.report"].search(
                [("request_id", "=", cls.order.id)]
            ),
            "cowork.work.cost": cls.env["cowork.work.cost"].search(
                [("request_id", "=", cls.order.id)]
            ),
        }
