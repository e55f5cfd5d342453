from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SENDER = "account.ir_cron_account_move_send"


class CoworkBillingRun(models.Model):
    """How the invoices of a run reach the members: by the ERP's own sending job.

    It renders each PDF and sends it the way the member prefers, after the run has
    committed: a mail server that is down holds up no billing.
    """

    _inherit = "cowork.billing.run"

    unsent_count = fields.Integer(
        "Not Sent",
        compute="_compute_sending_counts",
        help="Posted, but neither sent nor about to be: no mail address, to be printed,"
        " or something failed. The invoice says what.",
    )
    sending_count = fields.Integer("Being Sent", compute="_compute_sending_counts")

    def _compute_sending_counts(self):
        moves = self.env["account.move"]
        for name, domain in (
            ("unsent_count", self._get_unsent_domain()),
            ("sending_count", Domain("sending_data", "!=", False)),
        ):
            domain &= Domain("cowork_run_id", "in", self.ids)
            counts = dict(moves._read_group(domain, ["cowork_run_id"], ["__count"]))
            for run in self:
                run[name] = counts.get(run, 0)

    def _get_unsent_domain(self):
        return Domain(
            [
                ("state", "=", "posted"),
                ("is_move_sent", "=", False),
                ("sending_data", "=", False),
            ]
        )

    def _post(self, moves):
        super()._post(moves)
        if self.company_id.cowork_auto_send:
            self._send(moves.filtered(lambda move: move.state == "posted"))

    def _send(self, moves):
        """Leave posted invoices to the ERP's sending job; those that nobody can be sent
        stay as they are.

        :raises UserError: when that job is switched off
        """
        moves = moves.filtered(self._can_be_sent)
        if not moves:
            return
        # sudo: whoever bills need not be allowed to read the scheduler's jobs.
        job = self.env.ref(SENDER).sudo()
        if not job.active:
            raise UserError(
                self.env._(
                    "Invoices cannot be sent: the scheduled action “%s” is switched"
                    " off. Ask the administrator to switch it on, or switch off sending"
                    " under Coworking ▸ Configuration ▸ Settings.",
                    job.name,
                )
            )
        author = self.create_uid
        moves.write(
            {
                "sending_data": {
                    "author_user_id": author.id,
                    "author_partner_id": author.partner_id.id,
                }
            }
        )
        job._trigger()

    @api.model
    def _can_be_sent(self, move):
        methods = self.env["account.move.send"]._get_default_sending_methods(move)
        return methods != {"manual"} and (
            methods != {"email"} or bool(move.partner_id.email)
        )

    def action_send(self):
        """Send the invoices of this run that have not been sent, or not arrived.

        :returns: True
        :raises UserError: when there are none, or the ERP's sending job is switched off
        """
        self.ensure_one()
        self.check_access("write")
        domain = self._get_unsent_domain() & Domain("cowork_run_id", "=", self.id)
        moves = self.env["account.move"].search(domain)
        if not moves.filtered(self._can_be_sent):
            raise UserError(
                self.env._(
                    "There is nothing to send: what is left has no mail address, or is"
                    " to be printed."
                )
                if moves
                else self.env._("All invoices of this run have been sent.")
            )
        self._send(moves)
        return True

    def action_view_unsent(self):
        """:returns: the window action with the invoices that were not sent"""
        self.ensure_one()
        domain = self._get_unsent_domain() & Domain("cowork_run_id", "=", self.id)
        return self._open("account.action_move_out_invoice_type", list(domain))
