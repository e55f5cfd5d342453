from odoo import api, models
from odoo.exceptions import ValidationError

#: answers in one call: a phone sends a few at a time, photos are large
LIMIT = 50
#: a key that is shorter is no key that a phone has made
KEY_LENGTH = range(16, 65)


class CoworkRound(models.Model):
    """Answers come in from phones: each once, however often it is sent."""

    _inherit = "cowork.round"

    @api.model
    def save_answers(self, answers):
        """Keep what was found at points of rounds. Sent again, an answer is known by
        its key and kept once; one that cannot be kept does not stop the others.

        :param list answers: dicts with ``key`` (made by the client, 16 to 64
            characters, another one for each answer), ``point`` (id of a
            ``cowork.round.line``), ``result`` (``ok``, ``failed`` or ``skipped``),
            ``at`` (moment in UTC, ``YYYY-MM-DD HH:MM:SS``), and what the point wants:
            ``value`` (number), ``text``, ``note``, ``photo`` (JPEG or PNG in
            base64) and ``code`` (of the point's label)
        :returns: dict with ``answers``, from each key to a dict with ``state``
            (``saved``, ``known`` or ``refused``) and ``message``; and ``rounds``, as of
            ``get_rounds()``
        :raises AccessError: when the user makes no rounds
        :raises ValidationError: when this is no list of answers
        """
        self._check_may_walk()
        answers = self._check_answers(answers)
        found = self.env["cowork.round.line"].search(
            [("id", "in", [answer["point"] for answer in answers.values()])]
        )
        # sudo: what was found is written by nobody but here.
        lines = found.sudo()._by_action()
        lines.round_id._count_taking()
        known = self._get_known_keys(answers)
        outcomes = {key: {"state": "known", "message": ""} for key in known}
        taken = []
        for key in answers.keys() - known:
            line = lines.browse(answers[key]["point"]) & lines
            vals, problem = line._read_answer(answers[key])
            outcomes[key] = {
                "state": "refused" if problem else "saved",
                "message": problem or "",
            }
            if not problem:
                taken.append({"client_key": key, **vals})
        lines._take(taken)
        return {"answers": outcomes, "rounds": found.round_id._describe_for_phone()}

    @api.model
    def _check_answers(self, answers):
        """:returns: dict of the key of each answer to it, in the order they were given
        :raises ValidationError: when it is no list of answers"""
        if not isinstance(answers, list) or len(answers) > LIMIT:
            raise ValidationError(
                self.env._("Send a list of up to %s answers at a time.", LIMIT)
            )
        checked = {}
        for answer in answers:
            key = answer.get("key") if isinstance(answer, dict) else None
            if not self._is_key(key):
                raise ValidationError(
                    self.env._(
                        "Each answer needs a key of its own, of 16 to 64 characters."
                    )
                )
            point = answer.get("point")
            if type(point) is not int or not 0 < point < 2**31:
                raise ValidationError(
                    self.env._("Each answer needs the id of the point it is about.")
                )
            checked.setdefault(key, answer)
        return checked

    @api.model
    def _is_key(self, key):
        return (
            isinstance(key, str)
            and len(key) in KEY_LENGTH
            and key.isascii()
            and key.isprintable()
        )

    def _count_taking(self):
        """Let whoever sends the same answers at this moment try again: then they are
        known."""
        for count, rounds in self.grouped("answers_taken").items():
            rounds._by_action().answers_taken = count + 1
        self.flush_recordset(["answers_taken"])

    @api.model
    def _get_known_keys(self, answers):
        """:returns: set of the keys of those answers that were kept already"""
        # sudo: a key is known also where its round is no longer the user's to see.
        entries = self.env["cowork.round.entry"].sudo()
        known = entries.search_fetch(
            [("client_key", "in", list(answers))], ["client_key"]
        )
        return set(known.mapped("client_key"))

    def _follow_answers(self):
        """Begin rounds at the first answer, finish them at the last one."""
        for one in self._by_action():
            moments = one.line_ids.filtered("result").mapped("done_at")
            if not moments:
                continue
            vals = {"started_at": min(moments)}
            if one.answered_count == one.point_count:
                vals |= {"state": "done", "done_at": max(moments)}
            elif one.state == "planned":
                vals["state"] = "in_progress"
            one.write(vals)
