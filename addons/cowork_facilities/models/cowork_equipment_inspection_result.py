from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CoworkEquipmentInspectionResult(models.Model):
    """What an inspection found. One that failed is repaired: a work order is opened."""

    _name = "cowork.equipment.inspection.result"
    _description = "Result of an Inspection"
    _inherit = ["cowork.protected.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _owner_fields = frozenset({"inspection_id"})
    _protected_fields = frozenset({"request_id", "company_id"})

    inspection_id = fields.Many2one(
        "cowork.equipment.inspection", required=True, index=True, ondelete="cascade"
    )
    equipment_id = fields.Many2one(
        related="inspection_id.equipment_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="inspection_id.company_id", store=True, precompute=True
    )
    location_id = fields.Many2one(
        "cowork.location",
        related="inspection_id.location_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    date = fields.Date("Day", required=True, default=fields.Date.context_today)
    outcome = fields.Selection(
        [
            ("passed", "Passed"),
            ("conditions", "Passed With Conditions"),
            ("failed", "Failed"),
        ],
        required=True,
        default="passed",
    )
    partner_id = fields.Many2one("res.partner", "Inspector", check_company=True)
    reference = fields.Char("Certificate Number")
    note = fields.Text("Findings")
    retest_by = fields.Date(
        "Again By", help="When it failed: by which day it is inspected once more."
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "cowork_inspection_result_attachment_rel",
        "result_id",
        "attachment_id",
        string="Certificates",
        bypass_search_access=True,
    )
    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _one_a_day = models.UniqueIndex(
        "(inspection_id, date)", "This inspection has a result of that day already."
    )

    @api.constrains("date", "retest_by")
    def _check_date(self):
        for result in self:
            today = result.equipment_id._today()
            if result.date > today:
                raise ValidationError(
                    self.env._(
                        "%s has not come yet: enter a result when the inspection was.",
                        format_date(self.env, result.date),
                    )
                )
            if result.retest_by and result.retest_by < result.date:
                raise ValidationError(
                    self.env._(
                        "It cannot be inspected again on %(again)s, before it was on"
                        " %(day)s.",
                        again=format_date(self.env, result.retest_by),
                        day=format_date(self.env, result.date),
                    )
                )

    @api.depends("inspection_id.display_name", "date")
    def _compute_display_name(self):
        for result in self:
            parts = (
                result.inspection_id.display_name,
                result.date and format_date(self.env, result.date),
            )
            result.display_name = " · ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        results = super().create(vals_list)
        results._open_work_orders()
        # sudo: the to-do may be somebody else's.
        results.inspection_id.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        return results

    def write(self, vals):
        result = super().write(vals)
        if "outcome" in vals:
            self._open_work_orders()
        return result

    def _open_work_orders(self):
        """Have repaired what failed, once."""
        failed = self.filtered(lambda r: r.outcome == "failed" and not r.request_id)
        # sudo: whoever notes a result need not be allowed to open work orders.
        failed = failed.sudo()
        requests = self.env["maintenance.request"].sudo()
        requests = requests.create([result._prepare_request() for result in failed])
        for result, request in zip(failed, requests, strict=True):
            result._by_action().request_id = request

    def _prepare_request(self):
        """:returns: dict of values of the work order for one failed result (sudo)"""
        equipment = self.equipment_id
        company = equipment.company_id or equipment.location_id.company_id
        return {
            **equipment._get_label_place(),
            "company_id": (company or self.env.company).id,
            "name": self.env._("%s failed", self.inspection_id.display_name),
            "description": Markup("<br/>").join((self.note or "").splitlines()),
            "source": "plan",
            "maintenance_type": "corrective",
            "priority": "3",
        }
