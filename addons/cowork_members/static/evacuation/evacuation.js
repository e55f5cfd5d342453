/** Counts who was found, and remembers it on this telephone for a day. */
(function () {
    "use strict";

    const DAY = 24 * 3600 * 1000;
    const key = `cowork_evacuation_${document.body.getAttribute("data-key")}`;
    const boxes = Array.from(document.querySelectorAll("input[type=checkbox]"));

    function read() {
        try {
            const kept = JSON.parse(localStorage.getItem(key)) || {};
            return Date.now() - kept.at < DAY ? kept.found : [];
        } catch {
            return [];
        }
    }

    function keep(found) {
        try {
            localStorage.setItem(key, JSON.stringify({at: Date.now(), found}));
        } catch {
            // A private window keeps nothing; the ticks on the screen stay.
        }
    }

    function show() {
        const found = boxes.filter((box) => box.checked);
        boxes.forEach((box) => {
            box.parentNode.className = box.checked ? "is-found" : "";
        });
        document.querySelector(".found").textContent = found.length;
        return found.map((box) => box.value);
    }

    const before = read();
    boxes.forEach((box) => {
        box.checked = before.indexOf(box.value) >= 0;
        box.addEventListener("change", () => keep(show()));
    });
    show();
})();
