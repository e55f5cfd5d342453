from datetime import date, datetime

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.cowork_members.tests.race_common import RaceCase, get_maker

#: far enough ahead that no clock of a test machine comes near it
START = datetime(2090, 3, 6, 9)


@tagged("post_install", "-at_install")
class TestRoundRace(RaceCase):
    """Several servers plan and take in at once: nothing is doubled."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            maker = get_maker(env, "T-ROUND-RACE")
            space = maker.make_space("Race Hall", "hot_desk")
            template = env["cowork.round.template"].create(
                {
                    "name": "Race round",
                    "location_id": maker.location.id,
                    "ahead_days": 5,
                    "point_ids": [
                        Command.create({"name": "Door", "space_id": space.id})
                    ],
                }
            )
            values = {
                **template._prepare_any_round(),
                "date": date(2090, 3, 6),
                "start": START,
                "due": START.replace(hour=12),
            }
            one = env["cowork.round"].create(values)
            self.ids = {
                "cowork.round": one.ids,
                "cowork.round.template": template.ids,
                "cowork.space": space.ids,
                "cowork.location": maker.location.ids,
            }
            self.line = one.line_ids.id
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self._connection() as env:
            template = env["cowork.round.template"].browse(
                self.ids["cowork.round.template"]
            )
            requests = (
                env["cowork.round.line"]
                .search([("round_id.template_id", "=", template.id)])
                .request_id
            )
            requests.unlink()
            template.round_ids._by_action().write({"state": "planned"})
            template.unlink()
            for model in ("cowork.space", "cowork.location"):
                env[model].browse(self.ids[model]).unlink()

    def _look(self, env):
        env["cowork.round.template"].browse(self.ids["cowork.round.template"]).read()
        env["cowork.round"].search([("template_id", "in", self._templates)]).read()

    @property
    def _templates(self):
        return self.ids["cowork.round.template"]

    def test_rounds_are_planned_once(self):
        def plan(env):
            template = env["cowork.round.template"].browse(self._templates)
            template._generate()
            return True

        answers, _refusals = self._in_parallel(*[plan] * 4)
        self.assertTrue(answers)
        with self._connection() as env:
            rounds = env["cowork.round"].search(
                [("template_id", "in", self._templates), ("key", "!=", False)]
            )
            # Today, and five days ahead.
            self.assertEqual(len(rounds), 6)
            self.assertEqual(len(rounds.line_ids), 6)

    def test_an_answer_sent_at_the_same_moment_is_kept_once(self):
        answer = {
            "key": f"race-{self.line:020}",
            "point": self.line,
            "result": "failed",
            "note": "Open",
        }

        def send(env):
            return env["cowork.round"].save_answers([answer])["answers"]

        answers, refusals = self._in_parallel(*[send] * 4)
        self.assertEqual(refusals, [])
        states = sorted(found[answer["key"]]["state"] for found in answers)
        self.assertEqual(states, ["known", "known", "known", "saved"])
        with self._connection() as env:
            line = env["cowork.round.line"].browse(self.line)
            self.assertEqual(len(line.entry_ids), 1)
            orders = env["maintenance.request"].search(
                [("round_line_id", "=", line.id)]
            )
            self.assertEqual(len(orders), 1)

    def test_two_failures_of_one_point_at_the_same_moment_are_one_work_order(self):
        def send(number):
            return lambda env: env["cowork.round"].save_answers(
                [
                    {
                        "key": f"race-{number}-{self.line:020}",
                        "point": self.line,
                        "result": "failed",
                    }
                ]
            )

        _answers, refusals = self._in_parallel(send(1), send(2))
        self.assertEqual(refusals, [])
        with self._connection() as env:
            line = env["cowork.round.line"].browse(self.line)
            self.assertEqual(len(line.entry_ids), 2)
            orders = env["maintenance.request"].search(
                [("round_line_id", "=", line.id)]
            )
            self.assertEqual(len(orders), 1)
