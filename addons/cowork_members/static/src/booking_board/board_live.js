import {browser} from "@web/core/browser/browser";
import {useBus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {onMounted, onWillUnmount} from "@odoo/owl";

const NOTIFICATION = "cowork.booking/changed";
/** One change rarely comes alone. */
const DEBOUNCE = 250;
const MINUTE = 60000;

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
    const bus = useService("bus_service");
    const refreshSoon = useDebounced(refresh, DEBOUNCE);
    let channel = null;
    let timer = null;

    function leave() {
        if (channel) {
            bus.deleteChannel(channel);
        }
        channel = null;
    }

    function onChanged({location_id, first_day, last_day}) {
        const {location, days} = model;
        if (
            location?.id === location_id &&
            first_day <= days.at(-1).date &&
            last_day >= days[0].date
        ) {
            refreshSoon();
        }
    }

    function onMinute() {
        if (bus.workerState === "CONNECTED") {
            show();
        } else {
            // Nobody is told of it: the next minute tries again.
            refresh().catch(() => show());
        }
    }

    onMounted(() => {
        bus.subscribe(NOTIFICATION, onChanged);
        timer = browser.setInterval(onMinute, MINUTE);
    });
    onWillUnmount(() => {
        bus.unsubscribe(NOTIFICATION, onChanged);
        browser.clearInterval(timer);
        leave();
    });
    // What was missed meanwhile.
    useBus(bus, "BUS:RECONNECT", refreshSoon);

    return {
        listenTo(locationId) {
            const wanted = locationId ? `cowork.location_${locationId}` : null;
            if (wanted !== channel) {
                leave();
                channel = wanted;
                if (channel) {
                    bus.addChannel(channel);
                }
            }
        },
    };
}
