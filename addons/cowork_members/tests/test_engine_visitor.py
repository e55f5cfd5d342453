import io
from datetime import date

from PIL import Image

from odoo.tests import BaseCase, tagged

from ..engine.errors import EngineError
from ..engine.qr_image import FRAME, SCALE, qr_png, qr_uri
from ..engine.visitor_identity import (
    CODE_ALPHABET,
    email_key,
    keys,
    matches,
    name_key,
    new_code,
    phone_key,
    read_code,
)
from ..engine.visitor_limits import Excess, first_excess, limit_of
from ..engine.visitor_list import Person, read_people


@tagged("post_install", "-at_install")
class TestVisitorIdentity(BaseCase):
    """Who a visitor is, however it was typed."""

    def test_a_name_in_any_order_case_and_accent(self):
        for written in ("Ana Ruíz", "RUIZ, Ana", "  ana   ruiz ", "Ａｎａ Ruiz"):
            self.assertEqual(name_key(written), "ana ruiz", written)
        self.assertEqual(name_key("王小明"), "王小明")
        self.assertEqual(name_key(None), "")
        self.assertEqual(name_key(" ,. "), "")

    def test_an_address_whatever_is_behind_the_plus(self):
        self.assertEqual(email_key("Ana+door@Example.COM "), "ana@example.com")
        for none in (None, "", "ana", "@example.com", "ana@"):
            self.assertEqual(email_key(none), "", none)

    def test_a_number_with_and_without_its_country(self):
        for written in ("+86 138-0013-8000", "13800138000", "0086 (138) 00138000"):
            self.assertEqual(phone_key(written), "800138000", written)
        self.assertEqual(phone_key("１３８００１３８０００"), "800138000")
        for short in (None, "", "ext. 204", "12345"):
            self.assertEqual(phone_key(short), "", short)

    def test_one_thing_in_common_is_enough_and_nothing_is_not(self):
        blocks = [
            keys("Bo Li", "bo@example.com", None),
            keys(None, None, "+61 3 9999 1234"),
        ]
        self.assertEqual(matches(keys("Li Bo", None, None), blocks), blocks[:1])
        self.assertEqual(matches(keys("X", "bo+1@example.com", ""), blocks), blocks[:1])
        self.assertEqual(matches(keys("X", None, "0399991234"), blocks), blocks[1:])
        self.assertEqual(matches(keys("X", None, None), blocks), [])

    def test_codes_are_typed_without_doubt(self):
        code = new_code()
        self.assertEqual(len(code), 8)
        self.assertFalse(set("01OILUQ") & set(CODE_ALPHABET))
        self.assertEqual(read_code(f" {code[:4].lower()}-{code[4:]} "), code)
        self.assertNotEqual(new_code(), code)

    def test_a_camera_reads_an_address(self):
        token = "aB3_-xyzaB3_-xyzaB3_"
        self.assertEqual(
            read_code(f"https://a.example.com/cowork/visit/{token}"), token
        )
        self.assertEqual(read_code(token), token)
        for none in (None, "", "hello", "https://example.com/x", "AB2C34D0", "1" * 400):
            self.assertEqual(read_code(none), "", none)


@tagged("post_install", "-at_install")
class TestQrImage(BaseCase):
    """QR codes as pictures."""

    def test_a_square_with_a_white_frame_and_three_corners(self):
        picture = Image.open(io.BytesIO(qr_png("https://example.com/cowork/visit/x")))
        self.assertEqual(picture.width, picture.height)
        count = picture.width // SCALE - 2 * FRAME
        # Squares of 21, 25, 29, … modules.
        self.assertEqual(count % 4, 1)

        def is_dark(row, column):
            at = ((column + FRAME) * SCALE, (row + FRAME) * SCALE)
            return picture.getpixel(at) == 0

        self.assertFalse(is_dark(-1, -1))
        for row, column in ((0, 0), (0, count - 7), (count - 7, 0)):
            edge = [is_dark(row, column + step) for step in range(7)]
            inner = [is_dark(row + 1, column + step) for step in range(7)]
            self.assertEqual(edge, [True] * 7)
            self.assertEqual(inner, [True, *[False] * 5, True])

    def test_as_an_address(self):
        self.assertTrue(qr_uri("x").startswith("data:image/png;base64,iVBOR"))


@tagged("post_install", "-at_install")
class TestVisitorList(BaseCase):
    """Visitors as people type them."""

    def test_name_address_number_and_company_in_any_order(self):
        self.assertEqual(
            read_people(
                "Ana Ruiz, ana@Example.com, Blue Lab\n\n"
                "Bo Li <bo@example.com>\n"
                "Chen Wei, Harbour Ltd, +86 138 0013 8000\n"
                "Dora\tdora@example.com"
            ),
            [
                Person("Ana Ruiz", "ana@example.com", "", "Blue Lab"),
                Person("Bo Li", "bo@example.com"),
                Person("Chen Wei", "", "+86 138 0013 8000", "Harbour Ltd"),
                Person("Dora", "dora@example.com"),
            ],
        )

    def test_the_same_line_twice_is_one_visitor(self):
        self.assertEqual(len(read_people("Ana\nAna\n")), 1)
        self.assertEqual(read_people(" \n,\n"), [])

    def test_a_line_without_a_name_is_refused(self):
        with self.assertRaises(EngineError) as caught:
            read_people("Ana\nbo@example.com")
        self.assertEqual(caught.exception.code, "no_name")
        self.assertEqual(caught.exception.params["line"], "bo@example.com")


@tagged("post_install", "-at_install")
class TestVisitorLimits(BaseCase):
    """How many visitors the plans allow."""

    def test_units_add_up_and_plans_that_say_nothing_do_not_count(self):
        self.assertEqual(limit_of([(2, 5), (1, 0), (1, 3)]), 13)
        self.assertIsNone(limit_of([(4, 0)]))
        self.assertIsNone(limit_of([]))

    def test_the_first_day_that_is_too_full_is_named(self):
        one, two = date(2027, 1, 11), date(2027, 1, 12)
        counts = {one: 2, two: 4}
        limits = {one: 2, two: 3}
        self.assertEqual(first_excess(counts, limits, {}), Excess("day", two, 4, 3))
        self.assertIsNone(first_excess(counts, {one: 2, two: None}, {}))

    def test_a_month_counts_all_of_its_days(self):
        counts = {date(2027, 1, 2): 3, date(2027, 1, 30): 2, date(2027, 2, 1): 9}
        january = date(2027, 1, 1)
        self.assertEqual(
            first_excess(counts, {}, {january: 4}), Excess("month", january, 5, 4)
        )
        self.assertIsNone(first_excess(counts, {}, {january: 5}))
