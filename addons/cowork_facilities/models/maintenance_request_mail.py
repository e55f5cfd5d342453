from odoo import SUPERUSER_ID, api, models
from odoo.tools import format_datetime

#: fields whose change a member may have to hear of
TELLING = frozenset({"stage_id", "archive", "schedule_date"})


class MaintenanceRequest(models.Model):
    """What the member hears of a work order: that it was received, when somebody
    comes, that it is done, and what the staff write to them."""

    _inherit = "maintenance.request"

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._follow_member()
        requests.filtered(lambda r: not r.is_closed)._tell_members("received")
        return requests

    def write(self, vals):
        before = {}
        if TELLING & vals.keys():
            before = {request: request._get_told_state() for request in self}
        result = super().write(vals)
        if "partner_id" in vals:
            self._follow_member()
        news = {}
        for request, (state, day) in before.items():
            if what := request._get_news(state, day):
                news.setdefault(what, self.browse())
                news[what] |= request
        for what, requests in news.items():
            requests._tell_members(what)
        return result

    def _get_told_state(self):
        # sudo: who moves a work order need not read all of it.
        return self.sudo()._get_portal_state(), self.schedule_date

    def _get_news(self, state, day):
        """:param state: how far one work order was
        :param day: for when it was planned
        :returns: what the member is to hear, or None"""
        now, planned = self._get_told_state()
        if now in ("done", "cancelled"):
            return now if now != state else None
        if state == "done":
            return "reopened"
        return "planned" if planned and planned != day else None

    def _follow_member(self):
        """What the staff write to a member reaches them, nothing else does."""
        comment = self.env.ref("mail.mt_comment")
        # sudo: who opens a work order need not read its member.
        for partner, requests in self.sudo().grouped("partner_id").items():
            if partner:
                requests.message_subscribe(partner.ids, comment.ids)

    def _tell_members(self, what):
        """Write to who reported these work orders and who is affected; what has to be
        sent by mail leaves after the commit.

        :param what: last part of the template's name"""
        template = self.env.ref(
            f"cowork_facilities.mail_template_work_{what}", raise_if_not_found=False
        )
        if not template:
            return
        # sudo: members are told, whoever moves the work order.
        for request in self.sudo():
            for partner in request._get_told():
                request._write_to(partner, template)

    def _get_told(self):
        """:returns: the members who can be told of one work order (sudo)"""
        people = self.partner_id | self.affected_partner_ids
        return people.filtered(
            lambda p: p.email or "inbox" in p.user_ids.mapped("notification_type")
        )

    def _write_to(self, partner, template):
        """:param partner: ``res.partner``
        :param template: ``mail.template``"""
        context = {"lang": partner.lang or self.env.lang, "cowork_reader": partner.id}
        # The system writes it: authors read their messages, and to rate is the
        # member's alone.
        request = self.with_user(SUPERUSER_ID).with_context(**context)
        template = template.with_user(SUPERUSER_ID).with_context(**context)
        request.message_notify(
            partner_ids=partner.ids,
            author_id=self.company_id.partner_id.id,
            email_from=self.company_id.email_formatted or False,
            subject=template._render_field("subject", self.ids)[self.id],
            body=template._render_field("body_html", self.ids)[self.id],
            email_layout_xmlid="mail.mail_notification_light",
        )

    # In words ------------------------------------------------------------------------

    def _get_reader(self):
        """:returns: the partner who reads the message on one work order (sudo)"""
        partners = self.partner_id | self.affected_partner_ids
        reader = self.env.context.get("cowork_reader")
        return partners.filtered(lambda p: p.id == reader) or partners[:1]

    def _greet(self):
        """:returns: the first line of a message about one work order"""
        return self.env._("Hello %s,", self._get_reader().name or "")

    def _describe_for_reader(self):
        """:returns: what one work order is about, for who reads the message: somebody
        else's words are not for them"""
        if self._get_reader() == self.partner_id:
            return self.name
        return self.category.name or self.env._("Fault")

    def _describe_plan(self):
        """:returns: when somebody comes to one work order, on the location's clock"""
        return self._format_portal(self.schedule_date) if self.schedule_date else ""

    def _format_portal(self, moment):
        """:param moment: datetime in UTC
        :returns: text of it on the clock of one work order's (sudo) location"""
        if self.location_id:
            return self.location_id._format_moment(moment)
        return format_datetime(self.env, moment)

    def _get_rate_links(self):
        """:returns: list of ``(stars, address)`` by which the member rates one work
        order; empty for who is only affected"""
        if self._get_reader() != self.partner_id:
            return []
        token = self._rating_get_access_token(self.partner_id)
        return [
            (stars, f"{self.get_base_url()}/rate/{token}/{stars}")
            for stars in (5, 3, 1)
        ]
