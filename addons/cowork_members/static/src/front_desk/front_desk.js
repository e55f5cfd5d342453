import {router} from "@web/core/browser/router";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, onMounted, onWillStart, useState} from "@odoo/owl";
import {getSentence} from "../booking_board/board_words";
import {useLiveLocation} from "../live_location/live_location";
import {DeskList} from "./desk_list";
import {ACTS, LISTS, getKey} from "./desk_lists";
import {DeskModel} from "./desk_model";
import {DeskReceive} from "./desk_receive";

/**
 * Today at one location: who comes, what waits, what is late; one click does it.
 */
export class FrontDesk extends Component {
    static template = "cowork_members.FrontDesk";
    static components = {DeskList, DeskReceive, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.lists = LISTS;
        this.model = new DeskModel(useService("orm"), this.getLocation());
        this.state = useState({version: 0, busy: "", isReceiving: false});
        this.live = useLiveLocation({
            notifications: ["cowork.front_desk/changed", "cowork.booking/changed"],
            concerns: ({location_id}) => location_id === this.model.location?.id,
            refresh: () => this.refresh(),
            // What is about to begin depends on the clock.
            onMinute: () => this.refresh().catch(() => this.show()),
        });
        useSetupAction({getLocalState: () => ({location: this.model.locationId})});
        onWillStart(() => this.model.load());
        onMounted(() => this.follow());
    }

    /** @returns {number} the location as it was left, wanted, or in the address bar */
    getLocation() {
        const {state, action} = this.props;
        return (
            state?.location ||
            action.params?.location ||
            parseInt(router.current.location, 10) ||
            0
        );
    }

    show() {
        this.state.version++;
    }

    async refresh() {
        await this.model.load({silent: true});
        this.show();
    }

    /** Listen to the location that is shown, and keep it in the address bar. */
    follow() {
        const {locationId} = this.model;
        this.props.updateActionState?.({location: locationId || undefined});
        this.live.listenTo(locationId);
    }

    async onLocation(ev) {
        this.model.locationId = parseInt(ev.target.value, 10);
        await this.model.load();
        this.follow();
        this.show();
    }

    // Rows ---------------------------------------------------------------------------

    async onAct(row, name) {
        const act = ACTS[name];
        if (act.dialog) {
            await this.openDialog(row, act.dialog);
        } else if (act.method) {
            await this.callMethod(row, act.method);
        } else {
            this.onOpen(row);
        }
    }

    async openDialog(row, xmlId) {
        await this.action.doAction(xmlId, {
            additionalContext: {
                active_model: row.model,
                active_id: row.ids[0],
                active_ids: row.ids,
            },
            onClose: () => this.refresh(),
        });
    }

    async callMethod(row, method) {
        this.state.busy = getKey(row);
        try {
            await this.model.act(row, method);
        } catch (error) {
            this.notification.add(getSentence(error), {type: "danger"});
        } finally {
            this.state.busy = "";
            await this.refresh();
        }
    }

    onOpen(row) {
        const isOne = row.ids.length === 1;
        this.action.doAction({
            type: "ir.actions.act_window",
            name: row.title,
            res_model: row.model,
            ...(isOne ? {res_id: row.ids[0]} : {domain: [["id", "in", row.ids]]}),
            views: isOne
                ? [[false, "form"]]
                : [
                      [false, "list"],
                      [false, "form"],
                  ],
        });
    }

    // Taking in ----------------------------------------------------------------------

    onReceive() {
        this.state.isReceiving = !this.state.isReceiving;
    }

    async onReceived(count) {
        this.notification.add(
            count === 1
                ? _t("Taken in, and the member is told.")
                : _t("%s taken in, and the members are told.", count),
            {type: "success"},
        );
        await this.refresh();
    }

    onNewLocation() {
        this.action.doAction("cowork_members.action_cowork_location");
    }
}

registry.category("actions").add("cowork_front_desk", FrontDesk);
