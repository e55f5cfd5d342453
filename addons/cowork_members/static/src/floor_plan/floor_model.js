import {KeepLast} from "@web/core/utils/concurrency";

/** What the floor plan shows, and how it is changed. */
export class FloorModel {
    /**
     * @param {object} orm the web client's service
     * @param {object} query location, plan, day (null: now), filters
     */
    constructor(orm, query) {
        this.orm = orm;
        this.query = query;
        this.keepLast = new KeepLast();
        this.setFloor({locations: [], plans: [], spaces: [], vacant: []});
    }

    setFloor(floor) {
        Object.assign(this, floor);
        this.spaceById = Object.fromEntries(this.spaces.map((s) => [s.id, s]));
    }

    get drawn() {
        return this.spaces.filter((space) => space.shape);
    }

    async load({isSilent = false} = {}) {
        const {location, plan, day} = this.query;
        const orm = isSilent ? this.orm.silent : this.orm;
        const floor = await this.keepLast.add(
            orm.call("cowork.floor.plan", "get_floor", [], {
                location: location || null,
                plan: plan || null,
                day: day || null,
            }),
        );
        this.setFloor(floor);
        this.query.location = floor.location?.id || 0;
        this.query.plan = floor.plan?.id || 0;
    }

    /** @returns {boolean} whether a space passes all filters */
    fits(space) {
        const {kind, capacity, state, amenities} = this.query.filters;
        return (
            (!kind || space.kind_id === kind) &&
            (!capacity || space.capacity >= capacity) &&
            (!state || space.state === state) &&
            (amenities || []).every((id) => space.amenity_ids.includes(id))
        );
    }

    get isFiltered() {
        const {kind, capacity, state, amenities} = this.query.filters;
        return Boolean(kind || capacity || state || amenities?.length);
    }

    /** @returns {Array} what could be let and passes the filters */
    get vacancies() {
        return (this.vacant || []).filter((row) =>
            this.fits(this.spaceById[row.space]),
        );
    }

    /** @returns {object} how many spaces of the plan are in which state */
    get counts() {
        const counts = {};
        for (const space of this.drawn) {
            counts[space.state] = (counts[space.state] || 0) + 1;
        }
        return counts;
    }

    async save(shapes) {
        this.plan.revision = await this.orm.silent.call(
            "cowork.floor.plan",
            "save_shapes",
            [[this.plan.id], shapes, this.plan.revision],
        );
    }
}
