from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount

from .cowork_booking import LIVE_STATES

#: of so many spaces the next free time is looked for, when none is free
NEXT_SPACES = 12
NEXT_TIMES = 4
#: so many spaces are named that are not for the member; the rest is counted
NAMED_SPACES = 5


class CoworkBooking(models.Model):
    """What members find to book on their own pages, and what they booked."""

    _inherit = "cowork.booking"

    @api.model
    def _get_portal_domain(self, coming=None):
        """:param coming: True for what is still to take place, False for the rest
        :returns: domain of the bookings that are the user's own, or paid by them"""
        partner = self.env.user.partner_id
        mine = Domain("partner_id", "=", partner.id) | Domain(
            "contract_id.partner_id", "=", partner.id
        )
        ahead = Domain("state", "in", LIVE_STATES) & Domain(
            "stop", ">", fields.Datetime.now()
        )
        if coming is None:
            return mine
        return mine & (ahead if coming else ~ahead)

    @api.model
    def _get_portal_locations(self):
        """:returns: the locations (sudo) where the user may find something to book,
        those of their own memberships first"""
        # sudo: members do not read spaces and locations, but may know of them.
        spaces = self.env["cowork.space"].sudo()
        groups = spaces._read_group(
            [
                ("is_bookable", "=", True),
                ("company_id", "in", self.env.companies.ids),
                ("location_id.active", "=", True),
            ],
            ["location_id"],
        )
        contracts = self.env["cowork.contract"].sudo()
        own = contracts.search(
            contracts._get_portal_domain()
            & Domain("state", "in", ("signed", "active", "suspended"))
        ).location_id
        locations = spaces.location_id.union(*(location for (location,) in groups))
        return locations.sorted(
            lambda place: (place not in own, place.sequence, place.name, place.id)
        )

    @api.model
    def _find_twin(self, space, start, stop):
        """:returns: what the user has booked of a space for exactly that time, possibly
        empty"""
        same = (
            Domain("space_id", "=", space.id)
            & Domain("start", "=", start)
            & Domain("stop", "=", stop)
        )
        return self.search(self._get_portal_domain(coming=True) & same, limit=1)

    # Offers --------------------------------------------------------------------------

    @api.model
    def _get_offers(self, location, start, stop, people=1, kind=None, amenities=()):
        """:param location: ``cowork.location``
        :param start: first moment (UTC)
        :param stop: last moment (UTC)
        :param kind: id of a ``cowork.space.kind``
        :param amenities: ids of what the spaces must have
        :returns: list of dicts as ``search_available()`` has them, of the free spaces
            that are for this member, with ``space`` (sudo) and ``problem``: the rule
            that this time breaks, as a sentence, or None"""
        # sudo: members do not read spaces; they are told what they may book.
        spaces = self.env["cowork.space"].sudo()
        found = {
            offer["id"]: offer
            for offer in spaces.search_available(
                location.id, start, stop, people, kind or None
            )
        }
        fitting = spaces.browse(found).filtered(
            lambda space: set(amenities) <= set(space.amenity_ids.ids)
        )
        drafts = self._draft(fitting, start, stop, people)._open_to_member()
        problems = drafts._get_problems()
        return [
            {
                **found[draft.space_id.id],
                "space": draft.space_id,
                "problem": problems[draft],
            }
            for draft in drafts
        ]

    @api.model
    def _draft(self, spaces, start, stop, people=1):
        """:param spaces: of one location
        :returns: bookings of the user that are not in the database, one of each"""
        drafts = self.sudo()  # sudo: what they would be, whoever asks.
        contract = None
        for space in spaces:
            vals = {
                "space_id": space.id,
                "partner_id": self.env.user.partner_id.id,
                "start": start,
                "stop": stop,
                "attendee_count": people,
            }
            if contract is not None:
                vals["contract_id"] = contract.id
            draft = drafts.new(vals)
            # The same for all spaces of a location: not asked for again.
            contract = draft.contract_id
            drafts += draft
        return drafts

    def _open_to_member(self):
        """:returns: those whose space the member may book at all"""
        return self.filtered(
            lambda draft: not draft._get_audience_gap(draft.space_id.policy_id)
        )

    def _get_problems(self):
        """:returns: dict of booking to the rule it breaks, as a sentence, or None"""
        hours = self._get_hours()
        others = self._get_own_bookings()
        broken = {d: d._get_violations(hours, others[d]) for d in self}
        return {
            draft: draft._word_violation(found[0]) if found else None
            for draft, found in broken.items()
        }

    @api.model
    def _get_next_offers(self, location, start, minutes, people, kind, amenities):
        """:returns: list of ``(space, start, stop)``: when else there is something free
        of what was looked for, the earliest first"""
        spaces = self._get_fitting_spaces(location, people, kind, amenities)
        stop = start + timedelta(minutes=minutes)
        drafts = self._draft(spaces, start, stop, people)._open_to_member()
        found = []
        # Each asks the database a few times, so few are asked.
        for space in drafts.space_id[:NEXT_SPACES]:
            policy = space.policy_id
            earliest = fields.Datetime.now() + timedelta(
                minutes=policy.min_lead_minutes
            )
            length = max(minutes, policy.min_minutes)
            times = space._get_next_free(max(start, earliest), length, people)
            if times:
                found.append((space, *times))
        found.sort(key=lambda offer: offer[1])
        return found[:NEXT_TIMES]

    @api.model
    def _get_fitting_spaces(self, location, people, kind, amenities):
        """:returns: the spaces (sudo) that are like what was looked for, whether they
        are free or not, and for whomever they are"""
        # sudo: see _get_offers().
        spaces = self.env["cowork.space"].sudo()
        return spaces._get_bookable(location.id, people, kind or None).filtered(
            lambda space: set(amenities) <= set(space.amenity_ids.ids)
        )

    # Nothing found -------------------------------------------------------------------

    @api.model
    def _explain_nothing(self, location, start, stop, people, kind, amenities):
        """:returns: list of sentences: why it does not help the member to choose
        another time, of all or some of the spaces"""
        spaces = self._get_fitting_spaces(location, people, kind, amenities)
        if not spaces:
            return [
                self.env._(
                    "There is no such space here. Ask for fewer people, another kind"
                    " or less equipment."
                )
            ]
        closed = {}
        for draft in self._draft(spaces, start, stop, people):
            policy = draft.space_id.policy_id
            if gap := draft._get_audience_gap(policy):
                closed.setdefault((gap, policy), []).append(draft)
        return [
            drafts[0]._word_gap(gap, policy, [d.space_id.name for d in drafts])
            for (gap, policy), drafts in closed.items()
        ]

    def _word_gap(self, gap, policy, names):
        """:param gap: from ``_get_audience_gap()``
        :param names: of the spaces for which it is the same
        :returns: why they are not for the member"""
        names = list(dict.fromkeys(names))
        spaces = ", ".join(names[:NAMED_SPACES])
        if len(names) > NAMED_SPACES:
            spaces = self.env._(
                "%(spaces)s and %(count)s more",
                spaces=spaces,
                count=len(names) - NAMED_SPACES,
            )
        if gap == "members":
            return self.env._(
                "%s: for members only. You have no membership in force on that day; the"
                " front desk can tell you how to get one.",
                spaces,
            )
        if gap == "locations":
            return self.env._(
                "%(spaces)s: for members of %(location)s only. You belong to"
                " %(other)s.",
                spaces=spaces,
                location=self.location_id.name,
                other=self.contract_id.location_id.name,
            )
        return self.env._(
            "%(spaces)s: only with %(plans)s, which you do not have; the front desk can"
            " change your plan.",
            spaces=spaces,
            plans=", ".join(policy.plan_ids.mapped("name")),
        )

    # Rules, as members read them ------------------------------------------------------

    def _describe_rules(self):
        """:returns: list of sentences: what the member agrees to with one booking"""
        policy = self.space_id.policy_id
        rules = []
        if policy.needs_confirmation:
            rules.append(
                self.env._(
                    "The front desk has to confirm it. The space is kept for you until"
                    " they answer."
                )
            )
        rules.append(self._describe_cancel_rule())
        if policy.no_show_minutes:
            rules.append(self._describe_check_in_rule(policy))
        return rules

    def _describe_cancel_rule(self):
        """:returns: until when cancelling is free, and what it costs afterwards"""
        policy = self.space_id.policy_id
        free_until = self.start - timedelta(hours=policy.cancel_free_hours)
        fee = self._describe_fee(policy.late_fee_kind, policy.late_fee)
        if not fee:
            return self.env._("Cancelling is free until it begins.")
        if free_until <= fields.Datetime.now():
            return self.env._(
                "Cancelling costs %s: it begins too soon to be free.", fee
            )
        return self.env._(
            "Cancelling is free until %(moment)s. Later it costs %(fee)s.",
            moment=self.location_id._format_moment(free_until),
            fee=fee,
        )

    def _describe_check_in_rule(self, policy):
        fee = self._describe_fee(policy.no_show_fee_kind, policy.no_show_fee)
        values = {"minutes": policy.no_show_minutes, "fee": fee}
        if fee:
            return self.env._(
                "Check in within %(minutes)s minutes of the beginning: otherwise the"
                " space is given to others, and it costs %(fee)s.",
                **values,
            )
        return self.env._(
            "Check in within %(minutes)s minutes of the beginning: otherwise the space"
            " is given to others.",
            **values,
        )

    def _describe_fee(self, kind, amount):
        """:returns: a fee of the policy in words, empty when there is none"""
        if kind == "percent" and amount:
            return self.env._("%s %% of the price", f"{amount:g}")
        if kind == "fixed" and amount:
            return format_amount(self.env, amount, self.company_id.currency_id)
        return ""

    # What may be done ----------------------------------------------------------------

    def _can_cancel(self):
        """:returns: whether one booking can still be cancelled"""
        return self.state in ("tentative", "confirmed") and (
            self.stop > fields.Datetime.now()
        )

    def _can_check_in(self):
        """:returns: whether it is time to check in to one booking (sudo)"""
        early = timedelta(minutes=self.space_id.policy_id.check_in_minutes)
        now = fields.Datetime.now()
        return self.state == "confirmed" and self.start - early <= now < self.stop

    def _can_invite(self):
        """:returns: whether people can be invited to one booking"""
        return self.state in ("confirmed", "checked_in") and (
            self.stop > fields.Datetime.now()
        )
