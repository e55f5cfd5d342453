import {registry} from "@web/core/registry";
import {GraphModel} from "@web/views/graph/graph_model";
import {graphView} from "@web/views/graph/graph_view";

/**
 * A month without data is a gap in the line, not a zero.
 */
export class KpiGraphModel extends GraphModel {
    _getData() {
        const data = super._getData(...arguments);
        for (const dataset of data.datasets) {
            dataset.data = dataset.data.map((value, index) =>
                value === false || !dataset.domains[index].length ? null : value,
            );
        }
        return data;
    }
}

registry.category("views").add("cowork_kpi_graph", {
    ...graphView,
    Model: KpiGraphModel,
});
