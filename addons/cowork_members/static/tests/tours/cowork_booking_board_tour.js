/* global KeyboardEvent, PointerEvent */
import {registry} from "@web/core/registry";

const BOARD = ".o_booking_board";

function findRow(name) {
    return [...document.querySelectorAll(`${BOARD} .o_board_row`)].find(
        (row) => row.querySelector(".o_board_space").textContent === name,
    );
}

/** @returns {{x: number, y: number}} where a space's lane shows a time, “14:15” */
function placeOf(name, time) {
    const [hour, minute] = time.split(":").map(Number);
    const ticks = [...document.querySelectorAll(`${BOARD} .o_board_tick`)];
    const tick = ticks.find(
        (one) => one.textContent === `${String(hour).padStart(2, "0")}:00`,
    );
    const {left, width} = tick.getBoundingClientRect();
    const lane = findRow(name).querySelector(".o_board_lane").getBoundingClientRect();
    return {x: left + (width * minute) / 60 + 2, y: lane.top + lane.height / 2};
}

function point(type, target, {x, y}) {
    target.dispatchEvent(
        new PointerEvent(type, {
            bubbles: true,
            cancelable: true,
            clientX: x,
            clientY: y,
            button: 0,
            pointerType: "mouse",
        }),
    );
}

/** Press keys on the board. */
function press(...keys) {
    const grid = document.querySelector(`${BOARD} .o_board_grid`);
    grid.focus();
    for (const key of keys) {
        grid.dispatchEvent(
            new KeyboardEvent("keydown", {
                key: key.replace("Shift+", ""),
                shiftKey: key.startsWith("Shift+"),
                bubbles: true,
                cancelable: true,
            }),
        );
    }
}

/** Press at one place, let go at another. */
function drag(target, from, to) {
    point("pointerdown", target, from);
    point("pointermove", window, {x: (from.x + to.x) / 2, y: (from.y + to.y) / 2});
    point("pointermove", window, to);
    point("pointerup", window, to);
}

function block(text) {
    return document.querySelector(`${BOARD} .o_board_block[title*="${text}"]`);
}

function rowOf(name) {
    return `${BOARD} .o_board_row:has(.o_board_space:contains(/^${name}$/))`;
}

registry.category("web_tour.tours").add("cowork_booking_board", {
    steps: () => [
        {
            content: "What is booked is shown, at the location's time",
            trigger: `${rowOf("Boardroom")} .o_board_block[title*="14:00 – 15:00"]`,
        },
        {
            content: "Only desks",
            trigger: `${BOARD} .o_board_kind`,
            run: "selectByLabel Open Hot Desk",
        },
        {
            content: "Only large ones",
            trigger: `${BOARD} .o_board_grid:not(:has(.o_board_space:contains(/^Boardroom$/)))`,
        },
        {
            trigger: `${BOARD} .o_board_capacity`,
            run: "edit 10 && press Tab",
        },
        {
            trigger: `${BOARD} .o_board_grid:not(:has(.o_board_space:contains(/^Desks$/)))`,
        },
        {
            content: "All of them again",
            trigger: `${BOARD} button:contains(Clear filters)`,
            run: "click",
        },
        {
            content: "Drag over empty time in the boardroom",
            trigger: rowOf("Boardroom"),
            run() {
                const lane = findRow("Boardroom").querySelector(".o_board_lane");
                drag(
                    lane,
                    placeOf("Boardroom", "09:00"),
                    placeOf("Boardroom", "09:45"),
                );
            },
        },
        {
            content: "The time is the one that was drawn",
            trigger: ".modal #o_board_to:value(10:00)",
        },
        {
            content: "Choose the member",
            trigger: ".modal .o-autocomplete input",
            run: "edit Quiet Ledger",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Quiet Ledger Ltd)",
            run: "click",
        },
        {
            content: "Say what it is for",
            trigger: ".modal #o_board_subject",
            run: "edit Pitch",
        },
        {
            content: "Book",
            trigger: ".modal-footer button:contains(/^Book$/)",
            run: "click",
        },
        {
            content: "It is there; drag it onto what another has",
            trigger: `${rowOf("Boardroom")} .o_board_confirmed[title*="09:00 – 10:00"]`,
            run() {
                drag(
                    block("Pitch"),
                    placeOf("Boardroom", "09:15"),
                    placeOf("Boardroom", "14:30"),
                );
            },
        },
        {
            content: "The server says why not",
            trigger: ".o_notification:contains(Boardroom is taken)",
        },
        {
            content: "It is back in its place; drag it to another room and time",
            trigger: `${rowOf("Boardroom")} .o_board_block:not(.o_board_pending)[title*="09:00 – 10:00"]`,
            run() {
                drag(
                    block("Pitch"),
                    placeOf("Boardroom", "09:15"),
                    placeOf("Library", "11:15"),
                );
            },
        },
        {
            content: "It has moved; make it longer by its end",
            trigger: `${rowOf("Library")} .o_board_block:not(.o_board_pending)[title*="11:00 – 12:00"]`,
            run() {
                const end = block("Pitch").querySelector(".o_board_resize");
                const {right, top} = end.getBoundingClientRect();
                drag(end, {x: right - 3, y: top + 5}, placeOf("Library", "12:15"));
            },
        },
        {
            content: "Take the keyboard",
            trigger: `${rowOf("Library")} .o_board_block:not(.o_board_pending)[title*="11:00 – 12:15"]`,
            run: () => press(),
        },
        {
            content: "The cursor is on the booking; push it to the right",
            trigger: `${rowOf("Library")} .o_board_cursor[aria-label*="Pitch"]`,
            run: () => press("Shift+ArrowRight", "Enter"),
        },
        {
            content: "It has moved by one step; open it by keyboard",
            trigger: `${rowOf("Library")} .o_board_block:not(.o_board_pending)[title*="11:15 – 12:30"]`,
            run: () => press("Enter"),
        },
        {
            content: "Its details; close them",
            trigger: ".modal .o_board_details:contains(Library)",
        },
        {
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "Cancel it by keyboard",
            trigger: `body:not(:has(.modal)) ${BOARD} .o_board_grid`,
            run: () => press("Delete"),
        },
        {
            content: "It asks first",
            trigger: ".modal-footer button:contains(Cancel Booking)",
            run: "click",
        },
        {
            content: "The room is free again",
            trigger: `${rowOf("Library")}:not(:has(.o_board_block))`,
        },
    ],
});
