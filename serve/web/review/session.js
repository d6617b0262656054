/** One document under review: what is shown, selected and typed, and what is done with it. */
import { get, post } from "../api.js";
import { trMessage, tr } from "../i18n.js";
import { may } from "../session.js";
import { stream } from "../stream.js";
import { commit } from "./actions.js";
import { keepDraft, readDraft } from "./drafts.js";
import { catchUp, follow, refreshDocument, takeOver } from "./following.js";
import { neighbour, openDoubts, placeDoubts } from "./doubts.js";
import { apart } from "./relocating.js";
import { changesSince, revisionOf } from "./revisions.js";
import { Observable } from "../observable.js";
import { parsePath, textAt, valuePath } from "./paths.js";
import { keptEdits, SaveQueue } from "./saving.js";
import { linesOfForm, shownPath } from "./tree.js";

const START = {
  document: null,
  pages: [],
  record: null,
  revision: 0,
  unsaved: 0,
  waiting: false,
  problem: null,
  allDoubts: [],
  doubts: [],
  selected: null,
  moves: 0,
  byPointer: false,
  editing: null,
  typed: "",
  preview: null,
  form: 0,
  collapsed: new Set(),
  drawer: null,
  dialog: null,
  conflict: null,
  refused: null,
  changedBy: null,
  said: "",
};

export class ReviewSession extends Observable {
  /** @param {string} documentId @param {string|null} path  value to begin at */
  constructor(documentId, path) {
    super({ ...START });
    this.documentId = documentId;
    this.wanted = path;
    this.closers = [];
    this.doubtsByPath = new Map();
    this.queue = new SaveQueue(documentId, {
      onChange: () => this.showQueue(),
      onConflict: (steps) => this.conflict(steps),
      onRefused: (problem, step) => this.set({ refused: { problem, step } }),
      onSaved: (step) => this.saved(step),
    });
  }

  // Loading and following

  async open() {
    await this.load();
    if (this.closed) return;
    this.closers.push(
      stream(`documents/${this.documentId}/events`, (event) => follow(this, event)),
    );
  }

  close() {
    for (const close of this.closers.splice(0)) close();
    this.closed = true;
  }

  async load() {
    const at = `documents/${this.documentId}`;
    const absent = (problem) => (problem.status === 409 ? null : Promise.reject(problem));
    try {
      const [document, pages, result, doubts] = await Promise.all([
        get(at),
        get(`${at}/pages`).catch(() => null),
        get(`${at}/result`).catch(absent),
        get(`${at}/doubts`).catch(() => null),
      ]);
      this.set({ document: document.data, pages: pages?.data.pages ?? [], problem: null });
      if (result) this.begin(result, doubts?.data.doubts ?? []);
    } catch (problem) {
      this.set({ problem });
    }
  }

  begin({ data, headers }, doubts) {
    this.set({ allDoubts: doubts });
    this.queue.reset(data, revisionOf(headers));
    const { pending, typing } = readDraft(this.documentId);
    if (pending.length) this.set({ conflict: { kept: pending, author: null, changes: [] } });
    this.typingLeft = typing;
    if (this.state.selected === null) this.selectFirst();
  }

  selectFirst() {
    const { doubts, record } = this.state;
    const path = this.wanted ?? this.typingLeft?.path ?? doubts[0]?.target;
    const first = path ?? linesOfForm(record.forms[0] ?? EMPTY_FORM, 0, new Set())[0][0];
    if (record.forms.length) this.select(valuePath(first));
    if (this.typingLeft && textAt(record, this.typingLeft.path) !== null) this.resumeTyping();
  }

  resumeTyping() {
    const { path, text } = this.typingLeft;
    this.typingLeft = null;
    this.select(path);
    this.set({ editing: path, typed: text });
  }

  async reloadDoubts() {
    const answer = await get(`documents/${this.documentId}/doubts`).catch(() => null);
    if (answer === null || this.queue.unsaved) return;
    this.set({ allDoubts: answer.data.doubts });
    this.showQueue();
  }

  // Saving

  showQueue() {
    if (this.state.preview !== null) return;
    const { view, revision, unsaved, waiting } = this.queue;
    const { record, allDoubts } = this.state;
    if (view !== record || allDoubts !== this.placedFrom) {
      this.placed = placeDoubts(allDoubts, view);
      this.placedFrom = allDoubts;
    }
    const doubts = openDoubts(this.placed, view);
    const same = sameList(doubts, this.state.doubts);
    if (!same) this.doubtsByPath = new Map(doubts.map((doubt) => [doubt.target, doubt]));
    const form = Math.min(this.state.form, Math.max(0, view.forms.length - 1));
    const { selected } = this.state;
    this.set({
      selected: view.forms[parsePath(selected)?.form] ? selected : null,
      record: view,
      revision,
      unsaved,
      waiting,
      form,
      doubts: same ? this.state.doubts : doubts,
    });
  }

