import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {groupBy} from "@web/core/utils/arrays";
import {
    Component,
    onMounted,
    onPatched,
    onWillRender,
    onWillUnmount,
    useRef,
} from "@odoo/owl";
import {BoardCursor} from "./board_cursor";
import {useBoardDrag} from "./board_drag";
import {readKey} from "./board_keyboard";
import {BoardModel} from "./board_model";
import {STATES, getLook, getTitle} from "./board_words";

/** Keys that follow each other this fast are one move. */
const KEYS_REST = 700;

/**
 * Spaces down, time across. There are elements for what is booked only: empty time is
 * background, and all events are handled here.
 */
export class BoardGrid extends Component {
    static template = "cowork_members.BoardGrid";
    static props = {
        model: BoardModel,
        // Raised when the model has changed.
        version: Number,
        onOpen: Function,
        onCreate: Function,
        onMove: Function,
        onCancel: Function,
    };

    setup() {
        this.gridRef = useRef("grid");
        this.ghostsRef = useRef("ghosts");
        this.cursor = new BoardCursor(this.props.model);
        this.hasFocus = false;
        this.timer = null;
        this.drag = useBoardDrag({
            grid: this.gridRef,
            ghosts: this.ghostsRef,
            model: () => this.props.model,
            onClick: this.onClick.bind(this),
            onDrop: this.onDrop.bind(this),
        });
        onWillRender(() => this.prepare());
        onMounted(() => this.scrollToNow());
        onPatched(() => this.showCursor());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get model() {
        return this.props.model;
    }

    // What is shown ------------------------------------------------------------------

    prepare() {
        this.cursor.settle();
        this.nowAt = this.model.axis.position(this.model.now);
        if (this.shown !== this.props.version) {
            // Where the cursor is changes often; what is booked, seldom.
            this.shown = this.props.version;
            this.prepareLines();
        }
    }

    prepareLines() {
        const {model} = this;
        this.bookings = groupBy(model.bookings, "space_id");
        this.taken = groupBy(model.taken, "space_id");
        this.lines = [];
        let group = null;
        for (const space of model.spaces) {
            if (space.group_id !== group) {
                group = space.group_id;
                this.lines.push({key: `g${group}`, group: space.group});
            }
            this.lines.push({key: space.id, space, row: this.getRow(space)});
        }
    }

    getPlace({left, width}) {
        return `left: ${left}%; width: ${width}%;`;
    }

    getRow(space) {
        return {
            blocks: space.seats ? [] : this.getBlocks(space),
            taken: this.getTaken(space),
            loads: this.getLoads(space),
        };
    }

    getBlocks(space) {
        return (this.bookings[space.id] || []).map((booking) => {
            const look = getLook(booking);
            const parts = this.model.axis.segments(booking.start, booking.stop);
            const title = getTitle(booking);
            const range = this.model.axis.range(booking.start, booking.stop);
            return {
                id: booking.id,
                title,
                range,
                hint: `${title}\n${range}\n${STATES[look]}`,
                label: `${title}, ${space.name}, ${range}, ${STATES[look]}`,
                css: {
                    [`o_board_${look}`]: true,
                    o_board_movable: this.model.canMove(booking),
                    o_board_pending: booking.isMoving,
                },
                parts: parts.map((part) => this.getPlace(part)),
                buffer: this.model.axis
                    .segments(booking.stop, booking.busyStop)
                    .map((part) => this.getPlace(part)),
            };
        });
    }

    getTaken(space) {
        return (this.taken[space.id] || []).map((taken) => ({
            key: `${taken.booking_id}`,
            by: _t("Taken: %s", taken.by),
            parts: this.model.axis
                .segments(taken.start, taken.stop)
                .map((part) => this.getPlace(part)),
        }));
    }

    getLoads(space) {
        const hours = this.model.loads[space.id] || [];
        const load = (hour) => hour.taken / (space.capacity || 1);
        return hours
            .filter((hour) => hour.taken)
            .map((hour) => ({
                key: hour.start,
                text: `${hour.taken}/${space.capacity}`,
                hint: _t("%(range)s: %(taken)s of %(seats)s seats are taken", {
                    range: this.model.axis.range(hour.start, hour.stop),
                    taken: hour.taken,
                    seats: space.capacity,
                }),
                height: `height: ${Math.min(100 * load(hour), 100)}%;`,
                isFull: load(hour) >= 1,
                place: this.getPlace(
                    this.model.axis.segments(hour.start, hour.stop)[0],
                ),
            }));
    }

    getCursor(space) {
        const {cursor} = this;
        if (!this.hasFocus || space.id !== cursor.spaceId) {
            return null;
        }
        const {axis} = this.model;
        const at = cursor.pending || cursor.booking || cursor;
        const segments = axis.segments(at.start, at.stop);
        return {
            place: segments.length ? this.getPlace(segments[0]) : "display: none;",
            isEmpty: at === cursor,
            text: cursor.pending ? axis.range(at.start, at.stop) : "",
            label: this.getCursorLabel(),
        };
    }

    getCursorLabel() {
        const {space, start, stop, booking} = this.cursor;
        if (booking) {
            return this.getBlocks(space).find((b) => b.id === booking.id).label;
        }
        const range = this.model.axis.range(start, stop);
        const taken = this.model.findTaken(space.id, start);
        const load = this.model.findLoad(space.id, start);
        if (taken) {
            return `${space.name}, ${range}, ${_t("Taken: %s", taken.by)}`;
        }
        if (load) {
            return `${space.name}, ${range}, ${load.taken}/${space.capacity}`;
        }
        return `${space.name}, ${range}, ${_t("free")}`;
    }

    scrollToNow() {
        const {el} = this.gridRef;
        const line = el.querySelector(".o_board_now");
        if (line) {
            const half = (el.clientWidth - line.parentElement.offsetLeft) / 2;
            el.scrollLeft = Math.max(line.offsetLeft - half, 0);
        }
    }

    showCursor() {
        const el = this.gridRef.el.querySelector(".o_board_cursor");
        if (el && this.followsCursor) {
            el.scrollIntoView({block: "nearest", inline: "nearest"});
        }
        this.followsCursor = false;
    }

    // What is done -------------------------------------------------------------------

    onClick({lane, booking, moment}) {
        const space = this.model.spaceById[Number(lane.dataset.spaceId)];
        this.cursor.takePending();
        this.cursor.goTo(space.id, moment);
        this.gridRef.el.focus({preventScroll: true});
        if (booking) {
            this.props.onOpen(booking.id);
        } else {
            this.create();
        }
    }

    create() {
        const {space, start, stop} = this.cursor;
        if (space.blocked) {
            return;
        }
        const least = Math.max(space.least, this.model.axis.isWeek ? 60 : 0) * 60000;
        this.props.onCreate({
            spaceId: space.id,
            start,
            stop: Math.max(stop, start + least),
        });
    }

    onDrop({kind, bookingId, spaceId, start, stop}) {
        this.cursor.goTo(spaceId, start);
        if (kind === "create") {
            this.props.onCreate({spaceId, start, stop});
        } else {
            this.props.onMove(bookingId, {spaceId, start, stop});
        }
    }

    onKeydown(ev) {
        if (!this.cursor.space || ev.altKey) {
            return;
        }
        const what = readKey(ev, this.cursor);
        if (!what) {
            return;
        }
        if (what === "escape" && !this.drag.isBusy() && !this.cursor.pending) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.followsCursor = true;
        this.run(what);
        this.render();
    }

    run(what) {
        const {cursor} = this;
        if (what === "cursor" && cursor.pending) {
            this.sendPending();
        } else if (what === "shift") {
            browser.clearTimeout(this.timer);
            this.timer = browser.setTimeout(() => this.sendPending(), KEYS_REST);
        } else if (what === "send") {
            this.sendPending();
        } else if (what === "open") {
            this.props.onOpen(cursor.booking.id);
        } else if (what === "create") {
            this.create();
        } else if (what === "cancel") {
            this.props.onCancel(cursor.booking.id);
        } else if (what === "escape") {
            browser.clearTimeout(this.timer);
            this.drag.cancel();
            cursor.pending = null;
        }
    }

    sendPending() {
        browser.clearTimeout(this.timer);
        const pending = this.cursor.takePending();
        if (pending) {
            this.props.onMove(pending.id, pending);
        }
        this.render();
    }

    onFocusIn() {
        this.hasFocus = true;
        this.render();
    }

    onFocusOut() {
        this.hasFocus = false;
        this.sendPending();
    }
}
