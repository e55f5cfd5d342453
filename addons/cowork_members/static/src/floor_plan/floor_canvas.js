import {Component} from "@odoo/owl";
import {getBox, getCenter, getPolygon} from "./floor_geometry";
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
                const center = getCenter(space.shape);
                const size = this.getTextSize(space);
                const {letter} = STATES[space.state];
                return {
                    space,
                    size,
                    points: getPolygon(space.shape, plan),
                    x: center.x * plan.width,
                    y: this.getTextTop(space, center, size),
                    text: letter ? `${letter} · ${space.name}` : space.name,
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

    /** Names of zones stand at their top: what is in them is drawn over the middle. */
    getTextTop(space, center, size) {
        const {height} = this.props.plan;
        if (space.usage !== "none") {
            return center.y * height;
        }
        return getBox(space.shape).y1 * height + size;
    }

    /** @returns {number} height of letters by which a name fits into its shape */
    getTextSize(space) {
        const {width, height} = this.props.plan;
        const box = getBox(space.shape);
        const letters = Math.max(space.name.length + 4, 6);
        const fitting = Math.min(
            ((box.x2 - box.x1) * width) / (0.58 * letters),
            ((box.y2 - box.y1) * height) / 2.2,
        );
        return Math.min(Math.max(fitting, width / 130), width / 50);
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
