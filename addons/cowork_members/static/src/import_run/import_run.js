import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {Component, onWillUnmount, useState} from "@odoo/owl";

const POLL_DELAY = 1000;

/**
 * The button that runs an import, and a bar that shows how far it has come.
 *
 * The import is one request that may take a while; the bar asks for the progress, which
 * the server publishes outside of the import's transaction.
 */
export class ImportRun extends Component {
    static template = "cowork_members.ImportRun";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({running: false, done: 0, total: 0, phase: ""});
        this.timer = null;
        onWillUnmount(() => this.stop());
    }

    get percent() {
        const {done, total} = this.state;
        return total ? Math.round((100 * done) / total) : 0;
    }

    async onClick() {
        const record = this.props.record;
        if (this.state.running || !(await record.save())) {
            return;
        }
        Object.assign(this.state, {running: true, done: 0, total: 0, phase: ""});
        this.poll(record.resId);
        try {
            await this.orm.silent.call("cowork.import", "action_import", [
                [record.resId],
            ]);
        } finally {
            this.stop();
            await record.load();
        }
    }

    poll(resId) {
        this.timer = browser.setTimeout(async () => {
            try {
                const progress = await this.orm.silent.call(
                    "cowork.import",
                    "get_progress",
                    [[resId]],
                );
                Object.assign(this.state, progress);
            } catch {
                // The bar stands still for a moment; the import goes on.
            }
            if (this.state.running) {
                this.poll(resId);
            }
        }, POLL_DELAY);
    }

    stop() {
        browser.clearTimeout(this.timer);
        this.state.running = false;
    }
}

registry.category("view_widgets").add("cowork_import_run", {component: ImportRun});
