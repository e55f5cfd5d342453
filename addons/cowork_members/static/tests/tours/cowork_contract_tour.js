import {registry} from "@web/core/registry";

const FORM = ".o_form_view";

/** Choose a record of a many2one by the beginning of its name. */
function choose(field, text, within = "") {
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
        {
            content: `“${text}” is chosen`,
            trigger: `${within} div[name=${field}] input:value(${text})`,
        },
    ];
}

function press(label, then) {
    return [
        {
            content: `Press “${label}”`,
            trigger: `${FORM} .o_statusbar_buttons button:enabled:contains(/^${label}$/)`,
            run: "click",
        },
        {content: `“${label}” is done`, trigger: then},
    ];
}

function stage(name) {
    return `${FORM} .o_statusbar_status .o_arrow_button_current:contains(${name})`;
}

registry.category("web_tour.tours").add("cowork_contract_move_in", {
    steps: () => [
        {
            content: "Add a card to the first column",
            trigger: ".o_kanban_group:first-child .o_kanban_quick_add",
            run: "click",
        },
        ...choose("partner_id", "Quiet Ledger Ltd", ".o_kanban_quick_create"),
        {
            content: "Open the new contract",
            trigger: ".o_kanban_quick_create .o_kanban_edit",
            run: "click",
        },
        {
            content: "Add a plan",
            trigger: `${FORM} div[name=line_ids] .o_field_x2many_list_row_add a`,
            run: "click",
        },
        ...choose("plan_id", "Fixed desk", ".o_selected_row"),
        ...choose("space_id", "Desk 1", ".o_selected_row"),
        {
            content: "The price comes from the plan",
            trigger: ".o_selected_row div[name=price_unit] input:value(1,800.00)",
        },
        ...press("Sign", stage("Payment")),
        ...press("Move In", stage("Moved In")),
        ...press("Amend", ".modal div[name=plan_id]"),
        ...choose("plan_id", "Office", ".modal"),
        ...choose("space_id", "Office 1", ".modal"),
        {
            content: "Apply the amendment",
            trigger: ".modal-footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The office stands below the desk",
            trigger: `body:not(:has(.modal)) ${FORM} div[name=line_ids] .o_data_row:contains(Office 1)`,
        },
        {
            content: "The desk is still there",
            trigger: `${FORM} div[name=line_ids] .o_data_row:contains(Desk 1)`,
        },
    ],
});

registry.category("web_tour.tours").add("cowork_contract_move_out", {
    steps: () => [
        ...press("Suspend", ".modal div[name=reason]"),
        {
            content: "Say why",
            trigger: ".modal div[name=reason] input",
            run: "edit Field trip",
        },
        {
            content: "Suspend from today on",
            trigger: ".modal-footer button[name=action_apply]",
            run: "click",
        },
        {content: "The contract sleeps", trigger: stage("Suspended")},
        {
            content: "Look at the suspensions",
            trigger: `${FORM} .nav-link[name=suspensions]`,
            run: "click",
        },
        {
            content: "The reason is kept",
            trigger: `${FORM} div[name=suspension_ids] .o_data_row:contains(Field trip)`,
        },
        ...press("Resume Today", stage("Moved In")),
        {
            content: "Open the rarer actions",
            trigger: `${FORM} .o_cp_action_menus .dropdown-toggle`,
            run: "click",
        },
        {
            content: "Terminate is one of them",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Terminate)",
            run: "click",
        },
        {content: "The reason is asked", trigger: ".modal div[name=reason_id]"},
        ...choose("reason_id", "End of project", ".modal"),
        {
            content: "Terminate on the proposed day",
            trigger: ".modal-footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The reason is on the contract",
            trigger: `body:not(:has(.modal)) ${FORM} div[name=end_reason_id] input:value(End of project)`,
        },
    ],
});
