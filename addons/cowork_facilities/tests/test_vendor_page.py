import io

from PIL import Image

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .vendor_common import VendorCommon


def picture(kind="JPEG", size=(64, 48)):
    """:returns: bytes of an image"""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind)
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestVendorPage(VendorCommon, HttpCase):
    """The vendor's page: a link is enough, for this one work order and some days."""

    def setUp(self):
        super().setUp()
        self.request.description = "<p>Since <b>Monday</b></p><script>x()</script>"
        self.order = self.send(message="Ask for the key.")
        self.env.flush_all()
        self.authenticate(None, None)

    def path(self, step=""):
        return f"/cowork/vendor/{self.order.token}{step and '/' + step}"

    def post(self, step, files=None, **data):
        response = self.url_open(
            self.path(step),
            data={"csrf_token": http.Request.csrf_token(self), **data},
            files=files,
        )
        self.env.invalidate_all()
        return response

    def test_the_page_shows_the_work_order_and_looking_changes_nothing(self):
        for _time in range(2):
            page = self.url_open(self.path())
        self.assertEqual(page.status_code, 200)
        for text in (
            "Door of lift 2 sticks",
            "Riverside",
            "Floor 1",
            "Ask for the key",
        ):
            self.assertIn(text, page.text)
        self.assertIn("Since *Monday*", page.text)
        self.assertNotIn("x()", page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sent")

    def test_a_vendor_does_all_of_it_without_an_account(self):
        page = self.post("accept")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.order.state, "accepted")
        when = self.order._to_page_time(self.order.answer_deadline)
        self.post("plan", when=when)
        self.assertEqual(self.order.state, "planned")
        page = self.url_open(self.path())
        self.assertIn(f'value="{when}"', page.text)
        self.post("arrive")
        self.assertEqual(self.order.state, "on_site")
        self.post("photo", files={"photos": ("a.jpg", picture(), "image/jpeg")})
        photo = self.order.photo_ids
        self.assertEqual(photo.mimetype, "image/jpeg")
        self.assertEqual(self.request.photo_after_ids, photo)
        page = self.post("finish", amount="1250.50", report="<b>New</b> roller")
        self.assertEqual((self.order.state, self.order.amount), ("done", 1250.5))
        self.assertEqual(self.order.report, "<b>New</b> roller")
        self.assertIn("1,250.50", page.text)
        self.assertEqual(self.request.vendor_cost, 1250.5)
        # Nothing the vendor says is run where our people read it.
        body = self.request.message_ids.filtered(lambda m: "roller" in m.body).body
        self.assertNotIn("<b>", str(body))
        seen = self.url_open(self.path(f"photo/{photo.id}"))
        self.assertEqual(seen.headers["Content-Type"], "image/jpeg")
        self.assertEqual(seen.headers["X-Content-Type-Options"], "nosniff")

    def test_pressed_twice_is_pressed_once(self):
        for _time in range(3):
            self.post("accept")
        notes = self.request.message_ids.filtered(
            lambda message: message.author_id == self.vendor
        )
        self.assertEqual(len(notes), 1)
        for _time in range(2):
            page = self.post("finish", amount="5")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.order.amount, 5.0)

    def test_what_is_wrong_is_said_and_kept(self):
        self.post("accept")
        page = self.post("finish", amount="a lot", report="All new")
        self.assertEqual(page.status_code, 200)
        self.assertIn("is not an amount", page.text)
        self.assertIn("All new", page.text)
        self.assertIn('value="a lot"', page.text)
        self.assertEqual(self.order.state, "accepted")
        page = self.post("plan", when="soon")
        self.assertIn("choose the day and the time", page.text)

    def test_files_that_are_no_photos_are_refused(self):
        self.post("accept")
        svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"
        files = (
            ("a.svg", svg, "image/svg+xml"),
            ("a.jpg", svg, "image/jpeg"),
            ("a.jpg", b"<html><script>x()</script></html>", "image/jpeg"),
            ("a.png", picture("PNG")[:40], "image/png"),
            ("a.jpg", b"\xff\xd8\xff" + b"0" * 11_000_000, "image/jpeg"),
        )
        for file in files:
            page = self.post("photo", files={"photos": file})
            self.assertEqual(page.status_code, 200)
            self.assertRegex(page.text, "is no photo|is larger than")
        self.assertFalse(self.order.photo_ids)
        # A photo that is refused holds the rest up: nothing is half-done.
        self.post("finish", files={"photos": files[0]}, amount="5")
        self.assertEqual(self.order.state, "accepted")

    def test_photos_are_kept_without_what_phones_write_into_them(self):
        self.post("accept")
        file = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "secret place"
        Image.new("RGB", (3000, 1000), "teal").save(file, "JPEG", exif=exif)
        self.post("photo", files={"photos": ("a.jpg", file.getvalue(), "image/jpeg")})
        raw = self.order.photo_ids.raw
        self.assertNotIn(b"secret place", raw)
        self.assertEqual(max(Image.open(io.BytesIO(raw)).size), 1920)

    @mute_logger("odoo.http")
    def test_fifty_megabytes_are_not_even_read(self):
        self.post("accept")
        big = b"\xff\xd8\xff" + b"0" * 50_000_000
        page = self.post("photo", files={"photos": ("a.jpg", big, "image/jpeg")})
        self.assertEqual(page.status_code, 413)
        self.assertFalse(self.order.photo_ids)

    def test_unknown_links_open_nothing(self):
        known = self.order.token
        for token in ("x" * 32, known[:-1], known + "A", "short", "%C3%A9" * 20):
            for step in ("", "/photo/1"):
                page = self.url_open(f"/cowork/vendor/{token}{step}")
                self.assertEqual(page.status_code, 404, token)
                self.assertIn("A part of it may be missing", page.text)
                self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_old_links_and_those_called_back_show_nothing(self):
        photo = self.env["ir.attachment"].create(
            {"name": "a.jpg", "raw": picture(), "mimetype": "image/jpeg"}
        )
        self.order._by_action().write({"photo_ids": photo.ids})
        for vals in (
            {"link_until": "2020-01-01 00:00:00"},
            {"link_until": "2100-01-01 00:00:00", "state": "revoked"},
        ):
            self.order._by_action().write(vals)
            self.env.flush_all()
            page = self.url_open(self.path())
            self.assertEqual(page.status_code, 410)
            self.assertNotIn("lift 2", page.text)
            page = self.post("accept")
            self.assertEqual(page.status_code, 410)
            page = self.url_open(self.path(f"photo/{photo.id}"))
            self.assertEqual(page.status_code, 404)
        self.assertEqual(self.order.state, "revoked")

    def test_no_other_photo_can_be_seen(self):
        foreign = self.env["ir.attachment"].create(
            {
                "name": "a.jpg",
                "raw": picture(),
                "mimetype": "image/jpeg",
                "res_model": "maintenance.request",
                "res_id": self.request.id,
            }
        )
        self.env.flush_all()
        page = self.url_open(self.path(f"photo/{foreign.id}"))
        self.assertEqual(page.status_code, 404)

    @mute_logger("odoo.http")
    def test_a_form_of_another_site_changes_nothing(self):
        response = self.url_open(self.path("accept"), data={"x": "1"})
        self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sent")

    def test_what_is_posted_besides_is_ignored(self):
        self.post(
            "accept",
            state="done",
            amount="1",
            partner_id="1",
            company_id="2",
            access_token="x",
        )
        self.assertEqual((self.order.state, self.order.amount), ("accepted", 0.0))

    def test_what_is_refused_counts_as_well(self):
        self.post("accept")
        for _time in range(2):
            self.post("finish", amount="a lot")
        self.assertEqual(self.order.change_count, 3)

    def test_too_many_changes_are_refused(self):
        self.order._by_action().write(
            {"change_window": self.env.cr.now(), "change_count": 60}
        )
        self.env.flush_all()
        page = self.post("accept")
        self.assertIn("That was too often", page.text)
        self.assertEqual(self.order.state, "sent")


@tagged("post_install", "-at_install")
class TestVendorPhone(VendorCommon, HttpCase):
    """The page on a phone: every button can be reached and pressed with one hand."""

    browser_size = "390x844"
    touch_enabled = True

    def test_a_vendor_does_the_work_on_a_phone(self):
        order = self.send(message="Ask for the key.")
        self.env.flush_all()
        self.start_tour(f"/cowork/vendor/{order.token}", "cowork_vendor_tour")
        self.env.invalidate_all()
        self.assertEqual((order.state, order.amount), ("done", 80.5))
        self.assertEqual(order.report, "New roller")
