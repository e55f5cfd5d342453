import {serializeDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {
    Many2OneField,
    buildM2OFieldDescription,
} from "@web/views/fields/many2one/many2one_field";
import {FloorChoiceDialog} from "./floor_choice";

/** A space that can be chosen by its name, or on the plan. */
export class FloorSpaceField extends Many2OneField {
    static template = "cowork_members.FloorSpaceField";

    setup() {
        super.setup();
        this.dialog = useService("dialog");
    }

    get canChoose() {
        return !this.props.readonly && Boolean(this.data.location_id);
    }

    get data() {
        return this.props.record.data;
    }

    onChoose() {
        const {location_id, kind_id, date_start, date, date_stop, date_end} = this.data;
        // A change of a contract has one day; from then on it is for good.
        const first = date_start || date;
        const last = date_stop || date_end;
        this.dialog.add(FloorChoiceDialog, {
            location: location_id.id,
            kind: kind_id?.id || 0,
            first: first ? serializeDate(first) : "",
            last: last ? serializeDate(last) : "",
            onChoose: (space) => this.props.record.update({[this.props.name]: space}),
        });
    }
}

registry.category("fields").add("cowork_floor_space", {
    ...buildM2OFieldDescription(FloorSpaceField),
});
