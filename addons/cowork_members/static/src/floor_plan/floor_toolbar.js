/* global luxon */
import {CheckBox} from "@web/core/checkbox/checkbox";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {Component} from "@odoo/owl";
import {FloorLegend} from "./floor_legend";
import {FloorModel} from "./floor_model";
import {STATES} from "./floor_states";

const {DateTime} = luxon;

/** Which floor, which day, which spaces; and what the colours mean. */
export class FloorToolbar extends Component {
    static template = "cowork_members.FloorToolbar";
    static components = {CheckBox, DateTimeInput, Dropdown, FloorLegend};
    static props = {
        model: FloorModel,
        version: Number,
        onChange: Function,
        onFilter: Function,
        onRefresh: Function,
        onDraw: Function,
        onPrint: Function,
        onEditPlan: Function,
        onNewPlan: Function,
    };

    get model() {
        return this.props.model;
    }

    get filters() {
        return this.model.query.filters;
    }

    get states() {
        return Object.entries(STATES);
    }

    get day() {
        return DateTime.fromISO(this.model.day);
    }

    get heading() {
        if (!this.model.is_now) {
            return this.day.toFormat("cccc d LLLL yyyy");
        }
        // The clock of the location, which on paper is the only one.
        const now = DateTime.now().setZone(this.model.location.tz);
        return now.toFormat("cccc d LLLL yyyy, HH:mm");
    }

    onLocation(ev) {
        this.props.onChange({location: Number(ev.target.value), plan: 0});
    }

    onPlan(ev) {
        this.props.onChange({plan: Number(ev.target.value)});
    }

    onDay(day) {
        if (day) {
            this.props.onChange({day: day.toISODate()});
        }
    }

    onStep(days) {
        this.onDay(this.day.plus({days}));
    }

    setFilter(name, value) {
        this.props.onFilter({...this.filters, [name]: value});
    }

    setNumber(name, ev) {
        this.setFilter(name, Math.max(parseInt(ev.target.value, 10) || 0, 0));
    }

    onAmenity(id, isWanted) {
        const others = (this.filters.amenities || []).filter((other) => other !== id);
        this.setFilter("amenities", isWanted ? [...others, id] : others);
    }
}
