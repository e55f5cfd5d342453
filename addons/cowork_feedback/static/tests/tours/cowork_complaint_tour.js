import {registry} from "@web/core/registry";

const FORM = ".o_form_view";

/** What is wider than the phone makes the whole page move sideways. */
function fits(content) {
    return {
        content,
        trigger: "main",
        run() {
            const width = document.documentElement.clientWidth;
            const wide = [...this.anchor.querySelectorAll("*")]
                .filter((each) => each.getBoundingClientRect().right > width)
                .map((each) => each.outerHTML.slice(0, 200));
            if (wide.length) {
                throw new Error(`Wider than ${width} px: ${wide.join("; ")}`);
            }
        },
    };
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

registry.category("web_tour.tours").add("cowork_complaint_made", {
    steps: () => [
        {
            content: "Open the complaints",
            trigger: ".o_portal_docs a[href='/my/complaints']",
            run: "click",
            expectUnloadPage: true,
        },
        fits("The list fits on the phone"),
        {
            content: "A new one",
            trigger: "a[href='/my/complaints/new']",
            run: "click",
            expectUnloadPage: true,
        },
        fits("The form fits on the phone"),
        {
            content: "In a few words",
            trigger: "#subject",
            run: "edit No hot water",
        },
        {
            content: "What happened",
            trigger: "#description",
            run: `edit Cold since Monday: https://photos.example.com/${"kitchen".repeat(9)}`,
        },
        {
            content: "What it is about",
            trigger: "#category",
            run: "selectByLabel Cleaning",
        },
        {
            content: "Where",
            trigger: "#space",
            run: "selectByLabel Open Area",
        },
        {
            content: "Send it",
            trigger: ".o_cowork_complaint_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is received",
            trigger: ".alert-success:contains(tell you who looks after it)",
        },
        fits("The complaint fits on the phone"),
    ],
});

registry.category("web_tour.tours").add("cowork_complaint_handled", {
    steps: () => [
        ...press("Acknowledge", `${FORM} button:contains(Cause Found)`),
        {
            content: "Look for the cause",
            trigger: `${FORM} .o_notebook a.nav-link:contains(/^Why$/)`,
            run: "click",
        },
        {
            content: "Type the cause",
            trigger: `${FORM} div[name=cause_id] input`,
            run: "edit Process",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item a:contains(Process)",
            run: "click",
        },
        ...press("Cause Found", stage("Analysed")),
        {
            content: "What to offer",
            trigger: `${FORM} .o_notebook a.nav-link:contains(What We Offer)`,
            run: "click",
        },
        {
            content: "Write the proposal",
            trigger: `${FORM} div[name=proposal] textarea`,
            run: "edit The boiler is looked at every week.",
        },
        ...press("Send Proposal", stage("Proposed")),
    ],
});

registry.category("web_tour.tours").add("cowork_complaint_accepted", {
    steps: () => [
        {
            content: "It waits for the member: open it",
            trigger:
                ".list-group-item:contains(No hot water):contains(Waiting for you)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Who looks after it, and what is proposed",
            trigger:
                "main:contains(Looked after by t_anna):contains(The boiler is looked at every week.)",
        },
        fits("The proposal fits on the phone"),
        {
            content: "Accept it",
            trigger: ".o_cowork_accept",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is carried out",
            trigger: ".alert-success:contains(We carry it out)",
        },
        {
            content: "The step is there",
            trigger: "li:has(.fa-check-circle):contains(Agreed)",
        },
    ],
});
