import {Component} from "@odoo/owl";
import {STATES} from "./floor_states";

let legends = 0;

/** What the colours, patterns and letters of a plan mean, and how many there are. */
export class FloorLegend extends Component {
    static template = "cowork_members.FloorLegend";
    static props = {
        counts: {type: Object, optional: true},
        only: {type: Array, optional: true},
    };
    static defaultProps = {counts: {}};

    setup() {
        legends++;
        this.patternId = `o_floor_legend_${legends}`;
        this.unit = 1;
    }

    get entries() {
        return Object.entries(STATES)
            .filter(([state]) => !this.props.only || this.props.only.includes(state))
            .map(([state, words]) => ({
                state,
                states: [state],
                fill: `fill: url(#${this.patternId}_${state})`,
                ...words,
                count: this.props.counts[state] || 0,
            }));
    }
}
