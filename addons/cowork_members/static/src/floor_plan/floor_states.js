import {_t} from "@web/core/l10n/translation";

/**
 * What spaces are on a plan, in the order of the legend: the words, and the letter that
 * tells them apart without colours; each has a pattern of its own too.
 */
export const STATES = {
    free: {label: _t("Free"), letter: _t("F")},
    let: {label: _t("Let"), letter: _t("L")},
    booked: {label: _t("Booked"), letter: _t("B")},
    occupied: {label: _t("Occupied"), letter: _t("O")},
    blocked: {label: _t("Out of use"), letter: _t("X")},
    common: {label: _t("For everybody"), letter: ""},
};

/** @returns {string} what a space is, in one line */
export function describeSpace(space) {
    const words = [space.name, space.kind];
    if (space.capacity) {
        words.push(_t("%s people", space.capacity));
    }
    words.push(STATES[space.state].label);
    if (space.seats) {
        words.push(
            _t("%(taken)s of %(seats)s seats taken", {
                taken: space.seats_taken,
                seats: space.seats,
            }),
        );
    }
    if (space.contract?.partner) {
        words.push(space.contract.partner);
    }
    if (space.reason) {
        words.push(space.reason);
    }
    return words.join(", ");
}
