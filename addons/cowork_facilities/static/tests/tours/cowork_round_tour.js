/* global DataTransfer, Event, File */
import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";

const SAVE = "/cowork.round/save_answers";
// The code on the label, given to the tour in its address; it outlives the reload.
const given = new URLSearchParams(window.location.search).get("code");
if (given) {
    sessionStorage.setItem("cowork_round_code", given);
}
const CODE = sessionStorage.getItem("cowork_round_code");
const call = rpc._rpc;

/** Nothing of what is answered reaches the server. */
function loseConnection() {
    rpc._rpc = (url, ...args) =>
        url.includes(SAVE)
            ? Promise.reject(new ConnectionLostError(url))
            : call(url, ...args);
}

/** What is answered reaches the server, but the phone does not learn of it. */
function loseNextReply() {
    rpc._rpc = async (url, ...args) => {
        if (!url.includes(SAVE)) {
            return call(url, ...args);
        }
        rpc._rpc = call;
        await call(url, ...args);
        throw new ConnectionLostError(url);
    };
}

/** Give a photo to the camera's field: larger than what is kept. */
async function takePhoto(input) {
    const canvas = document.createElement("canvas");
    canvas.width = 2600;
    canvas.height = 1300;
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "photo.png", {type: "image/png"}));
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
}

registry.category("web_tour.tours").add("cowork_round", {
    steps: () => [
        {
            content: "Choose the round",
            trigger: ".o_round_card:contains(Patrol)",
            run: "click",
        },
        {
            content: "The first point is shown at once; there is a problem",
            trigger: ".o_round_phone:has(h2:contains(Fire door)) .o_round_problem",
            run: "click",
        },
        {
            content: "Say what is wrong",
            trigger: ".o_round_note",
            run: "edit Wedged open",
        },
        {
            content: "Take a photo",
            trigger: ".o_round_photo",
            run: ({anchor}) => takePhoto(anchor.querySelector("input")),
        },
        {
            content: "The photo is there; now the connection is lost",
            trigger: ".o_round_photo img",
            run: loseConnection,
        },
        {
            content: "Report it",
            trigger: ".o_round_report",
            run: "click",
        },
        {
            content: "It is kept",
            trigger: ".o_round_sync[data-look=offline]:contains(1 kept)",
        },
        {
            content: "The next point is there; the phone is switched off and on again",
            trigger: ".o_round_phone h2:contains(Boiler)",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "It goes on at the same point, and what was kept is sent",
            trigger:
                ".o_round_phone:has(h2:contains(Boiler)) .o_round_sync[data-look=sent]",
        },
        {
            content: "A value that is too high",
            trigger: ".o_round_value input",
            run: "edit 2,6",
        },
        {
            content: "It is said at once",
            trigger: ".o_round_limits.text-danger",
        },
        {
            content: "It was read wrongly",
            trigger: ".o_round_value input",
            run: "edit 2.4",
        },
        {
            content: "The server's reply will be lost",
            trigger: ".o_round_limits:not(.text-danger)",
            run: loseNextReply,
        },
        {
            content: "Next",
            trigger: ".o_round_ok",
            run: "click",
        },
        {
            content: "The phone does not know that it was sent",
            trigger: ".o_round_sync[data-look=offline]:contains(1 kept)",
        },
        {
            content: "The code of another point",
            trigger: ".o_round_phone:has(h2:contains(Gate)) .o_round_typed input",
            run: "edit AAAAA BBBBB",
        },
        {
            content: "Take it",
            trigger: ".o_round_typed button",
            run: "click",
        },
        {
            content: "It is refused on the phone",
            trigger: ".o_round_main .alert-danger",
        },
        {
            content: "The right one",
            trigger: ".o_round_typed input",
            run: `edit ${CODE.toLowerCase()}`,
        },
        {
            content: "Take it",
            trigger: ".o_round_typed button",
            run: "click",
        },
        {
            content: "This proves it; next",
            trigger: ".o_round_phone:has(.o_round_there) .o_round_ok",
            run: "click",
        },
        {
            content: "The round is finished, and everything is sent",
            trigger:
                ".o_round_phone:has(.o_round_finished) .o_round_sync[data-look=sent]",
        },
        {
            content: "Back to the rounds",
            trigger: ".o_round_foot .btn-success",
            run: "click",
        },
        {
            content: "Nothing is left to do",
            trigger: ".o_round_empty",
        },
    ],
});
