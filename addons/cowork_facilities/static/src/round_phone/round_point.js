import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {Component, onWillUpdateProps, useState} from "@odoo/owl";
import {mayBeCode, plainCode} from "./round_code";
import {scaleDown} from "./round_photo";

/** Where the scanner of the ERP keeps which part of the picture it looks at. */
const SCANNER_WINDOW = "o-barcode-scanner-overlay";

/**
 * Bar codes need a strip of the picture, which is where the scanner looks. Our codes are
 * square: it looks at nearly all of the picture, unless somebody chose a part of it.
 */
function widenScanner() {
    if (!browser.localStorage.getItem(SCANNER_WINDOW)) {
        browser.localStorage.setItem(SCANNER_WINDOW, JSON.stringify({x: 16, y: 8}));
    }
}

/** One point of a round: what is to be looked at, and what was found. */
export class RoundPoint extends Component {
    static template = "cowork_facilities.RoundPoint";
    static props = {
        point: Object,
        hasPrevious: Boolean,
        onAnswer: Function,
        onPrevious: Function,
    };

    setup() {
        this.canScan = isBarcodeScannerSupported();
        this.state = useState({});
        this.begin(this.props.point);
        onWillUpdateProps(({point}) => {
            if (point.id !== this.props.point.id) {
                this.begin(point);
            }
        });
    }

    /** Show what was found at a point before. */
    begin(point) {
        Object.assign(this.state, {
            value: point.value === false ? "" : String(point.value),
            text: point.text || "",
            note: point.note || "",
            photo: "",
            code: "",
            typed: "",
            isFailing: point.result === "failed" && point.check !== "value",
            error: point.problem || "",
            isBusy: false,
        });
    }

    // What is entered ----------------------------------------------------------------

    /** @returns {number|null} what was measured; null where it is no number */
    get number() {
        const text = this.state.value.trim().replace(",", ".");
        return text && Number.isFinite(Number(text)) ? Number(text) : null;
    }

    get isOutside() {
        const {least, most} = this.props.point;
        const {number} = this;
        return (
            number !== null &&
            ((least !== false && number < least) || (most !== false && number > most))
        );
    }

    get limits() {
        const {least, most, unit} = this.props.point;
        if (least !== false && most !== false) {
            return _t("%(least)s to %(most)s %(unit)s", {least, most, unit});
        }
        if (least !== false) {
            return _t("at least %(least)s %(unit)s", {least, unit});
        }
        return most === false ? "" : _t("at most %(most)s %(unit)s", {most, unit});
    }

    get photoLabel() {
        if (this.state.photo) {
            return _t("Take Another One");
        }
        return this.props.point.needs_photo ? _t("Take a Photo") : _t("Add a Photo");
    }

    get showsPhoto() {
        return this.props.point.needs_photo || this.state.isFailing || this.isOutside;
    }

    get okLabel() {
        if (this.isOutside) {
            return _t("Report");
        }
        return this.props.point.check === "yes_no" ? _t("In Order") : _t("Next");
    }

    async onPhoto(ev) {
        const [file] = ev.target.files;
        // The same picture may be chosen again.
        ev.target.value = "";
        if (!file) {
            return;
        }
        this.state.isBusy = true;
        try {
            this.state.photo = await scaleDown(file);
            this.state.error = "";
        } catch {
            this.state.error = _t("This is no picture. Take the photo again.");
        } finally {
            this.state.isBusy = false;
        }
    }

    async onScan() {
        widenScanner();
        let code = "";
        try {
            code = await scanBarcode(this.env);
        } catch {
            this.state.error = _t("The camera does not answer. Type the code instead.");
            return;
        }
        await this.take(code);
    }

    onTyped() {
        return this.take(this.state.typed);
    }

    /** Take a code that was scanned or typed, unless it is that of another point. */
    async take(code) {
        const isRight = await mayBeCode(code, this.props.point.code_hash);
        this.state.code = isRight ? plainCode(code) : "";
        this.state.error = isRight
            ? ""
            : _t("This is the code of another point. Look for the one that is here.");
    }

    // What is answered ---------------------------------------------------------------

    /** @returns {string} what is missing for a result, or nothing */
    findMissing(result) {
        const {point} = this.props;
        const {state} = this;
        if (result === "skipped") {
            return state.note.trim() ? "" : _t("Say why the point is skipped.");
        }
        if (point.needs_photo && !state.photo) {
            return _t("A photo is missing.");
        }
        if (result === "failed") {
            return "";
        }
        if (point.needs_scan && !state.code) {
            return _t("Scan the code that hangs here, or type it.");
        }
        if (point.check === "value" && this.number === null) {
            return _t("Enter the number that you read.");
        }
        if (point.check === "text" && !state.text.trim()) {
            return _t("Write down what you see.");
        }
        return "";
    }

    async answer(result) {
        const {state} = this;
        state.error = this.findMissing(result);
        if (state.error || state.isBusy) {
            return;
        }
        state.isBusy = true;
        try {
            await this.props.onAnswer(this.props.point, {
                result,
                value: this.number,
                text: state.text.trim(),
                note: state.note.trim(),
                photo: state.photo,
                code: state.code,
            });
        } finally {
            state.isBusy = false;
        }
    }

    onOk() {
        return this.answer("ok");
    }

    /** The first tap asks what is wrong, the second one reports it. */
    async onFailed() {
        if (this.state.isFailing) {
            await this.answer("failed");
        } else {
            this.state.isFailing = true;
            this.state.error = "";
        }
    }

    onSkip() {
        return this.answer("skipped");
    }

    onNotFailing() {
        this.state.isFailing = false;
        this.state.error = "";
    }
}
