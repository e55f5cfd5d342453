import {getBox, getCenter} from "./floor_geometry";

/** Width of a letter, as part of its height. */
const LETTER = 0.64;

/**
 * Where and how large the name of a shape is written, so that it can be read and stays
 * inside.
 *
 * @param {object} shape
 * @param {string} name
 * @param {object} plan with its width and height
 * @param {object} options ``prefix`` before the name; ``short``: what is written where
 *  there is no room for it; ``isZone``: at the top, as others are drawn over its middle
 * @returns {object} text, x, y, size
 */
export function placeLabel(shape, name, plan, {prefix = "", short = "", isZone} = {}) {
    const {width, height} = plan;
    const box = getBox(shape);
    const inside = {
        width: (box.x2 - box.x1) * width,
        height: (box.y2 - box.y1) * height,
    };
    const text = prefix + name;
    const [least, most] = [width / 140, width / (isZone ? 70 : 50)];
    const fitting = Math.min(
        inside.width / (LETTER * (text.length + 1)),
        inside.height / 2.2,
    );
    const isTooSmall = fitting < least;
    const size = Math.min(Math.max(fitting, isTooSmall ? width / 90 : least), most);
    const center = getCenter(shape);
    return {
        text: isTooSmall ? short : text,
        size,
        x: center.x * width,
        y: isZone ? box.y1 * height + size : center.y * height,
    };
}
