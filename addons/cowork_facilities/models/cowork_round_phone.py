from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: rounds that begin within so long are on the phone already, for who goes down to
#: where there is no connection
AHEAD = timedelta(hours=12)
#: and those that were missed less long ago can still be made
BEHIND = timedelta(hours=24)
LIMIT = 50


class CoworkRound(models.Model):
    """What a phone shows of rounds. It keeps all of it: the connection may be lost."""

    _inherit = "cowork.round"

    @api.model
    @api.readonly
    def get_rounds(self, round=None):
        """The rounds that can be made now at the locations the user serves, with all
        that is needed to make them without a connection.

        :param int round: id of a ``cowork.round`` that is wanted whatever its time
        :returns: dict with ``rounds``, those of the user first; each is a dict with
            ``id``, ``name``, ``kind``, ``place``, ``time``, ``state``, ``is_mine``,
            ``is_late``, ``standard`` and ``points``, a list of dicts in walking order
        :raises AccessError: when the user makes no rounds
        """
        self._check_may_walk()
        now = fields.Datetime.now()
        open_ones = (
            Domain("state", "in", ("planned", "in_progress", "missed"))
            & Domain("start", "<=", now + AHEAD)
            & Domain("due", ">=", now - BEHIND)
        )
        wanted = Domain("id", "=", round) if type(round) is int else Domain.FALSE
        rounds = self.search(
            wanted | open_ones & self._get_mine_domain(), order="due, id", limit=LIMIT
        )
        described = rounds._describe_for_phone()
        return {"rounds": sorted(described, key=lambda one: not one["is_mine"])}

    @api.model
    def _check_may_walk(self):
        """:raises AccessError: when the user makes no rounds"""
        if not self.env.user.has_group("cowork_facilities.group_user"):
            raise AccessError(
                self.env._(
                    "Only who works for Facilities makes rounds. Ask a manager for the"
                    " role."
                )
            )

    @api.model
    def _get_mine_domain(self):
        """:returns: domain of the rounds the user may make: what is named to somebody
        else is theirs"""
        return Domain("user_id", "in", [False, self.env.uid])

    def _describe_for_phone(self):
        """:returns: list of dicts, as ``get_rounds()`` says"""
        # sudo: names of spaces and the hash of a code, of rounds the user may read.
        rounds = self.sudo()
        rounds.line_ids.fetch()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": one.id,
                "name": one.name,
                "kind": kinds[one.kind],
                "place": one.location_id.name,
                "time": one.local_time,
                "state": one.state,
                "is_mine": one.user_id.id == self.env.uid,
                "is_late": one.is_late,
                "standard": one.template_id.standard or "",
                "points": [line._describe_for_phone() for line in one.line_ids],
            }
            for one in rounds
        ]
