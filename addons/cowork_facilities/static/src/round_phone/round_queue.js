import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";

/** Answers in one call: with photos, a slow connection takes a few at a time. */
const TOGETHER = 5;
/** A connection that says nothing for so long is none. */
const SEND_WITHIN = 60000;
const SESSION_OVER = "odoo.http.SessionExpiredException";

/**
 * @param {Promise} promise of an answer of the server
 * @param {number} milliseconds after which it counts as lost
 * @returns {Promise} of the same answer
 */
export function within(promise, milliseconds) {
    let timer = 0;
    const lost = new Promise((resolve, reject) => {
        timer = browser.setTimeout(
            () => reject(new ConnectionLostError()),
            milliseconds,
        );
    });
    return Promise.race([promise, lost]).finally(() => browser.clearTimeout(timer));
}

/**
 * Answers on their way to the server. Each is kept on the phone until the server has
 * confirmed it; sent twice, the server knows it by its key.
 */
export class RoundQueue {
    /**
     * @param {object} orm the web client's service
     * @param {RoundStore} store
     * @param {Function} onChange called with the rounds that the server answers with
     */
    constructor(orm, store, onChange) {
        this.orm = orm;
        this.store = store;
        this.onChange = onChange;
        this.answers = [];
        this.problem = "";
        this.sending = null;
    }

    async load() {
        this.answers = await this.store.loadAnswers();
    }

    /** @returns {object[]} answers that wait for a connection */
    get waiting() {
        return this.answers.filter((answer) => !answer.problem);
    }

    /** @returns {object|undefined} the last answer to a point that is not confirmed */
    findAnswer(pointId) {
        return this.answers.findLast((answer) => answer.point === pointId);
    }

    /** Keep an answer on the phone; what was refused of the point is forgotten. */
    async add(answer) {
        const refused = this.answers.filter(
            (one) => one.point === answer.point && one.problem,
        );
        for (const one of refused) {
            await this.remove(one.key);
        }
        const last = this.answers.at(-1);
        const order = Math.max(Date.now(), last ? last.order + 1 : 0);
        const kept = {...answer, order, problem: ""};
        await this.store.saveAnswer(kept);
        this.answers.push(kept);
    }

    async remove(key) {
        await this.store.removeAnswer(key);
        this.answers = this.answers.filter((answer) => answer.key !== key);
    }

    /** @returns {Promise<boolean>} whether nothing waits any more */
    flush() {
        this.sending ||= this.sendAll().finally(() => {
            this.sending = null;
        });
        return this.sending;
    }

    async sendAll() {
        while (this.waiting.length) {
            const batch = this.waiting.slice(0, TOGETHER);
            try {
                await this.send(batch);
            } catch (error) {
                this.noteProblem(error);
                return false;
            }
        }
        this.problem = "";
        return true;
    }

    async send(batch) {
        const call = this.orm.silent.call("cowork.round", "save_answers", [
            batch.map(toServer),
        ]);
        const {answers, rounds} = await within(call, SEND_WITHIN);
        for (const answer of batch) {
            const outcome = answers[answer.key];
            if (outcome.state === "refused") {
                answer.problem = outcome.message;
                await this.store.saveAnswer({...answer});
            } else {
                await this.remove(answer.key);
            }
        }
        this.problem = "";
        await this.onChange(rounds);
    }

    /** What does not reach the server waits; nothing is lost, whatever goes wrong. */
    noteProblem(error) {
        if (error instanceof ConnectionLostError) {
            this.problem = "";
        } else if (error instanceof RPCError && error.exceptionName !== SESSION_OVER) {
            this.problem = error.data?.message || error.message;
        } else {
            throw error;
        }
    }
}

/** @returns {object} an answer as the server takes it */
function toServer({key, point, result, value, text, note, photo, code, at}) {
    return {key, point, result, value, text, note, photo, code, at};
}
