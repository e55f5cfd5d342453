from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..engine.access import (
    Contract,
    Line,
    card_value,
    days_between,
    is_inside,
    keyed_hash,
    leads_to,
    pin_value,
    qr_value,
    weigh,
)

DAY = date(2027, 1, 10)
NOON = datetime(2027, 1, 10, 12)


def line(key=1, mode="free", hours=None, here=True, fits=True):
    return Line(key, mode, hours, here, fits)


def contract(key=1, state="active", lines=(), **vals):
    values = {
        "first_day": date(2026, 11, 1),
        "last_day": None,
        "names_person": True,
        "blocked": False,
        **vals,
    }
    return Contract(key=key, state=state, lines=lines or [line()], **values)


@tagged("at_install", "-post_install")
class TestEngineAccess(BaseCase):
    """Credentials as values, and contracts weighed against a moment."""

    def test_a_card_is_read_however_the_reader_writes_it(self):
        for text in ("04a22f9c", "04:A2:2F:9C", " 04-a2-2f-9c ", "04.A2.2F.9C"):
            self.assertEqual(card_value(text), "04A22F9C")
        for text in ("", "abc", "1042*739215", "x" * 65, "04_A2_2F"):
            self.assertIsNone(card_value(text), text)

    def test_a_pin_goes_with_a_number(self):
        self.assertEqual(pin_value("1042*739215"), ("1042", "739215"))
        self.assertEqual(pin_value("1042#739215"), ("1042", "739215"))
        for text in ("739215", "1042*1234", "*739215", "1042*73921x", "1042**739215"):
            self.assertIsNone(pin_value(text), text)

    def test_a_qr_code_of_others_is_none(self):
        code = "CW-" + "a" * 32
        self.assertEqual(qr_value(code), code)
        for text in ("https://example.com", "CW-short", code + "!", "cw-" + "a" * 32):
            self.assertIsNone(qr_value(text), text)

    def test_hashes_differ_by_key_and_scope(self):
        one = keyed_hash(b"key", "card", "04A22F9C")
        self.assertEqual(one, keyed_hash(b"key", "card", "04A22F9C"))
        self.assertEqual(len(one), 64)
        self.assertNotEqual(one, keyed_hash(b"other", "card", "04A22F9C"))
        self.assertNotEqual(one, keyed_hash(b"key", "qr", "04A22F9C"))

    def test_hours_begin_with_their_first_and_end_before_their_last_moment(self):
        hours = [(datetime(2027, 1, 10, 8), datetime(2027, 1, 10, 18))]
        self.assertTrue(is_inside(hours, datetime(2027, 1, 10, 8)))
        self.assertTrue(is_inside(hours, datetime(2027, 1, 10, 17, 59, 59)))
        self.assertFalse(is_inside(hours, datetime(2027, 1, 10, 18)))
        self.assertFalse(is_inside(hours, datetime(2027, 1, 10, 7, 59, 59)))

    def test_a_door_leads_to_what_is_inside_and_around_a_space(self):
        self.assertTrue(leads_to("3/", "3/8/"))
        self.assertTrue(leads_to("3/8/9/", "3/8/"))
        self.assertTrue(leads_to("3/8/", "3/8/"))
        self.assertFalse(leads_to("3/9/", "3/8/"))
        self.assertFalse(leads_to("3/80/", "3/8/"))

    def test_pauses_cut_days(self):
        first, last = date(2027, 1, 1), date(2027, 1, 31)
        self.assertEqual(days_between(first, last, []), [(first, last)])
        self.assertEqual(
            days_between(first, last, [(date(2027, 1, 10), date(2027, 1, 20))]),
            [(first, date(2027, 1, 9)), (date(2027, 1, 21), last)],
        )
        self.assertEqual(
            days_between(first, last, [(date(2027, 1, 10), None)]),
            [(first, date(2027, 1, 9))],
        )
        self.assertEqual(days_between(first, last, [(date(2026, 12, 1), None)]), [])
        self.assertEqual(
            days_between(first, last, [(date(2026, 12, 1), date(2026, 12, 9))]),
            [(first, last)],
        )
        self.assertEqual(
            days_between(first, last, [(date(2027, 2, 1), None)]), [(first, last)]
        )
        self.assertEqual(
            days_between(first, last, [(first, date(2027, 1, 5)), (last, last)]),
            [(date(2027, 1, 6), date(2027, 1, 30))],
        )

    def test_states_of_contracts(self):
        for facts, reason in (
            (contract(), "contract"),
            (contract(state="signed"), "not_started"),
            (contract(state="suspended"), "suspended"),
            (contract(state="ended"), "ended"),
            (contract(last_day=date(2027, 1, 9)), "ended"),
            (contract(last_day=DAY), "contract"),
            (contract(first_day=date(2027, 1, 11)), "not_started"),
            (contract(names_person=False), "ended"),
            (contract(blocked=True), "blocked"),
            (contract(blocked=True, state="suspended"), "blocked"),
        ):
            verdict = weigh([facts], DAY, NOON)
            self.assertEqual(verdict.reason, reason, facts)
            self.assertEqual(verdict.granted, reason == "contract")
            self.assertEqual(verdict.contract, 1)

    def test_lines(self):
        open_now = [(datetime(2027, 1, 10, 8), datetime(2027, 1, 10, 18))]
        closed = [(datetime(2027, 1, 10, 13), datetime(2027, 1, 10, 18))]
        for lines, reason in (
            ([line(hours=open_now)], "contract"),
            ([line(hours=closed)], "outside_hours"),
            ([line(hours=[])], "outside_hours"),
            ([line(mode="booking")], "booking_only"),
            ([line(fits=False)], "wrong_space"),
            ([line(here=False)], "other_location"),
            ([line(fits=False), line(hours=closed)], "outside_hours"),
            ([line(fits=False), line(2)], "contract"),
        ):
            verdict = weigh([contract(lines=lines)], DAY, NOON)
            self.assertEqual(verdict.reason, reason, lines)

    def test_a_day_pass_is_used_only_where_nothing_else_lets_in(self):
        by_pass = contract(1, lines=[line(1, mode="pass")])
        free = contract(2, lines=[line(2)])
        verdict = weigh([by_pass, free], DAY, NOON)
        self.assertEqual((verdict.contract, verdict.uses_pass), (2, False))
        verdict = weigh([by_pass, contract(3, state="suspended")], DAY, NOON)
        self.assertEqual((verdict.contract, verdict.uses_pass), (1, True))
        both = contract(4, lines=[line(1, mode="pass"), line(2)])
        self.assertFalse(weigh([both], DAY, NOON).uses_pass)

    def test_the_most_telling_refusal_is_told(self):
        over, asleep = contract(1, state="ended"), contract(2, state="suspended")
        self.assertEqual(weigh([over, asleep], DAY, NOON).reason, "suspended")
        self.assertEqual(weigh([], DAY, NOON).reason, "no_contract")
