from odoo import Command, api, fields, models
from odoo.tools import formataddr, is_html_empty

from ..engine.icalendar import Event, calendar
from ..engine.qr_image import qr_uri

METHODS = {"cancelled": "CANCEL"}


class CoworkVisitor(models.Model):
    """What visitors and their hosts are told."""

    _inherit = "cowork.visitor"

    page_url = fields.Char(
        "Page of the Visitor",
        compute="_compute_page_url",
        compute_sudo=True,
        groups="cowork_members.group_front_desk",
    )
    qr_image = fields.Html(
        "QR Code",
        compute="_compute_page_url",
        compute_sudo=True,
        sanitize=False,
        groups="cowork_members.group_front_desk",
    )

    @api.depends("token")
    def _compute_page_url(self):
        for visitor in self:
            token = visitor.token
            visitor.page_url = (
                token and f"{visitor.get_base_url()}/cowork/visit/{token}"
            )
            visitor.qr_image = token and visitor.env["ir.qweb"]._render(
                "cowork_members.visitor_qr", {"src": qr_uri(visitor.page_url)}
            )

    # Changing what was said ----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        visitors = super().create(vals_list)
        if not self._is_by_action():
            visitors._invite("invited")
        return visitors

    def write(self, vals):
        moved = self.browse()
        if {"expected_at", "location_id"} & vals.keys():
            before = {visitor: visitor._get_when_and_where() for visitor in self}
            moved = self.filtered(lambda v: v.state == "expected")
        known = {visitor: visitor.email for visitor in self if "email" in vals}
        result = super().write(vals)
        if moved:
            moved = moved.filtered(lambda v: v._get_when_and_where() != before[v])
            moved._invite("moved")
        if "email" in vals and vals["email"]:
            self.filtered(lambda v: known[v] != v.email)._invite("invited")
        return result

    def _get_when_and_where(self):
        return self.expected_at, self.location_id

    # Visitors ------------------------------------------------------------------------

    def action_invite(self):
        """Send visitors their invitation once more.

        :returns: True
        :raises AccessError: when the visitors are not the user's own, or not of a
            location that they serve
        :raises UserError: when a visitor is not expected any more
        """
        visitors = self._for_actor()
        visitors._require_expected()
        visitors._invite("invited")
        return True

    def _invite(self, what):
        """Write to those of these visitors who have an address and are still to come;
        once to each person, whatever the number of days.

        :param what: ``invited``, ``moved`` or ``cancelled``
        """
        now = fields.Datetime.now()
        # sudo: visitors are told, whoever registers them.
        told = self.sudo().filtered(
            lambda v: v.email
            and v.expected_at > now
            and v.state == ("cancelled" if what == "cancelled" else "expected")
            and (what == "invited" or v.invited_at)
        )
        told -= told._get_blocked()
        if not told:
            return
        # sudo: mails and their attachments are made by the system.
        told.env["mail.mail"].sudo().create(
            [
                some.sorted("expected_at")._prepare_invitation(what)
                for some in told.grouped("token").values()
            ]
        )
        told._by_action().write({"invited_at": now})
        told.env["cowork.booking"]._hurry_mails()

    def _prepare_invitation(self, what):
        """:returns: values of the mail on all visits (sudo) of one person"""
        first = self[0]
        host, location = first.partner_id, first.location_id
        visitors = self.with_context(lang=host.lang or self.env.lang)
        body = visitors.env["ir.qweb"]._render(
            "cowork_members.visitor_mail",
            {
                "visitors": visitors,
                "visitor": visitors[0],
                "location": location.with_env(visitors.env),
                "place": first._get_place_text(),
                "what": what,
                "is_html_empty": is_html_empty,
            },
        )
        return {
            "subject": visitors[0]._get_invitation_subject(what),
            "body_html": body,
            "email_from": location.company_id.email_formatted
            or self.env.user.company_id.email_formatted,
            "reply_to": host.email_formatted or location.company_id.email_formatted,
            "email_to": formataddr((first.name, first.email)),
            "auto_delete": True,
            # Found, and erased, with the visitor.
            "model": first._name,
            "res_id": first.id,
            "attachment_ids": [
                Command.create(
                    {
                        "name": "visit.ics",
                        "raw": self._get_ical(METHODS.get(what, "REQUEST")),
                        "mimetype": "text/calendar",
                        "res_model": first._name,
                        "res_id": first.id,
                    }
                )
            ],
        }

    def _get_invitation_subject(self, what):
        values = {"where": self.location_id.name, "when": self.local_time}
        if what == "cancelled":
            return self.env._("Cancelled: your visit to %(where)s, %(when)s", **values)
        if what == "moved":
            return self.env._("Moved: your visit to %(where)s, %(when)s", **values)
        return self.env._("Your visit to %(where)s, %(when)s", **values)

    def _get_place_text(self):
        """:returns: the address of one visit (sudo) in one line"""
        location = self.location_id
        partner = location.partner_id
        address = partner._display_address(without_company=True) if partner else ""
        lines = [location.name, *address.splitlines()]
        return ", ".join(line.strip() for line in lines if line and line.strip())

    def _get_ical(self, method):
        """:returns: these visits (sudo) of one person as an iCalendar file (bytes)"""
        host = self.env["cowork.booking"]._get_ical_host()
        place = self[0]._get_place_text()
        return calendar(
            [
                Event(
                    uid=f"cowork-visitor-{visitor.id}@{host}",
                    stamp=fields.Datetime.now(),
                    start=visitor.expected_at,
                    stop=visitor._get_until(visitor.expected_at),
                    status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
                    # Later messages say something else.
                    sequence=1 if visitor.invited_at else 0,
                    summary=visitor.location_id.name,
                    location=place,
                    url=visitor.page_url or "",
                    organizer=(
                        visitor.partner_id.name or visitor.company_id.name,
                        visitor.partner_id.email or visitor.company_id.email or "",
                    ),
                    attendees=((visitor.name, visitor.email),),
                )
                for visitor in self
            ],
            method,
        )

    # Hosts ---------------------------------------------------------------------------

    def _tell_host(self):
        """Tell the hosts of visitors (sudo) who have arrived: in the inbox of those who
        work here, by mail the others. The mails leave as soon as this is committed."""
        told = self.filtered(lambda v: v.partner_id.user_ids or v.partner_id.email)
        for visitor in told:
            host = visitor.partner_id
            here = visitor.with_context(lang=host.lang or self.env.lang)
            here.message_notify(
                partner_ids=host.ids,
                subject=here.env._(
                    "%(visitor)s is here for you, at %(location)s",
                    visitor=visitor.display_name,
                    location=visitor.location_id.name,
                ),
                body=here.env["ir.qweb"]._render(
                    "cowork_members.visitor_arrived_mail", {"visitor": here}
                ),
                author_id=visitor.company_id.partner_id.id,
                email_layout_xmlid="mail.mail_notification_light",
            )
        told._by_action().write({"host_told_at": fields.Datetime.now()})
