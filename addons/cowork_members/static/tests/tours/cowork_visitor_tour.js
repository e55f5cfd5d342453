import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cowork_visitor_desk", {
    steps: () => [
        {
            content: "Somebody stands before the desk",
            trigger: ".o_menu_sections button:contains(Front Desk)",
            run: "click",
        },
        {
            content: "Walk-in",
            trigger: ".o-dropdown--menu .dropdown-item:contains(Walk-in)",
            run: "click",
        },
        {
            content: "The name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Bo Li",
        },
        {
            content: "Whom they visit",
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit Rafa Silva",
        },
        {
            content: "That one",
            trigger: ".o-autocomplete--dropdown-item a:contains(Rafa Silva)",
            run: "click",
        },
        {
            content: "They have read the house rules",
            trigger: ".modal .o_field_widget[name=has_accepted] input",
            run: "click",
        },
        {
            content: "Let them in",
            trigger: ".modal footer button[name=action_arrive]",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Today's visitors",
            trigger: ".o_menu_sections button:contains(Front Desk)",
            run: "click",
        },
        {
            content: "Open them",
            trigger: ".o-dropdown--menu .dropdown-item:contains(Visitors Today)",
            run: "click",
        },
        {
            content: "Ana was announced: let her in from her card",
            trigger: ".o_kanban_record:contains(Ana Ruiz) button[name=action_arrive]",
            run: "click",
        },
        {
            content: "She is in: sign Bo out",
            trigger: ".o_kanban_record:contains(Ana Ruiz) button[name=action_leave]",
        },
        {
            content: "Bo leaves",
            trigger: ".o_kanban_record:contains(Bo Li) button[name=action_leave]",
            run: "click",
        },
        {
            content: "He has left",
            trigger:
                ".o_kanban_record:contains(Bo Li):not(:has(button[name=action_leave]))",
        },
        {
            content: "Who is in the building?",
            trigger: ".o_menu_sections button:contains(Front Desk)",
            run: "click",
        },
        {
            content: "The list",
            trigger: ".o-dropdown--menu .dropdown-item:contains(In the Building)",
            run: "click",
        },
        {
            content: "On her host's floor",
            trigger: ".o_group_name:contains(Floor 1)",
            run: "click",
        },
        {
            content: "Ana",
            trigger: ".o_data_row:contains(Ana Ruiz)",
        },
    ],
});

registry.category("web_tour.tours").add("cowork_portal_visitor", {
    steps: () => [
        {
            content: "From the home page to the visitors",
            trigger: "a[href='/my/cowork/visitors']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Announce",
            trigger: "a[href='/my/cowork/visitors/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Two people",
            trigger: "#cowork_people",
            run: "edit Ana Ruiz, ana@example.com, Blue Lab",
        },
        {
            content: "Tomorrow, every week",
            trigger: "#cowork_repeat",
            run() {
                const input = document.querySelector("#cowork_date");
                const day = new Date(`${input.value}T12:00:00Z`);
                day.setUTCDate(day.getUTCDate() + 1);
                input.value = day.toISOString().slice(0, 10);
                document.querySelector("#cowork_begin").value = "09:30";
                document.querySelector("#cowork_repeat").value = "weekly";
                document.querySelector("#cowork_times").value = "2";
            },
        },
        {
            content: "Send",
            trigger: ".o_cowork_announce button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "They are announced",
            trigger: ".alert-success:contains(They are announced)",
        },
        {
            content: "Call all of them off",
            trigger: ".o_cowork_visitors button:contains(Call Off All Later)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is called off",
            trigger: ".alert-success:contains(The visit is called off)",
        },
        {
            content: "Nobody is announced",
            trigger: ".alert-info:contains(Nobody is announced)",
        },
    ],
});
