import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..engine.qr_image import qr_uri
from .booking_common import BookingCase, BookingMixin
from .common import CoworkCommon


@tagged("post_install", "-at_install")
class TestBookingPanel(BookingCase):
    """What the tablet at the door shows, and what its buttons do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.room.action_renew_panel()
        cls.guest = cls.env["res.partner"].create({"name": "Walk-in"})
        cls.policy.audience = "everybody"
        cls.room.panel_partner_id = cls.guest

    @property
    def panel(self):
        return self.env["cowork.space"]._find_panel(self.room.panel_token)

    def state(self, moment):
        with freeze_time(moment):
            self.panel.invalidate_recordset()
            return self.panel._get_panel_state()

    def offers(self, state, action):
        zero = fields.Datetime.to_datetime("1970-01-01")
        return [
            (
                one["minutes"],
                f"{zero + timedelta(seconds=one['stop'], hours=8):%H:%M}",
            )
            for one in state[action]
        ]

    def test_what_is_booked_today_and_by_whom_as_far_as_allowed(self):
        self.make_booking()
        state = self.state(self.at(9, 10))
        (slot,) = state["slots"]
        self.assertEqual(slot["stop"] - slot["start"], 3600)
        self.assertEqual((slot["who"], state["name"]), ("", "Boardroom"))
        self.assertEqual(state["utc_offset"], 480)
        self.policy.show_booker = "company"
        (slot,) = self.state(self.at(9, 10))["slots"]
        self.assertEqual(slot["who"], "Quiet Ledger Ltd")
        self.assertNotIn("subject", json.dumps(state))

    def test_the_buffer_is_told_apart(self):
        self.policy.buffer_minutes = 15
        self.make_booking()
        (slot,) = self.state(self.at(9, 10))["slots"]
        self.assertEqual(slot["busy_stop"] - slot["stop"], 900)

    def test_a_hall_booked_as_a_whole_is_one_time_at_every_door(self):
        self.make_booking(self.hall_2)
        (self.hall_2 | self.part_a).action_renew_panel()
        for space in self.hall_2 | self.part_a:
            panel = space._find_panel(space.panel_token)
            with freeze_time(self.at(9, 10)):
                state = panel._get_panel_state()
            self.assertEqual(len(state["slots"]), 1)
            # It is checked in to where it was booked.
            self.assertEqual(bool(state["running"]), space == self.hall_2)

    def test_only_what_fits_before_the_next_can_be_booked(self):
        self.assertEqual(
            self.offers(self.state(self.at(9, 7)), "book"),
            [(15, "09:30"), (30, "09:45"), (60, "10:15")],
        )
        self.make_booking(start=self.at(9, 45))
        self.assertEqual(
            self.offers(self.state(self.at(9, 7)), "book"),
            [(15, "09:30"), (30, "09:45")],
        )
        self.policy.min_minutes = 40
        self.assertEqual(
            self.offers(self.state(self.at(9, 7)), "book"), [(30, "09:45")]
        )

    def test_nothing_can_be_booked_without_a_contact_or_against_the_policy(self):
        self.room.panel_partner_id = False
        self.assertFalse(self.state(self.at(9))["book"])
        self.room.panel_partner_id = self.guest
        for change in (
            {"audience": "members"},
            {"needs_confirmation": True},
            {"min_lead_minutes": 60},
        ):
            before = {name: self.policy[name] for name in change}
            self.policy.write(change)
            self.assertFalse(self.state(self.at(9))["book"], change)
            self.policy.write(before)
        self.assertTrue(self.state(self.at(9))["book"])

    def test_booking_at_the_door_checks_in(self):
        with freeze_time(self.at(9, 7)):
            self.panel._panel_book(30)
        booking = self.room.booking_ids
        self.assertEqual(
            (booking.partner_id, booking.state, booking.start, booking.stop),
            (self.guest, "checked_in", self.at(9), self.at(9, 45)),
        )
        self.assertFalse(booking.is_exception)
        with freeze_time(self.at(9, 8)):
            with self.assertRefused(UserError, "not free any more"):
                self.panel._panel_book(15)

    def test_after_somebody_left_early_it_can_be_booked_at_once(self):
        booking = self.make_booking()
        with freeze_time(self.at(9, 20)):
            self.panel._panel_end(booking)
        self.assertEqual(booking.state, "done")
        with freeze_time(self.at(9, 22)):
            self.panel._panel_book(15)
        new = self.room.booking_ids - booking
        self.assertEqual((new.start, new.stop), (self.at(9, 22), self.at(9, 45)))

    def test_extending_until_the_next_comes(self):
        booking = self.make_booking()
        self.make_booking(start=self.at(10, 15))
        state = self.state(self.at(9, 50))
        self.assertEqual(self.offers(state, "extend"), [(15, "10:15")])
        with freeze_time(self.at(9, 50)):
            with self.assertRefused(UserError, "cannot be extended"):
                self.panel._panel_extend(booking, 30)
            self.panel._panel_extend(booking, 15)
        self.assertEqual((booking.state, booking.stop), ("checked_in", self.at(10, 15)))
        self.assertEqual(booking.slot_ids.busy_stop, self.at(10, 15))
        self.assertFalse(self.state(self.at(9, 51))["extend"])

    def test_extending_keeps_to_the_longest_and_the_opening_hours(self):
        self.policy.max_minutes = 75
        self.make_booking()
        state = self.state(self.at(9, 50))
        self.assertEqual(self.offers(state, "extend"), [(15, "10:15")])

    def test_check_in_when_it_is_time(self):
        self.policy.no_show_minutes = 15
        booking = self.make_booking()
        self.assertFalse(self.state(self.at(8, 30))["check_in"])
        state = self.state(self.at(8, 50))
        self.assertEqual((state["check_in"], state["end"]), (True, False))
        self.assertEqual(state["release"] - state["slots"][0]["start"], 900)
        with freeze_time(self.at(8, 50)):
            self.panel._panel_check_in(booking)
        state = self.state(self.at(9, 20))
        self.assertEqual(
            (booking.state, state["check_in"], state["release"]),
            ("checked_in", False, 0),
        )

    def test_the_buttons_reach_this_space_only(self):
        other = self.make_booking(self.room_2)
        with freeze_time(self.at(9, 10)):
            for press in (
                lambda: self.panel._panel_end(other),
                lambda: self.panel._panel_check_in(other),
                lambda: self.panel._panel_extend(other, 15),
            ):
                with self.assertRefused(UserError, "over or has changed"):
                    press()
        self.assertEqual(other.state, "confirmed")

    def test_what_has_begun_is_moved_by_the_panel_only(self):
        booking = self.make_booking()
        with freeze_time(self.at(9)):
            booking.action_check_in()
            with self.assertRefused(UserError, "cannot be moved"):
                booking.stop = self.at(11)

    def test_who_may_give_the_panel_an_address(self):
        token = self.room.panel_token
        for user in (self.user, self.front_desk, self.portal_a, self.manager_b):
            with self.assertRaises(AccessError):
                self.room.with_user(user).action_renew_panel()
        self.assertEqual(self.room.with_user(self.user).panel_token, token)
        self.assertNotIn(
            "panel_token",
            self.env["cowork.space"].with_user(self.front_desk).fields_get(),
        )
        with self.assertRaises(AccessError):
            self.room.with_user(self.manager).panel_token = "guessed"
        self.room.with_user(self.manager).action_renew_panel()
        self.assertNotEqual(self.room.panel_token, token)
        self.assertIn(qr_uri(self.room.panel_url), self.room.panel_qr)

    def test_desks_have_no_panel(self):
        with self.assertRefused(UserError, "booked as a whole"):
            self.desks.action_renew_panel()


class PanelHttpCase(BookingMixin, CoworkCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_bookings()
        cls.policy.write({"audience": "everybody", "slot_minutes": 1})
        cls.room.action_renew_panel()
        cls.room.panel_partner_id = cls.env["res.partner"].create({"name": "Walk-in"})
        cls.env.flush_all()
        cls.path = f"/cowork/panel/{cls.room.panel_token}"

    def call(self, action, path=None, **params):
        answer = self.url_open(f"{path or self.path}/{action}", json={"params": params})
        self.env.invalidate_all()
        return answer.json()


@tagged("post_install", "-at_install")
class TestBookingPanelRoutes(PanelHttpCase):
    """The panel's address, and nothing else, opens the panel."""

    def test_every_answer_is_the_whole_state(self):
        state = self.call("state")["result"]
        self.assertEqual(state["name"], "Boardroom")
        state = self.call("book", minutes=15)["result"]
        self.assertFalse(state["error"])
        booking = self.room.booking_ids
        self.assertEqual((state["running"], state["end"]), (booking.id, True))
        before = booking.stop
        state = self.call("extend", booking=booking.id, minutes=30)["result"]
        self.assertEqual(booking.stop, before + timedelta(minutes=30))
        state = self.call("end", booking=booking.id)["result"]
        self.assertEqual((booking.state, state["running"]), ("done", False))
        state = self.call("end", booking=booking.id)["result"]
        self.assertIn("is “Done”", state["error"])
        self.assertEqual(state["name"], "Boardroom")

    def test_nonsense_is_answered_with_the_state(self):
        now = fields.Datetime.now().replace(second=0)
        other = self.make_booking(self.room_2, now)
        self.env.flush_all()
        for action, params in (
            ("book", {}),
            ("book", {"minutes": 600}),
            ("book", {"minutes": "15"}),
            ("end", {"booking": other.id}),
            ("end", {"booking": "1 OR 1=1"}),
            ("check_in", {"booking": [other.id]}),
            ("extend", {"booking": 2**70, "minutes": 15}),
        ):
            state = self.call(action, **params)["result"]
            self.assertTrue(state["error"], (action, params))
            self.assertEqual(state["name"], "Boardroom")
        self.assertFalse(self.room.booking_ids)
        self.assertEqual(other.state, "confirmed")

    @mute_logger("odoo.http")
    def test_another_token_opens_nothing(self):
        token = self.room.panel_token
        for wrong in ("x", token[:-1], f"{token}x", "False", "%00"):
            path = f"/cowork/panel/{wrong}"
            self.assertEqual(self.url_open(path).status_code, 404)
            for action in ("state", "book", "check_in", "extend", "end"):
                error = self.call(action, path, minutes=15)["error"]
                self.assertEqual(error["code"], 404)
        self.assertFalse(self.room.booking_ids)
        self.room.action_archive()
        self.env.flush_all()
        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_looking_changes_nothing_and_leaves_no_session(self):
        response = self.url_open(self.path)
        self.assertEqual(response.status_code, 200)
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))
        self.assertFalse(self.room.booking_ids)
        self.assertNotIn("web.assets", response.text)


