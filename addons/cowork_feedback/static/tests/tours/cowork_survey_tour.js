import {registry} from "@web/core/registry";

const ASKED = ".js_question-wrapper:contains(How likely are you to recommend us)";

registry.category("web_tour.tours").add("cowork_survey_answered", {
    steps: () => [
        {
            content: "Begin",
            trigger: "button:contains(Start)",
            run: "click",
        },
        {
            content: "All eleven answers can be seen and touched",
            trigger: `${ASKED} label:has(input[value='10'])`,
            run() {
                const labels = this.anchor.parentElement.querySelectorAll("label");
                const boxes = [...labels].map((label) => label.getBoundingClientRect());
                const width = document.documentElement.clientWidth;
                if (
                    boxes.length !== 11 ||
                    boxes.some((box) => box.left < 0 || box.right > width)
                ) {
                    throw new Error("An answer is beside the screen");
                }
            },
        },
        {
            content: "Would recommend us",
            trigger: `${ASKED} label:has(input[value='9'])`,
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".js_question-wrapper:contains(main reason) textarea",
            run: "edit Quiet rooms, kind people.",
        },
        {
            content: "Send it",
            trigger: "button[value='finish']",
            run: "click",
        },
        {
            content: "Yes, send it",
            trigger: ".modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "Said thanks",
            trigger: ".o_survey_finished:contains(We read every answer)",
        },
    ],
});
