import {browser} from "@web/core/browser/browser";
import {onWillUnmount, useExternalListener} from "@odoo/owl";
import {BoardGhost} from "./board_ghost";

/** Fewer pixels are a click. */
const THRESHOLD = 4;
/** Pixels from the edge at which the board begins to scroll, and how far each frame. */
const EDGE = 36;
const SCROLL = 10;

/**
 * Drag over empty time to book it, a block to move it, its end to resize it.
 *
 * While something is dragged nothing is rendered, and no element of the board changes.
 *
 * @param {object} params
 * @param {object} params.grid ref of the board's scrolling element
 * @param {object} params.ghosts ref of the element over all lanes
 * @param {Function} params.model () => BoardModel
 * @param {Function} params.onClick (ev, lane) => void
 * @param {Function} params.onDrop ({kind, bookingId, spaceId, start, stop}) => void
 */
export function useBoardDrag({grid, ghosts, model, onClick, onDrop}) {
    let drag = null;
    let scrolling = 0;

    /** @returns {object[]} where the rows are, as long as nothing is rendered */
    function measureRows() {
        const {top} = ghosts.el.getBoundingClientRect();
        return [...grid.el.querySelectorAll(".o_board_row")].map((row) => {
            const rect = row.getBoundingClientRect();
            const lane = row.querySelector(".o_board_lane");
            return {lane, top: rect.top - top, height: rect.height};
        });
    }

    /** @returns {object|undefined} the row at a height, as it was measured */
    function rowAt(y) {
        const {top, bottom} = grid.el.getBoundingClientRect();
        const shown = Math.min(Math.max(y, top), bottom - 1);
        const at = shown - ghosts.el.getBoundingClientRect().top;
        return drag.rows.find((row) => row.top <= at && at < row.top + row.height);
    }

    function momentAt(x) {
        // A lane that is out of sight would be laid out to answer.
        const {left, width} = ghosts.el.getBoundingClientRect();
        return model().axis.at((100 * (x - left)) / width);
    }

    function spaceOf(lane) {
        return model().spaceById[Number(lane.dataset.spaceId)];
    }

    /** @returns {object} what would be booked if the button were let go here */
    function getWanted(ev) {
        const {axis} = model();
        if (drag.kind === "move") {
            // Between two floors it stays where it was.
            drag.row = rowAt(ev.clientY) || drag.row;
        }
        const {row} = drag;
        const {grain} = spaceOf(row.lane);
        const step = grain * 60000;
        const here = momentAt(ev.clientX);
        if (drag.kind === "move") {
            const {start, stop} = drag.booking;
            const wanted = start + here - drag.moment;
            // To the nearest step: the hand does not tremble to the left only.
            const begin = axis.snap(wanted + step / 2, grain);
            return {row, start: begin, stop: begin + stop - start};
        }
        if (drag.kind === "resize") {
            const start = drag.booking.start;
            const stop = axis.snap(here + step / 2, grain);
            return {row, start, stop: Math.max(stop, start + step)};
        }
        const from = axis.snap(drag.moment, grain);
        const to = axis.snap(here, grain);
        return {
            row,
            start: Math.min(from, to),
            stop: Math.max(from, to) + step,
        };
    }

    function showGhost({row, start, stop}) {
        const {shown} = drag;
        if (shown?.row === row && shown.start === start && shown.stop === stop) {
            return;
        }
        drag.shown = {row, start, stop};
        const {axis} = model();
        const parts = axis.segments(start, stop);
        const [first, last] = [parts[0], parts.at(-1)];
        if (first) {
            const width = last.left + last.width - first.left;
            drag.ghost.show(row, {left: first.left, width}, axis.range(start, stop));
        }
    }

    /** @returns {number} -1, 0 or 1: whether the board is to scroll up or down */
    function getEdge() {
        const y = drag.last.clientY;
        // Who took it at the edge and goes along it does not want to scroll.
        if (drag.kind !== "move" || Math.abs(y - drag.y) < EDGE / 2) {
            return 0;
        }
        const {top, bottom} = grid.el.getBoundingClientRect();
        return Number(y > bottom - EDGE) - Number(y < top + EDGE);
    }

    /** Scroll for as long as the pointer rests at the edge. */
    function scrollAtEdge() {
        const edge = getEdge();
        scrolling = edge && browser.requestAnimationFrame(scrollAtEdge);
        if (edge) {
            grid.el.scrollTop += edge * SCROLL;
            showGhost(getWanted(drag.last));
        }
    }

    function end() {
        browser.cancelAnimationFrame(scrolling);
        scrolling = 0;
        drag?.ghost?.remove();
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
            moment: momentAt(ev.clientX),
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
        ev.preventDefault();
        if (!drag.hasMoved) {
            drag.hasMoved = true;
            drag.rows = measureRows();
            drag.row = drag.rows.find((row) => row.lane === drag.lane);
            drag.ghost = new BoardGhost(ghosts.el);
            if (drag.block) {
                drag.ghost.cover(drag.block);
            }
        }
        drag.last = ev;
        showGhost(getWanted(ev));
        if (!scrolling) {
            scrollAtEdge();
        }
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
            spaceId: spaceOf(wanted.row.lane).id,
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
            moment: momentAt(ev.clientX),
            target: ev.target,
        });
    }

    useExternalListener(window, "pointermove", onPointerMove);
    useExternalListener(window, "pointerup", onPointerUp);
    useExternalListener(window, "pointercancel", end);
    onWillUnmount(end);
    return {
        onPointerDown,
        onTap,
        /** @returns {boolean} whether something is held */
        isBusy: () => Boolean(drag),
        cancel: end,
    };
}
