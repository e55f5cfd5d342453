from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.booking_policy import MAX_DAYS

# Far enough to name the next opening after a week's holidays.
LOOK_AHEAD = timedelta(days=14)


class CoworkBooking(models.Model):
    """The rules of the policy, as sentences for who breaks them."""

    _inherit = "cowork.booking"

    def _check_rules(self):
        """:raises ValidationError: naming the first rule that a booking breaks, and
        what would be possible"""
        bookings = self.sudo()  # sudo: members do not read policies.
        hours = bookings._get_hours()
        others = bookings._get_own_bookings()
        for booking in bookings.filtered(lambda b: not b.is_exception):
            booking._check_open_to_member()
            if broken := booking._get_violations(hours, others[booking]):
                raise ValidationError(booking._word_violation(broken[0]))

    def _get_violations(self, hours, others):
        """:param hours: from ``_get_hours()``
        :param others: list of ``(start, stop)`` of the member's other bookings
        :returns: what one booking breaks, from ``engine/booking_policy``"""
        return self.space_id._get_violations(
            self.start, self.stop, hours[self.space_id], others
        )

    def _get_hours(self):
        """:returns: dict of space to the times in which it is open, over the days of
        all these bookings"""
        first = min(self.mapped("start"), default=None)
        if first is None:
            return {}
        day = timedelta(days=1)
        # What lasts too long is refused before anybody asks for years of hours; a
        # series goes on for five years at the most.
        last = max(min(b.stop, b.start + MAX_DAYS * day) for b in self)
        last = min(last, first + timedelta(days=5 * 366))
        return self.space_id._get_open_intervals(first - day, last + LOOK_AHEAD)

    def _get_own_bookings(self):
        """:returns: dict of booking to a list of ``(start, stop)`` of what the same
        member booked by the same rules around that time"""
        limited = self.filtered(lambda booking: booking._is_limited())
        found = {booking: [] for booking in self}
        if not limited:
            return found
        reach = timedelta(
            days=8, minutes=max(limited.space_id.policy_id.mapped("cooldown_minutes"))
        )
        rows = self.search_fetch(
            Domain("partner_id", "in", limited.partner_id.ids)
            & Domain("start", "<", max(limited.mapped("stop")) + reach)
            & Domain("stop", ">", min(limited.mapped("start")) - reach)
            & Domain("state", "in", self._get_taking_states()),
            ["partner_id", "space_id", "start", "stop"],
        )
        mine = rows.grouped(lambda b: (b.partner_id, b.space_id.policy_id))
        for booking in limited:
            key = (booking.partner_id, booking.space_id.policy_id)
            found[booking] = [
                (other.start, other.stop)
                for other in mine.get(key, ())
                if other != booking
            ]
        return found

    def _is_limited(self):
        policy = self.space_id.policy_id
        return bool(
            policy.cooldown_minutes or policy.max_per_week or policy.max_hours_per_week
        )

    def _check_open_to_member(self):
        """:raises ValidationError: when one booking's space is not for its member"""
        if reason := self._get_member_problem():
            raise ValidationError(reason)

    def _get_member_problem(self):
        """:returns: why one booking's space is not for its member, or None"""
        space = self.space_id
        if not space.is_bookable:
            return self.env._("%s cannot be booked.", space.display_name)
        return self._get_audience_problem(space.policy_id)

    def _get_audience_gap(self, policy):
        """:returns: what one booking's member would need to be among those a policy
        lets book, as its ``audience`` says; None when they are"""
        contract = self.contract_id
        if policy.audience == "everybody":
            return None
        if not contract:
            return "members"
        if policy.audience == "locations" and contract.location_id != self.location_id:
            return "locations"
        if policy.audience == "plans" and not (
            contract.line_ids.plan_id & policy.plan_ids
        ):
            return "plans"
        return None

    def _get_audience_problem(self, policy):
        """:returns: why one booking's member is not among those a policy lets book, or
        None"""
        space, member = self.space_id, self.partner_id
        gap = self._get_audience_gap(policy)
        if gap == "members":
            return self.env._(
                "%(space)s is for members, and %(member)s has no membership in force"
                " on that day.",
                space=space.display_name,
                member=member.display_name,
            )
        if gap == "locations":
            return self.env._(
                "%(space)s is for members of %(location)s; %(member)s belongs to"
                " %(other)s.",
                space=space.display_name,
                location=self.location_id.name,
                member=member.display_name,
                other=self.contract_id.location_id.name,
            )
        if gap == "plans":
            return self.env._(
                "%(space)s comes with %(plans)s, which %(member)s does not have.",
                space=space.display_name,
                plans=", ".join(policy.plan_ids.mapped("name")),
                member=member.display_name,
            )
        return None

    # Sentences -----------------------------------------------------------------------

    def _word_violation(self, broken):
        """:param broken: from ``engine/booking_policy``
        :returns: a sentence: what is wrong, and what would be possible"""
        return getattr(self, f"_word_{broken.code}")(broken.values)

    def _word_grain(self, values):
        return self.env._(
            "%(space)s is booked in steps of %(minutes)s minutes, counted from"
            " midnight. Choose a time that fits.",
            space=self.space_id.name,
            minutes=values["slot_minutes"],
        )

    def _word_min_length(self, values):
        return self.env._(
            "%(space)s is booked for at least %(length)s.",
            space=self.space_id.name,
            length=self._word_minutes(values["min_minutes"]),
        )

    def _word_max_length(self, values):
        return self.env._(
            "%(space)s is booked for at most %(length)s.",
            space=self.space_id.name,
            length=self._word_minutes(values["max_minutes"]),
        )

    def _word_past(self, _values):
        return self.env._(
            "This time is over. %s", self.space_id._describe_next_free(self)
        )

    def _word_lead(self, values):
        return self.env._(
            "%(space)s has to be booked at least %(length)s before. The earliest time"
            " is %(earliest)s.",
            space=self.space_id.name,
            length=self._word_minutes(values["min_lead_minutes"]),
            earliest=self.location_id._format_moment(values["earliest"]),
        )

    def _word_advance(self, values):
        return self.env._(
            "%(space)s can be booked at most %(days)s days ahead, until %(last)s.",
            space=self.space_id.name,
            days=values["max_advance_days"],
            last=format_date(self.env, values["last_day"]),
        )

    def _word_closed(self, _values):
        return self.env._(
            "%(space)s is closed during some of this time. %(next)s",
            space=self.space_id.name,
            next=self.space_id._describe_next_free(self),
        )

    def _word_cooldown(self, values):
        return self.env._(
            "%(member)s has to leave %(length)s between two bookings here; another one"
            " is %(other)s.",
            member=self.partner_id.display_name,
            length=self._word_minutes(values["cooldown_minutes"]),
            other=self.location_id._format_range(
                values["other_start"], values["other_stop"]
            ),
        )

    def _word_week_count(self, values):
        return self.env._(
            "%(member)s has %(count)s bookings in that week already, and %(limit)s is"
            " the limit.",
            member=self.partner_id.display_name,
            count=values["count"],
            limit=values["max_per_week"],
        )

    def _word_week_hours(self, values):
        return self.env._(
            "%(member)s has booked %(hours)s of %(limit)s hours in that week already.",
            member=self.partner_id.display_name,
            hours=f"{values['minutes'] / 60:g}",
            limit=f"{values['max_hours_per_week']:g}",
        )

    @api.model
    def _word_minutes(self, minutes):
        """:returns: a length of time as people say it"""
        if minutes and minutes % 1440 == 0:
            return self.env._("%s days", minutes // 1440)
        if minutes and minutes % 60 == 0:
            return self.env._("%s hours", minutes // 60)
        return self.env._("%s minutes", minutes)
