from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .booking_common import BookingMixin
from .common import CoworkMixin

#: A board whose server answers one request at a time, when the test lets it.
NEWS_WHILE_A_FILTER_LOADS = """
const {BoardModel} = odoo.loader.modules.get(
    "@cowork_members/booking_board/board_model"
);
const asked = [];
const call = (model, method) =>
    new Promise((resolve) => asked.push({method, resolve}));
const board = (spaces) => ({
    locations: [], location: {id: 1, tz: "Asia/Shanghai"}, options: {}, open: {},
    days: [{date: "2026-03-02", start: "2026-03-02 00:00:00",
            stop: "2026-03-02 12:00:00"}],
    spaces, bookings: [], taken: [], loads: {},
});
const model = new BoardModel({call, silent: {call}}, {filters: {}});
const tick = () => new Promise((resolve) => setTimeout(resolve));
(async () => {
    model.load();
    await tick();
    asked.shift().resolve(board([{id: 7, name: "Desks"}]));
    await tick();
    model.load();
    model.refresh();
    await tick();
    asked.shift().resolve(board([{id: 8, name: "Boardroom"}]));
    await tick();
    asked.shift().resolve(board([]));
    await tick();
    const names = model.spaces.map((space) => space.name).join();
    if (names !== "Boardroom") {
        throw new Error(`The board shows ${names}`);
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestBookingBoardTour(BookingMixin, CoworkMixin, HttpCase):
    """A receptionist's own hands on the board, and what they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls._setup_bookings()
        cls.receptionist = cls.make_user(
            "t_receptionist", "cowork_members.group_front_desk", [cls.location]
        )

    def test_receptionist_books_moves_and_meets_a_conflict(self):
        tomorrow = self.day(1)
        # 14:00 to 15:00 in Shanghai.
        other = self.make_booking(
            start=f"{tomorrow} 06:00:00", partner_id=self.other_member.id
        )
        # The refusal is part of the tour.
        with mute_logger("odoo.http"):
            self.start_tour(
                f"/odoo/booking-board?day={tomorrow}&location={self.location.id}",
                "cowork_booking_board",
                login=self.receptionist.login,
            )
        booking = self.env["cowork.booking"].search(
            [("partner_id", "=", self.member.id), ("name", "=", "Pitch")]
        )
        self.assertEqual(len(booking), 1)
        self.assertEqual(booking.state, "cancelled")
        # Moved by hand to the library at 11:00, by keyboard to 11:15, made longer.
        self.assertEqual(booking.space_id, self.room_2)
        self.assertEqual(str(booking.start), f"{tomorrow} 03:15:00")
        self.assertEqual(str(booking.stop), f"{tomorrow} 04:30:00")
        self.assertEqual(str(other.start), f"{tomorrow} 06:00:00")

    def test_news_while_a_filter_loads_do_not_undo_the_filter(self):
        self.browser_js(
            f"/odoo/booking-board?location={self.location.id}",
            NEWS_WHILE_A_FILTER_LOADS,
            ready="odoo.isReady === true",
            login=self.receptionist.login,
        )
