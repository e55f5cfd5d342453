import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("cowork_portal_book", {
    steps: () => [
        {
            content: "From the memberships to what can be booked",
            trigger: "a[href='/my/cowork/book']:contains(Book a Space)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Tomorrow",
            trigger: ".o_cowork_find",
            run() {
                const input = document.querySelector("#cowork_date");
                const day = new Date(`${input.value}T12:00:00Z`);
                day.setUTCDate(day.getUTCDate() + 1);
                input.value = day.toISOString().slice(0, 10);
                document.querySelector("#cowork_begin").value = "09:00";
            },
        },
        {
            content: "Seven people",
            trigger: "#cowork_people",
            run: "edit 7",
        },
        {
            content: "Look",
            trigger: ".o_cowork_find button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The smallest room that is large enough comes first",
            trigger: ".o_cowork_offer:contains(Boardroom)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The rules are there to be read",
            trigger: ".o_cowork_rules:contains(Cancelling is free)",
        },
        {
            content: "Say what for",
            trigger: "#cowork_name",
            run: "edit Budget",
        },
        {
            content: "Book",
            trigger: ".o_cowork_book button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is booked; invite somebody",
            trigger: ".alert-success:contains(It is yours)",
        },
        {
            content: "By e-mail",
            trigger: "#cowork_emails",
            run: "edit ana@guest.example.com",
        },
        {
            content: "Invite",
            trigger: "#guests button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The guest is listed; now cancel",
            trigger: "#guests:contains(ana@guest.example.com)",
        },
        {
            content: "Think of cancelling",
            trigger: "a:contains(Cancel Booking)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The rule is shown; cancel",
            trigger: "form[action$='/cancel'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is cancelled",
            trigger: ".alert-success:contains(The booking is cancelled)",
        },
    ],
});
