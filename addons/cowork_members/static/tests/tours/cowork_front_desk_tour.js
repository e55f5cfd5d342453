import {registry} from "@web/core/registry";

const DESK = ".o_front_desk";
const LABEL = `${DESK} .o_desk_label input`;
// The code the member tells, given to the tour in its address.
const CODE = new URLSearchParams(window.location.search).get("code");

function row(list, text) {
    return `${DESK} [data-list=${list}] .o_desk_row:contains(${text})`;
}

function enter(text) {
    return [
        {
            content: `Type or scan ${text}`,
            trigger: LABEL,
            run: `edit ${text}`,
        },
        {
            content: "Enter",
            trigger: LABEL,
            run: "press Enter",
        },
    ];
}

registry.category("web_tour.tours").add("cowork_front_desk", {
    steps: () => [
        {
            content: "What waits is shown",
            trigger: `${row("parcels", "Mara Lind")}:contains(C1)`,
        },
        {
            content: "Take in what the carrier brings",
            trigger: `${DESK} .o_desk_receive_button`,
            run: "click",
        },
        {
            content: "All of it goes to one shelf",
            trigger: `${DESK} .o_desk_entry .o_desk_shelf`,
            run: "edit A1",
        },
        ...enter("RR123456789CN"),
        {
            content: "The number waits for its name",
            trigger: `${DESK} .o_desk_tracking:contains(RR123456789CN)`,
        },
        ...enter("rafa"),
        {
            content: "The member was found",
            trigger: `${DESK} .o_desk_new:contains(Rafa Silva):contains(RR123456789CN)`,
        },
        ...enter("wolfgang"),
        {
            content: "Nobody is called that",
            trigger: `${DESK} .o_desk_new:contains(wolfgang):has(.text-danger)`,
        },
        {
            content: "Take both in",
            trigger: `${DESK} .o_desk_save:contains(2)`,
            run: "click",
        },
        {
            content: "They are on the screen",
            trigger: row("parcels", "Rafa Silva"),
        },
        {
            content: "One is to be dealt with",
            trigger: row("wishes", "wolfgang"),
        },
        {
            content: "Mara fetches hers",
            trigger: `${row("parcels", "Mara Lind")} [data-act=hand_over]`,
            run: "click",
        },
        {
            content: "She says a wrong code",
            trigger: ".modal [name=code] input",
            run: "edit nonsense",
        },
        {
            content: "Try it",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is refused",
            trigger: ".modal .alert:contains(Tries left: 4)",
        },
        {
            content: "She says the right one",
            trigger: ".modal [name=code] input",
            run: `edit ${CODE}`,
        },
        {
            content: "Hand over",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is gone",
            trigger: `${DESK} [data-list=parcels]:not(:contains(Mara Lind))`,
        },
        {
            content: "Tick the late step",
            trigger: `${row("steps", "Return the key")} [data-act=done]`,
            run: "click",
        },
        {
            content: "It is done",
            trigger: `${DESK} [data-list=steps]:not(:has(.o_desk_row))`,
        },
        {
            content: "Sign Mara out",
            trigger: `${row("people", "Mara Lind")} [data-act=leave]`,
            run: "click",
        },
        {
            content: "Nobody is left",
            trigger: `${DESK} [data-list=people]:not(:has(.o_desk_row))`,
        },
    ],
});
