import {browser} from "@web/core/browser/browser";
import {useBus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {onMounted, onWillUnmount} from "@odoo/owl";

const NOTIFICATION = "cowork.booking/changed";
const DEBOUNCE = 250;
const MINUTE = 60000;

/**
 * Keep the plan up to date: the server tells when bookings of the location change, and
 * what is "now" moves on every minute.
 *
 * @param {object} model FloorModel
 * @param {Function} refresh load it again
 * @returns {{listenTo: Function}}
 */
export function useLiveFloor(model, refresh) {
    const bus = useService("bus_service");
    const refreshSoon = useDebounced(refresh, DEBOUNCE);
    let channel = null;
    let timer = null;

    function onChanged({location_id, first_day, last_day}) {
        const isHere = model.location?.id === location_id;
        if (isHere && first_day <= model.day && model.day <= last_day) {
            refreshSoon();
        }
    }

    function leave() {
        if (channel) {
            bus.deleteChannel(channel);
        }
        channel = null;
    }

    onMounted(() => {
        bus.subscribe(NOTIFICATION, onChanged);
        timer = browser.setInterval(() => {
            if (model.is_now || bus.workerState !== "CONNECTED") {
                refresh();
            }
        }, MINUTE);
    });
    onWillUnmount(() => {
        bus.unsubscribe(NOTIFICATION, onChanged);
        browser.clearInterval(timer);
        leave();
    });
    useBus(bus, "BUS:RECONNECT", refreshSoon);

    return {
        listenTo(locationId) {
            const wanted = locationId ? `cowork.location_${locationId}` : null;
            if (wanted === channel) {
                return;
            }
            leave();
            channel = wanted;
            if (channel) {
                bus.addChannel(channel);
            }
        },
    };
}
