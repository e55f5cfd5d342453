import secrets

from odoo import api, fields, models
from odoo.tools import consteq

from odoo.addons.cowork_members.engine.qr_image import qr_uri
from odoo.addons.cowork_members.models.res_users_calendar import TOKEN


class CoworkFaultLabelMixin(models.AbstractModel):
    """What carries a label with a QR code that opens “report a fault” on a phone."""

    _name = "cowork.fault.label.mixin"
    _description = "Label to Report Faults"
    _inherit = ["cowork.protected.mixin"]
    _protected_fields = frozenset({"fault_token"})

    # Computed, as the default of a column is one and the same for all rows.
    fault_token = fields.Char(
        "Token of the Label",
        compute="_compute_fault_token",
        store=True,
        precompute=True,
        copy=False,
    )
    fault_url = fields.Char("Address of the Label", compute="_compute_fault_url")
    fault_qr = fields.Html(
        "QR Code of the Label", compute="_compute_fault_url", sanitize=False
    )

    _fault_token_uniq = models.UniqueIndex(
        "(fault_token)", "Another label has this token."
    )

    def _compute_fault_token(self):
        for record in self:
            record.fault_token = secrets.token_urlsafe(18)

    @api.depends("fault_token")
    def _compute_fault_url(self):
        for record in self:
            url = f"{record.get_base_url()}/cowork/fault/{record.fault_token}"
            record.fault_url = url
            record.fault_qr = self.env["ir.qweb"]._render(
                "cowork_members.visitor_qr", {"src": qr_uri(url)}
            )

    def action_renew_label(self):
        """Give records a new label. The old one ends at once and must be replaced.

        :returns: True
        :raises AccessError: when the user may not change the records
        """
        self.check_access("write")
        for record in self:
            record._by_action().fault_token = secrets.token_urlsafe(18)
        return True

    def _get_label_place(self):
        """:returns: dict of values of a work order for what one label is on"""
        raise NotImplementedError

    def _word_label(self):
        """:returns: what one label is on, in words"""
        self.ensure_one()
        return self.display_name

    def _get_staff_url(self, env):
        """:param env: of whoever scans the label
        :returns: address of one record for staff who may read it, else None"""
        record = self.with_env(env)
        if env.user._is_internal() and record.has_access("read"):
            return f"/odoo/{self._name}/{self.id}"
        return None

    @api.model
    def _find_label(self, token):
        """:param token: from the address
        :returns: the record (sudo) whose label it is, possibly empty"""
        # sudo: whoever stands before the label is not signed in; it stands for them.
        records = self.sudo()
        if not TOKEN.fullmatch(token):
            return records.browse()
        record = records.search([("fault_token", "=", token)], limit=1)
        if not (record and consteq(record.fault_token, token)):
            return records.browse()
        return record
