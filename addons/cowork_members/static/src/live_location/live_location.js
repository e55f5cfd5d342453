import {browser} from "@web/core/browser/browser";
import {useBus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {onMounted, onWillUnmount} from "@odoo/owl";

/** One change rarely comes alone. */
const DEBOUNCE = 250;
const MINUTE = 60000;

/**
 * Keep what is shown of a location up to date: the server tells when something has
 * changed, and each minute the clock has moved.
 *
 * @param {string[]} notifications the server sends on the location's channel
 * @param {Function} concerns whether a message is about what is shown
 * @param {Function} refresh load what is shown
 * @param {Function} onMinute called with whether the server can tell of changes
 * @returns {{listenTo: Function}}
 */
export function useLiveLocation({notifications, concerns, refresh, onMinute}) {
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

    function onChanged(message) {
        if (concerns(message)) {
            refreshSoon();
        }
    }

    onMounted(() => {
        for (const notification of notifications) {
            bus.subscribe(notification, onChanged);
        }
        timer = browser.setInterval(
            () => onMinute(bus.workerState === "CONNECTED"),
            MINUTE,
        );
    });
    onWillUnmount(() => {
        for (const notification of notifications) {
            bus.unsubscribe(notification, onChanged);
        }
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
