import {useExternalListener} from "@odoo/owl";

/** Fewer pixels are a click. */
const THRESHOLD = 4;
/** Pixels from the edge at which the board begins to scroll, and how far each time. */
const EDGE = 36;
const SCROLL = 14;

/**
 * Drag over empty time to book it, a block to move it, its end to resize it.
 *
 * While something is dragged only one element, the ghost, moves: nothing is rendered.
 *
 * @param {object} params
 * @param {object} params.grid ref of the board's scrolling element
 * @param {Function} params.model () => BoardModel
 * @param {Function} params.onClick (ev, lane) => void
 * @param {Function} params.onDrop ({kind, bookingId, spaceId, start, stop}) => void
 */
export function useBoardDrag({grid, model, onClick, onDrop}) {
    let drag = null;

    function laneAt(y) {
        // Rows out of sight are not laid out: it is the rows that are asked, not the lanes.
        const row = [...grid.el.querySelectorAll(".o_board_row")].find((el) => {
            const {top, bottom} = el.getBoundingClientRect();
            return top <= y && y < bottom;
        });
        return row?.querySelector(".o_board_lane");
    }

    function momentAt(lane, x) {
        const {left, width} = lane.getBoundingClientRect();
        return model().axis.at((100 * (x - left)) / width);
    }

    function spaceOf(lane) {
        return model().spaceById[Number(lane.dataset.spaceId)];
    }

    /** @returns {object} what would be booked if the button were let go here */
    function getWanted(ev) {
        const {axis} = model();
        const lane = (drag.kind === "move" && laneAt(ev.clientY)) || drag.lane;
        const space = spaceOf(lane);
        const grain = space.grain;
        const step = grain * 60000;
        const here = momentAt(drag.lane, ev.clientX);
        if (drag.kind === "move") {
            const {start, stop} = drag.booking;
            const wanted = start + here - drag.moment;
            // To the nearest step: the hand does not tremble to the left only.
            const begin = axis.snap(wanted + step / 2, grain);
            return {lane, start: begin, stop: begin + stop - start};
        }
        if (drag.kind === "resize") {
            const start = drag.booking.start;
            const stop = axis.snap(here + step / 2, grain);
            return {lane, start, stop: Math.max(stop, start + step)};
        }
        const from = axis.snap(drag.moment, grain);
        const to = axis.snap(here, grain);
        return {
            lane,
            start: Math.min(from, to),
            stop: Math.max(from, to) + step,
        };
    }

    function showGhost({lane, start, stop}) {
        const {axis} = model();
        if (!drag.ghost) {
            drag.ghost = document.createElement("div");
            drag.ghost.className = "o_board_ghost";
        }
        if (drag.ghost.parentElement !== lane) {
            lane.append(drag.ghost);
        }
        const [first] = axis.segments(start, stop);
        const last = axis.segments(start, stop).at(-1);
        if (first) {
            drag.ghost.style.left = `${first.left}%`;
            drag.ghost.style.width = `${last.left + last.width - first.left}%`;
        }
        drag.ghost.textContent = axis.range(start, stop);
    }

    function scrollAtEdge(ev) {
        const {top, bottom} = grid.el.getBoundingClientRect();
        if (ev.clientY < top + EDGE) {
            grid.el.scrollTop -= SCROLL;
        } else if (ev.clientY > bottom - EDGE) {
            grid.el.scrollTop += SCROLL;
        }
    }

    function end() {
        drag?.ghost?.remove();
        drag?.block?.classList.remove("o_board_dragged");
        drag = null;
    }

    function onPointerDown(ev) {
        const lane = ev.target.closest(".o_board_lane");
        // On touch screens the finger scrolls; a tap is a click.
        if (!lane || ev.button || ev.pointerType === "touch" || drag) {
            return;
        }
        const block = ev.target.closest(".o_board_block");
        const booking = block && model().getBooking(Number(block.dataset.bookingId));
        let kind = "create";
        if (booking) {
            kind = ev.target.closest(".o_board_resize") ? "resize" : "move";
        }
        drag = {
            kind,
            lane,
            block,
            booking,
            x: ev.clientX,
            y: ev.clientY,
            moment: momentAt(lane, ev.clientX),
            isFixed: booking ? !model().canMove(booking) : spaceOf(lane).blocked,
        };
    }

    function onPointerMove(ev) {
        if (!drag || drag.isFixed) {
            return;
        }
        const distance = Math.hypot(ev.clientX - drag.x, ev.clientY - drag.y);
        if (!drag.hasMoved && distance < THRESHOLD) {
            return;
        }
        drag.hasMoved = true;
        drag.block?.classList.add("o_board_dragged");
        ev.preventDefault();
        scrollAtEdge(ev);
        showGhost(getWanted(ev));
    }

    function onPointerUp(ev) {
        if (!drag) {
            return;
        }
        const {kind, booking, lane, hasMoved, moment} = drag;
        const wanted = hasMoved && getWanted(ev);
        end();
        if (!hasMoved) {
            onClick({lane, booking, moment, target: ev.target});
            return;
        }
        onDrop({
            kind,
            bookingId: booking?.id,
            spaceId: Number(wanted.lane.dataset.spaceId),
            start: wanted.start,
            stop: wanted.stop,
        });
    }

    function onTap(ev) {
        const lane = ev.target.closest(".o_board_lane");
        if (ev.pointerType !== "touch" || !lane) {
            return;
        }
        const block = ev.target.closest(".o_board_block");
        onClick({
            lane,
            booking: block && model().getBooking(Number(block.dataset.bookingId)),
            moment: momentAt(lane, ev.clientX),
            target: ev.target,
        });
    }

    useExternalListener(window, "pointermove", onPointerMove);
    useExternalListener(window, "pointerup", onPointerUp);
    useExternalListener(window, "pointercancel", end);
    return {
        onPointerDown,
        onTap,
        /** @returns {boolean} whether something is held */
        isBusy: () => Boolean(drag),
        cancel: end,
    };
}
