from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError

from .cowork_contract import LIVE_STATES


class CoworkCareGreeting(models.Model):
    """One greeting of one member, once a year: planned, sent, or why not."""

    _name = "cowork.care.greeting"
    _description = "Greeting"
    _inherit = ["cowork.protected.mixin"]
    _order = "date desc, id desc"
    _rec_name = "occasion_id"
    # Nobody says by hand who was greeted.
    _protected_fields = frozenset(
        {
            "partner_id",
            "occasion_id",
            "contract_id",
            "location_id",
            "company_id",
            "date",
            "year",
            "years",
            "state",
            "reason",
            "sent_at",
            "activity_id",
        }
    )

    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, index=True, ondelete="cascade"
    )
    occasion_id = fields.Many2one(
        "cowork.care.occasion", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date("Day", required=True, index=True)
    year = fields.Integer(required=True, aggregator=False)
    years = fields.Integer(
        aggregator=False, help="For an anniversary: how many years it has been."
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("sent", "Greeted"),
            ("skipped", "Not greeted"),
            ("failed", "Failed"),
        ],
        required=True,
        default="planned",
        index=True,
    )
    reason = fields.Char(help="Why the member was not greeted.")
    sent_at = fields.Datetime("Greeted At")
    activity_id = fields.Many2one(
        "mail.activity", "To-do", index="btree_not_null", ondelete="set null"
    )
    opt_out_url = fields.Char(compute="_compute_opt_out_url", compute_sudo=True)

    _once_a_year = models.UniqueIndex(
        "(partner_id, occasion_id, year)",
        "This member has been greeted for this occasion in this year.",
    )

    def _compute_opt_out_url(self):
        for greeting in self:
            greeting.opt_out_url = greeting.partner_id._get_greetings_url()

    @api.depends("partner_id", "occasion_id", "year")
    def _compute_display_name(self):
        for greeting in self:
            occasion, member = greeting.occasion_id.name, greeting.partner_id.name
            greeting.display_name = f"{occasion} {greeting.year}: {member}"

    # Planning ------------------------------------------------------------------------

    @api.model
    def _get_zones(self):
        """:returns: list of ``(locations, their day)``, one for each time zone"""
        zones = self.env["cowork.location"]._read_group([], ["tz"], ["id:recordset"])
        return [(locations, locations[0]._today()) for _tz, locations in zones]

    @api.model
    def _get_missing(self):
        """:returns: list of values of the greetings that should be planned by now and
        are not: for today, for yesterday after an outage, and ahead where the team has
        a to-do"""
        wanted = {}
        occasions = self.env["cowork.care.occasion"].search([("active", "=", True)])
        zones = self._get_zones()
        for occasion in occasions:
            ahead = occasion.days_ahead if occasion.create_activity else 0
            for locations, today in zones:
                days = [
                    fields.Date.add(today, days=offset)
                    for offset in range(-1, ahead + 1)
                ]
                for contract, partner, day in occasion._find(days, locations):
                    # The oldest contract comes first, and counts.
                    wanted.setdefault(
                        (partner.id, occasion.id, day.year),
                        {"contract_id": contract.id, "date": day},
                    )
        known = self._get_known(wanted)
        return [
            {"partner_id": partner_id, "occasion_id": occasion_id, "year": year, **vals}
            for (partner_id, occasion_id, year), vals in wanted.items()
            if (partner_id, occasion_id, year) not in known
        ]

    @api.model
    def _get_known(self, keys):
        """:returns: set of those ``(partner, occasion, year)`` that have a greeting"""
        greetings = self.search_fetch(
            [
                ("partner_id", "in", list({key[0] for key in keys})),
                ("occasion_id", "in", list({key[1] for key in keys})),
                ("year", "in", list({key[2] for key in keys})),
            ],
            ["partner_id", "occasion_id", "year"],
        )
        return {(g.partner_id.id, g.occasion_id.id, g.year) for g in greetings}

    @api.model
    def _plan(self, vals_list):
        """:returns: new greetings, with the to-dos of the team"""
        contracts = self.env["cowork.contract"].browse(
            v["contract_id"] for v in vals_list
        )
        for vals, contract in zip(vals_list, contracts, strict=True):
            vals["years"] = vals["year"] - contract.date_start.year
        greetings = self._by_action().create(vals_list)
        greetings._make_activities()
        return greetings

    def _make_activities(self):
        """Put the greetings into the to-do list of who looks after the member."""
        owned = [
            (greeting, user)
            for greeting in self
            if greeting.occasion_id.create_activity and (user := greeting._get_user())
        ]
        kind = self.env.ref(
            "cowork_members.mail_activity_type_care", raise_if_not_found=False
        )
        model = self.env["ir.model"]._get_id("res.partner")
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model,
                        "res_id": greeting.partner_id.id,
                        "activity_type_id": kind.id if kind else False,
                        "summary": greeting.occasion_id.with_context(
                            lang=user.lang
                        ).name,
                        "date_deadline": greeting.date,
                        "user_id": user.id,
                        "automated": True,
                    }
                    for greeting, user in owned
                ]
            )
        )
        for (greeting, _user), activity in zip(owned, activities, strict=True):
            greeting._by_action().activity_id = activity

    def _get_user(self):
        """:returns: ``res.users`` who looks after the member of one greeting"""
        staff = self.location_id
        candidates = (
            self.contract_id.user_id | staff.manager_id.user_id | staff.staff_user_ids
        )
        return candidates.filtered(lambda user: user.active and not user.share)[:1]

    # Sending -------------------------------------------------------------------------

    def _get_due_domain(self):
        """:returns: domain of planned greetings whose day has come somewhere"""
        latest = max((day for _locations, day in self._get_zones()), default=False)
        return [("state", "=", "planned"), ("date", "<=", latest)]

    def _greet_safely(self):
        """Greet all members; one whose mail fails does not stop the others."""
        ready = self.filtered(lambda g: g.date <= g.location_id._today())
        refused = {greeting: greeting._get_obstacle() for greeting in ready}
        for reason in set(filter(None, refused.values())):
            ready.filtered(lambda g, r=reason: refused[g] == r)._settle(
                "skipped", reason
            )
        ready = ready.filtered(lambda g: not refused[g])
        for occasion, greetings in ready.grouped("occasion_id").items():
            try:
                with self.env.cr.savepoint():
                    greetings._send(occasion.template_id)
            except (UserError, ValueError, IntegrityError):
                self.env.invalidate_all()
                for greeting in greetings:
                    greeting._greet_alone()

    def _greet_alone(self):
        """Greet one member, keeping why that was not possible."""
        try:
            with self.env.cr.savepoint():
                self._send(self.occasion_id.template_id)
        except (UserError, ValueError, IntegrityError) as error:
            self.env.invalidate_all()
            self._settle("failed", str(error)[:500])

    def _get_obstacle(self):
        """:returns: why one member is not greeted, or False"""
        partner = self.partner_id
        if partner.cowork_no_greetings:
            return self.env._("wants no greetings")
        if not partner.active or self.contract_id.state not in LIVE_STATES:
            return self.env._("is no member any more")
        if self.date < fields.Date.subtract(self.location_id._today(), days=1):
            return self.env._("it is too late")
        if self.occasion_id.template_id and not partner.email:
            return self.env._("has no e-mail address")
        return False

    def _send(self, template):
        """Put the mails of these greetings into the outbox, each once."""
        if template:
            # sudo: who tries a greeting again need not be allowed to send mail as such.
            template.sudo().send_mail_batch(self.ids)
        self._settle("sent")

    def _settle(self, state, reason=False):
        self._by_action().write(
            {
                "state": state,
                "reason": reason,
                "sent_at": state == "sent" and fields.Datetime.now(),
            }
        )

    @api.model
    def _cron_greet(self, limit=200):
        """Plan the greetings of all locations' days, and send those whose day it is."""
        cron = self.env["ir.cron"]
        missing = self._get_missing()
        due = self.search(self._get_due_domain())
        left = cron._commit_progress(remaining=len(missing) + len(due))
        for start in range(0, len(missing), limit):
            if not left:
                return
            batch = self._plan(missing[start : start + limit])
            left = cron._commit_progress(len(batch))
        due = self.search(self._get_due_domain(), order="date, id")
        for start in range(0, len(due), limit):
            if not left:
                return
            batch = due[start : start + limit]
            batch.try_lock_for_update()._greet_safely()
            left = cron._commit_progress(len(batch))

    def action_retry(self):
        """Greet members again whose greeting failed.

        :returns: True
        :raises AccessError: when the user may not change contracts of the location
        """
        self.check_access("read")
        self.contract_id.check_access("write")
        # sudo: the log is written by the system only.
        failed = self.sudo().filtered(lambda g: g.state == "failed")
        failed._greet_safely()
        return True
