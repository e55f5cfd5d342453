import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {useService} from "@web/core/utils/hooks";
import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";
import {BoardModel} from "./board_model";
import {STATES, getLook, getSentence, getTitle} from "./board_words";

/** Book a space for a member. */
export class BookingCreateDialog extends Component {
    static template = "cowork_members.BookingCreateDialog";
    static components = {Dialog, RecordSelector};
    static props = {
        close: Function,
        model: BoardModel,
        spaceId: Number,
        start: Number,
        stop: Number,
        onBooked: Function,
        onShowSeats: Function,
    };

    setup() {
        const {model, spaceId, start, stop} = this.props;
        this.space = model.spaceById[spaceId];
        this.load = model.findLoad(spaceId, start);
        this.state = useState({
            partnerId: false,
            name: "",
            people: 1,
            from: model.axis.time(start),
            to: model.axis.time(stop),
            error: "",
            price: "",
            isSaving: false,
        });
        useEffect(
            () => {
                this.askPrice();
            },
            () => [
                this.state.partnerId,
                this.state.from,
                this.state.to,
                this.state.people,
            ],
        );
        const member = useRef("member");
        onMounted(() => member.el.querySelector("input").focus());
    }

    get title() {
        const day = this.props.model.axis.local(this.props.start);
        return `${this.space.name}, ${day.toFormat("cccc d LLLL")}`;
    }

    get start() {
        const {model, start} = this.props;
        return model.axis.moment(model.axis.date(start), this.state.from);
    }

    /** @returns {number} on the day on which the chosen time ended */
    get stop() {
        const {model, start, stop} = this.props;
        const {from, to} = this.state;
        const isNextDay = model.axis.date(stop) !== model.axis.date(start);
        const date = to <= from && isNextDay ? stop : start;
        return model.axis.moment(model.axis.date(date), to);
    }

    get wanted() {
        return {
            spaceId: this.space.id,
            start: this.start,
            stop: this.stop,
            partnerId: this.state.partnerId,
            people: Math.max(parseInt(this.state.people, 10) || 1, 1),
        };
    }

    /** Show what the member would pay; whether it can be booked, booking tells. */
    async askPrice() {
        const {wanted} = this;
        if (!wanted.partnerId || wanted.stop <= wanted.start) {
            this.state.price = "";
            return;
        }
        const price = await this.props.model.quote(wanted).catch(() => "");
        if (wanted.partnerId === this.state.partnerId) {
            this.state.price = price;
        }
    }

    async onSave() {
        const {state} = this;
        if (!state.partnerId) {
            state.error = _t("Choose the member the booking is for.");
            return;
        }
        state.isSaving = true;
        try {
            await this.props.model.book({...this.wanted, name: state.name.trim()});
        } catch (error) {
            state.error = getSentence(error);
            return;
        } finally {
            state.isSaving = false;
        }
        this.props.close();
        this.props.onBooked();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches(".o_board_enter")) {
            this.onSave();
        }
    }

    onShowSeats() {
        this.props.close();
        this.props.onShowSeats(this.space.id, this.load);
    }
}

/** What a block stands for, and what can be done about it. */
export class BookingDetailsDialog extends Component {
    static template = "cowork_members.BookingDetailsDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        model: BoardModel,
        bookingId: Number,
        onAct: Function,
        onCancel: Function,
    };

    setup() {
        this.action = useService("action");
        const {model, bookingId} = this.props;
        this.booking = model.getBooking(bookingId);
        this.space = model.spaceById[this.booking.space_id];
        this.look = getLook(this.booking);
    }

    get title() {
        return getTitle(this.booking);
    }

    get state() {
        return STATES[this.look];
    }

    get range() {
        return this.props.model.axis.range(this.booking.start, this.booking.stop, true);
    }

    act(method) {
        this.props.close();
        this.props.onAct(this.booking.id, method);
    }

    onCancel() {
        this.props.close();
        this.props.onCancel(this.booking.id);
    }

    onOpenForm() {
        this.props.close();
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cowork.booking",
            res_id: this.booking.id,
            views: [[false, "form"]],
        });
    }
}
