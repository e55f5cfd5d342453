from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..engine.visits import local_day


class CoworkContract(models.Model):
    """How long a card waits in its stage, and where the buttons of the form lead."""

    _inherit = "cowork.contract"
    _track_duration_field = "stage_id"

    date_last_stage_update = fields.Datetime(
        "In Stage Since",
        compute="_compute_date_last_stage_update",
        store=True,
        copy=False,
        groups="base.group_user",
    )
    # Computed from the stages, which members cannot read.
    is_rotting = fields.Boolean(groups="base.group_user")
    rotting_days = fields.Integer(groups="base.group_user")
    days_in_stage = fields.Integer(
        compute="_compute_days_in_stage", groups="base.group_user"
    )
    space_count = fields.Integer(compute="_compute_related_counts")
    plan_count = fields.Integer(compute="_compute_related_counts")
    partner_contract_count = fields.Integer(
        related="partner_id.commercial_partner_id.cowork_contract_count",
        groups="cowork_members.group_front_desk",
    )

    @api.depends("stage_id")
    def _compute_date_last_stage_update(self):
        self.date_last_stage_update = self.env.cr.now()

    @api.depends("date_last_stage_update", "location_id")
    def _compute_days_in_stage(self):
        now = self.env.cr.now()
        for contract in self:
            # sudo: whoever sees the card may know how long it waits.
            zone = ZoneInfo(contract.sudo().location_id.tz or "UTC")
            since = local_day(contract.date_last_stage_update or now, zone)
            contract.days_in_stage = (local_day(now, zone) - since).days

    @api.depends("line_ids.space_id", "line_ids.plan_id")
    def _compute_related_counts(self):
        for contract in self:
            contract.space_count = len(contract.line_ids.space_id)
            contract.plan_count = len(contract.line_ids.plan_id)

    def action_view_spaces(self):
        """:returns: the window action with the spaces of this contract"""
        self.ensure_one()
        return self._get_related_action(
            "cowork_members.action_cowork_space", self.line_ids.space_id
        )

    def action_view_plans(self):
        """:returns: the window action with the plans of this contract"""
        self.ensure_one()
        return self._get_related_action(
            "cowork_members.action_cowork_plan", self.line_ids.plan_id
        )

    def action_view_member_contracts(self):
        """:returns: the window action with all contracts of this member"""
        self.ensure_one()
        return self.partner_id.commercial_partner_id.action_view_cowork_contracts()

    def _get_related_action(self, xmlid, records):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("id", "in", records.ids)]
        action["context"] = {"create": False}
        if len(records) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=records.id)
        return action
