import {_t} from "@web/core/l10n/translation";

/**
 * What one click does with a row: a method of its records, or a dialog that asks for
 * the rest.
 */
export const ACTS = {
    accept_rules: {
        label: _t("House Rules Accepted"),
        method: "action_accept_rules",
    },
    arrive: {label: _t("Arrived"), method: "action_arrive"},
    check_in: {label: _t("Check In"), method: "action_check_in"},
    confirm: {label: _t("Confirm"), method: "action_confirm"},
    hand_over: {
        label: _t("Hand Over"),
        dialog: "cowork_members.action_cowork_parcel_hand_over",
    },
    forward: {
        label: _t("Forward"),
        dialog: "cowork_members.action_cowork_parcel_forward",
    },
    scan: {label: _t("Scan"), dialog: "cowork_members.action_cowork_parcel_scan"},
    refuse: {label: _t("Refuse"), dialog: "cowork_members.action_cowork_parcel_refuse"},
    choose: {label: _t("Choose")},
    open: {label: _t("Open")},
    done: {label: _t("Done"), method: "action_done"},
    leave: {label: _t("Sign Out"), method: "action_leave"},
};

/** @returns {string} what tells a row from the others */
export function getKey(row) {
    return `${row.model}-${row.ids.join("-")}`;
}

/** The lists of the screen, in their order. */
export const LISTS = [
    {
        name: "visitors",
        title: _t("Visitors Expected"),
        icon: "fa-id-badge",
        empty: _t("Nobody is expected any more today."),
        action: "cowork_members.action_cowork_visitor_today",
    },
    {
        name: "bookings",
        title: _t("Bookings"),
        icon: "fa-calendar",
        empty: _t("Nothing begins within the hour."),
        action: "cowork_members.action_cowork_booking_board",
    },
    {
        name: "parcels",
        title: _t("Parcels Waiting"),
        icon: "fa-cube",
        empty: _t("Nothing waits to be fetched."),
        action: "cowork_members.action_cowork_parcel",
    },
    {
        name: "wishes",
        title: _t("Mail to Deal With"),
        icon: "fa-envelope-o",
        empty: _t("Nothing to forward, scan or send back."),
        action: "cowork_members.action_cowork_parcel",
    },
    {
        name: "moves",
        title: _t("Moves and Viewings"),
        icon: "fa-key",
        empty: _t("Nobody moves or comes for a viewing today."),
        action: "cowork_members.action_cowork_visit",
    },
    {
        name: "steps",
        title: _t("Overdue Steps"),
        icon: "fa-check-square-o",
        empty: _t("Nothing is overdue."),
        action: "cowork_members.action_cowork_contract_step",
    },
    {
        name: "people",
        title: _t("In the Building"),
        icon: "fa-users",
        empty: _t("Nobody is signed in."),
        action: "cowork_members.action_cowork_presence",
    },
];
