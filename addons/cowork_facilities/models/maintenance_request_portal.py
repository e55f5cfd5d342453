from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from odoo.addons.cowork_members.models.cowork_contract import LIVE_STATES

from ..engine.fault_report import clean_text

#: pictures that are shown; anything else is not
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
#: photos of one work order; more say no more
MOST_PHOTOS = 20
#: what of a conversation members read
SAID = ("comment", "email", "email_outgoing")


class MaintenanceRequest(models.Model):
    """Work orders on the pages of the members who reported them.

    Members have no rights on work orders, which hold what staff think and what it
    costs: these methods are all that the pages go through."""

    _inherit = "maintenance.request"

    @api.model
    def _get_portal_domain(self, open_only=None):
        """:param open_only: True for open ones, False for the others
        :returns: domain of what the user, or their company, reported or is affected by
        """
        mine = self._get_own_domain() | Domain(
            "affected_partner_ids", "in", self.env.user.partner_id.ids
        )
        if open_only is None:
            return mine
        return mine & Domain("is_closed", "=", not open_only)

    @api.model
    def _get_own_domain(self):
        partner = self.env.user.partner_id
        return Domain("partner_id", "in", (partner | partner.commercial_partner_id).ids)

    @api.model
    def _find_portal(self, number):
        """:returns: the user's work order (sudo) of this id, possibly empty"""
        # sudo: members have no rights on work orders; the domain is what is theirs.
        return self.sudo().search(self._get_portal_domain() & Domain("id", "=", number))

    def _is_own(self):
        """:returns: whether one work order (sudo) is what the user's side reported: who
        is only affected reads none of its words"""
        partner = self.env.user.partner_id
        return bool(self.partner_id & (partner | partner.commercial_partner_id))

    def _get_portal_state(self):
        """:returns: how far one work order (sudo) is: ``received``, ``planned``,
        ``working``, ``waiting``, ``done`` or ``cancelled``"""
        if self.archive:
            return "cancelled"
        if self.stage_id.done:
            return "done"
        if self.hold_reason_id:
            return "waiting"
        if self.schedule_date:
            return "planned"
        return "working" if self.answered_at else "received"

    def _word_portal_state(self):
        """:returns: what members read of how far one work order (sudo) is"""
        return {
            "received": self.env._("Received"),
            "planned": self.env._("Planned"),
            "working": self.env._("Being worked on"),
            "waiting": self.env._("Waiting"),
            "done": self.env._("Done"),
            "cancelled": self.env._("Closed without work"),
        }[self._get_portal_state()]

    def _word_place(self):
        """:returns: where one work order (sudo) is, for members"""
        place = self.space_id.display_name or self.location_id.name
        return " · ".join(filter(None, (place, self.equipment_id.name)))

    def _word_portal_name(self):
        """:returns: how one work order (sudo) is called before the user"""
        if self._is_own():
            return self.name
        return self.category.name or self.env._("Fault")

    def _get_portal_messages(self):
        """:returns: ``mail.message`` (sudo) of what was said between one work order's
        (sudo) member and the staff, the first first"""
        if not self._is_own():
            return self.env["mail.message"]
        # sudo: members have no right to messages; these are theirs, as checked above.
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                Domain("model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain("message_type", "in", SAID)
                & Domain("is_internal", "=", False)
                & Domain("subtype_id", "=", self.env.ref("mail.mt_comment").id),
                order="id",
            )
        )

    def _get_portal_photos(self):
        """The photos of one work order (sudo), before and after the work.

        :returns: ``ir.attachment`` (sudo); none for who is only affected"""
        if not self._is_own():
            return self.env["ir.attachment"]
        photos = self.photo_before_ids | self.photo_after_ids
        return photos.filtered(lambda photo: photo.mimetype in PICTURES)

    def _add_portal_words(self, text, photos=()):
        """The member adds something to their one work order (sudo); sent twice, it
        is added once.

        :param text: in their words
        :param photos: list of bytes, as they came
        :raises UserError: when there is nothing, or a photo is none"""
        text = clean_text(text)
        pictures = self._clean_photos(photos)
        if not text and not pictures:
            raise UserError(self.env._("Write something, or choose a photo."))
        text = text or "📷"
        if self._is_said_twice(text) and not self._leave_new_photos(pictures):
            return
        if len(self.photo_before_ids) + len(pictures) > MOST_PHOTOS:
            raise UserError(
                self.env._("These are photos enough: say the rest in words.")
            )
        self.message_post(
            body=plaintext2html(text),
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._add_photos(pictures)

    def _leave_new_photos(self, pictures):
        """:param pictures: list of bytes of JPEGs
        :returns: those of them that one work order (sudo) does not have"""
        known = set(self.photo_before_ids.mapped("checksum"))
        return [
            picture
            for picture in pictures
            if self.photo_before_ids._compute_checksum(picture) not in known
        ]

    # Where members may report ---------------------------------------------------------

    @api.model
    def _find_member_contracts(self, partner):
        """:returns: ``cowork.contract`` (sudo) by which somebody is a member now"""
        # sudo: people named in a contract read it not always.
        contracts = self.env["cowork.contract"].sudo()
        return contracts.search(
            Domain("state", "in", LIVE_STATES)
            & (
                Domain("member_ids", "in", partner.ids)
                | Domain(
                    "partner_id", "in", (partner | partner.commercial_partner_id).ids
                )
            ),
            order="date_start, id",
        )

    @api.model
    def _find_member_spaces(self, partner):
        """:returns: the spaces (sudo) of which a member may report a fault: their own,
        and those that are for everybody, where they are members"""
        contracts = self._find_member_contracts(partner).filtered(
            lambda c: c.company_id.id in self.env.companies.ids
        )
        return contracts.env["cowork.space"].search(
            Domain("location_id", "in", contracts.location_id.ids)
            & (
                Domain("usage", "!=", "exclusive")
                | Domain("id", "in", self._get_held_spaces(contracts).ids)
            )
        )

    @api.model
    def _get_held_spaces(self, contracts):
        """:param contracts: ``cowork.contract`` (sudo)
        :returns: the spaces (sudo) that they hold today"""
        lines = contracts.line_ids
        holding = lines._get_lines_holding_today(lines.space_id)
        return (holding & lines).space_id

    @api.model
    def _get_member_contract(self, partner, location):
        """:returns: id of the contract by which somebody is a member at a location, or
        False"""
        contracts = self._find_member_contracts(partner)
        return contracts.filtered(lambda c: c.location_id.id == location.id)[:1].id
