from odoo import api, fields, models
from odoo.exceptions import UserError


class CoworkDepositDraw(models.TransientModel):
    """Dialog: pay open invoices of a member from the deposit, with evidence."""

    _name = "cowork.deposit.draw"
    _description = "Draw on Deposit"

    deposit_id = fields.Many2one("cowork.deposit", required=True, ondelete="cascade")
    contract_id = fields.Many2one(related="deposit_id.contract_id")
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    in_hand = fields.Monetary(related="deposit_id.amount_in_hand")
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices to Pay",
        compute="_compute_invoice_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    reason = fields.Text(required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence", help="Photos, reports, letters."
    )
    origin = fields.Reference(
        selection="_get_origins",
        string="Because Of",
        help="The work order, complaint or other document it is about.",
    )
    to_top_up = fields.Boolean(
        "Charge It Again", help="The next billing run asks the member to top it up."
    )

    @api.model
    def _get_origins(self):
        """:returns: the kinds of documents people work on, whatever is installed"""
        # sudo: names of kinds of documents are no secret; the documents are.
        models_ = (
            self.env["ir.model"]
            .sudo()
            .search(
                [("is_mail_thread", "=", True), ("transient", "=", False)], order="name"
            )
        )
        return [(model.model, model.name) for model in models_]

    @api.depends("deposit_id")
    def _compute_invoice_ids(self):
        for draw in self:
            draw.invoice_ids = draw.contract_id._get_unpaid_invoices()

    @api.depends("invoice_ids", "deposit_id")
    def _compute_amount(self):
        for draw in self:
            open_ = sum(draw.invoice_ids.mapped("amount_residual"))
            draw.amount = max(min(open_, draw.in_hand), 0.0)

    def action_draw(self):
        """Book it: the invoices are paid, the deposit becomes less.

        :returns: True
        :raises AccessError: for others than billing managers
        :raises UserError: without evidence, or when more is asked for than is in hand
            or open
        """
        self.ensure_one()
        deposit = self.deposit_id
        deposit._check_manager()
        deposit._lock()
        if not self.attachment_ids or not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Give a reason, and attach what proves it: a photo, a report, the"
                    " work order."
                )
            )
        self._check_invoices()
        origin = self.origin
        if origin:
            origin.check_access("read")
        deposit._draw(
            self.amount,
            self.invoice_ids,
            self.reason,
            self.attachment_ids,
            origin_model=origin and origin._name,
            origin_id=origin and origin.id,
            origin_name=origin and origin.display_name,
            to_top_up=self.to_top_up,
        )
        return True

    def _check_invoices(self):
        """:raises UserError: for invoices that are not open, or not this member's"""
        open_ = self.contract_id._get_unpaid_invoices()
        if not self.invoice_ids or self.invoice_ids - open_:
            raise UserError(
                self.env._("Choose unpaid invoices of %s.", self.contract_id.name)
            )
        total = sum(self.invoice_ids.mapped("amount_residual"))
        if self.currency_id.compare_amounts(self.amount, total) > 0:
            raise UserError(
                self.env._(
                    "Only %s is open on these invoices.", self.currency_id.format(total)
                )
            )
