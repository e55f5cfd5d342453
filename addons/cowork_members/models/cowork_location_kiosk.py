import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, is_html_empty

from ..engine.qr_image import qr_uri
from ..engine.visitor_identity import WORD, enough_to_search
from .res_users_calendar import TOKEN


class CoworkLocation(models.Model):
    """The tablet in the lobby on which visitors check in by themselves."""

    _inherit = "cowork.location"
    _protected_fields = frozenset({"kiosk_token"})

    kiosk_token = fields.Char(
        "Token of the Kiosk",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="cowork_members.group_user",
    )
    kiosk_url = fields.Char(
        "Address of the Kiosk",
        compute="_compute_kiosk_url",
        groups="cowork_members.group_user",
    )
    kiosk_qr = fields.Html(
        "QR Code of the Kiosk",
        compute="_compute_kiosk_url",
        sanitize=False,
        groups="cowork_members.group_user",
    )
    kiosk_photo = fields.Boolean(
        "Offer a Photo",
        help="Visitors may take a photo for their badge at the kiosk; they need not.",
    )

    @api.depends("kiosk_token")
    def _compute_kiosk_url(self):
        for location in self:
            token = location.kiosk_token
            url = token and f"{location.get_base_url()}/cowork/kiosk/{token}"
            location.kiosk_url = url
            location.kiosk_qr = url and self.env["ir.qweb"]._render(
                "cowork_members.visitor_qr", {"src": qr_uri(url)}
            )

    def action_renew_kiosk(self):
        """Give the kiosk of locations a new address. The old one ends at once.

        :returns: True
        :raises AccessError: when the user may not change the location
        """
        self.check_access("write")
        for location in self:
            location._by_action().kiosk_token = secrets.token_urlsafe(24)
        return True

    @api.model
    def _find_kiosk(self, token, lang=None):
        """:param token: from the address
        :param lang: code of the language that the visitor chose
        :returns: the location (sudo) whose kiosk it opens, possibly empty"""
        # sudo: the tablet is not signed in; the token stands for this one location.
        locations = self.sudo()
        if not TOKEN.fullmatch(token):
            return locations.browse()
        location = locations.search([("kiosk_token", "=", token)], limit=1)
        if not (location and consteq(location.kiosk_token, token)):
            return locations.browse()
        known = [code for code, _name in self.env["res.lang"].get_installed()]
        return location.with_context(
            lang=lang if lang in known else location._get_kiosk_lang(known)
        ).with_company(location.company_id)

    def _get_kiosk_lang(self, known):
        """:returns: the language in which the kiosk of one location greets"""
        own = (self.partner_id or self.company_id.partner_id).lang
        return own if own in known else known[0]

    def _get_kiosk_state(self):
        """:returns: dict of all that the kiosk of one location (sudo) shows, in every
        language that visitors may choose"""
        languages = self.env["res.lang"].get_installed()
        rules = self.visitor_rules_id
        return {
            "lang": self.env.lang,
            "photo": self.kiosk_photo,
            "rules": rules.id,
            "parcels": self._takes_kiosk_parcels(),
            "languages": [
                {
                    "code": code,
                    "name": name.split(" / ")[-1],
                    **self.with_context(lang=code)._get_kiosk_texts(),
                }
                for code, name in languages
            ],
        }

    def _get_kiosk_texts(self):
        """:returns: dict of what the kiosk says in the language of the environment"""
        body = self.visitor_rules_id.body
        return {
            "place": self.name,
            "rules": "" if is_html_empty(body) else str(body),
            "labels": self._get_kiosk_labels(),
        }

    @api.model
    def _takes_kiosk_parcels(self):
        """:returns: whether parcels can be announced at the kiosk"""
        return False

    # Whom a visitor may ask for ------------------------------------------------------

    def _find_hosts(self, query, limit=5):
        """:param query: what a visitor typed
        :returns: ``res.partner`` (sudo): members of one location (sudo), and who works
            there, whose name or company has all of the words; none for less than three
            letters, so that the tablet is no list of members"""
        partners = self.env["res.partner"]
        words = WORD.findall(str(query or "")[:100])
        if not enough_to_search(words):
            return partners
        wanted = Domain.AND(
            Domain("name", "ilike", word) | Domain("parent_id.name", "ilike", word)
            for word in words
        )
        return partners.search(
            self._get_hosts_domain() & wanted, limit=limit, order="name, id"
        )

    def _get_hosts_domain(self):
        """:returns: domain of the partners who may have visitors at one location"""
        live = Domain("state", "in", ("active", "suspended")) & Domain(
            "location_id", "=", self.id
        )
        staff = self.employee_ids | self.manager_id
        return (
            Domain("cowork_membership_ids", "any", live)
            | Domain("cowork_contract_ids", "any", live)
            | Domain("id", "in", staff.work_contact_id.ids)
        )

    def _get_host(self, host_id):
        """:returns: the host (sudo) of that id at one location, possibly empty"""
        partners = self.env["res.partner"]
        if type(host_id) is not int or not 0 < host_id < 2**31:
            return partners
        return partners.search(self._get_hosts_domain() & Domain("id", "=", host_id))
