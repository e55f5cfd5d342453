import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {session} from "@web/session";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useState,
} from "@odoo/owl";
import {RoundModel} from "./round_model";
import {RoundPoint} from "./round_point";
import {RoundStore} from "./round_store";

/** While something waits, the phone tries again so often. */
const RETRY = 10000;

/** The rounds of who makes them, on a phone and with one hand. */
export class RoundPhone extends Component {
    static template = "cowork_facilities.RoundPhone";
    static components = {RoundPoint};
    static props = {...standardActionServiceProps};

    setup() {
        this.notification = useService("notification");
        const name = `cowork_rounds_${session.db}_${user.userId}`;
        this.placeKey = `${name}_place`;
        const wanted = this.props.action.params?.round || 0;
        this.model = new RoundModel(useService("orm"), new RoundStore(name), wanted);
        this.state = useState({version: 0, roundId: 0, at: -1});
        onWillStart(() => this.start(wanted));
        onMounted(() => {
            this.timer = browser.setInterval(() => this.retry(), RETRY);
            this.sync();
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
        useExternalListener(window, "online", () => this.sync());
    }

    show() {
        this.state.version++;
    }

    // Where one is -------------------------------------------------------------------

    /** Go on where the page was left, or with the round that is wanted. */
    async start(wanted) {
        await this.model.load();
        const place = this.readPlace();
        if (wanted && place.roundId !== wanted) {
            this.open(wanted);
        } else if (this.model.getRound(place.roundId)) {
            Object.assign(this.state, place);
        }
    }

    readPlace() {
        try {
            const {roundId, at} = JSON.parse(
                browser.localStorage.getItem(this.placeKey) || "{}",
            );
            return {roundId: roundId || 0, at: at ?? -1};
        } catch {
            return {roundId: 0, at: -1};
        }
    }

    goTo(roundId, at) {
        Object.assign(this.state, {roundId, at});
        browser.localStorage.setItem(this.placeKey, JSON.stringify({roundId, at}));
    }

    get round() {
        return this.model.getRound(this.state.roundId);
    }

    get points() {
        return this.model.getPoints(this.round);
    }

    /** @returns {object|undefined} the point that is shown; none: the whole round */
    get point() {
        return this.round && this.points[this.state.at];
    }

    // Words --------------------------------------------------------------------------

    get syncText() {
        const {queue, isOffline} = this.model;
        const count = queue.waiting.length;
        if (!count) {
            return isOffline ? _t("No connection") : _t("All sent");
        }
        return isOffline
            ? _t("%s kept, no connection", count)
            : _t("%s to be sent", count);
    }

    get syncLook() {
        if (this.model.isOffline) {
            return "offline";
        }
        return this.model.queue.waiting.length ? "waiting" : "sent";
    }

    count(points) {
        const answered = points.filter((point) => point.result).length;
        return {
            answered,
            failed: points.filter((point) => point.result === "failed").length,
            total: points.length,
            percent: points.length ? (100 * answered) / points.length : 0,
        };
    }

    getCount(round) {
        return this.count(this.model.getPoints(round));
    }

    getIcon(point) {
        return {
            ok: "fa-check text-success",
            failed: "fa-exclamation-triangle text-danger",
            skipped: "fa-share text-muted",
        }[point.result];
    }

    // What one does ------------------------------------------------------------------

    open(roundId) {
        const round = this.model.getRound(roundId);
        this.goTo(roundId, round ? this.model.findOpen(round) : -1);
    }

    onOverview() {
        this.goTo(this.state.roundId, -1);
    }

    onList() {
        this.goTo(0, -1);
        this.sync();
    }

    onGoOn() {
        this.open(this.state.roundId);
    }

    onPoint(at) {
        this.goTo(this.state.roundId, at);
    }

    onPrevious() {
        this.goTo(this.state.roundId, Math.max(this.state.at - 1, 0));
    }

    async onAnswer(point, found) {
        await this.model.answer(point, found);
        const next = this.model.findOpen(this.round, this.state.at);
        this.goTo(this.state.roundId, next);
        this.sync({reload: false});
    }

    /** Send what waits, then learn what is new. */
    async sync({reload = true} = {}) {
        try {
            const isSent = await this.model.flush();
            if (isSent && reload) {
                await this.model.load();
            }
        } finally {
            this.show();
        }
        if (this.model.queue.problem) {
            this.notification.add(this.model.queue.problem, {type: "danger"});
        }
    }

    async retry() {
        if (this.model.queue.waiting.length || this.model.isOffline) {
            await this.sync({reload: this.model.isOffline});
        }
    }
}

registry.category("actions").add("cowork_round_phone", RoundPhone);
