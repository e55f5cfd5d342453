import {browser} from "@web/core/browser/browser";
import {router} from "@web/core/browser/router";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, onMounted, onWillStart, useState} from "@odoo/owl";
import {toServer} from "./board_axis";
import {BookingCreateDialog, BookingDetailsDialog} from "./board_dialogs";
import {BoardGrid} from "./board_grid";
import {useLiveBoard} from "./board_live";
import {BoardModel} from "./board_model";
import {getQuery, getUrlState} from "./board_query";
import {BoardToolbar} from "./board_toolbar";
import {getSentence, getTitle} from "./board_words";

/**
 * The booking board: who has which space when, for everybody at the same time.
 */
export class BookingBoard extends Component {
    static template = "cowork_members.BookingBoard";
    static components = {BoardGrid, BoardToolbar, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.model = new BoardModel(
            useService("orm"),
            getQuery(this.props, router.current),
        );
        this.state = useState({version: 0});
        this.live = useLiveBoard(
            this.model,
            () => this.refresh(),
            () => this.show(),
        );
        useSetupAction({getLocalState: () => ({query: this.model.query})});
        onWillStart(() => this.model.load());
        onMounted(() => this.keepInUrl());
    }

    /** Show what the model holds now. */
    show() {
        this.state.version++;
    }

    async refresh() {
        await this.model.refresh();
        this.show();
    }

    keepInUrl() {
        this.props.updateActionState?.(getUrlState(this.model.query, this.model.today));
        this.live.listenTo(this.model.location?.id);
    }

    async onChange(patch) {
        Object.assign(this.model.query, patch);
        await this.model.load();
        this.keepInUrl();
        this.show();
    }

    // Bookings -----------------------------------------------------------------------

    onCreate({spaceId, start, stop}) {
        this.dialog.add(BookingCreateDialog, {
            model: this.model,
            spaceId,
            start,
            stop,
            onBooked: () => this.refresh(),
            onShowSeats: this.onShowSeats.bind(this),
        });
    }

    onOpen(bookingId) {
        this.dialog.add(BookingDetailsDialog, {
            model: this.model,
            bookingId,
            onAct: this.onAct.bind(this),
            onCancel: this.onCancel.bind(this),
        });
    }

    async onMove(bookingId, place) {
        const booking = this.model.getBooking(bookingId);
        if (
            !booking ||
            (booking.space_id === place.spaceId &&
                booking.start === place.start &&
                booking.stop === place.stop)
        ) {
            return;
        }
        const moved = this.model.move(bookingId, place);
        this.show();
        await this.report(moved);
    }

    async onCancel(bookingId) {
        const booking = this.model.getBooking(bookingId);
        if (!["tentative", "confirmed"].includes(booking?.state)) {
            return;
        }
        const cost = await this.model.getCancelText(bookingId).catch(() => "");
        this.dialog.add(ConfirmationDialog, {
            title: _t("Cancel the booking?"),
            body: _t("%(booking)s, %(range)s: give the space back? %(cost)s", {
                booking: getTitle(booking),
                range: this.model.axis.range(booking.start, booking.stop, true),
                cost,
            }),
            confirmLabel: _t("Cancel Booking"),
            confirm: () => this.onAct(bookingId, "action_cancel"),
            cancelLabel: _t("Keep It"),
            cancel: () => {},
        });
    }

    async onAct(bookingId, method) {
        await this.report(this.model.act(bookingId, method));
    }

    /** Wait for the server, and say in its words when it refuses. */
    async report(promise) {
        try {
            await promise;
        } catch (error) {
            this.notification.add(getSentence(error), {type: "danger"});
        } finally {
            this.show();
            await this.refresh();
        }
    }

    onShowSeats(spaceId, hour) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: this.model.spaceById[spaceId].name,
            res_model: "cowork.booking",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["space_id", "=", spaceId],
                ["start", "<", toServer(hour.stop)],
                ["stop", ">", toServer(hour.start)],
                ["state", "!=", "cancelled"],
            ],
        });
    }

    onNewLocation() {
        this.action.doAction("cowork_members.action_cowork_location");
    }

    get isTouch() {
        return browser.matchMedia("(pointer:coarse)").matches;
    }
}

registry.category("actions").add("cowork_booking_board", BookingBoard);
