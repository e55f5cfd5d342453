import {KeepLast} from "@web/core/utils/concurrency";

/** What the front-desk screen shows of one location, and what it does there. */
export class DeskModel {
    /**
     * @param {object} orm the web client's service
     * @param {number} locationId 0 for the user's own
     */
    constructor(orm, locationId) {
        this.orm = orm;
        this.locationId = locationId;
        this.keepLast = new KeepLast();
        this.desk = {locations: [], location: null, lists: {}};
    }

    get location() {
        return this.desk.location;
    }

    async load({silent = false} = {}) {
        const orm = silent ? this.orm.silent : this.orm;
        this.desk = await this.keepLast.add(
            orm.call("cowork.location", "get_front_desk", [], {
                location: this.locationId || null,
            }),
        );
        this.locationId = this.location?.id || 0;
    }

    getList(name) {
        return this.desk.lists[name] || {rows: [], count: 0};
    }

    /** @returns {Promise<object[][]>} whom each of the labels may mean */
    async guess(names) {
        return this.orm.silent.call("cowork.location", "guess_recipients", [
            [this.locationId],
            names,
        ]);
    }

    /** Take parcels in; their members are told at once. */
    async receive(rows) {
        await this.orm.silent.create(
            "cowork.parcel",
            rows.map((row) => ({...row, location_id: this.locationId})),
        );
    }

    async act(row, method) {
        await this.orm.silent.call(row.model, method, [row.ids]);
    }
}
