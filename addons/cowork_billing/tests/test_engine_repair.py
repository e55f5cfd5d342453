"""What is wrong with a history, and what would mend it."""

from decimal import Decimal
from unittest import TestCase

from odoo.addons.cowork_members.engine.periods import period_containing

from ..engine.computation import billed_from
from ..engine.repair import Invoiced, Row, find_damage, give_back, rebuild
from .engine_common import History, d, terms

CENT = Decimal("0.01")
DESK = terms("2026-11-16", "1800")
DESK_1800 = Invoiced("Desk", Decimal(1800), Decimal(1), Decimal(0), Decimal(1800))


def rows(line=DESK, day="2026-12-01", ended="2026-12-10"):
    """The history of a desk that was billed twice and then ended: two charges, one
    credit."""
    history = History()
    pieces = history.pieces(line, day)
    pieces += history.pieces(line.changed(last_day=d(ended)), day)
    return [
        Row(p.key, p.start, p.stop, p.amount, p.computation, False, p.credits)
        for p in pieces
    ]


def found(history):
    return [(each.key, each.code, each.remedy) for each in find_damage(history)]


class TestEngineRepair(TestCase):
    def test_a_sound_history(self):
        self.assertEqual(len(rows()), 3)
        self.assertEqual(found(rows()), [])

    def test_what_cannot_be_read(self):
        november, *rest = rows()
        for damage in (None, {}, {**november.computation, "from": "yesterday"}):
            damaged = november._replace(computation=damage)
            self.assertEqual(
                found([damaged, *rest]), [(november.key, "unreadable", "rebuild")]
            )

    def test_what_the_invoice_says_otherwise(self):
        november, *rest = rows()
        other = november._replace(amount=Decimal("1.00"))
        self.assertEqual(
            found([other, *rest]), [(november.key, "different", "rebuild")]
        )

    def test_contradictions_one_after_the_other(self):
        november, december, credit = rows()
        self.assertEqual(
            found([november, december, credit, november._replace(key="again")]),
            [("again", "double_billed", "give_back")],
        )
        self.assertEqual(
            found([november, december, credit, credit._replace(key="again")]),
            [("again", "credit_overlap", "drop")],
        )
        self.assertEqual(
            found([november, credit]), [(credit.key, "credit_unknown", "drop")]
        )

    def test_what_is_rebuilt_is_what_it_was(self):
        for row in rows():
            computation = rebuild(
                row, DESK_1800, period_containing(DESK, row.start), "daily", CENT
            )
            self.assertEqual(found([row._replace(computation=computation)])[1:], [])
            before = billed_from(row.key, row.computation)
            after = billed_from(row.key, computation)
            for name in ("start", "stop", "period_start", "period_stop", "amount"):
                self.assertEqual(getattr(after, name), getattr(before, name))
            self.assertEqual(after.full_amount, 1800)

    def test_what_is_given_back_leaves_nothing(self):
        _november, december, credit = rows()
        charge = billed_from(december.key, december.computation)
        taken = billed_from(credit.key, credit.computation)
        [piece] = give_back(charge, [taken], 1, CENT)
        self.assertEqual(piece.amount, -(charge.amount + taken.amount))
        self.assertEqual((piece.start, piece.stop), (d("2026-12-01"), d("2026-12-11")))
        self.assertEqual(piece.credits, december.key)
        [whole] = give_back(charge, [], 0, CENT)
        self.assertEqual(whole.amount, -1800)

    def test_a_whole_period_is_reckoned_from_a_part_when_the_terms_have_changed(self):
        november = rows()[0]
        other = DESK_1800._replace(full=Decimal(2000))
        period = period_containing(DESK, november.start)
        computation = rebuild(november, other, period, "daily", CENT)
        self.assertEqual(computation["full_amount"], "1800.00")
