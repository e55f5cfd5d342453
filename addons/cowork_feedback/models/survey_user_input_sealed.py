from random import SystemRandom

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.survey_campaign import FEWEST_ASKED

# Core would note on every record who made it, and when.
SILENT = {"tracking_disable": True, "mail_create_nosubscribe": True}


class SurveyUserInput(models.Model):
    """Anonymous answers: written on sealed sheets, mixed before anybody reads them.

    A sheet is handed out by mail and its number kept nowhere beside a name. What was
    written on it stays sealed until there are enough sheets of the same survey and
    location; then all are copied in random order, under one day, and left empty.
    """

    _inherit = "survey.user_input"

    @api.model
    def _hand_out_sheets(self, survey, wave, count, deadline):
        """:returns: so many new sheets, in random order"""
        questions = survey._prepare_user_input_predefined_questions().ids
        vals = {
            "survey_id": survey.id,
            "wave_id": wave.id,
            "location_id": wave.location_id.id,
            "is_ticket": True,
            "deadline": deadline,
            "predefined_question_ids": [Command.set(questions)],
        }
        silent = self._as_nobody()
        sheets = silent.create(
            [
                {**vals, "invite_token": self._generate_invite_token()}
                for _number in range(count)
            ]
        )
        sheets._blur()
        ids = sheets.ids
        SystemRandom().shuffle(ids)
        return silent.browse(ids)

    def _as_nobody(self):
        """:returns: the answers as the system writes them, without notes of its own"""
        # sudo: sealed sheets are hidden from everybody.
        system = self.with_user(self.env.ref("base.user_root")).sudo()
        return system._by_action().with_context(**SILENT)

    def _forget(self):
        """Forget in which language and when the sheets of ``self`` were written."""
        if self:
            self._as_nobody().write({"lang_id": False, "last_displayed_page_id": False})
            self._blur()

    def _blur(self):
        """Keep days instead of moments, and the system instead of who wrote.

        The ORM keeps both of every write by itself, so that only SQL can take it back.
        """
        self.env.flush_all()
        for table, column in (
            ("survey_user_input", "id"),
            ("survey_user_input_line", "user_input_id"),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET create_uid = 1, write_uid = 1,"
                    " create_date = date_trunc('day', create_date),"
                    " write_date = date_trunc('day', create_date)"
                    " WHERE %(column)s = ANY(%(ids)s)",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    ids=self.ids,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE survey_user_input SET"
                " start_datetime = date_trunc('day', start_datetime),"
                " end_datetime = date_trunc('day', end_datetime)"
                " WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.env.invalidate_all()

    # Release -------------------------------------------------------------------------

    @api.model
    def _get_sealed_domain(self):
        return (
            Domain("is_ticket", "=", True)
            & Domain("is_released", "=", False)
            & Domain("state", "=", "done")
        )

    @api.model
    def _get_releasable(self):
        """:returns: list of pairs of a survey and a location with enough sheets"""
        groups = self._read_group(
            self._get_sealed_domain(),
            ["survey_id", "location_id"],
            having=[("__count", ">=", FEWEST_ASKED)],
        )
        return [tuple(group) for group in groups]

    @api.model
    def _release(self, survey, location):
        """Mix the sealed answers of a survey and location, and let them be read.

        :returns: the answers, in no order that anybody wrote them in
        """
        sheets = self._as_nobody().search(
            self._get_sealed_domain()
            & Domain("survey_id", "=", survey.id)
            & Domain("location_id", "=", location.id)
        )
        sheets = sheets.try_lock_for_update()
        if len(sheets) < FEWEST_ASKED:
            return self.browse()
        ids = sheets.ids
        SystemRandom().shuffle(ids)
        today = location._today()
        answers = sheets.create(
            [sheet._prepare_released(today) for sheet in sheets.browse(ids)]
        )
        answers._keep_scores()
        sheets.user_input_line_ids.unlink()
        sheets.write({"is_released": True})
        (answers | sheets)._blur()
        return answers

    def _prepare_released(self, day):
        """:returns: dict of what one sheet says, and nothing of the sheet itself"""
        midnight = self._midnight(day)
        return {
            "survey_id": self.survey_id.id,
            "location_id": self.location_id.id,
            "state": "done",
            "start_datetime": midnight,
            "end_datetime": midnight,
            "predefined_question_ids": [Command.set(self.predefined_question_ids.ids)],
            "user_input_line_ids": [
                Command.create(line._prepare_said())
                for line in self.user_input_line_ids.sorted("question_sequence")
            ],
        }

    @api.model
    def _stir(self):
        """Write all sealed answers anew, in random order and one transaction.

        The database numbers lines and transactions as they come, and a member who is
        logged in leaves a row of their own at that moment: not beyond the next night.
        """
        sheets = self._as_nobody().search(self._get_sealed_domain())
        sheets = sheets.try_lock_for_update()
        vals_list = [
            {**line._prepare_said(), "user_input_id": line.user_input_id.id}
            for line in sheets.user_input_line_ids
        ]
        SystemRandom().shuffle(vals_list)
        sheets.user_input_line_ids.unlink()
        sheets.env["survey.user_input.line"].create(vals_list)
        sheets._blur()

    @api.model
    def _cron_release(self):
        """Release the sealed answers of every survey and location that has enough."""
        self._stir()
        groups = self._get_releasable()
        cron = self.env["ir.cron"]
        left = cron._commit_progress(remaining=len(groups))
        for survey, location in groups:
            if not left:
                return
            self._release(survey, location)
            left = cron._commit_progress(1)
