/**
 * The tablet in the lobby.
 *
 * Written for browsers of old tablets: no modules, nothing from the ERP but the library
 * that reads codes where the browser cannot. It knows all languages from the beginning;
 * what it cannot tell the server at once it does not do at all. Who walks away leaves
 * nothing behind: after a while without a touch it begins again.
 */
(function () {
    "use strict";

    const POLL = 30;
    const LONGEST_WAIT = 60;
    const PATIENCE = 15;
    const IDLE = 60;
    const READ_MESSAGE = 8;
    const SCAN_EVERY = 250;
    const TYPING = 300;
    const PHOTO_WIDTH = 480;
    const ZXING = "/web/static/lib/zxing-library/zxing-library.js";

    const body = document.getElementById("kiosk");
    let state = JSON.parse(body.getAttribute("data-state"));
    let lang = state.lang;
    let offline = false;
    let gone = false;
    let waiting = false;
    let failures = 0;
    let pollTimer = null;
    let idleTimer = null;
    let camera = null;
    let screen = null;
    // What the visitor said so far.
    let visit = {};

    // Words and elements ------------------------------------------------------------

    function texts() {
        return (
            state.languages.filter((one) => one.code === lang)[0] || state.languages[0]
        );
    }

    function say(label, value) {
        return texts().labels[label].replace("%s", value);
    }

    function find(name) {
        return body.querySelector(`.${name}`);
    }

    function make(tag, className, text) {
        const element = document.createElement(tag);
        if (className) {
            element.className = className;
        }
        if (text) {
            element.textContent = text;
        }
        return element;
    }

    function show(element, text) {
        element.textContent = text || "";
        element.hidden = !text;
    }

    function makeButton(className, text, onClick) {
        const button = make("button", className, text);
        button.type = "button";
        button.disabled = offline || gone || waiting;
        button.addEventListener("click", onClick);
        return button;
    }

    function makeInput(label, value, onInput, className) {
        const outer = make("label", "", label);
        const input = make("input", className);
        input.autocomplete = "off";
        input.maxLength = 120;
        input.value = value || "";
        input.addEventListener("input", () => onInput(input.value));
        input.addEventListener("keydown", (event) => {
            const next = find("go");
            if (event.key === "Enter" && next) {
                next.click();
            }
        });
        outer.appendChild(input);
        return outer;
    }

    // Screens -----------------------------------------------------------------------

    function go(next) {
        stopCamera();
        screen = next;
        show(find("error"), "");
        render();
        stayAwake();
        const input = body.querySelector("main input");
        if (input && screen !== scanScreen) {
            input.focus();
        }
    }

    function goHome() {
        visit = {};
        lang = state.lang;
        go(homeScreen);
    }

    function render() {
        body.className = offline || gone ? "is-offline" : "";
        find("place").textContent = texts().place;
        const message = gone ? say("gone") : offline ? say("offline") : "";
        show(find("banner"), message);
        renderLanguages();
        const main = body.querySelector("main");
        main.textContent = "";
        screen(main);
    }

    function renderLanguages() {
        const nav = find("languages");
        nav.textContent = "";
        if (state.languages.length < 2) {
            return;
        }
        state.languages.forEach((one) => {
            const chosen = one.code === texts().code;
            const button = make("button", chosen ? "is-chosen" : "", one.name);
            button.type = "button";
            button.lang = one.code.replace("_", "-");
            button.addEventListener("click", () => {
                lang = one.code;
                document.documentElement.lang = button.lang;
                go(screen);
            });
            nav.appendChild(button);
        });
    }

    function addTitle(main, text) {
        main.appendChild(make("h2", "", text));
    }

    function addButtons(main, label, onGo, isReady) {
        const buttons = make("div", "buttons");
        buttons.appendChild(makeButton("back", say("back"), goHome));
        if (label) {
            const button = makeButton("go", label, onGo);
            button.disabled = button.disabled || !isReady();
            buttons.appendChild(button);
        }
        main.appendChild(buttons);
    }

    function homeScreen(main) {
        addTitle(main, say("choose"));
        const choices = make("div", "choices");
        addChoice(choices, "have_qr", () => go(scanScreen));
        addChoice(choices, "visitor", () => go(nameScreen));
        if (state.parcels) {
            addChoice(choices, "parcel", () => go(parcelScreen));
        }
        main.appendChild(choices);
    }

    function addChoice(choices, name, onClick) {
        const button = makeButton(name, say(name), onClick);
        button.appendChild(make("small", "", say(`${name}_hint`)));
        choices.appendChild(button);
    }

    // With a code -------------------------------------------------------------------

    function scanScreen(main) {
        addTitle(main, say("scan"));
        const video = make("video");
        video.setAttribute("playsinline", "");
        video.muted = true;
        video.hidden = true;
        main.appendChild(video);
        main.appendChild(
            makeInput(
                say("code"),
                visit.code,
                (value) => {
                    visit.code = value;
                    refreshGo(() => visit.code);
                },
                "code",
            ),
        );
        addButtons(main, say("next"), lookUp, () => visit.code);
        startCamera(video, "environment").then(
            () => scan(video),
            () => {
                body.querySelector("h2").textContent = say("no_camera");
            },
        );
    }

    function refreshGo(isReady) {
        const button = find("go");
        if (button) {
            button.disabled = offline || gone || waiting || !isReady();
        }
    }

    function scan(video) {
        getDetector().then((detector) => {
            const look = () => {
                if (screen !== scanScreen || !camera) {
                    return;
                }
                detector
                    .detect(video)
                    .then((codes) => {
                        if (codes.length && !waiting) {
                            visit.code = codes[0].rawValue;
                            lookUp();
                        }
                    })
                    .catch(() => {
                        // A picture without a code, or none yet.
                    })
                    .then(() => setTimeout(look, SCAN_EVERY));
            };
            look();
        });
    }

    function lookUp() {
        ask("find", {code: visit.code}, (found) => {
            visit.found = found;
            go(foundScreen);
        });
    }

    function foundScreen(main) {
        addTitle(main, say("hello", visit.found.name));
        if (visit.found.host) {
            main.appendChild(make("p", "", say("to_host", visit.found.host)));
        }
        const inside = visit.found.state === "inside";
        addButtons(
            main,
            say(inside ? "leave" : "check_in"),
            inside ? leave : toRules,
            () => true,
        );
    }

    function leave() {
        ask("leave", {code: visit.code}, () => finish(say("bye")));
    }

    // Without one -------------------------------------------------------------------

    function nameScreen(main) {
        const isReady = () => (visit.name || "").trim();
        addTitle(main, say("visitor"));
        main.appendChild(
            makeInput(say("your_name"), visit.name, (value) => {
                visit.name = value;
                refreshGo(isReady);
            }),
        );
        main.appendChild(
            makeInput(say("your_company"), visit.company, (value) => {
                visit.company = value;
            }),
        );
        addButtons(main, say("next"), () => go(hostScreen), isReady);
    }

    function hostScreen(main) {
        addTitle(main, say("host"));
        addHostSearch(main);
        addButtons(main, say("next"), toRules, () => visit.host);
    }

    function addHostSearch(main) {
        const list = make("div", "found");
        let timer = null;
        main.appendChild(
            makeInput(say("host_hint"), visit.hostQuery, (value) => {
                visit.hostQuery = value;
                visit.host = null;
                refreshGo(() => visit.host);
                clearTimeout(timer);
                timer = setTimeout(() => searchHosts(list, value), TYPING);
            }),
        );
        main.appendChild(list);
        renderHosts(list, visit.hosts || []);
    }

    function searchHosts(list, query) {
        call("hosts", {query}).then((answer) => {
            if (query !== visit.hostQuery || !answer.result) {
                return;
            }
            visit.hosts = answer.result;
            renderHosts(list, answer.result, true);
        }, miss);
    }

    function renderHosts(list, hosts, searched) {
        list.textContent = "";
        hosts.forEach((host) => {
            const chosen = visit.host && visit.host.id === host.id;
            const button = makeButton(chosen ? "is-chosen" : "", host.name, () => {
                visit.host = host;
                renderHosts(list, hosts);
                refreshGo(() => visit.host);
            });
            if (host.company) {
                button.appendChild(make("small", "", host.company));
            }
            list.appendChild(button);
        });
        if (searched && !hosts.length) {
            list.appendChild(make("p", "", say("no_host")));
        }
    }

    // House rules and a photo ---------------------------------------------------------

    function toRules() {
        const needed = visit.found ? visit.found.needs_rules : Boolean(state.rules);
        if (needed && texts().rules) {
            visit.rules = state.rules;
            go(rulesScreen);
        } else {
            toPhoto();
        }
    }

    function rulesScreen(main) {
        addTitle(main, say("rules"));
        const rules = make("div", "rules");
        // Written by the staff, and cleaned by the server.
        rules.innerHTML = texts().rules;
        main.appendChild(rules);
        addButtons(main, say("accept"), toPhoto, () => true);
    }

    function toPhoto() {
        if (state.photo) {
            go(photoScreen);
        } else {
            arrive();
        }
    }

    function photoScreen(main) {
        addTitle(main, say("photo"));
        const frame = make("div", "photo");
        main.appendChild(frame);
        const buttons = make("div", "buttons");
        main.appendChild(buttons);
        const skip = makeButton("skip", say("skip"), () => {
            visit.photo = null;
            arrive();
        });
        buttons.appendChild(skip);
        if (visit.photo) {
            const picture = make("img");
            picture.src = visit.photo;
            picture.alt = "";
            frame.appendChild(picture);
            const again = makeButton("again", say("again"), () => {
                visit.photo = null;
                go(photoScreen);
            });
            buttons.appendChild(again);
            buttons.appendChild(makeButton("go", say("use"), arrive));
            return;
        }
        const video = make("video");
        video.setAttribute("playsinline", "");
        video.muted = true;
        frame.appendChild(video);
        const take = makeButton("go", say("take"), () => {
            visit.photo = takePicture(video);
            go(photoScreen);
        });
        buttons.appendChild(take);
        // Without a camera there is no photo, and nobody has to read why.
        startCamera(video, "user").catch(() => {
            if (screen === photoScreen) {
                arrive();
            }
        });
    }

    function takePicture(video) {
        const canvas = document.createElement("canvas");
        canvas.width = PHOTO_WIDTH;
        canvas.height = Math.round(
            (PHOTO_WIDTH * video.videoHeight) / (video.videoWidth || 1),
        );
        canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", 0.8);
    }

    function arrive() {
        const common = {rules: visit.rules || null, photo: visit.photo || null};
        const done = (answer) => finish(answer.message);
        if (visit.found) {
            ask("arrive", Object.assign({code: visit.code}, common), done);
            return;
        }
        const visitor = {
            name: visit.name,
            company: visit.company || "",
            host: visit.host.id,
        };
        ask("walk_in", Object.assign({visitor}, common), done);
    }

    // Parcels -----------------------------------------------------------------------

    function parcelScreen(main) {
        addTitle(main, say("receiver"));
        addHostSearch(main);
        addButtons(
            main,
            say("announce"),
            () =>
                ask("parcel", {host: visit.host.id}, (answer) =>
                    finish(answer.message),
                ),
            () => visit.host,
        );
    }

    // The end -----------------------------------------------------------------------

    function finish(message) {
        visit = {message};
        go(messageScreen);
        clearTimeout(idleTimer);
        idleTimer = setTimeout(goHome, READ_MESSAGE * 1000);
    }

    function messageScreen(main) {
        main.appendChild(make("div", "message", visit.message));
        const buttons = make("div", "buttons");
        buttons.style.justifyContent = "center";
        buttons.appendChild(makeButton("go", say("done"), goHome));
        main.appendChild(buttons);
    }

    function stayAwake() {
        clearTimeout(idleTimer);
        idleTimer = setTimeout(() => {
            if (screen !== homeScreen || lang !== state.lang) {
                goHome();
            }
        }, IDLE * 1000);
    }

    // The camera --------------------------------------------------------------------

    function startCamera(video, facing) {
        if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
            return Promise.reject(new Error("no camera"));
        }
        const wanted = screen;
        return navigator.mediaDevices
            .getUserMedia({video: {facingMode: facing}, audio: false})
            .then((stream) => {
                if (screen !== wanted) {
                    stream.getTracks().forEach((track) => track.stop());
                    return null;
                }
                camera = stream;
                video.srcObject = stream;
                video.hidden = false;
                return video.play();
            });
    }

    function stopCamera() {
        if (camera) {
            camera.getTracks().forEach((track) => track.stop());
            camera = null;
        }
    }

    let detector = null;

    function getDetector() {
        detector =
            detector ||
            ("BarcodeDetector" in window
                ? Promise.resolve(new window.BarcodeDetector({formats: ["qr_code"]}))
                : loadReader());
        return detector;
    }

    function loadReader() {
        return new Promise((resolve, reject) => {
            const script = make("script");
            script.src = ZXING;
            script.onload = () => resolve(makeReader(window.ZXing));
            script.onerror = reject;
            document.head.appendChild(script);
        });
    }

    /** The library behind the interface that newer browsers have. */
    function makeReader(ZXing) {
        const reader = new ZXing.QRCodeReader();
        const canvas = document.createElement("canvas");
        return {
            detect(video) {
                canvas.width = video.videoWidth;
                canvas.height = video.videoHeight;
                canvas.getContext("2d").drawImage(video, 0, 0);
                const light = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
                const bitmap = new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(light));
                try {
                    return Promise.resolve([
                        {rawValue: reader.decode(bitmap).getText()},
                    ]);
                } catch {
                    return Promise.resolve([]);
                }
            },
        };
    }

    // The server --------------------------------------------------------------------

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

    function ask(action, params, onDone) {
        if (waiting) {
            return;
        }
        waiting = true;
        body.querySelectorAll("main button").forEach((button) => {
            button.disabled = true;
        });
        call(action, Object.assign({lang}, params)).then((answer) => {
            waiting = false;
            if (!answer.result) {
                miss();
            } else if (answer.result.error) {
                const error = answer.result.error;
                // A screen without buttons would try the same again and again.
                go(screen === photoScreen ? firstScreen() : screen);
                show(find("error"), error);
                poll();
            } else {
                onDone(answer.result);
            }
        }, miss);
    }

    function firstScreen() {
        return visit.found ? foundScreen : nameScreen;
    }

    function plan(seconds) {
        clearTimeout(pollTimer);
        pollTimer = setTimeout(poll, seconds * 1000);
    }

    function poll() {
        clearTimeout(pollTimer);
        call("state", {}).then(hear, miss);
    }

    function hear(answer) {
        if (answer.result) {
            const changed = offline || gone;
            state = answer.result;
            offline = gone = false;
            failures = 0;
            plan(POLL);
            // Nobody's typing is taken away.
            if (changed || screen === homeScreen) {
                render();
            }
        } else if (answer.error && answer.error.code === 404) {
            gone = true;
            plan(LONGEST_WAIT);
            render();
        } else {
            miss();
        }
    }

    function miss() {
        waiting = false;
        offline = true;
        failures += 1;
        plan(Math.min(LONGEST_WAIT, Math.pow(2, failures)));
        render();
    }

    ["touchstart", "click", "keydown"].forEach((name) =>
        document.addEventListener(name, () => {
            if (screen !== messageScreen) {
                stayAwake();
            }
        }),
    );
    window.addEventListener("online", poll);
    goHome();
    plan(POLL);
})();