  /** The open doubt that is shown at a value. */
  doubtAt(path) {
    return this.doubtsByPath.get(path);
  }

  saved(step) {
    if (step.kind === "edits") this.say(tr(`已保存：${step.label}`, `Saved: ${step.label}`));
    if (this.queue.unsaved > 0) return;
    if ((this.newest ?? 0) > this.queue.revision) takeOver(this, this.newest);
    else this.reloadDoubts();
  }

  /** Another's revision came first: what does not meet it is applied again, else asked about. */
  async conflict(steps) {
    const kept = keptEdits(steps);
    keepDraft(this.documentId, { pending: kept });
    const before = this.queue.base;
    const known = this.queue.revision;
    await this.queue.reload().catch((problem) => this.set({ problem }));
    const { author, changes } = await changesSince(this.documentId, known);
    const own = this.queue.revision > known ? apart(kept, before, this.queue.base) : null;
    if (own === null) this.set({ conflict: { kept, author, changes, before } });
    else {
      this.set({ changedBy: { author, revision: this.queue.revision } });
      for (const step of own) this.edit(step.edits, step.label, step.path);
      this.say(tr(`已与${author}的修改合并`, `Merged with the changes of ${author}`));
    }
    await this.reloadDoubts();
  }

  /** Do one step: edits that belong together, under one name. */
  edit(edits, label, path = edits[0]?.path ?? null) {
    if (this.isReadOnly()) this.sayReadOnly();
    else if (edits.length) this.queue.push(edits, label, path);
  }

  isReadOnly() {
    return this.state.preview !== null || !may("annotate");
  }

  sayReadOnly() {
    const isOld = this.state.preview !== null;
    const old = tr("正在查看旧版本，不能修改", "An earlier revision cannot be changed");
    this.say(isOld ? old : tr("您没有修改权限", "You may not make corrections"));
  }

  undo() {
    if (this.isReadOnly()) return this.sayReadOnly();
    this.jumpTo(this.queue.undo(), tr("撤销", "Undone"), tr("没有可撤销的操作", "Nothing to undo"));
  }

  redo() {
    if (this.isReadOnly()) return this.sayReadOnly();
    this.jumpTo(
      this.queue.redo(),
      tr("重做", "Done again"),
      tr("没有可重做的操作", "Nothing to do again"),
    );
  }

  jumpTo(entry, done, nothing) {
    if (entry === null) return this.say(nothing);
    this.say(`${done}：${entry.label}`);
    if (entry.path && textAt(this.state.record, entry.path) !== null) this.select(entry.path);
  }

  // Selecting and typing

  /** @param {string} path @param {{byPointer?: boolean}} [how]  the page need not move then */
  select(path, { byPointer = false } = {}) {
    const place = parsePath(path);
    if (place === null || !this.state.record?.forms[place.form]) return;
    if (this.state.editing && this.state.editing !== path) this.finishTyping();
    const selected = shownPath(this.state.record, place);
    this.set({ selected, form: place.form, moves: this.state.moves + 1, byPointer });
  }

  next(step = 1) {
    const path = neighbour(this.state.doubts, this.state.selected, step);
    if (path === null) this.say(tr("没有可疑值了", "Nothing doubtful is left"));
    else this.select(path);
  }

  startTyping(path = this.state.selected) {
    if (path === null) return undefined;
    if (this.isReadOnly()) return this.sayReadOnly();
    this.select(path);
    return this.set({ editing: this.state.selected, typed: textAt(this.state.record, path) ?? "" });
  }

  type(text) {
    const { editing } = this.state;
    this.state.typed = text; // the field shows it itself; nothing else is to be drawn anew
    keepDraft(this.documentId, { typing: { path: editing, text } });
  }

  stopTyping() {
    keepDraft(this.documentId, { typing: null });
    this.set({ editing: null, typed: "", moves: this.state.moves + 1, byPointer: false });
    catchUp(this);
  }

  /** Take over what was typed; true when it is another text than before. */
  finishTyping() {
    const { editing, typed } = this.state;
    const changed = commit(this, editing, typed);
    this.stopTyping();
    return changed;
  }

  /** Announce to those who do not see the page; shown for a moment, too. */
  say(text) {
    this.set({ said: text });
  }

  // The document as a whole

  async ask(action, body = {}) {
    try {
      await post(`documents/${this.documentId}/${action}`, body);
      await refreshDocument(this);
    } catch (problem) {
      this.say(trMessage(problem.title) || problem.message);
    }
  }
}

const EMPTY_FORM = {
  fields: {},
  other_fields: [],
  funding: [],
  goals: [],
  tasks: [],
  indicators: [],
};

function sameList(one, other) {
  return (
    one.length === other.length && one.every((doubt, index) => isSameDoubt(doubt, other[index]))
  );
}

function isSameDoubt(one, other) {
  return one.target === other.target && one.path === other.path && one.message === other.message;
}
