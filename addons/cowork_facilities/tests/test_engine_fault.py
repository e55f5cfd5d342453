from datetime import date
from io import BytesIO

from PIL import Image

from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine import fault_photo
from ..engine.fault_photo import clean_photo
from ..engine.fault_report import (
    clean_line,
    clean_text,
    due_state,
    is_same,
    next_due,
    subject_of,
)
from .fault_common import make_picture


@tagged("post_install", "-at_install")
class TestFaultPhoto(BaseCase):
    """What is left of the files that strangers send."""

    def refuse(self, data):
        with self.assertRaises(EngineError) as caught:
            clean_photo(data)
        return caught.exception.code

    def test_every_picture_becomes_a_jpeg_of_a_bearable_size(self):
        for kind in ("JPEG", "PNG"):
            photo = Image.open(BytesIO(clean_photo(make_picture(kind, (2400, 1200)))))
            self.assertEqual((photo.format, photo.size), ("JPEG", (1920, 960)))

    def test_what_is_hidden_in_a_picture_is_gone(self):
        exif = Image.Exif()
        exif[0x010E] = "Here I live"
        data = make_picture(exif=exif) + b"<script>alert(1)</script>"
        cleaned = clean_photo(data)
        self.assertNotIn(b"Here I live", cleaned)
        self.assertNotIn(b"script", cleaned)

    def test_a_photo_taken_upright_stands_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        photo = Image.open(BytesIO(clean_photo(make_picture(size=(80, 60), exif=exif))))
        self.assertEqual(photo.size, (60, 80))

    def test_what_is_no_picture_is_refused_whatever_it_is_called(self):
        for data in (
            b"",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<html><body>hello</body></html>",
            b"\xff\xd8\xff\xe0 and nothing more",
            make_picture("GIF"),
            make_picture("BMP"),
            make_picture(size=(400, 400))[:300],
        ):
            self.assertEqual(self.refuse(data), "photo_image", data[:20])

    def test_what_is_too_large_is_refused_before_it_is_unpacked(self):
        self.assertEqual(
            self.refuse(b"\xff\xd8\xff" + bytes(fault_photo.MAX_BYTES)), "photo_large"
        )
        bomb = BytesIO()
        Image.new("1", (9000, 9000)).save(bomb, "PNG")
        self.assertLess(len(bomb.getvalue()), 50_000)
        self.assertEqual(self.refuse(bomb.getvalue()), "photo_large")


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
