import {useService} from "@web/core/utils/hooks";
import {Component} from "@odoo/owl";
import {ACTS, getKey} from "./desk_lists";

/** One list of the screen: rows with a button for what is done with them. */
export class DeskList extends Component {
    static template = "cowork_members.DeskList";
    static props = {
        list: Object,
        shown: Object,
        version: Number,
        busy: String,
        onAct: Function,
        onOpen: Function,
    };

    setup() {
        this.action = useService("action");
        this.acts = ACTS;
        this.getKey = getKey;
    }

    onMore() {
        this.action.doAction(this.props.list.action);
    }
}
