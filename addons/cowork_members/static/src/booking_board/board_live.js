import {useLiveLocation} from "../live_location/live_location";

/**
 * Keep the board up to date: the server tells which days of a location have changed;
 * while it cannot, the board asks every minute. The line of now moves anyway.
 *
 * @param {object} model BoardModel
 * @param {Function} refresh load what is booked
 * @param {Function} show what is known
 * @returns {{listenTo: Function}}
 */
export function useLiveBoard(model, refresh, show) {
    return useLiveLocation({
        notifications: ["cowork.booking/changed"],
        concerns({location_id, first_day, last_day}) {
            const {location, days} = model;
            return (
                location?.id === location_id &&
                first_day <= days.at(-1).date &&
                last_day >= days[0].date
            );
        },
        refresh,
        onMinute(isConnected) {
            if (isConnected) {
                show();
            } else {
                // Nobody is told of it: the next minute tries again.
                refresh().catch(() => show());
            }
        },
    });
}
