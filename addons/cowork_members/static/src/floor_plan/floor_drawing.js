import {
    clamp,
    getLines,
    isLargeEnough,
    move,
    moveCorner,
    resize,
    snap,
    snapShape,
} from "./floor_geometry";
import {FloorHistory} from "./floor_history";

export const MOST_POINTS = 60;
/** Pixels within which an edge attracts, and a polygon is closed. */
const REACH = 8;
const MESH = 0.01;
/** Where a rectangle is put that is drawn by keyboard. */
const MIDDLE = [
    [0.45, 0.45],
    [0.55, 0.55],
];
let keys = 0;

/** What is being drawn on a plan: shapes, tool, selection; no pixels, no elements. */
export class FloorDrawing {
    constructor(plan, spaces) {
        this.plan = plan;
        this.history = new FloorHistory(
            spaces
                .filter((space) => space.shape)
                .map((space) => ({...space.shape, key: ++keys})),
        );
        this.tool = "select";
        this.hasGrid = true;
        this.selectedKey = null;
        this.draft = null;
        this.wantedSpace = 0;
    }

    get shapes() {
        const {draft} = this;
        if (!draft?.key) {
            return this.history.shapes;
        }
        return this.history.shapes.map((s) => (s.key === draft.key ? draft : s));
    }

    get selected() {
        return this.shapes.find((shape) => shape.key === this.selectedKey);
    }

    get mesh() {
        // Square meshes, whatever the plan's proportions.
        return {x: MESH, y: (MESH * this.plan.width) / this.plan.height};
    }

    get grid() {
        return this.hasGrid ? this.mesh : {x: 0, y: 0};
    }

    // Snapping -----------------------------------------------------------------------

    /** @returns {object} reach on the plan of so many pixels */
    getReach(pixel) {
        return {x: REACH * pixel.x, y: REACH * pixel.y};
    }

    snap(point, pixel, isFree) {
        if (isFree) {
            return point.map(clamp);
        }
        const others = this.history.shapes.filter((s) => s.key !== this.draft?.key);
        return snap(point, getLines(others), this.grid, this.getReach(pixel));
    }

    // Tools --------------------------------------------------------------------------

    setTool(tool) {
        this.tool = tool;
        this.draft = null;
    }

    select(key) {
        this.selectedKey = key;
    }

    /** Draw this space next. */
    want(spaceId) {
        this.wantedSpace = spaceId;
        this.selectedKey = null;
        if (this.tool === "select") {
            this.setTool("rect");
        }
    }

    startRectangle(point) {
        this.draft = {type: "rect", points: [point, point]};
    }

    stretchRectangle(point) {
        this.draft = {...this.draft, points: [this.draft.points[0], point]};
    }

    addRectangleInTheMiddle() {
        this.draft = {type: "rect", points: MIDDLE};
        this.finish();
    }

    /** @returns {boolean} whether the polygon is complete with it */
    addCorner(point, pixel) {
        if (!this.draft) {
            this.draft = {type: "polygon", points: [point]};
            return false;
        }
        const [first] = this.draft.points;
        const reach = this.getReach(pixel);
        const isClosed =
            Math.abs(first[0] - point[0]) <= reach.x &&
            Math.abs(first[1] - point[1]) <= reach.y;
        if (isClosed) {
            return this.draft.points.length > 2;
        }
        this.draft = {...this.draft, points: [...this.draft.points, point]};
        return this.draft.points.length >= MOST_POINTS;
    }

    dropCorner() {
        const points = this.draft.points.slice(0, -1);
        this.draft = points.length ? {...this.draft, points} : null;
    }

    /** Keep what was drawn, and select it; a slip of the hand is dropped. */
    finish() {
        const {draft} = this;
        this.draft = null;
        if (!draft || (draft.type === "polygon" && draft.points.length < 3)) {
            return false;
        }
        if (!isLargeEnough(draft)) {
            return false;
        }
        const shape = {...draft, key: ++keys, space: this.wantedSpace};
        this.history.push([...this.history.shapes, shape]);
        this.wantedSpace = 0;
        this.tool = "select";
        this.selectedKey = shape.key;
        return true;
    }

    // Changes ------------------------------------------------------------------------

    replace(shape) {
        this.draft = null;
        this.history.push(
            this.history.shapes.map((s) => (s.key === shape.key ? shape : s)),
        );
    }

    /** Show a shape elsewhere while it is dragged. */
    dragBy(origin, dx, dy, pixel, isFree) {
        const moved = move(origin, dx, dy);
        const others = this.history.shapes.filter((s) => s.key !== origin.key);
        this.draft = isFree
            ? moved
            : snapShape(moved, getLines(others), this.grid, this.getReach(pixel));
    }

    dragCorner(origin, index, point) {
        this.draft = moveCorner(origin, index, point);
    }

    drop() {
        const {draft} = this;
        this.draft = null;
        const before = this.history.shapes.find((s) => s.key === draft?.key);
        const isMoved =
            JSON.stringify(before?.points) !== JSON.stringify(draft?.points);
        if (before && isMoved && isLargeEnough(draft)) {
            this.replace(draft);
        }
    }

    /** Move by so many meshes of the grid. */
    nudge(right, down, isResize) {
        const {x, y} = this.mesh;
        const change = isResize ? resize : move;
        const shape = change(this.selected, right * x, down * y);
        if (isLargeEnough(shape)) {
            this.replace(shape);
        }
    }

    assign(spaceId) {
        this.replace({...this.selected, space: spaceId});
    }

    remove() {
        const key = this.selectedKey;
        this.selectedKey = null;
        this.history.push(this.history.shapes.filter((shape) => shape.key !== key));
    }

    /** @returns {boolean} whether there was something to give up */
    escape() {
        const isBusy = Boolean(this.draft) || this.tool !== "select";
        this.setTool("select");
        this.wantedSpace = 0;
        return isBusy;
    }

    undo() {
        this.draft = null;
        this.history.undo();
    }

    redo() {
        this.draft = null;
        this.history.redo();
    }

    /** @returns {Array} as the server keeps them */
    getSaved() {
        return this.history.shapes.map(({space, type, points}) => ({
            space,
            type,
            points,
        }));
    }
}
