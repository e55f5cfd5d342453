import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {Component, useExternalListener, useRef, useState} from "@odoo/owl";
import {getSentence} from "../booking_board/board_words";
import {FloorDrawing} from "./floor_drawing";
import {getOutline, getPolygon} from "./floor_geometry";
import {placeLabel} from "./floor_label";

const ARROWS = {
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
};
/** Where letters are typed, keys are not for the drawing. */
const FIELDS = "input, select, textarea, [contenteditable=true]";

/** Draw spaces on a plan with mouse, pen, finger or keyboard. */
export class FloorEditor extends Component {
    static template = "cowork_members.FloorEditor";
    static props = {
        plan: Object,
        spaces: Array,
        // Shapes → promise: rejected when they are refused.
        save: Function,
        onClose: Function,
        onChanged: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.svgRef = useRef("svg");
        this.drawing = new FloorDrawing(this.props.plan, this.props.spaces);
        this.spaceById = Object.fromEntries(this.props.spaces.map((s) => [s.id, s]));
        this.state = useState({version: 0, isSaving: false});
        this.drag = null;
        useExternalListener(window, "pointermove", (ev) => this.onPointerMove(ev));
        useExternalListener(window, "pointerup", (ev) => this.onPointerUp(ev));
        useExternalListener(window, "pointercancel", () => this.onPointerUp());
    }

    show() {
        this.state.version++;
        this.props.onChanged(this.drawing.history.isChanged);
    }

    // What is shown ------------------------------------------------------------------

    get unit() {
        return this.props.plan.width / 400;
    }

    get shapes() {
        const {plan} = this.props;
        return this.drawing.shapes.map((shape) => {
            const space = this.spaceById[shape.space];
            const name = space?.name || _t("No space");
            return {
                ...shape,
                name,
                polygon: getPolygon(shape, plan),
                ...placeLabel(shape, name, plan, {
                    short: "…",
                    isZone: space?.usage === "none",
                }),
                isSelected: shape.key === this.drawing.selectedKey,
            };
        });
    }

    get draftPoints() {
        const {draft} = this.drawing;
        return draft && !draft.key ? getPolygon(draft, this.props.plan) : null;
    }

    get handles() {
        const {selected} = this.drawing;
        if (!selected || this.drawing.tool !== "select") {
            return [];
        }
        const {width, height} = this.props.plan;
        return getOutline(selected).map(([x, y], index) => ({
            index,
            x: x * width,
            y: y * height,
        }));
    }

    /** @returns {Array} spaces that are not on the plan yet; zones last */
    get missing() {
        const drawn = new Set(this.drawing.shapes.map((shape) => shape.space));
        const missing = this.props.spaces.filter((space) => !drawn.has(space.id));
        return [
            ...missing.filter((space) => space.usage !== "none"),
            ...missing.filter((space) => space.usage === "none"),
        ];
    }

    get choices() {
        const own = this.spaceById[this.drawing.selected?.space];
        return own ? [own, ...this.missing] : this.missing;
    }

    get hint() {
        const {tool, draft, wantedSpace, selected} = this.drawing;
        const name = this.spaceById[wantedSpace]?.name;
        if (tool === "rect") {
            return name
                ? _t("%s: drag from corner to corner, or press Enter.", name)
                : _t("Drag from corner to corner, or press Enter.");
        }
        if (tool === "polygon") {
            return draft
                ? _t(
                      "Click the next corner; Enter or the first corner ends, Backspace takes one back.",
                  )
                : _t("Click the first corner.");
        }
        return selected
            ? _t(
                  "Arrows move, Shift + arrows resize, Delete removes; Alt while dragging does not snap.",
              )
            : _t("Choose a space to draw, or click a shape to change it.");
    }

    // Pointer ------------------------------------------------------------------------

    /** @returns {object} point on the plan, and how large a pixel is there */
    locate(ev) {
        const matrix = this.svgRef.el.getScreenCTM();
        const point = new window.DOMPoint(ev.clientX, ev.clientY).matrixTransform(
            matrix.inverse(),
        );
        const {width, height} = this.props.plan;
        return {
            point: [point.x / width, point.y / height],
            pixel: {x: 1 / (matrix.a * width), y: 1 / (matrix.d * height)},
        };
    }

    onPointerDown(ev) {
        if (ev.button) {
            return;
        }
        ev.preventDefault();
        this.svgRef.el.focus({preventScroll: true});
        const {point, pixel} = this.locate(ev);
        const {drawing} = this;
        const snapped = drawing.snap(point, pixel, ev.altKey);
        if (drawing.tool === "rect") {
            drawing.startRectangle(snapped);
            this.drag = {kind: "rect"};
        } else if (drawing.tool === "polygon") {
            if (drawing.addCorner(snapped, pixel)) {
                drawing.finish();
            }
        } else {
            this.startDrag(ev, point);
        }
        this.show();
    }

