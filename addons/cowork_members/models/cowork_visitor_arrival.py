from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date


class CoworkVisitor(models.Model):
    """Arrive, be turned away, leave."""

    _inherit = "cowork.visitor"

    # Arriving ------------------------------------------------------------------------

    def action_arrive(self):
        """Let visitors in: they are in the building from now on, and their hosts are
        told at once.

        :returns: True
        :raises AccessError: when the user may not register visitors of the location
        :raises UserError: when a visitor is not expected today, is on the black-list,
            or has not accepted the house rules
        """
        self.check_access("write")
        self._arrive("desk")
        return True

    def action_arrive_and_print(self):
        """Let visitors in, and print their badges.

        :returns: the action that prints the badges
        :raises AccessError: as ``action_arrive()``
        :raises UserError: as ``action_arrive()``
        """
        self.action_arrive()
        return self.action_print_badge()

    def action_print_badge(self):
        """:returns: the action that prints the badges of these visitors
        :raises AccessError: when the user may not read the visitors
        """
        self.check_access("read")
        report = self.env.ref("cowork_members.report_visitor_badge")
        return report.report_action(self)

    def _arrive(self, source):
        """:param source: where they were let in: ``desk``, ``kiosk`` or ``door``"""
        self._check_not_blocked()
        self._check_may_arrive()
        self._check_rules_accepted()
        now = fields.Datetime.now()
        self._by_action().write({"state": "inside", "arrived_at": now})
        # sudo: whoever lets them in, all of this follows from it.
        visitors = self.sudo()
        visitors.env["cowork.presence"]._enter(
            [
                {
                    "location_id": visitor.location_id.id,
                    "visitor_id": visitor.id,
                    "space_id": space.id,
                    "source": source,
                }
                for visitor, space in visitors._get_places().items()
            ]
        )
        visitors._tell_host()

    def _check_may_arrive(self):
        """:raises UserError: unless all of these visitors are expected today"""
        for visitor in self:
            if visitor.state not in ("expected", "missed"):
                raise UserError(
                    self.env._(
                        "%(visitor)s cannot be let in: “%(state)s”.",
                        visitor=visitor.name,
                        state=visitor._word_state(),
                    )
                )
            # sudo: only the clock of the place.
            if visitor.day != visitor.sudo().location_id._today():
                raise UserError(
                    self.env._(
                        "%(visitor)s is expected on %(day)s, not today. The front desk"
                        " can change the day.",
                        visitor=visitor.name,
                        day=format_date(self.env, visitor.day),
                    )
                )

    def _get_places(self):
        """:returns: dict of visitor (sudo) to the space where they go, possibly empty:
        that of the meeting, or where their host sits"""
        places = {}
        for visitor in self:
            lines = visitor.contract_id._get_lines_on(visitor.day)
            own = lines.space_id.filtered(
                lambda s, v=visitor: s.location_id == v.location_id
            )
            places[visitor] = visitor.booking_id.space_id or own[:1]
        return places

    # Leaving -------------------------------------------------------------------------

    def action_leave(self):
        """Sign visitors out: they are not in the building any more.

        :returns: True
        :raises AccessError: when the user may not register visitors of the location
        :raises UserError: when a visitor is not in the building
        """
        self.check_access("write")
        self._leave()
        return True

    def _leave(self):
        if outside := self.filtered(lambda v: v.state != "inside"):
            raise UserError(
                self.env._(
                    "%(visitor)s is not in the building: “%(state)s”.",
                    visitor=outside[0].name,
                    state=outside[0]._word_state(),
                )
            )
        self.env["cowork.presence"]._leave(
            [
                {"location_id": visitor.location_id.id, "visitor_id": visitor.id}
                for visitor in self
            ]
        )

    def _set_left(self, moment):
        """Note that visitors (sudo) have left, as their presence ends."""
        inside = self.filtered(lambda visitor: visitor.state == "inside")
        late = inside.filtered(lambda visitor: visitor.arrived_at <= moment)
        late._by_action().write({"state": "left", "left_at": moment})
        for visitor in inside - late:
            visitor._by_action().write({"state": "left", "left_at": visitor.arrived_at})

    # Not coming ----------------------------------------------------------------------

    def action_cancel(self):
        """Call visits off. Who was invited is told.

        :returns: True
        :raises AccessError: when the visitors are not the user's own, or not of a
            location that they serve
        :raises UserError: when a visitor is not expected any more
        """
        visitors = self._for_actor()
        visitors._require_expected()
        visitors._by_action().write({"state": "cancelled"})
        visitors._invite("cancelled")
        return True

    def action_cancel_series(self):
        """Call off this visit and all later ones of the same repetition.

        :returns: True
        :raises AccessError: when the visitor is not the user's own, or not of a
            location that they serve
        :raises UserError: when the visitor is not expected any more
        """
        self.ensure_one()
        visitors = self._for_actor()
        later = visitors.search(
            Domain("series_key", "=", visitors.series_key)
            & Domain("series_key", "!=", False)
            & Domain("partner_id", "=", visitors.partner_id.id)
            & Domain("state", "=", "expected")
            & Domain("day", ">=", visitors.day)
        )
        return (visitors | later).with_env(self.env).action_cancel()

    def action_refuse(self):
        """Note that visitors were not let in.

        :returns: True
        :raises AccessError: when the user may not register visitors of the location
        :raises UserError: when a visitor is not expected any more
        """
        self.check_access("write")
        self._require_expected()
        self._by_action().write({"state": "refused"})
        return True

    def action_expect(self):
        """Expect visitors again who were called off, turned away or missed.

        :returns: True
        :raises AccessError: when the user may not register visitors of the location
        :raises UserError: when they were in the building, or are expected
        """
        self.check_access("write")
        if wrong := self.filtered(
            lambda v: v.state not in ("cancelled", "refused", "missed")
        ):
            raise UserError(
                self.env._(
                    "%(visitor)s is “%(state)s” already.",
                    visitor=wrong[0].name,
                    state=wrong[0]._word_state(),
                )
            )
        self._by_action().write({"state": "expected"})
        self._check_limits()
        return True

    def _require_expected(self):
        if settled := self.filtered(lambda v: v.state != "expected"):
            raise UserError(
                self.env._(
                    "%(visitor)s is “%(state)s”: there is nothing to call off.",
                    visitor=settled[0].name,
                    state=settled[0]._word_state(),
                )
            )

    # Who may -------------------------------------------------------------------------

    def _for_actor(self):
        """:returns: these visitors as whoever asks may change them: staff by their
            rights, members their own
        :raises AccessError: when they may not"""
        user = self.env.user
        if self.env.su or user._is_internal():
            self.check_access("write")
            return self
        self.check_access("read")
        if self.partner_id - user.partner_id:
            raise AccessError(self.env._("You can change your own visitors only."))
        # sudo: members have no right to write visitors but through these methods.
        return self.sudo()

    def _check_is_user(self):
        """:raises AccessError: unless the user makes contracts of the location"""
        if not self.env.user.has_group("cowork_members.group_user"):
            raise AccessError(
                self.env._("Ask a site manager: this is not for the front desk.")
            )

    def _log_for_all(self, text):
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))
