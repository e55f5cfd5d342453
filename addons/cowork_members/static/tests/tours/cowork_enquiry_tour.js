import {registry} from "@web/core/registry";

const FORM = ".o_form_view";
const CANCELLED = ".o_kanban_group:has(.o_column_title:contains(Cancelled))";

/** Choose a record of a many2one by the beginning of its name. */
function choose(field, text, within) {
    return [
        {
            content: `Type “${text}” into ${field}`,
            trigger: `${within} div[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose “${text}”`,
            trigger: `.o-autocomplete--dropdown-item a:contains(${text}):not(:contains(Create))`,
            run: "click",
        },
    ];
}

function fill(field, text) {
    return {
        content: `Note “${text}”`,
        trigger: `.modal div[name=${field}] input`,
        run: `edit ${text}`,
    };
}

function press(name, within = `${FORM} .o_statusbar_buttons`) {
    return {
        content: `Press ${name}`,
        trigger: `${within} button[name=${name}]:enabled`,
        run: "click",
    };
}

function stage(name) {
    return {
        content: `The card is in ${name}`,
        trigger: `body:not(:has(.modal)) ${FORM} .o_statusbar_status .o_arrow_button_current:contains(${name})`,
    };
}

registry.category("web_tour.tours").add("cowork_enquiry_to_signature", {
    steps: () => [
        {
            content: "The phone rings",
            trigger: ".o_control_panel button:contains(Phone Call)",
            run: "click",
        },
        fill("caller", "Nora Quinn"),
        fill("company_name", "Lumen Atelier"),
        fill("phone", "+86 21 6288 4321"),
        ...choose("plan_id", "Fixed desk", ".modal"),
        press("action_apply", ".modal-footer"),
        stage("Enquiry"),
        press("action_plan_visit"),
        {
            content: "The viewing is with the caller",
            trigger: ".modal div[name=partner_id] input:value(Nora Quinn)",
        },
        {
            content: "Save the viewing",
            trigger: ".modal-footer .o_form_button_save",
            run: "click",
        },
        stage("Viewing"),
        {
            content: "Go to the visit",
            trigger: `${FORM} button[name=action_view_visits]`,
            run: "click",
        },
        {
            content: "Open the viewing",
            trigger: ".o_data_row:contains(Nora Quinn) td[name=kind]",
            run: "click",
        },
        ...choose("outcome_id", "Interested", FORM),
        press("action_done"),
        {
            content: "It is done",
            trigger: `${FORM} .o_statusbar_status .o_arrow_button_current:contains(Done)`,
        },
        press("action_open_contract", FORM),
        stage("Signing"),
        press("action_sign"),
        stage("Payment"),
    ],
});

registry.category("web_tour.tours").add("cowork_enquiry_lost", {
    steps: () => [
        {
            content: "The columns are there",
            trigger: CANCELLED,
        },
        {
            content: "Drag the card to Cancelled",
            trigger: ".o_kanban_record:contains(Blue Lab)",
            run: `drag_and_drop (${CANCELLED})`,
        },
        {
            content: "The reason is wanted",
            trigger:
                ".modal:contains(Why does nothing come of) button:contains(Give the Reason)",
            run: "click",
        },
        ...choose("reason_id", "Chose a competitor", ".modal"),
        press("action_apply", ".modal-footer"),
        {
            content: "The card is gone from the current contracts",
            trigger:
                "body:not(:has(.modal)) .o_kanban_renderer:not(:has(.o_kanban_record:contains(Blue Lab)))",
        },
    ],
});
