/* global luxon */
const {DateTime} = luxon;

/**
 * @param {string} text moment in UTC as the server writes it
 * @returns {number} milliseconds
 */
export function toMillis(text) {
    return DateTime.fromSQL(text, {zone: "utc"}).toMillis();
}

/**
 * @param {number} millis
 * @returns {string} moment in UTC as the server reads it
 */
export function toServer(millis) {
    return DateTime.fromMillis(millis, {zone: "utc"}).toFormat("yyyy-MM-dd HH:mm:ss");
}

/**
 * The days of the board side by side, each from its first hour to its last: where a
 * moment is, in per cent of the width, and which moment is where.
 *
 * Clocks are those of the location, never the browser's.
 */
export class BoardAxis {
    /**
     * @param {{date: string, start: string, stop: string}[]} days
     * @param {string} tz name of the location's time zone
     */
    constructor(days, tz) {
        this.tz = tz;
        this.days = days.map((day) => ({
            date: day.date,
            start: toMillis(day.start),
            stop: toMillis(day.stop),
        }));
        this.width = 100 / this.days.length;
    }

    get start() {
        return this.days[0].start;
    }

    get stop() {
        return this.days.at(-1).stop;
    }

    get isWeek() {
        return this.days.length > 1;
    }

    /** @returns {object} the location's clock at a moment */
    local(millis) {
        return DateTime.fromMillis(millis, {zone: this.tz});
    }

    /** @returns {number} the moment at which a location's clock shows a time */
    moment(date, time) {
        return DateTime.fromISO(`${date}T${time}`, {zone: this.tz}).toMillis();
    }

    time(millis) {
        return this.local(millis).toFormat("HH:mm");
    }

    date(millis) {
        return this.local(millis).toISODate();
    }

    /** @returns {string} “09:00 – 10:30”, with the days where they are not the same */
    range(start, stop, withDay = this.isWeek) {
        const [from, to] = [this.local(start), this.local(stop)];
        const day = (moment) => moment.toFormat("ccc d LLL");
        const isOneDay = from.hasSame(to, "day");
        const begin = withDay || !isOneDay ? `${day(from)}, ` : "";
        const end = isOneDay ? "" : `${day(to)}, `;
        return `${begin}${this.time(start)} – ${end}${this.time(stop)}`;
    }

    /** @returns {number|null} where a moment is; null when it is not shown */
    position(millis) {
        const index = this.days.findIndex(
            (day) => day.start <= millis && millis < day.stop,
        );
        if (index < 0) {
            return null;
        }
        const {start, stop} = this.days[index];
        return this.width * (index + (millis - start) / (stop - start));
    }

    /** @returns {{left: number, width: number}[]} what of a time is shown, by day */
    segments(start, stop) {
        const found = [];
        this.days.forEach((day, index) => {
            const from = Math.max(start, day.start);
            const to = Math.min(stop, day.stop);
            if (from < to) {
                const length = day.stop - day.start;
                found.push({
                    left: this.width * (index + (from - day.start) / length),
                    width: (this.width * (to - from)) / length,
                });
            }
        });
        return found;
    }

    /** @returns {number} the moment at a place between 0 and 100 */
    at(percent) {
        const place = Math.min(Math.max(percent / this.width, 0), this.days.length);
        const index = Math.min(Math.floor(place), this.days.length - 1);
        const {start, stop} = this.days[index];
        return start + (place - index) * (stop - start);
    }

    /** @returns {number} the last multiple of the grain, counted from midnight */
    snap(millis, grain) {
        const local = this.local(millis);
        const minutes = local.hour * 60 + local.minute;
        const before = (minutes % grain) * 60000 + (millis % 60000);
        return millis - before;
    }

    isShown(start, stop) {
        return this.days.some((day) => start < day.stop && stop > day.start);
    }

    /** @returns {boolean} whether part of a time on these days lies outside the hours */
    isCut(start, stop) {
        return this.days.some((day) => {
            const midnight = this.local(day.start).startOf("day");
            const next = midnight.plus({days: 1}).toMillis();
            const from = Math.max(start, midnight.toMillis());
            const to = Math.min(stop, next);
            return from < to && (from < day.start || to > day.stop);
        });
    }

    /** @returns {{left: number, label: string}[]} the hours of a day, or the days */
    get ticks() {
        if (this.isWeek) {
            return this.days.map((day, index) => ({
                left: this.width * index,
                width: this.width,
                label: this.local(day.start).toFormat("ccc d LLL"),
                date: day.date,
            }));
        }
        const {start, stop} = this.days[0];
        const hours = Math.ceil((stop - start) / 3600000);
        return Array.from({length: hours}, (_hour, index) => ({
            left: (100 * index) / hours,
            width: 100 / hours,
            label: this.time(start + index * 3600000),
        }));
    }

    /** @returns {number} how many lines the lanes have */
    get columns() {
        return this.ticks.length;
    }
}
