import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";
import {Component} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {STATES as BOOKING_STATES} from "../booking_board/board_words";
import {FloorModel} from "./floor_model";
import {STATES} from "./floor_states";

function toDay(day) {
    return formatDate(deserializeDate(day));
}

/** Beside the plan: the space that was clicked, and what could be let. */
export class FloorPanel extends Component {
    static template = "cowork_members.FloorPanel";
    static props = {
        model: FloorModel,
        version: Number,
        selectedId: {type: [Number, {value: null}]},
        onPick: Function,
        onOpen: Function,
    };

    get model() {
        return this.props.model;
    }

    get space() {
        return this.model.spaceById[this.props.selectedId];
    }

    get stateLabel() {
        return STATES[this.space.state].label;
    }

    get until() {
        const day = this.space.contract?.date_stop;
        return day ? _t("until %s", toDay(day)) : _t("open end");
    }

    getBookingState(booking) {
        return BOOKING_STATES[booking.state] || booking.state;
    }

    get vacancies() {
        return this.model.vacancies.map((row) => ({
            ...row,
            space: this.model.spaceById[row.space],
            worth: formatMonetary(row.value, {currencyId: row.currency_id}),
            words: this.getVacancyWords(row),
        }));
    }

    getVacancyWords({since, next, rate}) {
        const words = [rate];
        if (since) {
            words.push(_t("vacant since %s", toDay(since)));
        }
        if (next) {
            words.push(_t("let again from %s", toDay(next)));
        }
        return words.join(" · ");
    }

    get total() {
        const rows = this.model.vacancies;
        const value = rows.reduce((sum, row) => sum + row.value, 0);
        return formatMonetary(value, {currencyId: rows[0]?.currency_id});
    }
}
