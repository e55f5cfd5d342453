"""Two receptionists look at one board, each in a browser of their own, at a server with
a process for websockets: what one does the other sees, without asking for it."""

from contextlib import closing

import pytest
from chrome import Chrome
from front import Front

DAY = "2091-03-06"
#: the board waits a quarter of a second for more; a busy machine takes longer
SECONDS = 10

LOG_IN = """async (db, login, password) => {
    const answer = await fetch("/web/session/authenticate", {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({jsonrpc: "2.0", params: {db, login, password}}),
    });
    return (await answer.json()).result.username;
}"""
#: of a space, what is booked: subject, time and state
BOOKED = """(space) => [...document.querySelectorAll(".o_board_row")]
    .find((row) => row.querySelector(".o_board_space").textContent === space)
    .querySelector(".o_board_block:not(.o_board_pending)")?.title || ''
"""
#: of a booking, the middle of its block
BLOCK = """(subject) => {
    const block = document.querySelector(`.o_board_block[title*="${subject}"]`);
    const {left, top, width, height} = block.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}"""
#: of a space, where its row is at half past an hour
PLACE = """(space, hour) => {
    const [row] = [...document.querySelectorAll(".o_board_row")]
        .filter((r) => r.querySelector(".o_board_space").textContent === space);
    const [tick] = [...document.querySelectorAll(".o_board_tick")]
        .filter((t) => t.textContent === hour);
    const across = tick.getBoundingClientRect();
    const down = row.getBoundingClientRect();
    return [across.left + across.width / 2, down.top + down.height / 2];
}"""
#: of a button of a dialog, its middle; nothing as long as there is none
BUTTON = """(title, text) => {
    const button = [...document.querySelectorAll(".modal")]
        .filter((d) => d.querySelector(".modal-title").textContent === title)
        .flatMap((dialog) => [...dialog.querySelectorAll("button")])
        .find((b) => b.textContent.trim() === text);
    const {left, top, width, height} = button?.getBoundingClientRect() || {};
    return button && [left + width / 2, top + height / 2];
}"""


class Receptionist:
    """Somebody who looks at the board of the day, and never loads it again."""

    def __init__(self, page, url, database, made, login):
        self.page = page
        page.go_to(f"{url}/web/health")
        password = made["receptionists"][login]
        assert page.call(LOG_IN, database, login, password) == login
        location = made["location"]
        page.go_to(f"{url}/odoo/booking-board?day={DAY}&location={location}")
        page.wait_for("document.querySelector('.o_board_lane') !== null")
        page.evaluate("window.wasNotLoadedAgain = true")

    def sees(self, space, text):
        self.page.wait_for(f"({BOOKED})('{space}').includes('{text}')", SECONDS)
        assert self.page.evaluate("window.wasNotLoadedAgain")

    def sees_nothing_in(self, space):
        self.page.wait_for(f"({BOOKED})('{space}') === ''", SECONDS)
        assert self.page.evaluate("window.wasNotLoadedAgain")

    def drags(self, subject, space, hour):
        start = self.page.call(BLOCK, subject)
        self.page.drag(start, self.page.call(PLACE, space, hour))

    def clicks_on(self, subject):
        self.page.click(self.page.call(BLOCK, subject))

    def presses(self, dialog, text):
        button = f"({BUTTON})('{dialog}', '{text}')"
        self.page.click(self.page.wait_for(button, SECONDS))


@pytest.fixture
def shifts(booking_server, tmp_path):
    """The people who look at the board."""
    server, made = booking_server
    with Front(server) as front, closing(Chrome(tmp_path)) as chrome:
        yield [
            Receptionist(chrome.open_page(), front.url, server.database, made, login)
            for login in made["receptionists"]
        ]


def test_what_one_does_all_see(booking_server, shifts):
    server, made = booking_server
    day, night = shifts
    status, answer = server.json2(
        made["keys"][0],
        "cowork.booking",
        "book",
        space=made["spaces"]["room"],
        start=f"{DAY} 09:00:00",
        stop=f"{DAY} 10:00:00",
        name="Review",
    )
    assert status == 200, answer
    for receptionist in shifts:
        receptionist.sees("Room", "Review")
        receptionist.sees("Room", "09:00 – 10:00")

    day.drags("Review", "Library", "13:00")
    night.sees("Library", "13:00 – 14:00")
    night.sees_nothing_in("Room")

    night.clicks_on("Review")
    night.presses("Racer 0 · Review", "Cancel Booking")
    night.presses("Cancel the booking?", "Cancel Booking")
    day.sees_nothing_in("Library")
