import {registry} from "@web/core/registry";
import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {pivotView} from "@web/views/pivot/pivot_view";
import {onWillRender} from "@odoo/owl";

/**
 * A pivot whose cells are the darker the more they hold: of each measure, the largest
 * cell is the darkest. Totals keep out of it, they would outshine everything.
 */
export class HeatMapRenderer extends PivotRenderer {
    static template = "cowork_members.HeatMapRenderer";

    setup() {
        super.setup();
        onWillRender(() => this.measure());
    }

    /** @returns {boolean} whether a cell is neither a total nor empty */
    isPlain(cell) {
        const {fullRowGroupBys, fullColGroupBys} = this.model.metaData;
        const [row, column] = cell.groupId;
        return (
            Number.isFinite(cell.value) &&
            row.length === fullRowGroupBys.length &&
            column.length === fullColGroupBys.length
        );
    }

    measure() {
        this.largest = {};
        for (const row of this.table.rows) {
            for (const cell of row.subGroupMeasurements) {
                if (this.isPlain(cell)) {
                    const known = this.largest[cell.measure] || 0;
                    this.largest[cell.measure] = Math.max(known, cell.value);
                }
            }
        }
    }

    getHeat(cell) {
        const largest = this.largest[cell.measure];
        if (!largest || !this.isPlain(cell)) {
            return "";
        }
        return `--heat: ${Math.round((100 * cell.value) / largest)}%;`;
    }
}

registry.category("views").add("cowork_heat_map", {
    ...pivotView,
    Renderer: HeatMapRenderer,
});
