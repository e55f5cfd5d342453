from datetime import date

from odoo.tests import BaseCase, tagged

from ..engine.fault_report import (
    clean_line,
    clean_text,
    due_state,
    is_same,
    next_due,
    subject_of,
)


@tagged("post_install", "-at_install")
class TestFaultReportWords(BaseCase):
    """What is kept of what people write."""

    def test_only_what_can_be_read_is_kept(self):
        self.assertEqual(clean_text("a\x00b\u202ec\u200b\r\n\r\nd\t "), "abc\n\nd")
        self.assertEqual(clean_text("水漏れ 👩‍🔧 é"), "水漏れ 👩‍🔧 é")
        self.assertEqual(len(clean_text("x" * 9000)), 4000)
        for nothing in (None, 7, [], b"x", " \n\t"):
            self.assertEqual(clean_text(nothing), "")
        self.assertEqual(clean_line("Ana\n  Ruiz\r"), "Ana Ruiz")

    def test_the_subject_is_the_first_sentence(self):
        self.assertEqual(subject_of("It drips. Since Monday."), "It drips")
        self.assertEqual(subject_of("Room 2.5 is cold\nvery"), "Room 2.5 is cold")
        self.assertEqual(subject_of("灯坏了。很暗"), "灯坏了")
        long = subject_of("drip " * 50)
        self.assertEqual((len(long), long[-6:]), (75, " drip…"))
        self.assertEqual(len(subject_of("x" * 300)), 80)

    def test_the_same_words_are_the_same_fault(self):
        self.assertTrue(is_same("The tap drips!", "the  TAP drips"))
        self.assertFalse(is_same("The tap drips", "The tap does not drip"))


@tagged("post_install", "-at_install")
class TestInspectionDates(BaseCase):
    """When something is due again."""

    def test_months_are_counted_from_the_day_it_was_inspected(self):
        self.assertEqual(next_due(date(2027, 1, 31), 1, "month"), date(2027, 2, 28))
        self.assertEqual(next_due(date(2024, 2, 29), 4, "year"), date(2028, 2, 29))

    def test_how_urgent_it_is(self):
        today = date(2027, 1, 11)
        for due, state in (
            (None, "none"),
            (date(2027, 1, 10), "overdue"),
            (date(2027, 1, 11), "soon"),
            (date(2027, 1, 25), "soon"),
            (date(2027, 1, 26), "later"),
        ):
            self.assertEqual(due_state(due, today, 14), state)
