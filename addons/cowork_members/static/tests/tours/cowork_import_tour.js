import {registry} from "@web/core/registry";

const CHECK = "button[name=action_check]:contains(Check)";

registry.category("web_tour.tours").add("cowork_import_run", {
    steps: () => [
        {content: "Check the workbook", trigger: CHECK, run: "click"},
        {
            content: "It says what it would create",
            trigger: ".o_field_widget[name=summary_ids] td:contains(150)",
        },
        {
            content: "Import it",
            trigger: ".o_cowork_import_run",
            run: "click",
        },
        {
            content: "It is at work",
            trigger: ".o_cowork_import_progress [role=progressbar]",
        },
        {
            content: "It is done",
            trigger: ".alert-success:contains(The workbook was imported)",
        },
    ],
});

registry.category("web_tour.tours").add("cowork_import_refuse", {
    steps: () => [
        {content: "Check the workbook", trigger: CHECK, run: "click"},
        {
            content: "It says how many errors there are",
            trigger: ".alert-danger:contains(14 errors)",
        },
        {
            content: "It names them one by one",
            trigger:
                ".o_field_widget[name=report_ids] tr:contains(NO-SUCH-PARENT):contains(Parent)",
        },
        {
            content: "There is nothing to import",
            trigger: "body:not(:has(.o_cowork_import_run))",
        },
    ],
});
