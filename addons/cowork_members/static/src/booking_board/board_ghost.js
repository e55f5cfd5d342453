const SHADOW = `
<style>
    div {
        position: absolute;
        box-sizing: border-box;
        border-radius: 4px;
    }
    .ghost {
        padding: 0 0.375rem;
        border: 2px dashed var(--board-action);
        background: var(--board-soft);
    }
    .veil {
        background: var(--board-paper);
        opacity: 0.55;
    }
</style>
<div class="veil" hidden></div>
<div class="ghost" hidden></div>`;
/** Pixels that a lane leaves above and below what it shows. */
const GAP = 3;

/**
 * What moves while something is dragged: a ghost where it would go, and a veil over the
 * place it comes from.
 *
 * They live in a shadow tree. The web client's style sheets hold rules about
 * ``[style*=…]`` and ``:has()``, for which a browser looks at every element again when
 * the style of one is changed, 30 ms each time; they do not reach into a shadow tree.
 */
export class BoardGhost {
    /** @param {Element} host covers all lanes and nothing else */
    constructor(host) {
        this.host = host;
        const root = host.shadowRoot || host.attachShadow({mode: "open"});
        root.innerHTML = SHADOW;
        this.veil = root.querySelector(".veil");
        this.ghost = root.querySelector(".ghost");
    }

    /**
     * @param {{top: number, height: number}} row in pixels from the top of the host
     * @param {{left: number, width: number}} place in per cent
     * @param {string} text
     */
    show({top, height}, {left, width}, text) {
        Object.assign(this.ghost.style, {
            top: `${top + GAP}px`,
            height: `${height - 2 * GAP}px`,
            left: `${left}%`,
            width: `${width}%`,
        });
        this.ghost.textContent = text;
        this.ghost.hidden = false;
    }

    /** @param {Element} block what is dragged away */
    cover(block) {
        const {top, left, width, height} = block.getBoundingClientRect();
        const host = this.host.getBoundingClientRect();
        Object.assign(this.veil.style, {
            top: `${top - host.top}px`,
            left: `${left - host.left}px`,
            width: `${width}px`,
            height: `${height}px`,
        });
        this.veil.hidden = false;
    }

    remove() {
        this.veil.remove();
        this.ghost.remove();
    }
}
