/** Keys of the board: what they do to the cursor, or to what it is on. */
const ARROWS = {
    ArrowUp: {rows: -1},
    ArrowDown: {rows: 1},
    ArrowLeft: {steps: -1},
    ArrowRight: {steps: 1},
};

function onArrow(ev, cursor) {
    const {rows = 0, steps = 0} = ARROWS[ev.key];
    if (!ev.shiftKey) {
        if (rows) {
            cursor.goDown(rows);
        } else {
            cursor.goRight(steps);
        }
        return "cursor";
    }
    if (cursor.shift({rows, steps, isResize: ev.ctrlKey || ev.metaKey})) {
        return "shift";
    }
    if (steps && !cursor.booking) {
        cursor.stretch(steps);
    }
    return "cursor";
}

/**
 * @param {KeyboardEvent} ev
 * @param {object} cursor BoardCursor
 * @returns {string|null} what is to be done: ``cursor`` (it moved), ``shift`` (a booking
 *  is being moved), ``send`` (put it there), ``open``, ``create``, ``cancel`` or
 *  ``escape``; null when the key means nothing to the board
 */
export function readKey(ev, cursor) {
    if (ev.key in ARROWS) {
        return onArrow(ev, cursor);
    }
    if (ev.key === "Enter" || ev.key === " ") {
        if (cursor.pending) {
            return "send";
        }
        return cursor.booking ? "open" : "create";
    }
    if (ev.key === "Delete" && cursor.booking) {
        return "cancel";
    }
    if (ev.key === "Home" || ev.key === "End") {
        const {axis} = cursor;
        const moment = ev.key === "Home" ? axis.start : axis.stop - cursor.step;
        cursor.goTo(cursor.spaceId, moment);
        return "cursor";
    }
    return ev.key === "Escape" ? "escape" : null;
}
