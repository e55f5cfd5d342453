import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cowork_portal_sign", {
    steps: () => [
        {
            content: "The terms are there to be read",
            trigger: ".o_cowork_document:contains(Fixed desk):contains(1,800.00)",
        },
        {
            content: "Having read, go to sign",
            trigger: ".o_cowork_sign",
            run: "click",
        },
        {
            content: "Type the name",
            trigger: ".modal.show .o_web_sign_name_and_signature input",
            run: "edit Rafa Silva",
        },
        {
            content: "Let the name be the signature",
            trigger: ".modal.show .o_web_sign_auto_button",
            run: "click",
        },
        {
            content: "Accept",
            trigger: ".modal.show .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is accepted",
            trigger: ".alert-success:contains(Thank you):contains(Rafa Silva)",
        },
    ],
});

registry.category("web_tour.tours").add("cowork_portal_notice", {
    steps: () => [
        {
            content: "Open the membership",
            trigger: ".o_portal_docs a[href='/my/cowork']:contains(Your Membership)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the running contract",
            trigger: "tr:contains(Running) td a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The accepted agreement can be downloaded",
            trigger: "#documents a:contains(PDF)",
        },
        {
            content: "Think of leaving",
            trigger: "a:contains(Give Notice)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The last day is shown; give notice",
            trigger: "form[action$='/notice'] button:contains(Give Notice)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is received",
            trigger: ".alert-success:contains(received your notice)",
        },
    ],
});
