/* global luxon */
import {ConnectionLostError} from "@web/core/network/rpc";
import {serializeDateTime} from "@web/core/l10n/dates";
import {KeepLast} from "@web/core/utils/concurrency";
import {RoundQueue, within} from "./round_queue";
import {makeKey} from "./round_store";

const {DateTime} = luxon;
/** Then what was loaded last is shown. */
const LOAD_WITHIN = 8000;

/** The rounds on a phone: as the server tells them, and with what waits to be sent. */
export class RoundModel {
    /**
     * @param {object} orm the web client's service
     * @param {RoundStore} store
     * @param {number} roundId one that is wanted whatever its time; 0: none
     */
    constructor(orm, store, roundId) {
        this.orm = orm;
        this.store = store;
        this.roundId = roundId;
        this.rounds = [];
        this.isOffline = false;
        this.keepLast = new KeepLast();
        this.queue = new RoundQueue(orm, store, (rounds) => this.update(rounds));
    }

    /** Load the rounds; without a connection, as they were loaded last. */
    async load() {
        await this.queue.load();
        try {
            const call = this.orm.silent.call("cowork.round", "get_rounds", [], {
                round: this.roundId || null,
            });
            const {rounds} = await this.keepLast.add(within(call, LOAD_WITHIN));
            this.rounds = rounds;
            this.isOffline = false;
            await this.store.saveRounds(rounds);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.rounds = await this.store.loadRounds();
            this.isOffline = true;
        }
    }

    /** Put what the server says of some rounds in the place of what was known. */
    async update(rounds) {
        const news = new Map(rounds.map((round) => [round.id, round]));
        this.rounds = this.rounds.map((round) => news.get(round.id) || round);
        await this.store.saveRounds(this.rounds);
    }

    getRound(id) {
        return this.rounds.find((round) => round.id === id);
    }

    /** @returns {object} the point with its last answer, sent or not */
    merge(point) {
        const answer = this.queue.findAnswer(point.id);
        if (!answer) {
            return {...point, state: point.result ? "saved" : "open", problem: ""};
        }
        const {result, value, text, note, photo, problem} = answer;
        const state = problem ? "refused" : "waiting";
        const merged = {value: value ?? false, text, note, has_photo: Boolean(photo)};
        return {...point, ...merged, result: problem ? "" : result, state, problem};
    }

    /** @returns {object[]} points of a round with their last answers */
    getPoints(round) {
        return round.points.map((point) => this.merge(point));
    }

    /** @returns {number} place of the first point that is open after another, or -1 */
    findOpen(round, after = -1) {
        const points = this.getPoints(round);
        const next = points.findIndex((point, at) => at > after && !point.result);
        return next >= 0 ? next : points.findIndex((point) => !point.result);
    }

    /**
     * Keep an answer, and send it when there is a connection.
     *
     * @param {object} point
     * @param {object} found result, value, text, note, photo, code
     */
    async answer(point, found) {
        const at = serializeDateTime(DateTime.now());
        await this.queue.add({key: makeKey(), point: point.id, at, ...found});
    }

    async flush() {
        const isSent = await this.queue.flush();
        this.isOffline = !isSent && !this.queue.problem;
        return isSent;
    }
}
