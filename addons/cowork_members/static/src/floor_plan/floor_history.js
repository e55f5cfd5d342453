/** How many steps can be taken back. */
const MOST = 200;

/** What was drawn, step by step: each step is the whole list of shapes. */
export class FloorHistory {
    constructor(shapes) {
        this.steps = [shapes];
        this.at = 0;
        this.saved = shapes;
    }

    get shapes() {
        return this.steps[this.at];
    }

    get canUndo() {
        return this.at > 0;
    }

    get canRedo() {
        return this.at < this.steps.length - 1;
    }

    get isChanged() {
        return this.shapes !== this.saved;
    }

    push(shapes) {
        this.steps = [...this.steps.slice(0, this.at + 1), shapes].slice(-MOST);
        this.at = this.steps.length - 1;
    }

    undo() {
        this.at = Math.max(this.at - 1, 0);
    }

    redo() {
        this.at = Math.min(this.at + 1, this.steps.length - 1);
    }

    markSaved() {
        this.saved = this.shapes;
    }
}
