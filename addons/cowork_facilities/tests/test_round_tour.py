import base64
import io

from PIL import Image

from odoo.tests import HttpCase, tagged

from .round_common import CoworkMixin, RoundMixin


@tagged("post_install", "-at_install")
class TestRoundTour(RoundMixin, CoworkMixin, HttpCase):
    """A guard with a phone in one hand, and a connection that comes and goes."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls._setup_rounds()

    def test_a_guard_makes_a_round(self):
        one = self.make_round()
        code = self.point_gate.code
        self.start_tour(
            f"/odoo/my-rounds?code={code}", "cowork_round", login=self.guard.login
        )
        self.assertEqual(one.state, "done")
        door, boiler, gate = one.line_ids
        self.assertEqual(
            [(line.result, line.value) for line in one.line_ids],
            [("failed", False), ("ok", 2.4), ("ok", False)],
        )
        self.assertTrue(gate.scanned)
        # The reply to the second one was lost, and it was sent again.
        self.assertEqual([len(line.entry_ids) for line in one.line_ids], [1, 1, 1])
        self.assertFalse(boiler.request_id)
        request = door.request_id
        self.assertEqual(request.round_id, one)
        self.assertIn("Wedged open", request.description)
        photo = base64.b64decode(request.photo_before_ids.datas)
        self.assertEqual(Image.open(io.BytesIO(photo)).size, (1280, 640))
