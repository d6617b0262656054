/** What is still to be looked at, and the way from one to the next. */
import {
  boxesAt,
  compareByReading,
  isReviewed,
  parsePath,
  pathOf,
  TASK_KEYS,
  valuePath,
} from "./paths.js";
import { presentColumns, shownPath } from "./tree.js";

/**
 * Doubts of the server with the value each is shown at, in reading order, one a value.
 * @param {{path: string, kind: string, confidence: number, reason: string, message: string}[]} doubts
 * @param {object} record
 */
export function placeDoubts(doubts, record) {
  const placed = new Map();
  for (const doubt of doubts) {
    const target = targetOf(doubt, record);
    if (target === null) continue;
    const known = placed.get(target);
    if (known) known.others.push(doubt);
    else placed.set(target, { ...doubt, target, others: [] });
  }
  return [...placed.values()].sort((one, other) => compareByReading(one.target, other.target));
}

function targetOf(doubt, record) {
  const place = parsePath(doubt.path);
  if (place === null || !record.forms[place.form]) return null;
  if (place.list === "findings") return findingTarget(record, place.form, place.index);
  if (place.list === "unassigned") return null;
  const path = valuePath(doubt.path);
  return shownPath(record, parsePath(path));
}

/** The doubts that a person has not dealt with since the server named them. */
export function openDoubts(doubts, record) {
  return doubts.filter((doubt) => isOpen(doubt, record));
}

function isOpen(doubt, record) {
  const place = parsePath(doubt.path);
  if (place.list === "findings") return !record.forms[place.form]?.findings[place.index]?.state;
  return !isReviewed(record, doubt.target);
}

/**
 * @param {{target: string}[]} doubts  in reading order
 * @param {string|null} from
 * @param {1|-1} step
 * @returns {string|null} the path after (before) `from`, round the end
 */
export function neighbour(doubts, from, step) {
  const paths = doubts.map((doubt) => doubt.target).filter((path) => path !== from);
  if (paths.length === 0) return doubts.length ? from : null;
  if (from === null) return step > 0 ? paths[0] : paths.at(-1);
  const later = step > 0 ? paths : paths.reverse();
  return later.find((path) => step * compareByReading(path, from) > 0) ?? later[0];
}

/** The value that a finding is about: the first piece of its evidence that has a cell. */
export function findingTarget(record, form, index) {
  const finding = record.forms[form]?.findings[index];
  if (!finding) return null;
  const cells = cellIndex(record, form);
  for (const evidence of finding.evidence) {
    const path = cells.find(evidence);
    if (path) return path;
  }
  return null;
}

/**
 * The findings of a form by the path of the cells they point at.
 * @returns {Map<string, {finding: object, path: string}[]>}
 */
export function findingsByCell(record, form) {
  const found = new Map();
  const cells = cellIndex(record, form);
  record.forms[form].findings.forEach((finding, index) => {
    const path = pathOf({ form, list: "findings", index, key: null });
    for (const cell of new Set(finding.evidence.map((evidence) => cells.find(evidence)))) {
      if (cell) found.set(cell, [...(found.get(cell) ?? []), { finding, path }]);
    }
  });
  return found;
}

const indices = new WeakMap();

function cellIndex(record, form) {
  const kept = indices.get(record.forms[form]);
  if (kept) return kept;
  const index = new CellIndex(record, form);
  indices.set(record.forms[form], index);
  return index;
}

/** Finds the cell at a place on the paper, or, where there are no boxes, by its text. */
class CellIndex {
  constructor(record, number) {
    this.byBox = new Map();
    this.byText = new Map();
    for (const [path, text] of valuesOf(record.forms[number], number)) {
      for (const where of boxesAt(record, path)) {
        const key = boxKey(where);
        if (!this.byBox.has(key)) this.byBox.set(key, path);
      }
      if (text && !this.byText.has(text)) this.byText.set(text, path);
    }
  }

  find(evidence) {
    const boxes = evidence.where.filter((where) => where.box).map(boxKey);
    const box = boxes.find((key) => this.byBox.has(key));
    return this.byBox.get(box) ?? this.byText.get(evidence.text) ?? null;
  }
}

const boxKey = ({ page, box }) => `${page}:${box.map((edge) => Math.round(edge)).join(",")}`;

function* valuesOf(form, number) {
  const at = (list, index, key) => pathOf({ form: number, list, index, key });
  yield [at(null, null, "title"), form.title];
  for (const [key, text] of Object.entries(form.fields)) yield [at("fields", null, key), text];
  for (const [index, row] of form.other_fields.entries())
    yield [at("other_fields", index, "value"), row.value];
  for (const [index, row] of form.funding.entries()) yield [at("funding", index, "raw"), row.raw];
  for (const [index, row] of form.goals.entries()) yield [at("goals", index, "text"), row.text];
  for (const [index, row] of form.tasks.entries()) {
    for (const key of TASK_KEYS) yield [at("tasks", index, key), row[key]];
  }
  const columns = ["level3", "value", ...presentColumns(form)];
  for (const [index, row] of form.indicators.entries()) {
    for (const key of columns) yield [at("indicators", index, key), row[key]];
    for (const key of ["level2", "level1"]) yield [at("indicators", index, key), null];
  }
}
