from odoo.http import request, route

from ..engine.form_values import read_number
from .portal import ID, CoworkPortal


class CoworkRenewalPortal(CoworkPortal):
    """The member who pays answers a proposal to go on."""

    def _prepare_cowork_contract_values(self, contract):
        values = super()._prepare_cowork_contract_values(contract)
        renewal = contract.open_renewal_id if values["may_change"] else None
        return {**values, "renewal": renewal}

    @route(
        f"/my/cowork/<{ID}:contract_id>/renewal/decline",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_decline_renewal(self, contract_id, **_kwargs):
        """Ask whether, and why, the member does not go on."""
        contract = self._get_cowork_contract(contract_id)
        if not contract:
            return request.redirect("/my")
        values = self._prepare_cowork_contract_values(contract)
        if not values["renewal"]:
            return request.redirect(f"/my/cowork/{contract.id}")
        return request.render("cowork_members.portal_renewal_decline", values)

    @route(
        f"/my/cowork/<{ID}:contract_id>/renewal",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_answer_renewal(
        self, contract_id, answer=None, offer=None, reason=None, note=None, **_kwargs
    ):
        """Accept or decline the proposal the member has seen.

        :param answer: ``accept`` or ``decline``
        :param offer: the proposal as the page showed it
        :param reason: id of the reason to decline, possibly none
        :param note: what the member wrote about it
        """

        def give_answer(contract):
            renewal = contract.open_renewal_id
            if not renewal:
                # The form was sent twice: the contract says what holds.
                return request.redirect(f"/my/cowork/{contract.id}")
            if offer != renewal._get_offer():
                return self._render_cowork_contract(
                    contract,
                    error=request.env._(
                        "The proposal has changed: please read it again."
                    ),
                )
            if answer == "accept":
                contract.action_accept_renewal()
            else:
                contract._portal_decline_renewal(read_number(reason), note)
            return None

        if answer not in ("accept", "decline"):
            return request.redirect("/my")
        return self._answer_cowork_contract(contract_id, give_answer, answer)
