import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {Component, onWillStart, useState} from "@odoo/owl";
import {formatDate, deserializeDate} from "@web/core/l10n/dates";
import {FloorCanvas} from "./floor_canvas";
import {FloorLegend} from "./floor_legend";

/** Choose a space for some days of a contract: what is free can be clicked. */
export class FloorChoiceDialog extends Component {
    static template = "cowork_members.FloorChoiceDialog";
    static components = {Dialog, FloorCanvas, FloorLegend};
    static props = {
        close: Function,
        location: Number,
        first: {type: String, optional: true},
        last: {type: String, optional: true},
        kind: {type: Number, optional: true},
        onChoose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({floor: null});
        onWillStart(() => this.load(null));
    }

    async load(plan) {
        const {location, first, last, kind} = this.props;
        this.state.floor = await this.orm.call("cowork.floor.plan", "get_choice", [], {
            location,
            first: first || null,
            last: last || null,
            kind: kind || null,
            plan,
        });
    }

    onPlan(ev) {
        this.load(Number(ev.target.value));
    }

    get days() {
        const day = (value) => formatDate(deserializeDate(value));
        const from = day(this.state.floor.day);
        return this.props.last
            ? _t("Free from %(from)s to %(to)s", {from, to: day(this.props.last)})
            : _t("Free from %s, for good", from);
    }

    getPlanLabel({name, free}) {
        return _t("%(floor)s (%(free)s free)", {floor: name, free});
    }

    canPick(space) {
        return space.can_choose;
    }

    onPick(spaceId) {
        const space = this.state.floor.spaces.find((one) => one.id === spaceId);
        this.props.onChoose({id: space.id, display_name: space.name});
        this.props.close();
    }
}
