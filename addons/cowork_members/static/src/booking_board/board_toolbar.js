/* global luxon */
import {CheckBox} from "@web/core/checkbox/checkbox";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {Component} from "@odoo/owl";
import {BoardModel} from "./board_model";
import {STATES} from "./board_words";

const {DateTime} = luxon;

/** Which place, which days, which spaces; and what the colours mean. */
export class BoardToolbar extends Component {
    static template = "cowork_members.BoardToolbar";
    static components = {CheckBox, DateTimeInput, Dropdown};
    static props = {
        model: BoardModel,
        version: Number,
        onChange: Function,
    };

    get model() {
        return this.props.model;
    }

    get query() {
        return this.model.query;
    }

    get filters() {
        return this.query.filters;
    }

    get isFiltered() {
        const {floor, kind, capacity, amenities} = this.filters;
        return Boolean(floor || kind || capacity || amenities?.length);
    }

    get states() {
        return Object.entries(STATES);
    }

    get day() {
        return DateTime.fromISO(this.query.day);
    }

    get isToday() {
        return this.model.days.some((day) => day.date === this.model.today);
    }

    get heading() {
        const {axis} = this.model;
        const first = axis.local(axis.start);
        if (!axis.isWeek) {
            return first.toFormat("cccc d LLLL yyyy");
        }
        return `${first.toFormat("d LLL")} – ${axis
            .local(axis.stop - 1)
            .toFormat("d LLL yyyy")}`;
    }

    onLocation(ev) {
        // The floors of one place are not those of another.
        const filters = {...this.filters, floor: 0};
        this.props.onChange({location: Number(ev.target.value), filters});
    }

    onDay(day) {
        if (day) {
            this.props.onChange({day: day.toISODate()});
        }
    }

    onStep(sign) {
        this.onDay(this.day.plus({days: sign * this.query.days}));
    }

    onToday() {
        this.show(DateTime.fromISO(this.model.today), this.query.days);
    }

    /** Show a day, or its week. */
    show(day, days) {
        const first = days > 1 ? day.startOf("week") : day;
        this.props.onChange({days, day: first.toISODate()});
    }

    onDays(days) {
        const today = this.isToday && DateTime.fromISO(this.model.today);
        this.show(today || this.day, days);
    }

    setFilter(name, value) {
        this.props.onChange({filters: {...this.filters, [name]: value}});
    }

    setNumber(name, ev) {
        this.setFilter(name, Math.max(parseInt(ev.target.value, 10) || 0, 0));
    }

    onAmenity(id, isWanted) {
        const others = (this.filters.amenities || []).filter((other) => other !== id);
        this.setFilter("amenities", isWanted ? [...others, id] : others);
    }
}
