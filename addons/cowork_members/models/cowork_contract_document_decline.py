from odoo import fields, models


class CoworkContractDocument(models.Model):
    """A member declines a document: staff are told, and may offer something else."""

    _inherit = "cowork.contract.document"
    _protected_fields = frozenset({"declined_on", "declined_by_id", "decline_note"})

    declined_on = fields.Datetime(readonly=True)
    declined_by_id = fields.Many2one(
        "res.partner",
        string="Declined by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who was signed in. Empty: whoever had the link of the mail.",
    )
    decline_note = fields.Text("Reason Given", readonly=True)

    def _decline(self, user, note):
        """Note that the member does not want it; nothing, when it is settled already.

        :param user: ``res.users`` of the request
        :param note: what the member wrote about it"""
        self.ensure_one()
        if self._get_obstacle(user):
            # Sent twice, or somebody was faster: the page says what holds.
            return
        self._by_action().write(
            {
                "state": "declined",
                "declined_on": fields.Datetime.now(),
                "declined_by_id": not user._is_public() and user.partner_id.id,
                "decline_note": self.contract_id._to_note(note),
            }
        )
        staff = self.contract_id._for_responsible()
        document = self.with_env(staff.env)
        staff._tell_responsible(
            self._get_author(user),
            staff.env._("%s was declined online.", document._get_html_link()),
            staff.env._("%s declined: talk to the member", document.display_name),
            [self.decline_note],
        )
