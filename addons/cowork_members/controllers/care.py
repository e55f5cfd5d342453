from odoo.http import Controller, request, route


class CareController(Controller):
    """The page behind the link in every greeting: no more of them, please."""

    @route(
        "/cowork/greetings/<int:partner_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def greetings(self, partner_id, token, decline=None, **_kw):
        """Ask (GET), or note (POST), whether a member wants greetings.

        :param decline: "1" for no greetings any more, "0" for greetings again
        """
        # sudo: the token stands for the member; nothing else is read or written.
        partner = request.env["res.partner"].sudo().browse(partner_id)
        if not partner._check_greetings_token(token):
            raise request.not_found()
        done = request.httprequest.method == "POST" and decline in ("0", "1")
        if done:
            partner._decline_greetings(decline == "1")
        lang = partner.lang or request.env.company.partner_id.lang
        request.update_context(lang=lang)
        company = partner.company_id or request.env.company
        return request.render(
            "cowork_members.greetings_page",
            {
                # sudo: nobody who is not signed in reads companies; the name is told.
                "title": request.env._("Greetings from %s", company.sudo().name),
                "declined": partner.cowork_no_greetings,
                "done": done,
            },
            headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
        )
