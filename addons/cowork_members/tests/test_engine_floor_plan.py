import doctest
import io
import math
from datetime import date
from unittest import TestCase

from PIL import Image

from odoo.addons.cowork_members.engine import floor_plan
from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.floor_plan import (
    MOST_POINTS,
    MOST_SHAPES,
    SpaceFacts,
    is_lettable,
    label_place,
    read_shapes,
    state_of,
)
from odoo.addons.cowork_members.engine.plan_image import read_size

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 50">%s</svg>'
SQUARE = [[0.1, 0.1], [0.3, 0.1], [0.3, 0.3], [0.1, 0.3]]


def rect(space=1, points=((0.1, 0.1), (0.3, 0.2)), **more):
    points = [list(point) for point in points]
    return {"space": space, "type": "rect", "points": points, **more}


class TestEngineFloorPlan(TestCase):
    """Which shapes and images a plan may have, and what a space is at a time."""

    def code(self, call, *args):
        with self.assertRaises(EngineError) as caught:
            call(*args)
        return caught.exception.code

    def test_examples(self):
        self.assertEqual(doctest.testmod(floor_plan).failed, 0)

    # Shapes --------------------------------------------------------------------------

    def test_corners_of_a_rectangle_may_come_in_any_order(self):
        (shape,) = read_shapes([rect(points=((0.3, 0.1), (0.1, 0.2)))])
        self.assertEqual(shape["points"], [[0.1, 0.1], [0.3, 0.2]])

    def test_nothing_but_the_shape_is_kept(self):
        (shape,) = read_shapes([rect(onclick="alert(1)", key=7)])
        self.assertEqual(set(shape), {"space", "type", "points"})

    def test_numbers_are_rounded(self):
        (shape,) = read_shapes([rect(points=((1 / 3, 0), (1, 2 / 3)))])
        self.assertEqual(shape["points"], [[0.33333, 0.0], [1.0, 0.66667]])

    def test_what_is_no_shape_is_refused(self):
        polygon = {"space": 1, "type": "polygon", "points": SQUARE}
        for value, code in (
            ("rect", "shapes_list"),
            ({"space": 1}, "shapes_list"),
            ([rect()] * (MOST_SHAPES + 1), "shapes_many"),
            ([7], "shape_type"),
            ([rect(type="circle")], "shape_type"),
            ([rect(space=0)], "shape_space"),
            ([rect(space=True)], "shape_space"),
            ([rect(space="1")], "shape_space"),
            ([rect(space=2**31)], "shape_space"),
            ([rect(), rect()], "shape_twice"),
            ([{**polygon, "points": None}], "shape_points"),
            ([{**polygon, "points": SQUARE[:2]}], "shape_points"),
            ([{**polygon, "points": SQUARE * MOST_POINTS}], "shape_points"),
            ([{**rect(), "points": SQUARE}], "shape_points"),
            ([{**polygon, "points": [*SQUARE[:2], [0.3]]}], "shape_point"),
            ([{**polygon, "points": [*SQUARE[:2], "ab"]}], "shape_point"),
            ([rect(points=((0.1, 0.1), (0.1, 0.9)))], "shape_size"),
            (
                [{**polygon, "points": [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]]}],
                "shape_size",
            ),
        ):
            self.assertEqual(self.code(read_shapes, value), code, str(value)[:80])

    def test_only_finite_numbers_within_the_plan(self):
        for number in (-0.01, 1.01, math.nan, math.inf, -math.inf, "0.2", None, True):
            value = [{**rect(), "points": [[0.1, 0.1], [number, 0.2]]}]
            self.assertEqual(self.code(read_shapes, value), "shape_point", number)

    def test_the_name_of_a_space_stands_in_its_middle(self):
        corners = [[0, 0], [0.6, 0], [0.6, 0.2], [0, 0.2]]
        x, y = label_place(corners)
        self.assertEqual((round(x, 6), round(y, 6)), (0.3, 0.1))

    # States --------------------------------------------------------------------------

    def test_one_word_for_each_space(self):
        for facts, state in (
            (SpaceFacts("exclusive"), "free"),
            (SpaceFacts("exclusive", is_let=True), "let"),
            (SpaceFacts("exclusive", is_let=True, is_blocked=True), "blocked"),
            (SpaceFacts("bookable", is_bookable=True), "free"),
            (SpaceFacts("bookable", is_bookable=True, has_booking=True), "booked"),
            (
                SpaceFacts(
                    "bookable", is_bookable=True, has_booking=True, is_present=True
                ),
                "occupied",
            ),
            (SpaceFacts("shared", is_bookable=True, seats=3, seats_taken=2), "free"),
            (SpaceFacts("shared", is_bookable=True, seats=3, seats_taken=3), "booked"),
            (SpaceFacts("shared"), "common"),
            (SpaceFacts("none"), "common"),
        ):
            self.assertEqual(state_of(facts), state, facts)

    def test_a_space_is_let_within_the_days_it_can_be(self):
        first, last = date(2026, 3, 1), date(2026, 3, 31)
        after = date(2026, 4, 1)
        self.assertTrue(is_lettable(first, None, None, None))
        self.assertTrue(is_lettable(first, last, first, last))
        self.assertFalse(is_lettable(first, last, date(2026, 3, 2), None))
        self.assertFalse(is_lettable(first, after, None, last))
        self.assertFalse(is_lettable(first, None, None, last))

    # Images --------------------------------------------------------------------------

    def raster(self, form, orientation=None):
        file, exif = io.BytesIO(), Image.Exif()
        if orientation:
            exif[0x0112] = orientation
        Image.new("RGB", (80, 50), "white").save(file, form, exif=exif)
        return file.getvalue()

    def test_images_tell_their_size(self):
        for form in ("PNG", "JPEG"):
            self.assertEqual(read_size(self.raster(form)), (80, 50))
        self.assertEqual(read_size(self.raster("JPEG", orientation=6)), (50, 80))
        self.assertEqual(read_size((SVG % "<g/>").encode()), (80, 50))
        by_size = SVG.replace('viewBox="0 0 80 50"', 'width="8mm" height="5mm"')
        self.assertEqual(read_size(by_size.encode()), (8, 5))

    def test_other_files_are_no_plans(self):
        bitmap = io.BytesIO()
        Image.new("RGB", (8, 8)).save(bitmap, "BMP")
        for data in (
            b"%PDF-1.4",
            bitmap.getvalue(),
            b"<html><body>plan</body></html>",
            b"<svg>",
            b"\x89PNG\r\n\x1a\nbroken",
        ):
            self.assertEqual(self.code(read_size, data), "plan_image", data[:20])

    def test_drawings_do_nothing_but_draw(self):
        space = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
        xhtml = 'xmlns="http://www.w3.org/1999/xhtml"'
        for inside in (
            "<script>alert(1)</script>",
            f"<h:script xmlns:h={xhtml[6:]}>alert(1)</h:script>",
            '<rect width="1" height="1" onload="alert(1)"/>',
            '<rect width="1" height="1" ONCLICK="alert(1)"/>',
            '<a href="https://evil.example.com"><rect/></a>',
            '<image href="https://evil.example.com/x.png"/>',
            f'<use {space} xlink:href="https://evil.example.com/x.svg#a"/>',
            '<use href="data:image/svg+xml;base64,AAAA"/>',
            f"<foreignObject><p {xhtml}>x</p></foreignObject>",
            "<style>@import url(https://evil.example.com)</style>",
            '<rect style="fill: url(https://evil.example.com/x#a)"/>',
            "<rect fill=\"url( 'https://evil.example.com/x#a')\"/>",
            '<set attributeName="href" to="javascript:alert(1)"/>',
            "<?xml-stylesheet href='https://evil.example.com/x.css'?>",
        ):
            data = (SVG % inside).encode()
            self.assertEqual(self.code(read_size, data), "plan_active", inside)

    def test_drawings_do_not_read_files(self):
        data = (
            '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            + SVG % "<text>&x;</text>"
        )
        self.assertEqual(self.code(read_size, data.encode()), "plan_active")

    def test_references_within_a_drawing_are_fine(self):
        inside = (
            '<defs><linearGradient id="a"/></defs><rect fill="url(#a)"/>'
            '<symbol id="b"/><use href="#b"/><!-- a note -->'
        )
        self.assertEqual(read_size((SVG % inside).encode()), (80, 50))

    def test_a_drawing_without_a_size_is_no_plan(self):
        for box in ('viewBox="0 0 0 50"', 'viewBox="a b c d"', 'width="100%"', ""):
            data = SVG.replace('viewBox="0 0 80 50"', box).encode()
            self.assertEqual(self.code(read_size, data), "plan_size", box)
