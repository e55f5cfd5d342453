from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

BATCH = 200


class CoworkBooking(models.Model):
    """What happens to a booking: held, confirmed, checked in, left, or cancelled."""

    _inherit = "cowork.booking"

    def action_confirm(self):
        """Make held bookings count. Where the policy wants the front desk to confirm, a
        member's booking waits for it, and keeps its space meanwhile.

        :returns: True
        :raises AccessError: when a booking is not the user's to change
        :raises UserError: when one is not tentative, or its hold has expired
        """
        self._for_actor()._confirm(by_staff=self._is_staff())
        return True

    def _confirm(self, by_staff):
        """:param by_staff: whether the front desk confirms, who needs no answer"""
        self._require_state("tentative")
        now = fields.Datetime.now()
        for booking in self:
            if booking.hold_until and booking.hold_until <= now:
                raise UserError(
                    self.env._(
                        "%s: the hold has expired. Make the booking again.",
                        booking.display_name,
                    )
                )
        # sudo: members do not read policies.
        waiting = self.filtered(
            lambda b: not by_staff and b.sudo().space_id.policy_id.needs_confirmation
        )
        waiting._by_action().write({"hold_until": False})
        waiting._ask_front_desk()
        confirmed = self - waiting
        confirmed._by_action().write({"state": "confirmed", "hold_until": False})

    def action_cancel(self, reason=None):
        """Give the space back. What late cancellation costs, the policy says.

        :param str reason: why, for the front desk; may be left out
        :returns: True
        :raises UserError: when a booking has begun, is over or cancelled already
        """
        self._for_actor()._cancel(reason)
        return True

    def _cancel(self, reason):
        self._require_state("tentative", "confirmed")
        now = fields.Datetime.now()
        if over := self.filtered(lambda booking: booking.stop <= now):
            raise UserError(
                self.env._(
                    "%s is over: it cannot be cancelled any more.",
                    over[0].display_name,
                )
            )
        self._set_cancelled(str(reason or ""))

    def _set_cancelled(self, reason):
        """Cancel, and free what was taken."""
        self._by_action().write(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "cancelled_at": fields.Datetime.now(),
                "hold_until": False,
            }
        )
        self._block()

    def action_reopen(self):
        """Take a cancellation back, as long as the space is still free.

        :returns: True
        :raises UserError: when a booking is not cancelled
        :raises ValidationError: when somebody else has the space by now
        """
        self.check_access("write")
        self._require_state("cancelled")
        self._by_action().write(
            {"state": "tentative", "cancel_reason": False, "cancelled_at": False}
        )
        self._hold()
        self._check_rules()
        self._block()
        self._confirm(by_staff=self._is_staff())
        return True

    def action_check_in(self):
        """Note that they have come.

        :returns: True
        :raises UserError: when a booking is not confirmed, or it is not yet time
        """
        self._for_actor()._check_in()
        return True

    def _check_in(self):
        self._require_state("confirmed")
        now = fields.Datetime.now()
        for booking in self:
            # sudo: members do not read policies.
            early = booking.sudo().space_id.policy_id.check_in_minutes
            if now < booking.start - timedelta(minutes=early):
                raise UserError(
                    self.env._(
                        "%(booking)s: check-in opens %(minutes)s minutes before.",
                        booking=booking.display_name,
                        minutes=early,
                    )
                )
            if now >= booking.stop:
                raise UserError(self.env._("%s is over.", booking.display_name))
        self._by_action().write({"state": "checked_in", "checked_in_at": now})

    def action_check_out(self):
        """Note that they have left: what is left of the time is free for others.

        :returns: True
        :raises UserError: when nobody has checked in
        """
        self._for_actor()._check_out()
        return True

    def _check_out(self):
        self._require_state("checked_in")
        now = fields.Datetime.now()
        for booking in self:
            left = min(max(now, booking.start), booking.stop)
            booking._by_action().write({"state": "done", "checked_out_at": left})
        self._block()

    # What the clock does -------------------------------------------------------------

    @api.model
    def _cron_follow_clock(self):
        """Release what nobody confirmed or came to, and close what is over."""
        domain = self._get_due_domain()
        bookings = self.search(domain, order="start, id", limit=BATCH)
        bookings = bookings.try_lock_for_update().filtered_domain(domain)
        bookings._follow_clock()
        self.env["ir.cron"]._commit_progress(
            len(bookings), remaining=self.search_count(domain) if bookings else 0
        )

    @api.model
    def _get_due_domain(self):
        """:returns: domain of the bookings that the clock has something to do with"""
        now = fields.Datetime.now()
        expired = Domain("state", "=", "tentative") & (
            Domain("hold_until", "<=", now) | Domain("start", "<=", now)
        )
        begun = self._get_live_domain() & Domain("start", "<=", now)
        over = Domain("state", "in", ("confirmed", "checked_in")) & Domain(
            "stop", "<=", now
        )
        # Only what has begun can be over or missed: of years of bookings, a handful.
        return expired | begun & (over | self._get_no_show_domain(now))

    @api.model
    def _get_no_show_domain(self, now):
        policies = self.env["cowork.booking.policy"].with_context(active_test=False)
        late = policies.search([("no_show_minutes", ">", 0)]).grouped("no_show_minutes")
        return Domain("state", "=", "confirmed") & Domain.OR(
            Domain("space_id.policy_id", "in", some.ids)
            & Domain("start", "<=", now - timedelta(minutes=minutes))
            for minutes, some in late.items()
        )

    def _follow_clock(self):
        now = fields.Datetime.now()
        tentative = self.filtered(lambda booking: booking.state == "tentative")
        tentative._expire()
        missed = self.filtered(
            lambda b: b.state == "confirmed" and b.space_id.policy_id.no_show_minutes
        )
        missed._miss()
        over = self - tentative - missed
        over.filtered(lambda b: b.stop <= now)._by_action().write({"state": "done"})

    def _expire(self):
        """Free what was held and not confirmed."""
        for booking in self:
            asked = not booking.hold_until
            booking._set_cancelled(
                self.env._("Nobody answered in time.")
                if asked
                else self.env._("The hold expired.")
            )

    def _miss(self):
        """Free what nobody came to."""
        self._by_action().write({"state": "no_show"})
        self._block()

    # Helpers -------------------------------------------------------------------------

    def _hold(self):
        """Take the spaces for as long as their policies let a hold last."""
        now = fields.Datetime.now()
        # sudo: members do not read policies.
        lasting = self.grouped(lambda b: b.sudo().space_id.policy_id.hold_minutes)
        for minutes, bookings in lasting.items():
            until = now + timedelta(minutes=minutes)
            bookings._by_action().write({"hold_until": until})

    @api.model
    def _is_staff(self):
        user = self.env.user
        return self.env.su or user.has_group("cowork_members.group_front_desk")

    def _require_state(self, *states):
        """:raises UserError: naming the first booking in another state"""
        if wrong := self.filtered(lambda booking: booking.state not in states):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(booking)s is “%(state)s”, not “%(wanted)s”.",
                    booking=wrong[0].display_name,
                    state=labels[wrong[0].state],
                    wanted=", ".join(labels[state] for state in states),
                )
            )

    def _get_holder_label(self):
        """:returns: whom others may be told that one booking is for; empty when that is
        nobody's business"""
        shown = self.space_id.policy_id.show_booker
        if shown == "person":
            return self.partner_id.name or ""
        if shown == "company":
            return self.partner_id.commercial_partner_id.name or ""
        return ""

    def _ask_front_desk(self):
        """Give whoever runs the place a to-do for each request."""
        for booking in self:
            # sudo: members do not read who works where.
            manager = booking.sudo().location_id.manager_id.user_id
            booking.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=booking.env._("Confirm or refuse a booking"),
                user_id=(manager or self.env.ref("base.user_admin")).id,
                date_deadline=booking.sudo().location_id._today(),
            )
