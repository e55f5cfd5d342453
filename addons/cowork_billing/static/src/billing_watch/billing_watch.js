import {Component, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const EVERY = 10 * 60 * 1000;

/** Red sign while a location's scheduled billing has been silent for too long.
 *
 * Asked for by whoever has the ERP open, since a scheduler that is dead says nothing.
 */
export class BillingWatch extends Component {
    static template = "cowork_billing.BillingWatch";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({alarms: []});
        onWillStart(() => this.look());
        const timer = setInterval(() => this.look(), EVERY);
        onWillUnmount(() => clearInterval(timer));
    }

    async look() {
        if (!(await user.hasGroup("cowork_billing.group_user"))) {
            return;
        }
        try {
            this.state.alarms = await this.orm.silent.call(
                "cowork.billing.schedule",
                "get_alarms",
                [],
            );
        } catch (error) {
            // Without a connection the page says so itself.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    get text() {
        const lines = this.state.alarms.map((alarm) =>
            _t("%(location)s: nothing billed since %(since)s", alarm),
        );
        return [_t("Scheduled billing is silent"), ...lines].join("\n");
    }

    open() {
        this.action.doAction("cowork_billing.action_cowork_billing_schedule");
    }
}

registry
    .category("systray")
    .add("cowork_billing.BillingWatch", {Component: BillingWatch}, {sequence: 90});
