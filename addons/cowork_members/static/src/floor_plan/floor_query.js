import {STATES} from "./floor_states";

/** What the floor plan shows, as the address bar keeps it. */

function toNumber(value) {
    return parseInt(value, 10) || 0;
}

function fromUrl(state) {
    const day = String(state.day || "");
    return {
        location: toNumber(state.location),
        plan: toNumber(state.plan),
        day: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null,
        filters: {
            kind: toNumber(state.kind),
            capacity: toNumber(state.capacity),
            state: state.state in STATES ? state.state : "",
            amenities: String(state.amenities || "")
                .split(",")
                .map(toNumber)
                .filter(Boolean),
        },
    };
}

/**
 * @param {object} props of the action
 * @param {object} urlState of the router
 * @returns {object} what is to be shown: as it was left, else as the action wants it,
 *  else as the address bar says
 */
export function getQuery(props, urlState) {
    const query = props.state?.query || fromUrl(urlState);
    const {location, plan} = (!props.state?.query && props.action.params) || {};
    return location ? {...query, location, plan: plan || 0} : query;
}

/** @returns {object} what the address bar keeps of a query */
export function getUrlState({location, plan, day, filters}) {
    return {
        location: location || undefined,
        plan: plan || undefined,
        day: day || undefined,
        kind: filters.kind || undefined,
        capacity: filters.capacity || undefined,
        state: filters.state || undefined,
        amenities: filters.amenities?.join(",") || undefined,
    };
}
