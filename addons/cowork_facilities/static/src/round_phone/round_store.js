/* global crypto, indexedDB */
const VERSION = 1;
const ANSWERS = "answers";
const ROUNDS = "rounds";

/** @returns {Promise} of what a request to the phone's database gives */
function settle(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/**
 * What a phone keeps while it has no connection: the rounds as they were loaded, and
 * answers that the server has not confirmed. It outlives the page and the browser.
 */
export class RoundStore {
    /** @param {string} name another one for each user and database */
    constructor(name) {
        this.name = name;
        this.opening = null;
    }

    open() {
        this.opening ||= new Promise((resolve, reject) => {
            const request = indexedDB.open(this.name, VERSION);
            request.onupgradeneeded = () => {
                request.result.createObjectStore(ANSWERS, {keyPath: "key"});
                request.result.createObjectStore(ROUNDS);
            };
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        return this.opening;
    }

    /**
     * @param {string} storeName of an object store
     * @param {string} mode readonly or readwrite
     * @param {Function} work makes a request of the object store
     * @returns {Promise} of the request's result, when it is on the disk
     */
    async run(storeName, mode, work) {
        const database = await this.open();
        const transaction = database.transaction(storeName, mode);
        const done = new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onerror = () => reject(transaction.error);
            transaction.onabort = () => reject(transaction.error);
        });
        const result = await settle(work(transaction.objectStore(storeName)));
        await done;
        return result;
    }

    saveRounds(rounds) {
        return this.run(ROUNDS, "readwrite", (store) => store.put(rounds, "all"));
    }

    /** @returns {Promise<object[]>} rounds as they were loaded last */
    async loadRounds() {
        return (await this.run(ROUNDS, "readonly", (store) => store.get("all"))) || [];
    }

    saveAnswer(answer) {
        return this.run(ANSWERS, "readwrite", (store) => store.put(answer));
    }

    removeAnswer(key) {
        return this.run(ANSWERS, "readwrite", (store) => store.delete(key));
    }

    /** @returns {Promise<object[]>} answers that are not confirmed, the oldest first */
    async loadAnswers() {
        const answers = await this.run(ANSWERS, "readonly", (store) => store.getAll());
        return answers.sort((one, other) => one.order - other.order);
    }
}

/** @returns {string} a key that no other answer has */
export function makeKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
