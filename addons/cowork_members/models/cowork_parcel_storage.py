from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.parcel_storage import first_paid_day, paid_days
from .cowork_parcel import DESK
from .cowork_parcel_mail import BATCH


class CoworkParcel(models.Model):
    """What keeping and forwarding parcels costs, in the usage ledger."""

    _inherit = "cowork.parcel"
    _protected_fields = frozenset(
        {"storage_type_id", "storage_from", "storage_next", "storage_days"}
    )

    storage_type_id = fields.Many2one(
        "cowork.usage.type",
        "Storage Charged As",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups=DESK,
        help="As it was set when the parcel came.",
    )
    storage_from = fields.Date(
        "Storage Costs From",
        readonly=True,
        copy=False,
        help="The first day that is charged. Empty: keeping it costs nothing.",
    )
    storage_next = fields.Date(readonly=True, copy=False, groups=DESK)
    storage_days = fields.Integer(
        "Storage Days Charged", readonly=True, copy=False, aggregator="sum"
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _storage_sane = models.Constraint(
        "CHECK (storage_days >= 0 AND (storage_from IS NULL) = (storage_next IS NULL)"
        " AND (storage_next IS NULL OR storage_type_id IS NOT NULL))",
        "Storage is charged from a day on, as a type of usage.",
    )
    _storage_due_index = models.Index(
        "(storage_next) WHERE state = 'waiting' AND storage_next IS NOT NULL"
    )

    @api.depends("state", "storage_from", "location_id")
    def _compute_is_overdue(self):
        # sudo: members do not read locations.
        for parcel, sudo in zip(self, self.sudo(), strict=True):
            first = parcel.state == "waiting" and parcel.storage_from
            parcel.is_overdue = bool(first and first <= sudo.location_id._today())

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_waiting_domain() & self._get_day_domain("storage_from")

    def _number(self):
        result = super()._number()
        self._set_storage()
        return result

    def _set_storage(self):
        """Keep the rules that hold on the day on which the parcels come."""
        for location, parcels in self.grouped("location_id").items():
            settings = location._get_parcel_settings()
            if not settings.parcel_storage_type_id:
                continue
            for parcel in parcels._by_action():
                first = first_paid_day(
                    location._day_of(parcel.received_at), settings.parcel_free_days
                )
                parcel.write(
                    {
                        "storage_type_id": settings.parcel_storage_type_id.id,
                        "storage_from": first,
                        "storage_next": first,
                    }
                )

    # Charging ------------------------------------------------------------------------

    @api.model
    def _cron_charge_storage(self):
        """Charge the days for which parcels have been kept too long, each once."""
        domain = self._get_storage_domain()
        parcels = self.search(domain, order="storage_next, id", limit=BATCH)
        parcels = parcels.try_lock_for_update().filtered_domain(domain)
        parcels._charge_storage()
        self.env["ir.cron"]._commit_progress(
            len(parcels), remaining=self.search_count(domain) if parcels else 0
        )

    @api.model
    def _get_storage_domain(self):
        """:returns: domain of the parcels with days to charge that somebody pays"""
        return (
            self._get_waiting_domain()
            & Domain("contract_id", "!=", False)
            & self._get_day_domain("storage_next")
        )

    def _charge_storage(self):
        """Charge each day that has begun after the free ones. A day has a key of its
        own in the ledger: run again, nothing is charged twice."""
        usage, charged = [], {}
        # sudo: the ledger is written whoever is at the desk.
        for parcel in self.sudo().filtered(lambda p: p.storage_next and p.contract_id):
            days = paid_days(parcel.storage_next, parcel.location_id._today())
            if not days:
                continue
            usage += [parcel._prepare_storage_usage(day) for day in days]
            values = (fields.Date.add(days[-1], days=1), len(days), parcel.storage_days)
            charged[values] = charged.get(values, parcel.browse()) | parcel
        if usage:
            self.env["cowork.usage"]._record(usage)
        for (following, count, before), parcels in charged.items():
            parcels._by_action().write(
                {"storage_next": following, "storage_days": before + count}
            )

    def _prepare_storage_usage(self, day):
        return {
            **self._prepare_usage(f"storage,{day}", self.storage_type_id),
            "date": day,
            "note": self.env._("%s, kept", self.name),
        }

    def _prepare_usage(self, what, usage_type):
        """:param what: last part of the key
        :returns: values of a line of the ledger for one parcel (sudo)"""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id},{what}",
            "contract_id": self.contract_id.id,
            "partner_id": self.partner_id.id or self.contract_id.partner_id.id,
            "location_id": self.location_id.id,
            "usage_type_id": usage_type.id,
            "quantity": 1,
            "origin_model": self._name,
            "origin_id": self.id,
        }

    def action_view_usage(self):
        """:returns: the window action with what one parcel wrote into the usage
        ledger, void lines included"""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_usage"
        )
        action["domain"] = [
            ("origin_model", "=", self._name),
            ("origin_id", "=", self.id),
        ]
        action["context"] = {"create": False}
        return action
