from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.name_match import Candidate, choose, rank
from .cowork_contract import LIVE_STATES

MOST_NAMES = 100
MOST_LETTERS = 200


class CoworkLocation(models.Model):
    """Whom parcels at a location may be for, and what they cost there."""

    _name = "cowork.location"
    _inherit = ["cowork.location", "cowork.parcel.settings.mixin"]

    has_own_parcel_settings = fields.Boolean(
        "Own Rules for Parcels", help="Otherwise those of the company."
    )
    parcel_waiting_count = fields.Integer(compute="_compute_parcel_waiting_count")

    def _compute_parcel_waiting_count(self):
        counts = dict(
            self.env["cowork.parcel"]._read_group(
                [("location_id", "in", self.ids), ("state", "=", "waiting")],
                ["location_id"],
                ["__count"],
            )
        )
        for location in self:
            location.parcel_waiting_count = counts.get(location, 0)

    def _get_parcel_settings(self):
        """:returns: the record (sudo) whose settings hold for one location"""
        # sudo: what holds does not depend on who receives a parcel.
        location = self.sudo()
        return location if location.has_own_parcel_settings else location.company_id

    # Whom a label means --------------------------------------------------------------

    def guess_recipients(self, names):
        """Find out for whom parcels are, of the members, their companies and the people
        of contracts at one location.

        :param list names: what stands on the labels, one text each; at most 100
        :returns: list in the order of ``names``, each a list of up to five dicts, the
            likeliest first: ``id``, ``name``, ``company``, ``score`` (0 to 1), ``sure``
            (whether it is meant beyond doubt), ``instruction`` (``hold``, ``forward``,
            ``scan`` or ``refuse``: what is to be done with a parcel)
        :raises AccessError: when the user does not serve the location
        :raises UserError: when names are no list of texts, or more than 100
        """
        self.ensure_one()
        self.check_access("read")
        self.env["cowork.parcel"].check_access("create")
        if (
            not isinstance(names, (list, tuple))
            or len(names) > MOST_NAMES
            or not all(isinstance(name, str) for name in names)
        ):
            raise UserError(
                self.env._("Give a list of up to %s names as texts.", MOST_NAMES)
            )
        partners = self._get_parcel_people()
        found = self._match_recipients([name[:MOST_LETTERS] for name in names])
        rules = self.env["cowork.parcel.rule"]._find_rules(self, partners, "parcel")
        return [
            [
                {
                    "id": match.key.id,
                    "name": match.key.name or match.key.display_name,
                    "company": match.key.parent_id.name or "",
                    "score": match.score,
                    "sure": choose(matches) == match.key,
                    "instruction": rules[match.key].action or "hold",
                }
                for match in matches
            ]
            for matches in found
        ]

    def _match_recipients(self, names):
        """:returns: list of the matches (see ``rank``) of each name"""
        candidates = [
            Candidate(partner, partner.name or "", partner.parent_id.name or "")
            for partner in self._get_parcel_people()
        ]
        return [rank(name, candidates) for name in names]

    def _get_parcel_people(self):
        """:returns: the partners (sudo) of contracts at one location that are not
        over: who pays, whom we talk to, who is named, and the companies of them"""
        # sudo: the front desk reads names to hand out mail, whatever else it may read.
        contracts = self.env["cowork.contract"].sudo()
        contracts = contracts.search_fetch(
            self._get_parcel_contract_domain(),
            ["partner_id", "contact_id", "member_ids"],
        )
        people = contracts.partner_id | contracts.contact_id | contracts.member_ids
        people |= people.parent_id
        people.fetch(["name", "parent_id", "email", "lang"])
        return people

    def _get_parcel_contract_domain(self):
        return Domain("state", "in", LIVE_STATES) & Domain(
            "location_id", "in", self.ids
        )

    def _choose_recipients(self, names):
        """:returns: dict of name to the partner who is meant beyond doubt, possibly
        empty"""
        names = list(dict.fromkeys(names))
        partners = self.env["res.partner"]
        return {
            name: (choose(matches) or partners).with_env(self.env)
            for name, matches in zip(names, self._match_recipients(names), strict=True)
        }

    def _find_parcel_contracts(self, partners):
        """:returns: dict of partner to the contract that pays for their mail at one
        location: one of this location if there is, else of another"""
        # sudo: who pays does not depend on who takes a parcel in.
        contracts = self.env["cowork.contract"].sudo()
        people = partners | partners.commercial_partner_id
        contracts = contracts.search(
            Domain("state", "in", LIVE_STATES)
            & Domain("company_id", "=", self.sudo().company_id.id)
            & (
                Domain("partner_id", "in", people.ids)
                | Domain("contact_id", "in", partners.ids)
                | Domain("member_ids", "in", partners.ids)
            ),
            order="date_start, id",
        )
        contracts = contracts.sorted(lambda c: c.location_id.id != self.id)
        return {
            partner: contracts.filtered(
                lambda c, p=partner: p.id
                in (c.partner_id | c.contact_id | c.member_ids).ids
                or c.partner_id.id == p.commercial_partner_id.id
            )[:1].with_env(self.env)
            for partner in partners
        }

    def action_view_parcels(self):
        """:returns: the window action with the parcels of this location"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_parcel"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {
            "default_location_id": self.id,
            "search_default_waiting": 1,
        }
        return action