    startDrag(ev, point) {
        const {drawing} = this;
        const corner = ev.target.closest("[data-corner]");
        if (corner) {
            const origin = drawing.selected;
            this.drag = {kind: "corner", origin, index: Number(corner.dataset.corner)};
            return;
        }
        const shape = ev.target.closest("[data-key]");
        drawing.select(shape ? Number(shape.dataset.key) : null);
        if (shape) {
            this.drag = {kind: "move", origin: drawing.selected, point};
        }
    }

    onPointerMove(ev) {
        if (!this.drag) {
            return;
        }
        const {point, pixel} = this.locate(ev);
        const {drawing, drag} = this;
        if (drag.kind === "rect") {
            drawing.stretchRectangle(drawing.snap(point, pixel, ev.altKey));
        } else if (drag.kind === "corner") {
            // Its own edges do not attract it.
            drawing.draft = drag.origin;
            drawing.dragCorner(
                drag.origin,
                drag.index,
                drawing.snap(point, pixel, ev.altKey),
            );
        } else {
            const [dx, dy] = [point[0] - drag.point[0], point[1] - drag.point[1]];
            drawing.dragBy(drag.origin, dx, dy, pixel, ev.altKey);
        }
        this.state.version++;
    }

    onPointerUp() {
        if (!this.drag) {
            return;
        }
        if (this.drag.kind === "rect") {
            this.drawing.finish();
        } else {
            this.drawing.drop();
        }
        this.drag = null;
        this.show();
    }

    // Keyboard -----------------------------------------------------------------------

    onKeydown(ev) {
        if (ev.target.matches(FIELDS)) {
            return;
        }
        if (this.runKey(ev)) {
            ev.preventDefault();
            ev.stopPropagation();
            this.show();
        }
    }

    /** @returns {boolean} whether the key means something to the drawing */
    runKey(ev) {
        const {drawing} = this;
        if (ev.ctrlKey || ev.metaKey) {
            return this.runShortcut(ev);
        }
        if (ev.key === "Escape") {
            return drawing.escape();
        }
        if (drawing.tool === "polygon" && drawing.draft) {
            if (ev.key === "Enter") {
                drawing.finish();
                return true;
            }
            if (ev.key === "Backspace") {
                drawing.dropCorner();
                return true;
            }
        }
        const isOnButton = ev.target.closest("button");
        if (ev.key === "Enter" && drawing.tool === "rect" && !isOnButton) {
            drawing.addRectangleInTheMiddle();
            return true;
        }
        return !isOnButton && this.runOnSelected(ev);
    }

    runShortcut(ev) {
        const key = ev.key.toLowerCase();
        if (key === "z" && !ev.shiftKey) {
            this.drawing.undo();
            return true;
        }
        if (key === "y" || key === "z") {
            this.drawing.redo();
            return true;
        }
        return false;
    }

    runOnSelected(ev) {
        const {drawing} = this;
        if (!drawing.selected || drawing.tool !== "select") {
            return false;
        }
        if (ev.key in ARROWS) {
            drawing.nudge(...ARROWS[ev.key], ev.shiftKey);
            return true;
        }
        if (ev.key === "Delete" || ev.key === "Backspace") {
            drawing.remove();
            return true;
        }
        return false;
    }

    /** Shapes are selected as the tab key goes through them. */
    onFocusShape(key) {
        if (this.drawing.tool === "select" && !this.drag) {
            this.drawing.select(key);
            this.show();
        }
    }

    // Buttons ------------------------------------------------------------------------

    onTool(tool) {
        this.drawing.setTool(tool);
        this.svgRef.el.focus({preventScroll: true});
        this.show();
    }

    onWant(spaceId) {
        this.drawing.want(spaceId);
        this.svgRef.el.focus({preventScroll: true});
        this.show();
    }

    onAssign(ev) {
        this.drawing.assign(Number(ev.target.value));
        this.show();
    }

    onGrid(ev) {
        this.drawing.hasGrid = ev.target.checked;
        this.show();
    }

    run(method) {
        this.drawing[method]();
        this.show();
    }

    async onSave() {
        const {drawing} = this;
        const nameless = drawing.shapes.find((shape) => !shape.space);
        if (nameless) {
            drawing.select(nameless.key);
            this.show();
            this.notification.add(
                _t("A shape stands for no space: choose one, or delete the shape."),
                {type: "danger"},
            );
            return;
        }
        this.state.isSaving = true;
        try {
            await this.props.save(drawing.getSaved());
            drawing.history.markSaved();
            this.props.onClose();
        } catch (error) {
            this.notification.add(getSentence(error), {type: "danger"});
        } finally {
            this.state.isSaving = false;
        }
    }
}
