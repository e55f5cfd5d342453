from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .cowork_contract import LIVE_STATES


class CoworkContract(models.Model):
    """The documents of a contract: what was sent, what was accepted, what is due."""

    _inherit = "cowork.contract"

    document_ids = fields.One2many(
        "cowork.contract.document",
        "contract_id",
        string="Documents",
        copy=False,
        groups="base.group_user",
    )
    document_count = fields.Integer(
        compute="_compute_document_count", groups="base.group_user"
    )
    agreement_status = fields.Selection(
        [
            ("none", "Not sent"),
            ("sent", "Waiting for the member"),
            ("outdated", "Changed since it was sent"),
            ("declined", "Declined by the member"),
            ("accepted", "Accepted"),
            ("changed", "Changed since it was accepted"),
            ("addendum", "Addendum waiting for the member"),
            ("addendum_declined", "Addendum declined by the member"),
        ],
        string="Agreement",
        compute="_compute_agreement_status",
        groups="base.group_user",
    )

    @api.depends("document_ids")
    def _compute_document_count(self):
        counts = dict(
            self.env["cowork.contract.document"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.document_count = counts.get(contract._origin, 0)

    @api.depends("document_ids.state", "date_end", "note")
    def _compute_agreement_status(self):
        """For one contract on its form: the terms are compared word by word."""
        for contract in self:
            # sudo: a hint for whoever sees the contract.
            contract.agreement_status = contract._origin.sudo()._get_agreement_status()

    def _get_agreement_status(self):
        waiting = self.document_ids.filtered(lambda d: d.state == "sent")
        # The latest: what is written after it is another offer.
        declined = self.document_ids.sorted("id")[-1:].state == "declined"
        if not self._get_agreement():
            if not waiting:
                return "declined" if declined else "none"
            return "outdated" if waiting[0]._differs_from_contract() else "sent"
        addendum = waiting.filtered(lambda d: d.kind == "addendum")[:1]
        if addendum and not addendum._differs_from_contract():
            return "addendum"
        if not self._get_unsigned_changes():
            return "accepted"
        return "addendum_declined" if declined else "changed"

    def _get_agreement(self):
        """:returns: the accepted agreement, possibly empty"""
        return self.document_ids.filtered(
            lambda d: d.kind == "agreement" and d.state == "accepted"
        )

    def _get_unsigned_changes(self):
        """:returns: what differs from what the member accepted last; see
        ``_get_changes``"""
        self.ensure_one()
        accepted = self.document_ids.filtered(lambda d: d.state == "accepted")
        return self._get_changes(accepted.sorted("accepted_on")[-1:].terms)

    # Sending ---------------------------------------------------------------------

    def action_send_agreement(self):
        """Open the mail that brings the member the agreement or, once that is
        accepted, an addendum with what has changed since.

        :returns: the action of the dialog
        :raises UserError: when there is nothing to send, or nobody to send it to
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: whether there is an accepted one; the right to send was asked.
        return self._send_document(
            "addendum" if self.sudo()._get_agreement() else "agreement"
        )

    def _send_document(self, kind):
        self._require_state(("draft", *LIVE_STATES), self.env._("Send"))
        if not self.line_ids.filtered(lambda line: not line._is_empty()):
            raise UserError(
                self.env._("%s has no plan yet: add one first.", self.display_name)
            )
        if not email_normalize(self.partner_id.email):
            raise UserError(
                self.env._("%s has no e-mail address.", self.partner_id.display_name)
            )
        document = self._get_document_to_send(kind)
        return document.with_env(self.env)._get_compose_action()

    def _get_document_to_send(self, kind):
        """:returns: the document that waits for the member already, if it still says
        what the contract says; otherwise the one that will replace it"""
        # sudo: nobody writes documents directly; the right to change the contract was
        # asked.
        contract = self.sudo()
        documents = contract.document_ids.filtered(lambda d: d.kind == kind)
        waiting = documents.filtered(lambda d: d.state == "sent")
        if waiting and not waiting._differs_from_contract():
            return waiting
        if kind == "addendum" and not contract._get_unsigned_changes():
            contract._void_documents(("draft",), kind)
            raise UserError(
                self.env._(
                    "%s: nothing has changed since the member accepted.",
                    self.display_name,
                )
            )
        draft = documents.filtered(lambda d: d.state == "draft")
        if not draft:
            draft = contract._create_documents(kind)
        draft._refresh()
        return draft

    def _create_documents(self, kind):
        """:returns: a new document to be sent for each contract"""
        # sudo: as above, or as the consequence of an amendment.
        documents = self.env["cowork.contract.document"].sudo()._by_action()
        # The database allows one to be sent: what was, is not any more.
        documents.flush_model(["state"])
        return documents.create(
            [contract.sudo()._prepare_document(kind) for contract in self]
        )

    def _prepare_document(self, kind):
        documents = self.document_ids.filtered(lambda d: d.kind == kind)
        number = 0
        if kind == "addendum":
            # What was not accepted is replaced under its own number.
            accepted = documents.filtered(lambda d: d.state == "accepted")
            number = max(accepted.mapped("number"), default=0) + 1
        return {
            "contract_id": self.id,
            "kind": kind,
            "number": number,
            "name": f"{self.name}-A{number}" if number else self.name,
            "date": self.location_id._today(),
        }

    # Keeping up with the contract ------------------------------------------------

    def _void_documents(self, states, kind=None):
        """Withdraw the documents in ``states`` of these contracts."""
        # sudo: a document follows its contract, whoever sent it.
        documents = self.env["cowork.contract.document"].sudo()
        domain = [("contract_id", "in", self.ids), ("state", "in", states)]
        if kind:
            domain.append(("kind", "=", kind))
        documents = documents.search(domain)
        documents._by_action().write({"state": "void"})
        # Before another one takes the place: the database allows only one.
        documents.flush_recordset()

    def _draft_addenda(self):
        """Where the member accepted an agreement, a change is to be accepted too."""
        # sudo: an addendum is the consequence of a change, whoever may send it.
        documents = self.env["cowork.contract.document"].sudo()
        accepted = documents.search(
            [
                ("contract_id", "in", self.ids),
                ("kind", "=", "agreement"),
                ("state", "=", "accepted"),
            ]
        ).contract_id
        waiting = documents.search(
            [
                ("contract_id", "in", accepted.ids),
                ("kind", "=", "addendum"),
                ("state", "=", "draft"),
            ]
        ).contract_id
        if new := accepted - waiting:
            new._create_documents("addendum")

    def action_amend(self, line, plan, date, space=None):
        """Replace a line by another plan from a day on (upgrade, downgrade, move); an
        addendum to an accepted agreement is drafted.

        :param line: ``cowork.contract.line`` of this contract, or its id
        :param plan: ``cowork.plan``, or its id
        :param date: first day of the new plan (``YYYY-MM-DD``)
        :param space: ``cowork.space`` of the new line, or its id; the old one stays
            when the new plan is for the same kind of space
        :returns: the new ``cowork.contract.line``
        :raises UserError: when the line is not of this contract or not in force on
            that day
        :raises ValidationError: when the space is let to another contract
        """
        new_line = super().action_amend(line, plan, date, space=space)
        self._draft_addenda()
        return new_line

    def action_renew(self):
        """Extend contracts with an end by their renewal term, at the agreed increase;
        an addendum to an accepted agreement is drafted, unless the agreement says that
        it renews by itself.

        :returns: True
        :raises UserError: when a contract is not running or has no end
        :raises ValidationError: when a space is let to another contract from then on
        """
        agreed = self.filtered(lambda contract: contract.renewal_mode == "automatic")
        result = super().action_renew()
        (self - agreed)._draft_addenda()
        return result

    def action_cancel(self, reason=None, note=None):
        """Call off contracts that never began; their spaces are free again, and what
        the member was sent can no longer be accepted.

        :param reason: ``cowork.lost.reason``, or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is running already
        """
        result = super().action_cancel(reason, note)
        self._void_documents(("draft", "sent"))
        return result

    def unlink(self):
        self.check_access("unlink")
        # sudo: what was never accepted goes with its contract; what was accepted stays
        # and keeps it.
        self.sudo().document_ids.unlink()
        return super().unlink()

    def action_view_documents(self):
        """:returns: the window action with the documents of this contract"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract_document"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {}
        return action
