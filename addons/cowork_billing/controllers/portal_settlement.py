from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.cowork_members.controllers.portal import ID, CoworkPortal


class CoworkSettlementPortal(CoworkPortal):
    """What a member sees of the deposit, and of the settlement at the end."""

    def _prepare_cowork_contract_values(self, contract):
        values = super()._prepare_cowork_contract_values(contract)
        deposit = settlement = None
        if contract._shows_fees_to(request.env.user):
            # sudo: members may know of their own deposit and settlement, but read no
            # ledgers; only who sees the charges of the contract comes here.
            contract_sudo = contract.sudo()
            deposit = contract_sudo.deposit_ids
            settlement = contract_sudo.settlement_ids.filtered(
                lambda each: each.state == "posted"
            )
        return {**values, "deposit": deposit, "settlement": settlement}

    @route(
        f"/my/cowork/settlements/<{ID}:settlement_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
    )
    def cowork_settlement(self, settlement_id, access_token=None, **_kwargs):
        """The settlement as a PDF, with a login or the link of a mail."""
        try:
            settlement = self._document_check_access(
                "cowork.settlement", settlement_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        # A token is there before the account is settled: it opens nothing till then.
        if settlement.state != "posted" and request.env.user.share:
            return request.redirect("/my")
        return self._show_report(
            model=settlement,
            report_type="pdf",
            report_ref="cowork_billing.action_report_settlement",
            download=True,
        )
