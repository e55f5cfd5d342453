import {BoardAxis, toMillis, toServer} from "./board_axis";
import {KeepLast} from "@web/core/utils/concurrency";

const NO_BOOKINGS = {bookings: [], taken: [], loads: {}};

/**
 * What the board shows, and the ways to change it.
 */
export class BoardModel {
    /**
     * @param {object} orm the web client's service
     * @param {object} query location, day, days, filters, allHours
     */
    constructor(orm, query) {
        this.orm = orm;
        this.query = query;
        this.keepLast = new KeepLast();
        this.loading = Promise.resolve();
        this.clock = 0;
        this.setBoard({locations: [], location: null});
    }

    setBoard(board) {
        this.locations = board.locations;
        this.location = board.location;
        this.options = board.options;
        this.days = board.days;
        this.axis = board.location && new BoardAxis(board.days, board.location.tz);
        this.spaces = (board.spaces || []).map((space) => ({
            ...space,
            background: this.getBackground(board.open[space.open]),
        }));
        this.spaceById = Object.fromEntries(this.spaces.map((s) => [s.id, s]));
        this.setBookings(board.location ? board : NO_BOOKINGS);
    }

    setBookings(board) {
        if (board.now) {
            this.clock = toMillis(board.now) - Date.now();
        }
        const times = (row) => ({
            ...row,
            start: toMillis(row.start),
            stop: toMillis(row.stop),
        });
        this.bookings = board.bookings.map((row) => ({
            ...times(row),
            busyStop: toMillis(row.busy_stop),
        }));
        this.taken = board.taken.map(times);
        this.loads = Object.fromEntries(
            Object.entries(board.loads).map(([id, hours]) => [id, hours.map(times)]),
        );
    }

    get now() {
        return Date.now() + this.clock;
    }

    /** @returns {string} the day it is at the location */
    get today() {
        return this.axis?.date(this.now);
    }

    /** Load all of it: another place, day or filter. */
    async load() {
        const {location, day, days, filters, allHours} = this.query;
        const loading = this.keepLast.add(
            this.orm.call("cowork.space", "get_board", [], {
                location: location || null,
                day: day || null,
                days,
                filters,
                all_hours: allHours,
            }),
        );
        this.loading = Promise.allSettled([loading]);
        const board = await loading;
        this.setBoard(board);
        if (board.location) {
            this.query.location = board.location.id;
            this.query.day = board.day;
        }
    }

    /** Load what is booked: something changed. */
    async refresh() {
        // News that came in between would replace the board that is asked for.
        await this.loading;
        if (!this.location) {
            return;
        }
        const board = await this.keepLast.add(
            this.orm.silent.call("cowork.space", "get_board_bookings", [], {
                location: this.location.id,
                axes: this.days,
                filters: this.query.filters,
            }),
        );
        this.setBookings(board);
        if (this.bookings.some((b) => this.axis.isCut(b.start, b.stop))) {
            await this.load();
        }
    }

    /** @returns {string} the CSS background that greys the hours in which it is closed */
    getBackground(open) {
        if (!open) {
            return "";
        }
        const shown = open
            .flatMap(([start, stop]) =>
                this.axis.segments(toMillis(start), toMillis(stop)),
            )
            .sort((a, b) => a.left - b.left);
        const closed = "var(--board-closed)";
        const stops = [];
        let end = 0;
        for (const {left, width} of shown) {
            stops.push(`${closed} ${end}% ${left}%`);
            end = left + width;
            stops.push(`transparent ${left}% ${end}%`);
        }
        stops.push(`${closed} ${end}% 100%`);
        return `--board-hours: linear-gradient(to right, ${stops.join(", ")});`;
    }

    getBooking(id) {
        return this.bookings.find((booking) => booking.id === id);
    }

    /** @returns {object|undefined} the booking of a space at a moment, if it takes it */
    findBooking(spaceId, millis) {
        return this.bookings.find(
            (b) =>
                b.space_id === spaceId &&
                b.start <= millis &&
                millis < b.stop &&
                b.state !== "no_show" &&
                !this.spaceById[spaceId].seats,
        );
    }

    findTaken(spaceId, millis) {
        return this.taken.find(
            (t) => t.space_id === spaceId && t.start <= millis && millis < t.stop,
        );
    }

    findLoad(spaceId, millis) {
        return this.loads[spaceId]?.find(
            (hour) => hour.start <= millis && millis < hour.stop,
        );
    }

    canMove(booking) {
        return !booking.isMoving && ["tentative", "confirmed"].includes(booking.state);
    }

    /**
     * Show a booking in another place at once, and put it back when the server refuses.
     *
     * @returns {Promise} rejected when it was refused
     */
    async move(id, {spaceId, start, stop}) {
        const booking = this.getBooking(id);
        const before = {...booking};
        const buffer = booking.busyStop - booking.stop;
        Object.assign(booking, {
            space_id: spaceId,
            start,
            stop,
            busyStop: stop + buffer,
            isMoving: true,
        });
        const vals = {start: toServer(start), stop: toServer(stop)};
        if (spaceId !== before.space_id) {
            vals.space_id = spaceId;
        }
        try {
            await this.orm.silent.write("cowork.booking", [id], vals);
            booking.isMoving = false;
        } catch (error) {
            // What was loaded meanwhile shows it where it is anyway.
            Object.assign(booking, before, {isMoving: false});
            throw error;
        }
    }

    /** Book a space; members see it at once. */
    async book({spaceId, start, stop, partnerId, people, name}) {
        await this.orm.silent.call("cowork.booking", "book", [], {
            space: spaceId,
            start: toServer(start),
            stop: toServer(stop),
            partner: partnerId,
            people,
            name,
        });
    }

    /**
     * What the member would pay.
     *
     * @returns {string} how it adds up; empty when the space is not free at that time
     */
    async quote({spaceId, start, stop, partnerId, people}) {
        const found = await this.orm.silent.call(
            "cowork.space",
            "search_available",
            [],
            {
                location: this.location.id,
                start: toServer(start),
                stop: toServer(stop),
                capacity: people,
                partner: partnerId,
            },
        );
        const offer = found.find((space) => space.id === spaceId);
        return (offer && offer.price_text) || "";
    }

    /** @returns {string} what cancelling would cost now */
    async getCancelText(bookingId) {
        const [row] = await this.orm.silent.read(
            "cowork.booking",
            [bookingId],
            ["cancel_text"],
        );
        return row.cancel_text || "";
    }

    /** @param {string} action method of the booking, ``action_check_in`` */
    async act(id, action) {
        await this.orm.silent.call("cowork.booking", action, [[id]]);
    }
}
