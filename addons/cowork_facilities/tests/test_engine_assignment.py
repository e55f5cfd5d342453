from odoo.tests import BaseCase, tagged

from ..engine.assignment import (
    Team,
    Technician,
    assign,
    choose_team,
    choose_technician,
)

ANA = Technician("Ana", {"power", "lift"}, 2)
BO = Technician("Bo", {"power"}, 1)
CAI = Technician("Cai", set(), 0)


@tagged("post_install", "-at_install")
class TestEngineAssignment(BaseCase):
    """The right team, then who has the skills and the least to do."""

    def test_the_team_that_says_it_most_precisely_takes_it(self):
        house = Team("house", set(), set())
        north = Team("north", {"N"}, set())
        lifts = Team("lifts", set(), {"lift"})
        lifts_north = Team("lifts north", {"N"}, {"lift"})
        teams = [house, north, lifts, lifts_north]
        self.assertEqual(choose_team(teams, "N", "lift"), "lifts north")
        self.assertEqual(choose_team(teams, "S", "lift"), "lifts")
        self.assertEqual(choose_team(teams, "N", "water"), "north")
        self.assertEqual(choose_team(teams, "S", "water"), "house")
        self.assertEqual(choose_team(teams, None, None), "house")

    def test_what_is_nobodys_has_no_team(self):
        self.assertIsNone(choose_team([Team("lifts", set(), {"lift"})], "N", "water"))
        self.assertIsNone(choose_team([], "N", "water"))

    def test_the_first_of_two_teams_alike_takes_it(self):
        teams = [Team("one", set(), set()), Team("two", set(), set())]
        self.assertEqual(choose_team(teams, "N", "water"), "one")

    def test_skills_come_before_load(self):
        crew = [ANA, BO, CAI]
        self.assertEqual(choose_technician(crew, set()), "Cai")
        self.assertEqual(choose_technician(crew, {"power"}), "Bo")
        self.assertEqual(choose_technician(crew, {"power", "lift"}), "Ana")
        self.assertIsNone(choose_technician(crew, {"fire"}))
        self.assertIsNone(choose_technician([], set()))

    def test_what_is_given_out_counts_for_the_next_order(self):
        crew = {person.key: person for person in (ANA, BO, CAI)}
        orders = [(number, {"power"}, ["Ana", "Bo"]) for number in range(4)]
        self.assertEqual(assign(orders, crew), {0: "Bo", 1: "Ana", 2: "Bo", 3: "Ana"})

    def test_an_order_nobody_can_do_is_left(self):
        crew = {person.key: person for person in (BO, CAI)}
        orders = [(1, {"fire"}, ["Bo", "Cai"]), (2, set(), ["Cai"]), (3, set(), [])]
        self.assertEqual(assign(orders, crew), {2: "Cai"})
