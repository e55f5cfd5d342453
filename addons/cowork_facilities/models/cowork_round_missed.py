from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

#: rounds named in one to-do: after an outage there may be hundreds
NAMED = 20


class CoworkRound(models.Model):
    """Rounds that nobody finished in time: noted, and told to the site manager."""

    _inherit = "cowork.round"

    @api.model
    def _cron_mark_missed(self, limit=500):
        """Mark rounds that were not finished in time."""
        domain = [
            ("state", "in", ("planned", "in_progress")),
            ("due", "<", fields.Datetime.now()),
        ]
        rounds = self.search(domain, order="due, id", limit=limit)
        rounds = rounds.try_lock_for_update().filtered_domain(domain)
        rounds._mark_missed()
        self.env["ir.cron"]._commit_progress(
            len(rounds), remaining=self.search_count(domain) if rounds else 0
        )

    def _mark_missed(self):
        """Note that nobody finished these rounds in time, and have somebody ask why."""
        self._by_action().write({"state": "missed"})
        self._tell_missed()

    def _tell_missed(self):
        """Make one to-do for a location and day, however many rounds were missed."""
        # sudo: the site manager is told by the system, whoever marks the rounds.
        missed = self.sudo().grouped("location_id")
        news = {
            location: rounds
            for location, rounds in missed.items()
            if location.missed_told_on != location._today()
        }
        further = {loc: rounds for loc, rounds in missed.items() if loc not in news}
        self._make_missed_activities(news)
        self._add_to_missed_activities(further)

    @api.model
    def _make_missed_activities(self, missed):
        """:param missed: dict of ``cowork.location`` to its rounds"""
        activity_type = self._get_missed_activity_type()
        model = self.env["ir.model"]._get_id("cowork.location")
        vals_list = []
        for location, rounds in missed.items():
            user = location._get_round_keeper()
            if not user:
                continue
            today = location._today()
            location._by_action().missed_told_on = today
            rounds = rounds.with_context(lang=user.lang or self.env.lang)
            vals_list.append(
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": model,
                    "res_id": location.id,
                    "user_id": user.id,
                    "summary": rounds.env._(
                        "Rounds missed, noticed on %s", format_date(rounds.env, today)
                    ),
                    "note": rounds._name_missed(),
                    "date_deadline": today,
                    "automated": True,
                }
            )
        # sudo: the job gives to-dos to others, whoever runs it.
        self.env["mail.activity"].sudo().create(vals_list)

    @api.model
    def _add_to_missed_activities(self, missed):
        """Name what was missed later on the same day in the to-do there is, unless
        somebody has seen to it already.

        :param missed: dict of ``cowork.location`` to its rounds"""
        if not missed:
            return
        # sudo: to-dos of others.
        activities = self.env["mail.activity"].sudo()
        found = activities.search(
            [
                ("res_model", "=", "cowork.location"),
                ("res_id", "in", [location.id for location in missed]),
                ("activity_type_id", "=", self._get_missed_activity_type().id),
                ("automated", "=", True),
            ]
        )
        latest = {a.res_id: a for a in found.sorted("id")}
        for location, rounds in missed.items():
            activity = latest.get(location.id)
            if activity and activity.date_deadline == location._today():
                lang = activity.user_id.lang or self.env.lang
                activity.note += rounds.with_context(lang=lang)._name_missed()

    @api.model
    def _get_missed_activity_type(self):
        return self.env.ref(
            "cowork_facilities.mail_activity_type_missed_round",
            raise_if_not_found=False,
        ) or self.env.ref("mail.mail_activity_data_todo")

    def _name_missed(self):
        """:returns: what a to-do says of these rounds, as HTML"""
        names = [f"{one.display_name} ({one.local_time})" for one in self[:NAMED]]
        if left := len(self) - len(names):
            names.append(self.env._("and %s more", left))
        items = Markup().join(Markup("<li>%s</li>") % name for name in names)
        return Markup("<ul>%s</ul>") % items
