from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..engine.form_values import read_number
from ..models.cowork_contract import LIVE_STATES

# No column holds more: a larger id is nobody's.
ID = "int(max=2147483647)"


class CoworkPortal(CustomerPortal):
    """A member's contracts: read, give notice, name the people."""

    # The list ------------------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        contracts = request.env["cowork.contract"]
        documents = request.env["cowork.contract.document"]
        if "cowork_contract_count" in counters:
            values["cowork_contract_count"] = (
                contracts.search_count(contracts._get_portal_domain())
                if contracts.has_access("read")
                else 0
            )
        if "cowork_document_count" in counters:
            values["cowork_document_count"] = (
                documents.search_count(documents._get_portal_domain())
                if documents.has_access("read")
                else 0
            )
        return values

    @route(
        ["/my/cowork", f"/my/cowork/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def cowork_contracts(self, page=1, **_kwargs):
        contracts = request.env["cowork.contract"]
        documents = request.env["cowork.contract.document"]
        if not contracts.has_access("read"):
            return request.redirect("/my")
        domain = contracts._get_portal_domain()
        pager = portal_pager(
            url="/my/cowork",
            total=contracts.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        return request.render(
            "cowork_members.portal_my_contracts",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_contract",
                "contracts": contracts.search(
                    domain, limit=self._items_per_page, offset=pager["offset"]
                ),
                "waiting": documents.search(documents._get_portal_domain()),
                "pager": pager,
                "default_url": "/my/cowork",
            },
        )

    # One contract --------------------------------------------------------------------

    def _get_cowork_contract(self, contract_id):
        """:returns: the contract as the user may see it, or None"""
        try:
            self._document_check_access("cowork.contract", contract_id)
        except (AccessError, MissingError):
            return None
        return request.env["cowork.contract"].browse(contract_id)

    def _prepare_cowork_contract_values(self, contract):
        """:param contract: ``cowork.contract``, as the user may see it
        :returns: dict for the templates of the contract's pages"""
        may_change = contract._is_paid_by(request.env.user.partner_id)
        # sudo: people named in a contract know where it is, but read no locations.
        contract_sudo = contract.sudo()
        partners = request.env["res.partner"]
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "cowork_contract",
            "contract": contract,
            "location": contract_sudo.location_id,
            "may_change": may_change,
            # Searched, as what the user may not read must not stay in the contract.
            "lines": request.env["cowork.contract.line"]
            .search([("contract_id", "=", contract.id)])
            .filtered(lambda line: not line._is_empty()),
            "documents": request.env["cowork.contract.document"].search(
                [("contract_id", "=", contract.id)]
            ),
            "last_day": contract._can_give_notice() and contract._get_notice_last_day(),
            "usage": self._get_cowork_usage(contract) if may_change else [],
            # sudo: their own people, also those who belong to others.
            "people": contract_sudo.member_ids if may_change else partners,
            "end_reasons": contract._get_member_reasons() if may_change else [],
            "people_limit": contract._get_people_limit(),
            "people_to_choose": (
                contract._get_people_to_choose() if may_change else partners
            ),
        }

    def _get_cowork_usage(self, contract):
        """:returns: what was used and is left today; see ``_get_usage_balance``"""
        # sudo: the location's day; the balance itself asks for the right to read.
        contract_sudo = contract.sudo()
        if contract_sudo.state not in LIVE_STATES:
            return []
        today = contract_sudo.location_id._today()
        return contract._get_usage_balance(today)[contract]

    def _render_cowork_contract(self, contract, **values):
        return request.render(
            "cowork_members.portal_contract",
            {**self._prepare_cowork_contract_values(contract), **values},
        )

    def _answer_cowork_contract(self, contract_id, change, done):
        """Do what a member asked for with a form, or nothing of it.

        :param change: does it to the contract; may return the page to show instead
        :param done: what the contract's page says afterwards
        :returns: the page that follows"""
        contract = self._get_cowork_contract(contract_id)
        if not contract:
            return request.redirect("/my")
        try:
            with request.env.cr.savepoint():
                page = change(contract)
        except AccessError:
            return request.redirect("/my")
        except UserError as error:
            return self._render_cowork_contract(contract, error=str(error))
        return page or request.redirect(f"/my/cowork/{contract.id}?done={done}")

    @route(
        f"/my/cowork/<{ID}:contract_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def cowork_contract(self, contract_id, done=None, **_kwargs):
        contract = self._get_cowork_contract(contract_id)
        if not contract:
            return request.redirect("/my")
        return self._render_cowork_contract(
            contract, done=contract._get_done_sentence(done)
        )

    # Notice --------------------------------------------------------------------------

    @route(
        f"/my/cowork/<{ID}:contract_id>/notice",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_notice(self, contract_id, **_kwargs):
        contract = self._get_cowork_contract(contract_id)
        if not contract or not contract._is_paid_by(request.env.user.partner_id):
            return request.redirect("/my")
        if not contract._can_give_notice():
            return request.redirect(f"/my/cowork/{contract.id}")
        return self._render_cowork_notice(contract)

    def _render_cowork_notice(self, contract, **values):
        return request.render(
            "cowork_members.portal_contract_notice",
            {**self._prepare_cowork_contract_values(contract), **values},
        )

    @route(
        f"/my/cowork/<{ID}:contract_id>/notice",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_give_notice(
        self, contract_id, last_day=None, reason=None, note=None, **_kwargs
    ):
        def give(contract):
            contract._check_paid_by_user()
            if not contract._can_give_notice():
                # The form was sent twice: the contract says what holds.
                return request.redirect(f"/my/cowork/{contract.id}")
            if last_day != str(contract._get_notice_last_day()):
                # The page was open overnight: nobody gives notice to a day unseen.
                return self._render_cowork_notice(
                    contract, day_changed=True, reason=reason, note=note
                )
            contract._portal_give_notice(read_number(reason), note)
            return None

        return self._answer_cowork_contract(contract_id, give, "notice")

    # People --------------------------------------------------------------------------

    @route(
        f"/my/cowork/<{ID}:contract_id>/people/add",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_add_person(
        self, contract_id, person=None, name=None, email=None, **_kwargs
    ):
        def add(contract):
            contract._portal_add_person(
                contract._portal_find_person(read_number(person), name, email)
            )

        return self._answer_cowork_contract(contract_id, add, "people#people")

    @route(
        f"/my/cowork/<{ID}:contract_id>/people/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_remove_person(self, contract_id, person=None, **_kwargs):
        def remove(contract):
            contract._portal_remove_person(
                request.env["res.partner"].browse(read_number(person) or [])
            )

        return self._answer_cowork_contract(contract_id, remove, "people#people")
