/* global KeyboardEvent, PointerEvent */
import {registry} from "@web/core/registry";

const DRAWING = ".o_floor_drawing";
const WIDTH = 1600;
const HEIGHT = 1000;

/** @returns {object} where a point of the plan is on the screen */
function place([x, y]) {
    const svg = document.querySelector(DRAWING);
    return new window.DOMPoint(x * WIDTH, y * HEIGHT).matrixTransform(
        svg.getScreenCTM(),
    );
}

function point(type, target, at) {
    const {x, y} = place(at);
    target.dispatchEvent(
        new PointerEvent(type, {
            bubbles: true,
            cancelable: true,
            clientX: x,
            clientY: y,
            button: 0,
            pointerType: "mouse",
        }),
    );
}

/** Press at one place of the plan, let go at another. */
function drag(from, to, target = document.querySelector(DRAWING)) {
    point("pointerdown", target, from);
    point("pointermove", window, [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
    point("pointermove", window, to);
    point("pointerup", window, to);
}

function click(at) {
    drag(at, at);
}

function press(key, options = {}) {
    document.querySelector(DRAWING).dispatchEvent(
        new KeyboardEvent("keydown", {
            key,
            bubbles: true,
            cancelable: true,
            ...options,
        }),
    );
}

function missing(name) {
    return `.o_floor_missing button:contains(${name})`;
}

function sketch(name) {
    return `${DRAWING} .o_floor_sketch[aria-label="${name}"]`;
}

registry.category("web_tour.tours").add("cowork_floor_plan_draw", {
    steps: () => [
        {
            content: "Nothing is drawn yet",
            trigger: ".o_floor_hint:contains(Nothing is drawn)",
        },
        {
            trigger: ".o_floor_draw",
            run: "click",
        },
        {
            content: "Draw Desk 1",
            trigger: missing("Desk 1"),
            run: "click",
        },
        {
            content: "From corner to corner",
            trigger: ".o_floor_hint:contains(Desk 1: drag)",
            run: () => drag([0.101, 0.146], [0.299, 0.302]),
        },
        {
            content: "It is selected, and no longer missing; move it by keyboard",
            trigger: `${sketch("Desk 1")}.o_floor_selected`,
            run() {
                press("ArrowRight");
                press("ArrowDown");
            },
        },
        {
            content: "A slip: move it by mouse, and take that back",
            trigger: sketch("Desk 1"),
            run() {
                const shape = document.querySelector(sketch("Desk 1"));
                drag([0.2, 0.2], [0.6, 0.6], shape.querySelector("polygon"));
                press("z", {ctrlKey: true});
            },
        },
        {
            content: "Its neighbour",
            trigger: missing("Desk 2"),
            run: "click",
        },
        {
            content: "Begins where the first one ends",
            trigger: ".o_floor_hint:contains(Desk 2: drag)",
            run: () => drag([0.313, 0.163], [0.5, 0.32]),
        },
        {
            content: "An office with corners",
            trigger: missing("Office 1"),
            run: "click",
        },
        {
            trigger: ".o_floor_tool_polygon",
            run: "click",
        },
        {
            trigger: ".o_floor_hint:contains(first corner)",
            run() {
                click([0.1, 0.5]);
                click([0.4, 0.5]);
                click([0.5, 0.7]);
                click([0.9, 0.9]);
                // Not there.
                press("Backspace");
                click([0.1, 0.8]);
                press("Enter");
            },
        },
        {
            content: "A shape that stands for nothing",
            trigger: `${sketch("Office 1")}.o_floor_selected`,
        },
        {
            trigger: ".o_floor_tool_rect",
            run: "click",
        },
        {
            content: "By keyboard",
            trigger: ".o_floor_tool_rect.active",
            run: () => press("Enter"),
        },
        {
            trigger: sketch("No space"),
        },
        {
            content: "Is not saved",
            trigger: ".o_floor_save",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(A shape stands for no space)",
        },
        {
            content: "Delete it",
            trigger: ".o_floor_delete",
            run: "click",
        },
        {
            content: "Save",
            trigger: `${DRAWING}:not(:has(.o_floor_nameless))`,
        },
        {
            trigger: ".o_floor_save",
            run: "click",
        },
        {
            content: "What is free is shown; look at one",
            trigger: ".o_floor_free[aria-label^='Desk 2, Fixed Desk']",
            run: "click",
        },
        {
            trigger: ".o_floor_details h3:contains(Desk 2)",
        },
        {
            content: "And what it would be worth",
            trigger: ".o_floor_vacancies:contains(4 vacant) .o_floor_total:contains(0)",
        },
        {
            content: "Only offices",
            trigger: ".o_floor_kind",
            run: "selectByLabel Private Office",
        },
        {
            trigger: ".o_floor_vacancies:contains(2 vacant)",
        },
        {
            trigger: ".o_floor_shape.o_floor_pale[aria-label^='Desk 1']",
        },
    ],
});

registry.category("web_tour.tours").add("cowork_floor_plan_choose", {
    steps: () => [
        {
            content: "The line of the plan",
            trigger: ".o_field_widget[name=line_ids] .o_data_row td[name=space_id]",
            run: "click",
        },
        {
            content: "Choose on the plan",
            trigger: ".o_floor_choose",
            run: "click",
        },
        {
            content: "Who has what is shown, and cannot be chosen",
            trigger: ".modal .o_floor_let.o_floor_fixed[aria-label*='Blue Lab Ltd']",
            run: "click",
        },
        {
            content: "Neither can an office: the plan is for a desk",
            trigger: ".modal .o_floor_fixed[aria-label^='Office 1']",
        },
        {
            content: "Take the free desk",
            trigger: ".modal .o_floor_free[role=button][aria-label^='Desk 2']",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_data_row td[name=space_id] input:value(Desk 2)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

registry.category("web_tour.tours").add("cowork_portal_book_plan", {
    steps: () => [
        {
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
            trigger: ".o_cowork_find button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "On the plan",
            trigger: ".o_cowork_plan_free[aria-label^=Library]",
            run() {
                window.location = this.anchor.getAttribute("href");
            },
            expectUnloadPage: true,
        },
        {
            content: "The form of that room",
            trigger: ".card:contains(Library) #cowork_name",
            run: "edit Pitch",
        },
        {
            trigger: ".o_cowork_book button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains(It is yours)",
        },
    ],
});
