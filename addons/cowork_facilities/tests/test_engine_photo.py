import base64
from io import BytesIO

from PIL import Image

from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.photo import FORMATS, MAX_BYTES, clean_photo, decode_photo
from .fault_common import make_picture


@tagged("post_install", "-at_install")
class TestEnginePhoto(BaseCase):
    """What is left of the files that others send."""

    def refuse(self, data):
        with self.assertRaises(EngineError) as caught:
            clean_photo(data)
        return caught.exception.code

    def test_every_picture_becomes_a_jpeg_of_a_bearable_size(self):
        for kind in FORMATS:
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
        self.assertEqual(self.refuse(b"\xff\xd8\xff" + bytes(MAX_BYTES)), "photo_large")
        bomb = BytesIO()
        Image.new("1", (9000, 9000)).save(bomb, "PNG")
        self.assertLess(len(bomb.getvalue()), 50_000)
        self.assertEqual(self.refuse(bomb.getvalue()), "photo_large")

    def test_base64_is_read_with_or_without_an_address(self):
        data = make_picture()
        text = base64.b64encode(data).decode()
        for sent in (text, text.encode(), f"data:image/jpeg;base64,{text}"):
            self.assertEqual(decode_photo(sent), data)

    def test_what_is_no_base64_is_no_photo(self):
        for text in (None, 7, True, {"a": 1}, [], "no base64!", "ÿØÿ", b"\xff\xd8"):
            with self.subTest(text=text), self.assertRaises(EngineError) as caught:
                decode_photo(text)
            self.assertEqual(caught.exception.code, "photo_image")

    def test_what_is_too_long_is_not_decoded(self):
        with self.assertRaises(EngineError) as caught:
            decode_photo("A" * (MAX_BYTES * 4 // 3 + 5))
        self.assertEqual(caught.exception.code, "photo_large")
