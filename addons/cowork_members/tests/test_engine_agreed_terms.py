from odoo.tests import BaseCase, tagged

from ..engine.agreed_terms import compare_terms


def line(**vals):
    return {
        "name": "Desk",
        "from": "2027-01-01",
        "to": None,
        "price": 100.0,
        "quantity": 1.0,
        "discount": 0.0,
        "cycle": [1, "month"],
        "notice_days": 30,
        "min_term_months": 3,
        "previous": [],
        "steps": [],
        "free": [],
        **vals,
    }


def terms(lines=None, **vals):
    return {
        "date_start": "2027-01-01",
        "date_end": None,
        "renewal": None,
        "note": "",
        "lines": lines or {},
        **vals,
    }


@tagged("post_install", "-at_install")
class TestAgreedTerms(BaseCase):
    """What an addendum lists: everything that differs, once, by day."""

    def kinds(self, before, after):
        return [(c.kind, c.day) for c in compare_terms(before, after)]

    def test_the_same_terms_differ_in_nothing(self):
        self.assertEqual(compare_terms(terms({"1": line()}), terms({"1": line()})), [])

    def test_a_line_that_replaces_another_is_one_change(self):
        before = terms({"1": line()})
        office = line(name="Office", previous=[1], **{"from": "2027-03-01"})
        after = terms({"1": line(to="2027-02-28"), "2": office})
        (change,) = compare_terms(before, after)
        self.assertEqual((change.kind, change.day), ("line", "2027-03-01"))
        self.assertEqual(change.before["name"], "Desk")
        self.assertEqual(change.after["name"], "Office")

    def test_a_line_replaced_twice_before_anybody_signed_is_one_change(self):
        before = terms({"1": line()})
        last = line(name="Suite", previous=[2, 1], **{"from": "2027-03-01"})
        after = terms({"1": line(to="2027-02-28"), "3": last})
        (change,) = compare_terms(before, after)
        self.assertEqual(
            (change.before["name"], change.after["name"]), ("Desk", "Suite")
        )

    def test_a_line_that_was_superseded_on_its_first_day_is_told_by_the_new_one(self):
        after = terms({"2": line(name="Office", previous=[1])})
        (change,) = compare_terms(terms({"1": line()}), after)
        self.assertEqual(
            (change.before["name"], change.after["name"]), ("Desk", "Office")
        )

    def test_added_and_ended_lines_are_told_with_their_day(self):
        before = terms({"1": line()})
        added = line(**{"from": "2027-05-01"})
        after = terms({"1": line(to="2027-03-31"), "2": added})
        changes = compare_terms(before, after)
        self.assertEqual(
            [(c.day, bool(c.before), bool(c.after)) for c in changes],
            [("2027-04-01", True, False), ("2027-05-01", False, True)],
        )

    def test_prices_terms_and_days_are_told(self):
        before = terms({"1": line(steps=[["2027-06-01", 110.0]])})
        after = terms(
            {
                "1": line(
                    price=120.0,
                    notice_days=60,
                    steps=[["2027-06-01", 130.0]],
                    free=[["2027-02-01", "2027-02-14"]],
                )
            },
            date_end="2027-12-31",
            renewal=["automatic", 12, 3.0],
            note="Two keys.",
        )
        self.assertEqual(
            self.kinds(before, after),
            [
                ("date_end", None),
                ("renewal", None),
                ("note", None),
                ("price", None),
                ("notice_days", None),
                ("free", "2027-02-01"),
                ("steps", "2027-06-01"),
            ],
        )
