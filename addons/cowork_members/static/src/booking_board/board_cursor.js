const HOUR = 3600000;

/**
 * Where the keyboard is: a space and a time in it, or the booking that is there.
 */
export class BoardCursor {
    /** @param {object} model BoardModel */
    constructor(model) {
        this.model = model;
        this.spaceId = null;
        this.start = 0;
        this.stop = 0;
        this.pending = null;
    }

    /** @returns {BoardAxis} */
    get axis() {
        return this.model.axis;
    }

    get space() {
        return this.model.spaceById[this.spaceId];
    }

    get booking() {
        return this.space && this.model.findBooking(this.spaceId, this.start);
    }

    /** @returns {number} milliseconds of one step to the side */
    get step() {
        return this.axis.isWeek ? HOUR : this.space.grain * 60000;
    }

    /** Begin, or go on after the board has changed. */
    settle() {
        if (!this.space) {
            this.spaceId = this.model.spaces[0]?.id;
        }
        if (this.space && !this.axis.isShown(this.start, this.start + 1)) {
            const {now, axis} = this.model;
            const begin = axis.isShown(now, now + 1) ? now : axis.start;
            this.goTo(this.spaceId, begin);
        }
    }

    goTo(spaceId, moment) {
        this.spaceId = spaceId;
        const {grain} = this.space;
        this.start = this.axis.snap(moment, grain);
        this.stop = this.start + grain * 60000;
    }

    /** One row up or down. */
    goDown(rows) {
        const {spaces} = this.model;
        const index = spaces.findIndex((space) => space.id === this.spaceId) + rows;
        if (spaces[index]) {
            this.goTo(spaces[index].id, this.start);
        }
    }

    /** One step, or past the booking that is here. */
    goRight(steps) {
        const {booking} = this;
        let moment = this.start + steps * this.step;
        if (booking) {
            moment = steps > 0 ? booking.stop : booking.start - this.step;
        }
        moment = this.skipNight(moment, steps);
        if (moment !== null) {
            this.goTo(this.spaceId, moment);
        }
    }

    /** @returns {number|null} the moment, or where the next shown day begins or ends */
    skipNight(moment, steps) {
        const {days} = this.axis;
        if (days.some((day) => day.start <= moment && moment < day.stop)) {
            return moment;
        }
        if (steps > 0) {
            return days.find((day) => day.start > moment)?.start ?? null;
        }
        const before = days.findLast((day) => day.stop <= moment);
        return before ? before.stop - this.step : null;
    }

    /** Take more or less of the empty time. */
    stretch(steps) {
        const grain = this.space.grain * 60000;
        this.stop = Math.max(this.stop + steps * grain, this.start + grain);
    }

    /** Move or resize the booking that is here; it is sent when the keys rest. */
    shift({rows = 0, steps = 0, isResize = false}) {
        const booking = this.model.getBooking(this.pending?.id) || this.booking;
        if (!booking || !this.model.canMove(booking)) {
            return false;
        }
        this.pending ||= {
            id: booking.id,
            spaceId: booking.space_id,
            start: booking.start,
            stop: booking.stop,
        };
        const {pending} = this;
        const {spaces, spaceById} = this.model;
        const index = spaces.findIndex((space) => space.id === pending.spaceId) + rows;
        pending.spaceId = (spaces[index] || spaceById[pending.spaceId]).id;
        const millis = steps * spaceById[pending.spaceId].grain * 60000;
        if (!isResize) {
            pending.start += millis;
        }
        pending.stop = Math.max(
            pending.stop + millis,
            pending.start + Math.abs(millis),
        );
        return true;
    }

    /** @returns {object|null} where the booking is to go; the cursor goes with it */
    takePending() {
        const {pending} = this;
        this.pending = null;
        if (pending) {
            this.goTo(pending.spaceId, pending.start);
        }
        return pending;
    }
}
