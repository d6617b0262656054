/**
 * The queue of unsaved steps of one document: shown at once, sent one after the other, each on
 * top of the revision that the one before it made.
 */
import { get, patch, post } from "../api.js";
import { applyEdits, sentEdit, share } from "./edits.js";
import { keepDraft } from "./drafts.js";
import { revisionOf } from "./revisions.js";

const RETRY = [1000, 2000, 4000, 8000, 15000]; // ms, while the server does not answer

/** @typedef {{kind: "edits", edits: object[], label: string} |
 *            {kind: "restore", entry: UndoEntry, side: "before"|"after", label: string}} Step
 *  @typedef {{before: number|null, after: number|null, recordBefore: object, recordAfter: object,
 *             path: string|null, label: string}} UndoEntry */

export class SaveQueue {
  /**
   * @param {string} documentId
   * @param {{onChange: () => void, onConflict: (steps: Step[]) => void,
   *          onRefused: (problem: Error, step: Step) => void, onSaved: (step: Step) => void}} told
   */
  constructor(documentId, told) {
    Object.assign(this, { documentId, told, base: null, view: null, revision: 0, steps: [] });
    this.sending = false;
    this.waiting = false;
    this.done = [];
    this.undone = [];
  }

  /** Show a record that the server has, under all that is unsaved. */
  reset(record, revision) {
    this.take(record, revision);
    this.told.onChange();
  }

  take(record, revision) {
    this.base = share(this.view, record);
    this.revision = revision;
    this.view = this.steps.reduce(applyStep, this.base);
  }

  /** Nothing can be undone any more: another person's revision lies in between. */
  forgetUndo() {
    this.done = [];
    this.undone = [];
  }

  /** Show and queue edits that belong together. */
  push(edits, label, path) {
    const entry = { before: null, after: null, recordBefore: this.view, label, path };
    this.add({ kind: "edits", edits, label, entry });
    entry.recordAfter = this.view;
    this.done.push(entry);
    this.undone = [];
  }

  /** @returns {UndoEntry|null} what was undone */
  undo() {
    return this.turn(this.done, this.undone, "before");
  }

  /** @returns {UndoEntry|null} what was done again */
  redo() {
    return this.turn(this.undone, this.done, "after");
  }

  turn(from, to, side) {
    const entry = from.pop();
    if (!entry) return null;
    to.push(entry);
    this.add({ kind: "restore", entry, side, label: entry.label });
    return entry;
  }

  /** How many steps the server does not have yet. */
  get unsaved() {
    return this.steps.length;
  }

  add(step) {
    this.steps.push(step);
    this.view = applyStep(this.view, step);
    this.keep();
    this.told.onChange();
    this.send();
  }

  keep() {
    keepDraft(this.documentId, { pending: keptEdits(this.steps) });
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    let failures = 0;
    while (this.steps.length) {
      try {
        await this.sendFirst();
        failures = 0;
        this.waiting = false;
      } catch (problem) {
        if (!passing(problem)) {
          this.refuse(problem);
          break;
        }
        this.waiting = true;
        this.told.onChange();
        await pause(
          problem.retryAfter ? problem.retryAfter * 1000 : RETRY[Math.min(failures++, 4)],
        );
      }
    }
    this.sending = false;
    this.waiting = false;
    this.told.onChange();
  }

  async sendFirst() {
    const step = this.steps[0];
    const before = this.revision;
    const { data } = await this.request(step, { revision: before });
    if (this.steps[0] !== step) return; // dropped meanwhile
    if (step.kind === "edits") Object.assign(step.entry, { before, after: data.revision });
    else step.entry[step.side] = data.revision;
    this.steps.shift();
    this.take(data.record, data.revision);
    this.keep();
    this.told.onSaved(step);
    this.told.onChange();
  }

  request(step, seen) {
    const result = `documents/${this.documentId}`;
    if (step.kind === "edits") {
      return patch(`${result}/result`, { edits: step.edits.map(sentEdit) }, seen);
    }
    return post(`${result}/revisions/${step.entry[step.side]}/restore`, {}, seen);
  }

  /** The server does not take the first step: all that follow it are taken back, visibly. */
  refuse(problem) {
    const steps = this.steps;
    this.steps = [];
    this.view = this.base;
    this.forgetUndo();
    if (problem.status === 412) this.told.onConflict(steps);
    else {
      this.keep();
      this.told.onRefused(problem, steps[0]);
    }
    this.told.onChange();
  }

  /** Show the newest record of the server. */
  async reload() {
    const { data, headers } = await get(`documents/${this.documentId}/result`);
    this.reset(data, revisionOf(headers));
  }
}

/** The edits among steps, as a draft keeps them. */
export function keptEdits(steps) {
  return steps
    .filter((step) => step.kind === "edits")
    .map(({ edits, label, entry }) => ({ edits, label, path: entry.path }));
}

function applyStep(record, step) {
  if (step.kind === "edits") return applyEdits(record, step.edits);
  return step.side === "before" ? step.entry.recordBefore : step.entry.recordAfter;
}

/** Whether a request may succeed when it is repeated as it is. */
function passing(problem) {
  return problem.status === 0 || problem.status === 429 || problem.status >= 502;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
