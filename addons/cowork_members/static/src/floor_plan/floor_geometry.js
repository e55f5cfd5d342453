/** Shapes of a floor plan: corners are parts of its width and height, from 0 to 1. */

const DECIMALS = 1e5;

export function clamp(value) {
    return Math.min(Math.max(Math.round(value * DECIMALS) / DECIMALS, 0), 1);
}

/** @returns {Array} the corners of a shape, in order */
export function getOutline({type, points}) {
    if (type !== "rect") {
        return points;
    }
    const [[x1, y1], [x2, y2]] = points;
    return [
        [x1, y1],
        [x2, y1],
        [x2, y2],
        [x1, y2],
    ];
}

/** @returns {object} x1, y1, x2, y2: the smallest rectangle around a shape */
export function getBox(shape) {
    const xs = shape.points.map((point) => point[0]);
    const ys = shape.points.map((point) => point[1]);
    return {
        x1: Math.min(...xs),
        y1: Math.min(...ys),
        x2: Math.max(...xs),
        y2: Math.max(...ys),
    };
}

/** @returns {object} x, y: where the name of a shape is written */
export function getCenter(shape) {
    const corners = getOutline(shape);
    let total = 0;
    let x = 0;
    let y = 0;
    corners.forEach(([x1, y1], index) => {
        const [x2, y2] = corners[(index + 1) % corners.length];
        const cross = x1 * y2 - x2 * y1;
        total += cross;
        x += (x1 + x2) * cross;
        y += (y1 + y2) * cross;
    });
    if (Math.abs(total) < 1e-9) {
        return {x: corners[0][0], y: corners[0][1]};
    }
    return {x: x / (3 * total), y: y / (3 * total)};
}

/** @returns {string} corners for the ``points`` of an SVG polygon */
export function getPolygon(shape, {width, height}) {
    return getOutline(shape)
        .map(([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`)
        .join(" ");
}

/** @returns {object} the shape moved, but never off the plan */
export function move(shape, dx, dy) {
    const box = getBox(shape);
    const right = Math.min(Math.max(dx, -box.x1), 1 - box.x2);
    const down = Math.min(Math.max(dy, -box.y1), 1 - box.y2);
    return {
        ...shape,
        points: shape.points.map(([x, y]) => [clamp(x + right), clamp(y + down)]),
    };
}

/** @returns {object} the shape with one corner of its outline somewhere else */
export function moveCorner(shape, index, [x, y]) {
    const place = [clamp(x), clamp(y)];
    if (shape.type !== "rect") {
        return {
            ...shape,
            points: shape.points.map((point, i) => (i === index ? place : point)),
        };
    }
    const opposite = getOutline(shape)[(index + 2) % 4];
    return {...shape, points: [opposite, place]};
}

/** @returns {object} the shape, its size changed at its right and lower edges */
export function resize(shape, dx, dy) {
    const {x1, y1, x2, y2} = getBox(shape);
    const toX = Math.max((x2 + dx - x1) / (x2 - x1), 0.1);
    const toY = Math.max((y2 + dy - y1) / (y2 - y1), 0.1);
    return {
        ...shape,
        points: shape.points.map(([x, y]) => [
            clamp(x1 + (x - x1) * toX),
            clamp(y1 + (y - y1) * toY),
        ]),
    };
}

/** @returns {boolean} whether there is something to see of a shape */
export function isLargeEnough(shape, least = 0.004) {
    const {x1, y1, x2, y2} = getBox(shape);
    return x2 - x1 >= least && y2 - y1 >= least;
}

/** @returns {object} xs, ys: where the corners of shapes are, to snap to */
export function getLines(shapes) {
    const corners = shapes.flatMap(getOutline);
    return {xs: corners.map((c) => c[0]), ys: corners.map((c) => c[1])};
}

function snapValue(value, lines, step, reach) {
    let best = null;
    for (const line of lines) {
        const distance = Math.abs(line - value);
        if (distance <= reach && (best === null || distance < Math.abs(best - value))) {
            best = line;
        }
    }
    if (best !== null) {
        return best;
    }
    return step ? Math.round(value / step) * step : value;
}

/**
 * @param {Array} point x and y
 * @param {object} lines xs and ys of other shapes: they attract first
 * @param {object} grid x and y: width of its meshes; 0 for no grid
 * @param {object} reach x and y: how far a line attracts
 * @returns {Array} where the point snaps to
 */
export function snap([x, y], lines, grid, reach) {
    return [
        clamp(snapValue(x, lines.xs, grid.x, reach.x)),
        clamp(snapValue(y, lines.ys, grid.y, reach.y)),
    ];
}

/** @returns {object} the shape moved as far as its nearest edge snaps */
export function snapShape(shape, lines, grid, reach) {
    const {x1, y1, x2, y2} = getBox(shape);
    const shift = (from, to, values, step, far) => {
        const moves = [from, to].map((v) => snapValue(v, values, 0, far) - v);
        const near = moves
            .filter((m) => m !== 0)
            .sort((a, b) => Math.abs(a) - Math.abs(b));
        if (near.length) {
            return near[0];
        }
        const isOnLine = [from, to].some((v) => values.includes(v));
        return isOnLine ? 0 : snapValue(from, [], step, 0) - from;
    };
    return move(
        shape,
        shift(x1, x2, lines.xs, grid.x, reach.x),
        shift(y1, y2, lines.ys, grid.y, reach.y),
    );
}
