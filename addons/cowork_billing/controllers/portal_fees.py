from contextlib import suppress

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.cowork_members.controllers.portal import ID, CoworkPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

#: charges on one page
STEP = 40


class CoworkFeePortal(CoworkPortal):
    """What a contract is charged: what comes next, what was, and questions about it."""

    def _prepare_cowork_contract_values(self, contract):
        values = super()._prepare_cowork_contract_values(contract)
        shows_fees = contract._shows_fees_to(request.env.user)
        location = values["location"]
        return {
            **values,
            "shows_fees": shows_fees,
            "shows_schedule": location._is_shown_to(
                request.env.user, "schedule_access"
            ),
            "shows_spending": location._is_shown_to(
                request.env.user, "disclosure_access"
            ),
        }

    def _get_cowork_payer_contract(self, contract_id):
        """:returns: the contract whose charges the user may see, or None"""
        contract = self._get_cowork_contract(contract_id)
        if contract and contract._shows_fees_to(request.env.user):
            return contract
        return None

    @route(
        [
            f"/my/cowork/<{ID}:contract_id>/fees",
            f"/my/cowork/<{ID}:contract_id>/fees/page/<{ID}:page>",
        ],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_fees(self, contract_id, page=1, done=None, **_kwargs):
        """The charges of a contract: on the next invoice, and past ones."""
        contract = self._get_cowork_payer_contract(contract_id)
        if not contract:
            return request.redirect("/my")
        return self._render_cowork_fees(contract, page, done=done)

    def _render_cowork_fees(self, contract, page=1, **values):
        fee_lines = request.env["cowork.fee.line"]
        domain = [("contract_id", "=", contract.id)]
        pager = portal_pager(
            url=f"/my/cowork/{contract.id}/fees",
            total=fee_lines.search_count(domain),
            page=page,
            step=STEP,
        )
        charges = fee_lines.search(
            domain, order="id desc", limit=STEP, offset=pager["offset"]
        )
        return request.render(
            "cowork_billing.portal_fees",
            {
                **self._prepare_cowork_contract_values(contract),
                "page_name": "cowork_fees",
                "pager": pager,
                "invoices": charges._group_by_invoice(),
                "next_invoice": contract._preview_next_invoice() if page == 1 else None,
                "get_preview_sources": fee_lines._get_preview_sources,
                **values,
            },
        )

    @route(
        f"/my/cowork/<{ID}:contract_id>/fees/<{ID}:fee_id>/question",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_ask_about_fee(self, contract_id, fee_id, question=None, **_kwargs):
        """Ask about a charge.

        :param question: what the member wrote
        """
        contract = self._get_cowork_payer_contract(contract_id)
        if not contract:
            return request.redirect("/my")
        fee = request.env["cowork.fee.line"].search(
            [("id", "=", fee_id), ("contract_id", "=", contract.id)]
        )
        page = f"/my/cowork/{contract.id}/fees"
        if not fee:
            return request.redirect(page)
        try:
            # Clicked twice: the first click has asked.
            with suppress(UniqueViolation), request.env.cr.savepoint():
                fee._portal_ask(question)
        except AccessError:
            return request.redirect("/my")
        except UserError as error:
            return self._render_cowork_fees(
                contract, error=str(error), asked=fee.id, question=question
            )
        return request.redirect(f"{page}?done=asked#fee-{fee.id}")
