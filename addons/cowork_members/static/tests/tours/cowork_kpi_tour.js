import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cowork_kpi", {
    steps: () => [
        {
            content: "open the card of a figure",
            trigger: ".o_kanban_record:contains('Occupancy by desks on the first')",
            run: "click",
        },
        {
            content: "its formula is told",
            trigger: ".o_form_view:contains('Desks let on the first of the month')",
        },
        {
            content: "look behind it",
            trigger: "button[name='action_view_denominator']",
            run: "click",
        },
        {
            content: "four spaces could be let",
            trigger: ".o_list_view:has(.o_data_row:nth-child(4):last)",
        },
        {
            content: "back to the cards",
            trigger: ".breadcrumb-item:contains('KPIs')",
            run: "click",
        },
        {
            content: "as a line by month",
            trigger: ".o_kanban_view, .o_switch_view.o_graph",
            run: () => document.querySelector(".o_switch_view.o_graph").click(),
        },
        {
            content: "the graph is drawn",
            trigger: ".o_graph_view canvas",
        },
    ],
});
