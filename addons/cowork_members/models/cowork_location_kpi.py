import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.kpi import month_of, months_from
from ..engine.terms import add_months
from .kpi_facts import COUNTED_STATES, KpiFacts

_logger = logging.getLogger(__name__)

# How far back the first snapshot of a location goes, if it has contracts from then.
BACKFILL_MONTHS = 24


class CoworkLocation(models.Model):
    """Its figures, counted once a day."""

    _inherit = "cowork.location"

    kpi_date = fields.Date(
        "Figures Of",
        readonly=True,
        copy=False,
        help="The location's day on which its figures were counted last.",
    )
    kpi_error = fields.Text(
        "Figures Not Counted",
        readonly=True,
        copy=False,
        help="Which figures could not be counted, and why.",
    )
    kpi_missed_count = fields.Integer(
        "Missed Targets",
        compute="_compute_kpi_missed_count",
        groups="cowork_members.group_user",
    )

    def _compute_kpi_missed_count(self):
        counts = dict(
            self.env["cowork.kpi.value"]._read_group(
                [
                    ("location_id", "in", self.ids),
                    ("is_latest", "=", True),
                    ("status", "=", "missed"),
                ],
                ["location_id"],
                ["__count"],
            )
        )
        for location in self:
            location.kpi_missed_count = counts.get(location, 0)

    # Counting ------------------------------------------------------------------------

    def _count_kpis(self, months, kpis=None, recount=False, only=None):
        """Count figures and keep them; a second time changes nothing.

        :param months: first days of months; those to come are left out
        :param kpis: ``cowork.kpi``; all active ones when not given
        :param recount: whether frozen figures are counted again
        :param only: keys of the figures to keep, as ``cowork.kpi._count`` returns them;
            all when not given"""
        # sudo: figures count everything, whoever asks for them.
        locations = self.sudo()
        kpis = (
            locations.env["cowork.kpi"]._get_counted() if kpis is None else kpis.sudo()
        )
        counted = kpis._count(KpiFacts(locations, months))
        if only is not None:
            counted = {key: counted[key] for key in only & counted.keys()}
        self.env["cowork.kpi.value"]._store(counted, kpis, locations, recount)

    def _get_due_months(self):
        """:returns: {tuple of months: locations whose figures of these may change}"""
        kpis = self.env["cowork.kpi"]._get_counted()
        freeze = max(kpis.mapped("freeze_days"), default=0)
        new = self.filtered(lambda location: not location.kpi_date)
        starts = dict(
            self.env["cowork.contract"]._read_group(
                [("location_id", "in", new.ids), ("state", "in", COUNTED_STATES)],
                ["location_id"],
                ["date_start:min"],
            )
        )
        due = {}
        for location in self:
            today = location._today()
            if location.kpi_date:
                first = fields.Date.subtract(location.kpi_date, days=freeze + 1)
            else:
                earliest = add_months(month_of(today), -BACKFILL_MONTHS)
                first = max(earliest, starts.get(location) or today)
            months = tuple(months_from(first, today))
            due[months] = due.get(months, self.browse()) | location
        return due

    # By itself -----------------------------------------------------------------------

    @api.model
    def _cron_count_kpis(self, limit=10):
        """Count the figures of locations whose day is not counted yet."""
        locations = self._get_uncounted()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(locations))
        for start in range(0, len(locations), limit):
            batch = locations[start : start + limit]
            batch.try_lock_for_update()._count_kpis_safely()
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _get_uncounted(self):
        """:returns: locations whose figures are of another day than today"""
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        # No time zone is more than a day ahead of UTC.
        ahead = Domain("kpi_date", "<", fields.Date.add(today, days=1))
        locations = self.search(Domain("kpi_date", "=", False) | ahead)
        return locations.filtered(lambda x: not x.kpi_date or x.kpi_date < x._today())

    def _count_kpis_safely(self):
        """Count all locations; one that fails does not stop the others."""
        for months, locations in self._get_due_months().items():
            try:
                with self.env.cr.savepoint():
                    locations._count_kpis(months)
            except OperationalError:
                # The database asks to try again, not to go on.
                raise
            except Exception as error:
                _logger.info("Figures are counted one by one: %s", error)
                for location in locations:
                    location._count_kpis_alone(months)
            else:
                locations._note_kpi_errors([])

    def _count_kpis_alone(self, months):
        """Count one location figure by figure, keeping on it what was not possible."""
        errors = []
        for kpi in self.env["cowork.kpi"]._get_counted():
            try:
                with self.env.cr.savepoint():
                    self._count_kpis(months, kpi)
            except OperationalError:
                raise
            except UserError as error:
                errors.append(f"{kpi.name}: {error}")
            except IntegrityError as error:
                errors.append(f"{kpi.name}: {self._sql_error_to_message(error)}")
            except Exception as error:
                _logger.exception("%s of %s is not counted", kpi.code, self.code)
                errors.append(f"{kpi.name}: {error!r}")
        self._note_kpi_errors(errors)

    def _note_kpi_errors(self, errors):
        """Keep the day these locations were counted, and what could not be counted."""
        problem = "\n".join(errors) or False
        for day, locations in self.grouped(lambda x: x._today()).items():
            news = locations.filtered(lambda x: x.kpi_error != problem)
            # Until the first time succeeds, all months are tried again.
            done = locations.filtered("kpi_date") if problem else locations
            done._by_action().write({"kpi_date": day})
            news._by_action().write({"kpi_error": problem})
            if problem:
                news._message_log_batch(bodies=dict.fromkeys(news.ids, problem))

    def action_view_kpis(self):
        """:returns: the window action with the latest figures of this location"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_kpi_value"
        )
        action["domain"] = [("location_id", "=", self.id)]
        return action
