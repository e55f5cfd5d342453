from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

BATCH = 200
#: reminders are written when people are up: the day begins so many hours later
MORNING = timedelta(hours=8)


class CoworkParcel(models.Model):
    """What members are told of their parcels, in their inbox or by mail."""

    _inherit = "cowork.parcel"
    _protected_fields = frozenset({"notified_at", "remind_on", "reminder_count"})

    notified_at = fields.Datetime(
        "Told On",
        readonly=True,
        copy=False,
        help="Empty: there is no address to write to, or nobody knows whom it is for.",
    )
    remind_on = fields.Date(readonly=True, copy=False, groups="base.group_user")
    reminder_count = fields.Integer(
        "Reminders", readonly=True, copy=False, groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        parcels = super().create(vals_list)
        parcels._announce()
        return parcels

    def _readdress(self):
        result = super()._readdress()
        self._by_action().write({"notified_at": False, "remind_on": False})
        self._announce()
        return result

    def action_notify(self):
        """Tell the members of waiting parcels once more that they are here.

        :returns: True
        :raises UserError: when a parcel is not here any more
        """
        self.check_access("write")
        self._require_waiting()
        self._announce()
        return True

    def _announce(self, what="arrived"):
        """Tell the members of waiting parcels, and note when."""
        told = self.filtered(lambda p: p.state == "waiting")._tell(what)
        told._by_action().write({"notified_at": fields.Datetime.now()})
        told._plan_reminder()

    def _plan_reminder(self):
        for location, parcels in self.grouped("location_id").items():
            settings = location._get_parcel_settings()
            days = settings.parcel_remind_days
            more = parcels.filtered(
                lambda p, s=settings: p.reminder_count < s.parcel_remind_max
            )
            if not days:
                more = more.browse()
            day = fields.Date.add(location._today(), days=days)
            more._by_action().write({"remind_on": day})
            (parcels - more)._by_action().write({"remind_on": False})

    # Reminders -----------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Tell members again of what has been waiting for them for days."""
        domain = self._get_waiting_domain() & self._get_day_domain("remind_on", MORNING)
        parcels = self.search(domain, order="remind_on, id", limit=BATCH)
        parcels = parcels.try_lock_for_update().filtered_domain(domain)
        parcels._remind()
        self.env["ir.cron"]._commit_progress(
            len(parcels), remaining=self.search_count(domain) if parcels else 0
        )

    def _remind(self):
        for count, parcels in self.grouped("reminder_count").items():
            parcels._by_action().write(
                {"reminder_count": count + 1, "remind_on": False}
            )
        self._announce("reminder")

    @api.model
    def _get_day_domain(self, field, later=timedelta(0)):
        """:param later: so long after midnight the day begins
        :returns: domain of the parcels whose day in ``field`` has come, by the clock
            of their location"""
        now = fields.Datetime.now() - later
        # sudo: the time zones of all locations, whoever asks.
        locations = self.env["cowork.location"].sudo().with_context(active_test=False)
        zones = locations._read_group([], ["tz"], ["id:recordset"])
        return Domain.OR(
            Domain("location_id", "in", places.ids)
            & Domain(field, "<=", places[0]._day_of(now))
            for _zone, places in zones
        )

    # Writing to them -----------------------------------------------------------------

    def _tell(self, what):
        """Write to those whom parcels are for, one message for each; what has to be
        sent by mail leaves after the commit.

        :param what: last part of the template's name
        :returns: the parcels of those who were written to
        """
        template = self and self.env.ref(
            f"cowork_members.mail_template_parcel_{what}", raise_if_not_found=False
        )
        told = self.browse()
        if not template:
            return told
        # sudo: members are told, whoever is at the desk.
        for parcels in self.sudo().grouped("partner_id").values():
            addressee = parcels[:1]._get_addressee(what)
            if addressee:
                parcels._write_to(addressee, template)
                told |= parcels.with_env(self.env)
        return told

    def _get_addressee(self, what):
        """:returns: the partner who can be written to about one parcel (sudo), possibly
        empty. What is for a company goes to the contact of its contract."""
        if what == "scanned":
            return self.reader_id.filtered(self._can_be_reached)
        partner = self.partner_id
        people = partner
        if partner.is_company:
            people |= self.contract_id.contact_id
        return people.filtered(self._can_be_reached)[:1]

    @api.model
    def _can_be_reached(self, partner):
        return bool(partner.email) or any(
            user.notification_type == "inbox" for user in partner.user_ids
        )

    def _write_to(self, addressee, template):
        """:param addressee: ``res.partner``
        :param template: ``mail.template``"""
        first, company = self[:1], self.company_id
        context = {
            "cowork_parcels": self.ids,
            "lang": addressee.lang or self.env.lang,
        }
        # The system writes it: whoever is at the desk must not read the pick-up code,
        # and authors and creators read their messages.
        template = template.with_user(SUPERUSER_ID).with_context(**context)
        first.with_user(SUPERUSER_ID).with_context(**context).message_notify(
            partner_ids=addressee.ids,
            author_id=company.partner_id.id,
            email_from=company.email_formatted or False,
            subject=template._render_field("subject", first.ids)[first.id],
            body=template._render_field("body_html", first.ids)[first.id],
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _get_told(self):
        """:returns: all parcels of which the message on this one speaks"""
        ids = self.env.context.get("cowork_parcels") or self.ids
        return self.browse(ids) if self.id in ids else self
