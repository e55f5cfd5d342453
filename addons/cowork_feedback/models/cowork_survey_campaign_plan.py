from datetime import timedelta
from random import SystemRandom
from typing import NamedTuple

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..engine.survey_campaign import (
    CROWD,
    FEWEST_ASKED,
    event_days,
    is_sampled,
    latest_wave,
    pick_sample,
    split_crowds,
)


class Candidate(NamedTuple):
    """Somebody a campaign would ask, and what about."""

    key: str
    partner: object
    location: object
    day: object
    contract: object
    request: object


class CoworkSurveyCampaign(models.Model):
    """Whom a campaign asks today."""

    _inherit = "cowork.survey.campaign"

    @api.model
    def _cron_ask(self, limit=100, crowd=CROWD):
        """Plan what running campaigns ask today, and send what is planned."""
        campaigns = self.search([("state", "=", "running")])
        cron = self.env["ir.cron"]
        left = cron._commit_progress(remaining=len(campaigns))
        for campaign in campaigns:
            if not left:
                return
            campaign.try_lock_for_update()._plan_safely()
            left = cron._commit_progress(1)
        batches = campaigns._get_batches(limit, crowd)
        left = cron._commit_progress(remaining=len(batches))
        for batch in batches:
            if not left:
                return
            batch = batch.try_lock_for_update()
            # Sheets are shuffled in the whole crowd, or not at all.
            batch.filtered(lambda x: x.state == "planned")._send_safely()
            left = cron._commit_progress(1)

    def _get_batches(self, limit=100, crowd=CROWD):
        """:returns: list of planned invitations: so many of one campaign, or a crowd of
        an anonymous wave, which a run that is killed asks again as a whole"""
        planned = self.env["cowork.survey.invitation"].search(
            [("campaign_id", "in", self.ids), ("state", "=", "planned")]
        )
        batches = []
        for invitations in planned.grouped("wave_id").values():
            if invitations[0].is_anonymous:
                ids = invitations.ids
                # Neighbours are of one contract: a crowd is of everybody.
                SystemRandom().shuffle(ids)
                crowds = split_crowds(ids, crowd)
            else:
                crowds = split_every(limit, invitations.ids)
            batches += [planned.browse(ids) for ids in crowds]
        return batches

    def _plan_safely(self):
        """Plan each campaign; one that fails keeps why, and stops no other."""
        for campaign in self:
            try:
                with self.env.cr.savepoint():
                    problem = campaign._plan()
            except OperationalError:
                # The database asks to try again, not to go on.
                raise
            except (UserError, ValueError, IntegrityError) as error:
                self.env.invalidate_all()
                problem = str(error)[:500]
            campaign._by_action().write(
                {
                    "problem": problem,
                    "last_run": fields.Date.context_today(campaign),
                }
            )

    def _plan(self):
        """Plan whom one campaign asks today.

        :returns: text about who cannot be asked, or False
        """
        candidates = self._leave_in_peace(self._get_candidates())
        candidates = self._sample(candidates)
        candidates, alone = self._hide_in_crowd(candidates)
        waves = self.env["cowork.survey.wave"]._ensure(
            {(self, c.location, c.day) for c in candidates}
        )
        self.env["cowork.survey.invitation"]._by_action().create(
            [
                self._prepare_invitation(c, waves[self, c.location, c.day])
                for c in candidates
            ]
        )
        if not alone:
            return False
        return self.env._(
            "Fewer than %(count)s people could be asked at %(places)s: they could not"
            " stay anonymous.",
            count=FEWEST_ASKED,
            places=", ".join(alone),
        )

    def _prepare_invitation(self, candidate, wave):
        today = candidate.location._today()
        about = (
            {}
            if self.is_anonymous
            else {
                "contract_id": candidate.contract.id,
                "request_id": candidate.request.id,
            }
        )
        return {
            "key": candidate.key,
            "campaign_id": self.id,
            "wave_id": wave.id,
            "location_id": candidate.location.id,
            "partner_id": candidate.partner.id,
            "is_anonymous": self.is_anonymous,
            "date": today,
            "deadline": today + timedelta(days=self.answer_days),
            **about,
        }

    # Whom ----------------------------------------------------------------------------

    def _get_candidates(self):
        """:returns: list of ``Candidate`` who were not asked yet, each person once"""
        if self.trigger == "cadence":
            found = self._get_members()
        elif self.trigger == "request_done":
            found = self._get_reporters()
        else:
            found = self._get_movers()
        by_key = {c.key: c for c in found if self._can_be_asked(c.partner)}
        known = self.env["cowork.survey.invitation"].search_fetch(
            [("key", "in", list(by_key))], ["key"]
        )
        for key in known.mapped("key"):
            del by_key[key]
        return list(by_key.values())

    @api.model
    def _can_be_asked(self, partner):
        return partner.active and partner.email and not partner.cowork_no_surveys

    def _get_locations(self):
        """:returns: the locations whose members are asked"""
        return self.location_ids or self.env["cowork.location"].search(
            [("company_id", "=", self.company_id.id)]
        )

    def _get_members(self):
        """:returns: list of ``Candidate``: the members of today, if a wave is due"""
        waves = {}
        for location in self._get_locations():
            day = latest_wave(self.date_start, self.cadence, location._today())
            # A wave that was missed for long is not made up for.
            if day and location._today() <= day + timedelta(days=self.answer_days):
                waves[location.id] = day
        done = self.env["cowork.survey.wave"].search([("campaign_id", "=", self.id)])
        for wave in done:
            if waves.get(wave.location_id.id) == wave.date:
                del waves[wave.location_id.id]
        contracts = self.env["cowork.contract"].search(
            [("location_id", "in", list(waves)), ("state", "=", "active")]
        )
        return [
            self._make_candidate(contract, partner, waves[contract.location_id.id])
            for contract in contracts
            for partner in contract.member_ids or contract.partner_id
        ]

    def _make_candidate(self, contract, partner, day, about="", request=None):
        request = request or self.env["maintenance.request"]
        return Candidate(
            f"{self.id}:{about or day}:{partner.id}",
            partner,
            request.location_id or contract.location_id,
            day,
            contract,
            request,
        )

    def _get_movers(self):
        """:returns: list of ``Candidate``: members who moved in or out"""
        began = self.trigger == "contract_started"
        name, states = (
            ("date_start", ("active", "suspended"))
            if began
            else ("date_end", ("ended",))
        )
        days = self._get_event_days()
        contracts = self.env["cowork.contract"].search(
            Domain("location_id", "in", list(days))
            & Domain("state", "in", states)
            & Domain(name, ">=", min((d[0] for d in days.values()), default=False))
            & Domain(name, "<=", max((d[1] for d in days.values()), default=False))
        )
        return [
            self._make_candidate(
                contract,
                partner,
                contract.location_id._today().replace(day=1),
                f"contract,{contract.id}",
            )
            for contract in contracts
            if days[contract.location_id.id][0]
            <= contract[name]
            <= days[contract.location_id.id][1]
            for partner in contract.member_ids or contract.partner_id
        ]

    def _get_event_days(self):
        """:returns: {id of a location: first and last day of events asked about}"""
        return {
            location.id: event_days(self.date_start, self.delay_days, location._today())
            for location in self._get_locations()
        }

    def _get_reporters(self):
        """:returns: list of ``Candidate``: members whose work order is done"""
        days = self._get_event_days()
        first = min((d[0] for d in days.values()), default=False)
        requests = self.env["maintenance.request"].search(
            Domain("location_id", "in", list(days))
            & Domain("partner_id", "!=", False)
            & Domain("resolved_at", ">=", first)
            & Domain("stage_id.done", "=", True)
        )
        found = []
        for request in requests:
            first, last = days[request.location_id.id]
            day = fields.Datetime.context_timestamp(
                request.with_context(tz=request.location_id.tz), request.resolved_at
            ).date()
            if first <= day <= last:
                month = request.location_id._today().replace(day=1)
                found.append(
                    self._make_candidate(
                        request.contract_id,
                        request.partner_id,
                        month,
                        f"request,{request.id}",
                        request,
                    )
                )
        return found

    # How many ------------------------------------------------------------------------

    def _leave_in_peace(self, candidates):
        """:returns: the candidates nobody asked anything recently, each person once"""
        since = fields.Date.context_today(self) - timedelta(days=self.recontact_days)
        partner_ids = [c.partner.id for c in candidates]
        invitations = self.env["cowork.survey.invitation"]
        asked = set()
        if self.recontact_days:
            asked = {
                partner.id
                for (partner,) in invitations._read_group(
                    invitations._get_recent_domain(partner_ids, self.company_id, since),
                    ["partner_id"],
                )
            }
        once = {c.partner.id: c for c in candidates if c.partner.id not in asked}
        return list(once.values())

    def _sample(self, candidates):
        """:returns: the candidates that belong to the sample"""
        percent = self.sample_percent
        if self.trigger != "cadence":
            # Events come one by one: each is in the sample or not, whatever follows.
            candidates = [c for c in candidates if is_sampled(c.key, percent)]
            percent = 100
        groups = {}
        for candidate in candidates:
            groups.setdefault((candidate.location, candidate.day), []).append(candidate)
        asked = self._count_asked()
        picked = set()
        for group, found in groups.items():
            room = self.sample_size - asked.get(group, 0)
            if room > 0 or not self.sample_size:
                picked |= pick_sample([c.key for c in found], percent, max(room, 0))
        return [c for c in candidates if c.key in picked]

    def _count_asked(self):
        """:returns: {(location, day of a wave): how many were asked in it}"""
        if not self.sample_size:
            return {}
        return {
            (wave.location_id, wave.date): count
            for wave, count in self.env["cowork.survey.invitation"]._read_group(
                [("campaign_id", "=", self.id)], ["wave_id"], ["__count"]
            )
        }

    def _hide_in_crowd(self, candidates):
        """:returns: the candidates, and the names of locations that are left out
        because too few of their people would be asked anonymously"""
        if not self.is_anonymous:
            return candidates, []
        counts = {}
        for candidate in candidates:
            counts[candidate.location] = counts.get(candidate.location, 0) + 1
        alone = [place for place, count in counts.items() if count < FEWEST_ASKED]
        return (
            [c for c in candidates if c.location not in alone],
            sorted(place.name for place in alone),
        )
