/**
 * The tablet at the door of a space.
 *
 * Written for browsers of old tablets: no modules, nothing from the ERP. It shows the last
 * state it was told and counts the time on by itself; what it cannot tell the server at
 * once it does not do at all.
 */
(function () {
    "use strict";

    const POLL = 15;
    const LONGEST_WAIT = 60;
    const PATIENCE = 10;
    const SOON = 15 * 60;
    const DAY_BEGINS = 7;
    const DAY_ENDS = 21;

    const body = document.getElementById("panel");
    const labels = JSON.parse(body.getAttribute("data-labels"));
    let state = JSON.parse(body.getAttribute("data-state"));
    // How far the tablet's clock is from the server's, in seconds.
    let skew = state.now - Date.now() / 1000;
    let heardAt = Date.now() / 1000;
    let offline = false;
    let gone = false;
    let waiting = false;
    let failures = 0;
    let timer = null;
    let lastView = null;
    let lastStatus = null;
    let sureUntil = 0;

    function find(name) {
        return body.querySelector(`.${name}`);
    }

    function say(label, value) {
        return labels[label].replace("%s", value);
    }

    // Time ---------------------------------------------------------------------------

    function now() {
        return Date.now() / 1000 + skew;
    }

    /** Seconds since midnight of the place, of a moment today. */
    function ofDay(moment) {
        return midnightDistance(moment) - 86400 * dayOffset(moment);
    }

    function midnightDistance(moment) {
        const local = moment + state.utc_offset * 60;
        const today = Math.floor((now() + state.utc_offset * 60) / 86400) * 86400;
        return local - today;
    }

    /** 0 today, 1 tomorrow, -1 yesterday. */
    function dayOffset(moment) {
        return Math.floor(midnightDistance(moment) / 86400);
    }

    function two(number) {
        return number < 10 ? `0${number}` : `${number}`;
    }

    function clock(moment) {
        const seconds = ofDay(moment);
        return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
    }

    // What is shown --------------------------------------------------------------------

    /** What the door says at a moment, from the booked times that are known. */
    function look(moment) {
        const current = state.slots.filter(
            (slot) => slot.start <= moment && moment < slot.busy_stop,
        )[0];
        const next = state.slots.filter((slot) => slot.start > moment)[0];
        if (!state.open) {
            return {status: "closed", current: null, next: null};
        }
        if (current) {
            const status = moment < current.stop ? "busy" : "buffer";
            return {status, current, next};
        }
        const soon = next && next.start - moment <= SOON;
        return {status: soon ? "soon" : "free", current: null, next};
    }

    function untilText(seen) {
        if (seen.status === "busy") {
            return say("until", clock(seen.current.stop));
        }
        if (seen.status === "buffer") {
            return say("until", clock(seen.current.busy_stop));
        }
        if (seen.status === "closed") {
            return "";
        }
        if (seen.next && dayOffset(seen.next.start) === 0) {
            return say("until", clock(seen.next.start));
        }
        return labels.all_day;
    }

    function slotText(slot) {
        return [slot.who || labels.booked, slot.part].filter(Boolean).join(" · ");
    }

    function whoText(seen) {
        return seen.status === "busy"
            ? [seen.current.who, seen.current.part].filter(Boolean).join(" · ")
            : "";
    }

    function nextText(seen) {
        if (!seen.next || dayOffset(seen.next.start) !== 0) {
            return labels.nothing;
        }
        const times = `${clock(seen.next.start)} – ${clock(seen.next.stop)}`;
        return say("next", `${times} ${slotText(seen.next)}`);
    }

    function hintText(moment) {
        const awaited = state.release && moment < state.release;
        return awaited ? say("release", clock(state.release)) : "";
    }

    function render() {
        const moment = now();
        const seen = look(moment);
        find("time").textContent = clock(moment);
        const sure = sureUntil > moment;
        const view = JSON.stringify([
            seen,
            hintText(moment),
            state,
            offline,
            gone,
            waiting,
            sure,
            Math.floor(moment / 60),
        ]);
        if (view === lastView) {
            return;
        }
        lastView = view;
        body.className = `is-${seen.status}${offline || gone ? " is-offline" : ""}`;
        find("name").textContent = state.name;
        find("place").textContent = [
            state.place,
            state.capacity ? say("people", state.capacity) : "",
        ]
            .filter(Boolean)
            .join(" · ");
        find("day").textContent = state.day;
        find("status").textContent = labels[seen.status];
        find("until").textContent = untilText(seen);
        find("who").textContent = whoText(seen);
        find("hint").textContent = hintText(moment);
        find("next").textContent = nextText(seen);
        show(find("banner"), bannerText());
        show(find("error"), state.error);
        renderButtons(sure);
        renderTimeline(moment);
        if (lastStatus && lastStatus !== seen.status && !offline) {
            // What can be done now only the server knows.
            plan(1);
        }
        lastStatus = seen.status;
    }

    function show(element, text) {
        element.textContent = text || "";
        element.hidden = !text;
    }

    function bannerText() {
        if (gone) {
            return labels.gone;
        }
        return offline ? say("offline", clock(heardAt + skew)) : "";
    }

    // Buttons --------------------------------------------------------------------------

    function renderButtons(sure) {
        const buttons = find("buttons");
        buttons.textContent = "";
        const booking = {booking: state.running};
        if (state.check_in) {
            addButton("check_in", labels.check_in, "", booking);
        }
        addTimes("book", state.book, {});
        addTimes("extend", state.extend, booking);
        if (state.end) {
            addButton("end", sure ? labels.sure : labels.end, "", booking);
        }
    }

    function addTimes(action, times, params) {
        if (!times.length) {
            return;
        }
        const title = document.createElement("span");
        title.className = "title";
        title.textContent = labels[action];
        find("buttons").appendChild(title);
        times.forEach((time) =>
            addButton(
                action,
                say("minutes", time.minutes),
                say("until", clock(time.stop)),
                Object.assign({minutes: time.minutes}, params),
            ),
        );
    }

    function addButton(action, text, detail, params) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = action;
        button.disabled = offline || gone || waiting;
        button.textContent = text;
        if (detail) {
            const small = document.createElement("small");
            small.textContent = detail;
            button.appendChild(small);
        }
        button.addEventListener("click", () => press(action, params));
        find("buttons").appendChild(button);
    }

    function press(action, params) {
        if (action === "end" && sureUntil <= now()) {
            sureUntil = now() + 5;
            render();
            return;
        }
        sureUntil = 0;
        ask(action, params);
    }

    // Timeline -------------------------------------------------------------------------

    function renderTimeline(moment) {
        const timeline = find("timeline");
        timeline.textContent = "";
        const hour = Math.floor(ofDay(moment) / 3600);
        const from = Math.min(DAY_BEGINS, hour) * 3600;
        const to = Math.max(DAY_ENDS, hour + 1) * 3600;
        const place = (seconds) =>
            (100 * (Math.min(Math.max(seconds, from), to) - from)) / (to - from);
        for (let tick = from; tick < to; tick += 7200) {
            const mark = addPart(timeline, "tick", place(tick), 0);
            mark.textContent = `${tick / 3600}:00`;
        }
        state.slots.forEach((slot) => {
            const start = place(midnightDistance(slot.start));
            const stop = place(midnightDistance(slot.stop));
            const last = place(midnightDistance(slot.busy_stop));
            if (stop > start) {
                addPart(timeline, "slot", start, stop - start).textContent = slot.who;
            }
            if (last > stop) {
                addPart(timeline, "cleaning", stop, last - stop);
            }
        });
        addPart(timeline, "now", place(ofDay(moment)), 0);
    }

    function addPart(timeline, name, left, width) {
        const part = document.createElement("div");
        part.className = name;
        part.style.left = `${left}%`;
        if (width) {
            part.style.width = `${width}%`;
        }
        timeline.appendChild(part);
        return part;
    }

    // The server -----------------------------------------------------------------------

    function plan(seconds) {
        clearTimeout(timer);
        timer = setTimeout(() => ask("state", {}), seconds * 1000);
    }

    function call(action, params) {
        const answer = fetch(`${location.pathname.replace(/\/$/, "")}/${action}`, {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            credentials: "same-origin",
            cache: "no-store",
            body: JSON.stringify({jsonrpc: "2.0", method: "call", params}),
        }).then((response) => response.json());
        const late = new Promise((_resolve, reject) =>
            setTimeout(() => reject(new Error("late")), PATIENCE * 1000),
        );
        return Promise.race([answer, late]);
    }

    function ask(action, params) {
        if (waiting) {
            return;
        }
        clearTimeout(timer);
        // A look in between does not take the buttons away under somebody's finger.
        waiting = action !== "state";
        render();
        call(action, params).then(hear, miss);
    }

    function hear(answer) {
        waiting = false;
        if (answer.result) {
            state = answer.result;
            skew = state.now - Date.now() / 1000;
            heardAt = Date.now() / 1000;
            offline = false;
            gone = false;
            failures = 0;
            plan(POLL);
        } else if (answer.error && answer.error.code === 404) {
            gone = true;
            plan(LONGEST_WAIT);
        } else {
            miss();
        }
        render();
    }

    function miss() {
        waiting = false;
        offline = true;
        failures += 1;
        plan(Math.min(LONGEST_WAIT, Math.pow(2, failures)));
        render();
    }

    window.addEventListener("online", () => plan(0));
    document.addEventListener("visibilitychange", () => {
        if (!document.hidden) {
            plan(0);
        }
    });
    setInterval(render, 1000);
    render();
    plan(POLL);
})();
