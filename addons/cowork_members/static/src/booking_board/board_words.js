import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";

/** What the states of bookings are called on the board, in the order of the legend. */
export const STATES = {
    tentative: _t("Held"),
    to_confirm: _t("To confirm"),
    confirmed: _t("Confirmed"),
    checked_in: _t("Checked in"),
    done: _t("Done"),
    no_show: _t("No-show"),
};

/** @returns {string} key of STATES */
export function getLook(booking) {
    return booking.to_confirm ? "to_confirm" : booking.state;
}

/** @returns {string} what a block says */
export function getTitle(booking) {
    return booking.name ? `${booking.partner} · ${booking.name}` : booking.partner;
}

/**
 * @param {Error} error of a call
 * @returns {string} the server's sentence
 */
export function getSentence(error) {
    if (error instanceof RPCError && error.data?.message) {
        return error.data.message;
    }
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Nothing was changed; try again.");
    }
    throw error;
}
