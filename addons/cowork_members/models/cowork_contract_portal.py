from markupsafe import Markup

from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from .cowork_contract import LIVE_STATES

NAME_LIMIT = 120


class CoworkContract(models.Model):
    """What members see and do on their own pages."""

    _inherit = "cowork.contract"

    def _is_paid_by(self, partner):
        """:param partner: ``res.partner`` of whoever asks
        :returns: whether they belong to the partner who pays this contract"""
        self.ensure_one()
        # sudo: contacts are hidden from members; only yes or no is told.
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return bool(
            partners.search_count(
                [
                    ("id", "=", self.sudo().partner_id.id),
                    ("id", "child_of", partner.sudo().commercial_partner_id.ids),
                ],
                limit=1,
            )
        )

    @api.model
    def _get_portal_domain(self):
        """:returns: domain of the contracts that are the user's as a member, also when
        they work for the operator"""
        partner = self.env.user.partner_id
        theirs = Domain("partner_id", "child_of", partner.commercial_partner_id.ids)
        named = Domain("member_ids", "in", partner.ids)
        return Domain("state", "not in", ("draft", "cancelled")) & (theirs | named)

    def _get_access_action(self, access_uid=None, force_website=False):
        """Links in mails lead members to their own page."""
        self.ensure_one()
        user = self.env.user
        if access_uid:
            # sudo: only whether they are staff.
            user = self.env["res.users"].sudo().browse(access_uid)
        if user.share and self.with_user(user).has_access("read"):
            return {
                "type": "ir.actions.act_url",
                "url": f"/my/cowork/{self.id}",
                "target": "self",
                "res_id": self.id,
            }
        return super()._get_access_action(
            access_uid=access_uid, force_website=force_website
        )

    # Notice ------------------------------------------------------------------------

    def _get_notice_last_day(self):
        """:returns: the last day if notice is given today"""
        self.ensure_one()
        # sudo: members do not read locations.
        contract = self.sudo()
        today = contract.location_id._today()
        return contract._get_leaving(today, contract.date_end).day

    def _can_give_notice(self):
        """:returns: whether there is a membership that notice can be given of"""
        self.ensure_one()
        # sudo: how far the contract has come, for its own member.
        contract = self.sudo()
        return contract.state in LIVE_STATES and not (
            contract.notice_date or contract.is_leaving
        )

    @api.model
    def _get_member_reasons(self):
        """:returns: ``cowork.contract.end.reason`` that members choose among (sudo)"""
        # sudo: members read no reasons but these.
        reasons = self.env["cowork.contract.end.reason"].sudo()
        return reasons.search([("for_members", "=", True)])

    def _get_member_reason(self, reason_id):
        """:param reason_id: id of the reason a form sent, or None
        :returns: the reason; empty when none was chosen
        :raises UserError: when it is not offered to members"""
        reason = self._get_member_reasons().filtered(lambda r: r.id == reason_id)
        if reason_id and not reason:
            raise UserError(self.env._("Choose one of the reasons, or none."))
        return reason

    def _portal_give_notice(self, reason_id=None, note=None):
        """The member gives notice today.

        :param reason_id: id of a reason that is offered to members
        :param note: what the member wrote about it
        :raises AccessError: when the user does not belong to who pays
        :raises UserError: when there is nothing to give notice of, or the reason is
            not offered"""
        self._check_paid_by_user()
        reason = self._get_member_reason(reason_id)
        if not self._can_give_notice():
            raise UserError(
                self.env._("%s has ended, or notice was given already.", self.name)
            )
        # sudo: members write nothing themselves; that they may was asked above.
        contract = self.sudo()
        contract._message_log(
            body=self.env._("Notice given online."),
            author_id=self.env.user.partner_id.id,
        )
        contract.action_give_notice(reason=reason, note=note)

    def _portal_decline_renewal(self, reason_id=None, note=None):
        """The member does not want the term that was proposed.

        :param reason_id: id of a reason that is offered to members
        :param note: what the member wrote about it
        :raises AccessError: when the user does not belong to who pays
        :raises UserError: when none is proposed, or the reason is not offered"""
        self._check_paid_by_user()
        reason = self._get_member_reason(reason_id)
        self.action_decline_renewal(reason, note)
        staff = self._for_responsible()
        words = [reason.with_context(lang=staff.env.lang).name, staff._to_note(note)]
        staff._tell_responsible(
            self.env.user.partner_id,
            staff.env._("The renewal was declined online."),
            staff.env._("Renewal declined: talk to the member"),
            words,
        )

    # Telling staff -----------------------------------------------------------------

    def _get_responsible(self):
        """:returns: ``res.users`` who looks after the contract, possibly nobody"""
        return self.user_id or self.location_id.manager_id.user_id

    def _for_responsible(self):
        """:returns: the contract (sudo) in the language of who looks after it"""
        # sudo: what members answer is noted for, and told to, staff.
        contract = self.sudo()
        lang = contract._get_responsible().lang
        return contract.with_context(lang=lang) if lang else contract

    def _tell_responsible(self, author, sentence, summary, words=()):
        """Note what a member answered, and have somebody see to it.

        :param author: ``res.partner`` who answered
        :param sentence: what happened
        :param summary: what is to be done about it
        :param words: what the member gave as the reason"""
        user = self._get_responsible()
        lines = [line for word in words if word for line in word.splitlines()]
        self.message_post(
            body=Markup("<br/>").join([sentence, *lines]),
            author_id=author.id,
            partner_ids=user.partner_id.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.location_id._today(),
                summary=summary,
                note=lines and Markup("<p>%s</p>") % Markup("<br/>").join(lines),
                user_id=user.id,
            )

    def _check_paid_by_user(self):
        """:raises AccessError: unless the user belongs to who pays the contract"""
        self.check_access("read")
        if not self._is_paid_by(self.env.user.partner_id):
            raise AccessError(
                self.env._("Only who pays for %s can change it.", self.name)
            )

    # People ------------------------------------------------------------------------

    def _get_people_limit(self):
        """:returns: how many people the plans in force allow, or None for no limit"""
        self.ensure_one()
        # sudo: members do not read plans.
        contract = self.sudo()
        return contract._get_member_limit(contract._get_reference_day())

    def _get_people_to_choose(self):
        """:returns: contacts of the member who are not named yet (sudo)"""
        self.ensure_one()
        # sudo: shown only to who belongs to the same member.
        contract = self.sudo()
        return contract.partner_id.search(
            self._get_family_domain()
            & Domain("is_company", "=", False)
            & Domain("type", "=", "contact")
            & Domain("id", "not in", contract.member_ids.ids),
            order="name, id",
            limit=200,
        )

    def _get_family_domain(self):
        # sudo: contacts are hidden from members; that they may was asked before.
        payer = self.sudo().partner_id.commercial_partner_id
        return Domain("id", "child_of", payer.ids)

    def _portal_find_person(self, person_id=None, name=None, email=None):
        """:param person_id: id of a contact of the member
        :param name: of a new person
        :param email: of a new person
        :returns: ``res.partner`` (sudo): the contact, found or made
        :raises UserError: when it is nobody of the member, or the name is missing"""
        self._check_paid_by_user()
        # sudo: only contacts of the member whom the user belongs to.
        partners = self.env["res.partner"].sudo()
        if person_id:
            person = partners.search(
                self._get_family_domain() & Domain("id", "=", person_id), limit=1
            )
            if not person:
                raise UserError(self.env._("Choose one of your people."))
            return person
        name, address = (name or "").strip(), email_normalize(email or "")
        if not name or len(name) > NAME_LIMIT or not address:
            raise UserError(self.env._("Please give a name and an e-mail address."))
        known = partners.search(
            self._get_family_domain()
            & Domain("email_normalized", "=", address)
            & Domain("is_company", "=", False),
            limit=1,
        )
        return known or partners.create(
            {
                "name": name,
                "email": address,
                "parent_id": self.sudo().partner_id.commercial_partner_id.id,
                "type": "contact",
                "lang": self._get_member_lang(),
            }
        )

    def _portal_add_person(self, person):
        """Name a person as using the membership.

        :param person: ``res.partner``
        :raises AccessError: when the user does not belong to who pays
        :raises UserError: when the contract is over
        :raises ValidationError: when the plans do not allow so many people"""
        # sudo: members do not read contacts; their own may be called by their name.
        added = self.env._("%s added online.", person.sudo().name)
        self._portal_change_people(Command.link(person.id), added)

    def _portal_remove_person(self, person):
        """A person does not use the membership any more.

        :param person: ``res.partner``
        :raises AccessError: when the user does not belong to who pays
        :raises UserError: when the contract is over"""
        # sudo: only who is named in this very contract.
        if person.sudo() in self.sudo().member_ids:
            self._portal_change_people(
                Command.unlink(person.id),
                self.env._("%s removed online.", person.sudo().name),
            )

    def _portal_change_people(self, command, body):
        self._check_paid_by_user()
        # sudo: members write nothing themselves; that they may was asked above.
        contract = self.sudo()
        if contract.state not in LIVE_STATES:
            raise UserError(self.env._("%s is over.", self.name))
        contract.write({"member_ids": [command]})
        contract._message_log(body=body, author_id=self.env.user.partner_id.id)
