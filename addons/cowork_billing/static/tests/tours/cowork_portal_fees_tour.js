import {registry} from "@web/core/registry";

// Only charges of days say which.
const FEE = "details.o_cowork_fee[id^=fee-]:has(summary small:contains(11/16/2026))";

registry.category("web_tour.tours").add("cowork_billing_portal_fees", {
    steps: () => [
        {
            content: "From the contract to its fees",
            trigger: "#fees a:contains(Fees and Next Invoice)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What comes next",
            trigger: "#next-invoice:contains(On Your Next Invoice)",
        },
        {
            content: "Open a charge",
            trigger: `${FEE} > summary`,
            run: "click",
        },
        {
            content: "How it was computed",
            trigger: `${FEE}[open] .o_cowork_explanation:contains(15 of 30 days × 1,800.00 = 900.00)`,
        },
        {
            content: "Question it",
            trigger: `${FEE}[open] .o_cowork_ask > summary`,
            run: "click",
        },
        {
            content: "Write",
            trigger: `${FEE}[open] .o_cowork_ask[open] textarea`,
            run: "edit Why 15 days?",
        },
        {
            content: "Ask",
            trigger: `${FEE}[open] .o_cowork_ask[open] button`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is asked",
            trigger: ".alert-success:contains(Your question is with us)",
        },
        {
            content: "And marked",
            trigger: `${FEE} .badge:contains(Question asked)`,
        },
        {
            content: "To the fee schedule",
            trigger: "a[href^='/cowork/fees/']:contains(Fee Schedule)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What a desk costs",
            trigger:
                ".o_cowork_fee_row:contains(Fixed desk monthly):contains(1,800.00)",
        },
    ],
});

registry.category("web_tour.tours").add("cowork_billing_answer_question", {
    steps: () => [
        {
            content: "The question",
            trigger: ".o_data_row td:contains(Why 15 days?)",
            run: "click",
        },
        {
            content: "Write the answer",
            trigger: ".o_form_view div[name=answer] textarea",
            run: "edit You came on the 16th.",
        },
        {
            content: "Send it",
            trigger: ".o_form_view button[name=action_answer]",
            run: "click",
        },
        {
            content: "It is answered",
            trigger: ".o_form_view .o_arrow_button_current:contains(Answered)",
        },
    ],
});
