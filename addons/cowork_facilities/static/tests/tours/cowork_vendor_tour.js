import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cowork_vendor_tour", {
    steps: () => [
        {
            content: "What is to be done where",
            trigger:
                ".o_cowork_vendor:contains(Door of lift 2 sticks):contains(Riverside)",
        },
        {
            content: "Accept",
            trigger: "form[action$='/accept'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is accepted",
            trigger: ".badge:contains(Accepted)",
        },
        {
            content: "Say when",
            trigger: "#vendor_when",
            run() {
                const tomorrow = new Date(Date.now() + 36 * 3600 * 1000);
                this.anchor.value = tomorrow.toISOString().slice(0, 16);
            },
        },
        {
            content: "Plan it",
            trigger: "form[action$='/plan'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is planned",
            trigger: ".badge:contains(Planned)",
        },
        {
            content: "Begin",
            trigger: "form[action$='/arrive'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Write what was done",
            trigger: "#vendor_report",
            run: "edit New roller",
        },
        {
            content: "And what it costs",
            trigger: "#vendor_amount",
            run: "edit 80.50",
        },
        {
            content: "Done",
            trigger: "form[action$='/finish'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Our people take over",
            trigger: ".alert-success:contains(Thank you)",
        },
    ],
});
