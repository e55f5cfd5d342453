import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {useDebounced} from "@web/core/utils/timing";
import {Component, useState} from "@odoo/owl";
import {getSentence} from "../booking_board/board_words";
import {DeskModel} from "./desk_model";

/** As the server tells a shipment's number from a name. */
const TRACKING = /^(?=(?:[^0-9]*[0-9]){5})[A-Za-z0-9]{8,40}$/;
const TYPING = 150;

/**
 * Take in what a carrier brings: scan or type a label, Enter, the next one. What was
 * entered is sent together.
 */
export class DeskReceive extends Component {
    static template = "cowork_members.DeskReceive";
    static props = {
        model: DeskModel,
        onReceived: Function,
    };

    setup() {
        this.kinds = [
            ["parcel", _t("Parcel")],
            ["letter", _t("Letter")],
            ["large", _t("Large")],
        ];
        this.state = useState({
            text: "",
            tracking: "",
            kind: "parcel",
            shelf: "",
            found: [],
            foundFor: "",
            chosen: 0,
            rows: [],
            error: "",
            isSaving: false,
        });
        this.canScan = isBarcodeScannerSupported();
        this.input = useAutofocus({refName: "label"});
        this.guessSoon = useDebounced(() => this.guess(), TYPING);
    }

    get canSave() {
        return this.state.rows.length > 0 && !this.state.isSaving;
    }

    /** Read the bars with the camera of a tablet or phone. */
    async onScan() {
        try {
            this.state.text = await scanBarcode(this.env);
        } catch (error) {
            this.state.error = error.message;
            return;
        }
        await this.onEnter();
    }

    onInput() {
        this.state.error = "";
        this.guessSoon();
    }

    /** Show whom the label may mean, unless it has changed meanwhile. */
    async guess() {
        const text = this.state.text.trim();
        const [found] = text ? await this.props.model.guess([text]) : [[]];
        if (text === this.state.text.trim()) {
            Object.assign(this.state, {found, foundFor: text, chosen: 0});
        }
        return found;
    }

    onKeydown(ev) {
        const {found, chosen} = this.state;
        const steps = {ArrowDown: 1, ArrowUp: -1}[ev.key];
        if (steps && found.length) {
            ev.preventDefault();
            this.state.chosen = (chosen + steps + found.length) % found.length;
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            this.onEnter();
        } else if (ev.key === "Escape") {
            this.state.found = [];
        }
    }

    /** A scanned number waits for its name; a name makes a row; nothing sends all. */
    async onEnter() {
        const text = this.state.text.trim();
        if (!text) {
            if (this.canSave) {
                await this.onSave();
            }
        } else if (TRACKING.test(text)) {
            this.state.tracking = text;
            this.clear();
        } else {
            await this.addTyped(text);
        }
    }

    async addTyped(text) {
        const {state} = this;
        if (state.foundFor === text) {
            this.add(state.found[state.chosen]);
            return;
        }
        // Who types fast is ahead of the answer.
        const [recipient] = await this.guess();
        if (text === state.text.trim()) {
            this.add(recipient);
        }
    }

    /** @param {object} [recipient] one of those found; none: nobody knows yet */
    add(recipient) {
        const {state} = this;
        state.rows.push({
            key: `${Date.now()}-${state.rows.length}`,
            label: state.text.trim() || recipient?.name || "",
            recipient: recipient || null,
            tracking: state.tracking,
            kind: state.kind,
            shelf: state.shelf,
            photo: "",
        });
        state.tracking = "";
        this.clear();
    }

    clear() {
        Object.assign(this.state, {text: "", found: [], foundFor: "", chosen: 0});
        this.input.el?.focus();
    }

    /** @returns {string} what stands on the label, below whom it was taken for */
    getDetail(row) {
        return [row.recipient && row.label, row.tracking].filter(Boolean).join(" · ");
    }

    onRemove(row) {
        this.state.rows = this.state.rows.filter((one) => one.key !== row.key);
    }

    onForget(row) {
        row.recipient = null;
    }

    async onPhoto(row, ev) {
        const [file] = ev.target.files;
        if (file) {
            row.photo = (await getDataURLFromFile(file)).split(",")[1];
        }
    }

    async onSave() {
        const {state} = this;
        state.isSaving = true;
        state.error = "";
        try {
            await this.props.model.receive(
                state.rows.map((row) => ({
                    recipient_name: row.label,
                    partner_id: row.recipient?.id || false,
                    tracking_number: row.tracking,
                    kind: row.kind,
                    shelf: row.shelf,
                    ...(row.photo && {photo: row.photo}),
                })),
            );
        } catch (error) {
            state.error = getSentence(error);
            return;
        } finally {
            state.isSaving = false;
        }
        const count = state.rows.length;
        state.rows = [];
        this.clear();
        this.props.onReceived(count);
    }
}
