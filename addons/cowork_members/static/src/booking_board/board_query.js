/** What the board shows, as the address bar keeps it. */

function toNumber(value) {
    return parseInt(value, 10) || 0;
}

function toNumbers(value) {
    return String(value || "")
        .split(",")
        .map(toNumber)
        .filter(Boolean);
}

function fromUrl(state) {
    const day = String(state.day || "");
    return {
        location: toNumber(state.location),
        day: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null,
        days: toNumber(state.days) === 7 ? 7 : 1,
        allHours: Boolean(toNumber(state.all_hours)),
        filters: {
            floor: toNumber(state.floor),
            kind: toNumber(state.kind),
            capacity: toNumber(state.capacity),
            amenities: toNumbers(state.amenities),
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
    const location = !props.state?.query && props.action.params?.location;
    return location ? {...query, location} : query;
}

/**
 * @param {object} query what is shown
 * @param {string} today at the location; a link to today's board stays one tomorrow
 * @returns {object} what the address bar keeps of it
 */
export function getUrlState({location, day, days, allHours, filters}, today) {
    return {
        location: location || undefined,
        day: day && day !== today ? day : undefined,
        days: days > 1 ? days : undefined,
        all_hours: allHours ? 1 : undefined,
        floor: filters.floor || undefined,
        kind: filters.kind || undefined,
        capacity: filters.capacity || undefined,
        amenities: filters.amenities?.join(",") || undefined,
    };
}
