import {Component} from "@odoo/owl";
import {getPolygon} from "./floor_geometry";
import {placeLabel} from "./floor_label";
import {STATES, describeSpace} from "./floor_states";

let canvases = 0;

/** The plan with its spaces: an SVG drawing that can be seen, clicked and printed. */
export class FloorCanvas extends Component {
    static template = "cowork_members.FloorCanvas";
    static props = {
        plan: Object,
        spaces: Array,
        // Which ones stand out: the others pale.
        isShown: {type: Function, optional: true},
        canPick: {type: Function, optional: true},
        selectedId: {type: [Number, {value: null}], optional: true},
        onPick: Function,
    };
    static defaultProps = {isShown: () => true, canPick: () => true};

    setup() {
        canvases++;
        this.patternId = `o_floor_${canvases}`;
        this.states = Object.keys(STATES);
    }

    /** @returns {number} a length that looks the same on every plan */
    get unit() {
        return this.props.plan.width / 400;
    }

    get shapes() {
        const {plan} = this.props;
        return this.props.spaces
            .filter((space) => space.shape)
            .map((space) => {
                const {letter} = STATES[space.state];
                return {
                    space,
                    ...placeLabel(space.shape, space.name, plan, {
                        prefix: letter && `${letter} · `,
                        short: letter,
                        isZone: space.usage === "none",
                    }),
                    points: getPolygon(space.shape, plan),
                    more: space.seats ? `${space.seats_taken}/${space.seats}` : "",
                    label: describeSpace(space),
                    canPick: this.props.canPick(space),
                    css: {
                        [`o_floor_${space.state}`]: true,
                        o_floor_pale: !this.props.isShown(space),
                        o_floor_selected: space.id === this.props.selectedId,
                        o_floor_fixed: !this.props.canPick(space),
                    },
                };
            });
    }

    getFill(state) {
        return `fill: url(#${this.patternId}_${state})`;
    }

    onClick(shape) {
        if (shape.canPick) {
            this.props.onPick(shape.space.id);
        }
    }

    onKeydown(ev, shape) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.onClick(shape);
        }
    }
}
