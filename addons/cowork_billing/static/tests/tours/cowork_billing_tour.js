import {registry} from "@web/core/registry";

const RUN = ".o_form_view";
const BUTTONS = `${RUN} .o_statusbar_buttons`;

function stage(name) {
    return `${RUN} .o_statusbar_status .o_arrow_button_current:contains(${name})`;
}

function openRun() {
    return [
        {
            content: "Go back to the run",
            trigger: ".o_back_button, .breadcrumb-item a:contains(Billing)",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("cowork_billing_run", {
    steps: () => [
        {
            content: "Make a run",
            trigger: ".o_list_button_add, .o_nocontent_help",
        },
        {content: "New", trigger: ".o_list_button_add", run: "click"},
        {
            content: "It proposes a day",
            trigger: `${RUN} div[name=date]:contains(Dec 1)`,
        },
        {
            content: "Look what it would do",
            trigger: `${BUTTONS} button[name=action_preview]`,
            run: "click",
        },
        {
            content: "The charge and how it is computed",
            trigger: ".o_list_view td:contains(15 of 30 days × 1,800.00 = 900.00)",
        },
        {
            content: "What cannot be billed",
            trigger: ".o_list_view td:contains(no price)",
        },
        ...openRun(),
        {content: "It was previewed", trigger: stage("Previewed")},
        {
            content: "Bill",
            trigger: `${BUTTONS} button[name=action_run]:contains(Bill Now)`,
            run: "click",
        },
        {content: "Sure", trigger: ".modal-footer .btn-primary", run: "click"},
        {content: "It is done", trigger: stage("Done")},
        {
            content: "One contract was not billed: go and mend it",
            trigger: `${RUN} div[name=error_ids] button[name=action_open_contract]`,
            run: "click",
        },
        {
            content: "The contract of the error",
            trigger: `${RUN} div[name=line_ids]:contains(Hot desk)`,
        },
        ...openRun(),
        {
            content: "See the charges",
            trigger: `${RUN} button[name=action_view_fee_lines]`,
            run: "click",
        },
        {
            content: "Open one",
            trigger: ".o_list_view td:contains(15 of 30 days)",
            run: "click",
        },
        {
            content: "Open its invoice",
            trigger: `${RUN} button[name=action_open_invoice]`,
            run: "click",
        },
        {
            content: "The invoice says the same",
            trigger: `${RUN} div[name=invoice_line_ids]:contains(15 of 30 days × 1,800.00 = 900.00)`,
        },
    ],
});
