from odoo import fields, models


class CoworkParcelSettingsMixin(models.AbstractModel):
    """What parcels cost and how members are reminded: of a company, or a location."""

    _name = "cowork.parcel.settings.mixin"
    _description = "Parcel Settings"

    parcel_free_days = fields.Integer(
        "Free Days",
        default=7,
        help="So many days after a parcel came, keeping it costs nothing.",
    )
    parcel_storage_type_id = fields.Many2one(
        "cowork.usage.type",
        "Storage Is Charged As",
        ondelete="restrict",
        help="One unit for each day after the free ones. Empty: keeping parcels costs"
        " nothing.",
    )
    parcel_forward_type_id = fields.Many2one(
        "cowork.usage.type",
        "Forwarding Is Charged As",
        ondelete="restrict",
        help="One unit at what it cost. Empty: as “Mail forwarding”.",
    )
    parcel_remind_days = fields.Integer(
        "Remind Every (Days)",
        default=3,
        help="Members are told again of what waits for them. 0: never.",
    )
    parcel_remind_max = fields.Integer(
        "Reminders at Most", default=3, help="So many for one parcel."
    )

    _parcel_settings_sane = models.Constraint(
        "CHECK (parcel_free_days BETWEEN 0 AND 3650"
        " AND parcel_remind_days BETWEEN 0 AND 365"
        " AND parcel_remind_max BETWEEN 0 AND 100)",
        "Free days lie between 0 and 3650, the days between reminders between 0 and"
        " 365, their number between 0 and 100.",
    )

    def _get_parcel_forward_type(self):
        """:returns: what forwarding is charged as by these settings (sudo)"""
        return self.parcel_forward_type_id or self.env.ref(
            "cowork_members.usage_mail_forwarding"
        )
