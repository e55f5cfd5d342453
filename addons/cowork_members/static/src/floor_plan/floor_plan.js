import {browser} from "@web/core/browser/browser";
import {router} from "@web/core/browser/router";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, onMounted, onWillStart, useState} from "@odoo/owl";
import {FloorCanvas} from "./floor_canvas";
import {FloorEditor} from "./floor_editor";
import {FloorLegend} from "./floor_legend";
import {useLiveFloor} from "./floor_live";
import {FloorModel} from "./floor_model";
import {FloorPanel} from "./floor_panel";
import {getQuery, getUrlState} from "./floor_query";
import {FloorToolbar} from "./floor_toolbar";

/** The floor plan: what is free, let, booked and out of use, where it is. */
export class FloorPlan extends Component {
    static template = "cowork_members.FloorPlan";
    static components = {
        FloorCanvas,
        FloorEditor,
        FloorLegend,
        FloorPanel,
        FloorToolbar,
        Layout,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.model = new FloorModel(
            useService("orm"),
            getQuery(this.props, router.current),
        );
        this.state = useState({
            version: 0,
            selectedId: this.props.action.params?.space || null,
            isDrawing: false,
        });
        this.isChanged = false;
        this.live = useLiveFloor(this.model, () => this.refresh());
        useSetupAction({
            getLocalState: () => ({query: this.model.query}),
            beforeLeave: () => this.mayLeave(),
        });
        onWillStart(() => this.model.load());
        onMounted(() => this.keepInUrl());
    }

    show() {
        this.state.version++;
    }

    keepInUrl() {
        this.props.updateActionState?.(getUrlState(this.model.query));
        this.live.listenTo(this.model.location?.id);
    }

    async load() {
        await this.model.load();
        if (!this.model.spaceById[this.state.selectedId]) {
            this.state.selectedId = null;
        }
        this.keepInUrl();
        this.show();
    }

    async refresh() {
        // What is being drawn is not taken away.
        if (!this.state.isDrawing) {
            await this.model.load({isSilent: true});
            this.show();
        }
    }

    async onChange(patch) {
        Object.assign(this.model.query, patch);
        await this.load();
    }

    onFilter(filters) {
        this.model.query.filters = filters;
        this.keepInUrl();
        this.show();
    }

    onPick(spaceId) {
        this.state.selectedId = spaceId;
    }

    onOpen(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    onPrint() {
        browser.print();
    }

    // Drawing ------------------------------------------------------------------------

    onDraw() {
        this.isChanged = false;
        this.state.isDrawing = true;
    }

    onChanged(isChanged) {
        this.isChanged = isChanged;
    }

    async onSave(shapes) {
        await this.model.save(shapes);
        this.isChanged = false;
    }

    async onClose() {
        if (await this.mayLeave()) {
            this.state.isDrawing = false;
            await this.load();
        }
    }

    /** @returns {Promise} whether what was drawn may be given up */
    mayLeave() {
        if (!this.state.isDrawing || !this.isChanged) {
            return Promise.resolve(true);
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Discard what you have drawn?"),
                    body: _t("The shapes are not saved yet."),
                    confirmLabel: _t("Discard"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Go On Drawing"),
                    cancel: () => resolve(false),
                },
                {onClose: () => resolve(false)},
            );
        });
    }

    // Plans --------------------------------------------------------------------------

    onEditPlan() {
        this.openPlan({resId: this.model.plan.id, title: _t("Image of the Plan")});
    }

    onNewPlan() {
        this.openPlan({title: _t("New Floor Plan")});
    }

    openPlan(props) {
        this.dialog.add(FormViewDialog, {
            resModel: "cowork.floor.plan",
            ...props,
            onRecordSaved: async (record) => {
                this.model.query.plan = record.resId;
                this.model.query.location = record.data.location_id?.id || 0;
                await this.load();
            },
        });
    }

    onNewLocation() {
        this.action.doAction("cowork_members.action_cowork_location");
    }
}

registry.category("actions").add("cowork_floor_plan", FloorPlan);
