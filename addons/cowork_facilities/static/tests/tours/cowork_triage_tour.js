import {registry} from "@web/core/registry";

/**
 * @param {String} name of a stage
 * @returns {String} the column of the board
 */
function column(name) {
    return `.o_kanban_group:has(.o_column_title:contains(${name}))`;
}

const CARD = ".o_kanban_record:contains(Lamp flickers)";

registry.category("web_tour.tours").add("cowork_triage", {
    steps: () => [
        {
            content: "Drag the new one to who is to do it",
            trigger: `${column("New Request")} ${CARD}`,
            run: `drag_and_drop(${column("In Progress")})`,
        },
        {
            content: "It is there; open it",
            trigger: `${column("In Progress")} ${CARD}`,
            run: "click",
        },
        {
            content: "Parts are waited for",
            trigger: ".o_field_widget[name=hold_reason_id] input",
            run: "edit Waiting for parts",
        },
        {
            content: "Choose the reason",
            trigger: ".o-autocomplete--dropdown-item:contains(Waiting for parts)",
            run: "click",
        },
        {
            content: "Keep it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It can go on from here; back to the board",
            trigger: "button[name=action_go_on]",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: ".breadcrumb-item.o_back_button",
            run: "click",
        },
        {
            content: "The board says what is waited for",
            trigger: `${column("In Progress")} ${CARD}:contains(Waiting for parts)`,
            run: "click",
        },
        {
            content: "The parts have come",
            trigger: "button[name=action_go_on]",
            run: "click",
        },
        {
            content: "Nothing is waited for any more",
            trigger: ".o_form_view:not(:has(button[name=action_go_on]))",
        },
        {
            trigger: ".breadcrumb-item.o_back_button",
            run: "click",
        },
        {
            content: "It goes on",
            trigger: `${column("In Progress")} ${CARD}:not(:contains(Waiting for parts))`,
        },
    ],
});