@tagged("post_install", "-at_install")
class TestBookingPanelPage(PanelHttpCase):
    """The tablet's own page, pressed and cut off."""

    browser_size = "1280x800"

    SCRIPT = """
        const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        const until = async (what, check) => {
            for (let tries = 0; tries < 200; tries++) {
                const found = check();
                if (found) {
                    return found;
                }
                await wait(100);
            }
            throw new Error(`Never happened: ${what}`);
        };
        const button = (name, text = "") =>
            Array.from(document.querySelectorAll(`button.${name}:not(:disabled)`)).filter(
                (one) => one.textContent.startsWith(text)
            )[0];
        const press = async (name, text) =>
            (await until(`${name} ${text || ""}`, () => button(name, text))).click();
        const is = (status) =>
            until(status, () => document.body.classList.contains(`is-${status}`));
        (async () => {
            try {
                await run();
                console.log("test successful");
            } catch (error) {
                console.error(error.message);
            }
        })();
    """

    def run_in_browser(self, code):
        self.browser_js(
            self.path,
            f"const run = async () => {{ {code} }}; {self.SCRIPT}",
            ready="Boolean(document.body.className)",
        )
        self.env.invalidate_all()

    def test_book_extend_and_end(self):
        self.run_in_browser(
            """
            await is("free");
            await press("book", "15");
            await is("busy");
            await press("extend", "30");
            await until("extended", () => !document.querySelector("button:disabled"));
            await press("end");
            await press("end", "Really");
            await is("free");
            """
        )
        booking = self.room.booking_ids
        self.assertEqual(booking.state, "done")
        self.assertGreaterEqual(booking.duration, 0.74)

    def test_it_survives_a_lost_connection(self):
        self.run_in_browser(
            """
            const real = window.fetch;
            await is("free");
            window.fetch = () => Promise.reject(new Error("no network"));
            await press("book", "15");
            const banner = document.querySelector(".banner");
            await until("banner", () => !banner.hidden);
            if (!/Offline since \\d\\d:\\d\\d/.test(banner.textContent)) {
                throw new Error(banner.textContent);
            }
            // Nothing can be pressed, and what was shown stays.
            if (document.querySelector("nav button:not(:disabled)")) {
                throw new Error("A button works offline");
            }
            await is("free");
            // A server that starts again answers with anything.
            window.fetch = () => Promise.resolve(new Response("<html>502</html>"));
            window.dispatchEvent(new Event("online"));
            await wait(500);
            if (banner.hidden) {
                throw new Error("Online without an answer");
            }
            window.fetch = real;
            await until("back", () => banner.hidden);
            await until("buttons", () => button("book", "15"));
            """
        )
        # What was pressed meanwhile was not kept for later.
        self.assertFalse(self.room.booking_ids)
