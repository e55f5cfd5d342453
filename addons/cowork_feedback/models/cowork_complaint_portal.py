from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cowork_facilities.engine.fault_report import clean_text

from .cowork_complaint import OPEN
from .cowork_complaint_flow import SOLVED
from .cowork_complaint_origin import SUBJECT_LIMIT, WORDS_LIMIT

#: open complaints of one person: more is no help to anybody
OPEN_LIMIT = 20


class CoworkComplaint(models.Model):
    """Complaints on the pages of the members who made them.

    Members have no right on the model itself: everything they see and do goes through
    these methods, which look for their own complaints only."""

    _inherit = "cowork.complaint"

    @api.model
    def _get_portal_complaints(self, domain=(), **kwargs):
        """:param domain: further conditions
        :param kwargs: of ``search``
        :returns: complaints (sudo) that the user made, or that their company made"""
        partner = self.env.user.partner_id
        # sudo: members read no complaints but their own, found here.
        return self.sudo().search(
            [
                ("partner_id", "in", (partner | partner.commercial_partner_id).ids),
                *domain,
            ],
            **kwargs,
        )

    @api.model
    def _get_portal_contracts(self):
        """:returns: contracts (sudo) the user may complain about"""
        return self.env.user.partner_id._get_complaint_contracts()

    @api.model
    def _portal_create(self, values):
        """Make a complaint of the user.

        :param values: dict of the texts a form sent: ``subject``, ``description``,
            ``category``, ``contract`` and ``space``, all other keys are ignored
        :returns: the complaint (sudo)
        :raises UserError: telling what is missing, too long or not the user's
        """
        contracts = self._get_portal_contracts()
        contract = contracts.filtered(lambda c: str(c.id) == values.get("contract"))
        if not contract:
            raise UserError(self.env._("Choose the contract it is about."))
        subject = self._check_text(values.get("subject"), SUBJECT_LIMIT)
        description = self._check_text(values.get("description"), WORDS_LIMIT)
        waiting = self._get_portal_complaints([("state", "in", OPEN)])
        if same := waiting.filtered(
            lambda c: (c.subject, c.description) == (subject, description)
        ):
            # The form was sent twice.
            return same[:1]
        if len(waiting) >= OPEN_LIMIT:
            raise UserError(
                self.env._("You have %s open complaints. Please call us.", len(waiting))
            )
        # sudo: members have no right to create complaints but through this method.
        return self.sudo().create(
            {
                "subject": subject,
                "description": description,
                "source": "portal",
                "partner_id": self.env.user.partner_id.id,
                "contract_id": contract.id,
                "location_id": contract.location_id.id,
                "category_id": self._get_portal_category(values.get("category")).id,
                "space_id": contract._get_complaint_spaces()
                .filtered(lambda space: str(space.id) == values.get("space"))
                .id,
            }
        )

    @api.model
    def _check_text(self, text, limit):
        if isinstance(text, str) and len(text.strip()) > limit:
            raise UserError(
                self.env._("Please say it in up to %s letters.", f"{limit:,}")
            )
        text = clean_text(text, limit)
        if not text:
            raise UserError(self.env._("Tell us what happened: both texts are needed."))
        return text

    @api.model
    def _get_portal_categories(self):
        """:returns: categories (sudo) that members choose from"""
        # sudo: what can be complained about is no secret.
        return (
            self.env["cowork.complaint.category"].sudo().search([("active", "=", True)])
        )

    @api.model
    def _get_portal_category(self, sent):
        categories = self._get_portal_categories()
        return categories.filtered(lambda category: str(category.id) == sent)

    def _portal_accept(self):
        """The member accepts what we proposed (one complaint, sudo)."""
        self._accept(self.env._("%s accepted the proposal online.", self.env.user.name))

    def _portal_refuse(self, reason):
        """The member refuses what we proposed.

        :raises UserError: without a reason"""
        self._refuse(reason)

    def _portal_reopen(self, reason):
        """The member says that it is not solved.

        :raises UserError: without a reason, or too late"""
        if not self._can_be_reopened():
            raise UserError(
                self.env._("It is too long ago. Please make a new complaint.")
            )
        self._reopen(reason)

    def _can_be_reopened(self):
        """:returns: whether the member may say that one complaint is not solved"""
        if self.state not in SOLVED or not self.solved_at:
            return False
        days = self.company_id.complaint_reopen_days
        return fields.Datetime.now() <= fields.Datetime.add(self.solved_at, days=days)

    def _portal_add_words(self, text):
        """The member adds something; it is not waited for them any more. Sent twice,
        it is added once.

        :raises UserError: without a text, or one that is too long"""
        text = self._check_text(text, WORDS_LIMIT)
        if self._is_said_twice(text):
            return
        self.message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _get_portal_messages(self):
        """:returns: what was written between us and the member about one complaint
        (sudo), oldest first; notes of colleagues are not in it"""
        return self.message_ids.filtered(
            lambda message: message.message_type in ("comment", "email")
            and not message.is_internal
            and not message.subtype_id.internal
        ).sorted("id")

    def _get_portal_steps(self):
        """:returns: list of ``(label, moment, whether it is done)`` for the page"""
        return [
            (self.env._("Received"), self.received_at, True),
            (self.env._("Acknowledged"), self.responded_at, bool(self.responded_at)),
            (self.env._("Proposal"), self.proposed_at, bool(self.proposed_at)),
            (self.env._("Agreed"), self.accepted_at, bool(self.accepted_at)),
            (self.env._("Carried out"), self.solved_at, bool(self.solved_at)),
            (self.env._("Closed"), self.closed_at, bool(self.closed_at)),
        ]
