from odoo import models
from odoo.exceptions import UserError

APPROVAL = "cowork_billing.mail_activity_type_settlement"


class CoworkSettlement(models.Model):
    """Who is told: the manager who has to agree, and the member."""

    _inherit = "cowork.settlement"

    def _ask_for_approval(self):
        """Put submitted settlements on the list of somebody else who may approve."""
        for settlement in self.filtered(lambda each: each.state == "submitted"):
            user = settlement._get_approver()
            if not user:
                settlement.message_post(
                    body=self.env._(
                        "Nobody else may approve it: give a second person the role of a"
                        " billing manager, or change when approval is needed in the"
                        " settings."
                    )
                )
                continue
            told = settlement.with_context(lang=user.lang or self.env.lang)
            told.activity_schedule(
                APPROVAL,
                date_deadline=settlement.location_id._today(),
                summary=told.env._(
                    "Approve the settlement of %s", settlement.partner_id.display_name
                ),
                note=told._get_outcome(),
                user_id=user.id,
            )

    def _get_outcome(self):
        """:returns: one line: who pays, and how much"""
        self.ensure_one()
        labels = dict(self._fields["direction"]._description_selection(self.env))
        amount = self.currency_id.format(self.amount_to_pay)
        return f"{labels[self.direction]}: {amount}"

    def _get_approver(self):
        """:returns: the manager of billing (``res.users``) who is asked: of the
        location, else of charges, else any; empty where nobody else may approve"""
        self.ensure_one()
        managers = self._get_approvers()
        # sudo: whom a location and a company ask, whoever submits.
        location, company = self.location_id.sudo(), self.company_id.sudo()
        wanted = location.manager_id.user_id | company.cowork_finance_user_id
        return (wanted & managers)[:1] or managers[:1]

    def _get_approvers(self):
        """:returns: the managers of billing other than who submitted it"""
        group = self.env.ref("cowork_billing.group_manager")
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
                ("id", "!=", self.submitted_by.id),
            ],
            order="id",
        )

    def action_submit(self):
        result = super().action_submit()
        self._ask_for_approval()
        return result

    def action_approve(self):
        result = super().action_approve()
        self.activity_feedback([APPROVAL])
        return result

    def action_draft(self):
        result = super().action_draft()
        self.activity_unlink([APPROVAL])
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.activity_unlink([APPROVAL])
        return result

    # The member -----------------------------------------------------------------------

    def action_send(self):
        """Write to the member, with the settlement as a PDF.

        :returns: the window action with the message, to be looked at and sent
        :raises UserError: before it is posted: what the member reads is final
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "posted":
            raise UserError(
                self.env._("Settle the account first: what the member reads is final.")
            )
        template = self.env.ref(
            "cowork_billing.mail_template_settlement", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Settlement"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }
