import {registry} from "@web/core/registry";

const DIALOG = ".modal .o_form_view";

/** Choose a record of a many2one in the dialog by the beginning of its name. */
function choose(field, text) {
    return [
        {
            content: `Type “${text}” into ${field}`,
            trigger: `${DIALOG} div[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose “${text}”`,
            trigger: `.o-autocomplete--dropdown-item a:contains(${text})`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("cowork_usage_by_hand", {
    steps: () => [
        {
            content: "Add usage from the list",
            trigger: ".o_list_view button:contains(Add Usage)",
            run: "click",
        },
        ...choose("partner_id", "Quiet Ledger Ltd"),
        ...choose("usage_type_id", "Meeting room hours"),
        {
            content: "Type how much",
            trigger: `${DIALOG} div[name=quantity] input`,
            run: "edit 2.5",
        },
        {
            content: "What is left is shown",
            trigger: `${DIALOG} div[name=balance] td:contains(8)`,
        },
        {
            content: "Add it",
            trigger: ".modal-footer button:contains(/^Add$/)",
            run: "click",
        },
        {
            content: "It stands in the ledger",
            trigger: ".o_list_view .o_data_row td[name=quantity]:contains(2.50)",
            run: "click",
        },
        {
            content: "It was typed wrong",
            trigger: ".o_form_view .o_statusbar_buttons button:contains(Void)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: `${DIALOG} div[name=reason] input`,
            run: "edit Wrong member",
        },
        {
            content: "Void it",
            trigger: ".modal-footer button:contains(Void)",
            run: "click",
        },
        {
            content: "It is void",
            trigger: ".o_form_view div[name=void_reason]:contains(Wrong member)",
        },
    ],
});
