from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from .portal import ID, CoworkPortal


class CoworkRenewalPortal(CoworkPortal):
    """The member who pays answers a proposal to go on."""

    def _prepare_cowork_contract_values(self, contract):
        values = super()._prepare_cowork_contract_values(contract)
        renewal = contract.open_renewal_id if values["may_change"] else None
        return {**values, "renewal": renewal}

    @route(
        f"/my/cowork/<{ID}:contract_id>/renewal",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_answer_renewal(self, contract_id, answer=None, offer=None, **_kwargs):
        """Accept or decline the proposal the member has seen.

        :param answer: ``accept`` or ``decline``
        :param offer: the proposal as the page showed it
        """
        contract = self._get_cowork_contract(contract_id)
        if not contract or answer not in ("accept", "decline"):
            return request.redirect("/my")
        url = f"/my/cowork/{contract.id}"
        renewal = contract.open_renewal_id
        if not renewal:
            # The form was sent twice: the contract says what holds.
            return request.redirect(url)
        if offer != renewal._get_offer():
            sentence = request.env._("The proposal has changed: please read it again.")
            return self._render_cowork_contract(contract, error=sentence)
        try:
            with request.env.cr.savepoint():
                if answer == "accept":
                    contract.action_accept_renewal()
                else:
                    contract.action_decline_renewal()
        except AccessError:
            return request.redirect("/my")
        except UserError as error:
            return self._render_cowork_contract(contract, error=str(error))
        return request.redirect(f"{url}?done={answer}")
